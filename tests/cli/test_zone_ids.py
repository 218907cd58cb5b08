"""A zone without its id: the command line looks it up, and says what it cannot know."""

import io
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias.errors import AwsUnavailable
from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.ask.hosted_zones import zone_ids
from albias_cli.show.screen import Screen
from albias_cli.workspace import Options, open_workspace, zone_finder
from albias_config import load
from albias_config.errors import ConfigurationError
from tests.cli.patients import DENIED, Canned
from tests.support.desk import Desk
from tests.support.world import World

ROLE = "arn:aws:iam::444455556666:role/albias"
APPS = HostedZone("", DnsName("apps.example.com"))
TEXT = """\
owner = "platform"
[[zones]]
name = "apps.example.com"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "albias.toml"
    path.write_text(TEXT)
    return path


def make(world: World, name: str, reference: str, *, private: bool = False) -> str:
    """Another hosted zone in the account; returns its id."""
    client: Any = world.route53
    vpc = {"VPC": {"VPCRegion": "eu-west-1", "VPCId": "vpc-1"}} if private else {}
    made = client.create_hosted_zone(Name=name, CallerReference=reference, **vpc)
    return str(made["HostedZone"]["Id"]).removeprefix("/hostedzone/")


def found(world: World, *zones: HostedZone) -> list[str]:
    return zone_ids(zones, lambda _: world.route53)


def mistake(world: World, zone: HostedZone) -> str:
    with pytest.raises(ConfigurationError) as raised:
        found(world, zone)
    return str(raised.value)


def test_the_one_zone_of_a_name_and_kind(world: World) -> None:
    make(world, "example.com", "1")
    make(world, "a.apps.example.com", "2")
    private = make(world, "apps.example.com", "3", private=True)
    assert found(world, APPS, HostedZone("", APPS.name, private=True)) == ["Z0APPS", private]


def test_several_of_a_kind_are_a_question(world: World) -> None:
    other = make(world, "apps.example.com", "1")
    told = mistake(world, APPS)
    assert told.startswith('[[zones]] name = "apps.example.com": has no id, and several public hosted zones have this')
    assert "Z0APPS" in told
    assert other in told


def test_a_zone_of_the_other_kind_is_told(world: World) -> None:
    assert "Z0APPS is public: private = false" in mistake(world, HostedZone("", APPS.name, private=True))


def test_no_such_zone_and_all_mistakes_at_once(world: World) -> None:
    none = HostedZone("", DnsName("example.org"))
    elsewhere = HostedZone("", DnsName("example.net"), role_arn=ROLE)
    with pytest.raises(ConfigurationError) as raised:
        found(world, none, APPS, elsewhere)
    first, second = str(raised.value).splitlines()
    assert 'name = "example.org": has no id, and this account' in first
    assert f'name = "example.net": has no id, and the account of {ROLE} has no public' in second


def test_a_name_with_more_namesakes_than_a_page(world: World) -> None:
    for number in range(101):
        make(world, "apps.example.com", str(number), private=True)
    assert found(world, APPS) == ["Z0APPS"]


@pytest.mark.parametrize(
    "error", [ClientError(DENIED, "ListHostedZonesByName"), AwsUnavailable("AssumeRole of r: AccessDenied: no")]
)
def test_who_may_not_look_is_told_to_write_it(error: Exception) -> None:
    zone = HostedZone("", APPS.name, role_arn=ROLE)
    with pytest.raises(ConfigurationError, match=r"it cannot be looked up \(.*AccessDenied.*\); write it: id = "):
        zone_ids([zone], lambda _: Canned(list_hosted_zones_by_name=error))


def test_each_zone_is_looked_for_in_its_own_account() -> None:
    asked: list[str] = []

    def client(role_arn: str) -> Any:
        asked.append(role_arn)
        listed = [{"Id": "/hostedzone/Z1", "Name": "apps.example.com."}]
        return Canned(list_hosted_zones_by_name={"HostedZones": listed, "IsTruncated": False})

    assert zone_ids([APPS, HostedZone("", APPS.name, role_arn=ROLE)], client) == ["Z1", "Z1"]
    assert asked == ["", ROLE]


def test_the_message_names_the_file(desk: Desk, file: Path) -> None:
    file.write_text(TEXT.replace("apps.example.com", "example.org"))
    with pytest.raises(ConfigurationError, match=r'albias\.toml: \[\[zones\]\] name = "example\.org": has no id'):
        load(file, find_zone_ids=zone_finder(Options(file), desk.connect))


def test_nobody_connects_where_every_zone_has_its_id(file: Path) -> None:
    def connect(options: Options, owner: str) -> Any:
        raise AssertionError("nobody needs AWS for this")

    file.write_text(f'{TEXT}id = "Z0APPS"\n')
    assert load(file, find_zone_ids=zone_finder(Options(file), connect)).zones[0].id == "Z0APPS"


def test_every_command_looks_it_up(file: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every command opens its workspace."""
    monkeypatch.setattr("albias_cli.workspace.connect", desk.connect)
    opened = open_workspace(Options(file), Screen(out=io.StringIO(), err=io.StringIO()))
    assert opened.settings.zones[0].id == "Z0APPS"

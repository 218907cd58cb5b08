"""`albias init`: the first albias.toml, from the hosted zones that there are."""

import io
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from syrupy.assertion import SnapshotAssertion

from albias_cli.errors import Exit
from albias_config import check, load
from tests.cli.patients import DENIED, Canned
from tests.support.desk import Desk, Result
from tests.support.world import World

ROLE = "arn:aws:iam::444455556666:role/albias"


class _Person(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "albias.toml"


@pytest.fixture
def desk(desk: Desk, world: World) -> Desk:
    """Another zone, and a private twin of it."""
    made: Any = world.route53
    made.create_hosted_zone(Name="example.net", CallerReference="1")
    made.create_hosted_zone(Name="example.net", CallerReference="2", VPC={"VPCRegion": "eu-west-1", "VPCId": "vpc-1"})
    return desk


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Somebody sits at the terminal, and types this."""
    monkeypatch.setattr(sys, "stdin", _Person("".join(f"{answer}\n" for answer in answers)))


def init(desk: Desk, file: Path, *arguments: str, width: int | None = None) -> Result:
    return desk.run("init", "--config", str(file), *arguments, width=width)


def zones(file: Path) -> list[tuple[str, str, bool]]:
    """What the file says of zones."""
    return [(zone.id, zone.name, zone.private) for zone in load(file).zones]


def ids(desk: Desk) -> dict[bool, str]:
    """Of the twins, by whether it is private."""
    listed: Any = desk.world.route53.list_hosted_zones_by_name(DNSName="example.net")
    return {each["Config"]["PrivateZone"]: each["Id"].removeprefix("/hostedzone/") for each in listed["HostedZones"]}


def test_a_zone_by_its_name(desk: Desk, file: Path) -> None:
    result = init(desk, file, "--zone", "apps.example.com", "--owner", "shop")
    assert (result.code, result.err) == (Exit.OK, "")
    settings = load(file)
    assert (settings.owner, settings.dry_run) == ("shop", True)
    assert zones(file) == [("Z0APPS", "apps.example.com", False)]
    assert settings.zones[0].hostnames == ("*.apps.example.com",)
    assert f"written    {file}" in result.out


def test_what_it_writes_can_be_used_at_once(desk: Desk, file: Path) -> None:
    init(desk, file, "--zone", "apps.example.com")
    assert desk.run("plan", "--config", str(file)).code == Exit.OK


def test_several_zones_once_each_and_by_id(desk: Desk, file: Path) -> None:
    private = ids(desk)[True]
    init(desk, file, "--zone", "Apps.Example.com.", "--zone", private, "--zone", "Z0APPS")
    assert zones(file) == [("Z0APPS", "apps.example.com", False), (private, "example.net", True)]


def test_public_and_private_twins_are_a_question(desk: Desk, file: Path) -> None:
    result = init(desk, file, "--zone", "example.net")
    assert result.code == Exit.USAGE
    twins = ids(desk)
    assert f"2 hosted zones are called example.net: {twins[False]} (public) and {twins[True]} (private)" in result.err
    assert f"or all of them: `albias init --zone {twins[False]} --zone {twins[True]}`" in result.err
    assert not file.exists()
    both = init(desk, file, "--zone", twins[True], "--zone", twins[False])
    assert both.code == Exit.OK
    assert [zone.private for zone in load(file).zones] == [True, False]


def test_a_zone_of_another_account(desk: Desk, file: Path) -> None:
    init(desk, file, "--zone", "apps.example.com", "--role-arn", ROLE)
    assert [zone.role_arn for zone in load(file).zones] == [ROLE]


def test_a_person_chooses_by_number(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "3, 1")
    result = init(desk, file)
    assert result.code == Exit.OK
    assert [name for _, name, _ in zones(file)] == ["example.net", "apps.example.com"]
    assert [line.split() for line in result.err.splitlines()[1:4]] == [
        ["1", "apps.example.com", "public", "Z0APPS"],
        ["2", "example.net", "public", ids(desk)[False]],
        ["3", "example.net", "private", ids(desk)[True]],
    ]


@pytest.mark.parametrize("answer", ["4", "0", "-1", "1;2", "example.net", "1 x", "²"])
def test_an_answer_that_is_no_choice_is_asked_again(
    desk: Desk, file: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, answer, "all")
    result = init(desk, file)
    assert "is no choice: write numbers from 1 to 3" in result.err
    assert len(load(file).zones) == 3


def test_no_answer_writes_nothing(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert init(desk, file).code == Exit.FAILED
    assert not file.exists()


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_without_a_terminal_a_zone_must_be_said(
    desk: Desk, file: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if arguments:
        typed(monkeypatch, "1")  # a program reads along: it is not asked
    result = init(desk, file, *arguments)
    assert result.code == Exit.USAGE
    assert "nobody is there to ask" in result.out + result.err
    assert "apps.example.com" in result.err
    assert not file.exists()


def test_a_file_that_is_there_is_left_as_it_is_and_nobody_is_asked(desk: Desk, file: Path) -> None:
    file.write_text("mine")
    result = init(desk, file, "--zone", "apps.example.com")
    assert result.code == Exit.FAILED
    assert "exists already, and is left as it is" in result.err
    assert file.read_text() == "mine"
    assert "ListHostedZones" not in {call.operation for call in desk.world.route53.calls}


def test_a_file_that_appears_meanwhile_is_left_too(
    desk: Desk, file: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def appear(operation: str, params: dict[str, Any]) -> None:
        file.write_text("theirs")

    world.route53.before = appear
    assert init(desk, file, "--zone", "apps.example.com").code == Exit.FAILED
    assert file.read_text() == "theirs"


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    result = init(desk, tmp_path / "none" / "albias.toml", "--zone", "apps.example.com")
    assert "cannot be written: No such file or directory" in result.err


def test_an_owner_that_is_not_allowed_writes_nothing(desk: Desk, file: Path) -> None:
    result = init(desk, file, "--zone", "apps.example.com", "--owner", "Platform Team")
    assert 'owner = "Platform Team"' in result.err
    assert "Correct the file" not in result.err, "there is none yet"
    assert result.code == Exit.USAGE
    assert not file.exists()


def test_an_account_without_hosted_zones(desk: Desk, file: Path) -> None:
    desk.clients.more["route53"] = Canned(list_hosted_zones={"HostedZones": []})
    assert "the account 123456789012 has no hosted zone" in init(desk, file, "--zone", "x.example.com").err


def test_a_zone_that_an_aws_service_made_is_not_offered(desk: Desk, file: Path) -> None:
    made = {"Id": "/hostedzone/Z0MAP", "Name": "svc.local.", "LinkedService": {"ServicePrincipal": "servicediscovery"}}
    ours = {"Id": "/hostedzone/Z0APPS", "Name": "apps.example.com."}
    desk.clients.more["route53"] = Canned(list_hosted_zones={"HostedZones": [made, ours]})
    assert "has no hosted zone 'svc.local'; it has apps.example.com" in init(desk, file, "--zone", "svc.local").err


def test_who_may_not_list_is_told_so(desk: Desk, file: Path) -> None:
    desk.clients.more["route53"] = Canned(list_hosted_zones=ClientError(DENIED, "ListHostedZones"))
    assert "ListHostedZones: AccessDenied" in init(desk, file).err


def test_what_is_commented_out_is_at_its_default(desk: Desk, file: Path) -> None:
    init(desk, file, "--zone", "apps.example.com")
    text = file.read_text()
    uncommented = re.sub(r"^#(?=\w+ *= )", "", text, flags=re.MULTILINE)
    assert uncommented.count("\n") == text.count("\n")
    assert len(tomllib.loads(uncommented)) == len(tomllib.loads(text)) + 7
    assert check(tomllib.loads(uncommented)) == load(file)


def test_the_document_for_programs(desk: Desk, file: Path) -> None:
    result = init(desk, file, "--zone", "apps.example.com", "--json")
    zone = {"zone": "apps.example.com", "zone_id": "Z0APPS", "private": False}
    assert result.json == {"config": str(file), "zones": [zone]}


@pytest.mark.parametrize("width", [60, 80, 120, None], ids=["60", "80", "120", "piped"])
def test_what_a_person_sees(
    desk: Desk, width: int | None, tmp_path: Path, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALBIAS_CONFIG", raising=False)
    typed(monkeypatch, "9", "1 2")
    result = desk.run("init", width=width)
    assert f"{result.err}----\n{result.out}----\n{(tmp_path / 'albias.toml').read_text()}" == snapshot

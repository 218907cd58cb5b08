"""The configuration is found as git finds its repository."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from albias.names import DnsName
from albias_cli.config_file import ConfigFile, find_config
from albias_cli.doctor.account import trail
from albias_cli.doctor.deployment import schedule
from tests.cli.patients import DENIED, Canned, patient
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import ZONE, World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two levels below a folder with a configuration."""
    (tmp_path / "albias.toml").touch()
    below = tmp_path / "infra" / "dns"
    below.mkdir(parents=True)
    return below


def test_the_nearest_folder_above_that_has_one(folder: Path, tmp_path: Path) -> None:
    assert find_config(None, {}, folder).path == tmp_path / "albias.toml"
    (folder.parent / "albias.toml").touch()
    found = find_config(None, {}, folder)
    assert (found.path, found.how) == (folder.parent / "albias.toml", "found in a folder above")


def test_an_option_goes_before_the_environment_and_that_before_folders(folder: Path) -> None:
    environment = {"ALBIAS_CONFIG": "/etc/albias.toml"}
    assert find_config(None, environment, folder).path == Path("/etc/albias.toml")
    assert find_config(Path("other.toml"), environment, folder).path == Path("other.toml")
    assert find_config(None, {"ALBIAS_CONFIG": ""}, folder).how == "found in a folder above"


def test_where_there_is_none_it_is_the_one_that_should_be_here() -> None:
    assert find_config(None, {}, Path("/nonexistent")).path == Path("albias.toml")


def test_doctor_says_first_which_one_it_is(desk: Desk, folder: Path) -> None:
    desk.config = find_config(None, {}, folder)
    denied = Canned()
    denied.answers = defaultdict(lambda: ClientError(DENIED, "Operation"))
    desk.clients.more |= dict.fromkeys(("sts", "cloudtrail", "iam", "route53"), denied)
    desk.clients.stack.deployed = False
    first, _, _ = desk.run("doctor").out.partition("\n")
    assert first == f"configuration  {desk.config.path} (found in a folder above)"
    assert desk.json("doctor")["configuration"] == str(desk.config.path)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (ConfigFile(Path("ops/dns.toml"), "--config"), "ops/dns.toml"),
        (ConfigFile(Path("ops/dns.toml"), "ALBIAS_CONFIG"), "ops/dns.toml"),
        (ConfigFile(Path("/srv/albias.toml"), "found in a folder above"), "/srv/albias.toml"),
        (ConfigFile(Path("/srv/infra/albias.toml"), "in this folder"), "albias.toml"),
        (ConfigFile(Path("albias.toml"), "nowhere to be found"), "albias.toml"),
    ],
)
def test_what_to_write_names_the_file_as_the_person_named_it(config: ConfigFile, said: str) -> None:
    world = World(zones=(replace(ZONE, hostnames=(SHOP,)),), log_level="ERROR")
    world.create("web", f"{SHOP} www.apps.example.com")
    world.create("net", SHOP, kind="network")
    desk = Desk(world)
    desk.config = config
    for command in ("plan", "explain web", "explain www.apps.example.com", "adopt www.apps.example.com --yes"):
        told = desk.run(*command.split())
        shown = " ".join((told.out + told.err).split())
        assert f'in {said} allow "www.apps.example.com"' in shown
    assert f"to `load_balancer_types` in {said}, then deploy" in " ".join(desk.run("plan").out.split())
    for command in ("logs", "list --since"):
        told = desk.run(*command.split())
        assert f"Write into {said}, and deploy: `log_level" in " ".join((told.out + told.err).split())


def test_a_zone_that_is_another_one_is_told_with_the_file_that_says_so(world: World, desk: Desk) -> None:
    world.settings = replace(world.settings, zones=(replace(ZONE, name=DnsName("example.com")),))
    desk.config = ConfigFile(Path("ops/dns.toml"), "--config")
    assert "and ops/dns.toml says example.com, public" in desk.run("plan").err


def test_the_doctors_advice_names_the_file(world: World, desk: Desk) -> None:
    world.settings = replace(world.settings, sweep="off")
    desk.config = ConfigFile(Path("ops/dns.toml"), "ALBIAS_CONFIG")
    examined = patient(desk)
    desk.clients.more["cloudtrail"] = Canned(describe_trails={"trailList": []})
    (missing,) = trail(examined)
    assert missing.mend.endswith("write into ops/dns.toml, and deploy: `create_trail = true`")
    assert [each.mend for each in schedule(examined)] == ['Write into ops/dns.toml, and deploy: `sweep = "15 minutes"`']

"""The configuration is found as git finds its repository."""

from collections import defaultdict
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from albias_cli.config_file import find_config
from tests.cli.patients import DENIED, Canned
from tests.support.desk import Desk


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

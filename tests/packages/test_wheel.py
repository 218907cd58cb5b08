"""What is in the wheel, and what it says of itself."""

import importlib.metadata
import re
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from albias import __version__
from tests.support.locks import pins

from .environment import ROOT

PACKAGES = ("lambda_src/albias", "config/albias_config", "cli/albias_cli", "infra/albias_cdk")


@pytest.fixture
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        text = archive.read(f"albias-{__version__}.dist-info/METADATA").decode()
    return Parser().parsestr(text)


def sources() -> set[str]:
    """Every module of the four packages, as the wheel should name it."""
    found: set[str] = set()
    for package in PACKAGES:
        folder = ROOT / package
        found |= {str(file.relative_to(folder.parent)) for file in folder.rglob("*.py")}
    return found


def test_the_wheel_holds_the_four_packages_and_what_the_bundle_needs(wheel: Path) -> None:
    typed = {f"{Path(package).name}/py.typed" for package in PACKAGES}

    with ZipFile(wheel) as archive:
        names = set(archive.namelist())

    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == sources() | typed | {"albias_cdk/requirements.txt", "albias_cli/quick/words.json"}


def test_the_bundles_lock_is_the_repositorys(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packaged = archive.read("albias_cdk/requirements.txt")

    assert packaged == (ROOT / "lambda_src" / "requirements.txt").read_bytes()


def test_the_version_stands_in_one_place(metadata: Message) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert metadata["Version"] == __version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert __version__ not in project


def test_every_range_holds_the_version_that_the_tests_run_with(metadata: Message) -> None:
    """A pin that is moved past a range would leave users with another version than the tests had."""
    asked = [Requirement(text) for text in metadata.get_all("Requires-Dist") or []]
    versions = pins("requirements.txt") | {"pip": importlib.metadata.version("pip")}

    assert {"boto3", "typer", "aws-cdk-lib"} <= {each.name for each in asked}
    for each in asked:
        assert each.specifier, f"{each.name} has no oldest version"
        assert versions[each.name] in each.specifier


def test_albias_is_not_installed_where_a_local_aws_runs_the_bundle() -> None:
    """What the bundle lacks must be missing on that interpreter, too."""
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution("albias")

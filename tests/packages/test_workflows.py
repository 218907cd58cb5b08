"""GitHub's workflows run what the repository's own commands are, with no more rights than they need."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from .environment import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda file: file.stem)


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def commands(file: Path) -> list[str]:
    """What the steps of a workflow run."""
    found: list[str] = []
    for job in read(file)["jobs"].values():
        found += [step["run"] for step in job["steps"] if "run" in step]
    return found


def test_ci_is_run_as_it_is() -> None:
    assert commands(FOLDER / "test.yml") == [".ci/run"]


def test_a_second_emulator_is_tried() -> None:
    assert commands(FOLDER / "second-emulator.yml") == ["make second"]


def test_the_wheel_is_built_and_tried() -> None:
    assert "make dist packages" in commands(FOLDER / "package.yml")


@WORKFLOWS
def test_every_target_of_make_exists(file: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9_-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    for command in commands(file):
        if command.startswith("make "):
            assert set(command.split()[1:]) <= targets


@WORKFLOWS
def test_a_workflow_may_only_read_unless_a_job_says_more(file: Path) -> None:
    assert read(file)["permissions"] == {"contents": "read"}


@WORKFLOWS
def test_no_job_runs_for_ever(file: Path) -> None:
    assert all("timeout-minutes" in job for job in read(file)["jobs"].values())


@pytest.mark.parametrize(
    "file", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")), ids=lambda file: file.stem
)
def test_forms_can_be_read(file: Path) -> None:
    assert read(file)

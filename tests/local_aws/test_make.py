"""`make test` runs every suite that there is: a new folder of tests cannot be forgotten."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def commands_of(target: str) -> str:
    """What make would run, without running it. Nothing of an outer make reaches it."""
    make = shutil.which("make")
    assert make, "make is not installed"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        [make, "--dry-run", target], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def folders_with_tests() -> set[str]:
    tests = REPOSITORY / "tests"
    return {f"tests/{file.relative_to(tests).parts[0]}" for file in tests.rglob("test_*.py") if file.parent != tests}


def test_every_folder_with_tests_is_run_by_make_test() -> None:
    words = set(commands_of("test").split())
    assert folders_with_tests() - words == set()
    assert "tests/test_*.py" in words


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "folder",
    [
        "app.py",
        "lambda_src/albias",
        "config/albias_config",
        "infra/albias_cdk",
        "local_aws",
        "demo",
        "cli/albias_cli",
        "tests",
        "website",
    ],
)
def test_everything_is_type_checked(folder: str) -> None:
    assert folder in commands_of("types").split()

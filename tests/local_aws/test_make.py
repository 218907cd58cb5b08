"""`make test` runs every suite that there is: a new folder of tests cannot be forgotten."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run make. Nothing of an outer make reaches it."""
    program = shutil.which("make")
    assert program, "make is not installed"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        [program, *arguments], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def commands_of(target: str) -> str:
    """What make would run, without running it."""
    done = make("--dry-run", target)
    assert done.returncode == 0, done.stderr
    return done.stdout


def folders_with_tests() -> set[str]:
    tests = REPOSITORY / "tests"
    return {f"tests/{file.relative_to(tests).parts[0]}" for file in tests.rglob("test_*.py") if file.parent != tests}


def test_every_folder_with_tests_is_run_by_make_test() -> None:
    words = set(commands_of("test").split())
    assert folders_with_tests() - words == set()
    assert "tests/test_*.py" in words


_FAKE = """\
#!/bin/sh
echo "ran $*"
case "$*" in *tests/cli*|*tests/docs*) echo "no good: $*"; exit 1; esac
"""
_STAMPS = (".uv", ".python", ".tests", ".site", ".node", ".jsii")


@pytest.fixture
def environment_of_nothing(tmp_path: Path) -> Path:
    """A folder in place of .venv: everything is there already, and every program only says what it was asked."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python", "ruff", "mypy"):
        (programs / name).write_text(_FAKE, encoding="utf-8")
        (programs / name).chmod(0o755)
    for stamp in _STAMPS:
        (tmp_path / f"{stamp}.stamp").touch()
    return tmp_path


def test_all_suites_run_whatever_fails_and_the_end_says_which_failed(environment_of_nothing: Path) -> None:
    folder = environment_of_nothing
    done = make("test", f"VENV={folder}", f"FAILED={folder}/failed")
    ran = [line for line in done.stdout.splitlines() if line.startswith("ran ")]
    for suite in folders_with_tests():
        assert any(suite in line.split() for line in ran), suite
    assert done.returncode != 0
    last = done.stdout.rstrip().splitlines()[-1]
    assert last.startswith("Failed, and shown above: ")
    assert set(last.partition(": ")[2].split()) == {"cli", "documents"}


def test_what_a_suite_says_stays_together(environment_of_nothing: Path) -> None:
    """Whichever ends first: its heading, what it ran, what it said of it."""
    if "--output-sync" not in commands_of("test"):
        pytest.skip("this make cannot keep together what one of its targets says")
    folder = environment_of_nothing
    lines = make("test", f"VENV={folder}", f"FAILED={folder}/failed").stdout.splitlines()
    heading = next(place for place, line in enumerate(lines) if "== cli" in line)
    assert lines[heading + 1].startswith("ran ")
    assert lines[heading + 2].startswith("no good: ")


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

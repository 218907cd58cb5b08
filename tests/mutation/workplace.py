"""A copy of the repository in the layout that mutmut can work on, and what mutmut found there.

mutmut takes sources only from `src/` and mutates no decorated function: properties are left out.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the unit tests and the conftest files above them import.
COPIED = ("tests", "config", "local_aws")
_SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["src", "config", "."]
addopts = ["--strict-markers", "--import-mode=importlib", "-p", "no:cacheprovider"]

[tool.mutmut]
source_paths = ["src"]
only_mutate = [{only}]
also_copy = [{copied}]
pytest_add_cli_args = ["--ignore=tests/unit/config"]
pytest_add_cli_args_test_selection = ["tests/unit"]
use_git_change_detection = false
timeout_multiplier = 6
"""
# `mutmut results` lists whatever was not killed, with how it ended
_LISTED = re.compile(r"^\s*(albias\.\S+): (\S.*)$", re.MULTILINE)
_NOT_TRIED = ("not checked", "check was interrupted by user")
_NEVER_ENDED = "timeout"


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """A change of one function that no test noticed: the lines before, and after."""

    function: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Result:
    """How many mutants there were, how many were tried, how many of those noticed (or never ended), and the others."""

    total: int
    tried: int
    killed: int
    survivors: tuple[Mutant, ...]


def prepare(folder: Path, modules: Sequence[str]) -> None:
    """Copy the repository into a folder; mutants made there before stay, for whatever has not changed."""
    for name in COPIED:
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "mutation"))
    shutil.rmtree(folder / "src", ignore_errors=True)
    shutil.copytree(ROOT / "lambda_src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    only = ", ".join(f'"src/albias/{module.replace(".", "/")}.py"' for module in modules)
    copied = ", ".join(f'"{name}"' for name in COPIED)
    (folder / "pyproject.toml").write_text(_SETTINGS.format(only=only, copied=copied))


def run(folder: Path, processes: int, environment: dict[str, str]) -> None:
    """Make the mutants and try each; mutmut shows its own progress. Raises: CalledProcessError."""
    command = [_mutmut(), "run", "--max-children", str(processes)]
    subprocess.run(command, cwd=folder, env=environment, check=True)


def result(folder: Path) -> Result:
    """What mutmut found in a folder."""
    listed = _LISTED.findall(_said(folder, "results"))
    untried = sum(ending in _NOT_TRIED for _, ending in listed)
    survivors = [name for name, ending in listed if ending not in (*_NOT_TRIED, _NEVER_ENDED)]
    total = sum(
        len(json.loads(path.read_text())["exit_code_by_key"])
        for path in sorted((folder / "mutants" / "src").rglob("*.meta"))
    )
    found = tuple(sorted({_mutant(folder, name) for name in survivors}))
    return Result(total, total - untried, total - untried - len(survivors), found)


def _mutant(folder: Path, name: str) -> Mutant:
    lines = _said(folder, "show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    function = re.sub(r"__mutmut_\d+$", "", name).replace("xǁ", "").replace("ǁ", ".").replace(".x_", ".")
    return Mutant(function.removeprefix("albias."), " ".join(removed), " ".join(added))


def _said(folder: Path, *arguments: str) -> str:
    done = subprocess.run([_mutmut(), *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def _mutmut() -> str:
    return str(Path(sys.executable).parent / "mutmut")

"""A copy of the repository in the layout that mutmut can work on, and what came of the mutants there.

mutmut takes sources only from `src/` and mutates no decorated function: properties are left out. What was found stays
in the folder: a mutant that a test noticed is tried again only when its function changes.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutmut.utils.format_utils import get_module_from_key

from tests.mutation.words import Mutant, in_words

ROOT = Path(__file__).parents[2]
# What the unit tests and the conftest files above them import.
COPIED = ("tests", "config", "local_aws", "albias.toml")
_UNIT_TESTS = re.compile(r"tests/unit/(config/)?test_\w+\.py")
_SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["src", "config", "."]
addopts = ["--strict-markers", "--import-mode=importlib", "-p", "no:cacheprovider"]
timeout = 300

[tool.mutmut]
source_paths = ["src"]
only_mutate = [{only}]
also_copy = [{copied}]
pytest_add_cli_args = [{arguments}]
pytest_add_cli_args_test_selection = ["tests/unit"]
track_dependencies = false
on_dependency_change = "ignore"
use_git_change_detection = false
"""
# Worlds of hundreds: minutes under each mutant, and smaller ones lead through the same lines.
_LARGE = (
    "test_reconcile_limits.py::test_a_load_balancer_may_have_as_many_names_as_its_tags_can_hold",
    "test_call_budgets_of_rules.py::test_a_sweep_reads_the_rules_of_a_thousand_once_each",
    "test_call_budgets.py::test_a_sweep_with_nothing_to_do_reads_each_page_once",
    "test_call_budgets.py::test_the_dashboards_table_costs_what_listing_holds_and_names_does",
    "test_reconcile_conflicts.py::test_h36_blue_green_of_many_names_fits_into_the_registry",
    "test_reconcile_sweep.py::test_h27_all_pages_of_load_balancers_and_holds_are_swept",
    "test_handler_notices.py::test_a_burst_of_five_hundred_names_is_told_in_fifty_calls",
    "test_sweep_shares.py::test_h58_a_name_whose_rule_went_is_given_up_though_each_sweep_reads_a_share",
    "test_sweep_shares.py::test_every_load_balancer_has_its_turn_within_a_few_sweeps_and_nobody_loses_a_name",
)
_ARGUMENTS = (
    "-p",
    "_hypothesis_pytestplugin",
    "-p",
    "pytest_timeout",
    "--hypothesis-profile=mutants",
    *(f"--deselect=tests/unit/{test}" for test in _LARGE),
)
_KILLED = ("killed", "timeout")
_UNTRIED = ("not checked", "check was interrupted by user")


@dataclass(frozen=True, slots=True)
class Found:
    """How many mutants a module has, how many tests noticed (or never ended), how many were tried, and the others."""

    module: str
    total: int
    killed: int
    untried: int
    survivors: tuple[Mutant, ...]


def prepare(folder: Path, mutated: Iterable[Path]) -> None:
    """Copy the repository into a folder; mutants made there before stay, for whatever has not changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.rmtree(folder / "mutants" / name, ignore_errors=True)
        _copy(ROOT / name, folder / name)
    _copy(ROOT / "lambda_src", folder / "src")
    paths = [f"src/{path.relative_to(ROOT / 'lambda_src')}" for path in mutated]
    settings = _SETTINGS.format(only=_quoted(paths), copied=_quoted(COPIED), arguments=_quoted(_ARGUMENTS))
    (folder / "pyproject.toml").write_text(settings)
    _forget_copies(folder, paths)
    _forget_tests(folder)


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy2(source, target)
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "mutation"))


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f'"{text}"' for text in texts)


def _forget_copies(folder: Path, paths: Iterable[str]) -> None:
    """Remove files that were copied, not mutated, when they were no part of the work: mutmut takes them for done."""
    for path in paths:
        if not (folder / "mutants" / f"{path}.meta").exists():
            (folder / "mutants" / path).unlink(missing_ok=True)


def _forget_tests(folder: Path) -> None:
    """Drop what is known of who reaches which function, where that may have changed: mutmut only sees new tests."""
    noted, now = folder / "files.json", _files(folder)
    before: Mapping[str, str] = json.loads(noted.read_text()) if noted.exists() else {}
    noted.write_text(json.dumps(now))
    changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    reached = folder / "mutants" / "mutmut-stats.json"
    if not reached.exists() or not changed:
        return
    if not all(_UNIT_TESTS.match(path) for path in changed):
        reached.unlink()
        return
    known = json.loads(reached.read_text())
    known["duration_by_test"] = _without(known["duration_by_test"], changed)
    reached.write_text(json.dumps(known))


def _without(durations: Mapping[str, float], changed: Iterable[str]) -> dict[str, float]:
    return {test: seconds for test, seconds in durations.items() if test.partition("::")[0] not in changed}


def _files(folder: Path) -> dict[str, str]:
    found = {}
    for name in (*COPIED, "src"):
        for path in sorted((folder / name).rglob("*.py")):
            found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def run(folder: Path, modules: Sequence[str], options: Sequence[str], environment: Mapping[str, str]) -> None:
    """Make the mutants and try those of some modules; progress is shown. Raises: CalledProcessError."""
    within = Path(__file__).with_name("within.py")
    command = [sys.executable, str(within), *options, *modules]
    subprocess.run(command, cwd=folder, env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, check=True)


def result(folder: Path, modules: Sequence[str]) -> list[Found]:
    """What was found in a folder, module by module."""
    endings = json.loads((folder / "endings.json").read_text())
    return [_of(module, [each for each in endings if _module(each["name"]) == module]) for module in modules]


def _module(name: str) -> str:
    return get_module_from_key(name).removeprefix("albias.")


def _of(module: str, endings: Sequence[Mapping[str, Any]]) -> Found:
    killed = sum(each["ending"] in _KILLED for each in endings)
    untried = sum(each["ending"] in _UNTRIED for each in endings)
    others = [each for each in endings if each["ending"] not in (*_KILLED, *_UNTRIED)]
    survivors = {in_words(each["name"], *each["functions"]) for each in others}
    return Found(module, len(endings), killed, untried, tuple(sorted(survivors)))

"""Quick answers say what the typer app would say, and load nothing of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer._completion_classes import BashComplete

from albias import __version__
from albias_cli import commands
from albias_cli.quick import record
from albias_cli.quick.answers import quick_answer
from albias_cli.quick.completion import Item, completions
from albias_cli.quick.words import FILE, Command, root
from tests.support.desk import Desk

HEAVY = {"typer", "pydantic", "rich", "dns", "albias.engine", "albias_config"}
AWS = {"boto3", "botocore"}
_LOADED = "import sys; from albias_cli.__main__ import start; start(); print(*sorted(sys.modules), file=sys.stderr)"


def test_what_is_written_down_is_the_command_line_as_it_is() -> None:
    written = FILE.read_text(encoding="utf-8")
    assert written == record.recorded(), "write it anew: make words"


def _named(command: Command, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = [names]
    for name, below in command.commands.items():
        found += _named(below, (*names, name))
    return found


ALL = _named(root(), ())


@pytest.mark.parametrize("columns", ["80", "110", "200"])
@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_help_is_what_typer_writes(
    desk: Desk,
    names: tuple[str, ...],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    desk.run(*names, "--help")
    slow = capsys.readouterr().out
    assert quick_answer([*names, "-h"], {}) == (slow.rstrip("\n"), 0)


def _typers(words: list[str], incomplete: str) -> list[Item]:
    app: Any = typer.main.get_command(commands.app)
    asked = BashComplete(app, {}, "albias", "_ALBIAS_COMPLETE")
    return [Item(found.value, found.help or "") for found in asked.get_completions(words, incomplete)]


@pytest.mark.parametrize(
    ("words", "incomplete"),
    [
        ([], ""),
        ([], "re"),
        (["--output"], ""),
        (["--output"], "j"),
        (["--profile", "prod"], "pl"),
        (["migrate"], ""),
        (["migrate"], "ext"),
        (["completion"], ""),
        (["completion", "bash"], ""),
        (["list", "--state"], "o"),
    ],
)
def test_words_are_completed_as_typer_does(words: list[str], incomplete: str) -> None:
    assert completions(words, incomplete) == _typers([*words], incomplete)


@pytest.mark.parametrize("words", [[], *([*names] for names in ALL if names)], ids=" ".join)
def test_options_of_a_command_are_offered_and_then_the_common_ones(words: list[str]) -> None:
    own = _typers([*words], "--")
    common = [item for item in _typers([], "--") if item not in own]
    found = completions(words, "--")
    assert sorted(found, key=str) == sorted([*own, *common], key=str)
    assert found[0] == own[0]


def test_an_option_that_is_given_is_not_offered_again_but_one_that_may_be_repeated_is() -> None:
    offered = [item.text for item in completions(["plan", "--only", "a.example.com", "--stack", "x"], "--")]
    assert "--only" in offered
    assert "--stack" not in offered


def test_a_value_that_is_joined_to_its_option_is_completed_with_it() -> None:
    assert completions(["list", "--output", "="], "c") == [Item("csv")]  # where the shell splits
    assert completions(["list", "--output"], "=")[0] == Item("table")
    assert completions(["list"], "--output=y") == [Item("--output=yaml")]


def test_after_a_word_that_is_no_command_nothing_is_offered() -> None:
    assert completions(["no-such-command"], "") == []


def test_after_two_dashes_nothing_is_an_option() -> None:
    assert completions(["explain", "--"], "--o") == []


def _asked(shell: str, line: str, action: str = "get-args") -> tuple[str, int] | None:
    environment = {
        "_ALBIAS_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": action,
    }
    return quick_answer([], environment)


def test_zsh_gets_words_with_what_they_are_for_and_files_where_there_are_none() -> None:
    short = root().commands["release"].short
    assert _asked("zsh", "albias rel") == (f"""_arguments '*: :(("release":"{short}"))'""", 0)
    assert _asked("zsh", "albias --config ") == ("_files", 0)


def test_fish_is_told_whether_there_are_any_and_then_which() -> None:
    assert _asked("fish", "albias --output js", "is-args") == ("", 0)
    assert _asked("fish", "albias --config x", "is-args") == ("", 1)
    assert _asked("fish", "albias --output js") == ("json", 0)


def test_a_quotation_that_has_not_ended_is_no_error() -> None:
    assert _asked("zsh", "albias explain 'sho") == ("_files", 0)


def test_an_unknown_shell_gets_nothing() -> None:
    assert _asked("tcsh", "albias ") == ("", 1)


def test_the_version() -> None:
    assert quick_answer(["--version"], {}) == (f"albias {__version__}", 0)


@pytest.mark.parametrize("arguments", [[], ["plan"], ["plan", "--json", "--help"], ["no-such", "--help"]])
def test_everything_else_is_answered_by_the_command_line_itself(arguments: list[str]) -> None:
    assert quick_answer(arguments, {}) is None


def _loaded(folder: Path, *arguments: str, **variables: str) -> set[str]:
    """The modules of a process that has answered."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **variables}
    command = [sys.executable, "-c", _LOADED, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_completion_loads_neither_aws_nor_typer(tmp_path: Path) -> None:
    variables = {"_ALBIAS_COMPLETE": "complete_bash", "COMP_WORDS": "albias explain sho", "COMP_CWORD": "2"}
    assert not _loaded(tmp_path, **variables) & (HEAVY | AWS)


def test_the_version_loads_neither(tmp_path: Path) -> None:
    assert not _loaded(tmp_path, "--version") & (HEAVY | AWS)


def test_help_loads_no_aws(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, "plan", "--help")
    assert "typer" in loaded  # its formatter
    assert not loaded & (AWS | {"pydantic", "albias_config", "albias.engine"})

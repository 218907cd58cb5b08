"""Every command that a document shows exists, with the options that it is given."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from cli import commands  # noqa: F401  they add themselves to the app
from cli.app import app
from tests.docs.markdown import DOCUMENTS, ROOT, blocks, words_of

_MAKE = re.compile(r"^([a-z0-9-]+):", re.MULTILINE)
_WITH_VALUE = ("--config", "--profile", "--region")
_DOCUMENTS = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def _commands(document: Path, program: str) -> list[list[str]]:
    """Commands in shell blocks and in the text, as words after the program's name."""
    text = document.read_text(encoding="utf-8")
    lines = [
        line.strip()
        for block in blocks(re.sub("^ +```", "```", text, flags=re.MULTILINE), "sh")
        for line in block.splitlines()
    ]
    lines += [word for line in text.splitlines() for word in words_of(line)]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith(f"{program} ")]


@_DOCUMENTS
def test_make_targets(document: Path) -> None:
    targets = set(_MAKE.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {words[0] for words in _commands(document, "make")} <= targets


@_DOCUMENTS
def test_albias_commands(document: Path) -> None:
    for words in _commands(document, "albias"):
        _check(words)


def _check(words: list[str]) -> None:
    """Follow the words through the groups of commands; every option must be the command's own or a common one."""
    group = typer.main.get_command(app)
    common = _options(group)
    command = group
    wanted = iter(words)
    for word in wanted:
        if word.startswith("-"):
            assert word in common | _options(command), words
            if word in _WITH_VALUE:
                next(wanted)
        elif isinstance(command, TyperGroup) and word != "…":
            assert word in command.commands, words
            command = command.commands[word]


def _options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}

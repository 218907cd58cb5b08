"""The command line as data: commands, options, arguments, and the pieces of each help. Written by record.py."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("words.json")


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option (with `names`) or an argument.

    `takes_value`: it is no flag; `many`: it may be repeated; `completer`: what completes its value, where that is not
    one of `choices`.
    """

    names: tuple[str, ...]
    help: str
    takes_value: bool
    many: bool
    choices: tuple[str, ...]
    completer: str

    @property
    def is_option(self) -> bool:
        """Whether it is an option."""
        return bool(self.names)


@dataclass(frozen=True, slots=True)
class Command:
    """A command or a group of commands. `written`: the calls that write its help with a formatter."""

    short: str
    written: Sequence[Sequence[Any]]
    parameters: tuple[Parameter, ...]
    commands: Mapping[str, "Command"]

    def option(self, name: str) -> Parameter | None:
        """The option of this name."""
        return next((each for each in self.parameters if name in each.names), None)

    @property
    def argument(self) -> Parameter | None:
        """Its only argument, if it has one."""
        return next((each for each in self.parameters if not each.is_option), None)


@cache
def root() -> Command:
    """`albias` itself."""
    return _command(json.loads(FILE.read_text(encoding="utf-8")))


def _command(found: Mapping[str, Any]) -> Command:
    return Command(
        short=found["short"],
        written=found["written"],
        parameters=tuple(map(_parameter, found["parameters"])),
        commands={name: _command(each) for name, each in found["commands"].items()},
    )


def _parameter(found: Mapping[str, Any]) -> Parameter:
    return Parameter(
        names=tuple(found["names"]),
        help=found["help"],
        takes_value=found["takes_value"],
        many=found["many"],
        choices=tuple(found["choices"]),
        completer=found["completer"],
    )

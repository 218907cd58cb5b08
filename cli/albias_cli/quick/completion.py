"""What may stand at the end of a command line that has been begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .known import COMPLETERS
from .words import Command, Parameter, root


@dataclass(frozen=True, slots=True)
class Item:
    """One way to go on, and what it is for."""

    text: str
    help: str = ""


@dataclass(slots=True)
class _Line:
    """What has been written already."""

    command: Command = field(default_factory=root)
    given: set[str] = field(default_factory=set)  # names of options
    arguments: int = 0
    config: Path | None = None
    waiting: Parameter | None = None  # the option that misses its value
    no_more_options: bool = False
    unknown: bool = False

    def read(self, word: str) -> None:
        """Take in the next word."""
        if self.waiting:
            self._value(word)
        elif word == "--":
            self.no_more_options = True
        elif word.startswith("-") and not self.no_more_options:
            self._option(word)
        elif self.command.commands:
            self._descend(word)
        else:
            self.arguments += 1

    def option(self, name: str) -> Parameter | None:
        """The command's own option of this name, or a common one, which may stand anywhere."""
        return self.command.option(name) or root().option(name)

    def _option(self, word: str) -> None:
        name, joined, value = word.partition("=")
        found = self.option(name)
        if found is None:
            return
        self.given.update(found.names)
        if found.takes_value:
            self.waiting = found
            if joined:
                self._value(value)

    def _value(self, word: str) -> None:
        if self.waiting and "--config" in self.waiting.names:
            self.config = Path(word)
        self.waiting = None

    def _descend(self, word: str) -> None:
        found = self.command.commands.get(word)
        self.unknown = self.unknown or found is None
        self.command = found or self.command


def completions(words: Sequence[str], incomplete: str) -> list[Item]:
    """All that begins so, after these words."""
    line = _Line()
    for word in words:
        if word != "=":  # a shell that splits there
            line.read(word)
    if line.unknown:
        return []
    if incomplete.startswith("-") and not line.waiting and not line.no_more_options:
        return _options(line, incomplete)
    return _words(line, "" if incomplete == "=" else incomplete)


def _words(line: _Line, incomplete: str) -> list[Item]:
    """The values of an option that waits for one, commands, or arguments."""
    if line.waiting:
        return _values(line.waiting, line, incomplete)
    commands: list[Item] = []
    for name, command in line.command.commands.items():
        if name.startswith(incomplete):
            commands.append(Item(name, command.short))
    argument = line.command.argument
    if argument is None or (line.arguments and not argument.many):
        return commands
    return commands + _values(argument, line, incomplete)


def _options(line: _Line, incomplete: str) -> list[Item]:
    """Names of options; of one that is written `--name=`, its values."""
    name, joined, begun = incomplete.partition("=")
    if joined:
        option = line.option(name)
        values = _values(option, line, begun) if option else []
        return [Item(f"{name}={value.text}", value.help) for value in values]
    found: list[Item] = []
    for parameter in _unique([*line.command.parameters, *root().parameters]):
        if not parameter.many and line.given.intersection(parameter.names):
            continue
        found += [Item(each, parameter.help) for each in parameter.names if each.startswith(incomplete)]
    return found


def _unique(parameters: Iterable[Parameter]) -> list[Parameter]:
    """The first of those with the same names: every command has its own --help."""
    found: dict[tuple[str, ...], Parameter] = {}
    for parameter in parameters:
        found.setdefault(parameter.names, parameter)
    return list(found.values())


def _values(parameter: Parameter, line: _Line, incomplete: str) -> list[Item]:
    if parameter.completer:
        return [Item(each) for each in COMPLETERS[parameter.completer](line.config, incomplete)]
    return [Item(choice) for choice in parameter.choices if choice.startswith(incomplete)]

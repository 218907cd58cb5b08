"""Whether a command line has a quick answer, and what it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from albias import __version__

from . import shells
from .words import Command, root

HELP = ("--help", "-h")
WIDTH = 110  # the widest that help is written


def quick_answer(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, int] | None:
    """What to print, and the exit status; None where the command line itself must answer."""
    if shells.ASKED in environment:
        return shells.answer(environment)
    if list(arguments) == ["--version"]:
        return f"albias {__version__}", 0
    if arguments and arguments[-1] in HELP:
        return _help(arguments[:-1])
    return None


def _help(names: Sequence[str]) -> tuple[str, int] | None:
    """The help of a command that is named without any option."""
    command: Command | None = root()
    for name in names:
        command = command.commands.get(name) if command else None
    if command is None:
        return None
    from typer._click.formatting import HelpFormatter  # noqa: PLC0415  a completion has no use for it

    formatter = HelpFormatter(max_width=WIDTH)
    for method, *values in command.written:
        getattr(formatter, method)(*map(_with_tuples, values))
    return formatter.getvalue().rstrip("\n"), 0


def _with_tuples(value: Any) -> Any:
    """A list of rows, which JSON has as lists, as the formatter takes it."""
    return [tuple(row) for row in value] if isinstance(value, list) else value

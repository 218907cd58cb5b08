"""`python -m albias_cli.quick.record`: write words.json from the typer app, after a change of commands or options."""

import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
import typer.main

from albias_cli import commands

from .words import FILE


class _Recorder:
    """A formatter for help that only notes what it is asked to write."""

    width = 10_000  # nothing is shortened

    def __init__(self) -> None:
        self.written: list[Sequence[Any]] = []

    def write_usage(self, *arguments: Any) -> None:
        self.written.append(("write_usage", *arguments))

    def write_paragraph(self) -> None:
        self.written.append(("write_paragraph",))

    def write_text(self, text: str) -> None:
        self.written.append(("write_text", text))

    def write_dl(self, rows: Any) -> None:
        self.written.append(("write_dl", [list(row) for row in rows]))

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        self.written += [("write_paragraph",), ("write_heading", name), ("indent",)]
        yield
        self.written.append(("dedent",))

    @contextmanager
    def indentation(self) -> Iterator[None]:
        self.written.append(("indent",))
        yield
        self.written.append(("dedent",))


def recorded() -> str:
    """The whole command line, as words.json has it."""
    context = _context(typer.main.get_command(commands.app), "albias", None)
    return json.dumps(_command(context), indent=1, ensure_ascii=False) + "\n"


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.context_class(command, parent=parent, info_name=name, **command.context_settings)


def _command(context: Any) -> dict[str, Any]:
    command = context.command
    recorder = _Recorder()
    command.format_help(context, recorder)
    below: dict[str, Any] = {}
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        below[name] = _command(_context(command.get_command(context, name), name, context))
    return {
        "short": command.get_short_help_str(),
        "parameters": [_parameter(each) for each in command.get_params(context)],
        "written": recorder.written,
        "commands": below,
    }


def _parameter(found: Any) -> dict[str, Any]:
    is_option = found.param_type_name == "option"
    kind = found.type_descriptor
    return {
        # those of --help come in any order
        "names": sorted([*found.opts, *found.secondary_opts], key=len, reverse=True) if is_option else [],
        "help": (found.help if is_option else "") or "",
        "takes_value": not (is_option and (found.is_flag or found.count)),
        "many": bool(found.nargs == -1 or found.multiple),
        "choices": [str(choice) for choice in kind.choices] if kind.is_choice and kind.choices else [],
        "completer": _completer(found),
    }


def _completer(found: Any) -> str:
    """The name of the function that completes a value; typer keeps it inside a function of its own."""
    if found._custom_shell_complete is None:
        return ""
    inside = inspect.getclosurevars(found._custom_shell_complete).nonlocals
    return str(inside["autocompletion"].__name__)


if __name__ == "__main__":
    FILE.write_text(recorded(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")

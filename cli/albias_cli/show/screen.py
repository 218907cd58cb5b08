"""Where a command's output goes: results to standard output, everything about the way there to standard error.

Tags, names and messages of AWS are other people's text: `safe` shows their control characters instead of sending them
to the terminal, and no markup is ever read from a text (H49).
"""

import json
import sys
from typing import IO, Any

from rich.console import Console, RenderableType
from rich.text import Text

from albias_cli.errors import CommandError

_PIPE_WIDTH = 200  # columns of a table that no terminal limits


def safe(text: str) -> str:
    """The text with everything that is not plainly visible (control, direction, zero width) written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def words(*parts: str | tuple[str, str]) -> Text:
    """One line of safe text; a part may be a pair of text and style."""
    line = Text()
    for part in parts:
        content, style = (part, "") if isinstance(part, str) else part
        line.append(safe(content), style or None)
    return line


class Screen:
    """Both streams of one command. `as_json`: the result is one JSON document, and nothing else; with `by_line`, a
    document a line."""

    def __init__(self, *, as_json: bool = False, out: IO[str] | None = None, err: IO[str] | None = None) -> None:
        self.as_json = as_json
        self.by_line = False
        self.out = _console(out or sys.stdout)
        self.err = _console(err or sys.stderr)

    def line(self, *parts: str | tuple[str, str]) -> None:
        """A line of the result, for people; lines are never broken."""
        if not self.as_json:
            self.out.print(words(*parts), soft_wrap=True)

    def show(self, renderable: RenderableType) -> None:
        """A piece of the result, for people."""
        if not self.as_json:
            self.out.print(renderable)

    def json(self, document: Any) -> None:
        """The result, for programs; ASCII only, so that nothing in it reaches a terminal as a control character."""
        if self.as_json:
            self.out.file.write(json.dumps(document, indent=None if self.by_line else 2) + "\n")

    def raw(self, text: str) -> None:
        """The result in a form of its own (CSV, one JSON object a line); at once, for whoever reads along."""
        self.out.file.write(text)
        self.out.file.flush()

    def note(self, *parts: str | tuple[str, str]) -> None:
        """A word about the way to the result."""
        self.err.print(words(*parts), soft_wrap=True)

    def error(self, error: CommandError) -> None:
        """What happened and what to do; with --json as the document."""
        self.json({"error": {"message": error.what, "advice": error.advice, "exit_code": int(error.code)}})
        for line in error.what.splitlines():
            self.note(("error: ", "bold red"), line)
        if error.advice:
            self.note(("    do: ", "bold"), error.advice)

    def ask(self, question: str) -> bool:
        """A yes or a no; no where nobody can answer. Asked on standard error, so that a piped result stays whole."""
        if sys.stdin is None or not sys.stdin.isatty():
            self.note("nobody is there to ask: say --yes to go on")
            return False
        self.err.print(words((question + " [y/N] ", "bold")), end="")
        return sys.stdin.readline().strip().lower() in ("y", "yes")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would end the process here, with 1


def _console(stream: IO[str]) -> Console:
    console = _Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and console.width < _PIPE_WIDTH:
        console.width = _PIPE_WIDTH
    return console

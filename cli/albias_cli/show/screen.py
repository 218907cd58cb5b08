"""Where a command's output goes: results to standard output, everything about the way there to standard error.

Tags, names and messages of AWS are other people's text: `safe` shows their control characters instead of sending them
to the terminal, and no markup is ever read from a text (H49).
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from rich.text import Text

from albias_cli.errors import AGAIN, CommandError, advice_for, repeated

from . import layout
from .documents import Document, Form, written
from .terminal import Terminal, page, pager


class Whole(NamedTuple):
    """A part of a line that is not broken, spaces and all."""

    text: str
    style: str = ""


Part = str | tuple[str, str] | Whole


def safe(text: str) -> str:
    """The text with everything that is not plainly visible (control, direction, zero width) written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def words(*parts: Part) -> Text:
    """One line of safe text; a part may be a pair of text and style."""
    line = Text()
    for part in parts:
        content, style = (part, "") if isinstance(part, str) else part
        shown = safe(content)
        line.append(shown.replace(" ", layout.UNBROKEN) if isinstance(part, Whole) else shown, style or None)
    return line


class Screen:
    """Both streams of one command. `form`: how the result is written; but for a table it is one document, and nothing
    else, with `by_line` a document a line. `verbose`: tell every reason and every record set. `width`: breaks lines
    there, whatever the streams are."""

    def __init__(
        self,
        *,
        form: Form = "table",
        out: IO[str] | None = None,
        err: IO[str] | None = None,
        width: int | None = None,
    ) -> None:
        self.form: Form = form
        self.by_line = False
        self._titled = False  # comma-separated values have their titles already
        self.verbose = False
        self.command = AGAIN  # what was written, for advice to run it again
        self.out = Terminal(out or sys.stdout, width)
        self.err = Terminal(err or sys.stderr, width)
        self._notes = self.err

    @property
    def for_programs(self) -> bool:
        """Whether the result is a document."""
        return self.form != "table"

    def line(self, *parts: Part, hang: int | None = None) -> None:
        """A line of the result, for people. Where it is broken, it goes on at `hang`, or else under its text."""
        if not self.for_programs:
            _print(self.out, parts, hang)

    def table(self, columns: Sequence[layout.Column], *, wide: bool = False) -> None:
        """A table of the result, for people. `wide`: all of it, whatever the width."""
        if not self.for_programs:
            for line in layout.table(columns, None if wide else self.out.columns):
                self.out.print(line, soft_wrap=True)

    def document(self, document: Any, rows: Sequence[Document] = ()) -> None:
        """The result, for programs; `rows`: what of it makes a table of comma-separated values."""
        if self.for_programs:
            self.out.file.write(written(document, rows, self.form, by_line=self.by_line))

    def next(self, document: Document, row: Document) -> None:
        """One more document of a result without an end, for programs; `row`: it as comma-separated values."""
        if self.for_programs:
            self.raw(written(document, [row], self.form, by_line=True, titles=not self._titled))
            self._titled = True

    def raw(self, text: str) -> None:
        """The result in a form of its own; at once, for whoever reads along."""
        self.out.file.write(text)
        self.out.file.flush()

    def note(self, *parts: Part) -> None:
        """A word about the way to the result."""
        _print(self._notes, parts, None)

    def error(self, error: CommandError) -> None:
        """What happened and what to do; for programs as the document."""
        told = {"message": error.what, "advice": error.advice, "exit_code": int(error.code)}
        self.document({"error": told}, [told])
        for line in error.what.splitlines():
            self.note(("error: ", "bold red"), line)
        if error.advice:
            self.note(("    do: ", "bold"), error.advice)

    def problem(self, problem: str, where: str = "") -> None:
        """Something that could not be done or looked at, perhaps with the place, and what to do about it."""
        self.note(("failed: ", "bold red"), f"{problem} ({where})" if where else problem)
        self.note(("    do: ", "bold"), repeated(advice_for(problem), self.command))

    def ask(self, question: str) -> bool:
        """A yes or a no; no where nobody can answer. Asked on standard error, so that a piped result stays whole."""
        if sys.stdin is None or not sys.stdin.isatty():
            self.note(f"nobody is there to ask; to go on without: `{self.command} --yes`")
            return False
        self.err.print(words((question + " [y/N] ", "bold")), end="")
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def answer(self, question: str) -> str | None:
        """What a person writes; None where nobody can answer. Asked on standard error."""
        if sys.stdin is None or not sys.stdin.isatty():
            return None
        self.err.print(words((question + " ", "bold")), end="")
        return sys.stdin.readline().strip()

    @contextmanager
    def paged(self) -> Iterator[None]:
        """On a terminal, what is longer than it goes through the pager, notes and all, as git does it."""
        command = pager()
        if self.for_programs or not self.out.is_person or not command:
            yield
            return
        self._notes = self.out if self.err.is_person else self.err
        self.out.begin_capture()
        try:
            yield
        finally:
            self._notes = self.err
            page(self.out, self.out.end_capture(), command)


def _print(console: Terminal, parts: Sequence[Part], hang: int | None) -> None:
    line = words(*parts)
    label = parts[0] if parts else ""
    step = layout.hang_of(line.plain, label if isinstance(label, str) else label[0]) if hang is None else hang
    for piece in layout.wrapped(line, console.columns, step):
        console.print(piece, soft_wrap=True)

"""How the demo looks: headings, facts with a tick, record sets, a spinner while something takes long.

On a terminal in colour; elsewhere plain lines, so that a build server's log reads well. Knows nothing of AWS's calls.
"""

import io
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from demo.cast import cast
from demo.zone import Record, texts

WIDTH = 100
_ARN = re.compile(r"arn:[^ ]*:loadbalancer/([^ ]+)")
_MARGIN = (0, 0, 0, 4)


class Screen:
    """The terminal, and a recording of what stays on it."""

    def __init__(self, *, recording: bool = False) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal that knows no ✓ shows another sign
        plain = not sys.stdout.isatty()
        self._out = Console(highlight=False, record=recording, width=WIDTH if recording or plain else None)
        self._live = Console(highlight=False)
        self._steps = 0
        self._times: list[tuple[str, float]] = []

    def title(self, name: str, words: str) -> None:
        """The first line."""
        self._out.print(Text.assemble((name, "bold magenta"), "  ", words))

    def step(self, title: str, words: str = "") -> None:
        """A new step of the story."""
        self._steps += 1
        self._out.print()
        self._out.print(Text.assemble((f"{self._steps:2}  {title}", "bold cyan")))
        if words:
            self._indented(Text(words, style="dim"))

    def did(self, words: str) -> None:
        """What somebody did."""
        self._indented(Text.assemble(("▸ ", "bold yellow"), words))

    def saw(self, words: str, seconds: float | None = None) -> None:
        """A fact that was checked, and how long it took."""
        if seconds is not None:
            self._times.append((words, seconds))
        took = f"  ({seconds:.1f} s)" if seconds is not None else ""
        self._indented(Text.assemble(("✓ ", "bold green"), words, (took, "dim")))

    def record(self, what: str, record: Record) -> None:
        """A record set as Route 53 gave it; a long text is broken at its commas."""
        name = str(record["Name"]).removesuffix(".")
        head = Text.assemble((f"  {what:8}", "dim"), name, (f"  {record['Type']}", "cyan"))
        if "AliasTarget" in record and "Weight" in record:
            head.append(f"  weight {record['Weight']}\n         ")
        if "AliasTarget" in record:
            self._indented(head.append(f"  alias to {record['AliasTarget']['DNSName'].removesuffix('.')}"))
            return
        if record["Type"] != "TXT":
            self._indented(head.append("  " + " ".join(value["Value"] for value in record["ResourceRecords"])))
            return
        self._indented(head)
        for text in texts(record):
            for line in _broken(f'"{text}"', WIDTH - 14):
                self._indented(Text(f"          {line}", style="green"))

    def says(self, line: Mapping[str, Any]) -> None:
        """One log line of the Lambda: level, message, reason."""
        level = str(line["level"])
        style = {"WARNING": "yellow", "ERROR": "red"}.get(level, "blue")
        self._indented(Text.assemble("  ", (f"{level:8}", style), f"{_message(line)} {line['hostname']}"))
        self._indented(Padding(Text(short(str(line["reason"])), style="italic"), (0, 0, 0, 10), expand=False))

    def story(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """The log as a table."""
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        table.add_column("time", no_wrap=True)
        table.add_column("what", overflow="fold")
        table.add_column("why", style="italic")
        for line in lines:
            style = "yellow" if line["kind"] == "refusal" else "green"
            what = Text.assemble((_message(line), style), f" {line['hostname']}")
            table.add_row(str(line["timestamp"])[11:19], what, short(str(line["reason"])))
        self._indented(table)

    def text(self, words: str) -> None:
        """Some lines as they are."""
        for line in words.splitlines():
            self._indented(Text(f"  {line}"))

    def times(self, whole: float) -> None:
        """Where the time went, out of so many seconds: all that was timed, and the rest."""
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        table.add_column("seconds", justify="right")
        table.add_column("where the time went")
        for words, seconds in self._times:
            table.add_row(f"{seconds:.1f}", words)
        told = sum(seconds for _, seconds in self._times)
        table.add_row(f"{whole - told:.1f}", "making load balancers, reading logs, cleaning up")
        self._out.print()
        self._indented(table)

    def end(self, words: str) -> None:
        """The last line of a demo that went well."""
        self._out.print()
        self._out.print(Text(words, style="bold green"))

    def failed(self, words: str) -> None:
        """Why it did not go well."""
        self._out.print()
        self._out.print(Text.assemble(("✗ ", "bold red"), words))

    @contextmanager
    def waiting(self, words: str) -> Iterator[Callable[[str], None]]:
        """While something takes long: a spinner with the time, and what was passed in last. Not a terminal: nothing."""
        if not self._live.is_terminal:
            yield lambda _: None
            return
        columns = (TextColumn("   "), SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self._live, transient=True) as progress:
            task = progress.add_task(words)

            def update(detail: str) -> None:
                room = self._live.width - len(words) - 20
                progress.update(task, description=f"{words}  [dim]{escape(_plain(detail)[:room])}[/dim]")

            yield update

    @contextmanager
    def timed(self, words: str, waiting: str = "") -> Iterator[Callable[[str], None]]:
        """Wait with a spinner, then state the fact with the time that it took."""
        begin = time.monotonic()
        with self.waiting(waiting or words) as update:
            yield update
        self.saw(words, time.monotonic() - begin)

    def picture(self, file: Path, title: str) -> None:
        """Write all that was shown as an SVG that rolls. Only of a recording."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(cast(self._out, title), encoding="utf-8")

    def _indented(self, what: Any) -> None:
        self._out.print(Padding(what, _MARGIN, expand=False))


def short(text: str) -> str:
    """A text with load balancers' ARNs cut down to their last part."""
    return _ARN.sub(r"\1", text)


def _message(line: Mapping[str, Any]) -> str:
    """A log line's message, without the hostname that some end with."""
    return str(line["message"]).removesuffix(f" {line['hostname']}")


def _plain(text: str) -> str:
    """A text without control characters."""
    return "".join(sign for sign in text if sign.isprintable())


def _broken(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` characters, broken after commas where that is possible."""
    while len(text) > width:
        cut = text.rfind(",", 0, width) + 1 or width
        yield text[:cut]
        text = " " + text[cut:]
    yield text

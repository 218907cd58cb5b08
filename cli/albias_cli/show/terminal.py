"""The two streams as a terminal or a pipe: width, colour and pager. Knows nothing of what is written."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from typing import IO

from rich.console import Console

_ENDLESS = 1_000_000  # columns where nothing is to be broken


class Terminal(Console):
    """One stream. `columns`: where lines are broken; None for a pipe or a file, which has no width.

    Colour follows NO_COLOR and FORCE_COLOR, else whether a person looks on (no-color.org, force-color.org).
    """

    def __init__(self, stream: IO[str], columns: int | None = None) -> None:
        self.is_person = stream.isatty()
        forced = os.environ.get("FORCE_COLOR", "") not in ("", "0", "false")
        plain = bool(os.environ.get("NO_COLOR")) or not (self.is_person or forced)
        super().__init__(
            file=stream,
            force_terminal=self.is_person,
            no_color=plain,
            color_system="standard" if forced and not plain else "auto",
            markup=False,
            highlight=False,
            emoji=False,
        )
        self.columns = columns or (self.width if self.is_person else None)
        self.width = self.columns or _ENDLESS

    def on_broken_pipe(self) -> None:
        """Let the edge end the process: rich would do it here, with 1."""
        raise BrokenPipeError


def pager(environment: Mapping[str, str] = os.environ, find: Callable[[str], str | None] = shutil.which) -> str:
    """The pager's command line: PAGER, else less where there is one; empty for none (PAGER empty, or cat)."""
    wanted = environment.get("PAGER", "less" if find("less") else "")
    return "" if wanted.strip() in ("", "cat") else wanted


def page(console: Terminal, text: str, command: str) -> None:
    """Show a text: by itself where it fits the terminal, else through the pager."""
    if text.count("\n") < console.height:
        console.file.write(text)
        return
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}  # as git sets them where nobody has
    # the pager is the person's own command line, as git runs it
    with subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdin is not None
        try:
            process.stdin.write(text)
            process.stdin.close()
        except BrokenPipeError:
            pass  # who left the pager early has seen enough
        finally:
            _wait(process)


def _wait(process: "subprocess.Popen[str]") -> None:
    """A Ctrl-C is the pager's while it runs."""
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue

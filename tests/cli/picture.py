"""Writes what is generated in the documents: docs/images/plan.svg, and the outputs of the commands in docs/cli.md.

    python -m tests.cli.picture

A block ```console that begins with `$ albias …` gets that command's real output, in the scene that the last comment
`<!-- scene: NAME -->` above it begins (tests/support/shown.py). tests/cli/test_picture.py holds that both are fresh.
"""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from albias_cli.main import main
from albias_cli.show.screen import Screen
from tests.support.desk import Desk
from tests.support.shown import SCENES

_ROOT = Path(__file__).parents[2]
PLAN = _ROOT / "docs" / "images" / "plan.svg"
MANUAL = _ROOT / "docs" / "cli.md"
_WIDTH = 100
_PICTURE = 110
_PARTS = re.compile(r"<!-- scene: (?P<scene>[a-z-]+) -->|```console\n\$ albias (?P<command>.*)\n(?:.*\n)*?```\n")
_FONTS = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)  # they would be fetched from elsewhere


@contextlib.contextmanager
def _surroundings() -> Iterator[None]:
    """Everywhere the same width, time zone and folder."""
    everywhere = {"COLUMNS": str(_WIDTH), "TERMINAL_WIDTH": str(_WIDTH), "TZ": "UTC"}
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, everywhere),
    ):
        time.tzset()
        yield
    time.tzset()


def plan_svg() -> str:
    """`albias plan` as a terminal shows it."""
    desk = SCENES["everyday"]()
    screen = Screen(out=io.StringIO(), err=io.StringIO(), width=_PICTURE)
    screen.out.record = True
    with _surroundings():
        screen.line(("$ ", "dim"), ("albias plan", "bold"))
        main(["plan"], desk.open, screen)
    return _FONTS.sub("", screen.out.export_svg(title="albias plan", unique_id="plan"))


def manual(text: str) -> str:
    """docs/cli.md with the real outputs."""
    desk = Desk(SCENES["everyday"]().world)

    def part(match: re.Match[str]) -> str:
        nonlocal desk
        if match["scene"]:
            desk = SCENES[match["scene"]]()
            return match[0]
        return f"```console\n$ albias {match['command']}\n{_output(desk, match['command'])}```\n"

    with _surroundings():
        return _PARTS.sub(part, text)


def _output(desk: Desk, command: str) -> str:
    echoed = io.StringIO()
    with contextlib.redirect_stdout(echoed):
        result = desk.run(*shlex.split(command), width=_WIDTH)
    lines = (echoed.getvalue() + result.out + result.err).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def write() -> None:
    """Write both."""
    PLAN.write_text(plan_svg(), encoding="utf-8")
    MANUAL.write_text(manual(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{PLAN.relative_to(_ROOT)} and {MANUAL.relative_to(_ROOT)} are fresh\n")

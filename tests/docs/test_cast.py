"""The demo's picture: it rolls by itself, shows every line once, fetches nothing, and is small."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from demo.cast import LAST_SECONDS, LINE, LINE_SECONDS, ROWS, STEP_SECONDS, cast, covered, rolled, shown_at
from tests.support.markdown import ROOT

PICTURE = ROOT / "docs" / "images" / "demo.svg"
_FRAME = re.compile(r"^([\d.]+)% { transform: translateY\((-?[\d.]+)px\) }$", re.MULTILINE)


def frames(picture: str, what: str) -> list[tuple[float, float]]:
    """From which part of the time on, in percent, the lines or their cover stand how far down."""
    (block,) = re.findall(rf"@keyframes {what} {{\n(.*?)\n}}", picture, re.DOTALL)
    return [(float(moment), float(down)) for moment, down in _FRAME.findall(block)]


@pytest.fixture
def recording() -> Console:
    console = Console(record=True, width=80, file=io.StringIO())
    console.print("title\n\n 1  The first step\n    one\n    two\n\n 2  The second step\n    three")
    return console


def test_a_line_is_covered_until_it_comes(recording: Console) -> None:
    found = frames(cast(recording, "make demo"), "cover")

    assert [down for _, down in found] == [pytest.approx(line * LINE, abs=0.05) for line in range(9)]


def test_a_full_window_rolls_by_a_line_at_a_time() -> None:
    """One line more than there is room for: it goes up once, when the last one comes."""
    times = [float(second) for second in range(1, ROWS + 2)]

    assert list(rolled(times)) == [(0.0, 0.0), (ROWS + 1.0, -LINE)]
    assert list(covered(times))[-1] == (ROWS, ROWS * LINE)


def test_lines_come_in_order_and_the_last_ones_stay(recording: Console) -> None:
    moments = [moment for moment, _ in frames(cast(recording, "make demo"), "cover")]
    whole = 6 * LINE_SECONDS + 2 * STEP_SECONDS + LAST_SECONDS

    assert moments == sorted(set(moments))
    assert moments[-1] == pytest.approx(100 * (whole - LAST_SECONDS) / whole, abs=0.01)


def test_a_step_comes_after_a_pause() -> None:
    assert list(shown_at(["    seen", "10  A step"])) == [LINE_SECONDS, LINE_SECONDS + STEP_SECONDS]


def test_the_title_stands_in_the_bar(recording: Console) -> None:
    assert ">make demo</text>" in cast(recording, "make demo")


@pytest.mark.parametrize("picture", [PICTURE], ids=lambda path: path.name)
def test_the_committed_picture_is_small_and_fetches_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    height = float(re.findall(r'viewBox="0 0 \S+ (\S+)"', text)[0])

    assert len(text) < 100_000
    assert height < 800
    assert len(frames(text, "roll")) > 60
    assert not re.search(r"<script|@import|@font-face|href=|src=|url\((?!#)", text)

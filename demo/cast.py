"""What a terminal showed, as a picture that rolls: one SVG, no script, nothing fetched. It knows no words of the demo.

The lines come one after the other, as they did in the terminal: a cover over what is still to come goes down, and when
the window is full, the lines go up. They stay a while where a step ends. Who asked the system for less motion sees the
first lines.
"""

import re
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.terminal_theme import MONOKAI

ROWS = 28
LINE = 24.4  # units: rich's height of a line
BAR = 41  # units: the window's bar
LINE_SECONDS = 0.15
STEP_SECONDS = 2.5
LAST_SECONDS = 6.0
_HEADING = re.compile(r" ?\d+  \w")
_TEMPLATE = """\
<svg viewBox="0 0 {width} @HEIGHT@" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px; }}
.{unique_id}-title {{ font: bold 18px sans-serif; fill: #d9d9d9; text-anchor: middle; }}
{styles}
.roll {{ animation: roll @SECONDS@s step-end infinite; }}
.cover {{ animation: cover @SECONDS@s step-end infinite; transform: translateY(@ROOM@px); }}
@media (prefers-reduced-motion: reduce) {{ .roll, .cover {{ animation: none; }} }}
@keyframes roll {{
@ROLL@
}}
@keyframes cover {{
@COVER@
}}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="@ROOM@"/></clipPath>
{lines}
</defs>
<rect fill="#0c0c0c" x="1" y="1" width="99.8%" height="@INSIDE@" rx="8"/>
<g fill="#ff5f57"><circle cx="26" cy="22" r="7"/></g>
<g fill="#febc2e"><circle cx="48" cy="22" r="7"/></g>
<g fill="#28c840"><circle cx="70" cy="22" r="7"/></g>
<text class="{unique_id}-title" x="50%" y="28">@TITLE@</text>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
<g class="roll">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
<rect class="cover" fill="#0c0c0c" width="{terminal_width}" height="@ROOM@"/>
</g>
</svg>
"""


def cast(recording: Console, title: str) -> str:
    """All that a recording console showed, as an SVG. The recording stays as it is."""
    times = list(shown_at(recording.export_text(clear=False).splitlines()))
    whole = times[-1] + LAST_SECONDS
    room = ROWS * LINE
    said = {
        "@TITLE@": title,
        "@ROOM@": f"{room:.1f}",
        "@HEIGHT@": f"{room + BAR + 12:.1f}",
        "@INSIDE@": f"{room + BAR + 10:.1f}",
        "@SECONDS@": f"{whole:.1f}",
        "@ROLL@": "\n".join(frames(rolled(times), whole)),
        "@COVER@": "\n".join(frames(covered(times), whole)),
    }
    picture = recording.export_svg(theme=MONOKAI, unique_id="demo", clear=False, code_format=_TEMPLATE)
    for mark, words in said.items():
        picture = picture.replace(mark, words)
    return picture


def shown_at(lines: list[str]) -> Iterator[float]:
    """When each line comes, in seconds: a step's heading after a pause."""
    now = 0.0
    for line in lines:
        now += STEP_SECONDS if _HEADING.match(line) else LINE_SECONDS
        yield now


def rolled(times: list[float]) -> Iterator[tuple[float, float]]:
    """How far the lines have gone up from each moment on: until the window is full, not at all."""
    yield 0.0, 0.0
    for surplus, moment in enumerate(times[ROWS:], 1):
        yield moment, -surplus * LINE


def covered(times: list[float]) -> Iterator[tuple[float, float]]:
    """From where on nothing is seen yet, from each moment on."""
    yield 0.0, 0.0
    for number, moment in enumerate(times[:ROWS], 1):
        yield moment, number * LINE


def frames(places: Iterable[tuple[float, float]], whole: float) -> Iterator[str]:
    """Places at moments, as CSS has them."""
    for moment, down in places:
        yield f"{100 * moment / whole:.2f}% {{ transform: translateY({down:.1f}px) }}"

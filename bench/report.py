"""How the figures are told: a table for the terminal, and docs/performance.md with its plots. Measures nothing."""

import os
import platform
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import plots
from bench.aws import LATENCY
from bench.row import Row, Section, Verdict, shown

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"
_MARKS: dict[Verdict, tuple[str, str]] = {
    "aim": ("aim", "green"),
    "must": ("must", "green"),
    "short": ("not yet", "yellow"),
    "missed": ("MISSED", "bold red"),
    "reported": ("", "dim"),
}
_WIDTH = 118

_INTRODUCTION = f"""\
# Performance

Written by `make bench`; every figure is measured in the run, none is written down anywhere. Less is better in every
row. *Must* is what albias is held to, *aim* is what would be better still.

How it is measured:

- **One simulated AWS, in virtual time.** Route 53 gives the account 10 requests a second in a bucket of 50, Elastic
  Load Balancing 10 Describe calls a second in a bucket of 40; a call takes {LATENCY * 1000:.0f} ms; a throttled one
  is retried as the SDK does; change batches have Route 53's limits. Its second limit, on changes a second, has no
  published size and is played in several readings. Behind it are the fakes that the tests hold to MiniStack and to
  AWS's documentation. Nothing was measured on AWS itself. Not simulated: messages are in the queue at once, without
  CloudTrail's delay, and Route 53 never answers PriorRequestNotComplete.
- **albias** is the real handler with its real settings: messages in SQS, batches as deployed, two at once. Its own
  processor time takes virtual time where a row says so, botocore's serializing and parsing counted.
- **external-dns** is API traffic against the same AWS, with the figures of the real one: v0.23.0 was built from its
  source and run on MiniStack 1.4.21 behind a counting proxy, and `tests/bench/test_peers.py` holds `bench/peers.py` to
  what that counted. It serves Kubernetes objects and can cache what it read (`--provider-cache-time`), at the price of
  not seeing what others change; its default is measured, a loop each minute, and `--events`, a turn 5 to 6 s after a
  change: with a change each second that is 10 turns a minute, 63 % of Route 53's requests at 10,000 records.
- **The legacy Lambda** (for each CreateLoadBalancer event: list the zones, UPSERT the record) is such traffic, too.
- **CPU and memory** are those of fresh processes on the machine below: read them as ratios, or as regressions.
"""


def table(sections: Sequence[Section], console: Console) -> None:
    """Print every row."""
    shape = Table(title="albias, measured", title_justify="left", show_lines=False)
    for heading in ("figure", "albias", "must", "aim", "", "legacy Lambda", "external-dns"):
        number = heading in ("albias", "must", "aim")
        shape.add_column(heading, justify="right" if number else "left", no_wrap=number)
    for section in sections:
        shape.add_section()
        for row in section.rows:
            word, style = _MARKS[row.verdict]
            bounds = (_bound(row.must, row), _bound(row.aim, row))
            cells = (row.figure, shown(row.ours, row.unit), *bounds, f"[{style}]{word}[/]" if word else "")
            shape.add_row(*cells, row.legacy, row.external_dns)
    console.print(shape)


def document(sections: Sequence[Section], load: float) -> None:
    """Write docs/performance.md and its plots. `load`: the machine's before the run; what is timed suffers from it."""
    points = {key: value for section in sections for key, value in section.points.items()}
    images = plots.draw(points, IMAGES)
    parts = [_INTRODUCTION, _machine(load)]
    for section in sections:
        parts += [f"## {section.title}\n", _markdown(section.rows), *(_wrapped(text) for text in section.text)]
        parts += [
            f"![{title}](images/{name})\n"
            for name, title in images.items()
            if any(key in section.points for key in _DRAWN[name])
        ]
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text("\n".join(parts), encoding="utf-8")


_DRAWN = {
    "bench-burst.svg": ("accepted",),
    "bench-scale.svg": ("seconds",),
    "bench-calls.svg": ("growth",),
    "bench-sweep.svg": ("sweep",),
    "bench-start.svg": ("start",),
}


def _markdown(rows: Sequence[Row]) -> str:
    lines = [
        "| figure | albias | must | aim | reached | legacy Lambda | external-dns |",
        "|---|---:|---:|---:|---|---|---|",
    ]
    for row in rows:
        bounds = f"{_bound(row.must, row)} | {_bound(row.aim, row)}"
        reached = _MARKS[row.verdict][0]
        ours = f"**{shown(row.ours, row.unit)}**"
        lines.append(f"| {row.figure} | {ours} | {bounds} | {reached} | {row.legacy} | {row.external_dns} |")
    notes = [f"- {row.figure}: {row.note}." for row in rows if row.note]
    return "\n".join([*lines, "", *(_wrapped(note, "  ") for note in notes), ""])


def _bound(bound: float | None, row: Row) -> str:
    return "" if bound is None else f"≤ {shown(bound, row.unit)}"


def _wrapped(text: str, indent: str = "") -> str:
    """Paragraphs in lines of readable length; tables as they are."""
    if text.startswith("|"):
        return text + "\n"
    end = "" if indent else "\n"
    return textwrap.fill(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) + end


def _machine(load: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    facts = {
        "processor": f"{_processor()}, {os.cpu_count()} logical",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "botocore": version("botocore"),
        "MiniStack": version("ministack"),
        "date": f"{datetime.now(UTC):%d %B %Y}",
        "load before the run": f"{load:.1f}",
    }
    return _wrapped("The machine: " + "; ".join(f"{name} {value}" for name, value in facts.items()) + ".")


def _processor() -> str:
    """The processor's name, where Linux says it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")

"""The table of names, as values: its rows, its refusals, and which part of it is shown. Pure.

The dashboard's widget and `albias list --html` show the same table; its rows come from held.py for the one and from the
command line for the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from albias.model import Refusal, plain

Tone = Literal["good", "warn", "bad", "dim"]
ROWS = 100  # of one page: about 60 KB of HTML, of the 6 MB that Lambda answers with


@dataclass(frozen=True, slots=True)
class Row:
    """One held record set of a name. All are texts for people.

    `state`: whether all is as it should be, its tone for the eye; `since`: since when, where that is known; `remarks`:
    what else a person should know of it, such as who waits for the name.
    """

    hostname: str
    load_balancer: str
    zone: str
    policy: str
    state: str
    tone: Tone
    zone_id: str = ""
    target: str = ""
    since: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that a filter looks at, in lower case."""
        parts = (self.hostname, self.load_balancer, self.zone, self.policy, self.target, self.state, *self.remarks)
        return " ".join(parts).lower()


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that was not granted, why, and what a person can do about it."""

    hostname: str
    load_balancer: str
    code: str
    reason: str
    advice: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Part:
    """One page of rows. `found`: how many rows there are on all pages; `first`: the place of this page's first one."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of the page's first row among those found, from 1; 0 where there is none."""
        return (self.page - 1) * ROWS + 1 if self.rows else 0


def part_of(rows: Sequence[Row], text: str, zone: str, page: int) -> Part:
    """The rows in which every word of a text occurs, of one hosted zone or of all; of these one page."""
    wanted = text.lower().split()
    found = []
    for row in rows:
        if zone in ("", row.zone_id, row.zone) and all(word in row.words for word in wanted):
            found.append(row)
    pages = max(1, -(-len(found) // ROWS))
    page = min(page, pages)
    start = (page - 1) * ROWS
    return Part(tuple(found[start : start + ROWS]), len(found), page, pages)


def refused_of(refusals: Iterable[Refusal], advice: Callable[[Refusal], str]) -> list[Refused]:
    """Refusals for people, each once; those of names that some other DNS has, which are normal, at the end."""
    shown = []
    for each in dict.fromkeys(refusals):
        shown.append(
            Refused(
                hostname=each.hostname,
                load_balancer=each.load_balancer.short,
                code=each.code,
                reason=plain(each.reason),
                advice=advice(each),
                tone="dim" if each.code == "zone-not-allowed" else "warn",
            )
        )
    return sorted(shown, key=lambda each: (each.tone == "dim", each.hostname, each.load_balancer))


def counted(rows: Iterable[Row]) -> str:
    """How many rows there are in each state, the most frequent first: `5 in place, 1 differs`."""
    numbers = Counter(row.state for row in rows)
    return ", ".join(f"{number:,} {state}" for state, number in numbers.most_common())


def names(number: int) -> str:
    """So many names, in words."""
    return "1 name" if number == 1 else f"{number:,} names"


def moment(seconds: float) -> str:
    """A time for people: `2026-11-28 08:15 UTC`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")

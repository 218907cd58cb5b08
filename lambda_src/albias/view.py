"""What has been read of one hosted zone: the record sets, and over which names they are known to be all. Pure.

ListResourceRecordSets answers in the order of names, so a page proves what it spans: names between its first and its
last that it does not hold do not exist. Reading the needed names in that order, in full pages, costs at most one call a
name and never more than listing the zone; a zone of one page costs one call.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

from .model import RecordSet
from .names import DnsName, is_within

_END = "\x7f"  # after every name
_ESCAPE = re.compile(r"\\([0-3][0-7]{2})")


class ZoneView:
    """The part of a hosted zone that was read. Names outside it are unknown, which is not absent."""

    def __init__(self) -> None:
        self._records: dict[DnsName, tuple[RecordSet, ...]] = {}
        self._order: list[str] = []  # the names of record sets, as Route 53 sorts them
        self._named: dict[str, DnsName] = {}
        self._firsts: list[str] = []  # where what was read begins, in order
        self._ends: list[str] = []  # how far it reaches from there, or from further before

    def add_page(self, start: DnsName, record_sets: Sequence[RecordSet], next_name: DnsName | None) -> None:
        """Take in one page that was asked from the first record set of `start`; `next_name` is None on the last page.

        The name at which the next page begins may have record sets in both, so this page proves nothing of it.
        """
        grouped: dict[DnsName, tuple[RecordSet, ...]] = {start: ()}
        for record_set in record_sets:
            name = record_set.key.name
            grouped[name] = (*grouped.get(name, ()), record_set)
        if next_name is not None:
            grouped.pop(next_name, None)
        places = {name: order_bounds(name) for name in grouped}
        if start != next_name and _in_order(places.values()):
            end = order_bounds(next_name)[0] if next_name else _END
            first = places[start][1]
            self._forget(first, end)
            self._add_span(first, end)
        for name, (low, _) in places.items():
            if low not in self._named:
                self._named[low] = name
                insort(self._order, low)
        self._records |= grouped

    def _forget(self, first: str, end: str) -> None:
        """What an earlier page had within a span is gone, unless this one has it, too."""
        left, right = bisect_left(self._order, first), bisect_left(self._order, end)
        kept = []
        for low in self._order[left:right]:
            name = self._named[low]
            if order_bounds(name)[1] < end:
                del self._records[name], self._named[low]
            else:
                kept.append(low)
        self._order[left:right] = kept

    def knows(self, name: DnsName) -> bool:
        """Whether it was read what lies at a name."""
        if name in self._records:
            return True
        return self._spans(*order_bounds(name))

    def at(self, name: DnsName) -> tuple[RecordSet, ...]:
        """All record sets at a known name. Raises: KeyError for a name that was not read (H28, H48)."""
        if not self.knows(name):
            raise KeyError(name)
        return self._records.get(name, ())

    def of_type(self, name: DnsName, record_type: str) -> list[RecordSet]:
        """The record sets of a type at a known name: one, or several with set identifiers."""
        return [found for found in self.at(name) if found.key.type == record_type]

    def below(self, root: DnsName) -> list[RecordSet]:
        """All record sets that were read at a name or below it."""
        first = order_bounds(root)[0]
        left, right = bisect_left(self._order, first), bisect_left(self._order, first + _END)
        found: list[RecordSet] = []
        for place in self._order[left:right]:
            name = self._named[place]
            if is_within(name, root):
                found += self._records[name]
        return found

    def spans_below(self, root: DnsName) -> bool:
        """Whether all that lies below a name was read in one page."""
        first, end = order_bounds(root)[0], order_bounds(root)[1] + _END
        return self._spans(first, end)

    def _add_span(self, first: str, end: str) -> None:
        place = bisect_right(self._firsts, first)
        before = self._ends[place - 1] if place else ""
        self._firsts.insert(place, first)
        self._ends.insert(place, max(before, end))
        for later in range(place + 1, len(self._ends)):
            self._ends[later] = max(self._ends[later], end)

    def _spans(self, low: str, high: str) -> bool:
        """Whether one page spans all that lies between."""
        place = bisect_right(self._firsts, low)
        return place > 0 and high < self._ends[place - 1]

    def missing(self, names: Iterable[DnsName]) -> list[DnsName]:
        """Those of the names that are not known yet, in the order in which to read them."""
        return sorted({name for name in names if not self.knows(name)}, key=order_bounds)


def order_bounds(name: DnsName) -> tuple[str, str]:
    """The lowest and the highest place that a name can have in the order of ListResourceRecordSets.

    Route 53 orders by the labels reversed, joined with dots, a dot at the end. Whether `*` counts as itself or as
    `\\052` is not documented, so a name with such a character has two possible places; every other name has one.
    """
    key = ".".join(reversed(name.split("."))) + "."
    if "*" not in key and "\\" not in key:
        return key, key
    raw = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), key)
    escaped = key.replace("*", r"\052")
    return min(raw, escaped), max(raw, escaped)


def _in_order(places: Iterable[tuple[str, str]]) -> bool:
    """Whether places follow the documented order; where they do not, a page proves nothing of what it lacks."""
    reached = ""
    for low, high in places:
        if high < reached:
            return False
        reached = max(reached, low)
    return True

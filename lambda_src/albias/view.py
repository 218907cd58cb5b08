"""What has been read of one hosted zone: the record sets, and over which names they are known to be all. Pure.

ListResourceRecordSets answers in the order of names, so a page proves what it spans: names between its first and its
last that it does not hold do not exist. Reading the needed names in that order, in full pages, costs at most one call a
name and never more than listing the zone; a zone of one page costs one call.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from .model import RecordSet
from .names import DnsName, order_bounds

_END = "\x7f"  # after every name


class ZoneView:
    """The part of a hosted zone that was read. Names outside it are unknown, which is not absent.

    `pages`: how many were read. What a later page says of a name counts, also that it is not there.
    """

    def __init__(self) -> None:
        self.pages = 0
        # since which page, and until which, this was told of a name
        self._records: dict[DnsName, tuple[int, int, tuple[RecordSet, ...]]] = {}
        self._spans: list[tuple[str, str, int]] = []
        self._found: dict[DnsName, int] = {}  # what read_at found since the last page

    def add_page(self, start: DnsName, record_sets: Sequence[RecordSet], next_name: DnsName | None) -> None:
        """Take in one page that was asked from the first record set of `start`; `next_name` is None on the last page.

        The name at which the next page begins may have record sets in both, so this page proves nothing of it.
        """
        grouped: dict[DnsName, tuple[RecordSet, ...]] = {start: ()}
        for record_set in record_sets:
            grouped[record_set.key.name] = (*grouped.get(record_set.key.name, ()), record_set)
        self.pages += 1
        self._records |= {
            name: (self.told_at(name) if self.knows(name) and self.at(name) == found else self.pages, self.pages, found)
            for name, found in grouped.items()
            if name != next_name
        }
        self._found.clear()
        if start != next_name and _in_order(grouped):
            last = order_bounds(next_name)[0] if next_name else _END
            self._spans.append((order_bounds(start)[1], last, self.pages))

    def read_at(self, name: DnsName) -> int:
        """The number of the latest page that tells what lies at a name, counted from 1; 0 where none does."""
        if name not in self._found:
            known = self._records.get(name, (0, 0))[1]
            low, high = order_bounds(name)
            spans = (page for first, last, page in reversed(self._spans) if first <= low and high < last)
            self._found[name] = max(known, next(spans, 0))
        return self._found[name]

    def told_at(self, name: DnsName) -> int:
        """The page that first told of what lies at a name now; where nothing lies, the latest that says so.

        What is read again and found unchanged is no newer evidence: else two names could outdate each other for ever.
        """
        return self._records[name][0] if self.knows(name) and self.at(name) else self.read_at(name)

    def knows(self, name: DnsName) -> bool:
        """Whether it was read what lies at a name."""
        return self.read_at(name) > 0

    def at(self, name: DnsName) -> tuple[RecordSet, ...]:
        """All record sets at a known name. Raises: KeyError for a name that was not read (H28, H48)."""
        if not self.knows(name):
            raise KeyError(name)
        _, page, found = self._records.get(name, (0, 0, ()))
        return found if page == self.read_at(name) else ()

    def one(self, name: DnsName, record_type: str) -> RecordSet | None:
        """The record set of a type at a known name, where there is one."""
        return next((found for found in self.at(name) if found.key.type == record_type), None)

    def below(self, name: DnsName) -> list[RecordSet]:
        """All record sets that were read below a name."""
        return [found for key in self._records if key.endswith("." + name) for found in self.at(key)]

    def missing(self, names: Iterable[DnsName]) -> list[DnsName]:
        """Those of the names that are not known yet, in the order in which to read them."""
        return sorted({name for name in names if not self.knows(name)}, key=order_bounds)


def _in_order(names: Iterable[DnsName]) -> bool:
    """Whether the names follow the documented order; where they do not, a page proves nothing of what it lacks."""
    places = [order_bounds(name) for name in names]
    reached = accumulate((low for low, _ in places), max)
    return all(so_far <= high for so_far, (_, high) in zip(reached, places, strict=True))

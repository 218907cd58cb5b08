"""The record sets of hosted zones: ordered, cheap to list, to snapshot and to change all at once.

Record sets are plain dictionaries as boto3 has them, in Route 53's own spelling, and are never changed in place.
What Route 53 permits does not belong here.
"""

from __future__ import annotations

import copy
from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.fakes.route53.names import canonical, order

Record = dict[str, Any]


class Key(NamedTuple):
    """What identifies a record set, in the order in which Route 53 lists them.

    Types of one name come "lexicographically by record type", as the API reference once said; today it only says
    "by the record type".
    """

    order: str
    name: str
    type: str
    set_identifier: str


def key_of(name: str, record_type: str, set_identifier: str = "") -> Key:
    """The key of a record set, from its name in any spelling."""
    return Key(order(name), canonical(name), record_type, set_identifier)


def key_of_record(record: Record) -> Key:
    """The key of a record set as boto3 has it."""
    return key_of(record["Name"], record["Type"], record.get("SetIdentifier", ""))


def stored(record: Record) -> Record:
    """The record set in Route 53's own spelling, sharing nothing with the caller's.

    Alias targets come back in lower case with a dot at the end (hashicorp/terraform-provider-aws#3119, #360). The
    order of values is kept.
    """
    result = copy_of(record)
    result["Name"] = canonical(record["Name"])
    if "AliasTarget" in result:
        result["AliasTarget"]["DNSName"] = canonical(result["AliasTarget"]["DNSName"])
    return result


def copy_of(record: Record) -> Record:
    """A copy that shares nothing with the record set (an order of magnitude quicker than copy.deepcopy)."""
    return {field: _copied(value) for field, value in record.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copy_of(value)
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


class Zone:
    """One hosted zone and its record sets, kept sorted."""

    def __init__(self, zone_id: str, name: str, caller_reference: str, *, private: bool, comment: str | None) -> None:
        """An empty zone; the client adds the apex's NS and SOA."""
        self.id = zone_id
        self.name = canonical(name)
        self.caller_reference = caller_reference
        self.private = private
        self.comment = comment
        self.protections: dict[tuple[str, str], str] = {}
        self.guardrails: frozenset[str] = frozenset()
        self.asked_for: frozenset[tuple[str, str]] = frozenset()
        self._records: dict[Key, Record] = {}
        self._keys: list[Key] = []
        self._shared = False

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[Record]:
        return (self._records[key] for key in self._keys)

    def get(self, key: Key) -> Record | None:
        """The record set of a key."""
        return self._records.get(key)

    def keys_at(self, name: str) -> Iterator[Key]:
        """The keys of all record sets at a canonical name."""
        start = (order(name), name, "", "")
        for position in range(bisect_left(self._keys, start), len(self._keys)):
            key = self._keys[position]
            if key.name != name:
                return
            yield key

    def page(self, start: Key | None, size: int) -> tuple[list[Record], Key | None]:
        """Up to ``size`` record sets from a key on, and the key of the next one."""
        first = 0 if start is None else bisect_left(self._keys, start)
        keys = self._keys[first : first + size]
        after = self._keys[first + size] if first + size < len(self._keys) else None
        return [self._records[key] for key in keys], after

    def write(self, changes: dict[Key, Record | None]) -> None:
        """Take over record sets by key; None removes."""
        if self._shared:
            self._records, self._keys, self._shared = dict(self._records), list(self._keys), False
        for key, record in changes.items():
            present = key in self._records
            if record is not None:
                self._records[key] = record
                if not present:
                    insort(self._keys, key)
            elif present:
                del self._records[key]
                del self._keys[bisect_left(self._keys, key)]

    def share(self) -> Zone:
        """A second zone over the same record sets; whichever is written first copies them."""
        self._shared = True
        twin = copy.copy(self)
        twin.protections = dict(self.protections)
        return twin


class View:
    """A zone as a change batch sees it half-way: the zone, and the changes so far."""

    def __init__(self, zone: Zone) -> None:
        """A view without changes."""
        self.zone = zone
        self.changes: dict[Key, Record | None] = {}

    def get(self, key: Key) -> Record | None:
        """The record set of a key, as of now."""
        return self.changes[key] if key in self.changes else self.zone.get(key)

    def all(self) -> Iterator[Record]:
        """All record sets, as of now; those that are made last."""
        for record in self.zone:
            if key_of_record(record) not in self.changes:
                yield record
        yield from (record for record in self.changes.values() if record is not None)

    def __len__(self) -> int:
        made = sum(1 for key, record in self.changes.items() if record is not None and self.zone.get(key) is None)
        gone = sum(1 for key, record in self.changes.items() if record is None and self.zone.get(key) is not None)
        return len(self.zone) + made - gone

    def at(self, name: str) -> dict[Key, Record]:
        """All record sets at a canonical name, as of now."""
        found: dict[Key, Record] = {}
        for key in [*self.zone.keys_at(name), *(key for key in self.changes if key.name == name)]:
            record = self.get(key)
            if record is not None:
                found[key] = record
        return found

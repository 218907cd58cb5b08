"""FakeRoute53: boto3's Route 53 client over hosted zones in memory.

Here live what only tests and simulations can do: things written, protected and guarded without a request. The
operations are in ``records`` and ``zones``; what Route 53 permits is in ``validation`` (a request alone), ``batch``,
``slots`` and ``guardrails`` (beside what is there); how it spells and orders names in ``names``; what its documentation
leaves open in ``readings``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.limits import RateLimit
from tests.fakes.route53.guardrails import WORDS
from tests.fakes.route53.names import canonical
from tests.fakes.route53.records import RecordSets
from tests.fakes.route53.store import Record, Zone, copy_of, key_of, key_of_record, stored
from tests.fakes.route53.zones import HostedZones


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All zones at one moment; restoring it costs no copy of record sets."""

    zones: dict[str, Zone]
    changes: int


class FakeRoute53(RecordSets, HostedZones):
    """Route 53, exact in everything that albias reads or writes, and deterministic."""

    # Hosted zones and record sets -------------------------------------------------------------------------------

    def add_zone(self, zone_id: str, name: str, *, private: bool = False) -> str:
        """Make a hosted zone with an id of the test's choice; returns the id."""
        self._zones[zone_id] = self._new_zone(zone_id, name, f"test-{zone_id}", private=private, comment=None)
        return zone_id

    def records(self, zone_id: str) -> list[Record]:
        """All record sets of a zone, in Route 53's order; no request, no cost."""
        return [copy_of(record) for record in self._zones[zone_id]]

    def record(self, zone_id: str, name: str, record_type: str, set_identifier: str = "") -> Record | None:
        """One record set; no request, no cost."""
        found = self._zones[zone_id].get(key_of(name, record_type, set_identifier))
        return None if found is None else copy_of(found)

    def put(self, zone_id: str, record: Record) -> None:
        """Write a record set as somebody else would, without any check."""
        kept = stored(record)
        self._zones[zone_id].write({key_of_record(kept): kept})

    def remove(self, zone_id: str, name: str, record_type: str, set_identifier: str = "") -> None:
        """Remove a record set as somebody else would; nothing happens if there is none."""
        self._zones[zone_id].write({key_of(name, record_type, set_identifier): None})

    # What Route 53 refuses --------------------------------------------------------------------------------------

    def protect(self, zone_id: str, name: str, record_type: str, comment: str = "") -> None:
        """Protect a name and type: every change of it is refused until ``unprotect``."""
        self._zones[zone_id].protections[canonical(name), record_type] = comment

    def unprotect(self, zone_id: str, name: str, record_type: str) -> None:
        """Take a protection away."""
        self._zones[zone_id].protections.pop((canonical(name), record_type), None)

    def guard(self, zone_id: str, *guardrails: str) -> None:
        """Turn exactly these Change Guardrails on for a hosted zone; without any, all are off (C16)."""
        unknown = set(guardrails) - set(WORDS)
        assert not unknown, f"guardrails that the fake does not know: {unknown}"
        self._zones[zone_id].guardrails = frozenset(guardrails)

    def ask_for(self, zone_id: str, name: str, record_type: str) -> None:
        """Somebody asks for a name and type, which ACTIVE_RECORD_CHECK remembers until ``forget_questions``."""
        self._zones[zone_id].asked_for |= {(canonical(name), record_type)}

    def forget_questions(self, zone_id: str) -> None:
        """So much time passes that nothing counts as asked for."""
        self._zones[zone_id].asked_for = frozenset()

    def lose_target(self, dns_name: str, batches: int | None = None) -> None:
        """Let Route 53 not find an alias target: for the next batches that name it, or for good (C14)."""
        self._missing_targets[canonical(dns_name)] = batches

    def find_target(self, dns_name: str) -> None:
        """Let Route 53 find an alias target again."""
        self._missing_targets.pop(canonical(dns_name), None)

    def limit_requests(self, burst: float, a_second: float, clock: Callable[[], float]) -> None:
        """Admit so many requests; since July 2026 an account has 10 a second, and 50 at once."""
        self.limits.append(RateLimit(burst, a_second, clock=clock))

    def limit_changes(self, burst: float, a_second: float, clock: Callable[[], float]) -> None:
        """Admit so many changes, over all batches of the account: the limit whose size is not published (C17)."""
        self.limits.append(RateLimit(burst, a_second, clock=clock, cost=_changes))

    # All of it --------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Everything that Route 53 holds (not the call log)."""
        return Snapshot({zone_id: zone.share() for zone_id, zone in self._zones.items()}, len(self._changes))

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, which can be used again."""
        self._zones = {zone_id: zone.share() for zone_id, zone in snapshot.zones.items()}
        del self._changes[snapshot.changes :]


def _changes(operation: str, params: dict[str, Any]) -> float:
    return len(params["ChangeBatch"]["Changes"]) if operation == "ChangeResourceRecordSets" else 0

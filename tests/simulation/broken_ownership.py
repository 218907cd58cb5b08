"""Broken builds that are about whose a name is (see broken.py): the hold, the index, the line of those who wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from albias import bookkeeping, decide
from albias.case import Case, Party
from albias.engine import plan
from albias.engine.knowledge import Knowledge
from albias.model import HostedZone, LoadBalancerId, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, Hold, Key, index
from tests.simulation.broken import Patches, everywhere


def no_label_boundary() -> Patches:
    """A name lies in a zone or pattern when it ends with its letters (H23)."""

    def is_within(name: DnsName, zone: DnsName) -> bool:
        return name.endswith(zone)

    def matches(pattern: str, name: DnsName) -> bool:
        return name.endswith(pattern[2:]) if pattern.startswith("*.") else name == pattern

    return everywhere("is_within", is_within) + everywhere("matches", matches)


def every_target_is_ours() -> Patches:
    """What lies at a held name is albias's, wherever it points (H40, C45)."""

    def made(self: Case, found: RecordSet) -> bool:
        return self.hold is not None and found.routing is None and found.key.type in ("A", "AAAA")

    return [(Case, "made", made)]


def external_dns_is_not_recognised() -> Patches:
    """What external-dns registered is adopted like anybody else's (H29)."""
    return [(Case, "external_dns", property(lambda self: None))]


def _without(decisions: Sequence[Any], action: str, part: str) -> list[Any]:
    """Decisions whose batches leave out a part of the registry."""
    changed = []
    for one in decisions:
        kept = tuple(change for change in one.changes if part not in change.record_set.key.name)
        changed.append(replace(one, changes=kept) if one.action == action else one)
    return changed


def a_repair_does_not_rewrite_the_hold() -> Patches:
    """Nothing proves that the hold is as it was read (H30)."""
    whole = decide.give

    def give(case: Case, winner: Party, action: Any, reason: str, *, adopts: bool = False) -> Any:
        decisions, refusals = whole(case, winner, action, reason, adopts=adopts)
        return _without(decisions, "repair", "_hold."), refusals

    return [(decide, "give", give)]


def the_index_is_forgotten() -> Patches:
    """A hand-over leaves the index as it is: whoever has the name is not found by it."""
    whole = decide.give

    def give(case: Case, winner: Party, action: Any, reason: str, *, adopts: bool = False) -> Any:
        decisions, refusals = whole(case, winner, action, reason, adopts=adopts)
        return _without(decisions, "hand-over", f".{case.me.owner}._albias."), refusals

    return [(decide, "give", give)]


def a_refusal_is_not_looked_at_twice() -> Patches:
    """A name that was released between two pages is refused as somebody else's."""
    return [(plan, "torn_keys", lambda *_, **__: set())]


def nobody_waits() -> Patches:
    """No line is kept: a release goes to nobody (H36)."""
    return [(bookkeeping, "_line", lambda case, holder: ())]


def a_hand_over_forgets_the_line() -> Patches:
    """Whoever waited behind the heir is forgotten (H36)."""
    whole = bookkeeping._line

    def line(case: Case, holder: Party) -> Any:
        return whole(case, holder) if case.hold and case.hold.load_balancer == holder.id else ()

    return [(bookkeeping, "_line", line)]


class _ByName(dict[Key, Hold]):
    """Holds that are found by their name alone, whatever set identifier is asked for."""

    def get(self, key: Key, default: Any = None) -> Any:
        exact = super().get(key)
        found = [exact] if exact else [hold for held, hold in self.items() if held.name == key.name]
        return found[0] if found else default

    def __getitem__(self, key: Key) -> Hold:
        found: Hold = self.get(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, Key) and self.get(key) is not None


def a_hold_is_found_by_name_alone() -> Patches:
    """A slot is keyed by its name: whoever holds one record set of it holds all (H57)."""
    whole = Knowledge.learn_holds

    def learn_holds(self: Knowledge, holds: dict[Key, Hold]) -> None:
        whole(self, _ByName(holds))

    return [(Knowledge, "learn_holds", learn_holds)]


def the_index_is_keyed_by_name_alone() -> Patches:
    """The index entries of one load balancer for two record sets of one name lie at one place (H57)."""
    whole = index.encode_index

    def encode_index(key: Key, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> RecordSet:
        place = whole(Key(key.name), load_balancer, me, zone).key
        return replace(whole(key, load_balancer, me, zone), key=place)

    return everywhere("encode_index", encode_index)


BROKEN_OWNERSHIP: dict[str, Callable[[], Patches]] = {
    "no label boundary": no_label_boundary,
    "every target is ours": every_target_is_ours,
    "external-dns is not recognised": external_dns_is_not_recognised,
    "a repair does not rewrite the hold": a_repair_does_not_rewrite_the_hold,
    "the index is forgotten": the_index_is_forgotten,
    "a refusal is not looked at twice": a_refusal_is_not_looked_at_twice,
    "nobody waits": nobody_waits,
    "a hand-over forgets the line": a_hand_over_forgets_the_line,
    "a hold is found by name alone": a_hold_is_found_by_name_alone,
    "the index is keyed by name alone": the_index_is_keyed_by_name_alone,
}

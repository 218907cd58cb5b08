"""Broken builds that are about routed names (see broken.py): what they get wrong, worlds with routing must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from albias import claims, record_sets
from albias.case import Case, Party
from albias.engine import apply, plan
from albias.model import ADDRESS_TYPES, Change, RecordSet
from tests.simulation.broken import Patches, everywhere


def a_neighbours_set_is_ours() -> Patches:
    """What points at the holder is albias's, whatever its set identifier (H57)."""

    def made(self: Case, found: RecordSet) -> bool:
        if self.hold is None or self.holder is None or found.alias is None or found.key.type not in ADDRESS_TYPES:
            return False
        return found.points_at(self.hold.target) or found.points_at(self.holder.target)

    return [(Case, "made", made)]


def a_conversion_in_two_batches() -> Patches:
    """The old routing goes in one change batch, the new one comes in another (H36)."""
    return [
        (plan, "join_conversions", lambda cases, verdicts: None),
        (apply, "pack", lambda decisions: [[decision] for decision in decisions]),
    ]


def a_slot_is_given_twice() -> Patches:
    """Each load balancer gets a set identifier of its own, also where Route 53 gives the slot once."""
    whole = claims.set_identifier

    def identifier(routing: Any, load_balancer: Any, me: Any) -> str:
        return whole(replace(routing, policy="weighted"), load_balancer, me)

    return [(claims, "set_identifier", identifier)]


def another_weight_is_right_enough() -> Patches:
    """A record set that points where it should is as wanted, whatever its routing and health check."""
    whole = record_sets._as_wanted

    def as_wanted(found: RecordSet, wanted: RecordSet) -> bool:
        return whole(replace(found, routing=wanted.routing, health_check=wanted.health_check), wanted)

    return [(record_sets, "_as_wanted", as_wanted)]


def adopt_robs_another_deployment() -> Patches:
    """A routed record set that points at the claimant is nobody's, though another albias or external-dns has it."""
    return [(record_sets, "_is_nobodys", lambda case, found: True)]


def the_other_place_stays() -> Patches:
    """Who asks for one of its two places of a name no more keeps it: nothing was got for it."""

    def keep(cases: Any, verdicts: Any) -> None:
        for key, case in cases.items():
            for decision in list(verdicts[key][0]):
                if decision.action == "remove" and case.holder is not None and case.holder.sets:
                    verdicts[key][0].remove(decision)

    return [(plan, "join_conversions", keep)]


def it_is_never_settled() -> Patches:
    """What is right already is written again, sweep by sweep."""
    whole = record_sets.record_changes

    def record_changes(case: Case, winner: Party, *, adopts: bool) -> Any:
        changes = whole(case, winner, adopts=adopts)
        made = [found for found in case.answering if case.made(found)]
        if changes or not made or not case.key.set_identifier:
            return changes
        return [Change("DELETE", made[0]), Change("CREATE", made[0])]

    return everywhere("record_changes", record_changes)


BROKEN_ROUTING: dict[str, Callable[[], Patches]] = {
    "a neighbour's set is ours": a_neighbours_set_is_ours,
    "a conversion in two batches": a_conversion_in_two_batches,
    "a slot is given twice": a_slot_is_given_twice,
    "another weight is right enough": another_weight_is_right_enough,
    "adopt robs another deployment": adopt_robs_another_deployment,
    "the other place stays": the_other_place_stays,
    "it is never settled": it_is_never_settled,
}

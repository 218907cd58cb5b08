"""Taking over the routed record sets of an external-dns, and what lets them come back: Case in, Verdict out. Pure.

external-dns's TXT record set has the set identifier and the routing of its record set. Only sets that point at the load
balancer move, each with its TXT; other sets of the name are neighbours, and stay.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from albias.case import Case, Party, Verdict, answering
from albias.decide import decide, give
from albias.model import Change, RecordSet, Refusal
from albias.refusals import refuse, why_not

from .external_dns import Registry
from .former import options_of


def take_over_routed(case: Case, parties: Iterable[Party], texts: Iterable[RecordSet], registry: Registry) -> Verdict:
    """Give the key to the first of these parties to whom the sets point, and who asks for what they say."""
    texts = [found for found in texts if registry.removal(found)]
    refusals: list[Refusal] = []
    for party in parties:
        sets = _moving(case, party, {found.key.set_identifier for found in texts})
        if not sets:
            continue
        theirs = [found for found in case.answering if found.key.set_identifier in sets]
        if differs := _differs(theirs, party):
            refusals += refuse(case, [party], "routing-differs", differs)
            continue
        alone = _without_neighbours(case, party, sets)
        if any(found not in theirs for found in alone.in_way(party)):
            refusals += refuse(case, [party], *why_not(case, party))
            continue
        own = [found for found in texts if found.key.set_identifier in sets]
        return _moved(alone, party, theirs, own, registry=registry)
    return Verdict([], refusals or decide(case).refusals)


def given_back_beside(case: Case, again: Iterable[Change]) -> str:
    """What of the name keeps a record set from coming back: Route 53 mixes no policies, and gives a slot once."""
    changes = [*again]
    gone = [change.record_set for change in changes if change.action == "DELETE"]
    for change in changes:
        made = change.record_set
        if change.action == "DELETE" or made.key.name != case.name:
            continue
        for found in case.answering:
            if found not in gone and found.key.type == made.key.type and _clash(found, made):
                return f"since the migration something has come that Route 53 allows no {made.key.type} beside: " + (
                    f"{found.describe()}. Remove it first"
                )
    return ""


def _clash(found: RecordSet, made: RecordSet) -> bool:
    if found.routing is None or made.routing is None:
        return found.routing != made.routing
    same_slot = made.routing.slot is not None and found.routing.slot == made.routing.slot
    return found.routing.policy != made.routing.policy or same_slot


def _moving(case: Case, party: Party, registered: Collection[str]) -> set[str]:
    """The set identifiers whose record sets all point at a party, and which no albias holds."""
    held = {sibling.key.set_identifier for sibling in case.siblings}
    moving: set[str] = set()
    for set_identifier in {*registered} - held:
        found = [each for each in case.answering if each.key.set_identifier == set_identifier]
        if found and all(each.points_at(party.target) and not each.managed for each in found):
            moving.add(set_identifier)
    return moving


def _differs(theirs: Iterable[RecordSet], party: Party) -> str:
    """How what external-dns has answers otherwise than the party asks for, and the tag that asks for it; or nothing."""
    assert party.claim is not None
    for found in theirs:
        if (found.routing, found.health_check) == (party.claim.routing, party.claim.health_check):
            continue
        health = f" with the health check {found.health_check}" if found.health_check else ""
        if asked := options_of(found, party.id.region):
            what = f"external-dns has it as `{asked}`, and its tag does not"
            return f"{what}: {found.describe()}{health}. Tag it `{asked}`"
        what = f"external-dns has it as {found.routing or 'simple'}, which albias does not write for this load balancer"
        return f"{what}: {found.describe()}{health}. Change it in external-dns's sources"
    return ""


def _without_neighbours(case: Case, party: Party, sets: Collection[str]) -> Case:
    """The case without record sets that can stand beside the party's, but for those that move."""
    left = []
    for found in case.records:
        if found.key.set_identifier in sets or not case.beside(found, party):
            left.append(found)
    settings = replace(case.settings, adopt="matching", policy="sync")
    return replace(case, records=tuple(left), settings=settings)


def _moved(
    case: Case, party: Party, theirs: Iterable[RecordSet], texts: Iterable[RecordSet], *, registry: Registry
) -> Verdict:
    reason = "external-dns had it, too" if case.hold else "its record set already points at this load balancer"
    decisions, refusals = give(case, party, "adopt", reason, adopts=True)
    moved = []
    for decision in decisions:
        touched = [change.record_set for change in decision.changes]
        more = [Change("DELETE", found) for found in answering(theirs) if found not in touched]
        for found in texts:
            more += registry.removal(found)
        moved.append(replace(decision, changes=(*more, *decision.changes)))
    return Verdict(moved, refusals)

"""Worlds of kind `lossless`: every event is heard, so a sweep finds nothing to do. Compares before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.simulation.judge import essence
from tests.simulation.ledger import Violation, holds
from tests.simulation.texts import Place, Text, resource_of

if TYPE_CHECKING:
    from tests.simulation.invocations import Albias
    from tests.simulation.world import SimulatedWorld


def needs_no_sweep(albias: Albias, sweep: Callable[[], None]) -> None:
    """A sweep changes nothing that events keep right, but what albias does not promise of them. Raises: Violation."""
    before = _told(albias.world)
    late = {(zone_id, place) for zone_id, _, place in albias.late}
    differing = _differing(albias)
    sweep()
    changed = {fact for fact in _told(albias.world) ^ before if fact[:2] not in late}
    if changed := {fact for fact in changed if (fact[0], getattr(fact[1], "name", "")) not in differing}:
        raise Violation("sweep-needed", f"every event was heard, and still a sweep changed {changed}")


def _differing(albias: Albias) -> set[tuple[str, str]]:
    """Zone id and name of what somebody was refused for its routing, still asks for, and neither has nor waits for.

    Who has only some of the types that it asks for was refused the others. No line is kept of those: when the others
    make room, a sweep gives them their record set.
    """
    found = set()
    for zone_id, arn, place in albias.wishes(albias.settings):
        told = (zone_id, place.name, resource_of(arn)) in albias.differed
        if told and not _is_noted(albias, zone_id, arn, place):
            found.add((zone_id, place.name))
    return found


def _is_noted(albias: Albias, zone_id: str, arn: str, place: Place) -> bool:
    """Whether the hold of a place says that a load balancer has all of it, or waits for it."""
    ledger = albias.world.ledger
    hold = holds(ledger.zones[zone_id], ledger.names[zone_id]).get(place)
    if hold is None or not albias.owns(hold.owner, hold.resource):
        return False
    if hold.resource == resource_of(arn):
        return {*hold.types} == {*albias.world.balancers[arn].types}
    return resource_of(arn) in dict(hold.waiters)


def _told(world: SimulatedWorld) -> set[tuple[object, ...]]:
    """What events keep right: all but by which tag a name is held, which the next batch or sweep writes."""
    facts: set[tuple[object, ...]] = set()
    for zone_id, place, what, *more in essence(world):
        facts.add((zone_id, place, replace(what, origin="") if isinstance(what, Text) else what, *more))
    return facts

"""max_removals, over all rounds of a sweep: what it takes away of one zone, and of how many names (H37, H48)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.simulation.ledger import Violation, Zone, answers_of, holds

if TYPE_CHECKING:
    from tests.simulation.invocations import Albias, SteppedInvocation
    from tests.simulation.texts import Place, Text
    from tests.simulation.world import SimulatedWorld

_TOLD = re.compile(r"(\S+): the sweep would remove (\d+) of \d+ names.*; nothing is removed: (.+)")


def held(albias: Albias, zone: Zone, zone_name: str) -> int:
    """How many names of a zone a deployment holds."""
    return sum(1 for text in holds(zone, zone_name).values() if albias.owns(text.owner, text.resource))


def begin_sweep(invocation: SteppedInvocation) -> None:
    """An invocation lists all load balancers: what it removes from now on is counted, together."""
    ledger = invocation.albias.world.ledger
    invocation.removed = dict.fromkeys(ledger.zones, 0)
    invocation.held = {one: held(invocation.albias, zone, ledger.names[one]) for one, zone in ledger.zones.items()}


def judge_removals(world: SimulatedWorld, invocation: SteppedInvocation, zone_id: str, before: Zone) -> None:
    """After a change batch. Raises: Violation, where a sweep removed more of a zone's names than both limits allow."""
    after, zone_name = world.ledger.zones[zone_id], world.ledger.names[zone_id]
    for albias in world.deployments:  # a sweep may have counted the names at any moment since it began
        for sweep in [one for one in albias.invocations if one.removed is not None]:
            sweep.held[zone_id] = max(sweep.held[zone_id], held(albias, after, zone_name))
    if invocation.removed is None or invocation.was_behind or world.profile.kind == "vandal":
        return
    was, became = holds(before, zone_name), holds(after, zone_name)
    for place in was.keys() - became.keys():
        if _converted(place, was, became):
            continue
        gone = answers_of(before, place).keys() - answers_of(after, place).keys()
        invocation.removed[zone_id] += any(key.type in ("A", "AAAA") for key in gone)
    removed, names, limits = invocation.removed[zone_id], invocation.held[zone_id], invocation.settings.max_removals
    if removed > limits.count and removed * 100 > limits.percent * names:
        text = f"{invocation.name} removed {removed} of {names} names in {zone_id}: {limits} allows no such number"
        raise Violation("too-many-removals", text)


def _converted(place: Place, was: Mapping[Place, Text], became: Mapping[Place, Text]) -> bool:
    """Whether who had a place has another one of the name for it: a free one, or one that was handed over to it."""
    resource = was[place].resource
    for other, text in became.items():
        gained = other not in was or was[other].resource != resource
        if other.name == place.name and text.resource == resource and gained:
            return True
    return False


def judge_unsafe(invocation: SteppedInvocation, outcome: Any) -> None:
    """A sweep that says it removes no more has not done so afterwards. Raises: Violation."""
    if invocation.removed is None or invocation.was_behind or invocation.unanswered:
        return
    for unsafe in outcome.unsafe:
        told = _TOLD.fullmatch(str(unsafe))
        assert told, unsafe
        before = int(told[2]) - len(told[3].split(", "))
        zones = [zone_id for zone_id, name in invocation.albias.world.ledger.names.items() if name == told[1]]
        if all(invocation.removed[zone_id] > before for zone_id in zones):
            raise Violation("removed-after-all", f"{invocation.name} says {unsafe}, and removed {invocation.removed}")

"""What an invocation wrote by a description that was no longer true: the one thing that only a sweep repairs.

Between describing a load balancer and writing for it lie a few calls. If its tags or its address type change, or it is
deleted, and another invocation handles the event of that in between, with nothing to write, then nobody comes back. The
next sweep does, and so does the next event of that load balancer. So with who waits, and is seen just while its tag is
away. Worlds that must do without sweeps are not held to these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import Violation, Zone, answers_of, entry_of, holds, routing_of
from tests.simulation.texts import Place, Text, resource_of

if TYPE_CHECKING:
    from tests.simulation.invocations import SteppedInvocation
    from tests.simulation.options_pool import Asked

Late = dict[tuple[str, str, Place], int]  # by wish: the number of invocations that had begun by then
Form = tuple[str, object, object]  # type, routing, EvaluateTargetHealth


def note_late(invocation: SteppedInvocation, zone_id: str, before: Zone, after: Zone) -> None:
    """After a change batch: the names of which entries now say what the load balancers no longer ask for.

    Raises: Violation, where one begins to wait for a name that nobody holds: its batch could have proven the holder.
    """
    albias = invocation.albias
    zone_name, now = albias.world.ledger.names[zone_id], albias.wishes(invocation.settings)
    for arn in filter(albias.mine, albias.world.balancers):
        types = albias.world.balancers[arn].types
        old, new = (
            entry_of(zone, zone_name, albias.me.owner, resource_of(arn)) or Text("", "") for zone in (before, after)
        )
        was, became = _spoken_of(before, old), _spoken_of(after, new)
        for place in [place for place in was.keys() | became.keys() if was.get(place) != became.get(place)]:
            wish = (zone_id, arn, place)
            wanted = _wanted(now.get(wish), types, invocation)
            if (place in became) != (wish in now) or became.get(place, wanted) not in (wanted, set()):
                albias.late[wish] = albias.count
        begun = {place for place, _ in new.waits} - {place for place, _ in old.waits}
        unheld = begun - holds(after, zone_name).keys() if begun else begun
        if unheld and albias.world.profile.kind != "vandal":
            raise Violation("wait-for-nobody", f"{invocation.name}: {arn} begins to wait for {unheld} in {zone_id}")
        for wish in (
            now.keys() - invocation.always if old.line - new.line else ()
        ):  # seen without the tag, and out of the line
            if wish[0] == zone_id and wish[2] in new.hosts and resource_of(wish[1]) in old.line - new.line:
                albias.late[wish] = albias.count
    albias.waiting -= albias.late.keys()


def _wanted(asked: Asked | None, types: tuple[str, ...], invocation: SteppedInvocation) -> set[Form]:
    """The forms of what a load balancer asks for now."""
    if asked is None:
        return set()
    health = invocation.settings.evaluate_target_health if asked.health is None else asked.health
    return {(kind, asked.routing, health) for kind in types}


def _spoken_of(zone: Zone, text: Text) -> dict[Place, set[Form]]:
    """The places in an entry: held, with the forms of what answers there; or waited for, with none."""
    return {place: set() for place, _ in text.waits} | {place: _forms(zone, place) for place in text.hosts}


def _forms(zone: Zone, place: Place) -> set[Form]:
    forms: set[Form] = set()
    for key, written in answers_of(zone, place).items():
        if key.type != "CNAME":
            health = written.record.get("AliasTarget", {}).get("EvaluateTargetHealth")
            forms.add((key.type, routing_of(written.record), health))
    return forms


def looked_again(invocation: SteppedInvocation) -> None:
    """An invocation that began later has looked at the same load balancer, and made right what was late."""
    bodies = [one.body for one in invocation.taken if one.id not in invocation.failed and "errorCode" not in one.body]
    late = invocation.albias.late
    for wish in [wish for wish, count in late.items() if count < invocation.number]:
        if any(wish[1] in body for body in bodies):
            del late[wish]

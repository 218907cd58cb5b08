"""What a refusal says must have been so, and whoever was told to wait must find the name held by somebody.

Refusals are judged when an invocation tells of them. A wait counts from the moment at which its message is acknowledged
and for as long as nothing but load balancers has to do with it: what a person, a policy or a stale read does to a name
may free it with nobody to take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.beside import others_in_way
from tests.simulation.ledger import Violation, Zone, holds
from tests.simulation.texts import Place

if TYPE_CHECKING:
    from tests.simulation.invocations import SteppedInvocation, Wish


def judge_refusals(invocation: SteppedInvocation, outcome: Any) -> None:
    """Every refusal that is final is true: of what was so while the invocation ran. Raises: Violation."""
    world = invocation.albias.world
    if world.profile.kind == "vandal":  # without its hold, albias's own record set is a stranger's
        return
    for refusal in outcome.refusals:
        if refusal.zone is None or refusal.load_balancer in outcome.failures:
            continue
        zone_id, name, what = refusal.zone.id, str(refusal.hostname), f"{refusal.code} {refusal.hostname}"
        if refusal.code == "protected" and not any(mark[:2] == (zone_id, name) for mark in invocation.protected):
            raise Violation("false-protected", f"{invocation.name} says {what}, which never was: {refusal.reason}")
        label = invocation.albias.label
        taken = refusal.code == "name-taken"
        registered = "by a TXT record set" in refusal.reason and world.was_touched(zone_id, name)
        if taken and not registered and not world.ledger.strangers(zone_id, name, label, since=invocation.began):
            raise Violation("false-name-taken", f"{invocation.name} says {what}, but no stranger was: {refusal.reason}")


def promise(invocation: SteppedInvocation) -> None:
    """The messages are acknowledged: whoever waits now relies on the holder's release."""
    albias = invocation.albias
    if albias.world.profile.kind == "vandal" or invocation.settings != albias.settings or albias.settings.dry_run:
        return
    if any(other.was_behind for other in [invocation, *albias.invocations]):
        return
    told = {
        (refusal.zone.id, str(refusal.load_balancer), Place(str(refusal.hostname), refusal.set_identifier))
        for outcome in invocation.outcomes
        for refusal in outcome.refusals
        if refusal.code == "waiting" and refusal.load_balancer not in outcome.failures
    }
    told &= invocation.always & albias.wishes(albias.settings).keys()
    for wish in told - albias.late.keys():
        if not albias.world.was_touched(wish[0], wish[2].name):
            albias.waiting.add(wish)


def keep_promises(invocation: SteppedInvocation, zone_id: str, places: set[Place], before: Zone) -> None:
    """After a change batch: nobody who waits has lost the name to nobody. Raises: Violation.

    Whom the routing of others kept out until that batch gets its own with the next sweep.
    """
    world = invocation.albias.world
    waiting: set[Wish] = {wish for wish in invocation.albias.waiting if wish[0] == zone_id and wish[2] in places}
    zone = world.ledger.zones[zone_id]
    held = holds(zone, world.ledger.names[zone_id]) if waiting else {}
    asked = dict(invocation.asked) if waiting else {}
    for wish in sorted(waiting & invocation.always):  # else it may have been seen without the tag (late.py)
        _, arn, place = wish
        types = world.balancers[arn].types
        if place in held or others_in_way(zone, place, asked[wish], types):
            continue  # of another policy than its neighbours, by `set=`: it never could have had it
        if others_in_way(before, place, asked[wish], types):
            invocation.albias.waiting.discard(wish)
            continue
        raise Violation("lost-waiter", f"{invocation.name}: nobody holds {place}, and {arn} was told to wait for it")

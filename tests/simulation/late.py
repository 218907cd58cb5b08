"""What an invocation wrote by a description that was no longer true: the one thing that only a sweep repairs.

Between describing a load balancer and writing for it lie a few calls. If its tags or its address type change, or it is
deleted, and another invocation handles the event of that in between, with nothing to write, then nobody comes back. The
next sweep does, and so does the next event of that load balancer. So with who waits, and is seen just while its tag is
away. Worlds that must do without sweeps are not held to these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import Key, Violation, Zone, entry_of, holds
from tests.simulation.texts import Text, resource_of

if TYPE_CHECKING:
    from tests.simulation.invocations import SteppedInvocation

Late = dict[tuple[str, str, str], int]  # by wish: the number of invocations that had begun by then


def note_late(invocation: SteppedInvocation, zone_id: str, before: Zone, after: Zone) -> None:
    """After a change batch: the names of which entries now say what the load balancers no longer ask for.

    Raises: Violation, where one begins to wait for a name that nobody holds: its batch could have proven the holder.
    """
    albias = invocation.albias
    zone_name, now = albias.world.ledger.names[zone_id], albias.wishes(invocation.settings)
    for arn in filter(albias.mine, albias.world.balancers):
        types = {*albias.world.balancers[arn].types}
        old, new = (
            entry_of(zone, zone_name, albias.me.owner, resource_of(arn)) or Text("", "") for zone in (before, after)
        )
        was, became = _spoken_of(before, old), _spoken_of(after, new)
        for name in [name for name in was.keys() | became.keys() if was.get(name) != became.get(name)]:
            wish = (zone_id, arn, name)
            if (name in became) != (wish in now) or became.get(name, types) not in (types, set()):
                albias.late[wish] = albias.count
        begun = {name for name, _ in new.waits} - {name for name, _ in old.waits}
        unheld = begun - holds(after, zone_name).keys() if begun else begun
        if unheld and albias.world.profile.kind != "vandal":
            raise Violation("wait-for-nobody", f"{invocation.name}: {arn} begins to wait for {unheld} in {zone_id}")
        for wish in now - invocation.always if old.line - new.line else ():  # seen without the tag, and out of the line
            if wish[0] == zone_id and wish[2] in new.hosts and resource_of(wish[1]) in old.line - new.line:
                albias.late[wish] = albias.count
    albias.waiting -= albias.late.keys()


def _spoken_of(zone: Zone, text: Text) -> dict[str, set[str]]:
    """The names in an entry: held, with the record types that answer; or waited for, with none."""
    return {name: set() for name, _ in text.waits} | {
        name: {kind for kind in ("A", "AAAA") if Key(name, kind) in zone} for name in text.hosts
    }


def looked_again(invocation: SteppedInvocation) -> None:
    """An invocation that began later has looked at the same load balancer, and made right what was late."""
    bodies = [one.body for one in invocation.taken if one.id not in invocation.failed and "errorCode" not in one.body]
    late = invocation.albias.late
    for wish in [wish for wish, count in late.items() if count < invocation.number]:
        if any(wish[1] in body for body in bodies):
            del late[wish]

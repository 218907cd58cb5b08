"""What an invocation wrote by a description that was no longer true: the one thing that only a sweep repairs.

Between describing a load balancer and writing for it lie a few calls. If its tags change, or it is deleted, and another
invocation handles the event of that in between, with nothing to write, then nobody comes back. The next sweep does, and
so does the next event of that load balancer. Worlds that must do without sweeps are not held to these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import Key, Zone
from tests.simulation.texts import entry_place, read_text

if TYPE_CHECKING:
    from tests.simulation.invocations import Invocation, Wish

Late = dict[tuple[str, str, str], int]  # by wish: the number of invocations that had begun by then


def note_late(invocation: Invocation, zone_id: str, before: Zone, after: Zone) -> None:
    """After a change batch: the names that entries gained though unwanted by now, or lost though wanted."""
    albias = invocation.albias
    zone_name, now = albias.world.ledger.names[zone_id], albias.wishes(invocation.settings)
    for arn in filter(albias.mine, albias.world.balancers):
        key = Key(entry_place(arn, albias.me.owner, zone_name), "TXT")
        if before.get(key) is after.get(key):
            continue
        was, became = _spoken_of(before, key), _spoken_of(after, key)
        wrong: set[Wish] = {(zone_id, arn, name) for name in became - was} - now
        wrong |= {(zone_id, arn, name) for name in was - became} & now
        albias.late |= dict.fromkeys(wrong, albias.count)


def _spoken_of(zone: Zone, key: Key) -> set[str]:
    written = zone.get(key)
    text = read_text(written.record) if written else None
    return {*text.hosts, *(name for name, _ in text.waits)} if text else set()


def looked_again(invocation: Invocation) -> None:
    """An invocation that began later has looked at the same load balancer, and made right what was late."""
    bodies = [message.body for message in invocation.taken if message.id not in invocation.failed]
    late = invocation.albias.late
    for wish in [wish for wish, count in late.items() if count < invocation.number]:
        if any(wish[1] in body for body in bodies):
            del late[wish]

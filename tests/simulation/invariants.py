"""What must hold at every moment, whatever happens around albias. Judged at each change batch of an invocation.

Facts only: the ledger's book of the zone before and after, and what load balancers wanted while the invocation ran.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from albias.names import DnsName, matches
from albias_config.fence import writable_patterns
from tests.simulation.consistency import consistent
from tests.simulation.late import note_late
from tests.simulation.ledger import (
    Key,
    Violation,
    Zone,
    holds,
    index_texts,
    key_of,
)
from tests.simulation.promises import keep_promises
from tests.simulation.removals import judge_removals
from tests.simulation.texts import (
    Place,
    Text,
    allowed,
    held_name,
    hold_place,
    index_place,
    inside,
    read_text,
    resource_of,
)
from tests.simulation.turn import Turn

if TYPE_CHECKING:
    from albias.model import HostedZone
    from tests.simulation.invocations import Albias, SteppedInvocation
    from tests.simulation.world import SimulatedWorld

MAX_ELEMENTS = 1_000
MAX_CHARACTERS = 32_000


def before_batch(world: SimulatedWorld, invocation: SteppedInvocation, zone_id: str, changes: Sequence[Any]) -> None:
    """What no request may contain, whether Route 53 takes it or not."""
    zone = next((zone for zone in invocation.settings.zones if zone.id == zone_id), None)
    if zone is None:
        raise Violation("foreign-zone", f"{invocation.name} writes in {zone_id}, which it was not given")
    if invocation.settings.dry_run:
        raise Violation("dry-run", f"{invocation.name} writes in {zone_id}")
    values = [value["Value"] for one in changes for value in one["ResourceRecordSet"].get("ResourceRecords", ())]
    elements = len(values) + sum(1 for one in changes if "AliasTarget" in one["ResourceRecordSet"])
    if not changes or elements > MAX_ELEMENTS or sum(map(len, values)) > MAX_CHARACTERS:
        raise Violation("batch-limits", f"{invocation.name} sends {len(changes)} changes, {elements} elements")
    for change in changes:
        key = key_of(change["ResourceRecordSet"])
        if change["Action"] not in ("CREATE", "DELETE") and world.strict:
            raise Violation("upsert", f"{invocation.name} sends {change['Action']} of {key}")
        if not _may_write(invocation, zone, key, change["Action"]):
            raise Violation("outside-allowed-names", f"{invocation.name} sends {change['Action']} of {key}")
        if not any(matches(pattern, DnsName(key.name)) for pattern in writable_patterns(zone, zone_owner(invocation))):
            raise Violation("outside-fence", f"IAM's fence does not let {invocation.name} write {key} in {zone_id}")


def zone_owner(invocation: SteppedInvocation) -> str:
    """The owner under whose name an invocation writes."""
    return invocation.settings.owner


def _may_write(invocation: SteppedInvocation, zone: HostedZone, key: Key, action: str) -> bool:
    if key.set_identifier and action != "DELETE" and not _is_asked_for(invocation, zone, key):
        return False
    if inside(key.name, f"_albias.{zone.name}"):
        hold = held_name(key.name, zone.name)
        below = inside(key.name, f"{zone_owner(invocation)}._albias.{zone.name}")
        entry = below and key.name.count(".") == zone.name.count(".") + 4
        return key.type == "TXT" and (entry if hold is None else allowed(hold, zone.name, zone.hostnames))
    if key.type == "CNAME" and (action != "DELETE" or invocation.settings.adopt != "matching"):
        return False
    return key.type in ("A", "AAAA", "CNAME") and allowed(key.name, zone.name, zone.hostnames)


def _is_asked_for(invocation: SteppedInvocation, zone: HostedZone, key: Key) -> bool:
    """H57: a routed record set is written, and so its hold, where a load balancer of ours asks for just this set."""
    held = held_name(key.name, zone.name)
    place = key.place if held is None else Place(held, key.set_identifier)
    spoken = {text for one in invocation.albias.invocations for text in one.ever} | invocation.ever
    return any(wish[0] == zone.id and wish[2] == place for wish in spoken) or _is_held(invocation, zone, place)


def _is_held(invocation: SteppedInvocation, zone: HostedZone, place: Place) -> bool:
    """Whether this deployment has a place already, and so may write its hold again, or give it back."""
    ledger = invocation.albias.world.ledger
    hold = holds(ledger.zones[zone.id], zone.name).get(place)
    if hold is None and invocation.albias.world.profile.kind == "vandal":
        told = index_texts(ledger.zones[zone.id], zone.name)
        return any(place == listed and invocation.albias.owns(owner, one) for owner, one, listed in told)
    return hold is not None and invocation.albias.owns(hold.owner, hold.resource)


def after_batch(
    world: SimulatedWorld, invocation: SteppedInvocation, zone_id: str, before: Zone, changes: Sequence[Any]
) -> None:
    """What a batch that took effect may have done, and the state that it must have left."""
    albias, zone_name = invocation.albias, world.ledger.names[zone_id]
    after = world.ledger.zones[zone_id]
    old, new = holds(before, zone_name), holds(after, zone_name)
    keys = [key_of(change["ResourceRecordSet"]) for change in changes]
    places = {key.place for key in keys if not inside(key.name, f"_albias.{zone_name}")}
    places |= {Place(name, key.set_identifier) for key in keys if (name := held_name(key.name, zone_name))}
    _registry_is_ours(albias, zone_name, before, after, keys)
    for place in sorted(places):
        Turn(
            invocation, zone_id, place, before, after, old.get(place), new.get(place), _beside(place, old, new)
        ).judge()
    judge_removals(world, invocation, zone_id, before)
    keep_promises(invocation, zone_id, places, before)
    note_late(invocation, zone_id, before, after)
    noted = {n for n in places if n in old and n in new and old[n].resource == new[n].resource}  # who waits, at most
    noted -= {key.place for key in keys}
    world.ledger.soothe(zone_id, places - noted, seen=invocation.began)
    if world.profile.kind != "vandal":
        consistent(world, zone_id)


def _registry_is_ours(albias: Albias, zone: str, before: Zone, after: Zone, keys: Sequence[Key]) -> None:
    """H37: texts of the registry that are not this deployment's are never touched, and ours lie where they belong."""
    for key in keys:
        texts = [read_text(written.record) for state in (before, after) if (written := state.get(key))]
        for text in texts if inside(key.name, f"_albias.{zone}") else ():
            if text is None or not albias.owns(text.owner, text.resource):
                raise Violation("foreign-registry", f"{albias.label} writes {key.name}, which says {text}")
            name = held_name(key.name, zone)
            arn = next((one for one in albias.world.balancers if resource_of(one) == text.resource), "")
            place = index_place(arn, text.owner, zone) if name is None else hold_place(name, zone)
            lies_at = key.name.partition(".")[2] if name is None else key.name
            if lies_at != place and albias.world.profile.kind != "vandal":
                raise Violation("wrong-place", f"{key.name} says {text}, which belongs at {place}")


def _beside(place: Place, old: dict[Place, Text], new: dict[Place, Text]) -> dict[Place, tuple[Text | None, Text]]:
    """The holds on the same name under other set identifiers, as they are now, each with what it was."""
    return {other: (old.get(other), now) for other, now in new.items() if other.name == place.name and other != place}

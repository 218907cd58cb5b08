"""Holds, entries and record sets of a zone agree, for every deployment, at every moment (H30, H39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import ANSWERING, Violation, answers_of, entries, holds, index_texts, target_of
from tests.simulation.texts import Place, Text, resource_of

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld


def consistent(world: SimulatedWorld, zone_id: str) -> None:
    """One zone, judged after each change batch of albias. Raises: Violation."""
    zone, zone_name = world.ledger.zones[zone_id], world.ledger.names[zone_id]
    held, listed = holds(zone, zone_name), _listed(world, zone_id)
    for place, hold in held.items():
        entry = listed.get(place)
        if entry is None or (entry.owner, entry.resource) != (hold.owner, hold.resource):
            raise Violation("hold-without-entry", f"{place} in {zone_id}: held by {hold}, listed by {entry}")
        _answered(world, zone_id, place, hold)
    for place, entry in listed.items():
        if place not in held:
            raise Violation("entry-without-hold", f"{place} in {zone_id}: listed by {entry}")
    _indexed(world, zone_id)
    for key, written in zone.items():
        text = held.get(key.place)
        ours = key.type in ANSWERING and written.author.startswith("albias ")
        if ours and (text is None or not written.author.startswith(f"albias {text.owner} ")):
            raise Violation("record-without-entry", f"{key} in {zone_id}, written by {written.author}: {text}")


def _indexed(world: SimulatedWorld, zone_id: str) -> None:
    """The index tells of exactly those whom the holds name: who has a name, and who waits for it."""
    zone, zone_name = world.ledger.zones[zone_id], world.ledger.names[zone_id]
    named: set[tuple[str, str, Place]] = set()
    for place, hold in holds(zone, zone_name).items():
        named |= {(hold.owner, resource, place) for resource in (hold.resource, *dict(hold.waiters))}
    told = index_texts(zone, zone_name)
    if named != told:
        raise Violation("index", f"{zone_id}: only holds name {named - told}, only the index {told - named}")


def _listed(world: SimulatedWorld, zone_id: str) -> dict[Place, Text]:
    """The entry that lists each name: there is no more than one."""
    listed: dict[Place, Text] = {}
    for entry in entries(world.ledger.zones[zone_id], world.ledger.names[zone_id]):
        for place in entry.hosts:
            if place in listed:
                raise Violation("held-twice", f"{place} in {zone_id}: by {entry.resource} and {listed[place].resource}")
            listed[place] = entry
    return listed


def _answered(world: SimulatedWorld, zone_id: str, place: Place, hold: Text) -> None:
    """What is held answers with its holder, unless somebody else's hand was there since albias last decided."""
    if world.ledger.disturbed(zone_id, place):
        return
    targets = {target_of(written.record) for written in answers_of(world.ledger.zones[zone_id], place).values()}
    holder = next((one for arn, one in world.balancers.items() if resource_of(arn) == hold.resource), None)
    if holder is None or holder.target not in targets:
        raise Violation("entry-without-record", f"{place} in {zone_id}: held by {hold.resource}, answered {targets}")

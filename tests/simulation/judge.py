"""After quiet and one sweep: is the world exactly as the oracle says, and does it stay so? Compares only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import ANSWERING, Key, Violation, Zone, answers, entries, form, holds, key_of
from tests.simulation.oracle import Expected, Oracle
from tests.simulation.texts import inside

if TYPE_CHECKING:
    from tests.simulation.invocations import Albias
    from tests.simulation.world import SimulatedWorld


def judge(albias: Albias, oracle: Oracle) -> None:
    """One zone after a sweep of one deployment. Raises: Violation."""
    after = albias.world.ledger.zones[oracle.zone.id]
    expected = oracle.expect()
    for name, wish in expected.items():
        _judge_name(albias, oracle, name, wish, after)
    _judge_rest(oracle, expected, after)


def _judge_name(albias: Albias, oracle: Oracle, name: str, wish: Expected, after: Zone) -> None:
    zone = oracle.zone
    what = f"after the sweep of {albias.label}: {name} in {zone.id}"
    hold = holds(after, zone.name).get(name)
    holder = hold.resource if hold and albias.owns(hold.owner, hold.resource) else None
    if holder not in wish.holders:
        raise Violation("oracle-holder", f"{what} is held by {holder}, should be by {wish.holders}")
    records = {key: form(written.record) for key, written in answers(after, name).items()}
    if records != wish.records[holder]:
        raise Violation("oracle-records", f"{what} answers {records}, should be {wish.records[holder]}")
    mine = [text for text in entries(after, zone.name) if albias.owns(text.owner, text.resource)]
    listing = {text.resource for text in mine if name in text.hosts}
    if listing != ({holder} if holder else set()):
        raise Violation("oracle-entry", f"{what} is listed by {listing}, held by {holder}")
    if holder in wish.waiting:
        waiting = {text.resource for text in mine if text.since(name) is not None}
        if waiting != wish.waiting[holder]:
            raise Violation("oracle-waiting", f"{what}: {waiting} wait, should be {wish.waiting[holder]}")
        for text in mine:
            before = oracle.mine.get(text.resource)
            noted = before.since(name) if before else None
            if noted is not None and text.since(name) not in (None, noted):
                raise Violation("oracle-since", f"{what}: {text.resource} lost its place in the line")


def _judge_rest(oracle: Oracle, expected: dict[str, Expected], after: Zone) -> None:
    """Whatever is not about the expected names is untouched, and no entry speaks of anything else."""
    zone = oracle.zone
    for key in oracle.before.keys() | after.keys():
        ours = key.type == "TXT" and inside(key.name, f"_albias.{zone.name}")
        if ours or (key.name in expected and key.type in ANSWERING):
            continue
        if oracle.before.get(key) != after.get(key):
            raise Violation("oracle-foreign", f"{key} in {zone.id} was {oracle.before.get(key)}, is {after.get(key)}")
    for text in entries(after, zone.name):
        if not oracle.albias.owns(text.owner, text.resource):
            continue
        strange = {name for name in text.hosts | {name for name, _ in text.waits} if name not in expected}
        if strange:
            raise Violation("oracle-entry", f"{text.resource} still speaks of {strange} in {zone.id}")
    gone = {name for name, text in oracle.holds.items() if not oracle.albias.owns(text.owner, text.resource)}
    lost = {name for name in gone if holds(after, zone.name).get(name) != oracle.holds[name]}
    if lost:
        raise Violation("oracle-foreign", f"holds of others changed: {lost}")


def essence(world: SimulatedWorld) -> set[tuple[object, ...]]:
    """What DNS answers, who holds and who waits: all but albias's notes of where to look. Zone id, name first."""
    found: set[tuple[object, ...]] = set()
    for zone_id, zone in world.ledger.zones.items():
        zone_name = world.ledger.names[zone_id]
        records = {key: form(w.record) for key, w in zone.items() if not inside(key.name, f"_albias.{zone_name}")}
        found |= {(zone_id, key.name, key, answer) for key, answer in records.items()}
        found |= {(zone_id, name, text) for name, text in holds(zone, zone_name).items()}
        for text in entries(zone, zone_name):
            found |= {(zone_id, name, "holds", text.resource, text.target) for name in text.hosts}
            found |= {(zone_id, name, "waits", text.resource, since) for name, since in text.waits}
    return found


def book_is_right(world: SimulatedWorld) -> None:
    """The ledger and the fake agree: nothing changed a record set behind the simulation's back."""
    for zone_id, zone in world.ledger.zones.items():
        book = {(key, form(written.record)) for key, written in zone.items()}
        apex = world.ledger.names[zone_id]
        there = {(key_of(record), form(record)) for record in world.route53.records(zone_id)}
        there = {one for one in there if one[0] not in (Key(apex, "NS"), Key(apex, "SOA"))}
        if book != there:
            raise Violation("book", f"{zone_id}: {book ^ there}")

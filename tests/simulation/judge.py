"""After quiet and one sweep: is the world exactly as the oracle says, and does it stay so? Compares only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import ANSWERING, Key, Violation, Zone, answers_of, entries, form, holds, key_of
from tests.simulation.oracle import Expected, Oracle
from tests.simulation.texts import Place, inside

if TYPE_CHECKING:
    from tests.simulation.invocations import Albias
    from tests.simulation.world import SimulatedWorld


def judge(albias: Albias, oracle: Oracle) -> None:
    """One zone after a sweep of one deployment. Raises: Violation."""
    after = albias.world.ledger.zones[oracle.zone.id]
    expected = oracle.expect()
    for place, wish in expected.items():
        _judge_place(albias, oracle, place, wish, after)
    _judge_neighbours(oracle, expected, after)
    _judge_contested(oracle, after)
    _judge_rest(oracle, expected, after)


def judge_simple_names(albias: Albias, oracle: Oracle) -> None:
    """Those names of a zone of which nothing is routed, after a sweep of several rounds. Raises: Violation."""
    after = albias.world.ledger.zones[oracle.zone.id]
    expected = oracle.expect()
    routed = {place.name for place in {*expected, *oracle.holds} if place.set_identifier}
    routed |= {key.name for key in oracle.before if key.set_identifier}
    for place, wish in expected.items():
        if place.name not in routed:
            _judge_place(albias, oracle, place, wish, after)
    _judge_rest(oracle, expected, after)


def _judge_place(albias: Albias, oracle: Oracle, place: Place, wish: Expected, after: Zone) -> None:
    zone = oracle.zone
    what = f"after the sweep of {albias.label}: {' '.join(place).rstrip()} in {zone.id}"
    hold = holds(after, zone.name).get(place)
    holder = hold.resource if hold and albias.owns(hold.owner, hold.resource) else None
    if holder not in wish.holders:
        raise Violation("oracle-holder", f"{what} is held by {holder}, should be by {wish.holders}")
    records = {key: form(written.record) for key, written in answers_of(after, place).items()}
    if records != wish.records[holder]:
        raise Violation("oracle-records", f"{what} answers {records}, should be {wish.records[holder]}")
    mine = [text for text in entries(after, zone.name) if albias.owns(text.owner, text.resource)]
    listing = {text.resource for text in mine if place in text.hosts}
    if listing != ({holder} if holder else set()):
        raise Violation("oracle-entry", f"{what} is listed by {listing}, held by {holder}")
    if holder in wish.waiting:
        waiting = {text.resource for text in mine if text.since(place) is not None}
        if waiting != wish.waiting[holder]:
            raise Violation("oracle-waiting", f"{what}: {waiting} wait, should be {wish.waiting[holder]}")
        for text in mine:
            before = oracle.mine.get(text.resource)
            noted = before.since(place) if before else None
            if noted is not None and text.since(place) not in (None, noted):
                raise Violation("oracle-since", f"{what}: {text.resource} lost its place in the line")


def _judge_neighbours(oracle: Oracle, expected: dict[Place, Expected], after: Zone) -> None:
    """H57: somebody's routed record sets at our names are as they were, but for twins that are adopted."""
    adopted: set[Key] = set()
    for place, wish in expected.items():
        for holder in wish.holders:
            if holder and place not in oracle.holds and holder in oracle.wants.get(place, ()):
                adopted |= oracle.taken_over(place, holder)
    names = {place.name for place in expected}
    for key, written in oracle.before.items():
        others = key.name in names and key.type in ANSWERING and key.place not in expected
        if others and key not in adopted and after.get(key) != written:
            raise Violation("oracle-neighbour", f"{key} in {oracle.zone.id} was {written}, is {after.get(key)}")


def _judge_contested(oracle: Oracle, after: Zone) -> None:
    """Of two places that cannot both be given away, one is."""
    now = holds(after, oracle.zone.name)
    for pair in oracle.contested:
        given = [place for place in pair if place in now and now[place] != oracle.holds.get(place)]
        if not given and not oracle.protected:
            raise Violation("oracle-contested", f"{pair} in {oracle.zone.id}: neither of the two was given to anybody")


def _judge_rest(oracle: Oracle, expected: dict[Place, Expected], after: Zone) -> None:
    """Whatever is not about the expected names is untouched, and no entry speaks of anything else."""
    zone, names = oracle.zone, {place.name for place in expected}
    for key in oracle.before.keys() | after.keys():
        ours = key.type == "TXT" and inside(key.name, f"_albias.{zone.name}")
        if ours or (key.name in names and key.type in ANSWERING):
            continue
        if oracle.before.get(key) != after.get(key):
            raise Violation("oracle-foreign", f"{key} in {zone.id} was {oracle.before.get(key)}, is {after.get(key)}")
    for text in entries(after, zone.name):
        if not oracle.albias.owns(text.owner, text.resource):
            continue
        strange = {place for place in text.hosts | {place for place, _ in text.waits} if place not in expected}
        if strange:
            raise Violation("oracle-entry", f"{text.resource} still speaks of {strange} in {zone.id}")
    gone = {place for place, text in oracle.holds.items() if not oracle.albias.owns(text.owner, text.resource)}
    lost = {place for place in gone if holds(after, zone.name).get(place) != oracle.holds[place]}
    if lost:
        raise Violation("oracle-foreign", f"holds of others changed: {lost}")


def essence(world: SimulatedWorld) -> set[tuple[object, ...]]:
    """What DNS answers, who holds and who waits: all but albias's notes of where to look. Zone id, place first."""
    found: set[tuple[object, ...]] = set()
    for zone_id, zone in world.ledger.zones.items():
        zone_name = world.ledger.names[zone_id]
        records = {key: form(w.record) for key, w in zone.items() if not inside(key.name, f"_albias.{zone_name}")}
        found |= {(zone_id, key.place, key, answer) for key, answer in records.items()}
        found |= {(zone_id, place, text) for place, text in holds(zone, zone_name).items()}
        for text in entries(zone, zone_name):
            found |= {(zone_id, place, "holds", text.resource, text.target) for place in text.hosts}
            found |= {(zone_id, place, "waits", text.resource, since) for place, since in text.waits}
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

"""Mistakes that lie between values: repetitions, overlaps, too much of something. No single value is judged here.

It reads the raw tables, so that conflicts are reported beside other mistakes; whatever has the wrong type is passed
over, since schema.py speaks of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from . import placing, values
from .patterns import ROOM_FOR_TAGS
from .shown import escaped, shown
from .watched import watched_size


def conflicts(raw: Mapping[str, Any], region: str | None = None) -> Iterator[str]:
    """Every conflict, one message each. `region`: the Region of the deployment, where it is known."""
    yield from _tag_conflicts(_texts(raw.get("hostname_tags")))
    yield from _rule_conflicts(_texts(raw.get("names_from_rules")))
    yield from _repetitions("load_balancer_types", _texts(raw.get("load_balancer_types")), "type")
    zones = raw.get("zones")
    tables = [zone if isinstance(zone, dict) else {} for zone in zones] if isinstance(zones, list | tuple) else []
    yield from _zone_conflicts(tables)
    for number, zone in enumerate(tables, 1):
        patterns = [text.lower().removesuffix(".") for text in _texts(zone.get("hostnames"))]
        yield from _repetitions(f"[[zones]] #{number} hostnames", patterns, "pattern")
        exceptions = [text.lower().removesuffix(".") for text in _texts(zone.get("except"))]
        yield from _repetitions(f"[[zones]] #{number} except", exceptions, "pattern")
        yield from _repetitions(f"[[zones]] #{number} schemes", _texts(zone.get("schemes")), "scheme")
    yield from region_conflict(raw.get("alarm_topic_arn"), region)
    yield from _key_conflict(raw.get("kms_key_arn"), region)
    yield from _bus_conflict(raw.get("events_bus"), region)


def _tag_conflicts(keys: list[str]) -> Iterator[str]:
    """KEY/anything counts as KEY: so a key below another key would say the same thing twice."""
    yield from _repetitions("hostname_tags", keys, "key")
    for key in sorted(set(keys)):
        for other in sorted(set(keys)):
            if key.startswith(other + "/"):
                covered, by = shown(key), escaped(other)
                yield f'hostname_tags: {covered} is covered by "{by}" already ("{by}/…" counts); leave it out'
    size = watched_size([match for key in keys for match in (key, {"prefix": f"{key}/"})])
    if size > ROOM_FOR_TAGS:
        yield (
            f"hostname_tags: they would take {size:,} characters of the rules' event patterns; allowed:"
            f" {ROOM_FOR_TAGS:,}. Use fewer or shorter tag keys"
        )


def _rule_conflicts(matches: list[str]) -> Iterator[str]:
    """A tag of any value says all that the same tag with a value says."""
    yield from _repetitions("names_from_rules", matches, "tag")
    for match in sorted(set(matches)):
        key, equals, _ = match.partition("=")
        if equals and key in matches:
            yield f'names_from_rules: {shown(match)} is covered by "{escaped(key)}" already; leave it out'


def _zone_conflicts(zones: list[dict[str, Any]]) -> Iterator[str]:
    """The same zone twice; or two zones that no request could tell apart: same name, both public or both private."""
    for zone_id in _repeated([zone["id"] for zone in zones if isinstance(zone.get("id"), str)]):
        yield f"[[zones]]: id = {shown(zone_id)} is there twice; allowed: one table for each hosted zone"
    worlds = [
        f"{zone['name'].lower().removesuffix('.')} ({'private' if zone.get('private') is True else 'public'})"
        for zone in zones
        if isinstance(zone.get("name"), str)
    ]
    for world in _repeated(worlds):
        yield f"[[zones]]: two tables are called {escaped(world)}; allowed: one public and one private zone of a name"


def region_conflict(topic: Any, region: str | None) -> Iterator[str]:
    """PutMetricAlarm refuses a topic of another Region."""
    if region and isinstance(topic, str) and values.TOPIC_ARN.fullmatch(topic) and topic.split(":")[3] != region:
        yield (
            f"alarm_topic_arn = {shown(topic)}: allowed: a topic of the Region of the stack, {region}; a CloudWatch"
            " alarm can tell no other"
        )


def _key_conflict(key: Any, region: str | None) -> Iterator[str]:
    """SQS and CloudWatch Logs use keys of their own Region."""
    if region and isinstance(key, str) and placing.KEY_ARN.fullmatch(key) and key.split(":")[3] != region:
        yield f"kms_key_arn = {shown(key)}: allowed: a key of the Region of the stack, {region}"


def _bus_conflict(bus: Any, region: str | None) -> Iterator[str]:
    """PutEvents reaches the buses of its own Region."""
    if region and isinstance(bus, str) and values.BUS_ARN.fullmatch(bus) and bus.split(":")[3] != region:
        yield (
            f"events_bus = {shown(bus)}: allowed: a bus of the Region of the stack, {region}; a rule on one can pass"
            " events on to another Region"
        )


def _repetitions(key: str, items: list[str], kind: str) -> Iterator[str]:
    for item in _repeated(items):
        yield f"{key}: {shown(item)} is there twice; allowed: each {kind} once"


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _repeated(items: list[str]) -> list[str]:
    return sorted({item for item in items if items.count(item) > 1})

"""Mistakes that lie between values: duplicates and overlaps. No single value is judged here.

It reads the raw tables, so that conflicts are reported beside other mistakes; whatever has the wrong type is passed
over, since schema.py speaks of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any


def conflicts(raw: Mapping[str, Any]) -> Iterator[str]:
    """Every conflict, one message each."""
    yield from _tag_conflicts(_texts(raw.get("hostname_tags")))
    zones = raw.get("zones")
    tables = [zone if isinstance(zone, dict) else {} for zone in zones] if isinstance(zones, list | tuple) else []
    yield from _zone_conflicts(tables)
    for number, zone in enumerate(tables, 1):
        for pattern in _repeated([text.lower().removesuffix(".") for text in _texts(zone.get("hostnames"))]):
            yield f'[[zones]] #{number} hostnames: "{pattern}" is there twice; allowed: each pattern once'


def _tag_conflicts(keys: list[str]) -> Iterator[str]:
    """KEY/anything counts as KEY: so a key below another key would say the same thing twice."""
    for key in _repeated(keys):
        yield f'hostname_tags: "{key}" is there twice; allowed: each key once'
    for key in sorted(set(keys)):
        for other in sorted(set(keys)):
            if key.startswith(other + "/"):
                yield f'hostname_tags: "{key}" is covered by "{other}" already ("{other}/…" counts); leave it out'


def _zone_conflicts(zones: list[dict[str, Any]]) -> Iterator[str]:
    """The same zone twice; or two zones that no request could tell apart: same name, both public or both private."""
    for zone_id in _repeated([zone["id"] for zone in zones if isinstance(zone.get("id"), str)]):
        yield f'[[zones]]: id = "{zone_id}" is there twice; allowed: one table for each hosted zone'
    worlds = [
        f"{zone['name'].lower().removesuffix('.')} ({'private' if zone.get('private') is True else 'public'})"
        for zone in zones
        if isinstance(zone.get("name"), str)
    ]
    for world in _repeated(worlds):
        yield f"[[zones]]: two tables are called {world}; allowed: one public and one private zone of a name"


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _repeated(items: list[str]) -> list[str]:
    return sorted({item for item in items if items.count(item) > 1})

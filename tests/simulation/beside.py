"""Which record sets of one name and type Route 53 lets stand beside each other: from its documentation.

Developer Guide, "Values specific for weighted records" and so on: one policy a name and type; one record set a
Region, a failover role, a location. A CNAME tolerates nothing of another type.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.simulation.ledger import POLICIES, Key, Written, Zone, answers, holds, routing_of
from tests.simulation.texts import Place

if TYPE_CHECKING:
    from tests.simulation.options_pool import Asked
    from tests.simulation.texts import Record

_ONCE = ("Region", "Failover", "GeoLocation")


def policy_of(record: Record) -> str:
    """Route 53's field for the routing policy of a record set; empty for a simple one."""
    return next((field for field in POLICIES if field in record), "")


def may_stand_beside(asked: Asked, record: Record) -> bool:
    """Whether a record set leaves room for another one, under another set identifier, as it is asked for."""
    policy = policy_of(record)
    if not policy or policy != asked.field or record["Type"] == "CNAME":
        return False
    return policy not in _ONCE or (policy, asked.value) not in routing_of(record)


def may_be_asked_beside(asked: Asked, other: Asked) -> bool:
    """Whether record sets can be made as both ask."""
    same = asked.field == other.field != ""
    return same and (asked.field not in _ONCE or asked.value != other.value)


def others_in_way(zone: Zone, place: Place, asked: Asked, types: Iterable[str]) -> dict[Key, Written]:
    """The record sets under other set identifiers that leave no room for those that are asked for."""
    found = {}
    for key, written in answers(zone, place.name).items():
        needed = key.type == "CNAME" or key.type in types
        if key.place != place and needed and not may_stand_beside(asked, written.record):
            found[key] = written
    return found


def hold_differs(zone: Zone, zone_name: str, place: Place) -> list[Place]:
    """The places whose holds keep a hold of this one from being made: simple and routed cannot be mixed."""
    found = []
    for other in holds(zone, zone_name):
        if other.name == place.name and bool(other.set_identifier) != bool(place.set_identifier):
            found.append(other)
    return found

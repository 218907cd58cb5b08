"""Routing policies as a request says them, without a look at the zone: which fields, which values, for which types.

Rests on the API reference of ResourceRecordSet. A text is Route 53's own where a report is named; for others the
comment says so. What depends on other record sets is in ``slots``.
"""

from __future__ import annotations

import functools

from tests.fakes.aws import service_model
from tests.fakes.route53.invalid import InvalidInputError, check_length, check_range, enumeration
from tests.fakes.route53.places import check_place
from tests.fakes.route53.store import Record

# What the API reference lists as routing, in the words of Route 53's errors.
POLICIES = {
    "Weight": "weighted",
    "Region": "latency",
    "Failover": "failover",
    "GeoLocation": "geolocation",
    "MultiValueAnswer": "multivalue answer",
    "CidrRoutingConfig": "CIDR",
    "GeoProximityLocation": "geoproximity",
}
MAX_SET_IDENTIFIER = 128
MAX_WEIGHT = 255
MAX_HEALTH_CHECK = 64
MAX_BIAS = 99
_ROLES = ("PRIMARY", "SECONDARY")
_NEVER_ROUTED = ("NS", "SOA", "DS")
_NEVER_MULTIVALUE = (*_NEVER_ROUTED, "CNAME")
_PROXIMITY = ("AWSRegion", "LocalZoneGroup", "Coordinates")


def policy_of(record: Record) -> str | None:
    """The field that says a record set's routing policy; None for a simple one."""
    return next((field for field in POLICIES if field in record), None)


def check_policy(record: Record, where: str) -> None:
    """Raise InvalidInputError for routing that no record set can have."""
    given = [field for field in POLICIES if field in record]
    if given and "SetIdentifier" not in record:
        # Seen in a CloudFormation failure.
        raise InvalidInputError(f"Invalid request: Missing field 'SetIdentifier' in {where}")
    if len(given) != 1 and "SetIdentifier" in record:
        # hashicorp/terraform-provider-aws#1668, from before geoproximity and CIDR.
        found = "none" if not given else "more than one"
        raise InvalidInputError(
            "Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], "
            f"but found {found} in {where}"
        )
    if "HealthCheckId" in record:
        check_length("HealthCheckId", record["HealthCheckId"], 0, MAX_HEALTH_CHECK)
    if given:
        check_length("ResourceRecordSetIdentifier", record["SetIdentifier"], 1, MAX_SET_IDENTIFIER)
        _check_type(given[0], record, where)
        _check_value(given[0], record, where)


def _check_type(policy: str, record: Record, where: str) -> None:
    """The types that the API reference lists for each policy; the texts were not found."""
    never = _NEVER_MULTIVALUE if policy == "MultiValueAnswer" else _NEVER_ROUTED
    if record["Type"] in never:
        raise InvalidInputError(f"Invalid request: {policy} is not allowed for type {record['Type']} in {where}")
    if policy == "MultiValueAnswer" and "AliasTarget" in record:
        raise InvalidInputError(f"Invalid request: MultiValueAnswer is not allowed with AliasTarget in {where}")


def _check_value(policy: str, record: Record, where: str) -> None:
    value = record[policy]
    if policy == "Weight":
        check_range("RRSetWeight", value, 0, MAX_WEIGHT)
    elif policy == "Region" and value not in _regions():
        raise enumeration("RRSetRegion", value)
    elif policy == "Failover" and value not in _ROLES:
        raise enumeration("RRSetFailover", value)
    elif policy == "GeoLocation":
        check_place(value, where)
    elif policy == "GeoProximityLocation":
        _check_proximity(value, where)


def _check_proximity(value: Record, where: str) -> None:
    """ "Only one of LocalZoneGroup, Coordinates, or AWSRegion is allowed"; the text was not found."""
    if sum(field in value for field in _PROXIMITY) != 1:
        raise InvalidInputError(f"Invalid request: Expected exactly one of [{', '.join(_PROXIMITY)}] in {where}")
    check_range("Bias", value.get("Bias", 0), -MAX_BIAS, MAX_BIAS)


@functools.cache
def _regions() -> frozenset[str]:
    return frozenset(service_model("route53").shape_for("ResourceRecordSetRegion").metadata["enum"])

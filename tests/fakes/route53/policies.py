"""Routing policies as a request says them, without a look at the zone: which fields, which values, for which types.

Each rule names the page that it rests on: of the API Reference (API_ResourceRecordSet, API_GeoLocation,
API_GeoProximityLocation), whose text botocore's service model carries, or of the Developer Guide. A text of an error is
Route 53's own where a report is named; for others the comment says so. What depends on other record sets: ``slots``.
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
MAX_SET_IDENTIFIER = 128  # API_ResourceRecordSet, SetIdentifier: "Length Constraints", 1 to 128
MAX_WEIGHT = 255  # API_ResourceRecordSet, Weight: "Valid Range", 0 to 255
MAX_HEALTH_CHECK = 64  # API_ResourceRecordSet, HealthCheckId: "Length Constraints"
MAX_BIAS = 99  # API_GeoProximityLocation, Bias: "Valid Range", -99 to 99
_ROLES = ("PRIMARY", "SECONDARY")  # API_ResourceRecordSet, Failover: "Valid Values"
# API_ResourceRecordSet, Type: "Values for weighted, latency, geolocation, and failover resource record sets", and for
# multivalue answers.
_NEVER_ROUTED = ("NS", "SOA", "DS")
_NEVER_MULTIVALUE = (*_NEVER_ROUTED, "CNAME")
_PROXIMITY = ("AWSRegion", "LocalZoneGroup", "Coordinates")


def policy_of(record: Record) -> str | None:
    """The field that says a record set's routing policy; None for a simple one."""
    return next((field for field in POLICIES if field in record), None)


def check_policy(record: Record, where: str) -> None:
    """Raise InvalidInputError for routing that no record set can have.

    API_ResourceRecordSet: SetIdentifier is of those "that have a routing policy other than simple", and each of the
    other fields is of record sets of one policy "only".
    """
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
    """API_ResourceRecordSet: Type lists those of each policy; "You can't create multivalue answer alias records".

    The texts were not found.
    """
    never = _NEVER_MULTIVALUE if policy == "MultiValueAnswer" else _NEVER_ROUTED
    if record["Type"] in never:
        raise InvalidInputError(f"Invalid request: {policy} is not allowed for type {record['Type']} in {where}")
    if policy == "MultiValueAnswer" and "AliasTarget" in record:
        raise InvalidInputError(f"Invalid request: MultiValueAnswer is not allowed with AliasTarget in {where}")


def _check_value(policy: str, record: Record, where: str) -> None:
    """API_ResourceRecordSet: the "Valid Range" of Weight, the "Valid Values" of Region and Failover."""
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
    """API_GeoProximityLocation: one of LocalZoneGroup, Coordinates, AWSRegion; the text was not found."""
    if sum(field in value for field in _PROXIMITY) != 1:
        raise InvalidInputError(f"Invalid request: Expected exactly one of [{', '.join(_PROXIMITY)}] in {where}")
    check_range("Bias", value.get("Bias", 0), -MAX_BIAS, MAX_BIAS)


@functools.cache
def _regions() -> frozenset[str]:
    return frozenset(service_model("route53").shape_for("ResourceRecordSetRegion").metadata["enum"])

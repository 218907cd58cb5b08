"""Routing policies beside each other: what one name and type may have of them, and what once.

Each rule names the page that it rests on: API_ResourceRecordSet of the API Reference, whose text botocore's service
model carries, or one of the Developer Guide. A text of an error is Route 53's own where a report is named; for others
the comment says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.route53.policies import POLICIES, policy_of
from tests.fakes.route53.readings import Readings
from tests.fakes.route53.store import Key, Record

# API_ResourceRecordSet, Weight: "a maximum of 100 weighted resource record sets", as in DNSLimitations of the Developer
# Guide, "Quotas"; that has the numbers of the other policies.
MAX_ROUTED = 100
MAX_PROXIMITY = 30


def routing_problems(key: Key, record: Record, others: Sequence[Record], readings: Readings) -> list[str]:
    """Why a record set cannot stand beside the others of its name and type.

    API_ResourceRecordSet, once for each policy: "You can't create non-latency resource record sets that have the same
    values for the Name and Type elements as latency resource record sets", and likewise for the others.
    """
    policy = policy_of(record)
    problems = [] if policy is None else _problems_alone(policy, record, readings)
    if not others:
        return problems
    if policy is None:
        # chef-boneyard/route53#100.
        return [
            f"RRSet with DNS name {key.name}, type {key.type} cannot be created as other RRSets exist with the same "
            "name and type."
        ]
    if any(policy_of(other) != policy for other in others):
        return [*problems, _mixed(policy, key, record)]
    return problems + _among_its_like(policy, key, record, others)


def _problems_alone(policy: str, record: Record, readings: Readings) -> list[str]:
    if policy == "Failover":
        return _failover_problems(record, readings)
    # API_ResourceRecordSet, Weight and Region: "You can only specify one ResourceRecord".
    several = len(record.get("ResourceRecords", [])) > 1
    if policy in ("Weight", "Region") and several and readings.several_values_of_a_routed_set == "refused":
        return [f"A {POLICIES[policy]} RRSet must have exactly one resource record."]  # the text was not found
    return []


def _failover_problems(record: Record, readings: Readings) -> list[str]:
    """API_ResourceRecordSet, Failover: a primary has a health check, an alias EvaluateTargetHealth, set to true."""
    if "AliasTarget" not in record:
        if record["Failover"] == "SECONDARY" or "HealthCheckId" in record:
            return []
        # kubernetes-sigs/external-dns#2362, #1420.
        return ["A non-alias primary ResourceRecordSet must have an associated health check. No changes made."]
    healthy = record["AliasTarget"]["EvaluateTargetHealth"]
    if healthy or readings.failover_alias_without_health == "taken":
        return []
    return ["A failover alias ResourceRecordSet must have EvaluateTargetHealth set to true."]  # the text was not found


def _who(policy: str, key: Key, record: Record) -> str:
    who = f"RRSet with DNS name {key.name}, type {key.type}, SetIdentifier {key.set_identifier}"
    if policy == "Region":
        return f"{who}, and Region Name={record['Region']}"
    if policy == "Failover":
        return f"{who}, and marked as {record['Failover'].lower()}"
    return who


def _mixed(policy: str, key: Key, record: Record) -> str:
    who = _who(policy, key, record)
    if policy == "Weight":  # kubernetes-sigs/external-dns#4345
        return f"{who} cannot be created as a non-weighted set exists with the same name and type."
    if policy in ("Region", "Failover"):
        # aws/aws-cli#8241 for latency; of failover's text, what follows "marked as" was seen in public code.
        return (
            f"{who} cannot be created because a non-{POLICIES[policy]} RRSet with the same name and type already "
            "exists."
        )
    # cert-manager/cert-manager#5388, for multivalue answers; the others in the same form.
    return f"{who} cannot be created because a non {POLICIES[policy]} rrset exists with the same name and type."


def _among_its_like(policy: str, key: Key, record: Record, others: Sequence[Record]) -> list[str]:
    problems = []
    if _slot(policy, record) is not None and any(_slot(policy, other) == _slot(policy, record) for other in others):
        # API_ResourceRecordSet: "only one latency resource record set for each Amazon EC2 Region", no "two geolocation
        # resource record sets that specify the same geographic location", and PRIMARY for one, SECONDARY for the other.
        # hashicorp/terraform-provider-aws#1668 for latency's text; the others in the same form.
        what = {"Region": "region", "Failover": "failover role", "GeoLocation": "location"}[policy]
        problems.append(
            f"{_who(policy, key, record)} cannot be created because a {POLICIES[policy]} RRSet with the same name, "
            f"type and {what} already exists."
        )
    if policy == "Weight" and _other_ttl(record, others):
        # API_ResourceRecordSet, TTL, and the Developer Guide, "Values specific for weighted records": the same TTL in a
        # group. The text: aws/aws-sdk-go-v2#518, hashicorp/terraform#16389.
        problems.append(
            f"RRSet with DNS name {key.name} and type {key.type}, SetIdentifier {key.set_identifier} cannot be created "
            "as weighted sets must contain the same TTL."
        )
    if len(others) >= (MAX_PROXIMITY if policy == "GeoProximityLocation" else MAX_ROUTED):
        # airbnb/zonify#16, for weighted record sets; the others in the same form.
        problems.append(
            f"Exceeded limit on number of {POLICIES[policy]} RRSets for {key.name}, type {key.type} in this zone."
        )
    return problems


def _other_ttl(record: Record, others: Sequence[Record]) -> bool:
    """Whether another one has another TTL. An alias has none, and may stand beside those: API_ResourceRecordSet."""
    return "TTL" in record and any("TTL" in other and other["TTL"] != record["TTL"] for other in others)


def _slot(policy: str, record: Record) -> Any:
    """What one name and type may have once: a Region, a failover role, a location; None where nothing is."""
    if policy in ("Region", "Failover"):
        return record[policy]
    if policy == "GeoLocation":
        return tuple(sorted(record[policy].items()))
    return None

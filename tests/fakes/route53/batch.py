"""One change batch against one zone: its changes in the order given, all or none.

Rests on the API reference of ChangeResourceRecordSets; every text is Route 53's own as users reported it, with the
report named. Checks that need no zone are in ``validation``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.route53.names import within
from tests.fakes.route53.readings import Readings
from tests.fakes.route53.slots import routing_problems
from tests.fakes.route53.store import Key, Record, View, Zone, key_of_record, stored

# Alias targets outside the account's own zones: names of AWS services only.
_SERVICE_SUFFIXES = (".amazonaws.com.", ".cloudfront.net.", ".awsglobalaccelerator.com.", ".amazonaws.com.cn.")
_DUALSTACK_OF_NLB = re.compile(r"dualstack\.[^.]+\.elb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a batch is judged by beside its own zone."""

    zones: Mapping[str, Zone]
    missing_targets: frozenset[str]
    readings: Readings


def evaluate(zone: Zone, around: Surroundings, changes: Sequence[dict[str, Any]]) -> tuple[View, list[str]]:
    """The zone as the batch would leave it, and why Route 53 refuses the batch (nothing, if it does not).

    A refused change is skipped and the rest still checked: one answer names every failing change
    (kcp-dev/kcp-glbc#475, kubernetes-sigs/external-dns#5939).
    """
    view = View(zone)
    problems: list[str] = []
    for change in changes:
        record = stored(change["ResourceRecordSet"])
        problems += _apply(view, around, change["Action"], record)
    return view, problems + _apex_problems(view)


def _apply(view: View, around: Surroundings, action: str, record: Record) -> list[str]:
    zone, key = view.zone, key_of_record(record)
    if not within(key.name, zone.name):
        # meltwater/terraform-aws-asg-dns-handler#38, amazon-archives/service-discovery-ecs-dns#3.
        return [f"RRSet with DNS name {key.name} is not permitted in zone {zone.name}"]
    if (key.name, key.type) in zone.protections:
        return [_protected(key, zone.protections[key.name, key.type])]
    current = view.get(key)
    if action == "DELETE":
        return _delete(view, key, current, record)
    if action == "CREATE" and current is not None:
        # kinvolk-archives/lokomotive-kubernetes#181; with a set identifier: barnybug/cli53#317.
        return [f"Tried to create resource record set {_label(key)} but it already exists"]
    problems = _conflicts(view, around, key, record)
    if not problems:
        view.changes[key] = record
    return problems


def _delete(view: View, key: Key, current: Record | None, record: Record) -> list[str]:
    if current is None:
        return [f"Tried to delete resource record set {_label(key)} but it was not found"]  # boto/boto#2887
    if not same(current, record):
        # hashicorp/terraform#18509, kubernetes-sigs/external-dns#732.
        return [
            f"Tried to delete resource record set {_label(key)} but the values provided do not match the current values"
        ]
    view.changes[key] = None
    return []


def same(one: Record, other: Record) -> bool:
    """Whether two record sets are equal to Route 53: every field; values as a set.

    The API reference asks for "all the same values". Their order does not matter: Terraform keeps values as a set
    and deletes in an order of its own. Names in alias targets are compared in the stored spelling.
    """
    return _comparable(one) == _comparable(other)


def _comparable(record: Record) -> Record:
    result = dict(record)
    if "ResourceRecords" in record:
        result["ResourceRecords"] = sorted(value["Value"] for value in record["ResourceRecords"])
    return result


def _label(key: Key) -> str:
    identifier = f", set-identifier='{key.set_identifier}'" if key.set_identifier else ""
    return f"[name='{key.name}', type='{key.type}'{identifier}]"


def _protected(key: Key, comment: str) -> str:
    # The API reference says that the message names the protected record set and includes the protection's comment;
    # its wording is not published.
    because = f": {comment}" if comment else ""
    return f"Resource record set {_label(key)} is protected and cannot be changed{because}"


def _conflicts(view: View, around: Surroundings, key: Key, record: Record) -> list[str]:
    zone = view.zone
    others = {other: there for other, there in view.at(key.name).items() if other != key}
    problems = []
    if key.type == "CNAME":
        if key.name == zone.name:
            # cloudfoundry/bosh-bootloader#310, kube-aws#1443.
            problems.append(
                f"RRSet of type CNAME with DNS name {key.name} is not permitted at apex in zone {zone.name}"
            )
        elif any(other.type != "CNAME" for other in others):
            # aws/aws-sdk-java#1996.
            problems.append(
                f"RRSet of type CNAME with DNS name {key.name} is not permitted as it conflicts with other records "
                f"with the same DNS name in zone {zone.name}"
            )
        if len(record.get("ResourceRecords", [])) > 1:
            # "more than one value for all record types except CNAME and SOA": API reference; the text was not found.
            problems.append(f"RRSet of type CNAME with DNS name {key.name} must have exactly one resource record")
    elif any(other.type == "CNAME" for other in others):
        # boto/boto3#1475, hashicorp/terraform#9732: two spaces before CNAME.
        problems.append(
            f"RRSet of type {key.type} with DNS name {key.name} is not permitted because a conflicting RRSet of type  "
            f"CNAME with the same DNS name already exists in zone {zone.name}"
        )
    of_its_type = [there for other, there in others.items() if other.type == key.type]
    problems += routing_problems(key, record, of_its_type, around.readings)
    return problems + _alias_problems(view, around, key, record)


def _alias_problems(view: View, around: Surroundings, key: Key, record: Record) -> list[str]:
    """An alias points into one of the account's zones at a record set that exists, or at an AWS service."""
    if "AliasTarget" not in record:
        return []
    target = record["AliasTarget"]["DNSName"]
    zone_id = record["AliasTarget"]["HostedZoneId"]
    # harmony-one/harmony-ops#491, aws/aws-cdk#19643: both texts together for a name outside the zone.
    who = f"Tried to create an alias that targets {target}, type {key.type} in zone {zone_id}, but"
    missing = f"{who} that target was not found"
    if not _may_hold(zone_id, target, around):
        return [f"{who} the alias target name does not lie within the target zone", missing]
    found = _service_answers(target, around)
    if zone_id in around.zones:
        targets = view if zone_id == view.zone.id else View(around.zones[zone_id])
        found = any(other.type == key.type and other != key for other in targets.at(target))
    return [] if found else [missing]


def _may_hold(zone_id: str, target: str, around: Surroundings) -> bool:
    """Whether a target can lie in a zone: one of the account's, or one of AWS's."""
    if zone_id in around.zones:
        return within(target, around.zones[zone_id].name)
    return target.endswith(_SERVICE_SUFFIXES)


def _service_answers(target: str, around: Surroundings) -> bool:
    if target in around.missing_targets:
        return False  # C14
    return around.readings.dualstack_of_nlb == "taken" or not _DUALSTACK_OF_NLB.fullmatch(target)


def _apex_problems(view: View) -> list[str]:
    """A zone keeps its SOA and NS: airbnb/zonify#1 for NS; SOA in the same form."""
    if not any(key.name == view.zone.name and key.type in {"NS", "SOA"} for key in view.changes):
        return []
    types = [key.type for key in view.at(view.zone.name)]
    problems = []
    if types.count("SOA") != 1:
        problems.append("A HostedZone must contain exactly one SOA record.")
    if "NS" not in types:
        problems.append("A HostedZone must contain at least one NS record for the zone itself.")
    return problems

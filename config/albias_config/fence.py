"""The record names that a deployment may write in its hosted zones, and the IAM statements that say so. Pure: no CDK.

One fence for the function's own role and for the roles in other accounts, in whatever form albias is deployed.
Source: Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control".
"""

import json
from collections.abc import Sequence
from typing import Any

from albias.model import HostedZone
from albias.names import DnsName, pattern_name
from albias.registry import hold_name, owner_root
from albias.settings import Adopt

from .values import is_token

# IAM quotas, white space not counted: characters of a managed policy; policies on a role (the default quota).
MAX_POLICY = 6144
MAX_POLICIES = 10
_KEY = "route53:ChangeResourceRecordSets"
# What a partition and a hosted zone's id take at most, where they are known at deployment only.
_LONGEST_PARTITION = "aws-us-gov"
_LONGEST_ID = "Z" * 32

Statement = dict[str, Any]


def writable_patterns(zone: HostedZone, owner: str) -> tuple[str, ...]:
    """Every record name that albias may write in a zone, as patterns: IAM's fence (H50, H51).

    The configured ones first, as they are; then the registry's own, in which `_wildcard` is a label like any other.
    """
    holds = [
        f"*.{hold_name(DnsName(pattern[2:]), zone)}"
        if pattern.startswith("*.")
        else hold_name(pattern_name(pattern), zone)
        for pattern in zone.patterns
    ]
    return (*zone.patterns, *holds, f"*.{owner_root(owner, zone)}")


def record_names(zone: HostedZone, owner: str) -> list[str]:
    """Every record name that albias may write, for IAM's StringLike: Route 53's normalised spelling (H21).

    Only a configured pattern may say `_wildcard`; in the registry's own names the label stands for itself.
    """
    return [
        pattern_name(pattern).replace("*", r"\052")
        if pattern in zone.patterns and not pattern.startswith("*.")
        else pattern
        for pattern in writable_patterns(zone, owner)
    ]


def fence(zones: Sequence[HostedZone], *, owner: str, adopt: Adopt, partition: str) -> list[Statement]:
    """Everything that may be read and written in these hosted zones, as IAM statements."""
    return [
        _read(zones, partition),
        *(_write(zone, owner, adopt, partition) for zone in zones),
        *_denials(zones, partition),
    ]


def _read(zones: Sequence[HostedZone], partition: str) -> Statement:
    """Reading record sets, in these hosted zones only."""
    return {
        "Effect": "Allow",
        "Action": "route53:ListResourceRecordSets",
        "Resource": [zone_arn(zone, partition) for zone in zones],
    }


def _write(zone: HostedZone, owner: str, adopt: Adopt, partition: str) -> Statement:
    """All that may be changed in one hosted zone (H50, H51).

    IAM judges a change batch as a whole, and ours mix names and types: so one statement must allow all of it.
    ForAllValues is true where a key is absent: the Null conditions keep such a request out.
    """
    types = ["A", "AAAA", "TXT"] + (["CNAME"] if adopt == "matching" else [])
    return {
        "Effect": "Allow",
        "Action": "route53:ChangeResourceRecordSets",
        "Resource": zone_arn(zone, partition),
        "Condition": {
            "ForAllValues:StringLike": {f"{_KEY}NormalizedRecordNames": record_names(zone, owner)},
            "ForAllValues:StringEquals": {f"{_KEY}RecordTypes": types, f"{_KEY}Actions": ["CREATE", "DELETE"]},
            "Null": {f"{_KEY}{key}": "false" for key in ("NormalizedRecordNames", "RecordTypes", "Actions")},
        },
    }


def _denials(zones: Sequence[HostedZone], partition: str) -> list[Statement]:
    """The names that nobody gets: one statement for all zones that except the same ones."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for zone in zones:
        if zone.exception_patterns:
            alike.setdefault(zone.exception_patterns, []).append(zone_arn(zone, partition))
    return [
        {
            "Effect": "Deny",
            "Action": "route53:ChangeResourceRecordSets",
            "Resource": arns,
            "Condition": {"ForAnyValue:StringLike": {f"{_KEY}NormalizedRecordNames": list(patterns)}},
        }
        for patterns, arns in alike.items()
    ]


def zone_arn(zone: HostedZone, partition: str) -> str:
    """A hosted zone's ARN: it has neither Region nor account."""
    return f"arn:{partition}:route53:::hostedzone/{zone.id}"


def packed(zones: Sequence[HostedZone], *, owner: str, adopt: Adopt) -> list[list[HostedZone]]:
    """The zones shared out among policies, in their order, each policy filled as far as IAM allows."""
    packs: list[list[HostedZone]] = []
    for zone in zones:
        if packs and policy_size([*packs[-1], zone], owner=owner, adopt=adopt) <= MAX_POLICY:
            packs[-1].append(zone)
        else:
            packs.append([zone])
    return packs


def policy_size(zones: Sequence[HostedZone], *, owner: str, adopt: Adopt) -> int:
    """Characters of a policy as IAM counts them at most: none for white space, two for an escaped backslash."""
    statements = fence(zones, owner=owner, adopt=adopt, partition=_LONGEST_PARTITION)
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))
    for zone in zones:
        if is_token(zone.id):
            text = text.replace(zone.id, _LONGEST_ID)
    return len(text)

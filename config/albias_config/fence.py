"""The record names that a deployment may write in its hosted zones, and the IAM statements that say so. Pure: no CDK.

One fence for the function's own role and for the roles in other accounts, in whatever form albias is deployed.
Source: Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control".
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from albias.model import HostedZone
from albias.names import DnsName, is_within, pattern_name
from albias.registry import hold_name, owner_root
from albias.settings import Adopt

# IAM quotas, white space not counted: characters of a managed policy; policies on a role (the default quota).
MAX_POLICY = 6144
MAX_POLICIES = 10
_AROUND = len('{"Version":"2012-10-17","Statement":[]}')
MAX_STATEMENT = MAX_POLICY - _AROUND
_KEY = "route53:ChangeResourceRecordSets"
_ARN = re.compile(r'arn:[^:]+:route53:::hostedzone/[^"]+')
_LONGEST_ARN = f"arn:aws-us-gov:route53:::hostedzone/{'Z' * 32}"

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


def fence(zones: Sequence[HostedZone], *, owner: str, adopt: Adopt, partition: str) -> list[list[Statement]]:
    """Everything that one role may read and write in these hosted zones: for each managed policy its statements.

    Each hosted zone has a statement of its own, unless there are too many of them for a role: then zones that do not
    lie in one another share one. That allows the same: Route 53 refuses names that are not in the zone.
    """

    def write(some: Sequence[HostedZone]) -> Statement:
        return _write(some, owner, adopt, partition)

    def read(some: Sequence[HostedZone]) -> Statement:
        arns = [zone_arn(zone, partition) for zone in some]
        return {"Effect": "Allow", "Action": "route53:ListResourceRecordSets", "Resource": arns}

    around = [*_shared(zones, read), *_denials(zones, partition)]
    packs = _packed([*around, *(write([zone]) for zone in zones)])
    if len(packs) <= MAX_POLICIES:
        return packs
    apart = [zone for zone in zones if _is_apart(zone, zones)]
    inner = [zone for zone in zones if zone not in apart]
    return _packed([*around, *_shared(apart, write), *(write([zone]) for zone in inner)])


def longest_statement(zone: HostedZone, *, owner: str, adopt: Adopt) -> int:
    """The characters of the longest statement that is about one zone alone."""
    packs = fence([zone], owner=owner, adopt=adopt, partition="aws")
    return max(statement_size(statement) for pack in packs for statement in pack)


def _write(zones: Sequence[HostedZone], owner: str, adopt: Adopt, partition: str) -> Statement:
    """All that may be changed in one hosted zone, or in several that do not lie in one another (H50, H51).

    IAM judges a change batch as a whole, and ours mix names and types: so one statement must allow all of it.
    ForAllValues is true where a key is absent: the Null conditions keep such a request out.
    """
    types = ["A", "AAAA", "TXT"] + (["CNAME"] if adopt == "matching" else [])
    names: list[str] = []
    for zone in zones:
        names += record_names(zone, owner)
    absent = (f"{_KEY}{key}" for key in ("NormalizedRecordNames", "RecordTypes", "Actions"))
    return {
        "Effect": "Allow",
        "Action": "route53:ChangeResourceRecordSets",
        "Resource": [zone_arn(zone, partition) for zone in zones],
        "Condition": {
            "ForAllValues:StringLike": {f"{_KEY}NormalizedRecordNames": names},
            "ForAllValues:StringEquals": {f"{_KEY}RecordTypes": types, f"{_KEY}Actions": ["CREATE", "DELETE"]},
            "Null": dict.fromkeys(absent, "false"),
        },
    }


def _is_apart(zone: HostedZone, zones: Sequence[HostedZone]) -> bool:
    """Whether no other of the zones has its name, lies in it or around it."""
    near = [other for other in zones if is_within(zone.name, other.name) or is_within(other.name, zone.name)]
    return near == [zone]


def _shared(zones: Sequence[HostedZone], make: Callable[[Sequence[HostedZone]], Statement]) -> list[Statement]:
    """As few statements for these zones as IAM's limit of a policy allows, in their order."""
    groups: list[list[HostedZone]] = []
    for zone in zones:
        if groups and statement_size(make([*groups[-1], zone])) <= MAX_STATEMENT:
            groups[-1].append(zone)
        else:
            groups.append([zone])
    return [make(group) for group in groups]


def _denials(zones: Sequence[HostedZone], partition: str) -> list[Statement]:
    """The names that nobody gets: a statement for all zones that except the same ones."""
    alike: dict[tuple[str, ...], list[HostedZone]] = {}
    for zone in zones:
        if zone.exception_patterns:
            alike.setdefault(zone.exception_patterns, []).append(zone)
    statements: list[Statement] = []
    for patterns, those in alike.items():
        statements += _shared(those, partial(_denial, patterns, partition))
    return statements


def _denial(patterns: Sequence[str], partition: str, zones: Sequence[HostedZone]) -> Statement:
    return {
        "Effect": "Deny",
        "Action": "route53:ChangeResourceRecordSets",
        "Resource": [zone_arn(zone, partition) for zone in zones],
        "Condition": {"ForAnyValue:StringLike": {f"{_KEY}NormalizedRecordNames": list(patterns)}},
    }


def zone_arn(zone: HostedZone, partition: str) -> str:
    """A hosted zone's ARN: it has neither Region nor account."""
    return f"arn:{partition}:route53:::hostedzone/{zone.id}"


def _packed(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements shared out among policies, in their order, each policy filled as far as IAM allows."""
    packs: list[list[Statement]] = []
    room = 0
    for statement in statements:
        size = statement_size(statement)
        if size > room:
            packs.append([])
            room = MAX_STATEMENT
        packs[-1].append(statement)
        room -= size
    return packs


def statement_size(statement: Statement) -> int:
    """Characters as IAM counts them at most, with a comma: none for white space, two for an escaped backslash.

    Every ARN counts as the longest: partition and id may be known at deployment only, and whatever is measured must not
    be shared out anew because of an id.
    """
    return len(_ARN.sub(_LONGEST_ARN, json.dumps(statement, separators=(",", ":")))) + 1

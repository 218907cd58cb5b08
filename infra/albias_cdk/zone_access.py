"""The fence: the IAM statements that let a role read and write exactly what albias may touch in its hosted zones.

One function's output for the Lambda's own role and for the roles in other accounts. The record names come from
config.fence.writable_patterns, which the code itself is tested against (tests/infra/test_fence.py).
Source: Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control".
"""

import json
from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from albias.model import HostedZone
from albias.names import pattern_name
from albias.settings import Adopt
from albias_config.errors import ConfigurationError
from albias_config.fence import writable_patterns

# IAM quotas, white space not counted: characters of a managed policy; policies on a role (the default quota).
MAX_POLICY = 6144
MAX_POLICIES = 10
_KEY = "route53:ChangeResourceRecordSets"
# Room for what stands around the statements, and for a hosted zone id that is known at deployment only.
_MARGIN = 300


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


def write_statement(zone: HostedZone, owner: str, adopt: Adopt) -> iam.PolicyStatement:
    """All that may be changed in one hosted zone (H50, H51).

    IAM judges a change batch as a whole, and ours mix names and types: so one statement must allow all of it.
    ForAllValues is true where a key is absent: the Null conditions keep such a request out.
    """
    types = ["A", "AAAA", "TXT"] + (["CNAME"] if adopt == "matching" else [])
    return iam.PolicyStatement(
        actions=["route53:ChangeResourceRecordSets"],
        resources=[zone_arn(zone)],
        conditions={
            "ForAllValues:StringLike": {f"{_KEY}NormalizedRecordNames": record_names(zone, owner)},
            "ForAllValues:StringEquals": {
                f"{_KEY}RecordTypes": types,
                f"{_KEY}Actions": ["CREATE", "DELETE"],
            },
            "Null": {f"{_KEY}{key}": "false" for key in ("NormalizedRecordNames", "RecordTypes", "Actions")},
        },
    )


def read_statement(zones: Sequence[HostedZone]) -> iam.PolicyStatement:
    """Reading record sets, in these hosted zones only."""
    return iam.PolicyStatement(actions=["route53:ListResourceRecordSets"], resources=[zone_arn(zone) for zone in zones])


def zone_arn(zone: HostedZone) -> str:
    """A hosted zone's ARN: it has neither Region nor account."""
    return f"arn:{Aws.PARTITION}:route53:::hostedzone/{zone.id}"


def zone_policies(
    scope: Construct, zones: Sequence[HostedZone], *, owner: str, adopt: Adopt, path: str = "/"
) -> list[iam.ManagedPolicy]:
    """The fence around zones as managed policies, each filled as far as IAM allows.

    Raises: ConfigurationError when they are more than a role can carry.
    """
    packs = _packed(zones, owner, adopt)
    if len(packs) > MAX_POLICIES:
        raise ConfigurationError(
            f"zones: their permissions need {len(packs)} IAM policies; a role carries {MAX_POLICIES}."
            " Use fewer `hostnames`, or share the zones out among several owners"
        )
    return [
        iam.ManagedPolicy(
            scope,
            f"Zones{number}",
            path=path,
            description="albias: what it may read and write in Route 53",
            statements=[read_statement(pack), *(write_statement(zone, owner, adopt) for zone in pack)],
        )
        for number, pack in enumerate(packs, 1)
    ]


def _packed(zones: Sequence[HostedZone], owner: str, adopt: Adopt) -> list[list[HostedZone]]:
    packs: list[list[HostedZone]] = []
    room = 0
    for zone in zones:
        size = _size(write_statement(zone, owner, adopt)) + len(zone_arn(zone)) + 3
        if size > MAX_POLICY - _MARGIN:
            raise ConfigurationError(
                f'[[zones]] id = "{zone.id}": its hostnames need {size:,} characters of an IAM policy;'
                f" {MAX_POLICY - _MARGIN:,} are allowed. Use fewer or wider `hostnames`"
            )
        if size > room:
            packs.append([])
            room = MAX_POLICY - _MARGIN
        packs[-1].append(zone)
        room -= size
    return packs


def _size(statement: iam.PolicyStatement) -> int:
    """Characters as IAM counts them: none for white space, two for an escaped backslash."""
    return len(json.dumps(statement.to_statement_json(), separators=(",", ":")))

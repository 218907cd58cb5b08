"""The function's role: every permission that it has. docs/security.md lists them, and a test compares."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from albias import sources
from albias.model import NOTICE_SOURCE, READ_BY
from albias.settings import Settings
from albias_config import Placement

from .nag import acknowledge
from .queues import Queues
from .zone_access import zone_policies

Statements = dict[str, list[iam.PolicyStatement]]
KEY_USE = ("kms:Decrypt", "kms:GenerateDataKey")


def function_role(
    scope: Construct,
    construct_id: str,
    *,
    settings: Settings,
    placement: Placement,
    queues: Queues,
    log_group: logs.ILogGroup,
) -> iam.Role:
    """The role. Its name is known before it exists, so that a zone role in another account can trust it alone."""
    here = [zone for zone in settings.zones if not zone.role_arn]
    policies = _logs(log_group) | _queues(queues) | _load_balancers(settings) | _zones_elsewhere(settings)
    policies |= _key(placement) | _events_bus(settings)
    role = iam.Role(
        scope,
        construct_id,
        role_name=role_name(settings.owner, placement),
        path=placement.role_path,
        description=f"albias (owner {settings.owner}): reads load balancers, writes their names in Route 53",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        managed_policies=list(
            zone_policies(scope, here, owner=settings.owner, adopt=settings.adopt, path=placement.role_path)
        ),
        inline_policies={name: iam.PolicyDocument(statements=statements) for name, statements in policies.items()},
    )
    acknowledge(
        role,
        {"AwsSolutions-IAM5[Resource::*]": "ELB's Describe calls know no narrower resource; the Region is fixed."},
    )
    return role


def role_name(owner: str, placement: Placement, *, suffix: str = "") -> str:
    """What a role of a deployment is called. Roles are global: the name carries the Region.

    albias_config.limits leaves room for the longest.
    """
    return f"{placement.role_name_prefix}albias-{owner}-{Aws.REGION}{suffix}"


def _logs(log_group: logs.ILogGroup) -> Statements:
    return {"logs": [allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group.log_group_arn])]}


def _queues(queues: Queues) -> Statements:
    work = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
    return {
        "queues": [
            allow(work, [queues.work.queue_arn]),
            allow(["sqs:SendMessage"], [queues.dead.queue_arn]),
        ]
    }


def _load_balancers(settings: Settings) -> Statements:
    """ELB offers no narrower resource for Describe calls ("Actions, resources, and condition keys")."""
    actions = [*READ_BY]
    for source in sources.SOURCES:
        actions += source.actions(settings)
    return {"load-balancers": [allow(actions, ["*"], {"StringEquals": {"aws:RequestedRegion": Aws.REGION}})]}


def _key(placement: Placement) -> Statements:
    """A key of one's own for the queues: to read messages, and to put one into the dead-letter queue.

    Source: SQS Developer Guide, "Configuring KMS permissions for Amazon SQS".
    """
    return {"key": [allow(KEY_USE, [placement.kms_key_arn])]} if placement.kms_key_arn else {}


def _events_bus(settings: Settings) -> Statements:
    """Where albias tells what became of names, in its own name; a bus of another account has to let this role in, too.

    `events:source` may have several values ("Actions, resources, and condition keys for Amazon EventBridge"), and
    `ForAllValues` alone would be true of a request without it.
    """
    bus = settings.events_bus
    if not bus:
        return {}
    if bus == "default":
        bus = f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:event-bus/default"
    as_albias = {"ForAllValues:StringEquals": {"events:source": NOTICE_SOURCE}, "Null": {"events:source": "false"}}
    return {"events-bus": [allow(["events:PutEvents"], [bus], as_albias)]}


def _zones_elsewhere(settings: Settings) -> Statements:
    """Zones in other accounts are reached through the roles there, and in no other way."""
    roles = sorted({zone.role_arn for zone in settings.zones if zone.role_arn})
    return {"zones-elsewhere": [allow(["sts:AssumeRole"], roles)]} if roles else {}


def allow(
    actions: Sequence[str], resources: Sequence[str], conditions: dict[str, dict[str, str]] | None = None
) -> iam.PolicyStatement:
    """A statement that allows these calls."""
    return iam.PolicyStatement(actions=list(actions), resources=list(resources), conditions=conditions)

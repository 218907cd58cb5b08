"""The function's role: every permission that it has. docs/security.md lists them, and a test compares."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from albias.settings import Settings

from .nag import acknowledge
from .queues import Queues
from .zone_access import zone_policies

Statements = dict[str, list[iam.PolicyStatement]]


def function_role(
    scope: Construct, construct_id: str, *, settings: Settings, queues: Queues, log_group: logs.ILogGroup
) -> iam.Role:
    """The role. Its name is known before it exists, so that a zone role in another account can trust it alone."""
    here = [zone for zone in settings.zones if not zone.role_arn]
    policies = _logs(log_group) | _queues(queues) | _load_balancers() | _zones_elsewhere(settings)
    role = iam.Role(
        scope,
        construct_id,
        role_name=f"albias-{settings.owner}-{Aws.REGION}",
        description=f"albias (owner {settings.owner}): reads load balancers, writes their names in Route 53",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        managed_policies=list(zone_policies(scope, here, owner=settings.owner, adopt=settings.adopt)),
        inline_policies={name: iam.PolicyDocument(statements=statements) for name, statements in policies.items()},
    )
    acknowledge(
        role,
        {"AwsSolutions-IAM5[Resource::*]": "ELB's Describe calls know no narrower resource; the Region is fixed."},
    )
    return role


def _logs(log_group: logs.ILogGroup) -> Statements:
    return {"logs": [_allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group.log_group_arn])]}


def _queues(queues: Queues) -> Statements:
    work = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
    return {
        "queues": [
            _allow(work, [queues.work.queue_arn]),
            _allow(["sqs:SendMessage"], [queues.dead.queue_arn]),
        ]
    }


def _load_balancers() -> Statements:
    """ELB offers no narrower resource for Describe calls ("Actions, resources, and condition keys")."""
    actions = ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"]
    return {"load-balancers": [_allow(actions, ["*"], {"StringEquals": {"aws:RequestedRegion": Aws.REGION}})]}


def _zones_elsewhere(settings: Settings) -> Statements:
    """Zones in other accounts are reached through the roles there, and in no other way."""
    roles = sorted({zone.role_arn for zone in settings.zones if zone.role_arn})
    return {"zones-elsewhere": [_allow(["sts:AssumeRole"], roles)]} if roles else {}


def _allow(
    actions: Sequence[str], resources: Sequence[str], conditions: dict[str, dict[str, str]] | None = None
) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=list(resources), conditions=conditions)

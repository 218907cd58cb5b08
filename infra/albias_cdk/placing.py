"""What a company prescribes for everything that is deployed: a permissions boundary, tags."""

from aws_cdk import Tags
from aws_cdk import aws_iam as iam
from constructs import Construct

from albias_config import Placement


def place(scope: Construct, placement: Placement) -> None:
    """Put the tags on all resources below, and the boundary on all roles below."""
    for key, value in placement.tags:
        Tags.of(scope).add(key, value)
    if placement.permissions_boundary:
        boundary = iam.ManagedPolicy.from_managed_policy_arn(scope, "Boundary", placement.permissions_boundary)
        iam.PermissionsBoundary.of(scope).apply(boundary)

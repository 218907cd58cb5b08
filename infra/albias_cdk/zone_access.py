"""The fence around hosted zones (albias_config.fence) as managed policies, for whichever role may write in them."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from albias.model import HostedZone
from albias.settings import Adopt
from albias_config.errors import ConfigurationError
from albias_config.fence import fence
from albias_config.limits import policies_too_long


def zone_policies(
    scope: Construct, zones: Sequence[HostedZone], *, owner: str, adopt: Adopt, path: str = "/"
) -> list[iam.ManagedPolicy]:
    """The fence around zones as managed policies, each filled as far as IAM allows.

    Raises: ConfigurationError when they are more than a role can carry.
    """
    if mistakes := list(policies_too_long(zones, owner=owner, adopt=adopt)):
        raise ConfigurationError("\n".join(mistakes))
    policies = []
    for number, statements in enumerate(fence(zones, owner=owner, adopt=adopt, partition=Aws.PARTITION), 1):
        policy = iam.ManagedPolicy(
            scope,
            f"Zones{number}",
            path=path,
            description="albias: what it may read and write in Route 53",
            statements=[iam.PolicyStatement.from_json(statement) for statement in statements],
        )
        policies.append(policy)
    return policies

"""The stack `albias-zone-access`: in the account that owns hosted zones, the role with which albias reaches them.

It is deployed with that account's credentials. The fence is the same as for zones of the deployment's own account; the
trust is the deployment's function role and nobody else.
"""

import json
import re
from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from albias.model import HostedZone
from albias.settings import Settings
from albias_config.errors import ConfigurationError

from .zone_access import zone_policies

_ROLE_ARN = re.compile(
    r"arn:aws[a-z-]*:iam::(?P<account>\d{12}):role(?P<path>/(?:[\w+=,.@/-]+/)?)(?P<name>[\w+=,.@-]+)", re.ASCII
)
MAX_TRUST = 2048  # characters of a role's trust policy: IAM's default quota


class ZoneAccessStack(Stack):
    """One role for each `role_arn` of the account, with the fence of the zones that name it.

    `deployments`: the ARNs of the function roles (output FunctionRoleArn), one for each Region albias runs in; and of
    roles of people who use the command line on these zones.
    `account`: the account being deployed to, where the CDK knows it. Its zones are taken, the others passed over.

    The CloudFormation stack carries the owner's name, so that two deployments do not replace each other's access.
    Raises: ConfigurationError when nothing fits.
    """

    def __init__(
        self, scope: Construct, settings: Settings, *, deployments: Sequence[str], account: str | None = None
    ) -> None:
        super().__init__(
            scope,
            "albias-zone-access",
            stack_name=f"albias-zone-access-{settings.owner}",
            description=f"albias (owner {settings.owner}): access to hosted zones of this account",
        )
        for deployment in deployments:
            _parts(deployment, "-c deployment")
        for role_arn, zones in _roles(settings.zones, account).items():
            self._role(role_arn, zones, settings, deployments)

    def _role(self, role_arn: str, zones: Sequence[HostedZone], settings: Settings, deployments: Sequence[str]) -> None:
        role = _parts(role_arn, "role_arn")
        scope = Construct(self, role["name"])
        accounts = sorted({_parts(arn, "-c deployment")["account"] for arn in deployments})
        made = iam.Role(
            scope,
            "Role",
            role_name=role["name"],
            path=role["path"],
            description=f"albias (owner {settings.owner}): names in hosted zones of this account",
            # The condition names the role; a principal that names it would break whenever the role is made anew.
            assumed_by=iam.CompositePrincipal(*(iam.AccountPrincipal(number) for number in accounts)).with_conditions(
                {"ArnEquals": {"aws:PrincipalArn": list(deployments)}}
            ),
            managed_policies=list(zone_policies(scope, zones, owner=settings.owner, adopt=settings.adopt)),
        )
        if made.assume_role_policy:
            _check_length(made.assume_role_policy)


def _check_length(trust: iam.PolicyDocument) -> None:
    text = json.dumps(trust.to_json(), separators=(",", ":")).replace(Aws.PARTITION, "aws-us-gov")
    if len(text) > MAX_TRUST:
        raise ConfigurationError(
            f"-c deployment: the trust policy of the zones' role would take {len(text):,} characters; IAM allows"
            f" {MAX_TRUST:,}. Name fewer roles"
        )


def _roles(zones: Sequence[HostedZone], account: str | None) -> dict[str, list[HostedZone]]:
    """The zones of the account by the role that reaches them."""
    found: dict[str, list[HostedZone]] = {}
    for zone in zones:
        if zone.role_arn:
            found.setdefault(zone.role_arn, []).append(zone)
    accounts = sorted({_parts(arn, "role_arn")["account"] for arn in found})
    if not accounts:
        raise ConfigurationError("[[zones]] role_arn: no zone has one; albias-zone-access would give access to nothing")
    if account is None and len(accounts) == 1:
        account = accounts[0]
    mine = {arn: zones for arn, zones in found.items() if _parts(arn, "role_arn")["account"] == account}
    if not mine:
        raise ConfigurationError(
            f"[[zones]] role_arn: the roles lie in {', '.join(accounts)}; deploy albias-zone-access with credentials of"
            f" one of these accounts (now: {account or 'none'})"
        )
    names = [_parts(arn, "role_arn")["name"] for arn in mine]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(
            f'[[zones]] role_arn: two roles are called "{name}"; IAM allows a name once in an account, under any path'
        )
    return mine


def _parts(arn: str, key: str) -> dict[str, str]:
    match = _ROLE_ARN.fullmatch(arn)
    if not match:
        raise ConfigurationError(f'{key} = "{arn}": allowed: arn:aws:iam::<12 digits>:role/<name>')
    return match.groupdict()

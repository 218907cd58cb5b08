"""The stack `albias-zone-access`: in the account that owns hosted zones, the role with which albias reaches them.

It is deployed with that account's credentials. The fence is the same as for zones of the deployment's own account; whom
the role trusts is in trust.py.
"""

from collections.abc import Sequence
from dataclasses import replace

from aws_cdk import IStackSynthesizer, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from albias import __version__
from albias.model import HostedZone
from albias.settings import Settings
from albias_config import Placement
from albias_config.errors import ConfigurationError

from .placing import place
from .trust import Trusted, check_length, principal, role_parts
from .zone_access import zone_policies


class ZoneAccessStack(Stack):
    """One role for each `role_arn` of the account, with the fence of the zones that name it.

    `account`: the account being deployed to, where the CDK knows it. Its zones are taken, the others passed over.

    The CloudFormation stack carries the owner's name, so that two deployments do not replace each other's access.
    Raises: ConfigurationError when nothing fits.
    """

    def __init__(
        self,
        scope: Construct,
        settings: Settings,
        *,
        trusted: Trusted,
        placement: Placement | None = None,
        account: str | None = None,
        synthesizer: IStackSynthesizer | None = None,
    ) -> None:
        super().__init__(
            scope,
            "albias-zone-access",
            stack_name=f"albias-zone-access-{settings.owner}",
            description=f"albias (owner {settings.owner}): access to hosted zones of this account",
            synthesizer=synthesizer,
        )
        self.template_options.metadata = {"albias": {"version": __version__, "owner": settings.owner}}
        placement = placement or Placement()
        assumed_by = principal(trusted, settings.owner, placement)
        roles = _roles(settings.zones, account)
        for role_arn, zones in roles.items():
            self._role(role_arn, zones, settings, assumed_by)
        owner_of_zones = role_parts(next(iter(roles)), "role_arn")["account"]
        place(self, _placed_there(placement, owner_of_zones))

    def _role(
        self, role_arn: str, zones: Sequence[HostedZone], settings: Settings, assumed_by: iam.PrincipalBase
    ) -> None:
        role = role_parts(role_arn, "role_arn")
        scope = Construct(self, role["name"])
        made = iam.Role(
            scope,
            "Role",
            role_name=role["name"],
            path=role["path"],
            description=f"albias (owner {settings.owner}): names in hosted zones of this account",
            assumed_by=assumed_by,
            managed_policies=list(
                zone_policies(scope, zones, owner=settings.owner, adopt=settings.adopt, path=role["path"])
            ),
        )
        if made.assume_role_policy:
            check_length(made.assume_role_policy)


def _placed_there(placement: Placement, account: str) -> Placement:
    """What is prescribed here, in the zones' account: a boundary only where it is a policy of that account or AWS's."""
    boundary = placement.permissions_boundary
    if f"iam::{account}:" in boundary or "iam::aws:" in boundary:
        return placement
    return replace(placement, permissions_boundary="")


def _roles(zones: Sequence[HostedZone], account: str | None) -> dict[str, list[HostedZone]]:
    """The zones of the account by the role that reaches them."""
    found: dict[str, list[HostedZone]] = {}
    for zone in zones:
        if zone.role_arn:
            found.setdefault(zone.role_arn, []).append(zone)
    accounts = sorted({role_parts(arn, "role_arn")["account"] for arn in found})
    if not accounts:
        raise ConfigurationError("[[zones]] role_arn: no zone has one; albias-zone-access would give access to nothing")
    if account is None and len(accounts) == 1:
        account = accounts[0]
    mine = {arn: zones for arn, zones in found.items() if role_parts(arn, "role_arn")["account"] == account}
    if not mine:
        raise ConfigurationError(
            f"[[zones]] role_arn: the roles lie in {', '.join(accounts)}; deploy albias-zone-access with credentials of"
            f" one of these accounts (now: {account or 'none'})"
        )
    names = [role_parts(arn, "role_arn")["name"] for arn in mine]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(
            f'[[zones]] role_arn: two roles are called "{name}"; IAM allows a name once in an account, under any path'
        )
    return mine

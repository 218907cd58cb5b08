"""Who may assume a zones' role in another account: named roles, or the deployments of a whole organisation."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from albias_config import Placement
from albias_config.errors import ArgumentError

MAX_TRUST = 2048  # characters of a role's trust policy: IAM's default quota
_ROLE_ARN = re.compile(
    r"arn:aws[a-z-]*:iam::(?P<account>\d{12}):role(?P<path>/(?:[\w+=,.@/-]+/)?)(?P<name>[\w+=,.@-]+)", re.ASCII
)
_ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trusted:
    """`roles`: ARNs of function roles (output FunctionRoleArn), and of people who use the command line on the zones.

    `organisation`: the id of an AWS organisation; the function roles of this owner are trusted in all its accounts.
    """

    roles: tuple[str, ...] = ()
    organisation: str = ""


def principal(trusted: Trusted, owner: str, placement: Placement) -> iam.PrincipalBase:
    """The principal of the trust policy. Its conditions name the roles: a principal that names a role would break
    whenever the role is made anew.

    Raises: ArgumentError for what is no role or no organisation.
    """
    accounts = sorted({role_parts(arn, "deployment")["account"] for arn in trusted.roles})
    if not trusted.organisation:
        return _roles(accounts, trusted.roles)
    if not _ORGANISATION.fullmatch(trusted.organisation):
        raise ArgumentError(f'organisation = "{trusted.organisation}": allowed: its id, o-…')
    mine = f"arn:{Aws.PARTITION}:iam::*:role{placement.role_path}{placement.role_name_prefix}albias-{owner}-*"
    return iam.AnyPrincipal().with_conditions(
        {
            "StringEquals": {"aws:PrincipalOrgID": trusted.organisation},
            "ArnLike": {"aws:PrincipalArn": [mine, *trusted.roles]},
        }
    )


def _roles(accounts: Sequence[str], roles: Sequence[str]) -> iam.PrincipalBase:
    return iam.CompositePrincipal(*(iam.AccountPrincipal(number) for number in accounts)).with_conditions(
        {"ArnEquals": {"aws:PrincipalArn": list(roles)}}
    )


def check_length(trust: iam.PolicyDocument) -> None:
    """Raises: ArgumentError when IAM would find the trust policy too long."""
    text = json.dumps(trust.to_json(), separators=(",", ":")).replace(Aws.PARTITION, "aws-us-gov")
    if len(text) > MAX_TRUST:
        raise ArgumentError(
            f"deployment: the trust policy of the zones' role would take {len(text):,} characters; IAM allows"
            f" {MAX_TRUST:,}. Name fewer roles, or an organisation"
        )


def role_parts(arn: str, key: str) -> dict[str, str]:
    """A role's ARN as `account`, `path` and `name`. Raises: ArgumentError that names the key."""
    match = _ROLE_ARN.fullmatch(arn)
    if not match:
        raise ArgumentError(f'{key} = "{arn}": allowed: arn:aws:iam::<12 digits>:role/<name>')
    return match.groupdict()

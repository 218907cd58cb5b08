"""Zones in other accounts: the stack albias-zone-access, its trust and its fence; and how a fence is packed (H51)."""

import json
from typing import Any

import pytest
from aws_cdk import Stack

from albias_cdk.stack import AlbiasStack
from albias_cdk.trust import MAX_TRUST, Trusted
from albias_cdk.zone_access import zone_policies
from albias_cdk.zone_access_stack import ZoneAccessStack
from albias_config.errors import ConfigurationError
from albias_config.fence import MAX_POLICIES, MAX_POLICY
from tests.infra.fence import change
from tests.support.accounts import DNS, FUNCTION, HERE, OTHER, ZONES
from tests.support.iam import Request, allowed
from tests.support.synth import (
    Template,
    app,
    code,
    configuration,
    resolved,
    resources,
    settings,
    synth,
    template_of,
)


def access(
    account: str | None = DNS, deployments: tuple[str, ...] = (FUNCTION,), organisation: str = "", **keys: Any
) -> Template:
    chosen = settings(zones=keys.pop("zones", ZONES), **keys)
    return template_of(ZoneAccessStack(app(), chosen, trusted=Trusted(deployments, organisation), account=account))


def roles(template: Template) -> dict[str, list[dict[str, Any]]]:
    """What each role may do, by its name."""
    policies = {f"<{name}>": resolved(p) for name, p in resources(template, "AWS::IAM::ManagedPolicy").items()}
    return {
        role["RoleName"]: [
            statement
            for arn in resolved(role["ManagedPolicyArns"])
            for statement in policies[arn]["PolicyDocument"]["Statement"]
        ]
        for role in resources(template, "AWS::IAM::Role").values()
    }


def test_there_is_a_role_for_each_role_arn_of_the_account() -> None:
    made = access()

    assert roles(made).keys() == {"albias", "albias-three"}
    assert {role["RoleName"]: role["Path"] for role in resources(made, "AWS::IAM::Role").values()} == {
        "albias": "/dns/",
        "albias-three": "/",
    }


def test_the_fence_there_is_the_fence_here() -> None:
    """H51: a deployment, wherever it runs, writes the names that its configuration allows, and no others."""
    may = roles(access())["albias"]

    assert allowed(may, change("ZDNS1", "shop.one.example.com"))
    assert allowed(may, change("ZDNS2", "a.team.two.example.com a.team._hold._albias.two.example.com", "A TXT"))
    assert allowed(may, Request("route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/ZDNS2"))
    assert not allowed(may, change("ZDNS1", "one.example.com"))
    assert not allowed(may, change("ZDNS1", "shop.one.example.com", "A", "UPSERT"))
    assert not allowed(may, change("ZDNS2", "www.two.example.com"))
    for zone in ("ZDNS3", "ZOTHER", "ZOWN"):  # another role's, another account's, the deployment's own
        assert not allowed(may, Request("route53:ListResourceRecordSets", f"arn:aws:route53:::hostedzone/{zone}"))


def test_only_the_functions_role_is_trusted() -> None:
    """H51: the account is the principal, the condition names the role: a role made anew keeps its access."""
    for role in resources(access(), "AWS::IAM::Role").values():
        (trust,) = resolved(role["AssumeRolePolicyDocument"]["Statement"])
        assert trust["Effect"] == "Allow"
        assert trust["Action"] == "sts:AssumeRole"
        assert trust["Principal"] == {"AWS": f"arn:aws:iam::{HERE}:root"}
        assert trust["Condition"] == {"ArnEquals": {"aws:PrincipalArn": [FUNCTION]}}


def trust(template: Template) -> dict[str, Any]:
    """The statement of the first role's trust policy."""
    role = next(iter(resources(template, "AWS::IAM::Role").values()))
    statement: dict[str, Any] = resolved(role["AssumeRolePolicyDocument"]["Statement"][0])
    return statement


ORGANISATION = "o-a1b2c3d4e5"


def organised(trusted: Trusted, **keys: Any) -> Template:
    whole = configuration(zones=ZONES, **keys)
    return template_of(ZoneAccessStack(app(), whole.settings, trusted=trusted, placement=whole.placement, account=DNS))


def test_a_whole_organisations_deployments_can_be_trusted() -> None:
    """Any account of the organisation, and in it only roles that are called as this owner's function roles."""
    found = trust(organised(Trusted(organisation=ORGANISATION), role_path="/platform/", role_name_prefix="corp-"))

    assert found["Principal"] == {"AWS": "*"}
    assert found["Condition"] == {
        "StringEquals": {"aws:PrincipalOrgID": ORGANISATION},
        "ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/platform/corp-albias-platform-*"]},
    }


@pytest.mark.parametrize(
    ("principal", "organisation", "expected"),
    [
        (FUNCTION, ORGANISATION, True),
        (f"arn:aws:iam::{OTHER}:role/albias-platform-us-east-1", ORGANISATION, True),
        (f"arn:aws:iam::{OTHER}:role/dns-operator", ORGANISATION, True),
        (f"arn:aws:iam::{HERE}:role/dns-operator", ORGANISATION, False),
        (f"arn:aws:iam::{HERE}:role/albias-other-eu-west-1", ORGANISATION, False),
        (f"arn:aws:iam::{HERE}:role/my-albias-platform-eu-west-1", ORGANISATION, False),
        (f"arn:aws:iam::{HERE}:user/albias-platform-eu-west-1", ORGANISATION, False),
        (FUNCTION, "o-somebodyelse", False),
        (FUNCTION, None, False),  # an account without an organisation
    ],
)
def test_who_gets_in_with_an_organisation(principal: str, organisation: str | None, expected: bool) -> None:
    """Beside the function roles, the roles that `-c deployment` names: where they belong to the organisation."""
    found = trust(organised(Trusted((f"arn:aws:iam::{OTHER}:role/dns-operator",), ORGANISATION)))
    context = {"aws:PrincipalArn": [principal]} | ({"aws:PrincipalOrgID": [organisation]} if organisation else {})

    statement = {key: value for key, value in found.items() if key != "Principal"} | {"Resource": "*"}
    assert allowed([statement], Request("sts:AssumeRole", "*", context)) is expected


def test_a_boundary_is_applied_where_it_exists() -> None:
    """A policy of the deployment's account is none in the zones' account; AWS's own are in every account."""
    here, there = f"arn:aws:iam::{HERE}:policy/boundary", f"arn:aws:iam::{DNS}:policy/boundary"
    managed = "arn:aws:iam::aws:policy/PowerUserAccess"
    found = {}
    for boundary in (here, there, managed):
        roles = resources(organised(Trusted((FUNCTION,)), permissions_boundary=boundary), "AWS::IAM::Role").values()
        found[boundary] = {role.get("PermissionsBoundary") for role in roles}

    assert found == {here: {None}, there: {there}, managed: {managed}}


def test_deployments_in_several_regions_share_a_role() -> None:
    two = (FUNCTION, f"arn:aws:iam::{HERE}:role/albias-platform-us-east-1")
    (trust,) = resolved(
        resources(access(account=OTHER, deployments=two), "AWS::IAM::Role").popitem()[1]["AssumeRolePolicyDocument"][
            "Statement"
        ]
    )

    assert trust["Condition"]["ArnEquals"]["aws:PrincipalArn"] == list(two)


def test_as_many_deployments_as_there_are_regions_are_trusted() -> None:
    many = tuple(f"arn:aws:iam::{HERE}:role/albias-platform-ap-northeast-{number}" for number in range(24))
    documents = [
        resolved(role["AssumeRolePolicyDocument"])
        for role in resources(access(deployments=many), "AWS::IAM::Role").values()
    ]

    assert all(len(json.dumps(document, separators=(",", ":"))) <= MAX_TRUST for document in documents)


def test_the_deployment_trusted_is_the_role_that_it_makes() -> None:
    (name,) = [
        resolved(role["RoleName"])
        for role in resources(synth(settings(zones=ZONES)), "AWS::IAM::Role").values()
        if "ManagedPolicyArns" in role
    ]

    assert FUNCTION.endswith(f":role/{name}")


def test_one_account_at_a_time() -> None:
    assert roles(access(account=OTHER)).keys() == {"albias"}
    assert "ZOTHER" in str(roles(access(account=OTHER)))


def test_a_single_account_need_not_be_named() -> None:
    assert roles(access(account=None, zones=ZONES[:4])).keys() == {"albias", "albias-three"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"account": None}, f"the roles lie in {DNS}, {OTHER}; .* \\(now: none\\)"),
        ({"account": HERE}, f"the roles lie in {DNS}, {OTHER}; .* \\(now: {HERE}\\)"),
        ({"zones": ZONES[:1]}, "role_arn: no zone has one"),
        ({"deployments": ("arn:aws:iam::1:role/x",)}, 'deployment = "arn:aws:iam::1:role/x": allowed: arn'),
        ({"deployments": (f"arn:aws:iam::{HERE}:role/*/x",)}, f'deployment = "arn:aws:iam::{HERE}:role/\\*/x": all'),
        ({"deployments": (f"arn:aws:iam::{HERE}:user/x",)}, "deployment = "),
        ({"organisation": "r-abcd"}, 'organisation = "r-abcd": allowed: its id, o-'),
        ({"organisation": ORGANISATION, "deployments": ("x",)}, 'deployment = "x": allowed: arn'),
        (
            {"deployments": tuple(f"{FUNCTION}-{number}" for number in range(33))},
            "trust policy of the zones' role would take 2,[0-9]{3} characters; IAM allows 2,048. Name fewer roles",
        ),
        (
            {"zones": [zone | {"role_arn": f"arn:aws:iam::{DNS}:role/{zone['id']}/albias"} for zone in ZONES[1:3]]},
            'two roles are called "albias"; IAM allows a name once in an account',
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        access(**arguments)


def test_two_owners_do_not_replace_each_others_access() -> None:
    """The stack is asked for as albias-zone-access; in CloudFormation it carries the owner's name."""
    stacks = [
        ZoneAccessStack(app(), settings(zones=ZONES, owner=owner), trusted=Trusted((FUNCTION,)), account=DNS)
        for owner in ("platform", "shop")
    ]

    assert [stack.node.id for stack in stacks] == ["albias-zone-access"] * 2
    assert [stack.stack_name for stack in stacks] == ["albias-zone-access-platform", "albias-zone-access-shop"]


def test_the_function_reaches_zones_elsewhere_through_their_roles_only() -> None:
    """Several zones and several accounts at once; none of their ARNs in the function's own policies."""
    made = synth(settings(zones=ZONES))
    (role,) = [role for role in resources(made, "AWS::IAM::Role").values() if "ManagedPolicyArns" in role]
    (assume,) = [p["PolicyDocument"]["Statement"] for p in role["Policies"] if p["PolicyName"] == "zones-elsewhere"]

    assert [(s["Action"], s["Resource"]) for s in assume] == [
        ("sts:AssumeRole", sorted({zone["role_arn"] for zone in ZONES if "role_arn" in zone}))
    ]
    assert "ZOWN" in str(resources(made, "AWS::IAM::ManagedPolicy"))
    assert "ZDNS" not in str(resources(made, "AWS::IAM::ManagedPolicy"))


def test_without_roles_nothing_can_be_assumed(template: Template) -> None:
    assert "zones-elsewhere" not in str(template)


def characters(policy: dict[str, Any]) -> int:
    """As IAM counts: no white space outside quotation marks."""
    return len(json.dumps(resolved(policy["PolicyDocument"]), separators=(",", ":")))


@pytest.mark.parametrize("number", [1, 7, 30, 52])
def test_many_zones_fill_policies_that_iam_accepts(number: int) -> None:
    """H50: as many zones as the configuration can hold: each zone once, no policy too long, not too many of them."""
    zones = [{"id": f"Z{index:020}", "name": f"zone-{index:03}.example.com"} for index in range(number)]
    policies = resources(synth(settings(zones=zones)), "AWS::IAM::ManagedPolicy")

    assert len(policies) <= MAX_POLICIES
    assert max(characters(policy) for policy in policies.values()) <= MAX_POLICY
    written = [
        statement["Resource"]
        for policy in policies.values()
        for statement in resolved(policy["PolicyDocument"]["Statement"])
        if (statement["Effect"], statement["Action"]) == ("Allow", "route53:ChangeResourceRecordSets")
    ]
    assert written == [f"arn:aws:route53:::hostedzone/{zone['id']}" for zone in zones]


def test_a_zone_with_more_hostnames_than_a_policy_holds_is_refused_with_numbers() -> None:
    zone = {"id": "Z1", "name": "apps.example.com", "hostnames": [f"s{n:02}.apps.example.com" for n in range(95)]}

    with pytest.raises(ConfigurationError, match=r"apps.example.com \(public\): its hostnames need [\d,]+ characters"):
        AlbiasStack(app(), settings(zones=[zone]), code=code())


def test_more_policies_than_a_role_carries_are_refused_with_numbers() -> None:
    """The configuration's own limit comes first for a file; another CDK app could get here."""
    hostnames = [f"a{number}.apps.example.com" for number in range(55)]
    made = [
        settings(zones=[{"id": f"Z{number}", "name": "apps.example.com", "hostnames": hostnames}]).zones[0]
        for number in range(12)
    ]

    with pytest.raises(ConfigurationError, match=rf"permissions need 12 IAM policies; a role carries {MAX_POLICIES}"):
        zone_policies(Stack(app(), "test"), made, owner="platform", adopt="never")

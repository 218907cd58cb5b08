"""The module for the account that owns zones says what the stack albias-zone-access says."""

import json
from pathlib import Path
from typing import Any

import pytest

from albias_cdk.trust import Trusted
from albias_cdk.zone_access_stack import ZoneAccessStack
from albias_config import check
from tests.support.accounts import DNS, FUNCTION, HERE, ZONES
from tests.support.synth import Template, app, resolved, resources, template_of
from tests.terraform.statements import statements

from .render import refused, rendered

SOURCE = "./terraform/spec/zone_access"
WHERE = {"partition": "aws", "region": "eu-west-1", "account": DNS, "dns_suffix": "amazonaws.com"}
MORE = f"arn:aws:iam::{HERE}:role/people/dns"
ORGANISATION = "o-a1b2c3d4e5"
CASES: dict[str, dict[str, Any]] = {
    "one_deployment": {"deployments": [FUNCTION]},
    "several": {"deployments": [FUNCTION, MORE], "adopt": "matching"},
    "organisation": {"organisation": ORGANISATION},
    "both": {"organisation": ORGANISATION, "deployments": [MORE]},
}


def of(**keys: Any) -> dict[str, Any]:
    return {"source": SOURCE, "aws": WHERE, "owner": "platform", "zones": ZONES} | keys


@pytest.fixture(scope="session")
def access(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return rendered(tmp_path_factory.mktemp("access"), {name: of(**keys) for name, keys in CASES.items()})


def template(keys: dict[str, Any]) -> Template:
    settings = check({"owner": "platform", "zones": ZONES, "adopt": keys.get("adopt", "never")})
    trusted = Trusted(tuple(keys.get("deployments", ())), keys.get("organisation", ""))
    return template_of(ZoneAccessStack(app(), settings, trusted=trusted, account=DNS))


@pytest.mark.parametrize("name", CASES)
def test_roles_and_their_trust_are_the_same(access: dict[str, dict[str, Any]], name: str) -> None:
    roles = resolved(list(resources(template(CASES[name]), "AWS::IAM::Role").values()))

    assert {(role["name"], role["path"]) for role in access[name]["roles"].values()} == {
        (role["RoleName"], role["Path"]) for role in roles
    }
    for role in roles:
        assert statements([json.loads(access[name]["trust"])]) == statements([role["AssumeRolePolicyDocument"]])


@pytest.mark.parametrize("name", CASES)
def test_the_fence_is_the_same(access: dict[str, dict[str, Any]], name: str) -> None:
    made = template(CASES[name])
    policies = resolved(resources(made, "AWS::IAM::ManagedPolicy"))
    for role in resolved(list(resources(made, "AWS::IAM::Role").values())):
        (there,) = [each for each in access[name]["roles"].values() if each["name"] == role["RoleName"]]
        here = [policies[arn.strip("<>")]["PolicyDocument"] for arn in role["ManagedPolicyArns"]]
        assert [statements([json.loads(text)]) for text in there["policies"]] == [statements([each]) for each in here]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"zones": ZONES[:1]}, "role_arn: no zone has one; albias-zone-access would give access to nothing"),
        ({"aws": WHERE | {"account": HERE}}, f"the roles lie in {DNS}, 777788889999; deploy albias-zone-access with"),
        ({"deployments": []}, "deployment: nobody is trusted; name function roles, or an organisation"),
        ({"deployments": [f"arn:aws:iam::{HERE}:user/x"]}, "allowed: arn:aws:iam::<12 digits>:role/<name>"),
        ({"organisation": "x"}, 'organisation = "x": allowed: its id, o-'),
        (
            {"deployments": [f"{FUNCTION}-{number}" for number in range(33)]},
            "IAM allows 2,048. Name fewer roles, or an",
        ),
    ],
)
def test_what_does_not_fit_is_said(tmp_path: Path, keys: dict[str, Any], message: str) -> None:
    assert message in "\n".join(refused(tmp_path, of(**{"deployments": [FUNCTION]} | keys)))

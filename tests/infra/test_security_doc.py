"""docs/security.md against the template: the permissions it lists, the findings it accepts, the commands it shows."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from albias.edge.notices import STACK_TAGS
from albias.names import DnsName
from tests.infra.fence import change, statements
from tests.support.accounts import ZONES
from tests.support.iam import Request, allowed
from tests.support.markdown import blocks, table_with, text_of, words_of
from tests.support.synth import ACCOUNT, ROOT, ZONE, configuration, resolved, resources, settings, synth

TEXT = text_of("docs/security.md")


def granted() -> set[str]:
    """Every action that the function's role may take, with zones here and elsewhere."""
    key = "arn:aws:kms:eu-west-1:111122223333:key/0123abcd-0123-0123-0123-0123456789ab"
    template = synth(configuration(zones=ZONES, names_from_rules=["x"], events_bus="default", kms_key_arn=key))
    (role,) = [role for role in resources(template, "AWS::IAM::Role").values() if "ManagedPolicyArns" in role]
    documents: list[dict[str, Any]] = [policy["PolicyDocument"] for policy in role["Policies"]]
    documents += [policy["PolicyDocument"] for policy in resources(template, "AWS::IAM::ManagedPolicy").values()]
    actions = [statement["Action"] for document in documents for statement in resolved(document["Statement"])]
    return {action for item in actions for action in (item if isinstance(item, list) else [item])}


def test_the_permissions_listed_are_those_granted() -> None:
    """H50."""
    listed = set()
    for row in table_with(TEXT, "permission"):
        service = ""
        for word in words_of(row["permission"]):
            service = word.partition(":")[0] if ":" in word else service
            listed.add(word if ":" in word else f"{service}:{word}")

    assert listed == granted()


def test_the_deny_that_is_shown_is_the_one_that_is_deployed() -> None:
    """Certificates and mail policy are out of reach; hostnames and holds are not."""
    shown, *_ = blocks(TEXT, "json")
    may = statements(settings())
    names = "shop.apps.example.com shop._hold._albias.apps.example.com"

    assert [statement for statement in may if statement["Effect"] == "Deny"] == [json.loads(shown)]
    services = "_acme-challenge _acme-challenge.shop _a._acme-challenge _validation-persist.shop _dmarc _dmarc.shop"
    for name in (*services.split(), "s1._domainkey", "_domainkey"):
        assert allowed(may, change(ZONE["id"], names, "A TXT"))
        assert not allowed(may, change(ZONE["id"], f"{names} {name}.apps.example.com", "A TXT"))


def test_the_scp_that_is_shown_leaves_tags_that_claim_names_to_whom_it_names() -> None:
    (shown,) = [json.loads(block) for block in blocks(TEXT, "json") if "TagsThatClaimNames" in block]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    def may(role: str, *keys: str, action: str = "AddTags") -> bool:
        context = {"aws:TagKeys": list(keys), "aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/{role}"]}
        return allowed([everything, shown], Request(f"elasticloadbalancing:{action}", "*", context))

    for key in ("albias/hostname", "albias/hostname/cart", "team", *STACK_TAGS[:2], "ingress.eks.amazonaws.com/stack"):
        assert not may("Admin", "Name", key)
        assert not may("Admin", key, action="RemoveTags")
        assert may("aws-load-balancer-controller", key)
        assert may("deploy-team-a", key)
    assert may("Admin", "Name")
    assert may("Admin", "albias/hostname", action="DescribeTags")


@pytest.mark.parametrize(
    ("stack", "granted"),
    [("team-a/shop", True), ("team-a", False), ("team-ab/shop", False), ("team-b/team-a/shop", False), ("", False)],
)
def test_the_claim_that_is_shown_holds_one_namespace(stack: str, granted: bool) -> None:
    """Not the group of that name, which anybody may name, nor a namespace that only begins alike."""
    held = [row["a claim that holds"] for row in table_with(TEXT, "the load balancer is made by")]
    (claim,) = [each for each in held if "team-a/*" in each]
    tags = tomllib.loads(f"tags = {words_of(claim)[0]}")["tags"]
    rule = {"hostnames": ["*.team-a.apps.example.com"], "tags": tags}
    (zone,) = settings(zones=[{"id": ZONE["id"], "name": "apps.example.com", "claims": [rule]}]).zones

    found = zone.may_claim(DnsName("shop.team-a.apps.example.com"), (("ingress.k8s.aws/stack", stack), ("team", "a")))
    assert found is granted
    assert not zone.may_claim(DnsName("shop.apps.example.com"), (("ingress.k8s.aws/stack", stack),))


def test_the_findings_accepted_are_those_in_the_code() -> None:
    code = "\n".join(path.read_text() for path in Path(ROOT, "infra", "albias_cdk").glob("*.py"))
    answered = set(re.findall(r'"AwsSolutions-(\w+)', code))
    listed = {row["rule"] for row in table_with(TEXT, "rule")}

    assert listed == {f"AwsSolutions-{rule}" for rule in answered} | {"W3005 (cfn-lint)"}

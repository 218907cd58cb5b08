"""What doctor says of the function's role: by a simulation of IAM that reads the keys of a change, as AWS's does."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.parsers import ResponseParserError

from albias_cli.doctor import Finding
from albias_cli.doctor.permissions import permissions, policies
from tests.cli.patients import DENIED, Canned, patient, states
from tests.support.desk import Desk
from tests.support.world import ZONE, World

ROLE = {"FunctionRoleArn": "arn:aws:iam::1:role/path/x"}
ALLOWED = {"Actions": {"CREATE", "DELETE"}, "RecordTypes": {"A", "AAAA", "TXT"}}


class Simulation:
    """IAM with albias's fence around a hosted zone; `wide`: with a policy beside it that allows everything."""

    def __init__(self, *, wide: bool = False) -> None:
        self.wide = wide
        self.asked: list[dict[str, Any]] = []

    def simulate_principal_policy(self, **asked: Any) -> Any:
        self.asked.append(asked)
        keys = {}
        for each in asked["ContextEntries"]:
            keys[each["ContextKeyName"].removeprefix("route53:ChangeResourceRecordSets")] = each["ContextKeyValues"]
        good = self.wide or self._inside(keys)
        return {"EvaluationResults": [{"EvalDecision": "allowed" if good else "implicitDeny"}]}

    def _inside(self, keys: dict[str, list[str]]) -> bool:
        if {*keys} != {"NormalizedRecordNames", "RecordTypes", "Actions"}:
            return False  # the Null conditions
        for key, allowed in ALLOWED.items():
            if not {*keys[key]} <= allowed:
                return False
        return all(name.endswith(f".{ZONE.name}") for name in keys["NormalizedRecordNames"])


def look(desk: Desk, client: Any) -> list[Finding]:
    desk.clients.more["iam"] = client
    return list(permissions(patient(desk, ROLE)))


def test_h51_permissions_are_simulated_with_every_kind_of_name(world: World, desk: Desk) -> None:
    denied = {"EvaluationResults": [{"EvalDecision": "implicitDeny"}]}
    client = Canned(simulate_principal_policy=denied)
    assert states(look(desk, client)) == ["problem", "ok"]
    _, asked = client.asked[0]
    assert asked["ResourceArns"] == [f"arn:aws:route53:::hostedzone/{ZONE.id}"]
    names = next(each["ContextKeyValues"] for each in asked["ContextEntries"] if "Names" in each["ContextKeyName"])
    assert names == [
        "albias-doctor.apps.example.com",
        "albias-doctor._hold._albias.apps.example.com",
        "albias-doctor.platform._albias.apps.example.com",
    ]


def test_h50_what_albias_never_does_is_asked_for_as_well(desk: Desk) -> None:
    may, may_not = look(desk, Simulation())
    assert (may.state, may.words) == ("ok", "the function may write its names")
    assert may_not.state == "ok"
    for words in ("UPSERT", "MX", "what Route 53 says nothing of", "the zone's own name"):
        assert words in may_not.words


def test_h50_a_policy_beside_albias_s_is_a_problem(desk: Desk) -> None:
    _, may_more = look(desk, Simulation(wide=True))
    assert (may_more.state, "may do more" in may_more.words) == ("problem", True)
    assert "UPSERT, write an MX record set, write what Route 53 says nothing of" in may_more.words


def test_the_zones_own_name_is_asked_for_only_where_it_is_not_granted() -> None:
    zone = replace(ZONE, hostnames=(f"*.{ZONE.name}", ZONE.name))
    client = Simulation()
    look(Desk(World(zones=(zone,))), client)
    assert len(client.asked) == 4


def test_each_partition_has_its_own_arns() -> None:
    world = World()
    world.me = replace(world.me, partition="aws-us-gov")
    client = Simulation()
    look(Desk(world), client)
    assert {arn for each in client.asked for arn in each["ResourceArns"]} == {
        f"arn:aws-us-gov:route53:::hostedzone/{ZONE.id}"
    }


def test_a_local_aws_is_not_asked_what_its_iam_cannot_say() -> None:
    world = World()
    world.me = replace(world.me, account="000000000000")
    client = Simulation(wide=True)
    found = look(Desk(world), client)
    assert (states(found), len(client.asked)) == (["ok", "ok"], 1)


def _validated(desk: Desk, answer: Any) -> Finding:
    desk.clients.more["iam"] = Canned(
        list_attached_role_policies={"AttachedPolicies": [{"PolicyArn": "arn:p"}]},
        get_policy={"Policy": {"DefaultVersionId": "v1"}},
        get_policy_version={"PolicyVersion": {"Document": {"Statement": []}}},
    )
    client = desk.clients.more["accessanalyzer"] = Canned(validate_policy=answer)
    (found,) = policies(patient(desk, ROLE))
    assert client.asked == [
        ("validate_policy", {"policyDocument": '{"Statement": []}', "policyType": "IDENTITY_POLICY"})
    ]
    assert ("list_attached_role_policies", {"RoleName": "x"}) in desk.clients.more["iam"].asked
    return found


def test_access_analyzer_looks_at_the_roles_policies(desk: Desk) -> None:
    style = {"findingType": "SUGGESTION", "issueCode": "EMPTY_ARRAY", "findingDetails": "an empty array"}
    wrong = {"findingType": "ERROR", "issueCode": "INVALID_CONDITION_KEY", "findingDetails": "no such key"}
    assert _validated(desk, {"findings": [style]}).state == "ok"
    found = _validated(desk, {"findings": [style, wrong]})
    assert (found.state, found.words) == ("problem", "Access Analyzer: INVALID_CONDITION_KEY: no such key")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ClientError(DENIED, "ValidatePolicy"), "ValidatePolicy: AccessDenied"),
        (EndpointConnectionError(endpoint_url="https://x"), "Could not connect"),
        (ResponseParserError("not JSON"), "not JSON"),
    ],
)
def test_who_may_not_ask_access_analyzer_is_told_so_and_not_sent_away(desk: Desk, error: Exception, words: str) -> None:
    found = _validated(desk, error)
    assert (found.state, f"not given to Access Analyzer: {words}" in found.words) == ("ok", True)

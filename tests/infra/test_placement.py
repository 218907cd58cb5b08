"""What a company prescribes for everything that is deployed: names, paths, boundary, key, processor, tags."""

from typing import Any

import pytest

from albias import sources
from albias.settings import Settings
from albias.sources import Source
from albias_cdk.stack import AlbiasStack
from albias_config.errors import ConfigurationError
from tests.infra.fence import statements
from tests.support.iam import Request, allowed
from tests.support.synth import (
    ACCOUNT,
    PSEUDO,
    REGION,
    Template,
    app,
    code,
    configuration,
    one,
    resolved,
    resources,
    settings,
    synth,
    template_of,
)

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123abcd-0123-0123-0123-0123456789ab"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"


def deployed(**keys: Any) -> Template:
    return synth(configuration(**keys))


def all_of(template: Template, kind: str) -> list[dict[str, Any]]:
    return [resolved(properties) for properties in resources(template, kind).values()]


def test_every_role_has_the_prescribed_name_path_and_boundary() -> None:
    made = deployed(role_name_prefix="corp-", role_path="/platform/", permissions_boundary=BOUNDARY)

    names = {role["RoleName"] for role in all_of(made, "AWS::IAM::Role")}
    assert names == {f"corp-albias-platform-{REGION}", f"corp-albias-platform-{REGION}-sweep"}
    assert {role["Path"] for role in all_of(made, "AWS::IAM::Role")} == {"/platform/"}
    assert {role["PermissionsBoundary"] for role in all_of(made, "AWS::IAM::Role")} == {BOUNDARY}
    assert {policy["Path"] for policy in all_of(made, "AWS::IAM::ManagedPolicy")} == {"/platform/"}


def test_the_cdks_own_context_bounds_every_role_too() -> None:
    """Where the company's CDK apps have it already, nothing is to be said in albias.toml."""
    surroundings = app()
    surroundings.node.set_context("@aws-cdk/core:permissionsBoundary", {"name": "corp-boundary"})
    made = template_of(AlbiasStack(surroundings, settings(), code=code()))

    boundaries = {str(role.get("PermissionsBoundary")) for role in all_of(made, "AWS::IAM::Role")}
    assert boundaries == {f"arn:aws:iam::{ACCOUNT}:policy/corp-boundary"}


def test_without_a_prescription_roles_are_named_after_the_deployment(template: Template) -> None:
    roles = all_of(template, "AWS::IAM::Role")

    assert {role["RoleName"] for role in roles} == {f"albias-platform-{REGION}", f"albias-platform-{REGION}-sweep"}
    assert all("PermissionsBoundary" not in role for role in roles)


def test_the_longest_prefix_still_makes_role_names_that_iam_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 characters, and the longest Region must fit."""
    monkeypatch.setitem(PSEUDO, "AWS::Region", "us-isof-south-1")
    made = deployed(owner="x" * 16, role_name_prefix="p" * 19)

    assert max(len(role["RoleName"]) for role in all_of(made, "AWS::IAM::Role")) == 64
    with pytest.raises(ConfigurationError, match=r'role_name_prefix = "p{20}": .+ leaves room for 19 characters'):
        deployed(owner="x" * 16, role_name_prefix="p" * 20)


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_the_function_runs_on_the_processor_that_is_asked_for(architecture: str) -> None:
    assert one(deployed(architecture=architecture), "AWS::Lambda::Function")["Architectures"] == [architecture]


def test_the_log_is_kept_as_long_as_asked_for() -> None:
    assert one(deployed(log_retention=365), "AWS::Logs::LogGroup")["RetentionInDays"] == 365


def test_a_key_encrypts_all_queues_and_the_log() -> None:
    made = deployed(kms_key_arn=KEY)

    queues = all_of(made, "AWS::SQS::Queue")
    assert [queue["KmsMasterKeyId"] for queue in queues] == [KEY] * 3
    assert all("SqsManagedSseEnabled" not in queue for queue in queues)
    assert one(made, "AWS::Logs::LogGroup")["KmsKeyId"] == KEY


def test_a_key_opens_the_queues_to_nobody_else() -> None:
    """H72: the CDK drops the rule from a queue's policy where it knows of a key: with ours, it stays."""

    def let_in(template: Template) -> list[dict[str, Any]]:
        policies = all_of(template, "AWS::SQS::QueuePolicy")
        found = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
        return [statement["Condition"] for statement in found if statement["Effect"] == "Allow"]

    assert let_in(deployed(kms_key_arn=KEY)) == let_in(deployed())
    assert all("aws:SourceArn" in condition["ArnEquals"] for condition in let_in(deployed(kms_key_arn=KEY)))


def test_function_and_schedule_may_use_the_key_and_no_other() -> None:
    may = statements(configuration(kms_key_arn=KEY))
    sweeps = one(deployed(kms_key_arn=KEY), "AWS::IAM::Role", "SweepRole")["Policies"][0]["PolicyDocument"]["Statement"]

    for role in (may, sweeps):
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            assert allowed(role, Request(action, KEY))
            assert not allowed(role, Request(action, KEY.replace("0123abcd", "ffffffff")))
        assert not allowed(role, Request("kms:Encrypt", KEY))


def test_without_a_key_nobody_uses_one(template: Template) -> None:
    assert "kms:" not in str(template)


def test_each_dead_letter_queue_says_that_it_is_one(template: Template) -> None:
    """Control Tower's CT.SQS.PR.1: every queue has a dead-letter queue, or says whose dead letters it takes."""
    for name, queue in resources(template, "AWS::SQS::Queue").items():
        takes = queue.get("RedriveAllowPolicy", {}).get("redrivePermission")
        assert (takes in ("allowAll", "byQueue")) != ("RedrivePolicy" in queue), name


TAGGABLE = {
    "AWS::CloudWatch::Alarm",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
}


def test_everything_that_can_be_tagged_is_tagged() -> None:
    made = deployed(tags={"team": "platform", "cost-centre": "42"}, create_trail=True)

    seen = set()
    for resource in made["Resources"].values():
        if resource["Type"] in TAGGABLE | {"AWS::S3::Bucket", "AWS::CloudTrail::Trail"}:
            seen.add(resource["Type"])
            assert {"Key": "team", "Value": "platform"} in resource["Properties"]["Tags"]
            assert {"Key": "cost-centre", "Value": "42"} in resource["Properties"]["Tags"]
    assert seen >= TAGGABLE


BUS = f"arn:aws:events:{REGION}:999988887777:event-bus/names"
OWN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"


@pytest.mark.parametrize(("events_bus", "allowed_one"), [("", None), ("default", OWN), (BUS, BUS)])
def test_events_may_be_put_on_the_one_bus_of_the_settings(events_bus: str, allowed_one: str | None) -> None:
    may = statements(settings(events_bus=events_bus))

    for bus in (OWN, BUS):
        as_albias = Request("events:PutEvents", bus, {"events:source": ["albias"]})
        assert allowed(may, as_albias) is (bus == allowed_one)


def test_events_may_be_put_in_no_other_name() -> None:
    """What reaches the bus as `com.example.shop` is the shop's; a request that says nothing of its source is none."""
    may = statements(settings(events_bus="default"))

    for senders in (["com.example.shop"], ["albias", "com.example.shop"]):
        assert not allowed(may, Request("events:PutEvents", OWN, {"events:source": senders}))
    assert not allowed(may, Request("events:PutEvents", OWN))


def test_the_role_may_read_every_source_of_names_that_the_settings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source says itself what it needs; nothing else has to know of it."""

    class Services(Source):
        def actions(self, settings: Settings) -> tuple[str, ...]:
            return ("ecs:DescribeServices",)

    request = Request("ecs:DescribeServices", "*", {"aws:RequestedRegion": [REGION]})
    assert not allowed(statements(settings()), request)
    monkeypatch.setattr(sources, "SOURCES", (*sources.SOURCES, Services()))
    assert allowed(statements(settings()), request)


@pytest.mark.parametrize(("names_from_rules", "expected"), [([], False), (["use-rules"], True)])
def test_listeners_and_rules_are_read_only_where_their_hosts_are_names(
    names_from_rules: list[str], expected: bool
) -> None:
    may = statements(settings(names_from_rules=names_from_rules))

    for action in ("DescribeListeners", "DescribeRules"):
        here = Request(f"elasticloadbalancing:{action}", "*", {"aws:RequestedRegion": [REGION]})
        elsewhere = Request(f"elasticloadbalancing:{action}", "*", {"aws:RequestedRegion": ["us-east-1"]})
        assert allowed(may, here) is expected
        assert not allowed(may, elsewhere)

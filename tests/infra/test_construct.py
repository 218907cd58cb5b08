"""Albias in somebody else's CDK app, with hosted zones as constructs: docs/construct.md's example, and its edges."""

from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_route53 as route53

from albias.settings import VARIABLE, Settings
from albias_cdk import Albias, in_zone
from albias_cdk import albias as construct
from albias_config.errors import ConfigurationError
from albias_config.schema import ZoneTable
from albias_config.words import keys_of
from tests.infra.fence import change
from tests.support.iam import allowed
from tests.support.markdown import blocks, text_of
from tests.support.synth import Template, code, resolved, resources, settings, template_of

ROLE = "arn:aws:iam::444455556666:role/albias"


@pytest.fixture
def platform_stack(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stack that docs/construct.md shows, word for word; only the bundle is a stand-in."""
    monkeypatch.setattr(construct, "bundled_code", code)
    (example,) = blocks(text_of("docs/construct.md"), "python")
    names: dict[str, Any] = {}
    exec(compile(example, "docs/construct.md", "exec"), names)
    return names["Platform"](App(), "Platform")


@pytest.fixture
def platform(platform_stack: Any) -> Template:
    return template_of(platform_stack)


def logical_ids(template: Template, kind: str, part: str) -> list[str]:
    return [name for name in resources(template, kind) if part in name]


def function(template: Template) -> dict[str, Any]:
    (found,) = [f for name, f in resources(template, "AWS::Lambda::Function").items() if name.startswith("Albias")]
    return found


def test_the_zones_ids_reach_the_function_at_deployment(platform: Template) -> None:
    """Tokens: ids that CloudFormation knows and the CDK does not."""
    (public,) = logical_ids(platform, "AWS::Route53::HostedZone", "Public")
    (private,) = logical_ids(platform, "AWS::Route53::HostedZone", "Private")
    given = Settings.from_json(resolved(function(platform)["Environment"]["Variables"][VARIABLE]))

    assert [(zone.id, zone.name, zone.private) for zone in given.zones] == [
        (f"<{public}>", "apps.example.com", False),
        (f"<{private}>", "apps.example.com", True),
    ]
    assert given.zones[1].schemes == ("internal",)
    assert (given.hostname_tags, given.sweep) == (("dns",), "5 minutes")


def test_the_fence_names_the_same_zones(platform: Template) -> None:
    """H26, H50: the two zones share a name, their fences do not."""
    (public,) = logical_ids(platform, "AWS::Route53::HostedZone", "Public")
    (private,) = logical_ids(platform, "AWS::Route53::HostedZone", "Private")
    may = [
        statement
        for policy in resources(platform, "AWS::IAM::ManagedPolicy").values()
        for statement in resolved(policy["PolicyDocument"]["Statement"])
    ]

    assert allowed(may, change(f"<{public}>", "shop.apps.example.com"))
    assert allowed(may, change(f"<{private}>", "db.internal.apps.example.com"))
    assert not allowed(may, change(f"<{private}>", "shop.apps.example.com"))


def test_the_alarms_go_to_a_topic_of_the_same_app(platform: Template) -> None:
    (topic,) = logical_ids(platform, "AWS::SNS::Topic", "Alarms")

    for alarm in resources(platform, "AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]


def test_what_an_app_builds_upon_is_there(platform_stack: Any) -> None:
    albias = platform_stack.albias

    assert albias.function.function_name
    assert albias.role.role_arn
    assert albias.log_group.log_group_name
    assert albias.queues.work.queue_url
    assert "dashboards" in albias.dashboard_url


def test_the_checks_are_those_of_the_file() -> None:
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")

    with pytest.raises(ConfigurationError) as caught:
        Albias(
            stack,
            "Albias",
            owner="Platform",
            zones=[in_zone(zone, hostnames=["shop.example.com"])],
            sweep="soon",
            code=code(),
        )

    assert [line.split(" =")[0] for line in str(caught.value).splitlines()] == [
        "owner",
        "sweep",
        "[[zones]] #1 hostnames",
    ]


def test_an_unknown_keyword_is_told_like_an_unknown_key() -> None:
    """Beside the other mistakes, with a guess; what no file could hold is shown too."""
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")
    options: Any = {"polcy": "sync", "sweep": Duration.minutes(5)}

    with pytest.raises(ConfigurationError) as caught:
        Albias(stack, "Albias", owner="Platform", zones=[zone], code=code(), **options)

    owner, sweep, polcy = str(caught.value).splitlines()
    assert owner.startswith('owner = "Platform": allowed')
    assert "sweep = <aws_cdk.Duration" in sweep
    assert polcy == 'polcy = "sync": unknown key (did you mean "policy"?); every key: docs/settings.md'


def test_a_zone_of_another_app_is_private_only_when_that_is_said() -> None:
    """H26: the CDK does not know what an imported zone is."""
    stack = Stack(App(), "Test")
    zone = route53.HostedZone.from_hosted_zone_attributes(stack, "Z", hosted_zone_id="Z1", zone_name="a.example.com")

    assert in_zone(zone)["private"] is False
    assert in_zone(zone, private=True)["private"] is True


def test_a_zone_takes_every_key_of_the_file() -> None:
    """`except` is a word of Python; everything else has its own name."""
    stack = Stack(App(), "Test")
    zone = route53.HostedZone.from_hosted_zone_attributes(stack, "Z", hosted_zone_id="Z1", zone_name="apps.example.com")
    claim: Any = {"hostnames": ("*.team-a.apps.example.com",), "tags": {"ingress.k8s.aws/stack": "team-a/*"}}
    keys: Any = {"hostnames": ["*.apps.example.com"], "schemes": ["internal"], "service_names": True}
    table = in_zone(zone, private=True, role_arn=ROLE, excepted=["old.*"], claims=[claim], **keys)

    assert table.keys() == keys_of(ZoneTable).keys()
    Albias(stack, "Albias", owner="platform", zones=[table], code=code())
    (function,) = resources(template_of(stack), "AWS::Lambda::Function").values()
    (made,) = Settings.from_json(resolved(function["Environment"]["Variables"][VARIABLE])).zones
    (rule,) = made.claims
    assert (made.excepted, made.service_names, made.role_arn) == (("old.*",), True, ROLE)
    assert (rule.hostnames, rule.tags) == (claim["hostnames"], tuple(claim["tags"].items()))


@pytest.mark.parametrize("key", ["hostnames", "schemes", "claims"])
def test_h54_an_empty_list_of_a_zone_is_refused_as_in_the_file(key: str) -> None:
    """It would mean its opposite: every name, every load balancer."""
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")
    empty: Any = {key: []}

    with pytest.raises(ConfigurationError, match=rf"\[\[zones\]\] #1 {key} = \[\]: is empty; leave the key out"):
        Albias(stack, "Albias", owner="platform", zones=[in_zone(zone, **empty)], code=code())


def test_a_claim_that_is_none_is_told_as_in_the_file() -> None:
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")
    claim: Any = {"hostnames": ["*.apps.example.com"], "tag": {}}

    with pytest.raises(ConfigurationError, match=r"claims #1 tag = \{\}: unknown key \(did you mean \"tags\"\?\)"):
        Albias(stack, "Albias", owner="platform", zones=[in_zone(zone, claims=[claim])], code=code())


def test_a_key_of_the_same_app_encrypts_what_albias_has() -> None:
    """Its ARN is known at deployment only; what a company prescribes is a keyword like everything else."""
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")
    key = kms.Key(stack, "Key")
    options: Any = {"kms_key_arn": key.key_arn, "tags": {"team": "platform"}, "architecture": "x86_64"}
    Albias(stack, "Albias", owner="platform", zones=[zone], code=code(), role_path="/platform/", **options)

    made = template_of(stack)
    (logical_id,) = resources(made, "AWS::KMS::Key")
    queues = [resolved(queue) for queue in resources(made, "AWS::SQS::Queue").values()]
    assert {queue["KmsMasterKeyId"] for queue in queues} == {f"<{logical_id}.Arn>"}
    assert all(queue["Tags"] == [{"Key": "team", "Value": "platform"}] for queue in queues)
    assert "Tags" not in resources(made, "AWS::KMS::Key")[logical_id]


def test_two_may_stand_in_one_stack() -> None:
    stack = Stack(App(), "Test")
    zone = route53.PublicHostedZone(stack, "Zone", zone_name="apps.example.com")
    for owner in ("blue", "green"):
        Albias(stack, owner, owner=owner, zones=[zone], code=code())

    functions = resources(template_of(stack), "AWS::Lambda::Function")
    owners = [Settings.from_json(resolved(f["Environment"]["Variables"][VARIABLE])).owner for f in functions.values()]
    assert sorted(owners) == ["blue", "green"]


def test_who_is_let_in_by_the_widget_can_invoke_nothing_else() -> None:
    """The function itself believes a DeleteLoadBalancer event; by this alias it only shows its names."""
    stack = Stack(App(), "test")
    albias = Albias(stack, "Albias", owner="platform", zones=settings().zones, code=code())
    viewers = iam.Role(stack, "Viewers", assumed_by=iam.AccountRootPrincipal())
    albias.widget.grant_invoke(viewers)
    template = template_of(stack)

    (policy,) = [each for name, each in resources(template, "AWS::IAM::Policy").items() if name.startswith("Viewers")]
    (alias,) = logical_ids(template, "AWS::Lambda::Alias", "Widget")
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert (statement["Action"], resolved(statement["Resource"])) == ("lambda:InvokeFunction", f"<{alias}>")

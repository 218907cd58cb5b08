"""Rules around what albias sends: its own match none of it (H76), and those of docs/events.md match what they say."""

import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from aws_cdk import App, Stack
from aws_cdk import aws_events as events

from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import VARIABLE, Settings
from albias_cdk import Albias
from tests.infra.conftest import Matcher
from tests.infra.passing import patterns
from tests.support.markdown import blocks, text_of
from tests.support.synth import code, resolved, resources, settings, synth, template_of

TEXT = text_of("docs/events.md")
ENVELOPE = {
    "version": "0",
    "id": "6f87d04b-9f74-4f04-a780-7acf4b0a9b38",
    "account": "123456789012",
    "time": "2026-11-28T12:00:00Z",
    "region": "eu-west-1",
}


def examples() -> dict[str, dict[str, Any]]:
    """The events of the document, by their types."""
    found = [json.loads(block) for block in blocks(TEXT, "json")]
    return {each["detail-type"]: ENVELOPE | each for each in found if "detail-type" in each}


@pytest.fixture(scope="module")
def cdk() -> dict[str, Any]:
    """The rule of the CDK example."""
    (example,) = blocks(TEXT, "python")
    names: dict[str, Any] = {}
    exec(compile(example, "docs/events.md", "exec"), names)
    stack = template_of(names["Refusals"](App(), "Refusals"))
    (rule,) = resources(stack, "AWS::Events::Rule").values()
    assert len(resources(stack, "AWS::Chatbot::SlackChannelConfiguration")) == 1
    return rule


@pytest.fixture(scope="module")
def cloudformation() -> dict[str, Any]:
    """The rule of the CloudFormation example."""
    (example,) = blocks(TEXT, "yaml")
    rule: dict[str, Any] = yaml.safe_load(example)["Resources"]["Refused"]["Properties"]
    return rule


def test_h76_no_rule_of_albias_hears_what_albias_sends(matcher: Matcher) -> None:
    """Else it would start itself, on the default bus for ever."""
    made = synth(settings(events_bus="default", names_from_rules=["x"]))
    heard = {}
    for name, pattern in patterns(made).items():
        heard[name] = [type_ for type_, event in examples().items() if matcher(pattern, event)]
    assert heard == {name: [] for name in heard}
    assert len(heard) > 4


def test_the_bus_may_be_a_construct_of_the_same_app() -> None:
    """Its ARN is known at deployment only: permission and function get the same one."""
    stack = Stack(App(), "Platform")
    bus = events.EventBus(stack, "Names")
    zone = HostedZone("Z0APPS", DnsName("apps.example.com"))
    Albias(stack, "Albias", owner="platform", zones=[zone], code=code(), events_bus=bus.event_bus_arn)
    made = template_of(stack)
    put = []
    for role in resources(made, "AWS::IAM::Role").values():
        for policy in resolved(role.get("Policies", [])):
            put += [each for each in policy["PolicyDocument"]["Statement"] if each["Action"] == "events:PutEvents"]
    [function] = [each for each in resources(made, "AWS::Lambda::Function").values() if "Environment" in each]
    given = Settings.from_json(resolved(function["Environment"]["Variables"][VARIABLE]))
    assert [each["Resource"] for each in put] == [given.events_bus]
    assert given.events_bus.startswith("<Names")


def test_both_examples_of_a_rule_ask_for_the_same(cdk: dict[str, Any], cloudformation: dict[str, Any]) -> None:
    assert cdk["EventPattern"] == cloudformation["EventPattern"]


def test_the_rule_hears_refusals_but_those_that_solve_themselves(matcher: Matcher, cdk: dict[str, Any]) -> None:
    pattern = json.dumps(cdk["EventPattern"])
    refused = examples()["Name Refused"]
    heard = {}
    for refusal in ("name-taken", "claim-not-allowed", "waiting", "zone-not-allowed"):
        heard[refusal] = matcher(pattern, refused | {"detail": refused["detail"] | {"code": refusal}})
    assert heard == {"name-taken": True, "claim-not-allowed": True, "waiting": False, "zone-not-allowed": False}
    assert not matcher(pattern, examples()["Name Granted"])


@pytest.mark.parametrize("which", ["cdk", "cloudformation"])
def test_the_message_has_the_form_of_a_custom_notification(which: str, request: pytest.FixtureRequest) -> None:
    """`version`, `source` and `content.description` must be there; the text comes through whatever its signs are."""
    (target,) = request.getfixturevalue(which)["Targets"]
    detail = examples()["Name Refused"]["detail"] | {"reason": 'a TXT "v=spf1 -all" \\ is there'}
    assert _transformed(target["InputTransformer"], detail) == {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": detail["hostname"],
            "description": detail["reason"],
            "nextSteps": [detail["advice"]],
        },
    }


def _transformed(transformer: dict[str, Any], detail: dict[str, str]) -> Any:
    """What EventBridge makes of an input template whose placeholders stand without quotation marks."""
    text = transformer["InputTemplate"]
    for name, path in transformer["InputPathsMap"].items():
        assert f'"<{name}>"' not in text
        text = text.replace(f"<{name}>", json.dumps(detail[path.removeprefix("$.detail.")]))
    return json.loads(text)

"""What a person sends to the function by hand: worked on where it can be, answered in words, never alarming (C30)."""

from typing import Any

import pytest

from tests.support.events import SWEEP, api_call, tag_change
from tests.support.invocation import message
from tests.unit.edge import Edge

SHOP = "shop.apps.example.com"
WHAT = "what albias works on is an EventBridge event, or a batch of its own queue"


def test_c30_an_event_by_itself_is_worked_on(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    answer = edge.invoke(tag_change(web))
    assert answer == {"done": True, "reason": "see the log for what was changed and refused"}
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)
    assert [line["hostname"] for line in edge.told("decision")] == [SHOP]
    assert edge.sqs.calls == []


def test_c30_a_sweep_by_hand_sweeps(edge: Edge) -> None:
    edge.scene.create("web", SHOP)
    assert edge.invoke(SWEEP)["done"] is True
    assert edge.scene.target(SHOP)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({}, "the event has no detail"),
        ({"key1": "value1", "key2": "value2"}, "the event has no detail"),  # the console's own "hello-world"
        (None, "the message is no JSON object"),
        ("text", "the message is no JSON object"),
        ([], "the message is no JSON object"),
        ({"Records": []}, "the event has no detail"),
        ({"Records": None}, "the event has no detail"),
        ({"Records": "text"}, "the event has no detail"),
        ({"Records": [None]}, "the event has no detail"),
        ({"Records": [{"eventSource": "aws:s3", "s3": {}}]}, "the event has no detail"),
        ({"source": "aws.ec2", "detail-type": "x", "detail": {}}, "source 'aws.ec2' with detail-type 'x'"),
    ],
)
def test_c30_what_is_no_event_is_answered_with_what_is_one(edge: Edge, event: Any, reason: str) -> None:
    """Nothing is set aside, nothing is an error: no alarm goes off for a person who tries something."""
    answer = edge.invoke(event)
    assert answer["done"] is False
    assert answer["reason"].startswith(reason)
    assert answer["reason"].endswith(WHAT)
    assert edge.sqs.calls == []
    assert {line["level"] for line in edge.lines if "level" in line} == {"INFO"}
    assert edge.metric("MessagesDeadLettered") == []


def test_c30_a_message_of_another_queue_is_no_message_of_ours(edge: Edge) -> None:
    """The console's template "SQS": to set its message aside, or to give it back, would fail, and alarm."""
    theirs = message("Hello from SQS!") | {"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:MyQueue"}
    assert edge.invoke({"Records": [theirs]})["done"] is False
    assert edge.invoke({"Records": [message(SWEEP), theirs]})["done"] is False
    assert edge.sqs.calls == []
    assert edge.told("sweep") == []


def test_c30_an_event_that_is_none_of_our_business_is_answered_with_the_reason(edge: Edge) -> None:
    failed = api_call("DeleteLoadBalancer", edge.scene.create("web", SHOP))
    failed["detail"]["errorCode"] = "OperationNotPermitted"
    assert edge.invoke(failed) == {"done": False, "reason": "DeleteLoadBalancer failed with OperationNotPermitted"}


def test_c30_what_could_not_be_done_is_answered_with_the_reason_and_comes_not_again(edge: Edge) -> None:
    def throttle(operation: str, _: Any) -> None:
        raise edge.scene.route53.error(operation, "Throttling", "Rate exceeded")

    web = edge.scene.create("web", SHOP)
    edge.scene.route53.before = throttle
    for event in (tag_change(web), SWEEP):
        answer = edge.invoke(event)
        assert answer["done"] is False
        assert "Throttling: Rate exceeded" in answer["reason"]
    assert edge.sqs.calls == []


def test_c30_a_load_balancer_that_is_not_found_is_answered_at_once(edge: Edge) -> None:
    """Nobody asks again: there is no message to give back."""
    web = edge.scene.create("web", SHOP)
    edge.scene.delete(web)
    assert edge.invoke(api_call("CreateLoadBalancer", web, age=2))["done"] is True

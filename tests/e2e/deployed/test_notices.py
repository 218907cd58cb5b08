"""What albias tells on the event bus arrives where a rule takes it: here a queue, elsewhere a topic and a chat."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local_aws.observe import until
from tests.e2e.deployed.scene import TAG, DeployedScene

_RULE = "told"
_STACK = "ingress.k8s.aws/stack"


class Listener:
    """A queue behind a rule on the default bus, which takes all that albias sends."""

    def __init__(self, session: boto3.Session) -> None:
        self._sqs, self._events = session.client("sqs"), session.client("events")
        self._url = self._sqs.create_queue(QueueName=_RULE)["QueueUrl"]
        asked = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        pattern = json.dumps({"source": ["albias"], "detail-type": [{"prefix": "Name "}]})
        self._events.put_rule(Name=_RULE, EventPattern=pattern)
        self._events.put_targets(Rule=_RULE, Targets=[{"Id": "queue", "Arn": asked["Attributes"]["QueueArn"]}])

    def next(self) -> dict[str, Any]:
        """The event that comes next."""
        return until(self._receive, "an event of albias's")

    def close(self) -> None:
        """Take rule and queue away."""
        self._events.remove_targets(Rule=_RULE, Ids=["queue"])
        self._events.delete_rule(Name=_RULE)
        self._sqs.delete_queue(QueueUrl=self._url)

    def _receive(self) -> dict[str, Any] | None:
        found = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=1)
        for message in found.get("Messages", []):
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            return dict(json.loads(message["Body"]))
        return None


@pytest.fixture
def listener(scene: DeployedScene) -> Iterator[Listener]:
    listening = Listener(scene.session)
    yield listening
    listening.close()


def test_a_names_life_is_told(scene: DeployedScene, listener: Listener) -> None:
    """Granted, waited for, handed over, removed; none of it comes back to albias as an event (H76)."""
    shop = scene.name("shop")
    blue = scene.create("blue", {TAG: shop, _STACK: "shop/frontend"})
    granted = listener.next()
    assert (granted["source"], granted["detail-type"]) == ("albias", "Name Granted")
    assert (granted["detail"]["hostname"], granted["detail"]["load_balancer"]) == (shop, blue.arn)
    assert (granted["detail"]["stack"], granted["detail"]["stack_tag"]) == ("shop/frontend", _STACK)
    assert blue.arn in granted["resources"]
    scene.zone.is_so({shop: blue})
    green = scene.create("green", {TAG: shop})
    refused = listener.next()
    assert (refused["detail-type"], refused["detail"]["code"]) == ("Name Refused", "waiting")
    assert (refused["detail"]["load_balancer"], refused["detail"]["hostname"]) == (green.arn, shop)
    scene.delete(blue)
    handed_over = listener.next()
    assert handed_over["detail-type"] == "Name Handed Over"
    assert (handed_over["detail"]["previous"], handed_over["detail"]["load_balancer"]) == (blue.arn, green.arn)
    scene.delete(green)
    removed = listener.next()
    assert (removed["detail-type"], removed["detail"]["hostname"]) == ("Name Removed", shop)
    scene.quiet()
    assert scene.dead_letters() == []

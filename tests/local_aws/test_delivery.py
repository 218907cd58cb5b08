"""Events delivered past a bus that would refuse them: the rules decide, and their queues get the envelope."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.cloudtrail import EventsNotTaken
from local_aws.delivery import DeliveredEvents
from local_aws.session import LocalEndpoint

SOURCE = "aws.tag"
TOPIC = "arn:aws:sns:eu-central-1:000000000000:nobody"


class Rules:
    """Rules on the default bus, each with a target."""

    def __init__(self, endpoint: LocalEndpoint) -> None:
        self._events = endpoint.session().client("events")
        self._made: list[str] = []

    def add(self, name: str, target: str, *, detail_type: str, state: Any = "ENABLED") -> None:
        pattern = json.dumps({"source": [SOURCE], "detail-type": [detail_type]})
        self._events.put_rule(Name=name, EventPattern=pattern, State=state)
        self._events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": target}])
        self._made.append(name)

    def remove(self) -> None:
        for name in self._made:
            self._events.remove_targets(Rule=name, Ids=["1"])
            self._events.delete_rule(Name=name)


@pytest.fixture
def rules(endpoint: LocalEndpoint) -> Iterator[Rules]:
    made = Rules(endpoint)
    yield made
    made.remove()


def test_a_queue_gets_what_an_enabled_rule_matches_and_nothing_else(endpoint: LocalEndpoint, rules: Rules) -> None:
    sqs = endpoint.session().client("sqs")
    url = sqs.create_queue(QueueName="delivered")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rules.add("matching", queue, detail_type="Wanted")
    rules.add("other", queue, detail_type="Other")
    rules.add("off", queue, detail_type="Wanted", state="DISABLED")

    told = DeliveredEvents(endpoint).send("Wanted", SOURCE, {"service": "x"}, ["arn:a"])

    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    (event,) = [json.loads(message["Body"]) for message in messages]
    assert (event["id"], event["source"], event["detail-type"]) == (told, SOURCE, "Wanted")
    assert (event["resources"], event["detail"], event["version"]) == (["arn:a"], {"service": "x"}, "0")


def test_a_target_that_is_no_queue_is_no_silent_loss(endpoint: LocalEndpoint, rules: Rules) -> None:
    rules.add("to-a-topic", TOPIC, detail_type="Wanted")
    with pytest.raises(EventsNotTaken, match="is no queue"):
        DeliveredEvents(endpoint).send("Wanted", SOURCE, {})

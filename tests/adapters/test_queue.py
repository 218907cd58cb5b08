"""The queue's two moves, against SQS as moto has it: a message set aside with its reason, and a sooner retry (H15)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from albias.errors import AwsUnavailable
from albias.queue import Queue


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.Session().client("sqs")


def queue(sqs: Any) -> Queue:
    return Queue(sqs, _made(sqs, "events"), _made(sqs, "dead"))


def _made(sqs: Any, name: str) -> str:
    return str(sqs.create_queue(QueueName=name)["QueueUrl"])


def test_h15_a_message_is_set_aside_whole_with_the_reason_beside_it(sqs: Any) -> None:
    queue(sqs).dead_letter("{nonsense", "no JSON: Expecting property name")
    url = sqs.get_queue_url(QueueName="dead")["QueueUrl"]
    [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "{nonsense"
    assert message["MessageAttributes"]["AlbiasReason"]["StringValue"] == "no JSON: Expecting property name"


def test_a_failed_message_comes_back_when_it_is_told_to(sqs: Any) -> None:
    ours = queue(sqs)
    url = sqs.get_queue_url(QueueName="events")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="again")
    [message] = sqs.receive_message(QueueUrl=url, VisibilityTimeout=900)["Messages"]
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    ours.retry_in(message["ReceiptHandle"], 0)
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "again"


def test_trouble_with_the_queue_is_trouble_that_passes(sqs: Any) -> None:
    nowhere = Queue(sqs, "https://sqs.eu-west-1.amazonaws.com/1/a", "https://sqs.eu-west-1.amazonaws.com/1/b")
    with pytest.raises(AwsUnavailable, match="SendMessage to the dead-letter queue"):
        nowhere.dead_letter("body", "reason")
    with pytest.raises(AwsUnavailable, match="ChangeMessageVisibility"):
        nowhere.retry_in("receipt", 5)

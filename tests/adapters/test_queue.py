"""The queue's two moves, against SQS as moto has it: a message set aside with its reason, and a sooner retry (H15)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from albias.edge.queue import dead_letter, retry_in
from albias.errors import AwsUnavailable


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.Session().client("sqs")


def made(sqs: Any, name: str) -> str:
    return str(sqs.create_queue(QueueName=name)["QueueUrl"])


def test_h15_a_message_is_set_aside_whole_with_the_reason_beside_it(sqs: Any) -> None:
    url = made(sqs, "dead")
    dead_letter(sqs, url, "{nonsense", "no JSON: Expecting property name")
    [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "{nonsense"
    assert message["MessageAttributes"]["AlbiasReason"]["StringValue"] == "no JSON: Expecting property name"


def test_a_failed_message_comes_back_when_it_is_told_to(sqs: Any) -> None:
    url = made(sqs, "events")
    sqs.send_message(QueueUrl=url, MessageBody="again")
    [message] = sqs.receive_message(QueueUrl=url, VisibilityTimeout=900)["Messages"]
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    retry_in(sqs, url, message["ReceiptHandle"], 0)
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "again"


def test_trouble_with_the_queue_is_trouble_that_passes(sqs: Any) -> None:
    nowhere = "https://sqs.eu-west-1.amazonaws.com/1/a"
    with pytest.raises(AwsUnavailable, match="SendMessage to the dead-letter queue"):
        dead_letter(sqs, nowhere, "body", "reason")
    with pytest.raises(AwsUnavailable, match="ChangeMessageVisibility"):
        retry_in(sqs, nowhere, "receipt", 5)

"""What the function asks of its queue, against SQS as moto has it (H15, H44, H60)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import boto3
import pytest
from moto import mock_aws

from albias.edge.queue import Message, Queue
from albias.edge.together import side_by_side
from albias.errors import AwsUnavailable

_T = TypeVar("_T")
NOWHERE = "https://sqs.eu-west-1.amazonaws.com/1/a"


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.Session().client("sqs")


def one_by_one(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    return [call() for call in calls]


def made(sqs: Any, name: str, messages: int = 0) -> str:
    url = str(sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "900"})["QueueUrl"])
    for number in range(messages):
        sqs.send_message(QueueUrl=url, MessageBody=f"body {number}")
    return url


def queue(sqs: Any, url: str, dead_letter_url: str = NOWHERE) -> Queue:
    return Queue(sqs, url, dead_letter_url, one_by_one)


def count(sqs: Any, url: str) -> tuple[int, int]:
    """Messages that are visible, and those in somebody's hands."""
    names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    visible, hidden = (int(told[name]) for name in names)
    return visible, hidden


def test_h15_a_message_is_set_aside_whole_with_the_reason_beside_it(sqs: Any) -> None:
    url = made(sqs, "dead")
    queue(sqs, NOWHERE, url).dead_letter("{nonsense", "no JSON: Expecting property name")
    [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "{nonsense"
    assert message["MessageAttributes"]["AlbiasReason"]["StringValue"] == "no JSON: Expecting property name"


def test_h60_each_call_brings_up_to_ten_messages_and_says_how_often_each_was_handed_out(sqs: Any) -> None:
    url = made(sqs, "events", 25)
    messages, troubles = queue(sqs, url).receive(2)
    assert troubles == []
    assert len({message.id for message in messages}) == 20
    assert {message.received for message in messages} == {1}
    assert {message.body for message in messages} <= {f"body {number}" for number in range(25)}
    assert count(sqs, url) == (5, 20)


def test_a_message_reads_the_same_from_lambda_and_from_sqs(sqs: Any) -> None:
    url = made(sqs, "events", 1)
    [message], _ = queue(sqs, url).receive(1)
    record = {
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": "body 0",
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    assert Message.of_lambda(record) == message


def test_an_empty_queue_brings_nothing(sqs: Any) -> None:
    assert queue(sqs, made(sqs, "events")).receive(2) == ([], [])


def test_what_is_confirmed_is_gone_and_the_rest_is_not(sqs: Any) -> None:
    url = made(sqs, "events", 25)
    messages, _ = queue(sqs, url).receive(3)
    assert queue(sqs, url).delete(messages[:12]) == []
    assert count(sqs, url) == (0, 13)


def test_h44_what_is_given_back_comes_again_each_when_it_is_told_to(sqs: Any) -> None:
    url = made(sqs, "events", 12)
    messages, _ = queue(sqs, url).receive(2)
    assert (
        queue(sqs, url).give_back({message: 0 if place < 11 else 800 for place, message in enumerate(messages)}) == []
    )
    assert count(sqs, url) == (11, 1)
    again, _ = queue(sqs, url).receive(2)
    assert {message.received for message in again} == {2}


def test_nothing_to_do_asks_nothing(sqs: Any) -> None:
    assert queue(sqs, NOWHERE).delete([]) == []
    assert queue(sqs, NOWHERE).give_back({}) == []


def test_a_receipt_that_is_none_is_told_and_holds_up_no_other(sqs: Any) -> None:
    url = made(sqs, "events", 2)
    messages, _ = queue(sqs, url).receive(1)
    wrong = Message("m", "no receipt", "body", 1)
    [trouble] = queue(sqs, url).delete([messages[0], wrong, messages[1]])
    assert trouble.startswith("DeleteMessageBatch: ")
    assert count(sqs, url) == (0, 0)


def test_trouble_with_the_queue_is_trouble_that_passes(sqs: Any) -> None:
    nowhere = queue(sqs, NOWHERE)
    message = Message("m", "receipt", "body", 1)
    with pytest.raises(AwsUnavailable, match="SendMessage to the dead-letter queue"):
        nowhere.dead_letter("body", "reason")
    messages, troubles = nowhere.receive(2)
    assert messages == []
    assert len(troubles) == 2
    for what, told in (("ReceiveMessage", troubles), ("DeleteMessageBatch", nowhere.delete([message]))):
        assert told[0].startswith(f"{what}: ")
    assert nowhere.give_back({message: 5})[0].startswith("ChangeMessageVisibilityBatch: ")


def test_side_by_side_means_at_once_and_answers_in_order() -> None:
    """Each of ten calls goes on only when all ten have begun."""
    meeting = threading.Barrier(10, timeout=300)

    def call(number: int) -> int:
        meeting.wait()
        return number

    assert side_by_side([lambda number=number: call(number) for number in range(10)]) == list(range(10))  # type: ignore[misc]


def test_side_by_side_raises_what_a_call_raises() -> None:
    def fail() -> int:
        raise AwsUnavailable("no")

    with pytest.raises(AwsUnavailable, match="no"):
        side_by_side([lambda: 1, fail])
    with pytest.raises(AwsUnavailable, match="no"):
        side_by_side([fail])


def test_one_call_needs_no_thread() -> None:
    assert side_by_side([threading.current_thread]) == [threading.current_thread()]
    assert side_by_side([]) == []

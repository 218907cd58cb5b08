"""The queue as the function uses it beyond Lambda's own polling: take more, confirm, give back, set aside.

Calls and translation of errors, nothing else: how many messages are taken says drain.py, what becomes of them says
handler.py.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from albias.aws.failures import translated
from albias.errors import AwsUnavailable

from .together import SideBySide

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

BATCH = 10  # messages in one call, the most that SQS takes or gives
_Call = Callable[..., Any]
_Entry = dict[str, Any]


class Message(NamedTuple):
    """A message in hand. `received`: how often it was handed out, this time included."""

    id: str
    receipt: str
    body: str
    received: int

    @classmethod
    def of_lambda(cls, record: Mapping[str, Any]) -> "Message":
        """A message as Lambda hands it to the function."""
        received = int(record["attributes"]["ApproximateReceiveCount"])
        return cls(record["messageId"], record["receiptHandle"], record["body"], received)

    @classmethod
    def of_sqs(cls, answered: Mapping[str, Any]) -> "Message":
        """A message as ReceiveMessage answers it."""
        received = int(answered["Attributes"]["ApproximateReceiveCount"])
        return cls(answered["MessageId"], answered["ReceiptHandle"], answered["Body"], received)


def records_of(event: Any, url: str) -> list[dict[str, Any]] | None:
    """The messages that Lambda hands out from the queue; None for everything else that somebody sends (C30).

    Whose they are is said by the queue's name, the one part of its URL and its ARN that is the same everywhere.
    """
    records = event.get("Records") if isinstance(event, Mapping) else None
    if not isinstance(records, list) or not records:
        return None
    name = url.rpartition("/")[2]
    for record in records:
        if not isinstance(record, Mapping) or str(record.get("eventSourceARN", "")).rpartition(":")[2] != name:
            return None
    return records


class Queue:
    """One queue and its dead-letter queue."""

    def __init__(self, sqs: "SQSClient", url: str, dead_letter_url: str, side_by_side: SideBySide) -> None:
        self._sqs = sqs
        self._url = url
        self._dead_letter_url = dead_letter_url
        self._side_by_side = side_by_side

    def receive(self, calls: int) -> tuple[list[Message], list[str]]:
        """What so many calls bring without waiting, up to ten messages each, and what went wrong with some of them."""
        messages: list[Message] = []
        troubles: list[str] = []
        for answer in self._side_by_side([self._receive] * calls):
            if isinstance(answer, AwsUnavailable):
                troubles.append(str(answer))
            else:
                messages += answer
        return messages, troubles

    def delete(self, messages: Sequence[Message]) -> list[str]:
        """Confirm messages; returns what went wrong. What could not be confirmed comes again."""
        entries = [{"ReceiptHandle": each.receipt} for each in messages]
        return self._in_batches("DeleteMessageBatch", self._sqs.delete_message_batch, entries)

    def give_back(self, seconds: Mapping[Message, int]) -> list[str]:
        """Let each message be received again in so many seconds; returns what went wrong.

        What could not be given back comes again when its visibility timeout ends.
        """
        entries = [{"ReceiptHandle": each.receipt, "VisibilityTimeout": wait} for each, wait in seconds.items()]
        return self._in_batches("ChangeMessageVisibilityBatch", self._sqs.change_message_visibility_batch, entries)

    def dead_letter(self, body: str, reason: str) -> None:
        """Put a message where a person will look, with the reason as an attribute. Raises: AwsUnavailable."""
        with translated("SendMessage to the dead-letter queue"):
            self._sqs.send_message(
                QueueUrl=self._dead_letter_url,
                MessageBody=body,
                MessageAttributes={"AlbiasReason": {"DataType": "String", "StringValue": reason}},
            )

    def _receive(self) -> list[Message] | AwsUnavailable:
        """One call's messages, or its trouble: what the calls beside it brought must not be lost with it."""
        try:
            with translated("ReceiveMessage"):
                answer = self._sqs.receive_message(
                    QueueUrl=self._url,
                    MaxNumberOfMessages=BATCH,
                    WaitTimeSeconds=0,
                    MessageSystemAttributeNames=["ApproximateReceiveCount"],
                )
        except AwsUnavailable as error:
            return error
        return [Message.of_sqs(answered) for answered in answer.get("Messages", ())]

    def _in_batches(self, operation: str, call: _Call, entries: Sequence[_Entry]) -> list[str]:
        """Make a call for every ten entries, side by side; returns what went wrong."""
        batches = [entries[start : start + BATCH] for start in range(0, len(entries), BATCH)]
        answers = self._side_by_side([partial(self._batch, operation, call, batch) for batch in batches])
        return [trouble for troubles in answers for trouble in troubles]

    def _batch(self, operation: str, call: _Call, entries: Sequence[_Entry]) -> list[str]:
        """One call; what fails alone is tried once more, since botocore repeats only a call that failed as a whole."""
        failed: Sequence[Mapping[str, Any]] = ()
        left = list(entries)
        try:
            for _ in range(2):
                numbered = [{"Id": str(place), **entry} for place, entry in enumerate(left)]
                with translated(operation):
                    failed = call(QueueUrl=self._url, Entries=numbered).get("Failed", ())
                left = [left[int(each["Id"])] for each in failed]
                if not left:
                    break
        except AwsUnavailable as error:
            return [str(error)]
        return [f"{operation}: {each['Code']}: {each.get('Message', '')}" for each in failed]

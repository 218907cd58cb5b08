"""The queue's two moves beyond Lambda's own: a message to the dead-letter queue at once, and a retry sooner than the
visibility timeout. Translation of errors, nothing else."""

from typing import TYPE_CHECKING

from .aws import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient


class Queue:
    """The queue of events and its dead-letter queue, by their URLs."""

    def __init__(self, client: "SQSClient", url: str, dead_letter_url: str) -> None:
        self._client = client
        self._url = url
        self._dead_letter_url = dead_letter_url

    def dead_letter(self, body: str, reason: str) -> None:
        """Put a message where a person will look, with the reason as an attribute. Raises: AwsUnavailable."""
        with translated("SendMessage to the dead-letter queue"):
            self._client.send_message(
                QueueUrl=self._dead_letter_url,
                MessageBody=body,
                MessageAttributes={"AlbiasReason": {"DataType": "String", "StringValue": reason}},
            )

    def retry_in(self, receipt: str, seconds: int) -> None:
        """Make a message that failed come back after `seconds`. Raises: AwsUnavailable."""
        with translated("ChangeMessageVisibility"):
            self._client.change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds)

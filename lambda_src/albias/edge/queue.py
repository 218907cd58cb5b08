"""The queue's two moves beyond Lambda's own: a message to the dead-letter queue at once, and a retry sooner than the
visibility timeout. Translation of errors, nothing else."""

from typing import TYPE_CHECKING

from albias.aws.failures import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient


def dead_letter(sqs: "SQSClient", dead_letter_url: str, body: str, reason: str) -> None:
    """Put a message where a person will look, with the reason as an attribute. Raises: AwsUnavailable."""
    with translated("SendMessage to the dead-letter queue"):
        sqs.send_message(
            QueueUrl=dead_letter_url,
            MessageBody=body,
            MessageAttributes={"AlbiasReason": {"DataType": "String", "StringValue": reason}},
        )


def retry_in(sqs: "SQSClient", url: str, receipt: str, seconds: int) -> None:
    """Make a message that failed come back after `seconds`. Raises: AwsUnavailable."""
    with translated("ChangeMessageVisibility"):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=seconds)

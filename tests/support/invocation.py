"""Messages as SQS hands them to Lambda. Builds, asserts nothing."""

import json
from typing import Any

from tests.support.world import ACCOUNT, REGION


def message(body: object, message_id: str = "m1", received: int = 1) -> dict[str, Any]:
    """A message as SQS hands it to Lambda."""
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt of {message_id}",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {"ApproximateReceiveCount": str(received), "SentTimestamp": "1795425304000"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue",
        "awsRegion": REGION,
    }

"""One invocation of the function: messages as SQS hands them out, what Lambda tells, and the handler for them.

The handler's module is the caller's: it stands for a warm Lambda with its settings and clients. Asserts nothing.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from albias.registry import Deployment
from tests.support.world import ACCOUNT, REGION

_T = TypeVar("_T")
TIMEOUT = 300.0  # seconds; tests/bench holds it to what infra deploys
QUEUE, DEAD = "https://sqs.example/queue", "https://sqs.example/dead"
ENVIRONMENT = {"ALBIAS_QUEUE_URL": QUEUE, "ALBIAS_DLQ_URL": DEAD}


class Context:
    """What Lambda tells an invocation: who it is, and how long it has."""

    memory_limit_in_mb = 256
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def __init__(self, me: Deployment, remaining: Callable[[], float], *, alias: str = "") -> None:
        """`remaining`: the seconds that are left. `alias`: by which the function was invoked."""
        self.function_name = f"albias-{me.owner}"
        function = f"arn:{me.partition}:lambda:{me.region}:{me.account}:function:{self.function_name}"
        self.invoked_function_arn = f"{function}:{alias}" if alias else function
        self.remaining = remaining

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return int(self.remaining() * 1000)


def time_limit(clock: Callable[[], float], seconds: float = TIMEOUT) -> Callable[[], float]:
    """What is left, whenever it is asked, of so many seconds that begin now."""
    deadline = clock() + seconds
    return lambda: deadline - clock()


class Invocation:
    """An event and its context, to go through a handler's module."""

    def __init__(self, handler: Any, context: Context, event: Any) -> None:
        self._handler = handler
        self._context = context
        self._event = event

    @classmethod
    def of(cls, handler: Any, context: Context, messages: Iterable[dict[str, Any]]) -> "Invocation":
        """The one for these messages."""
        return cls(handler, context, {"Records": list(messages)})

    def answer(self) -> Any:
        """Run; what the function answers."""
        return self._handler.handler(self._event, self._context)

    def failed(self) -> list[str]:
        """Run; the ids of the messages that come back."""
        return [failure["itemIdentifier"] for failure in self.answer()["batchItemFailures"]]


def message(body: object, message_id: str = "m1", received: int = 1, *, receipt: str = "") -> dict[str, Any]:
    """A message as SQS hands it to Lambda."""
    return {
        "messageId": message_id,
        "receiptHandle": receipt or f"receipt of {message_id}",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {"ApproximateReceiveCount": str(received), "SentTimestamp": "1795425304000"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue",
        "awsRegion": REGION,
    }


def as_received(record: dict[str, Any]) -> dict[str, Any]:
    """The same message as ReceiveMessage answers it."""
    return {
        "MessageId": record["messageId"],
        "ReceiptHandle": record["receiptHandle"],
        "Body": record["body"],
        "Attributes": record["attributes"],
    }


def one_by_one(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """In place of albias.edge.together.side_by_side: the same each time."""
    return [call() for call in calls]

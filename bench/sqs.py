"""The queue as the function itself calls it, in virtual time: it takes messages, confirms them and gives them back.

A round of calls side by side takes as long as one call, ten of them at most.
"""

import math
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, TypeVar

from albias.edge.together import AT_ONCE
from bench.aws import LATENCY
from bench.clock import Clock
from bench.lambdas import Message, Queue
from tests.support.invocation import as_received, message

_T = TypeVar("_T")


class Sqs:
    """A boto3 client of SQS for one function. `queue`: where it takes messages from; without one there are none."""

    def __init__(self, clock: Clock) -> None:
        self.queue: Queue | None = None
        self.delays: dict[str, int] = {}  # of Lambda's own messages, by receipt
        self._clock = clock
        self._taken: dict[str, Message] = {}
        self._numbers = count()

    def receipt(self) -> str:
        """A receipt that nobody had before."""
        return str(next(self._numbers))

    def side_by_side(self, calls: Sequence[Callable[[], _T]]) -> list[_T]:
        """In place of albias.edge.together.side_by_side."""
        self._clock.sleep(LATENCY * math.ceil(len(calls) / AT_ONCE))
        return [call() for call in calls]

    def receive_message(self, *, MaxNumberOfMessages: int, **_: Any) -> dict[str, Any]:  # noqa: N803
        """What is visible now."""
        answered = []
        for taken in self.queue.receive(MaxNumberOfMessages) if self.queue else []:
            receipt = self.receipt()
            self._taken[receipt] = taken
            answered.append(as_received(message(taken.body, receipt, taken.received, receipt=receipt)))
        return {"Messages": answered}

    def delete_message_batch(self, *, Entries: Sequence[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803
        """Messages are done."""
        for entry in Entries:
            del self._taken[entry["ReceiptHandle"]]
        return {}

    def change_message_visibility_batch(self, *, Entries: Sequence[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803
        """Messages come back, each when it is told to; Lambda's own by its answer."""
        for entry in Entries:
            receipt, seconds = entry["ReceiptHandle"], entry["VisibilityTimeout"]
            message = self._taken.pop(receipt, None)
            if message and self.queue:
                self.queue.return_later(message, seconds)
            else:
                self.delays[receipt] = seconds
        return {}

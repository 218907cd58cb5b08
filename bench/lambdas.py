"""A queue and the Lambda function behind it, in virtual time, with the settings that infra deploys.

What AWS does not publish is read pessimistically: a poller takes 10 messages in one ReceiveMessage, which lasts as long
as every other call; each of the function's concurrent instances gathers a batch of its own until it is full or the
window closes; and an event source mapping polls for no more instances than its maximum concurrency lets run.
Sources: Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Configuring scaling behavior for SQS event source
mappings"; SQS API, ReceiveMessage. Starting the function cold is not simulated: it is measured for itself.
"""

import math
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bench.aws import LATENCY
from bench.clock import Clock


@dataclass(frozen=True, slots=True)
class Mapping:
    """How messages reach a function: messages in a batch, seconds of its window, instances at once, seconds of a poll.

    `receive`: messages that a poll brings; 10 from SQS, in one ReceiveMessage.
    """

    batch: int
    window: float
    concurrency: int
    poll: float = LATENCY
    receive: int = 10


@dataclass(slots=True)
class Message:
    """A message, and how often it was received."""

    body: str
    received: int = 0


Invoke = Callable[[Sequence[Message]], Collection[tuple[Message, float]]]


class Queue:
    """Messages on their way through the function. `invoke` answers which come back, and in how many seconds."""

    def __init__(self, clock: Clock, mapping: Mapping, invoke: Invoke) -> None:
        self.invocations = 0
        self.emptied = 0.0  # when the last message was done
        self._clock = clock
        self._mapping = mapping
        self._invoke = invoke
        self._visible: deque[Message] = deque()
        self._free = mapping.concurrency

    def send(self, messages: Sequence[Message]) -> None:
        """Put messages into the queue, all at once."""
        self._visible.extend(messages)
        for _ in range(min(self._free, math.ceil(len(self._visible) / self._mapping.receive))):
            self._free -= 1
            self._clock.start(self._instance)

    def receive(self, most: int) -> list[Message]:
        """One ReceiveMessage."""
        received = [self._visible.popleft() for _ in range(min(most, len(self._visible)))]
        for message in received:
            message.received += 1
        return received

    def return_later(self, message: Message, seconds: float) -> None:
        """A message comes back in so many seconds."""
        self._clock.start(lambda: self.send([message]), seconds)

    def _instance(self) -> None:
        """One instance: batch after batch while there are messages."""
        while batch := self._gather():
            self.invocations += 1
            for message, seconds in self._invoke(batch):
                self.return_later(message, seconds)
            self.emptied = self._clock.now
        self._free += 1

    def _gather(self) -> list[Message]:
        """What comes in until the batch is full or the window closes; the window opens with the first message."""
        batch: list[Message] = []
        closes = self._clock.now + self._mapping.window
        while len(batch) < self._mapping.batch and (not batch or self._clock.now < closes):
            if not batch and not self._visible:
                return []
            batch += self.receive(min(self._mapping.receive, self._mapping.batch - len(batch)))
            self._clock.sleep(self._mapping.poll)
        return batch

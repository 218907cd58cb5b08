"""A queue and the Lambda function behind it, in virtual time, with the settings that infra deploys.

What AWS documents: Lambda polls a standard queue with up to five pollers at first, by long polling of 20 seconds; a
mapping has no more instances at work than its maximum concurrency; with a batching window and very low traffic, Lambda
may wait up to 20 seconds before it invokes the function, even where the window is shorter; without one, batches of up
to 10 go at once. What it does not document is read pessimistically: a poller takes at most 10 messages in one
ReceiveMessage, which lasts as long as every other call; each instance gathers a batch of its own until it is full or
the window closes, and a poll that finds nothing more is waited for.
Sources: Lambda Developer Guide, "Using Lambda with Amazon SQS", "Configuring scaling behavior for SQS event source
mappings"; SQS API, ReceiveMessage. Starting the function cold is not simulated: it is measured for itself.
"""

import math
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bench.aws import LATENCY
from bench.clock import Clock

LONG_POLL = 20.0  # seconds: the most that a quiet queue with a batching window makes a message wait
TICK = 0.1  # seconds between two looks of a long poll


@dataclass(frozen=True, slots=True)
class Mapping:
    """How messages reach a function: messages in a batch, seconds of its window, instances at once, seconds of a poll.

    `receive`: messages that a poll brings; 10 from SQS, in one ReceiveMessage. `pollers`: at first, for a standard
    queue.
    """

    batch: int
    window: float
    concurrency: int
    poll: float = LATENCY
    receive: int = 10
    pollers: int = 5

    @property
    def instances(self) -> int:
        """How many are at work at once."""
        return min(self.concurrency, self.pollers)


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
        self._free = mapping.instances

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
        """What comes in until the batch is full or its time is over; both begin with the first message."""
        if not self._visible:
            return []
        began = self._clock.now
        batch = self._poll(self._mapping.batch)
        while self._mapping.window and len(batch) < self._mapping.batch:
            self._wait(until=began + LONG_POLL)
            if not self._visible:
                break
            batch += self._poll(self._mapping.batch - len(batch))
            if self._clock.now >= began + self._mapping.window:
                break
        return batch

    def _poll(self, most: int) -> list[Message]:
        received = self.receive(min(self._mapping.receive, most))
        self._clock.sleep(self._mapping.poll)
        return received

    def _wait(self, until: float) -> None:
        """A long poll: it comes back with the first message that it sees, or at the end without any."""
        while not self._visible and self._clock.now < until:
            self._clock.sleep(min(TICK, until - self._clock.now))

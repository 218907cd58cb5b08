"""The queue between EventBridge and the function: at least once, any order, and visible again when nobody confirms.

Holds messages only; what they say is in cloudtrail.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.support import invocation

MAX_RECEIVES = 5  # then SQS moves a message to the dead-letter queue
VISIBILITY = 1_800.0  # six times the function's timeout
FOREVER = 1_000_000


@dataclass(slots=True)
class Message:
    """One message; `visible_at` on the world's clock."""

    id: str
    body: str
    visible_at: float
    receives: int = 0

    def record(self) -> dict[str, Any]:
        """As Lambda hands it to the function."""
        return invocation.message(self.body, self.id, self.receives, receipt=f"{self.id}/{self.receives}")

    def answer(self) -> dict[str, Any]:
        """As ReceiveMessage hands it to the function."""
        return invocation.as_received(self.record())


class Queue:
    """A standard queue and its dead-letter queue, with the calls that the function makes on them."""

    def __init__(self, *, patient: bool) -> None:
        """`patient`: a message comes back for ever, so that nothing is lost."""
        self.messages: dict[str, Message] = {}
        self.dead: list[str] = []
        self.sent: list[str] = []
        self._limit = FOREVER if patient else MAX_RECEIVES
        self._count = 0

    def send(self, body: str, visible_at: float) -> None:
        """Put a message in, to be seen from some moment on."""
        self._count += 1
        message = Message(f"m{self._count}", body, visible_at)
        self.messages[message.id] = message
        self.sent.append(body)

    def receive(self, now: float, most: int, rng: Random) -> list[Message]:
        """Take up to `most` visible messages, in any order; one received too often is dead instead."""
        visible = [message for message in self.messages.values() if message.visible_at <= now]
        taken = rng.sample(visible, min(most, len(visible)))
        for message in [message for message in taken if message.receives >= self._limit]:
            taken.remove(message)
            self.dead.append(self.messages.pop(message.id).body)
        for message in taken:
            message.receives += 1
            message.visible_at = now + VISIBILITY
        return taken

    def finish(self, taken: list[Message], failed: set[str]) -> None:
        """The invocation answered: what did not fail is deleted."""
        for message in taken:
            if message.id not in failed:
                self.messages.pop(message.id, None)

    def next_visible(self) -> float | None:
        """When the next message can be received."""
        return min((message.visible_at for message in self.messages.values()), default=None)

    # The function's own calls, as boto3's client has them.

    def change_visibility(self, receipt: str, seconds: int, now: float) -> None:
        """One entry of ChangeMessageVisibilityBatch."""
        if message := self._of(receipt):
            message.visible_at = now + seconds

    def delete(self, receipt: str) -> Message | None:
        """One entry of DeleteMessageBatch; the message that is no more."""
        message = self._of(receipt)
        return self.messages.pop(message.id) if message else None

    def dead_letter(self, body: str) -> None:
        """SendMessage to the dead-letter queue."""
        self.dead.append(body)

    def _of(self, receipt: str) -> Message | None:
        """Only the last receipt of a message is good for anything."""
        message_id, _, receives = receipt.partition("/")
        message = self.messages.get(message_id)
        return message if message and str(message.receives) == receives else None

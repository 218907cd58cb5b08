"""How much of the queue one invocation takes in hand. Pure: the calls are queue.py's.

Lambda hands out ten messages at most where it does not wait for more, and a wait may last 20 seconds on a quiet queue,
however short the window is ("Using Lambda with Amazon SQS"). So there is no window, and an invocation that sees the
beginning of a burst takes the rest of it from the queue: all of it is planned together, as one batch would be.
"""

from collections.abc import Callable

from .queue import BATCH, Message
from .together import AT_ONCE

# SQS often hands out fewer messages than there are, so a burst may begin with less than a full batch.
BURST = 5
MOST = 1_000  # messages in hand: more wins nothing, and all of them come back where the function crashes
MOST_CHARACTERS = 6_000_000  # in their bodies: as much as Lambda itself hands out
FIRST = 2  # calls of the first round; each round makes twice as many as the one before
LAST_TRIES = 4  # from this try on a message is worked on by tens, so that it can harm no more than those

Receive = Callable[[int], list[Message]]


def drain(handed: list[Message], receive: Receive) -> list[Message]:
    """Take messages until a round of calls brings none, or enough are in hand; returns those taken.

    `handed`: those of Lambda. `receive`: makes so many calls.
    """
    taken: list[Message] = []
    calls = FIRST
    while room := _room([*handed, *taken]):
        brought = receive(min(calls, room))
        if not brought:
            break
        taken += brought
        calls = min(2 * calls, AT_ONCE)
    return taken


def is_burst(handed: list[Message]) -> bool:
    """Whether there is more to take: not where a message has its last tries, as it may be what crashes the function."""
    return len(handed) >= BURST and all(each.received < LAST_TRIES for each in handed)


def _room(in_hand: list[Message]) -> int:
    """How many more calls may be made."""
    characters = sum(len(each.body) for each in in_hand)
    return (MOST - len(in_hand)) // BATCH if characters < MOST_CHARACTERS else 0

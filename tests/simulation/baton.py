"""Invocations interleaved call by call: one thread each, of which exactly one runs at any moment.

A task runs until it is about to make a call to AWS, and parks there; whoever holds the baton decides which task goes on
and what becomes of its call. So a seed decides every interleaving, and nothing depends on the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

# What becomes of a call. "before" and "after" say whether it took effect.
Fate = Literal[
    "well",
    "throttled",
    "server-error",
    "denied",  # somebody takes a permission away
    "timeout-before",
    "timeout-after",
    "stale",  # a read is answered from the past, and the next one or two perhaps as well
    "retried-after",  # took effect, the answer was lost, and botocore made the same request once more
    "crash-before",
    "crash-after",
]


class Crash(BaseException):
    """The invocation ends here and now, as a killed process does. No engine code may catch it."""


class Task:
    """Something that runs in a thread of its own, one call to AWS at a time."""

    def __init__(self, name: str, body: Callable[[], None]) -> None:
        """`body` calls `park` before every call to AWS."""
        self.name = name
        self.done = False
        self.crashed = False
        self.error: BaseException | None = None
        self.calls = 0
        self.parked_at = ""
        self._body = body
        self._fate: Fate = "well"
        self._go = threading.Lock()
        self._stopped = threading.Lock()
        self._go.acquire()
        self._stopped.acquire()
        self._thread = threading.Thread(target=self._main, name=name, daemon=True)

    def start(self) -> None:
        """Run to the first call. Returns when the task is parked or done."""
        self._thread.start()
        self._stopped.acquire()

    def resume(self, fate: Fate = "well") -> None:
        """Make the call that it is parked at, and run to the next one. Returns when the task is parked or done."""
        self._fate = fate
        self._go.release()
        self._stopped.acquire()
        if self.done:
            self._thread.join()

    def park(self, operation: str) -> Fate:
        """Called from within: wait here for the baton; returns what becomes of the call."""
        self.calls += 1
        self.parked_at = operation
        self._stopped.release()
        self._go.acquire()
        return self._fate

    def _main(self) -> None:
        try:
            self._body()
        except Crash:
            self.crashed = True
        except BaseException as error:  # noqa: BLE001  it is raised again by whoever holds the baton
            self.error = error
        finally:
            self.done = True
            self._stopped.release()

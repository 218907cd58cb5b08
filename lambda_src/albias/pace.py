"""A sweep's manners: it spreads its calls out, so that events and other people find the account's rate limits unspent.

Route 53 gives an account 10 requests a second, all its users together; Elastic Load Balancing 10 Describe calls.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """At most `rate` calls a second, the time that they take themselves counted in."""

    rate: float
    now: Callable[[], float]
    sleep: Callable[[float], None]
    _next: float = 0.0

    def __call__(self) -> None:
        """Wait for the next turn; returns at once where it has come."""
        turn = max(self._next, self.now())
        self._next = turn + 1 / self.rate
        if (early := turn - self.now()) > 0:
            self.sleep(early)

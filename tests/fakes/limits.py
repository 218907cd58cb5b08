"""The rate limits of an AWS service: buckets of tokens, each refilled with time. No service's numbers belong here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Cost = Callable[[str, dict[str, Any]], float]


def one_a_request(_operation: str, _params: dict[str, Any]) -> float:
    """Each request costs one token."""
    return 1


class RateLimit:
    """One bucket: it holds ``burst`` tokens and gets ``a_second`` back each second of the given clock.

    What costs more than the whole bucket never passes, however long one waits.
    """

    def __init__(
        self, burst: float, a_second: float, *, clock: Callable[[], float], cost: Cost = one_a_request
    ) -> None:
        """A full bucket. ``cost`` says how many tokens a request takes; nothing, if it is not concerned."""
        self._burst = burst
        self._a_second = a_second
        self._clock = clock
        self._cost = cost
        self._tokens = burst
        self._filled = clock()

    def admits(self, operation: str, params: dict[str, Any]) -> bool:
        """Whether there are tokens enough for a request; none are taken."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._a_second)
        self._filled = now
        return self._cost(operation, params) <= self._tokens

    def take(self, operation: str, params: dict[str, Any]) -> None:
        """Take the tokens of a request that was admitted."""
        self._tokens -= self._cost(operation, params)

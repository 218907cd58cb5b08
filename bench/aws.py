"""The simulated AWS: what a call costs in time, and who is throttled. What calls do is in tests/fakes.

Limits: "Quotas" in the Route 53 Developer Guide (10 requests a second for an account, in a bucket of 50) and "Request
throttling for the Elastic Load Balancing API" (Describe calls: 10 a second, in a bucket of 40). A refused request takes
no token. Route 53 has a second limit, on the throughput of changes, whose numbers are not published: it is played in
several readings.
"""

import random
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.clock import Clock
from tests.fakes import FakeClient

LATENCY = 0.060  # seconds for one call, refused or not


class Bucket:
    """A token bucket: `rate` requests a second, `size` at once."""

    def __init__(self, clock: Clock, rate: float, size: float) -> None:
        self.rate = rate
        self.size = size
        self._clock = clock
        self._tokens = size
        self._seen = clock.now

    def has(self, tokens: int) -> bool:
        """Whether so many tokens are there."""
        self._tokens = min(self.size, self._tokens + (self._clock.now - self._seen) * self.rate)
        self._seen = self._clock.now
        # What adds up from tenths is not quite whole.
        return self._tokens >= tokens - 1e-9

    def take(self, tokens: int = 1) -> bool:
        """Take so many tokens, if they are there."""
        if not self.has(tokens):
            return False
        self._tokens -= tokens
        return True

    def earliest(self, requests: int) -> float:
        """Seconds until this many requests can have been let in, from a full bucket: nobody can be faster."""
        return max(0.0, (requests - self.size) / self.rate)


@dataclass(frozen=True, slots=True)
class Retries:
    """How an SDK tries again after a throttled attempt: botocore's two modes, both with a random factor."""

    attempts: int
    ceiling: float = 20.0

    def pause(self, attempt: int, chance: random.Random) -> float:
        """Seconds to wait after the attempt of this number, from 1 (botocore, "Retries")."""
        return chance.random() * min(2.0 ** (attempt - 1), self.ceiling)


@dataclass(frozen=True, slots=True)
class ChangeLimit:
    """A reading of Route 53's limit on changes: `rate` a second, `size` at once."""

    words: str
    rate: float
    size: float


# The first is as if there were none.
NO_CHANGE_LIMIT = ChangeLimit("none", float("inf"), float("inf"))
CHANGE_LIMITS = (
    NO_CHANGE_LIMIT,
    ChangeLimit("500 a second, 5,000 at once", 500, 5_000),
    ChangeLimit("100 a second, 1,000 at once", 100, 1_000),
)
# Less than two of a burst's change batches at once, which the limit on characters keeps to some 270 changes (C17).
TIGHT = ChangeLimit("100 a second, 500 at once", 100, 500)


@dataclass
class Account:
    """One AWS account's limits on one clock, the calls that went through, and those that were refused."""

    clock: Clock
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    change_limit: ChangeLimit = NO_CHANGE_LIMIT
    attempts: Counter[str] = field(default_factory=Counter)
    throttled: Counter[str] = field(default_factory=Counter)
    moments: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reset()

    @property
    def refused(self) -> float:
        """The share of all attempts that were throttled, in percent."""
        return 100 * self.throttled.total() / max(1, self.attempts.total())

    def call(self, service: str, retries: Retries, changes: int = 0) -> int | None:
        """Spend the time of one SDK call with its retries: how many it took, None where they were used up."""
        for attempt in range(1, retries.attempts + 1):
            let_in = self.changes.has(changes) and self.buckets[service].take() and self.changes.take(changes)
            self.attempts[service] += 1
            self.moments.setdefault(service, []).append(self.clock.now)
            self.clock.sleep(LATENCY)
            if let_in:
                return attempt - 1
            self.throttled[service] += 1
            if attempt < retries.attempts:
                self.clock.sleep(retries.pause(attempt, self.chance))
        return None

    def meter(self, fake: FakeClient, retries: Retries) -> None:
        """Make a fake client's calls take time and share the limits."""

        def before(operation: str, parameters: dict[str, Any]) -> None:
            changes = parameters.get("ChangeBatch", {}).get("Changes", ())
            taken = self.call(fake.service, retries, len(changes))
            fake.retries = retries.attempts - 1 if taken is None else taken
            if taken is None:
                code = "Throttling" if fake.service == "route53" else "ThrottlingException"
                raise fake.error(operation, code, "Rate exceeded")

        fake.before = before

    def busiest_second(self, service: str) -> int:
        """The most calls of a service that began within one second."""
        moments = self.moments[service]
        return max(bisect_left(moments, began + 1 - 1e-9) - index for index, began in enumerate(moments))

    def reset(self) -> None:
        """Count from zero, with full buckets: everything so far was preparation."""
        self.attempts.clear()
        self.throttled.clear()
        self.moments.clear()
        self.buckets = {"route53": Bucket(self.clock, 10, 50), "elbv2": Bucket(self.clock, 10, 40)}
        self.changes = Bucket(self.clock, self.change_limit.rate, self.change_limit.size)

"""C17: how long a change batch waits after one that Route 53 throttled, in virtual time."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.aws import clients
from albias.aws.spacing import MOST, Spacing
from albias.engine.run import MARGIN
from tests.fakes.aws import client_error
from tests.support.clock import Clock


class CallClock(Clock):
    """Calls take time too, and say how often they were sent again."""

    def call(self, seconds: float, retries: int, code: str = "") -> Callable[[], dict[str, Any]]:
        """A change batch that takes so long, with so many attempts after the first."""

        def call() -> dict[str, Any]:
            self.time += seconds
            if code:
                raise client_error("route53", "ChangeResourceRecordSets", code, "no", retries=retries)
            return {"ResponseMetadata": {"RetryAttempts": retries}}

        return call


@pytest.fixture
def clock() -> CallClock:
    return CallClock()


@pytest.fixture
def spacing(clock: CallClock) -> Spacing:
    return Spacing(clock.now, clock.sleep)


def test_nobody_waits_where_nothing_was_throttled(clock: CallClock, spacing: Spacing) -> None:
    for _ in range(20):
        spacing.send(clock.call(0.3, 0))
    assert clock.slept == []


def test_the_next_one_waits_as_long_as_a_throttled_one_had_to_and_those_after_it_less(
    clock: CallClock, spacing: Spacing
) -> None:
    spacing.send(clock.call(2.0, 2))
    for _ in range(3):
        spacing.send(clock.call(0.1, 0))
    assert clock.slept == pytest.approx([2.0, 1.5, 1.125])


def test_one_that_is_throttled_all_the_same_lengthens_the_wait_up_to_a_bound(
    clock: CallClock, spacing: Spacing
) -> None:
    for _ in range(5):
        spacing.send(clock.call(1.5, 1))
    assert clock.slept == pytest.approx([1.5, 3.0, MOST, MOST])


def test_time_that_went_by_counts_in(clock: CallClock, spacing: Spacing) -> None:
    spacing.send(clock.call(2.0, 1))
    clock.time += 1.5
    spacing.send(clock.call(0.1, 0))
    clock.time += 60
    spacing.send(clock.call(0.1, 0))
    assert clock.slept == pytest.approx([0.5])


def test_a_batch_that_is_given_up_is_one_that_was_throttled(clock: CallClock, spacing: Spacing) -> None:
    with pytest.raises(Exception, match="Throttling"):
        spacing.send(clock.call(3.0, 3, "Throttling"))
    spacing.send(clock.call(0.1, 0))
    assert clock.slept == pytest.approx([3.0])


def test_a_refused_batch_makes_nobody_wait(clock: CallClock, spacing: Spacing) -> None:
    with pytest.raises(Exception, match="InvalidChangeBatch"):
        spacing.send(clock.call(0.1, 0, "InvalidChangeBatch"))
    spacing.send(clock.call(0.1, 0))
    assert clock.slept == []


def test_the_longest_wait_and_the_slowest_call_fit_into_the_engines_margin() -> None:
    config: Any = clients._CONFIG
    attempts = config.retries["total_max_attempts"]
    pauses = sum(2.0**number for number in range(attempts - 1))
    assert MOST + attempts * (config.connect_timeout + config.read_timeout) + pauses <= MARGIN

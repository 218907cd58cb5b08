"""A sweep's manners, in virtual time: so many calls a second, and no more waiting than that."""

import pytest

from albias.aws.clients import Pace
from tests.support.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_first_call_does_not_wait(clock: Clock) -> None:
    Pace(5, clock.now, clock.sleep)()
    assert clock.slept == []


def test_calls_that_take_no_time_come_at_the_rate(clock: Clock) -> None:
    pace = Pace(5, clock.now, clock.sleep)
    for _ in range(11):
        pace()
    assert clock.time == pytest.approx(1_002.0)
    assert clock.slept == pytest.approx([0.2] * 10)


def test_the_time_that_a_call_takes_counts_in(clock: Clock) -> None:
    pace = Pace(5, clock.now, clock.sleep)
    for _ in range(5):
        pace()
        clock.time += 0.15
    assert clock.slept == pytest.approx([0.05] * 4)


def test_slow_calls_do_not_wait_and_do_not_save_up_turns(clock: Clock) -> None:
    pace = Pace(5, clock.now, clock.sleep)
    pace()
    clock.time += 10.0
    for _ in range(3):
        pace()
    assert clock.slept == pytest.approx([0.2, 0.2])

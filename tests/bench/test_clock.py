"""Virtual time: tasks, their order, and what goes wrong in them."""

import pytest

from bench.aws import LATENCY, Account, Bucket, Retries
from bench.clock import Clock
from tests.fakes import FakeRoute53


def test_tasks_sleep_beside_each_other_and_wake_in_the_order_of_time() -> None:
    clock = Clock()
    seen: list[tuple[str, float]] = []

    def task(name: str, *naps: float) -> None:
        for nap in naps:
            clock.sleep(nap)
            seen.append((name, clock.now))

    clock.start(lambda: task("slow", 5, 5))
    clock.start(lambda: task("quick", 1, 1), after=2)
    clock.run()

    assert seen == [("quick", 3), ("quick", 4), ("slow", 5), ("slow", 10)]


def test_equal_moments_go_in_the_order_of_asking() -> None:
    clock = Clock()
    seen: list[int] = []
    for number in range(20):
        clock.start(lambda number=number: seen.append(number), after=1)  # type: ignore[misc]
    clock.run()
    assert seen == list(range(20))


def test_a_task_can_start_others() -> None:
    clock = Clock()
    seen: list[float] = []
    clock.start(lambda: clock.start(lambda: seen.append(clock.now), after=3), after=4)
    clock.run()
    assert seen == [7]


def test_what_a_task_raises_ends_the_run() -> None:
    clock = Clock()

    def fail() -> None:
        clock.sleep(1)
        raise KeyError("lost")

    clock.start(fail)
    with pytest.raises(KeyError, match="lost"):
        clock.run()


def test_timed_tells_what_one_piece_of_work_took() -> None:
    clock = Clock()
    clock.sleep(100)
    assert clock.timed(lambda: clock.sleep(2.5)) == (None, 2.5)


def test_a_bucket_lets_its_size_in_at_once_and_then_its_rate() -> None:
    clock = Clock()
    bucket = Bucket(clock, rate=10, size=50)
    assert sum(bucket.take() for _ in range(60)) == 50
    clock.sleep(1)
    assert sum(bucket.take() for _ in range(60)) == 10
    clock.sleep(1_000)
    assert sum(bucket.take() for _ in range(60)) == 50


@pytest.mark.parametrize(("requests", "seconds"), [(1, 0), (50, 0), (51, 0.1), (150, 10)])
def test_nobody_is_faster_than_the_bucket(requests: int, seconds: float) -> None:
    clock = Clock()
    bucket = Bucket(clock, rate=10, size=50)
    earliest = bucket.earliest(requests)
    left = requests
    while left:
        if bucket.take():
            left -= 1
        else:
            clock.sleep(0.01)

    assert earliest == pytest.approx(seconds)
    assert clock.now == pytest.approx(seconds, abs=0.011)


def test_a_throttled_call_is_retried_and_then_refused_as_aws_does() -> None:
    account = Account(Clock())
    fake = FakeRoute53()
    fake.add_zone("Z1", "example.com")
    account.meter(fake, Retries(3))

    def calls() -> None:
        for _ in range(50):
            account.buckets["route53"].take()
        # While nobody else asks, tokens come back during the pauses between the attempts.
        fake.list_hosted_zones()

    _, seconds = account.clock.timed(calls)

    assert account.throttled["route53"] == 1
    assert account.attempts["route53"] == 2
    assert seconds > 2 * LATENCY


def test_an_empty_bucket_refuses_for_good_when_the_retries_are_used_up() -> None:
    account = Account(Clock())
    account.buckets["route53"] = Bucket(account.clock, rate=0, size=0)
    fake = FakeRoute53()
    account.meter(fake, Retries(4))

    def call() -> None:
        with pytest.raises(fake.exceptions.ClientError, match="Rate exceeded"):
            fake.list_hosted_zones()

    account.clock.timed(call)

    assert account.attempts["route53"] == account.throttled["route53"] == 4


def test_the_busiest_second_is_a_sliding_one() -> None:
    account = Account(Clock())
    account.moments["elbv2"] = [0.0, 0.9, 1.1, 1.2, 1.85, 1.95, 4.0]
    assert account.busiest_second("elbv2") == 4

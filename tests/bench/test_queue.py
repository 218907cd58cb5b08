"""The queue in front of the function: batches, windows, instances, messages that come back."""

from collections.abc import Sequence

from bench.clock import Clock
from bench.lambdas import Mapping, Message, Queue
from bench.peers import DIRECT

POLL = 0.1


class Invocations:
    """A function that takes a second and fails each message as often as it is told to."""

    def __init__(self, clock: Clock, failures: int = 0) -> None:
        self.clock = clock
        self.failures = failures
        self.batches: list[tuple[float, int]] = []
        self.running = self.most = 0

    def __call__(self, messages: Sequence[Message]) -> list[tuple[Message, float]]:
        self.batches.append((round(self.clock.now, 6), len(messages)))
        self.running += 1
        self.most = max(self.most, self.running)
        self.clock.sleep(1)
        self.running -= 1
        return [(message, 7.0) for message in messages if message.received <= self.failures]


def run(number: int, mapping: Mapping, failures: int = 0) -> tuple[Invocations, Queue]:
    clock = Clock()
    invocations = Invocations(clock, failures)
    queue = Queue(clock, mapping, invocations)
    clock.start(lambda: queue.send([Message(str(index)) for index in range(number)]))
    clock.run()
    return invocations, queue


def test_a_full_batch_does_not_wait_for_its_window() -> None:
    invocations, _ = run(20, Mapping(batch=20, window=30, concurrency=1, poll=POLL))
    assert invocations.batches == [(0.2, 20)]


def test_a_batch_that_is_not_full_may_wait_20_seconds_on_a_quiet_queue() -> None:
    """C21: however short the window is."""
    invocations, _ = run(5, Mapping(batch=20, window=2, concurrency=1, poll=POLL))
    assert invocations.batches == [(20.0, 5)]


def test_traffic_ends_the_wait_of_a_window() -> None:
    clock = Clock()
    invocations = Invocations(clock)
    queue = Queue(clock, Mapping(batch=20, window=2, concurrency=1, poll=POLL), invocations)
    for second in (0.0, 1.0, 3.0):
        clock.start(lambda: queue.send([Message("one")]), second)
    clock.run()
    [(began, size)] = invocations.batches
    assert size == 3
    assert 3 < began < 3.3


def test_without_a_window_nothing_waits() -> None:
    invocations, _ = run(3, Mapping(batch=10, window=0, concurrency=2, poll=POLL))
    assert invocations.batches == [(0.1, 3)]


def test_five_pollers_are_at_work_at_first() -> None:
    invocations, _ = run(200, Mapping(batch=10, window=0, concurrency=50, poll=POLL))
    assert invocations.most == 5


def test_no_more_run_at_once_than_the_mapping_allows() -> None:
    invocations, queue = run(200, Mapping(batch=10, window=0, concurrency=3, poll=POLL))
    assert invocations.most == 3
    assert queue.invocations == 20
    assert sum(size for _, size in invocations.batches) == 200


def test_a_poll_brings_ten_messages_at_most() -> None:
    invocations, _ = run(100, Mapping(batch=1_000, window=0.45, concurrency=1, poll=POLL))
    assert invocations.batches[0] == (0.5, 50)


def test_a_failed_message_comes_back_when_it_is_told_to() -> None:
    invocations, queue = run(1, Mapping(batch=10, window=0, concurrency=1, poll=POLL), failures=2)
    assert [at for at, _ in invocations.batches] == [0.1, 8.2, 16.3]
    assert queue.emptied == 17.3


def test_without_a_queue_each_event_starts_the_function_for_itself() -> None:
    invocations, _ = run(300, DIRECT)
    assert invocations.most == 300
    assert {size for _, size in invocations.batches} == {1}

"""The model of external-dns against the real one: the same work, the same calls.

The figures are those of external-dns v0.23.0, built from its source, on MiniStack 1.4.21 behind a counting proxy, one
turn of its loop at a time: `--source=ingress`, one hosted zone, policy sync, TXT registry, else default flags; measured
on 28 November 2026. Its seconds were taken with the same latency and limits as bench/aws.py plays them.
"""

from collections import Counter
from typing import NamedTuple

import pytest

from bench import peers
from bench.aws import Account
from bench.bursts import Watch
from bench.clock import Clock
from bench.worlds import fill, world_of
from tests.support.world import TAG

LISTS, PAGES, CHANGES = "ListHostedZones", "ListResourceRecordSets", "ChangeResourceRecordSets"
# Of that length in the measured run: 119 hostnames filled a change batch.
TARGET = "web-123456789.eu-west-1.elb.amazonaws.com"


class Turn(NamedTuple):
    """A turn as it was measured: the zone's record sets, the new names, and the calls."""

    records: int
    names: int
    lists: int
    pages: int
    batches: tuple[int, ...]  # changes in each


MEASURED = (
    Turn(10, 0, 2, 1, ()),
    Turn(10, 1, 3, 1, (4,)),
    Turn(10, 200, 3, 1, (476, 324)),
    Turn(1_000, 0, 2, 4, ()),
    Turn(1_000, 1, 3, 4, (4,)),
    Turn(1_000, 200, 3, 4, (476, 324)),
    Turn(10_000, 0, 2, 34, ()),
    Turn(10_000, 1, 3, 34, (4,)),
)


class Stage:
    """A zone, new hostnames that all point to one load balancer's name, and external-dns."""

    def __init__(self, records: int, names: int) -> None:
        self.world = world_of()
        fill(self.world, records)
        self.account = Account(Clock())
        self.loop = peers.ExternalDns(self.world, self.account)
        digits = len(str(max(1, names - 1)))
        self.arns = [self._named(f"n{index:0{digits}}") for index in range(names)]

    def _named(self, label: str) -> str:
        arn = self.world.elbv2.add_load_balancer(label, tags={TAG: f"{label}.{self.world.zone.name}"})
        self.world.elbv2.update(arn, DNSName=TARGET)
        return arn

    def turn(self) -> float:
        """One turn of the loop; its virtual seconds."""
        _, seconds = self.account.clock.timed(lambda: self.loop.turn(self.arns))
        return seconds

    @property
    def calls(self) -> Counter[str]:
        """Calls by operation."""
        return Counter(call.operation for call in self.world.route53.calls)

    @property
    def sent(self) -> list[list[peers.Change]]:
        """The changes of each change batch."""
        calls = [call for call in self.world.route53.calls if call.operation == CHANGES]
        return [call.params["ChangeBatch"]["Changes"] for call in calls]


@pytest.mark.parametrize("measured", MEASURED, ids=str)
def test_a_turn_makes_the_calls_of_the_real_one(measured: Turn) -> None:
    stage = Stage(measured.records, measured.names)
    stage.turn()
    expected = Counter({LISTS: measured.lists, PAGES: measured.pages, CHANGES: len(measured.batches)})
    assert stage.calls == +expected
    assert tuple(map(len, stage.sent)) == measured.batches
    assert stage.account.throttled.total() == 0


def test_a_new_name_is_four_record_sets() -> None:
    stage = Stage(10, 1)
    stage.turn()
    [changes] = stage.sent
    record_sets = [change["ResourceRecordSet"] for change in changes]
    made = [(each["Name"].partition(".")[0], each["Type"]) for each in record_sets]
    assert made == [("n0", "A"), ("n0", "AAAA"), ("a-n0", "TXT"), ("aaaa-n0", "TXT")]


@pytest.mark.parametrize(("names", "batches", "seconds", "with_events"), [(500, 5, 6.7, 12), (5_000, 43, 48.4, 53)])
def test_a_burst_takes_the_batches_and_the_seconds_of_the_real_one(
    names: int, batches: int, seconds: float, with_events: float
) -> None:
    stage = Stage(10_000, names)
    turn = stage.turn()
    assert len(stage.sent) == batches
    assert turn == pytest.approx(seconds, rel=0.05)
    for first in peers.event_phases(3):
        assert first + turn == pytest.approx(with_events, rel=0.08)


def test_a_throttled_call_is_tried_three_times() -> None:
    stage = Stage(10, 0)
    stage.account.buckets["route53"].rate = 0
    stage.account.buckets["route53"].take(50)
    with pytest.raises(stage.world.route53.exceptions.ClientError, match="Throttling"):
        stage.turn()
    assert stage.account.attempts["route53"] == 3


def test_batches_are_sent_a_second_apart() -> None:
    alone, parted = Stage(10, 1).turn(), Stage(10, 200).turn()
    assert parted - alone == pytest.approx(1.06)


def test_events_bring_a_turn_five_to_six_seconds_after_the_change() -> None:
    assert all(5 <= first <= 6 for first in peers.event_phases(10))


def test_with_events_a_burst_is_done_before_the_next_minute() -> None:
    stage = Stage(10, 3)
    watch = Watch(stage.world, stage.account)
    [first] = peers.event_phases(1)
    stage.account.clock.timed(lambda: stage.loop.until_done(stage.arns, first))
    assert watch.accepted == [pytest.approx(first + 5 * 0.06)] * 3

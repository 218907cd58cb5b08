"""What albias may cost, as far as it does not depend on the machine: the simulation's own figures, held."""

import sys
from collections import Counter
from collections.abc import Callable
from math import ceil
from types import FrameType
from typing import Any

import pytest

from albias_cdk import queues
from bench import (
    accounts,
    deployed,
    function,
    peers,
    planning,
    rows_burst,
    rows_calls,
    rows_cost,
    rows_limits,
    rows_rules,
    rules,
)
from bench.aws import CHANGE_LIMITS, TIGHT, Account, ChangeLimit
from bench.bursts import RECORDS, Burst, elb_calls, legacy, ours
from bench.clock import Clock
from bench.rows_burst import BURST
from bench.rows_sweep import MIXED_SHARE, after_losses, first
from bench.sweeps import Stage
from bench.worlds import add_balancers, fill, sweep, world_of
from tests.support.invocation import TIMEOUT


@pytest.mark.parametrize("number", [1, rows_burst.SMALL, BURST])
def test_events_and_bursts_keep_their_time(number: int) -> None:
    burst = ours(number, deployed.mapping())
    assert len(burst.accepted) == number
    assert burst.bound() <= burst.seconds <= rows_burst.MUST[number]
    assert burst.refused <= rows_burst.MUST_THROTTLED


def test_a_burst_of_500_makes_80_route_53_calls_at_most() -> None:
    assert ours(BURST, deployed.mapping()).calls["route53"] <= rows_burst.MUST_ROUTE53 == 80


def test_the_figures_that_must_hold_are_these() -> None:
    assert rows_burst.MUST == {1: 0.6, 20: 1.0, 500: 5.0, 5_000: 60.0}
    assert rows_burst.MUST_THROTTLED == 5


@pytest.mark.parametrize(("number", "seconds"), [(1, 20.24), (20, 20.74)])
def test_a_batching_window_makes_a_quiet_queue_wait_20_seconds(number: int, seconds: float) -> None:
    """C21: the reason why there is none."""
    assert deployed.mapping().window == 0
    assert ours(number, deployed.WINDOWED).seconds == pytest.approx(seconds, abs=0.05)


def test_the_bound_is_that_of_calls_by_arn_and_a_listing_could_go_below_it() -> None:
    """1,000 full ResourceRecord elements a batch; 40 ELB calls at once, then 10 a second, of 60 ms each."""
    burst = Burst((1.0,) * 5_000, Counter(), 0, 1, elements=20_000)
    assert elb_calls(5_000) == 250 + 250
    assert burst.bound() == pytest.approx(46 + 0.12)
    assert elb_calls(5_000, by_arn=False) == 250 + 13
    assert burst.bound(by_arn=False) == pytest.approx(22.3 + 0.12)


def test_a_burst_told_twice_is_accepted_within_5_seconds() -> None:
    assert ours(BURST, deployed.mapping(), twice=True).seconds <= rows_burst.MUST[BURST]


def test_a_sweep_with_nothing_to_do_costs_100_calls_at_most_and_keeps_its_pace() -> None:
    stage = Stage()
    stage.sweep()
    assert stage.account.attempts.total() <= 100
    assert stage.account.throttled.total() == 0
    assert stage.busiest <= 5


@pytest.mark.parametrize("swept", [first, after_losses])
def test_a_sweep_that_has_much_to_do_keeps_its_pace_too(swept: Callable[[], Stage]) -> None:
    """1,000 new load balancers; 200 of 1,000 deleted unnoticed. Its change batches and second looks are counted in."""
    stage = swept()
    assert stage.busiest <= 5
    assert stage.account.throttled.total() == 0


def test_a_burst_in_the_middle_of_a_sweep_is_accepted_within_5_seconds() -> None:
    assert Stage().burst(BURST, deployed.mapping(), after=13) <= rows_burst.MUST[BURST]


def test_sweeps_of_100_accounts_leave_a_shared_account_most_of_its_requests() -> None:
    """In the layout that costs most: all names mixed in one zone. `make bench` measures the others too."""
    share = accounts.share(accounts.MIXED)
    assert share.percent <= MIXED_SHARE == 15
    assert share.throttled == 0


def test_one_event_costs_the_same_in_any_zone_and_any_account() -> None:
    calls = {(size, number): rows_calls.Stage(size, number).create() for size in (10, 10_000) for number in (10, 2_000)}
    assert calls[10_000, 10] == calls[10_000, 2_000] == Counter(elbv2=2, route53=2)
    assert calls[10, 10] == calls[10, 2_000] == Counter(elbv2=2, route53=2)


def test_external_dns_makes_the_calls_of_its_formula_with_many_zones() -> None:
    world, account = world_of(), Account(Clock())
    fill(world, RECORDS)
    for number in range(149):
        world.route53.add_zone(f"ZOTHER{number:03}", f"other{number}.example.com")
    loop = peers.ExternalDns(world, account)
    arns = add_balancers(world, 300)
    lists = ceil(150 / 100)

    account.clock.timed(loop.turn)
    assert account.attempts.total() == 2 * lists + ceil(RECORDS / 300)

    account.reset()
    account.clock.timed(lambda: loop.turn(arns))
    batches = world.route53.count("ChangeResourceRecordSets")
    assert batches >= ceil(300 * 4 / 1_000)
    assert account.attempts.total() - account.throttled.total() == 3 * lists + ceil(RECORDS / 300) + batches


def test_the_legacy_lambda_makes_two_calls_an_event() -> None:
    burst = legacy(10)
    assert burst.calls == Counter(route53=20)
    assert len(burst.accepted) == 10


def test_the_simulated_function_has_the_deployed_timeout() -> None:
    assert queues.FUNCTION_TIMEOUT.to_seconds() == TIMEOUT


def test_a_sweep_in_a_hurry_is_not_what_is_measured() -> None:
    """The pace is the function's own: half of the account's requests a second, calls counted in."""
    stage = Stage(40, 1_000)
    seconds = stage.function.alone(sweep())
    assert seconds >= (stage.account.attempts.total() - 1) / 5


def test_an_everyday_month_has_few_metrics() -> None:
    """They are what a small bill hangs on: ten are free, each of the others is 0.30 USD a month, 1 USD is the limit."""
    kinds = rows_cost.everyday(Stage(40, 1_000))
    assert len(frozenset[str]().union(*(kind.metrics for kind in kinds))) <= 13


@pytest.mark.parametrize("limit", [*CHANGE_LIMITS, TIGHT], ids=lambda limit: limit.words)
def test_a_sweep_and_a_burst_are_good_neighbours_within_both_limits_of_route_53(limit: ChangeLimit) -> None:
    """C17: whatever the size of the limit on changes is, also where two change batches do not fit into it."""
    throttled, seconds, calls = rows_limits.beside(limit)
    assert throttled <= rows_burst.MUST_THROTTLED == 5
    assert seconds <= (rows_limits.MUST_TIGHT if limit is TIGHT else 10)
    assert calls <= 160


def test_an_event_of_a_listener_rule_costs_a_call_a_listener_more() -> None:
    stage = rules.Stage(10, RECORDS, named=False)
    assert stage.event() <= rows_rules.MUST_EVENT == 5 + rules.LISTENERS


def test_a_sweep_reads_as_many_rules_as_it_has_time_for_and_says_so() -> None:
    stage = rules.Stage(1_000, 1_500, named=False)
    function.LOG.take()
    seconds = stage.sweep()
    read = rows_rules.rules_read(function.LOG.take())
    assert seconds <= TIMEOUT - 60
    assert 0 < read["read"] < read["selected"] == 1_000
    assert stage.busiest <= 5
    assert stage.account.throttled.total() == 0


@pytest.mark.parametrize("case", planning.CASES)
def test_the_engines_work_grows_with_the_names_and_not_with_their_square(case: planning.Case) -> None:
    """Counted in lines that run, for 5 names a load balancer: twice as many may take little more than twice as many."""
    few, many = (_lines(lambda number=number: planning.main(case, number, 5)) for number in (40, 80))  # type: ignore[misc]
    assert many <= 2.3 * few


def _lines(work: Callable[[], object]) -> int:
    """How many lines of Python run."""
    lines = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines

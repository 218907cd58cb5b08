"""Many load balancers tagged at once: how long it takes, against the bound of the rate limits and the peers."""

from dataclasses import replace

from bench import deployed
from bench.aws import Account
from bench.bursts import PAGES, RECORDS, Burst, elb_calls, external_dns, legacy, ours
from bench.clock import Clock
from bench.lambdas import Mapping
from bench.peers import phases
from bench.row import Row, Section, middle, shown

BURST = 500
LARGE = 5_000
NUMBERS = (100, 250, BURST, 1_000, 2_500, LARGE)
RUNS = 5


def measure() -> Section:
    """The rows."""
    section = Section("Bursts")
    mapping = deployed.mapping()
    runs = {
        number: [ours(number, mapping, seed) for seed in range(RUNS if number <= BURST else 3)] for number in NUMBERS
    }
    seconds = {number: middle([run.seconds for run in done]) for number, done in runs.items()}
    bounds = {number: done[0].bound() for number, done in runs.items()}
    old = [legacy(BURST, seed) for seed in range(RUNS)]
    loop = [external_dns(BURST, first) for first in phases(RUNS)]
    section.points = {
        "accepted": {
            "albias": _typical(runs[BURST]).accepted,
            "legacy Lambda": _typical(old).accepted,
            "external-dns": _typical(loop).accepted,
        },
        "seconds": seconds,
        "bounds": bounds,
    }
    section.rows += [
        _row(seconds[BURST], bounds[BURST], runs[BURST], old, loop),
        _large(seconds, bounds, runs[LARGE], mapping),
        _linear(seconds, bounds),
        _doubled(mapping),
    ]
    section.text = _derivation(mapping, _typical(runs[BURST]), runs[LARGE][0])
    return section


def _row(seconds: float, bound: float, runs: list[Burst], old: list[Burst], loop: list[Burst]) -> Row:
    return Row(
        f"burst: {BURST} tagged load balancers at once, zone of {RECORDS:,} records",
        seconds,
        "s",
        must=15,
        aim=1.3 * bound,
        legacy=_outcome(old),
        external_dns=_outcome(loop),
        note=f"{_cost(_typical(runs))}. Less would take no batching window and calls side by side: see below",
    )


def _large(seconds: dict[int, float], bounds: dict[int, float], runs: list[Burst], mapping: Mapping) -> Row:
    run = _typical(runs)
    least = Account(Clock()).buckets["route53"].earliest(run.calls["route53"])
    return Row(
        f"burst: {LARGE:,}",
        seconds[LARGE],
        "s",
        aim=1.3 * bounds[LARGE],
        legacy=_outcome([legacy(LARGE)]),
        external_dns=_outcome([external_dns(LARGE, first) for first in phases(3)]),
        note=f"{_cost(run)}. Route 53's limit alone makes {shown(least, 's')} of so many calls, since each invocation"
        f" reads up to {PAGES} pages again. {_wider(mapping)}",
    )


def _wider(mapping: Mapping) -> str:
    """What fewer and larger batches would take and give."""
    wide = replace(mapping, window=2 * mapping.window)
    large, usual = ours(LARGE, wide), ours(BURST, wide)
    return (
        f"Less would take a batching window of {wide.window:g} s instead of {mapping.window:g} s: {large.invocations}"
        f" invocations, {large.calls['route53']} Route 53 calls and {shown(large.seconds, 's')}, but"
        f" {shown(usual.seconds, 's')} for the burst of {BURST}, and {wide.window - mapping.window:g} s more for every"
        " single event"
    )


def _linear(seconds: dict[int, float], bounds: dict[int, float]) -> Row:
    """Ten times the burst takes ten times as long, with room for the bucket that both find full."""
    each = {number: seconds[number] / number for number in (BURST, LARGE)}
    bound = (bounds[LARGE] / LARGE) / (bounds[BURST] / BURST)
    return Row(
        f"the same, time for one name against the burst of {BURST} (1: linear)",
        each[LARGE] / each[BURST],
        "ratio",
        must=1.2,
        note=f"{each[BURST] * 1000:.1f} ms and {each[LARGE] * 1000:.1f} ms; the bound's own ratio is {bound:.1f}, since"
        " its buckets are full only once",
    )


def _doubled(mapping: Mapping) -> Row:
    run = ours(BURST, mapping, twice=True)
    return Row(
        f"burst of {BURST}, each told twice (CloudTrail and tag change)",
        run.seconds,
        "s",
        note=_cost(run),
    )


def _outcome(runs: list[Burst]) -> str:
    lost = middle([float(run.lost) for run in runs])
    return shown(middle([run.seconds for run in runs]), "s") + (f", {lost:,.0f} lost" if lost else "")


def _cost(run: Burst) -> str:
    return (
        f"{run.invocations} invocations, {run.calls['elbv2']} ELB and {run.calls['route53']} Route 53 calls,"
        f" {run.throttled} of them throttled; bound {shown(run.bound(), 's')}"
    )


def _typical(runs: list[Burst]) -> Burst:
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _derivation(mapping: Mapping, run: Burst, large: Burst) -> list[str]:
    elb = elb_calls(BURST)
    last_elb, last_change = max(0, elb - 40) / 10, max(0, PAGES + run.batches - 50) / 10
    return [
        "**The bound** is the least time for calls as this design makes them: load balancers and tags by ARN, the zone"
        f" read before it is written. {BURST} load balancers need {elb} ELB calls (DescribeLoadBalancers and"
        " DescribeTags take 20 ARNs). The bucket holds 40, one more comes every 100 ms: the last call is let in after"
        f" {last_elb:.1f} s, and two calls' time later its change is accepted. Route 53 needs at most {PAGES} pages of"
        f" the zone and {run.batches} change batches ({run.elements:,} ResourceRecord elements, {run.characters:,}"
        f" characters in values): its bucket of 50 and 10 a second let the last one in after {last_change:.1f} s. The"
        " later of the two, with full buckets, any number of calls at once, and nothing said about queues:"
        f" {shown(run.bound(), 's')}.",
        "**Other designs could go below it.** DescribeLoadBalancers without ARNs lists 400 a page: with that the bound"
        f" is {shown(run.bound(by_arn=False), 's')} for {BURST} and {shown(large.bound(by_arn=False), 's')} for"
        f" {LARGE:,} instead of {shown(large.bound(), 's')}. It is not used, since a listing grows with the account and"
        " not with the burst. And a program that trusted the events' own tags and sent CREATE without reading first"
        " would need change batches only; albias reads, since events come late and in any order, and since it tells"
        " whose a name is before it refuses one.",
        f"**What is between.** The messages reach the function in batches of at most {mapping.batch} within a window of"
        f" {mapping.window:g} s, {mapping.concurrency} batches at once. Each batch then makes its calls one after the"
        f" other, {run.calls.total() / run.invocations:.0f} of them here, and reads the pages on which its names lie."
        " To come nearer it would take calls side by side inside one invocation, which spend the account's whole burst"
        " of requests at once, and no window, without which every batch is small and reads the same pages again.",
    ]

"""Many load balancers tagged at once: the time until Route 53 has accepted every name, and what bounds it."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from bench import deployed
from bench.aws import LATENCY, Account
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.lambdas import Mapping, Message, Queue
from bench.peers import DIRECT, ExternalDns, Legacy, phases
from bench.row import Row, Section, middle, shown
from bench.worlds import World

RECORDS = 10_000
BURST = 500
LARGE = 5_000
NUMBERS = (100, 250, BURST, 1_000, 2_500, LARGE)
RUNS = 5


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of one burst: when each name was accepted, and what it cost. Seconds are virtual."""

    accepted: tuple[float, ...]
    calls: Counter[str]
    throttled: int
    invocations: int
    lost: int = 0
    characters: int = 0  # in the values of all change batches
    elements: int = 0  # ResourceRecord elements in all of them

    @property
    def seconds(self) -> float:
        """Until the last name was accepted."""
        return self.accepted[-1]

    def bound(self, balancers: int) -> float:
        """What no program can beat, from full buckets and with any number of calls at once.

        Two ELB calls for every 20 load balancers; a listing of the zone; change batches that are full. The last tags
        must be known before the last change.
        """
        account = Account(Clock())
        elb = account.buckets["elbv2"].earliest(2 * ceil(balancers / 20))
        batches = max(ceil(self.elements / 1_000), ceil(self.characters / 32_000))
        route53 = account.buckets["route53"].earliest(min(balancers, ceil(RECORDS / 300)) + batches)
        return max(4 * LATENCY, elb + 2 * LATENCY, route53 + LATENCY)


class Watch:
    """Counts what Route 53 accepts, by listening to the fake."""

    def __init__(self, world: World, account: Account) -> None:
        self.accepted: list[float] = []
        self.elements = self.characters = 0
        self._clock = account.clock
        world.route53.after = self._after

    def _after(self, operation: str, parameters: dict[str, Any]) -> None:
        if operation != "ChangeResourceRecordSets":
            return
        for change in parameters["ChangeBatch"]["Changes"]:
            record_set = change["ResourceRecordSet"]
            values = record_set.get("ResourceRecords", [])
            self.elements += max(1, len(values))
            self.characters += sum(len(value["Value"]) for value in values)
            if record_set["Type"] == "A" and change["Action"] != "DELETE":
                self.accepted.append(self._clock.now)

    def burst(self, account: Account, invocations: int, lost: int = 0) -> Burst:
        """The result."""
        return Burst(
            tuple(self.accepted),
            Counter(account.attempts),
            account.throttled.total(),
            invocations,
            lost,
            self.characters,
            self.elements,
        )


def ours(number: int, mapping: Mapping, seed: int = 0, twice: bool = False) -> Burst:
    """A burst through the queue and the real handler. `twice`: as AddTags, told by CloudTrail and as a tag change."""
    world, account, arns = _stage(number, seed)
    function = Function(world, account)
    messages = [message for arn in arns for message in (world.retagged(arn) if twice else [world.created(arn)])]
    watch = Watch(world, account)
    queue = _run(account, mapping, function.invoke, messages)
    if len(watch.accepted) != number:
        raise AssertionError(f"{len(watch.accepted)} of {number} names were accepted")
    return watch.burst(account, queue.invocations)


def legacy(number: int, seed: int = 0) -> Burst:
    """The same burst for the home-made Lambda."""
    world, account, arns = _stage(number, seed)
    peer = Legacy(world, account)
    watch = Watch(world, account)
    queue = _run(account, DIRECT, peer.invoke, [Message(arn) for arn in arns])
    return watch.burst(account, queue.invocations, peer.lost)


def external_dns(number: int, first: float) -> Burst:
    """The same burst for external-dns, whose next turn comes in `first` seconds."""
    world, account, arns = _stage(number, 0)
    peer = ExternalDns(world, account)
    watch = Watch(world, account)
    account.clock.timed(lambda: peer.until_done(arns, first))
    return watch.burst(account, 0)


def _stage(number: int, seed: int) -> tuple[World, Account, list[str]]:
    world = World()
    world.fill(RECORDS)
    account = Account(Clock(), random.Random(seed))
    return world, account, world.balancers(number)


def _run(
    account: Account, mapping: Mapping, invoke: Callable[[Sequence[Message]], Any], messages: list[Message]
) -> Queue:
    queue = Queue(account.clock, mapping, invoke)
    account.clock.start(lambda: queue.send(messages))
    with logged():
        account.clock.run()
    LOG.take()
    return queue


def measure() -> Section:
    """The rows."""
    section = Section("Bursts")
    mapping = deployed.mapping()
    runs = {
        number: [ours(number, mapping, seed) for seed in range(RUNS if number <= BURST else 3)] for number in NUMBERS
    }
    seconds = {number: middle([run.seconds for run in done]) for number, done in runs.items()}
    bounds = {number: done[0].bound(number) for number, done in runs.items()}
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
        _large(seconds, bounds, runs[LARGE]),
        _linear(seconds, bounds),
        _doubled(mapping, bounds),
    ]
    section.text = _derivation(mapping, bounds, runs)
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
        note=f"{_cost(_typical(runs))}; bound {shown(bound, 's')}",
    )


def _large(seconds: dict[int, float], bounds: dict[int, float], runs: list[Burst]) -> Row:
    return Row(
        f"burst: {LARGE:,}",
        seconds[LARGE],
        "s",
        aim=1.3 * bounds[LARGE],
        legacy=_outcome([legacy(LARGE)]),
        external_dns=_outcome([external_dns(LARGE, first) for first in phases(3)]),
        note=f"{_cost(_typical(runs))}; bound {shown(bounds[LARGE], 's')}",
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


def _doubled(mapping: Mapping, bounds: dict[int, float]) -> Row:
    run = ours(BURST, mapping, twice=True)
    return Row(
        f"burst of {BURST}, each told twice (CloudTrail and tag change)",
        run.seconds,
        "s",
        note=f"{_cost(run)}; bound {shown(bounds[BURST], 's')}",
    )


def _outcome(runs: list[Burst]) -> str:
    lost = middle([float(run.lost) for run in runs])
    return shown(middle([run.seconds for run in runs]), "s") + (f", {lost:,.0f} lost" if lost else "")


def _cost(run: Burst) -> str:
    return (
        f"{run.invocations} invocations, {run.calls['elbv2']} ELB and {run.calls['route53']} Route 53 calls,"
        f" {run.throttled} of them throttled"
    )


def _typical(runs: list[Burst]) -> Burst:
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _derivation(mapping: Mapping, bounds: dict[int, float], runs: dict[int, list[Burst]]) -> list[str]:
    run = _typical(runs[BURST])
    elb = 2 * ceil(BURST / 20)
    batches = max(ceil(run.elements / 1_000), ceil(run.characters / 32_000))
    pages = ceil(RECORDS / 300)
    last_elb, last_change = max(0, elb - 40) / 10, max(0, pages + batches - 50) / 10
    return [
        f"**The bound.** {BURST} load balancers need {elb} ELB calls (DescribeLoadBalancers and DescribeTags take 20"
        f" ARNs). The bucket holds 40, one more comes every 100 ms: the last call is let in after {last_elb:.1f} s, and"
        f" two calls' time later its change is accepted. Route 53 needs at most {pages} pages of the zone and {batches}"
        f" change batches ({run.elements:,} ResourceRecord elements, {run.characters:,} characters in values): its"
        f" bucket of 50 and 10 a second let the last one in after {last_change:.1f} s. The later of the two, with full"
        f" buckets, any number of calls at once, and nothing said about queues: {shown(bounds[BURST], 's')}.",
        f"**What is between.** The messages reach the function in batches of at most {mapping.batch} within a window of"
        f" {mapping.window:g} s, {mapping.concurrency} batches at once. Each batch then makes its calls one after the"
        f" other, {run.calls.total() / run.invocations:.0f} of them here, and reads the pages on which its names lie."
        " To come nearer it would take calls side by side inside one invocation, which spend the account's whole burst"
        " of requests at once, and no window, without which every batch is small and reads the same pages again.",
    ]

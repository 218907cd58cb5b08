"""One load balancer and many tagged at once, through the queue: how long it takes, against the bound and the peers."""

from statistics import median

from albias.aws.clients import SHARES
from bench import deployed
from bench.bursts import PAGES, RECORDS, Burst, elb_calls, external_dns, legacy, ours
from bench.lambdas import LONG_POLL, Mapping
from bench.peers import event_phases, phases
from bench.processor import stretch
from bench.row import Row, Section, middle, shown

SMALL = 20
BURST = 500
LARGE = 5_000
NUMBERS = (1, SMALL, 100, BURST, 1_000, LARGE)
RUNS = 5
# Seconds, calls and percent that albias is held to; tests/bench holds it to the same.
MUST = {1: 0.6, SMALL: 1.0, BURST: 5.0, LARGE: 60.0}
MUST_ROUTE53 = 80
MUST_THROTTLED = 5.0


def measure() -> Section:
    """The rows."""
    section = Section("Events and bursts")
    mapping = deployed.mapping()
    runs = {number: _runs(number, mapping) for number in NUMBERS}
    peers = {number: Peers(number) for number in (1, SMALL, BURST, LARGE)}
    section.points = _points(runs, peers[BURST])
    section.rows += [
        _row("one event, quiet queue, until its change is accepted", runs[1], peers[1], aim=0.4),
        _row(f"burst of {SMALL}", runs[SMALL], peers[SMALL]),
        _row(f"burst of {BURST}, zone of {RECORDS:,} records", runs[BURST], peers[BURST], _aim(runs[BURST], 1.5)),
        _route53(runs[BURST]),
        _row(f"burst of {LARGE:,}", runs[LARGE], peers[LARGE], _aim(runs[LARGE], 1.2)),
        _processor(BURST, mapping, peers[BURST]),
        _processor(LARGE, mapping, peers[LARGE]),
        _doubled(mapping),
        _throttled(runs),
    ]
    section.text = _derivation(mapping, _typical(runs[BURST]), runs[LARGE][0])
    return section


class Peers:
    """What others need for the same burst."""

    def __init__(self, number: int) -> None:
        self.legacy = [legacy(number, seed) for seed in range(1 if number == LARGE else 3)]
        self.loop = [external_dns(number, first) for first in phases(3)]
        self.events = [external_dns(number, first) for first in event_phases(3)]

    @property
    def ahead(self) -> float:
        """Seconds of the quickest of them that loses nothing."""
        return median(run.seconds for run in self.events)

    @property
    def words(self) -> str:
        """external-dns, as it runs by default and with `--events`."""
        return f"{_outcome(self.loop)}; {_outcome(self.events)} with --events"


def _runs(number: int, mapping: Mapping) -> list[Burst]:
    return [ours(number, mapping, seed) for seed in range(RUNS if number <= BURST else 3)]


def _points(runs: dict[int, list[Burst]], peers: Peers) -> dict[str, object]:
    return {
        "accepted": {
            "albias": _typical(runs[BURST]).accepted,
            "legacy Lambda": _typical(peers.legacy).accepted,
            "external-dns": _typical(peers.loop).accepted,
            "external-dns --events": _typical(peers.events).accepted,
        },
        "seconds": {number: _seconds(done) for number, done in runs.items()},
        "bounds": {number: done[0].bound() for number, done in runs.items()},
    }


def _row(figure: str, runs: list[Burst], peers: Peers, aim: float | None = None) -> Row:
    number = len(runs[0].accepted)
    bound = _typical(runs).bound()
    less = f". The bound by ARN is {bound:.2f} s; what less takes is said below" if aim else ""
    return Row(
        figure,
        _seconds(runs),
        "s",
        must=MUST[number],
        aim=aim,
        legacy=_outcome(peers.legacy),
        external_dns=peers.words,
        note=f"{_cost(_typical(runs))}; with a batching window {_windowed(number)}{less}",
    )


def _windowed(number: int) -> str:
    """What it would be with the mapping that has a window, on a queue that was quiet before."""
    if number == LARGE:
        return f"up to {LONG_POLL:g} s more on a quiet queue"
    return shown(ours(number, deployed.WINDOWED).seconds, "s")


def _route53(runs: list[Burst]) -> Row:
    calls = max(run.calls["route53"] for run in runs)
    return Row(f"Route 53 calls of the burst of {BURST}", calls, "calls", must=MUST_ROUTE53)


def _processor(number: int, mapping: Mapping, peers: Peers) -> Row:
    """Processor time of this machine, stretched to the share of a processor that the function's memory buys."""
    memory = deployed.megabytes()
    whole, deployed_as = ours(number, mapping, pace=1.0), ours(number, mapping, pace=stretch(memory))
    return Row(
        f"burst of {number:,} with the function's own processor time",
        deployed_as.seconds,
        "s",
        must=peers.ahead,
        external_dns=f"{shown(peers.ahead, 's')} with --events, its processor time not counted",
        note=f"{deployed_as.processor:.1f} s of this machine's processor in all instances, botocore's part counted;"
        f" {memory} MB are {1 / stretch(memory):.2f} of a processor; with a whole one {shown(whole.seconds, 's')}",
    )


def _doubled(mapping: Mapping) -> Row:
    run = ours(BURST, mapping, twice=True)
    figure = f"burst of {BURST}, each told twice (CloudTrail and tag change)"
    return Row(figure, run.seconds, "s", note=_cost(run))


def _throttled(runs: dict[int, list[Burst]]) -> Row:
    """In the worst of all bursts."""
    shares = {number: max(run.refused for run in done) for number, done in runs.items()}
    return Row(
        "throttled calls, the most in any of these bursts",
        max(shares.values()),
        "%",
        must=MUST_THROTTLED,
        note=", ".join(f"{number:,}: {shown(share, '%')}" for number, share in shares.items()),
    )


def _aim(runs: list[Burst], times: float) -> float:
    return times * _typical(runs).bound()


def _seconds(runs: list[Burst]) -> float:
    return middle([run.seconds for run in runs])


def _outcome(runs: list[Burst]) -> str:
    lost = middle([float(run.lost) for run in runs])
    return shown(_seconds(runs), "s") + (f", {lost:,.0f} lost" if lost else "")


def _cost(run: Burst) -> str:
    return (
        f"{run.invocations} invocations, {run.calls['elbv2']} ELB and {run.calls['route53']} Route 53 calls,"
        f" {run.throttled} of them throttled"
    )


def _typical(runs: list[Burst]) -> Burst:
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _derivation(mapping: Mapping, run: Burst, large: Burst) -> list[str]:
    elb = elb_calls(BURST)
    last_elb, last_change = max(0, elb - 40) / 10, max(0, PAGES + run.batches - 50) / 10
    each = run.calls["route53"] / run.invocations
    at_once, rate = SHARES["route53"]
    return [
        "**The bound** is the least time for calls by ARN, with full buckets and any number of calls at once:"
        f" {BURST} load balancers need {elb} ELB calls (20 ARNs each, for descriptions and for tags), and the bucket of"
        f" 40 and 10 a second let the last one in after {last_elb:.1f} s; Route 53 needs {PAGES} pages and"
        f" {run.batches} change batches, the last after {last_change:.1f} s. The later of the two, and the calls that"
        f" must follow: {shown(run.bound(), 's')}, and {shown(large.bound(), 's')} for {LARGE:,}. Where the function"
        " has 200 load balancers or more in hand, it looks through a listing first, 400 a page, and so can be quicker:"
        f" with that the bound is {shown(run.bound(by_arn=False), 's')} and {shown(large.bound(by_arn=False), 's')}.",
        f"**What is between.** Lambda hands out {mapping.batch} messages at most, to {mapping.concurrency} invocations"
        " at once; each then takes the rest from the queue itself and makes its calls one after the other,"
        f" {run.calls.total() / run.invocations:.0f} of them here. With a batching window, Lambda may wait"
        f" {LONG_POLL:g} s on a quiet queue before it invokes the function, however short the window is (Lambda"
        ' Developer Guide, "Using Lambda with Amazon SQS"): that wait is simulated for the figures with a window.',
        "**What less takes.** Calls side by side inside an invocation, and more: each of the invocations reads the"
        f" zone for itself, {each:.0f} calls of Route 53, and its share of the limit, {at_once} at once and {rate:g} a"
        f" second, lets the last one in after {max(0.0, each - at_once) / rate:.1f} s, however many are made at once."
        " Below that it takes pages that are read from names in the middle of the zone on, each a proof of what it"
        " spans, and shares that two invocations agree on, since one alone may not spend the whole account's limit.",
    ]

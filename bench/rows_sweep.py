"""Sweeps: what one costs when there is nothing to do, what a hundred of them take of one account, their manners."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from albias.model import HostedZone
from bench import deployed
from bench.aws import Account
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.peers import INTERVAL, ExternalDns
from bench.row import Row, Section, shown
from bench.worlds import World, sweep, zone_named
from config import sweep_interval
from tests.fakes import FakeRoute53

RECORDS = 10_000
BALANCERS = 1_000
ACCOUNTS = 100
EACH = BALANCERS // ACCOUNTS
SIZES = (10, 100, BALANCERS, 3_000)


class Stage:
    """A zone in which every load balancer has its name already."""

    def __init__(self, balancers: int = BALANCERS, records: int = RECORDS) -> None:
        self.world = World()
        self.account = Account(Clock())
        self.function = Function(self.world, self.account)
        _populate(self.function, self.world, self.world.balancers(balancers))
        self.world.fill(records)

    def sweep(self) -> float:
        """One sweep; its virtual seconds. The calls are in the account."""
        return self.function.alone(sweep())


def _populate(function: Function, world: World, arns: list[str]) -> None:
    """Give these load balancers their names; quicker while there is little else in the zone."""
    for start in range(0, len(arns), 500):
        function.alone(*(world.created(arn) for arn in arns[start : start + 500]))
    LOG.take()


def measure() -> Section:
    """The rows."""
    section = Section("Sweeps")
    stage = Stage()
    seconds = stage.sweep()
    calls = stage.account.attempts.copy()
    said = _said(LOG.take())
    loop = _loop(stage.world)
    tags, pages = ceil(BALANCERS / 20), ceil(RECORDS / 300)
    listing = ceil(BALANCERS / 400)
    section.points["sweep"] = _sizes()
    section.rows.append(
        Row(
            f"sweep with nothing to do, {BALANCERS:,} load balancers, {RECORDS:,} records",
            calls.total(),
            "calls",
            must=100,
            aim=tags + pages + listing,
            legacy="has none",
            external_dns=f"{loop} a turn, {loop * int(_interval() / INTERVAL)} in the time between two sweeps",
            note=f"{calls['elbv2']} ELB, {calls['route53']} Route 53, {shown(seconds, 's')}; the aim is {_BOUND}",
        )
    )
    busiest = max(stage.account.busiest_second(service) for service in ("route53", "elbv2"))
    section.rows += [*_neighbour(stage, seconds, busiest), *_accounts()]
    section.text = [
        f"**What bounds a sweep.** DescribeTags takes 20 ARNs, so {BALANCERS:,} load balancers are {tags} calls;"
        f" DescribeLoadBalancers lists 400 a page, {listing} calls. ListResourceRecordSets answers 300 record sets a"
        f" page, and {BALANCERS:,} names that lie all over {RECORDS:,} record sets touch every one of {pages} pages."
        f" Below {tags + listing + pages} calls it would take another source for the tags (the Resource Groups Tagging"
        " API lists 100 a page, but lags behind, needs a permission more, and absence from it proves nothing),"
        " or fewer looks at names that nobody has touched.",
        f"**Manners.** The scheduler starts a sweep at a moment of its own within {_window()} minutes. Messages about"
        " load balancers that come in the same batch are worked on before it. It takes its turns at half of the"
        f" account's rate at most, and its log says what it cost: `{said}`.",
    ]
    return section


_BOUND = "the fewest that the APIs' page sizes allow"


def _window() -> int:
    [schedule] = deployed.resources()["AWS::Scheduler::Schedule"]
    return int(schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"])


def _said(lines: list[str]) -> str:
    """The sweep's own line in the log, as far as it speaks of the cost."""
    [line] = [line for line in map(json.loads, lines) if line.get("kind") == "sweep"]
    return json.dumps({key: line[key] for key in ("message", "calls", "found")})


def _interval() -> float:
    interval = sweep_interval(World().settings.sweep)
    assert interval
    return interval.total_seconds()


def _sizes() -> dict[int, int]:
    calls = {}
    for size in SIZES:
        stage = Stage(size)
        stage.sweep()
        calls[size] = stage.account.attempts.total()
    LOG.take()
    return calls


def _loop(world: World) -> int:
    account = Account(Clock())
    peer = ExternalDns(world, account)
    account.clock.timed(peer.turn)
    return account.attempts.total()


def _neighbour(stage: Stage, seconds: float, busiest: int) -> list[Row]:
    """The sweep's own rate, and what an event waits that comes in the middle of one."""
    account, world = stage.account, stage.world
    function = Function(world, account)
    [first, second] = world.balancers(2, seed=5)
    alone = function.alone(world.created(first))
    account.reset()
    beside: list[float] = []

    def event() -> None:
        began = account.clock.now
        function.invoke([world.created(second)])
        beside.append(account.clock.now - began)

    account.clock.start(_sweeping(function))
    account.clock.start(event, after=seconds / 2)
    with logged():
        account.clock.run()
    LOG.take()
    return [
        Row(
            "most calls of a sweep to either API within one second, of the 10 that the account has",
            busiest,
            "calls",
            must=5,
            external_dns="no pace of its own",
        ),
        Row(
            "an event in the middle of a sweep, against one alone",
            beside[0] / alone,
            "ratio",
            must=1.1,
            note=f"{shown(beside[0], 's')} and {shown(alone, 's')}; {account.throttled.total()} calls throttled",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the names of many accounts lie in the zones of one DNS account."""

    words: str
    zones: Callable[[int], HostedZone]
    below: Callable[[int], str]
    records: int  # in each zone
    must: float | None


def _team(number: int) -> str:
    return f"team{number:02}."


MIXED = Layout("one zone, names all mixed", lambda _: zone_named(), lambda _: "", RECORDS, 10)
LAYOUTS = (
    Layout("a zone for each", lambda n: zone_named(f"{_team(n)}example.com", f"Z{n:03}"), lambda _: "", 300, 10),
    Layout("one zone, a subdomain for each", lambda _: zone_named(), _team, RECORDS, 10),
    MIXED,
)


def _accounts() -> list[Row]:
    return [share(layout) for layout in LAYOUTS]


def share(layout: Layout) -> Row:
    """What the sweeps of all accounts take of the DNS account's requests, each beginning at its own moment."""
    clock = Clock()
    dns = Account(clock)
    route53 = FakeRoute53(check_parameters=False)
    worlds = _worlds(layout, route53)
    functions = []
    for number, world in enumerate(worlds):
        function = Function(world, dns, Account(clock))
        _populate(function, world, world.balancers(EACH, seed=100 + number, below=layout.below(number)))
        functions.append(function)
    for world in {world.zone.id: world for world in worlds}.values():
        world.fill(layout.records)
    dns.reset()
    chance = random.Random(0)
    for function in functions:
        clock.start(_sweeping(function), chance.uniform(0, _interval()))
    with logged():
        clock.run()
    LOG.take()
    capacity = dns.buckets["route53"].rate
    loop = _loop(worlds[0]) * ACCOUNTS
    return Row(
        f"{ACCOUNTS} accounts, {layout.words}: share of Route 53's 10 a second",
        dns.attempts["route53"] / (capacity * _interval()) * 100,
        "%",
        must=layout.must,
        legacy="has no sweep",
        external_dns=shown(loop / (capacity * INTERVAL) * 100, "%"),
        note=f"{EACH} load balancers each: {dns.attempts['route53'] / ACCOUNTS:.1f} calls a sweep;"
        f" {dns.throttled['route53']} throttled",
    )


def _sweeping(function: Function) -> Callable[[], None]:
    def work() -> None:
        function.invoke([sweep()])

    return work


def _worlds(layout: Layout, route53: FakeRoute53) -> list[World]:
    worlds: list[World] = []
    known: set[str] = set()
    for number in range(ACCOUNTS):
        zone = layout.zones(number)
        worlds.append(World((zone,), f"team{number:02}", route53, existing=zone.id in known))
        known.add(zone.id)
    return worlds

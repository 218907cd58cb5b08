"""Many accounts whose names lie in the zones of one DNS account: what their sweeps take of its requests."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from albias.model import HostedZone
from bench.aws import Account
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.sweeps import RECORDS, interval, populate, sweeping
from bench.worlds import add_balancers, fill, world_of, zone_named
from tests.fakes import FakeRoute53
from tests.support.world import ME, World

ACCOUNTS = 100
EACH = 10  # load balancers in each


@dataclass(frozen=True, slots=True)
class Layout:
    """How the names of many accounts lie in the zones."""

    words: str
    zones: Callable[[int], HostedZone]
    below: Callable[[int], str]
    records: int  # in each zone


@dataclass(frozen=True, slots=True)
class Share:
    """`percent` of Route 53's requests between two sweeps, `calls` of one sweep, `throttled` calls of all."""

    percent: float
    calls: float
    throttled: int

    @property
    def refused(self) -> float:
        """The share of all calls that were throttled, in percent."""
        return 100 * self.throttled / (self.calls * ACCOUNTS)


def _team(number: int) -> str:
    return f"team{number:02}."


MIXED = Layout("one zone, names all mixed", lambda _: zone_named(), lambda _: "", RECORDS)
LAYOUTS = (
    Layout("a zone for each", lambda n: zone_named(f"{_team(n)}example.com", f"Z{n:03}"), lambda _: "", 300),
    Layout("one zone, a subdomain for each", lambda _: zone_named(), _team, RECORDS),
    MIXED,
)


def share(layout: Layout, each: int = EACH) -> Share:
    """What the sweeps of all accounts take, each beginning at its own moment."""
    clock = Clock()
    dns = Account(clock)
    functions = []
    worlds = _worlds(layout)
    for number, world in enumerate(worlds):
        function = Function(world, dns, Account(clock))
        populate(function, world, add_balancers(world, each, seed=100 + number, below=layout.below(number)))
        functions.append(function)
    for world in {world.zone.id: world for world in worlds}.values():
        fill(world, layout.records)
    dns.reset()
    chance = random.Random(0)
    for function in functions:
        clock.start(sweeping(function), chance.uniform(0, interval()))
    with logged():
        clock.run()
    LOG.take()
    calls = dns.attempts["route53"]
    capacity = dns.buckets["route53"].rate * interval()
    return Share(calls / capacity * 100, calls / ACCOUNTS, dns.throttled["route53"])


def most(layout: Layout, percent: float) -> tuple[int, float]:
    """The most load balancers an account with which the share stays within this, and the share of one more."""
    each = EACH
    while (found := share(layout, each + 1).percent) <= percent:
        each += 1
    return each, found


def _worlds(layout: Layout) -> list[World]:
    route53 = FakeRoute53(check_parameters=False)
    worlds: list[World] = []
    known: set[str] = set()
    for number in range(ACCOUNTS):
        zone = layout.zones(number)
        if zone.id not in known:
            route53.add_zone(zone.id, zone.name, private=zone.private)
            known.add(zone.id)
        worlds.append(world_of(zone, me=replace(ME, owner=f"team{number:02}"), route53=route53))
    return worlds

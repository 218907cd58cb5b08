"""Sweeps, played: a zone in order, events that were missed, a burst in the middle of one. Tells no figures."""

import json
from collections.abc import Callable

from albias_config import sweep_interval
from bench.aws import NO_CHANGE_LIMIT, Account, ChangeLimit
from bench.bursts import Watch
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.lambdas import Mapping, Message, Queue
from bench.worlds import add_balancers, created, fill, sweep, world_of
from tests.support.world import World

RECORDS = 10_000
BALANCERS = 1_000


class Stage:
    """A zone in which every load balancer has its name already; `named=False`: none yet, as after an installation."""

    def __init__(
        self,
        balancers: int = BALANCERS,
        records: int = RECORDS,
        *,
        named: bool = True,
        change_limit: ChangeLimit = NO_CHANGE_LIMIT,
    ) -> None:
        self.world = world_of()
        self.account = Account(Clock(), change_limit=change_limit)
        self.function = Function(self.world, self.account)
        self.arns = add_balancers(self.world, balancers)
        if named:
            populate(self.function, self.world, self.arns)
        fill(self.world, records)

    def sweep(self) -> float:
        """One sweep; its virtual seconds. The calls are in the account."""
        return self.function.alone(sweep())

    def lose(self, number: int) -> None:
        """Delete load balancers whose events never come."""
        for arn in self.arns[:number]:
            self.world.elbv2.remove_load_balancer(arn)

    @property
    def busiest(self) -> int:
        """The most calls to either API within one second."""
        return max(map(self.account.busiest_second, self.account.moments))

    def burst(self, number: int, mapping: Mapping, after: float | None) -> float:
        """Seconds until a burst's last name is accepted, through the queue; `after` so many seconds of a sweep."""
        self.account.reset()
        clock, began = self.account.clock, self.account.clock.now
        watch = Watch(self.world, self.account)
        queue = Queue(clock, mapping, self.function.invoke)
        self.function.drains(queue)
        if after is not None:
            clock.start(lambda: queue.send([sweep()]))
        clock.start(lambda: queue.send(self._new(number)), after or 0.0)
        with logged():
            clock.run()
        LOG.take()
        if len(watch.accepted) != number:
            raise AssertionError(f"{len(watch.accepted)} of {number} names were accepted")
        return watch.accepted[-1] - began - (after or 0.0)

    def _new(self, number: int) -> list[Message]:
        """Make load balancers, at this moment; the messages about them."""
        return [created(self.world, arn) for arn in add_balancers(self.world, number, seed=7)]


def populate(function: Function, world: World, arns: list[str]) -> None:
    """Give these load balancers their names; quicker while there is little else in the zone."""
    for start in range(0, len(arns), 500):
        function.alone(*(created(world, arn) for arn in arns[start : start + 500]))
    LOG.take()


def sweeping(function: Function) -> Callable[[], None]:
    """A sweep as a task."""

    def work() -> None:
        function.invoke([sweep()])

    return work


def interval() -> float:
    """Seconds between two sweeps by default."""
    found = sweep_interval(world_of().settings.sweep)
    assert found
    return found.total_seconds()


def said(lines: list[str]) -> str:
    """A sweep's own line in the log, as far as it speaks of the cost."""
    [line] = [line for line in map(json.loads, lines) if line.get("kind") == "sweep"]
    return json.dumps({key: line[key] for key in ("message", "calls", "found")})

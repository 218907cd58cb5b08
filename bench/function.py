"""albias's Lambda function as it is deployed, the real handler, with the simulated AWS behind it.

What is replaced is what Lambda itself brings: clients, context, time, and the queue.
"""

import importlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from typing import Any

from albias.aws.clients import Pace
from albias.aws.clients import shares as shares_of
from albias.aws.route53 import Route53
from albias.aws.spacing import Spacing
from albias.model import HostedZone
from albias.settings import VARIABLE
from albias_config import to_json
from bench.aws import Account, Retries
from bench.clock import Clock
from bench.lambdas import Message, Queue
from bench.processor import Processor
from bench.sqs import Sqs
from tests.support.clients import FakeClients
from tests.support.invocation import ENVIRONMENT, Context, Invocation, message, time_limit
from tests.support.world import World


class Log:
    """Standard output, kept line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> int:
        """Take in what was printed."""
        if text.strip():
            self.lines.append(text.rstrip("\n"))
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> list[str]:
        """The lines since the last time."""
        lines, self.lines = self.lines, []
        return lines


LOG = Log()


@contextmanager
def logged() -> Iterator[Log]:
    """What is printed inside goes to LOG. The function's logger keeps the standard output that it first sees."""
    with redirect_stdout(LOG):
        yield LOG


class _Clients(FakeClients):
    """The fakes, each call with what it takes of the processor and with the waits of the real clients."""

    def __init__(self, world: World, account: Account, elb: Account, processor: Processor) -> None:
        self.sqs = Sqs(account.clock)
        services = {}
        for service, fake in (("elbv2", world.elbv2), ("route53", world.route53), ("sqs", self.sqs)):
            services[service] = processor.around(fake, partial(self._turn, service))
        super().__init__(services)
        self._accounts = (account, elb)
        self._clock = account.clock
        # of each instance
        self._shares: dict[int, dict[str, Pace]] = {}
        self._spacings: dict[int, Spacing] = {}

    @property
    def calls(self) -> Counter[str]:
        """Attempts by service, as the real one counts them, but of everybody in the account."""
        dns, elb = self._accounts
        throttled = dns.throttled["route53"] + elb.throttled["elbv2"]
        return Counter(route53=dns.attempts["route53"], elbv2=elb.attempts["elbv2"], throttled=throttled)

    def _turn(self, service: str) -> None:
        """What the real clients do before they send."""
        clock = self._clock
        if clock.task not in self._shares:
            self._shares[clock.task] = shares_of(lambda: clock.now, clock.sleep)
        shares = self._shares[clock.task]
        if service in shares:
            shares[service]()

    def route53(self, zone: HostedZone) -> Route53:
        """The adapter for a hosted zone."""
        clock = self._clock
        spacing = self._spacings.setdefault(clock.task, Spacing(lambda: clock.now, clock.sleep))
        return Route53(self.get("route53", zone.role_arn), spacing)


class _Time:
    """The module `time`, virtual; what is now, is now when the simulation begins."""

    def __init__(self, clock: Clock) -> None:
        self.sleep = clock.sleep
        self._clock = clock
        self._began = time.time() - clock.now

    def monotonic(self) -> float:
        """Seconds."""
        return self._clock.now

    def time(self) -> float:
        """Unix seconds."""
        return self._began + self._clock.now


class Function:
    """One deployment's function. It may run several times at once, as on Lambda.

    `account`: where the zones are; `elb`: where the load balancers are, if that is another one. `pace`: virtual seconds
    for one second of this machine's processor; 0: the function's own time is not counted.
    """

    def __init__(self, world: World, account: Account, elb: Account | None = None, pace: float = 0.0) -> None:
        self.processor = Processor(account.clock, pace)
        os.environ.update(ENVIRONMENT | {VARIABLE: to_json(world.settings)})
        with logged():
            self._handler: Any = importlib.import_module("albias.edge.handler")
        clients: Any = importlib.import_module("albias.aws.clients")
        retries = Retries(clients._CONFIG.retries["total_max_attempts"])
        account.meter(world.route53, retries)
        (elb or account).meter(world.elbv2, retries)
        self._me = world.me
        self._account = account
        self._clients = _Clients(world, account, elb or account, self.processor)
        self._globals = {
            "settings": world.settings,
            "clients": self._clients,
            "time": _Time(account.clock),
            "random": random.Random(0),
            "side_by_side": self._clients.sqs.side_by_side,
        }

    def drains(self, queue: Queue) -> None:
        """Let the function take messages from a queue by itself, as it does in a burst."""
        self._clients.sqs.queue = queue

    def invoke(self, messages: Sequence[Message]) -> list[tuple[Message, float]]:
        """One invocation: the messages that come back, and in how many seconds."""
        records = {self._clients.sqs.receipt(): message for message in messages}
        handed = [message(each.body, number, each.received, receipt=number) for number, each in records.items()]
        vars(self._handler).update(self._globals)
        self.processor.begin()
        context = Context(self._me, time_limit(lambda: self._account.clock.now))
        failed = Invocation.of(self._handler, context, handed).failed()
        self.processor.end()
        return [(records[number], self._clients.sqs.delays.pop(number)) for number in failed]

    def alone(self, *messages: Message) -> float:
        """One invocation with nothing else going on, from full buckets; its virtual seconds. All must succeed."""
        self._account.reset()
        with logged():
            back, seconds = self._account.clock.timed(lambda: self.invoke(messages))
        if back:
            raise AssertionError(f"{len(back)} of {len(messages)} messages came back")
        return seconds

"""A burst: many load balancers tagged at once, for albias and its peers, until Route 53 has accepted every name."""

import gc
import random
from collections import Counter
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from bench.aws import LATENCY, Account
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.lambdas import Mapping, Message, Queue
from bench.peers import DIRECT, ExternalDns, Legacy
from bench.worlds import add_balancers, created, fill, retagged, world_of
from tests.support.world import World

RECORDS = 10_000
PAGES = ceil(RECORDS / 300)


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
    processor: float = 0.0  # seconds of this machine that the function itself took

    @property
    def seconds(self) -> float:
        """Until the last name was accepted."""
        return self.accepted[-1]

    @property
    def refused(self) -> float:
        """The share of its calls that were throttled, in percent."""
        return 100 * self.throttled / self.calls.total()

    @property
    def batches(self) -> int:
        """Change batches, if all are full."""
        return max(ceil(self.elements / 1_000), ceil(self.characters / 32_000))

    def bound(self, by_arn: bool = True) -> float:
        """Seconds that calls as this design makes them take at least: full buckets, any number of calls at once.

        DescribeLoadBalancers and DescribeTags for every 20 ARNs, a listing of the zone, full change batches; the last
        tags are known before the last change. Not `by_arn`: DescribeLoadBalancers lists 400 a page instead, as the
        function does where a burst is large, in an account that has no other load balancers.
        """
        account = Account(Clock())
        number = len(self.accepted)
        elb = account.buckets["elbv2"].earliest(elb_calls(number, by_arn))
        route53 = account.buckets["route53"].earliest(min(number, PAGES) + self.batches)
        # One name alone: its tags, its page, its change.
        return max(3 * LATENCY, elb + 2 * LATENCY, route53 + LATENCY)


def elb_calls(balancers: int, by_arn: bool = True) -> int:
    """ELB calls that tell of so many load balancers and their tags."""
    return ceil(balancers / 20) + ceil(balancers / (20 if by_arn else 400))


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


def ours(number: int, mapping: Mapping, seed: int = 0, twice: bool = False, pace: float = 0.0) -> Burst:
    """A burst through the queue and the real handler. `twice`: as AddTags, told by CloudTrail and as a tag change.

    `pace`: virtual seconds for one second of this machine's processor.
    """
    world, account, arns = _stage(number, seed)
    function = Function(world, account, pace=pace)
    messages = [message for arn in arns for message in (retagged(world, arn) if twice else [created(world, arn)])]
    watch = Watch(world, account)
    queue = Queue(account.clock, mapping, function.invoke)
    function.drains(queue)
    _run(account, queue, messages)
    if len(watch.accepted) != number:
        raise AssertionError(f"{len(watch.accepted)} of {number} names were accepted")
    return replace(watch.burst(account, queue.invocations), processor=function.processor.spent)


def legacy(number: int, seed: int = 0) -> Burst:
    """The same burst for the home-made Lambda."""
    world, account, arns = _stage(number, seed)
    peer = Legacy(world, account)
    watch = Watch(world, account)
    queue = Queue(account.clock, DIRECT, peer.invoke)
    _run(account, queue, [Message(arn) for arn in arns])
    return watch.burst(account, queue.invocations, peer.lost)


def external_dns(number: int, first: float) -> Burst:
    """The same burst for external-dns, whose next turn comes in `first` seconds."""
    world, account, arns = _stage(number, 0)
    peer = ExternalDns(world, account)
    watch = Watch(world, account)
    account.clock.timed(lambda: peer.until_done(arns, first))
    return watch.burst(account, 0)


def _stage(number: int, seed: int) -> tuple[World, Account, list[str]]:
    world = world_of()
    fill(world, RECORDS)
    account = Account(Clock(), random.Random(seed))
    return world, account, add_balancers(world, number)


def _run(account: Account, queue: Queue, messages: list[Message]) -> None:
    account.clock.start(lambda: queue.send(messages))
    gc.collect()
    gc.freeze()  # the fakes' record sets are no part of the function's memory, nor of its garbage collection
    with logged():
        account.clock.run()
    gc.unfreeze()
    LOG.take()

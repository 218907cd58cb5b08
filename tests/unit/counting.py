"""The calls that something costs, in a zone of any size. Counts, asserts nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.world import ZONE, World

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


def zone_of(records: int) -> World:
    """A world whose zone holds so many record sets, spread over the whole alphabet."""
    world = World()
    address = {"Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    for number in range(records - 2):
        label = f"{chr(ord('a') + number % 26)}{number:05}"
        world.route53.put(ZONE.id, {"Name": f"{label}.apps.example.com.", **address})
    return world


@contextmanager
def counted(world: World) -> Iterator[Counter[str]]:
    """The calls of a block, by operation, once it is over."""
    before = len(world.route53.calls), len(world.elbv2.calls)
    calls: Counter[str] = Counter()
    yield calls
    made = [*world.route53.calls[before[0] :], *world.elbv2.calls[before[1] :]]
    calls.update(call.operation for call in made)


def elb(calls: Counter[str]) -> int:
    return calls["DescribeLoadBalancers"] + calls["DescribeTags"]

"""The calls that something costs, in a zone of any size. Counts, asserts nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from albias.names import DnsName
from albias.registry import TTL, Answer, Key, encode_hold, encode_index, new_hold
from tests.support.world import ME, ZONE, World, load_balancer_id

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


def zone_of(records: int) -> World:
    """A world whose zone holds so many record sets, spread over the whole alphabet."""
    world = World()
    address = {"Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    for number in range(records - 2):
        label = f"{chr(ord('a') + number % 26)}{number:05}"
        world.route53.put(ZONE.id, {"Name": f"{label}.apps.example.com.", **address})
    return world


def hold_names(world: World, number: int) -> None:
    """So many names that are held, each with its record set, its hold and its index entry, as albias makes them."""
    for each in range(number):
        name = DnsName(f"{chr(ord('a') + each % 26)}{each:05}.apps.example.com")
        balancer = load_balancer_id(f"lb{each}", f"{each:016x}")
        target = f"lb{each}-1.eu-west-1.elb.amazonaws.com"
        answer = Answer("Z32O12XQLNTSW2", ("A",), evaluate_target_health=True)
        hold = replace(new_hold(Key(name), balancer, ME, ZONE), target=target, answer=answer, revision=1)
        for text in (encode_hold(hold, ME, ZONE), encode_index(Key(name), balancer, ME, ZONE)):
            values = [{"Value": value} for value in text.values]
            record = {"Name": f"{text.key.name}.", "Type": "TXT", "TTL": TTL, "ResourceRecords": values}
            world.route53.put(ZONE.id, record)
        alias = {"DNSName": f"{target}.", "HostedZoneId": answer.zone_id, "EvaluateTargetHealth": True}
        world.route53.put(ZONE.id, {"Name": f"{name}.", "Type": "A", "AliasTarget": alias})


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

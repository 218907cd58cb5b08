"""The small worlds that the documents and the picture of `albias plan` show. Builds; asserts nothing."""

import itertools
from collections.abc import Callable

from tests.fakes import FakeCloudTrail, Sender
from tests.support.desk import Desk
from tests.support.external_dns import heritage
from tests.support.records import alias, put
from tests.support.world import ZONE, World

_COLLEAGUE = Sender("arn:aws:sts::123456789012:assumed-role/Admin/operator", "console.amazonaws.com")


def everyday() -> Desk:
    """A week in the life of a zone: something to create, to repair, to hand over, to remove and to refuse."""
    world = World()
    trail = _trail_by_the_hour(world)
    blue = world.create("shop-blue", "shop.apps.example.com")
    api = world.create("api", "api.apps.example.com")
    old = world.create("old", "blog.apps.example.com")
    world.look(blue, api, old)
    world.look(world.create("shop-green", "shop.apps.example.com"))
    world.delete(blue)
    world.delete(old)
    removed = world.route53.record(ZONE.id, "api.apps.example.com.", "A")
    batch = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": removed}], "Comment": "what is this? cleaning up"}
    trail.changed(ZONE.id, batch, sender=_COLLEAGUE)
    world.route53.remove(ZONE.id, "api.apps.example.com.", "A")
    put(world, "www.apps.example.com", TTL=60, ResourceRecords=[{"Value": "192.0.2.10"}])
    web = world.create("web", "new.apps.example.com www.apps.example.com www.example.net")
    desk = Desk(world)
    desk.sleep = _passing(world)
    trail.now = lambda: world.clock
    desk.clients.trail = desk.clients.more["cloudtrail"] = trail
    desk.dns.names |= {"new.apps.example.com": ["192.0.2.1"], world.dns_name(web): ["192.0.2.1", "192.0.2.2"]}
    taken = {"zone_id": ZONE.id, "zone": ZONE.name, "reason": "claimed, and nobody has it"}
    line = {"kind": "decision", "action": "create", "hostname": "api.apps.example.com", "load_balancer": str(api)}
    desk.clients.logs.add(world.clock - 7200, **line, **taken)
    refused = {"kind": "refusal", "code": "name-taken", "hostname": "www.apps.example.com"}
    desk.clients.logs.add(world.clock - 3600, **refused, reason="a record set exists that albias did not make")
    return desk


def beside_external_dns() -> Desk:
    """A zone in which an external-dns of the owner `my-cluster` has three names, two of them tagged already."""
    world = World()
    web = world.create("k8s-web", "shop.apps.example.com cart.apps.example.com")
    other = world.create("k8s-other", "")
    names = {"shop": web, "cart": web, "blog": other}
    for name, balancer in names.items():
        value = [{"Value": f'"{heritage("my-cluster", f"ingress/web/{name}")}"'}]
        for kind in ("A", "AAAA"):  # as v0.23.0 was seen to do for every load balancer, whatever its addresses (X8)
            alias(world, world.dns_name(balancer), f"{name}.apps.example.com", record_type=kind)
            put(world, f"{kind.lower()}-{name}.apps.example.com", "TXT", TTL=300, ResourceRecords=value)
    return Desk(world)


def left_behind() -> Desk:
    """What points at load balancers that are gone: of albias, external-dns, a stack, nobody; and what is not known."""
    world = World()
    old = world.create("old", "blog.apps.example.com")
    world.look(old)
    world.delete(old)
    alias(world, "legacy-1234567890.eu-west-1.elb.amazonaws.com", "legacy.apps.example.com")
    alias(world, "cart-1234567891.eu-west-1.elb.amazonaws.com", "cart.apps.example.com")
    text = [{"Value": f'"{heritage("my-cluster", "ingress/web/cart")}"'}]
    put(world, "a-cart.apps.example.com", "TXT", TTL=300, ResourceRecords=text)
    stacked = [{"Value": "k8s-pay-0123456789abcdef.elb.eu-west-1.amazonaws.com"}]
    put(world, "pay.apps.example.com", "CNAME", TTL=60, ResourceRecords=stacked)
    alias(world, world.dns_name(world.create("web")), "web.apps.example.com")
    alias(world, "far-1234567892.us-east-1.elb.amazonaws.com", "far.apps.example.com")
    alias(world, "shared-1234567893.eu-west-1.elb.amazonaws.com", "shared.apps.example.com")
    desk = Desk(world)
    desk.clients.stack.record_sets["pay.apps.example.com"] = "payments"
    desk.dns.names["shared-1234567893.eu-west-1.elb.amazonaws.com"] = ["192.0.2.3"]
    return desk


def _passing(world: World) -> Callable[[float], None]:
    """The time that a command sleeps passes in the world, too."""

    def sleep(seconds: float) -> None:
        world.clock += seconds

    return sleep


def _trail_by_the_hour(world: World) -> FakeCloudTrail:
    """A CloudTrail that hears of every change batch, an hour after the one before."""
    hours = itertools.count(1)
    trail = FakeCloudTrail(lambda: world.clock - 86400 + 3600 * next(hours))
    trail.watch(world.route53)
    return trail


SCENES: dict[str, Callable[[], Desk]] = {
    "everyday": everyday,
    "external-dns": beside_external_dns,
    "left-behind": left_behind,
}

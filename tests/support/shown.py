"""The small worlds that the documents and the picture of `albias plan` show. Builds; asserts nothing."""

from collections.abc import Callable

from tests.support.desk import Desk
from tests.support.external_dns import heritage
from tests.support.records import alias, put
from tests.support.world import ZONE, World


def everyday() -> Desk:
    """A week in the life of a zone: something to create, to repair, to hand over, to remove and to refuse."""
    world = World()
    blue = world.create("shop-blue", "shop.apps.example.com")
    api = world.create("api", "api.apps.example.com")
    old = world.create("old", "blog.apps.example.com")
    world.look(blue, api, old)
    world.look(world.create("shop-green", "shop.apps.example.com"))
    world.delete(blue)
    world.delete(old)
    world.route53.remove(ZONE.id, "api.apps.example.com.", "A")
    put(world, "www.apps.example.com", TTL=60, ResourceRecords=[{"Value": "192.0.2.10"}])
    world.create("web", "new.apps.example.com www.apps.example.com www.example.net")
    desk = Desk(world)
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
        alias(world, world.dns_name(balancer), f"{name}.apps.example.com")
        value = [{"Value": f'"{heritage("my-cluster", f"ingress/web/{name}")}"'}]
        put(world, f"a-{name}.apps.example.com", "TXT", TTL=300, ResourceRecords=value)
    return Desk(world)


SCENES: dict[str, Callable[[], Desk]] = {"everyday": everyday, "external-dns": beside_external_dns}

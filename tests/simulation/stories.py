"""What the regression stories share: how a world looks to the simulation, and somebody who acts in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from albias.model import LoadBalancerId
from tests.simulation.ledger import Ledger, Zone, entries, holds
from tests.simulation.texts import Place, Text, resource_of
from tests.support.world import ZONE, World

SHOP, CART, BLOG = "shop.apps.example.com", "cart.apps.example.com", "blog.apps.example.com"
FOREIGN = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}


def zone_of(world: World) -> Zone:
    """The zone as the simulation reads it."""
    ledger = Ledger({ZONE.id: str(ZONE.name)})
    changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in world.route53.records(ZONE.id)]
    ledger.apply(ZONE.id, changes, "anybody")
    return ledger.zones[ZONE.id]


def entry_of(world: World, load_balancer: LoadBalancerId) -> Text:
    """A load balancer's entry; an empty one where there is none."""
    wanted = resource_of(str(load_balancer))
    found = [text for text in entries(zone_of(world), str(ZONE.name)) if text.resource == wanted]
    return found[0] if found else Text(world.me.owner, wanted)


def holder_of(world: World, name: str) -> str | None:
    hold = holds(zone_of(world), str(ZONE.name)).get(Place(name))
    return hold.resource if hold else None


def writes(world: World, act: Callable[[], object]) -> int:
    before = world.route53.count("ChangeResourceRecordSets")
    act()
    return world.route53.count("ChangeResourceRecordSets") - before


def when(operation: str, count: int, act: Callable[[], object]) -> Callable[[str, dict[str, Any]], None]:
    """A hook: somebody acts just before the count-th call of an operation."""
    seen = 0

    def hook(called: str, _: dict[str, Any]) -> None:
        nonlocal seen
        seen += called == operation
        if called == operation and seen == count:
            seen += 1_000  # what it does itself is not counted
            act()

    return hook


def point(world: World, name: str, record_type: str, load_balancer: LoadBalancerId) -> None:
    """A person points a name at a load balancer by hand."""
    found = world.elbv2.description(str(load_balancer))
    assert found
    alias = {"DNSName": found["DNSName"], "HostedZoneId": found["CanonicalHostedZoneId"], "EvaluateTargetHealth": True}
    world.route53.put(ZONE.id, {"Name": f"{name}.", "Type": record_type, "AliasTarget": alias})


def look_as_of(world: World, then: Any, load_balancer: LoadBalancerId) -> None:
    """Another invocation that has asked Elastic Load Balancing before: `then` is a snapshot of what it said."""
    now = world.elbv2.snapshot()
    world.elbv2.restore(then)
    world.look(load_balancer)
    world.elbv2.restore(now)


def route53_lags(world: World, old: Any, pages: int) -> None:
    """The next pages show the zone as it was in a snapshot."""
    listing, left = world.route53.list_resource_record_sets, [old] * pages

    def lagging(**params: Any) -> Any:
        now = world.route53.snapshot()
        world.route53.restore(left.pop() if left else now)
        try:
            return listing(**params)
        finally:
            world.route53.restore(now)

    world.route53.list_resource_record_sets = lagging  # type: ignore[method-assign]


def reads_from_the_past() -> None:
    """Twice the same change is refused, since twice the same old zone was read."""
    world = World()
    web = world.create("web", SHOP)
    old = world.route53.snapshot()
    world.look(web)
    world.tag(web, f"{SHOP} {CART}")
    route53_lags(world, old, 3)
    outcome = world.look(web)
    assert outcome.refusals == []
    assert world.target(CART) == world.dns_name(web) or web in outcome.failures

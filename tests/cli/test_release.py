"""`albias release`: giving names up, with their records or without."""

from typing import Any

import pytest

from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.world import ZONE, World

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


@pytest.fixture
def world() -> World:
    world = World()
    world.look(world.create("web", f"{SHOP} {CART}"))
    return world


def _registry(world: World) -> list[str]:
    return [name for name in world.names() if "_albias" in name]


def test_the_registry_forgets_the_name_and_the_record_stays(world: World, desk: Desk) -> None:
    before = world.target(SHOP)
    result = desk.run("release", SHOP, "--yes")
    assert result.code == Exit.OK
    assert "o shop.apps.example.com  app/web" in result.out
    assert world.target(SHOP) == before
    assert not any(name.startswith("shop.") for name in _registry(world))
    assert desk.json("list")["names"][0]["hostname"] == CART


def test_who_still_claims_it_is_told(world: World, desk: Desk) -> None:
    result = desk.run("release", SHOP, "--yes")
    assert f"note: load balancers still claim {SHOP}; a sweep treats that as the claim of a name" in result.err


def test_deleting_what_is_still_claimed_needs_force(world: World, desk: Desk) -> None:
    result = desk.run("release", SHOP, "--delete", "--yes")
    assert result.code == Exit.REFUSED
    assert "a sweep may create them again" in result.err
    assert world.target(SHOP)
    assert desk.run("release", SHOP, "--delete", "--force", "--yes").code == Exit.OK
    assert world.target(SHOP) is None
    assert world.target(CART)


def test_deleting_what_another_load_balancer_waits_for_needs_force(world: World, desk: Desk) -> None:
    api = world.create("api", SHOP)
    world.look(api)
    (held, *_) = desk.json("list", SHOP)["names"]
    web = LoadBalancerId.parse(held["load_balancer"])
    assert web
    world.tag(web, CART)
    result = desk.run("release", SHOP, "--delete", "--yes")
    assert result.code == Exit.REFUSED
    assert f"load balancers still claim {SHOP}" in result.err
    assert world.target(SHOP)
    document = desk.json("release", SHOP, "--dry-run")
    assert document["still_claimed"] == [SHOP]


def test_everything_goes_with_all(world: World, desk: Desk) -> None:
    result = desk.run("release", "--all", "--delete", "--force", "--yes")
    assert result.code == Exit.OK
    assert "done: 2 removed" in result.out
    assert world.names() == []


def test_everything_that_is_still_claimed_needs_force_too(world: World, desk: Desk) -> None:
    before = world.names()
    result = desk.run("release", "--all", "--delete", "--yes")
    assert result.code == Exit.REFUSED
    assert f"load balancers still claim {CART}, {SHOP}: a sweep may create them again" in result.err
    assert "as after `cdk destroy`: `albias release --all --delete --yes --force`" in result.err
    assert world.names() == before


def test_everything_that_nobody_claims_any_more_goes_without_force(world: World, desk: Desk) -> None:
    (held, *_) = desk.json("list", SHOP)["names"]
    web = LoadBalancerId.parse(held["load_balancer"])
    assert web
    world.delete(web)
    assert desk.run("release", "--all", "--delete", "--yes").code == Exit.OK
    assert world.names() == []


def test_all_without_delete_leaves_every_record(world: World, desk: Desk) -> None:
    assert desk.run("release", "--all", "--yes").code == Exit.OK
    assert _registry(world) == []
    assert world.target(SHOP)
    assert world.target(CART)


def test_h40_a_record_that_someone_pointed_elsewhere_stays_even_with_delete(world: World, desk: Desk) -> None:
    record = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    world.route53.put(ZONE.id, record)
    assert desk.run("release", SHOP, "--delete", "--force", "--yes").code == Exit.OK
    left = world.route53.record(ZONE.id, f"{SHOP}.", "A")
    assert left is not None
    assert left["ResourceRecords"] == [{"Value": "192.0.2.1"}]
    assert not any(name.startswith("shop._hold") for name in world.names())


def test_a_name_that_the_configuration_no_longer_allows_can_be_released(world: World) -> None:
    """The engine leaves such a name alone for ever; this order is the way out."""
    narrow = HostedZone(ZONE.id, ZONE.name, hostnames=("other.apps.example.com",))
    world.settings = type(world.settings)(owner=world.me.owner, zones=(narrow,))
    desk = Desk(world)
    assert desk.run("release", SHOP, "--delete", "--yes").code == Exit.OK
    assert world.target(SHOP) is None
    assert world.target(CART)


def test_what_this_deployment_does_not_hold_is_refused(desk: Desk) -> None:
    result = desk.run("release", "blog.apps.example.com", "--yes")
    assert result.code == Exit.REFUSED
    assert "this deployment does not hold blog.apps.example.com (owner platform" in result.err


def test_what_another_deployment_holds_is_refused_with_its_owner(world: World, desk: Desk) -> None:
    foreign = '"heritage=albias,v=1,owner=other,resource=00000000/eu-west-1/app/x/1"'
    world.route53.put(
        ZONE.id,
        {"Name": f"blog._hold._albias.{ZONE.name}.", "Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": foreign}]},
    )
    world.create("api", "blog.apps.example.com")
    result = desk.run("release", "blog.apps.example.com", "--yes")
    assert result.code == Exit.REFUSED
    assert "held by the deployment 'other'" in result.err


@pytest.mark.parametrize("arguments", [[], [SHOP, "--all"]])
def test_either_names_or_all(desk: Desk, arguments: list[str]) -> None:
    assert desk.run("release", *arguments, "--yes").code == Exit.USAGE


def test_who_waits_for_it_does_not_get_it_by_a_release(world: World, desk: Desk) -> None:
    """Released means nobody's: the record stays what it was, and whoever waits is told name-taken by the next sweep."""
    api = world.create("api", SHOP)
    world.look(api)
    before = world.target(SHOP)
    assert desk.run("release", SHOP, "--yes").code == Exit.OK
    world.sweep()
    assert world.target(SHOP) == before
    assert "waiting" not in [each["code"] for each in desk.json("plan")["refusals"]]


def test_several_names_at_once_and_in_one_argument(world: World, desk: Desk) -> None:
    assert desk.run("release", f"{SHOP},{CART}", "--yes").code == Exit.OK
    assert _registry(world) == []


def test_a_released_name_is_adopted_again_where_the_configuration_says_so(world: World) -> None:
    world.settings = type(world.settings)(owner=world.me.owner, zones=world.zones, adopt="matching")
    result = Desk(world).run("release", SHOP, "--yes")
    assert "it creates, adopts or refuses it" in result.err
    assert [decision.action for _, decision in world.sweep().decisions if decision.hostname == SHOP] == ["adopt"]


def _unreadable(world: World, zone_id: str) -> None:
    def denied(operation: str, params: dict[str, Any]) -> None:
        if operation == "ListResourceRecordSets" and params["HostedZoneId"] == zone_id:
            raise world.route53.error(operation, "AccessDenied", "User is not authorized", 403)

    world.route53.before = denied


def test_where_the_zone_cannot_be_read_nothing_is_said_of_who_holds_it(world: World, desk: Desk) -> None:
    _unreadable(world, ZONE.id)
    result = desk.run("release", SHOP, "--yes")
    assert result.code == Exit.FAILED
    assert f"whether this deployment holds {SHOP} could not be found out: {ZONE.name}: " in result.err
    assert "AccessDenied" in result.err
    assert "do: Your credentials lack that permission" in result.err
    result = desk.run("release", "--all", "--yes")
    assert (result.code, "nothing to do" in result.out) == (Exit.FAILED, False)


def test_another_zone_that_cannot_be_read_is_beside_it() -> None:
    other = HostedZone("Z0OTHER", DnsName("other.example.com"))
    world = World(zones=(ZONE, other))
    world.look(world.create("web", SHOP))
    _unreadable(world, other.id)
    result = Desk(world).run("release", "none.apps.example.com", "--yes")
    assert result.code == Exit.REFUSED
    assert "this deployment does not hold none.apps.example.com" in result.err


def test_what_is_held_in_one_zone_is_released_although_another_deployment_holds_it_in_the_other() -> None:
    inner = HostedZone("Z0INNER", ZONE.name, private=True)
    world = World(zones=(ZONE, inner))
    foreign = '"heritage=albias,v=1,owner=other,resource=00000000/eu-west-1/app/x/1"'
    record = {"Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": foreign}]}
    world.route53.put(inner.id, {"Name": f"shop._hold._albias.{ZONE.name}.", **record})
    world.look(world.create("web", SHOP))
    result = Desk(world).run("release", SHOP, "--yes")
    assert result.code == Exit.OK
    assert "done: 1 let go" in result.out


def test_what_a_tag_may_not_have_besides_is_no_refusal_of_the_order(world: World, desk: Desk) -> None:
    world.look(world.create("api", "api.apps.example.com two..dots"))
    assert desk.run("plan").out.endswith("1 refused: 1 invalid-name\n")
    result = desk.run("release", "--all", "--yes")
    assert result.code == Exit.OK
    assert "Refused" not in result.out

"""What the simulation found about routed names: stories of neighbours, slots, and one routing after another."""

from __future__ import annotations

from typing import Any

import pytest

from albias.model import LoadBalancerId
from albias.registry import Deployment
from albias.settings import MaxRemovals
from tests.simulation.ledger import answers, routing_of, target_of
from tests.simulation.stories import FOREIGN, SHOP, holder_of, writes, zone_of
from tests.simulation.texts import resource_of
from tests.support.world import ME, TAG, ZONE, World

TEXT = {"Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": '"heritage=external-dns,external-dns/owner=one"'}]}
PAYMENTS = Deployment("payments", ME.partition, ME.account, ME.region)
WEIGHTED: dict[str, Any] = {"SetIdentifier": "theirs", "Weight": 10}


def _alias(world: World, load_balancer: LoadBalancerId, record_type: str = "A", **routing: Any) -> None:
    """Somebody's routed record set that points at a load balancer."""
    found = world.elbv2.description(str(load_balancer))
    assert found
    alias = {"DNSName": found["DNSName"], "HostedZoneId": found["CanonicalHostedZoneId"], "EvaluateTargetHealth": True}
    world.route53.put(ZONE.id, {"Name": f"{SHOP}.", "Type": record_type, "AliasTarget": alias, **routing})


def _sets(world: World, record_type: str = "A") -> dict[str, tuple[str | None, str]]:
    """What answers for SHOP by set identifier: where it points, and by which routing."""
    found = {}
    for key, written in answers(zone_of(world), SHOP).items():
        if key.type == record_type:
            routing = ", ".join(f"{field} {value}" for field, value in routing_of(written.record))
            found[key.set_identifier] = (target_of(written.record), routing)
    return found


def _ours(slot: str) -> str:
    return f"{ME.owner}/{ME.fingerprint}/{ME.region}/{slot}"


@pytest.mark.parametrize("options", ["weight=5", "latency=here", "country=DE"])
def test_adopt_takes_no_record_set_that_another_albias_holds(options: str) -> None:
    """H57: two owners, one tag that both read, `adopt = "matching"`: the second one robs nobody."""
    world = World(adopt="matching")
    web = world.create("web", f"{SHOP} {options}")
    world.look(web)
    before = world.route53.records(ZONE.id)
    other = World(me=PAYMENTS, adopt="matching")
    world.engine(me=PAYMENTS, settings=other.settings).sweep()
    assert all(record in world.route53.records(ZONE.id) for record in before)


def test_adopt_takes_no_routed_record_set_that_external_dns_registers() -> None:
    """H57: it points at the load balancer, and external-dns has a TXT under the same set identifier."""
    world = World(adopt="matching")
    web = world.create("web", f"{SHOP} weight=5")
    _alias(world, web, **WEIGHTED)
    world.route53.put(ZONE.id, {"Name": f"a-{SHOP}.", **TEXT, **WEIGHTED})
    world.look(web)
    assert sorted(_sets(world)) == sorted(["theirs", _ours(web.id)])


def test_a_routed_set_of_external_dns_is_a_neighbour_of_ours() -> None:
    """H57: its TXT speaks of its own set identifier; sweeps and events make ours beside it."""
    world = World()
    web = world.create("web", f"{SHOP} weight=5")
    world.route53.put(ZONE.id, {**FOREIGN, **WEIGHTED})
    world.route53.put(ZONE.id, {"Name": f"a-{SHOP}.", **TEXT, **WEIGHTED})
    assert world.sweep().refusals == []
    assert sorted(_sets(world)) == sorted(["theirs", _ours(web.id)])


def test_one_of_two_places_of_a_load_balancer_goes_with_its_tag() -> None:
    """It asks for country=DE and for country=FR, then for DE alone: FR does not answer any more."""
    world = World()
    web = world.create("web", tags={TAG: f"{SHOP} country=DE", f"{TAG}/fr": f"{SHOP} country=FR"})
    world.look(web)
    world.elbv2.set_tags(str(web), {TAG: f"{SHOP} country=DE"})
    world.look(web)
    assert sorted(_sets(world)) == [_ours("country=de")]


def test_who_is_handed_another_place_gives_the_old_one_up_at_once() -> None:
    """It waits for the set `blue` and keeps the set `green` meanwhile; blue's holder is deleted: no sweep is needed."""
    world = World()
    blue = world.create("blue", f"{SHOP} weight=1 set=blue")
    green = world.create("green", f"{SHOP} weight=2 set=green")
    world.look(blue, green)
    world.tag(green, f"{SHOP} weight=2 set=blue")
    world.look(green)
    assert sorted(_sets(world)) == ["blue", "green"]
    world.deleted(blue)
    assert _sets(world) == {"blue": (world.dns_name(green), "Weight 2")}
    assert writes(world, world.sweep) == 0


def test_a_repair_that_cannot_be_made_takes_nothing_away() -> None:
    """H36: its tag asks for another policy than its neighbour has, under the same `set=`: what answers stays."""
    world = World()
    web = world.create("web", f"{SHOP} weight=5 set=ours")
    world.look(web)
    world.route53.put(ZONE.id, {**FOREIGN, **WEIGHTED})
    world.tag(web, f"{SHOP} latency=here set=ours")
    for outcome in (world.look(web), world.sweep()):
        assert {refusal.code for refusal in outcome.refusals} == {"routing-differs"}
    assert _sets(world)["ours"] == (world.dns_name(web), "Weight 5")


def test_a_routed_cname_is_no_neighbour_of_an_address() -> None:
    """H33: Route 53 refuses an A beside any CNAME, so nothing is tried."""
    world = World()
    world.create("web", f"{SHOP} weight=5")
    cname = {"Name": f"{SHOP}.", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "elsewhere.example.net"}]}
    world.route53.put(ZONE.id, {**cname, **WEIGHTED})
    assert writes(world, world.sweep) == 0
    assert {refusal.code for refusal in world.sweep().refusals} == {"name-taken"}


def test_simple_and_routed_are_not_mixed_though_their_types_are_others() -> None:
    """One has IPv4 alone and a simple name, the other IPv6 alone and weights: the hold cannot be both."""
    world = World()
    world.look(world.create("web", SHOP))
    other = world.create("six", f"{SHOP} weight=5", ip_address_type="dualstack-without-public-ipv4")
    assert writes(world, lambda: world.look(other)) == 0
    (refusal,) = world.look(other).refusals
    assert (refusal.code, "simple" in refusal.reason, "app/web" in refusal.reason) == ("routing-differs", True, True)


def test_a_slot_that_another_of_ours_has_under_a_set_by_hand_is_told_with_its_holder() -> None:
    """Nobody made that record set but albias, and nobody is told otherwise."""
    world = World()
    blue = world.create("blue", f"{SHOP} latency=here set=blue")
    world.look(blue)
    (refusal,) = world.look(world.create("green", f"{SHOP} latency=here")).refusals
    assert refusal.code == "routing-differs"
    assert str(blue) in refusal.reason


def test_create_only_takes_over_no_record_set_of_another_identifier() -> None:
    """H39: it would have to go for ours to come, which this policy forbids; so nobody holds what does not answer."""
    world = World(adopt="matching", policy="create-only")
    web = world.create("web", f"{SHOP} latency=here")
    _alias(world, web, SetIdentifier="theirs", Region="eu-west-1")
    assert {refusal.code for refusal in world.look(web).refusals} == {"name-taken"}
    assert list(_sets(world)) == ["theirs"]


def test_upsert_only_converts_nothing_and_says_so() -> None:
    """From simple to weighted the simple one has to go, which this policy forbids."""
    world = World(policy="upsert-only")
    web = world.create("web", SHOP)
    world.look(web)
    world.tag(web, f"{SHOP} weight=5")
    assert writes(world, lambda: world.look(web)) == 0
    assert {refusal.code for refusal in world.look(web).refusals} == {"routing-differs"}
    assert holder_of(world, SHOP) == resource_of(str(web))


def test_removals_of_several_sets_of_one_name_are_several() -> None:
    """H37: max_removals counts what is taken away, not how many names that are."""
    world = World(max_removals=MaxRemovals(2, 10))
    made = []
    for number in range(4):
        made.append(world.create(f"web-{number}", f"{SHOP} weight={number}"))
    world.look(*made)
    for each in made[:3]:
        world.delete(each)
    outcome = world.sweep()
    assert outcome.unsafe
    assert len(_sets(world)) == 4


def test_upsert_only_takes_over_what_goes_on_under_another_identifier() -> None:
    """The answer is the same before and after; nothing is taken away that this policy protects."""
    world = World(adopt="matching", policy="upsert-only")
    web = world.create("web", f"{SHOP} latency=here")
    _alias(world, web, SetIdentifier="theirs", Region="eu-west-1")
    world.sweep()
    assert _sets(world) == {_ours(ME.region): (world.dns_name(web), "Region eu-west-1")}
    assert writes(world, world.sweep) == 0


def test_an_heir_that_somebodys_routed_record_set_keeps_out_has_the_name_once_it_needs_another_type() -> None:
    """H36: it waited with IPv6 alone, beside a routed AAAA; what the sweep removed by that is its own afterwards."""
    world = World()
    holder = world.create("holder", SHOP)
    heir = world.create("heir", SHOP, ip_address_type="dualstack-without-public-ipv4")
    aaaa = {"Name": f"{SHOP}.", "Type": "AAAA", "TTL": 60, "ResourceRecords": [{"Value": "2001:db8::2"}]}
    world.route53.put(ZONE.id, {**aaaa, **WEIGHTED})
    world.look(holder)
    world.look(heir)
    world.delete(holder)
    world.sweep()
    assert holder_of(world, SHOP) is None
    world.elbv2.update(str(heir), IpAddressType="ipv4")
    world.look(heir)
    assert _sets(world) == {"": (world.dns_name(heir), "")}

"""What the simulation found about names that change hands, or do not: stories of waits, refusals and old reads."""

from __future__ import annotations

from typing import Any

from albias.model import LoadBalancerId
from albias.settings import MaxRemovals
from tests.simulation.ledger import Key
from tests.simulation.stories import (
    CART,
    FOREIGN,
    SHOP,
    entry_of,
    holder_of,
    reads_from_the_past,
    route53_lags,
    when,
    writes,
    zone_of,
)
from tests.simulation.texts import Place, resource_of
from tests.support.world import ZONE, World

TEXT = {"Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": '"heritage=external-dns,external-dns/owner=one"'}]}


def _external_dns(world: World, **record: Any) -> None:
    """A person removes what answers at the name, and external-dns, with its TXT, is there before albias."""
    world.route53.remove(ZONE.id, SHOP, "A")
    world.route53.put(ZONE.id, {"Name": f"{SHOP}.", "TTL": 60, **record})
    world.route53.put(ZONE.id, {"Name": f"cname-{SHOP}.", **TEXT})


def test_a_waiter_whose_tag_was_away_for_a_moment_is_not_lost() -> None:
    """H36: it waits again, in a line in which it still was; the release, just before, saw it without its tag."""
    world = World()
    holder, waiter = world.create("holder", f"{SHOP} {CART}"), world.create("waiter", SHOP)
    world.look(holder)
    world.look(waiter)
    world.tag(waiter, "")
    world.look(waiter)
    without = world.elbv2.snapshot()
    world.tag(waiter, CART)

    def release() -> None:
        world.elbv2.restore(without)
        world.deleted(holder)
        world.tag(waiter, CART)

    world.route53.before = when("ChangeResourceRecordSets", 1, release)
    world.look(waiter)
    assert holder_of(world, CART) == resource_of(str(waiter))


def test_a_sweep_takes_nobody_out_of_a_line_whom_it_did_not_meet() -> None:
    """H36: it has listed the load balancers and the first entries; then one comes whose entry lies before those."""
    world = World()
    holder = world.create("holder", SHOP, load_balancer_id="ffffffffffffffff")
    world.look(holder)
    world.look(world.create("other", CART, load_balancer_id="8888888888888888"))
    waiters: list[LoadBalancerId] = []

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation != "ListResourceRecordSets":
            return
        params["MaxItems"] = "1"
        if ".ffff" in params["StartRecordName"] and not waiters:
            world.route53.before = None
            waiters.append(world.create("waiter", SHOP, load_balancer_id="0000000000000000"))
            world.look(*waiters)
            world.route53.before = hook

    world.route53.before = hook
    world.sweep()
    world.route53.before = None
    world.deleted(holder)
    assert holder_of(world, SHOP) == resource_of(str(waiters[0]))


def test_a_name_is_not_taken_by_a_holder_that_is_just_released() -> None:
    """H30: the name's page shows the holder's record set, and when the hold is read both are gone."""
    world = World()
    for name in ("aaa", "aab", "aac", "bbb", "d1", "d2", "d3", "zz"):
        world.route53.put(ZONE.id, {**FOREIGN, "Name": f"{name}.apps.example.com."})
    holder = world.create("holder", SHOP)
    world.look(holder)
    claimant = world.create("claimant", SHOP)
    released: list[object] = []

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation != "ListResourceRecordSets":
            return
        params["MaxItems"] = "1"
        if "_hold" in params["StartRecordName"] and not released:
            world.route53.before = None
            released.append(world.deleted(holder))
            world.route53.before = hook

    world.route53.before = hook
    outcome = world.look(claimant)
    assert outcome.refusals == []
    assert holder_of(world, SHOP) == resource_of(str(claimant))


def test_reads_from_the_past_end_in_another_try_and_not_in_protected() -> None:
    """H30: twice the same change is refused, since twice the same old zone was read. Nothing protects anything."""
    reads_from_the_past()


def test_a_cname_that_reads_from_the_past_hide_is_no_protected_name() -> None:
    """H30: external-dns took a held name over; until a page shows that, Route 53 refuses the address in vain."""
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    world.route53.remove(ZONE.id, SHOP, "A")
    old = world.route53.snapshot()
    _external_dns(world, Type="CNAME", ResourceRecords=[{"Value": "elsewhere.example.net"}])
    route53_lags(world, old, 4)
    outcome = world.look(web)
    assert {refusal.code for refusal in outcome.refusals} <= {"name-taken"}
    assert outcome.refusals or web in outcome.failures


def test_external_dns_keeps_what_it_made_at_a_name_that_albias_holds() -> None:
    """H29: a CNAME to this very load balancer, which `adopt = "matching"` would take from anybody else."""
    world = World(adopt="matching")
    web = world.create("web", SHOP)
    world.look(web)
    _external_dns(world, Type="CNAME", ResourceRecords=[{"Value": world.dns_name(web)}])
    before = world.route53.records(ZONE.id)
    assert {refusal.code for refusal in world.look(web).refusals} == {"name-taken"}
    assert world.route53.records(ZONE.id) == before
    world.deleted(web)
    assert Key(SHOP, "CNAME") in zone_of(world)
    assert holder_of(world, SHOP) is None


def test_external_dns_keeps_its_own_and_albias_removes_its_own() -> None:
    """H39: its TXT is at the name, somebody's AAAA beside albias's A: no record set is left without its entry."""
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    world.route53.put(ZONE.id, {**FOREIGN, "Type": "AAAA", "ResourceRecords": [{"Value": "2001:db8::1"}]})
    world.route53.put(ZONE.id, {"Name": f"{SHOP}.", **TEXT})
    world.deleted(web)
    assert (Key(SHOP, "A") in zone_of(world), Key(SHOP, "AAAA") in zone_of(world)) == (False, True)
    assert entry_of(world, web).hosts == frozenset()


def test_a_sweep_that_is_too_much_removes_nothing_in_its_second_round_either() -> None:
    """H37: a race is lost, and for the loser alone the removals would be few enough."""
    world = World(max_removals=MaxRemovals(2, 10))
    gone = [world.create(f"gone-{number}", f"n{number}.apps.example.com") for number in range(12)]
    several = world.create("several", f"x0.apps.example.com x1.apps.example.com {SHOP}")
    world.look(*gone, several)
    world.create("heir", SHOP)
    for load_balancer in (*gone, several):
        world.delete(load_balancer)

    def edit() -> None:
        record = world.route53.record(ZONE.id, SHOP, "A")
        assert record
        target = record["AliasTarget"] | {"EvaluateTargetHealth": False}
        world.route53.put(ZONE.id, record | {"AliasTarget": target})

    world.route53.before = when("ChangeResourceRecordSets", 1, edit)
    outcome = world.sweep()
    assert outcome.unsafe
    assert outcome.lost_races
    assert {world.target(name) is None for name in ("x0.apps.example.com", "x1.apps.example.com")} == {False}


def test_what_the_tags_name_is_kept_where_it_may_no_longer_be_had() -> None:
    """H48: the settings were narrowed; the load balancer lives, its tag names the name: no evidence for a removal."""
    world = World(load_balancer_types=("application", "network"))
    web = world.create("web", SHOP, kind="network")
    world.look(web)
    narrowed = World(load_balancer_types=("application",)).settings
    for outcome in (world.look(web, settings=narrowed), world.sweep(settings=narrowed)):
        assert {refusal.code for refusal in outcome.refusals} == {"type-not-supported"}
    assert world.target(SHOP) == world.dns_name(web)


def test_a_holder_without_its_entry_gets_it_back_though_something_strange_answers() -> None:
    """H39: the entry was removed by hand, external-dns has the name, somebody waits: sweeps come to an end."""
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    _external_dns(world, Type="CNAME", ResourceRecords=[{"Value": "elsewhere.example.net"}])
    world.route53.remove(ZONE.id, f"{web.id}.platform._albias.apps.example.com", "TXT")
    world.create("waiter", SHOP)
    world.sweep()
    assert writes(world, world.sweep) == 0
    assert holder_of(world, SHOP) == resource_of(str(web))
    assert entry_of(world, web).hosts == {Place(SHOP)}

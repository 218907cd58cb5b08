"""What the simulation found, each as a small story of its own: it stays found, whatever seeds mean tomorrow."""

from __future__ import annotations

from tests.simulation.ledger import Key, key_of
from tests.simulation.stories import BLOG, CART, FOREIGN, SHOP, entry_of, holder_of, point, writes
from tests.simulation.texts import resource_of
from tests.support.world import ZONE, World, load_balancer_id


def test_a_wait_does_not_outlive_the_refused_change_that_it_rests_on() -> None:
    """H39: the create is refused for good, so nobody holds the name, and no entry may say so."""
    world = World()
    one, two = world.create("one", SHOP), world.create("two", SHOP)
    world.route53.protect(ZONE.id, SHOP, "A")
    world.sweep()
    assert holder_of(world, SHOP) is None
    assert not entry_of(world, one).hosts | entry_of(world, two).hosts


def test_a_refused_hand_over_takes_nobodys_place_in_the_line() -> None:
    """The holder is gone, its record set is protected, and somebody new comes: whoever waited longest still does."""
    world = World()
    holder, first = world.create("holder", SHOP), world.create("first", SHOP)
    world.look(holder)
    world.look(first)
    before = entry_of(world, first)
    world.clock += 60
    world.create("second", SHOP)
    world.route53.protect(ZONE.id, SHOP, "A")
    world.delete(holder)
    world.sweep()
    assert entry_of(world, first) == before
    assert holder_of(world, SHOP) == resource_of(str(holder))


def test_sweeps_of_a_refused_hand_over_write_nothing() -> None:
    """It is refused at each sweep again, and aloud; nothing goes to and fro meanwhile, and no batch is empty."""
    world = World()
    holder = world.create("holder", f"{SHOP} {CART}", ip_address_type="dualstack")
    world.look(holder)
    world.create("first", f"{SHOP} {CART}")
    world.create("second", SHOP)
    world.route53.protect(ZONE.id, SHOP, "A")
    world.delete(holder)
    world.sweep()
    before = world.route53.records(ZONE.id)
    world.clock += 900
    outcome = world.sweep()
    assert world.route53.records(ZONE.id) == before
    assert "protected" in {refusal.code for refusal in outcome.refusals}
    batches = [call.params["ChangeBatch"]["Changes"] for call in world.route53.calls if "ChangeBatch" in call.params]
    assert all(batches)


def test_upsert_only_keeps_what_nobody_else_may_be_given() -> None:
    """H39: the holder is gone, a hand-made A keeps the heir out, the policy forbids removals: the name stays held."""
    world = World(policy="upsert-only")
    holder = world.create("holder", SHOP)
    world.look(holder)
    world.create("heir", SHOP)
    world.route53.remove(ZONE.id, SHOP, "A")
    world.route53.put(ZONE.id, FOREIGN)
    world.delete(holder)
    world.sweep()
    assert holder_of(world, SHOP) == resource_of(str(holder))


def test_a_holder_of_several_names_forgets_no_waiter() -> None:
    """H36: one plan gives it three names and has somebody wait for the first: the release finds the waiter."""
    world = World()
    holder = world.create("holder", f"{BLOG} {CART} {SHOP}", load_balancer_id="aaaaaaaaaaaaaaaa")
    waiter = world.create("waiter", BLOG, load_balancer_id="bbbbbbbbbbbbbbbb")
    world.sweep()
    assert writes(world, world.sweep) == 0
    world.deleted(holder)
    assert world.target(BLOG) == world.dns_name(waiter)


def test_dead_waiters_do_not_crowd_out_a_living_one() -> None:
    """H36: a dozen preview load balancers waited for the name and were deleted; then one that stays."""
    world = World()
    holder = world.create("holder", SHOP)
    world.look(holder)
    for number in range(12):
        preview = world.create(f"preview-{number}", SHOP)
        world.look(preview)
        world.deleted(preview)
    waiter = world.create("waiter", SHOP, load_balancer_id="ffffffffffffffff")
    world.sweep()
    world.deleted(holder)
    assert world.target(SHOP) == world.dns_name(waiter)


def test_letting_go_leaves_no_wait_behind() -> None:
    """The heir cannot have the name, since a foreign record set is there: it is refused, and waits for nothing."""
    world = World()
    holder = world.create("holder", SHOP)
    world.look(holder)
    heir = world.create("heir", SHOP)
    world.look(heir)
    world.route53.remove(ZONE.id, SHOP, "A")
    world.route53.put(ZONE.id, FOREIGN)
    world.delete(holder)
    world.sweep()
    assert holder_of(world, SHOP) is None
    assert not entry_of(world, heir).hosts
    assert writes(world, world.sweep) == 0


def test_the_key_of_a_record_set_is_its_plain_name() -> None:
    """The simulation's own reading of names, on which everything above rests."""
    assert key_of({"Name": "\\052.Shop.Example.COM.", "Type": "A"}) == Key("*.shop.example.com", "A")
    assert resource_of(str(load_balancer_id())).endswith("/eu-west-1/app/web/0000000000000001")


def test_an_heir_adopts_nothing_that_route53_protects() -> None:
    """H39: to adopt is to write again what is there, as proof; so the whole hand-over is refused, and stays undone."""
    world = World(adopt="matching")
    holder, heir = world.create("holder", SHOP), world.create("heir", SHOP)
    world.look(holder)
    world.look(heir)
    world.route53.remove(ZONE.id, SHOP, "A")
    point(world, SHOP, "A", heir)
    world.route53.protect(ZONE.id, SHOP, "A")
    world.delete(holder)
    before = world.route53.records(ZONE.id)
    assert "protected" in {refusal.code for refusal in world.sweep().refusals}
    assert world.route53.records(ZONE.id) == before
    world.route53.unprotect(ZONE.id, SHOP, "A")
    world.sweep()
    assert holder_of(world, SHOP) == resource_of(str(heir))

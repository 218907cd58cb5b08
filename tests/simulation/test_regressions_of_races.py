"""What the simulation found between two calls of one invocation: stories in which somebody else acts just then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.ledger import Key
from tests.simulation.stories import BLOG, FOREIGN, SHOP, entry_of, holder_of, look_as_of, point, when, zone_of
from tests.simulation.texts import resource_of
from tests.support.world import ZONE, World


def test_a_repair_loses_against_a_hand_over_between_two_of_its_reads() -> None:
    """H30: the name is another's by the time the repair is sent, and the repair must not win it back."""
    world = World()
    old = world.create("old", SHOP)
    world.look(old)
    new = world.create("new", SHOP)
    world.look(new)

    def hand_over() -> None:
        world.tag(old, "")
        world.look(old)
        world.tag(old, SHOP)

    world.route53.remove(ZONE.id, SHOP, "A")
    interrupt = when("ListResourceRecordSets", 2, hand_over)

    def hook(operation: str, params: dict[str, Any]) -> None:
        interrupt(operation, params)
        if operation == "ListResourceRecordSets":
            params["MaxItems"] = "1"

    world.route53.before = hook
    world.look(old)
    assert world.target(SHOP) == world.dns_name(new)
    assert holder_of(world, SHOP) == resource_of(str(new))


def test_a_repair_loses_against_a_removal_between_two_of_its_reads() -> None:
    """H39: its first attempt loses a race; in its second, all is removed between the entry's page and the name's."""
    world = World()
    gone = world.create("gone", SHOP)
    world.look(gone)
    world.route53.remove(ZONE.id, SHOP, "A")

    def remove_all() -> None:
        world.route53.remove(ZONE.id, SHOP, "A")
        world.deleted(gone)

    listing = "ListResourceRecordSets"
    steps: list[tuple[str, Callable[[], object]]] = [
        ("ChangeResourceRecordSets", lambda: world.route53.put(ZONE.id, FOREIGN)),
        (listing, lambda: None),
        (listing, remove_all),
    ]

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation == listing:
            params["MaxItems"] = "1"
        if steps and operation == steps[0][0]:
            steps.pop(0)[1]()

    world.route53.before = hook
    world.look(gone)
    assert not steps
    world.route53.before = None
    world.sweep()  # finds what entries speak of, and nothing else
    assert (holder_of(world, SHOP), world.target(SHOP)) == (None, None)


def test_a_release_takes_along_what_was_added_since_it_read() -> None:
    """H35, H39: dualstack, then deleted; the second event's invocation read first, the first one's wrote in between."""
    world = World()
    holder = world.create("holder", SHOP)
    world.look(holder)
    world.elbv2.update(str(holder), IpAddressType="dualstack")
    alive = world.elbv2.snapshot()

    # another invocation makes it dualstack
    world.route53.before = when("ChangeResourceRecordSets", 1, lambda: look_as_of(world, alive, holder))
    world.deleted(holder)
    world.route53.before = None
    world.sweep()
    assert (holder_of(world, SHOP), world.target(SHOP), world.target(SHOP, "AAAA")) == (None, None, None)


def test_a_release_does_not_rest_on_an_older_absence() -> None:
    """H39: its first page shows neither entry nor name; its second, begun for a hold, shows the entry that is new."""
    world = World(adopt="matching")
    claimant = world.create("claimant", f"{BLOG} www.apps.example.com")
    before = world.elbv2.snapshot()
    world.tag(claimant, SHOP)
    point(world, SHOP, "A", claimant)

    # another invocation takes the old names
    interrupt = when("ListResourceRecordSets", 2, lambda: look_as_of(world, before, claimant))

    def hook(operation: str, params: dict[str, Any]) -> None:
        interrupt(operation, params)
        if params.get("StartRecordName", "").startswith("shop._hold."):
            params["MaxItems"] = "2"

    world.route53.before = hook
    world.look(claimant)
    world.route53.before = None
    world.sweep()
    index, rest = world.names(), [f"{SHOP} A", "shop._hold._albias.apps.example.com TXT"]
    for one in rest:
        index.remove(one)
    assert [one.partition(".")[2] for one in index] == [f"{claimant.id}.platform._albias.apps.example.com TXT"]


def test_an_adoption_loses_against_a_person_who_changes_the_record_set() -> None:
    """H29: it pointed at the load balancer when it was read, and at something else when the name was taken."""
    world = World(adopt="matching")
    claimant = world.create("claimant", SHOP)
    point(world, SHOP, "A", claimant)
    world.route53.before = when("ChangeResourceRecordSets", 1, lambda: world.route53.put(ZONE.id, FOREIGN))
    world.look(claimant)
    assert holder_of(world, SHOP) is None
    world.sweep()
    assert zone_of(world)[Key(SHOP, "A")].record["ResourceRecords"] == FOREIGN["ResourceRecords"]


def test_what_was_not_found_before_its_entry_was_written_is_not_gone() -> None:
    """H52: another invocation saw the young load balancer a moment later, and gave it its name."""
    world = World()
    young = world.create("young", SHOP)
    world.elbv2.hide(str(young), 1)
    world.route53.before = when("ListResourceRecordSets", 1, lambda: world.look(young))
    world.look(young)
    assert world.target(SHOP) == world.dns_name(young)


def test_a_hand_over_does_not_rest_on_an_older_entry() -> None:
    """H30: neither entry was there; then one load balancer took the name, and its hold comes in the next page.

    A wildcard lies before `_albias` in Route 53's order, so that its page is not one that began with an entry.
    """
    world = World()
    first = world.create("first", "_wildcard.apps.example.com", ip_address_type="dualstack-without-public-ipv4")
    before = world.elbv2.snapshot()
    world.tag(first, "")
    second = world.create("second", "_wildcard.apps.example.com")

    interrupt = when("ListResourceRecordSets", 2, lambda: look_as_of(world, before, first))

    def hook(operation: str, params: dict[str, Any]) -> None:
        interrupt(operation, params)
        if params.get("StartRecordName", "").startswith("\\052."):
            params["MaxItems"] = "2"

    world.route53.before = hook
    world.look(first, second)
    world.route53.before = None
    world.sweep()
    assert holder_of(world, "*.apps.example.com") == resource_of(str(second))
    assert world.target("*.apps.example.com") == world.dns_name(second)
    assert world.target("*.apps.example.com", "AAAA") is None
    assert entry_of(world, first).hosts == frozenset()

"""What an event and a sweep may cost in API calls: a fixed number, whatever the size of the zone and of the account."""

from collections.abc import Callable, Iterator

import pytest

from albias.dashboard.asks import Ask
from albias.dashboard.widget import Widget
from albias.model import LoadBalancerId
from tests.support.world import TAG, ZONE, World
from tests.unit.counting import CART, SHOP, counted, elb, hold_names, zone_of


@pytest.fixture(scope="module")
def large() -> World:
    """A zone of 10,000 record sets; tests put it back as it was."""
    return zone_of(10_000)


@pytest.fixture
def world(large: World) -> Iterator[World]:
    records, balancers = large.route53.snapshot(), large.elbv2.snapshot()
    yield large
    large.route53.restore(records)
    large.elbv2.restore(balancers)


def test_a_name_is_created_in_a_large_zone_with_five_calls(world: World) -> None:
    web = world.create("web", SHOP)
    with counted(world) as calls:
        world.look(web)
    assert world.target(SHOP)
    assert elb(calls) == 2
    assert calls["ChangeResourceRecordSets"] == 1
    assert calls.total() <= 5


def test_what_was_made_just_now_has_its_name_with_four_calls(world: World) -> None:
    """What it has already is not looked for in the index; the same event again costs four, too, and no change."""
    web = world.create("web", SHOP)
    with counted(world) as calls:
        world.made(web)
    assert world.target(SHOP)
    assert (elb(calls), calls["ListResourceRecordSets"], calls["ChangeResourceRecordSets"]) == (2, 1, 1)
    with counted(world) as again:
        world.made(web)
    assert (elb(again), again["ListResourceRecordSets"], again["ChangeResourceRecordSets"]) == (2, 2, 0)


@pytest.mark.parametrize("hostname", ["a.b.apps.example.com", "*.apps.example.com", "a.b.c.d.apps.example.com"])
def test_a_name_of_more_labels_costs_little_more(world: World, hostname: str) -> None:
    """Each label between the name and its zone may delegate it away, and is looked at."""
    web = world.create("web", hostname.replace("*", "_wildcard"))
    with counted(world) as calls:
        world.look(web)
    assert world.target(hostname)
    assert calls.total() <= 5 + hostname.count(".") - 3


def test_a_name_is_deleted_from_a_large_zone_with_three_calls_and_none_of_elb(world: World) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    with counted(world) as calls:
        world.deleted(web)
    assert world.target(SHOP) is None
    assert elb(calls) == 0
    assert calls.total() <= 3


def test_a_duplicate_event_costs_four_reads_and_no_write(world: World) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    with counted(world) as calls:
        world.look(web)
    assert calls["ChangeResourceRecordSets"] == 0
    assert calls.total() <= 4


def test_a_held_name_of_many_labels_costs_no_read_of_its_labels(world: World) -> None:
    """It has been looked at, when it was made, whether one of them delegates it away."""
    web = world.create("web", "a.b.c.d.apps.example.com")
    world.look(web)
    with counted(world) as calls:
        world.look(web)
    assert calls["ListResourceRecordSets"] == 2, "its index entry, and the name"


def test_each_hostname_costs_one_read_at_most(world: World) -> None:
    names = [f"{letter}-new.apps.example.com" for letter in "adgjmpsvy"]
    web = world.create("web", tags={f"{TAG}/{name[0]}": name for name in names})
    with counted(world) as calls:
        world.look(web)
    assert all(world.target(name) for name in names)
    assert calls["ListResourceRecordSets"] <= 1 + len(names)
    assert calls["ChangeResourceRecordSets"] == 1


def test_a_batch_of_events_costs_no_more_reads_than_listing_the_zone(world: World) -> None:
    made = [
        world.create(f"lb{number}", f"{chr(97 + number % 26)}x{number:03}.apps.example.com") for number in range(200)
    ]
    with counted(world) as calls:
        world.look(*made)
    assert elb(calls) <= 2 * 10
    assert calls["ListResourceRecordSets"] <= 10_000 // 300 + 1
    assert calls["ChangeResourceRecordSets"] <= 3


def test_a_hand_over_costs_a_fixed_number_of_calls(world: World) -> None:
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green", SHOP)
    world.look(green)
    with counted(world) as calls:
        world.deleted(blue)
    assert world.target(SHOP) == world.dns_name(green)
    assert elb(calls) == 2
    assert calls.total() <= 6


def _retagged(world: World) -> list[LoadBalancerId]:
    web = world.create("web", SHOP)
    world.look(web)
    world.tag(web, CART)
    return [web]


def _untagged(world: World) -> list[LoadBalancerId]:
    web = world.create("web", f"{SHOP} {CART}")
    world.look(web)
    world.tag(web, "")
    return [web]


def _dualstack(world: World) -> list[LoadBalancerId]:
    web = world.create("web", SHOP)
    world.look(web)
    world.elbv2.update(str(web), IpAddressType="dualstack")
    return [web]


def _held_by_another(world: World) -> list[LoadBalancerId]:
    world.look(world.create("holder", SHOP))
    return [world.create("web", SHOP)]


def _waiting_already(world: World) -> list[LoadBalancerId]:
    waiting = _held_by_another(world)
    world.look(*waiting)
    return waiting


def _successor_of_one_that_is_gone(world: World) -> list[LoadBalancerId]:
    old = world.create("web", SHOP)
    world.look(old)
    world.delete(old)
    return [world.create("web", SHOP)]


def _taken_by_somebody_else(world: World) -> list[LoadBalancerId]:
    record = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    world.route53.put(ZONE.id, record)
    return [world.create("web", SHOP)]


@pytest.mark.parametrize(
    ("event", "of_elb", "reads", "changes"),
    [
        (_retagged, 2, 3, 1),
        # an empty list of tags is looked at twice (C25)
        (_untagged, 4, 3, 1),
        (_dualstack, 2, 3, 1),
        # the holder is looked at, too
        (_held_by_another, 4, 4, 1),
        (_waiting_already, 4, 4, 0),
        (_successor_of_one_that_is_gone, 4, 4, 1),
        # its hold, the names of external-dns's registry, and a second look before it is refused
        (_taken_by_somebody_else, 2, 7, 0),
    ],
)
def test_what_every_other_event_costs_at_most(
    world: World, event: Callable[[World], list[LoadBalancerId]], of_elb: int, reads: int, changes: int
) -> None:
    """The same number in any zone; one more look at ELB and two reads where somebody else has the name."""
    looked_at = event(world)
    with counted(world) as calls:
        world.look(*looked_at)
    assert elb(calls) <= of_elb
    assert calls["ListResourceRecordSets"] <= reads
    assert calls["ChangeResourceRecordSets"] == changes


def test_a_zone_of_one_page_is_read_once() -> None:
    world = zone_of(60)
    web = world.create("web", tags={f"{TAG}/{letter}": f"{letter}-new.apps.example.com" for letter in "amz"})
    with counted(world) as calls:
        world.look(web)
    assert calls == {
        "DescribeLoadBalancers": 1,
        "DescribeTags": 1,
        "ListResourceRecordSets": 1,
        "ChangeResourceRecordSets": 1,
    }
    with counted(world) as calls:
        world.deleted(web)
    assert calls == {"ListResourceRecordSets": 2, "ChangeResourceRecordSets": 1}, "the index, then the holds"


def test_what_is_not_tagged_costs_no_call_of_route53_but_the_read_of_its_entry(world: World) -> None:
    web = world.create("web")
    with counted(world) as calls:
        world.look(web)
    assert calls["ListResourceRecordSets"] <= 1
    assert calls["ChangeResourceRecordSets"] == 0


def _create(world: World) -> None:
    world.look(world.create("web", SHOP))


def _duplicate(world: World) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.look(web)


def _delete(world: World) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.deleted(web)


@pytest.mark.parametrize("act", [_create, _duplicate, _delete])
def test_an_event_costs_no_more_in_an_account_of_ten_thousand_than_of_ten(act: Callable[[World], None]) -> None:
    """Load balancers and record sets alike; only a zone of a page or two is cheaper still."""
    costs = []
    for size in (10, 2_000, 10_000):
        world = zone_of(size)
        for number in range(size):
            world.create(f"lb{number}", "elsewhere.example.net")
        with counted(world) as calls:
            act(world)
        costs.append(calls)
    assert costs[0].total() <= costs[1].total()
    assert costs[1] == costs[2]


def test_names_are_read_in_the_order_in_which_one_page_tells_of_several(world: World) -> None:
    """A page of the entry, and one from the name's parent on; the first label alone would come before that."""
    web = world.create("web", "00.9.apps.example.com")
    with counted(world) as calls:
        world.look(web)
    assert world.target("00.9.apps.example.com")
    assert calls["ListResourceRecordSets"] == 2


def test_nobody_who_waits_is_looked_at_while_the_holder_keeps_its_name(world: World) -> None:
    web, waiting = world.create("web", SHOP), world.create("waiting", SHOP)
    world.look(web)
    world.look(waiting)
    with counted(world) as calls:
        world.look(web)
    assert elb(calls) == 2


def test_those_who_wait_are_looked_at_together(world: World) -> None:
    holder, *waiting = (world.create(f"lb{number}", SHOP) for number in range(10))
    world.look(holder)
    world.look(*waiting)
    with counted(world) as calls:
        world.deleted(holder)
    assert world.target(SHOP) == world.dns_name(waiting[0])
    assert elb(calls) == 2


def test_a_sweep_with_nothing_to_do_reads_each_page_once(world: World) -> None:
    made = [
        world.create(f"lb{number}", f"{chr(97 + number % 26)}x{number:04}.apps.example.com") for number in range(1_000)
    ]
    world.look(*made)
    with counted(world) as calls:
        world.sweep()
    assert calls["DescribeLoadBalancers"] == 3
    assert calls["DescribeTags"] == 1_000 // 20
    assert calls["ChangeResourceRecordSets"] == 0
    assert calls.total() <= 100


def test_a_sweep_reads_no_page_more_than_twice_where_others_have_every_name(world: World) -> None:
    """One page tells of the holds of many names, and of the names that external-dns would register them under."""
    for number in range(1_000):
        world.create(f"lb{number}", f"{chr(97 + number % 26)}{number:05}.apps.example.com")
    with counted(world) as calls:
        outcome = world.sweep()
    assert {refusal.code for refusal in outcome.refusals} == {"name-taken"}
    assert calls["ListResourceRecordSets"] <= 2 * 10_000 // 300


def test_a_sweep_asks_once_for_each_load_balancer_that_is_gone(world: World) -> None:
    made = [world.create(f"lb{number}", f"x{number:04}.apps.example.com") for number in range(400)]
    world.look(*made)
    for load_balancer in made[:100]:
        world.delete(load_balancer)  # their events are lost
    with counted(world) as calls:
        world.sweep()
    assert world.target("x0099.apps.example.com") is None
    assert world.target("x0100.apps.example.com")
    assert calls["DescribeLoadBalancers"] == 1 + 100
    assert calls["DescribeTags"] == 300 // 20


def test_the_dashboards_table_costs_what_listing_holds_and_names_does() -> None:
    """A third of a zone of 10,000 record sets are names, a third their holds; no call of Elastic Load Balancing."""
    world = zone_of(2)
    hold_names(world, 3_333)
    widget = Widget()
    with counted(world) as calls:
        page = widget.answer(Ask(), world.engine(), "arn")
    assert "3,333 names in 1 hosted zone: 3,333 in place." in page
    assert len(page) < 100_000
    assert elb(calls) == 0
    assert calls.total() <= 2 * 3_333 // 300 + 3

    with counted(world) as more:
        widget.answer(Ask(text="lb7", page=2), world.engine(), "arn")
    assert more.total() == 0

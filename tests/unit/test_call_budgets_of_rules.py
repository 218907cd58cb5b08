"""What names from listener rules cost in API calls: one and one a listener more, for selected load balancers alone."""

from collections import Counter
from dataclasses import replace

import pytest

from albias.model import LoadBalancerId
from albias.settings import TagMatch
from tests.support.world import TAG, World
from tests.unit.counting import SHOP, counted, elb, zone_of


@pytest.fixture
def with_rules() -> World:
    """A zone of some pages, in a deployment that takes names from the rules of some load balancers."""
    world = zone_of(3_000)
    world.settings = replace(world.settings, names_from_rules=(TagMatch("albias/rules"),))
    return world


def balancer_of(world: World, listeners: int, *hosts: str, name: str = "web") -> LoadBalancerId:
    """A selected load balancer with so many listeners, each with one rule for these hosts."""
    web = world.create(name, tags={"albias/rules": "yes"})
    for port in range(listeners):
        world.elbv2.add_rule(world.elbv2.add_listener(str(web), 8000 + port), *hosts)
    return web


def of_rules(calls: Counter[str]) -> tuple[int, int]:
    return calls["DescribeListeners"], calls["DescribeRules"]


@pytest.mark.parametrize("listeners", [1, 2, 5])
def test_rules_cost_one_call_and_one_a_listener_more(with_rules: World, listeners: int) -> None:
    web = balancer_of(with_rules, listeners, SHOP)
    with counted(with_rules) as calls:
        with_rules.look(web)
    assert with_rules.target(SHOP)
    assert of_rules(calls) == (1, listeners)
    assert calls.total() <= 5 + 1 + listeners
    with counted(with_rules) as again:
        with_rules.look(web)
    assert of_rules(again) == (1, listeners)
    assert again["ChangeResourceRecordSets"] == 0
    assert again.total() <= 5 + 1 + listeners, "its hold is read, too: it may say since when no rule has the name"
    with counted(with_rules) as deleted:
        with_rules.deleted(web)
    assert elb(deleted) + sum(of_rules(deleted)) == 0
    assert deleted.total() <= 3


@pytest.mark.parametrize("listeners", [1, 2, 5])
def test_a_rule_that_was_made_costs_five_calls_and_one_a_listener(with_rules: World, listeners: int) -> None:
    web = balancer_of(with_rules, listeners, SHOP)
    with counted(with_rules) as calls:
        with_rules.made(web)
    assert with_rules.target(SHOP)
    assert of_rules(calls) == (1, listeners)
    assert calls.total() == 5 + listeners
    with counted(with_rules) as again:
        with_rules.made(web)
    assert again["ChangeResourceRecordSets"] == 0
    assert again.total() <= 5 + listeners


def test_rules_of_others_are_read_only_where_their_tags_do_not_say_enough(with_rules: World) -> None:
    tagged = with_rules.create("tagged", tags={"albias/rules": "yes", TAG: SHOP})
    with_rules.elbv2.add_listener(str(tagged))
    with_rules.look(tagged)
    web = with_rules.create("web", SHOP)
    with counted(with_rules) as calls:
        with_rules.look(web)
    assert of_rules(calls) == (0, 0)


def test_what_is_not_selected_costs_no_call_for_rules(with_rules: World) -> None:
    web = with_rules.create("web", SHOP)
    with_rules.elbv2.add_listener(str(web))
    with counted(with_rules) as calls:
        with_rules.look(web)
        with_rules.look(web)
        with_rules.sweep()
    assert of_rules(calls) == (0, 0)


def test_a_sweep_reads_the_rules_of_a_thousand_once_each(with_rules: World) -> None:
    """1,000 load balancers with 2 listeners and 20 rules: three calls each, beside what a sweep costs anyway."""
    for number in range(1_000):
        names = [f"{chr(97 + place)}x{number:04}.apps.example.com" for place in range(3)]
        web = balancer_of(with_rules, 2, *names, name=f"lb{number}")
        for listener in with_rules.elbv2.listeners(str(web)):
            for place in range(9):
                with_rules.elbv2.add_rule(listener, f"n{place}.elsewhere.example.net")
    with counted(with_rules) as first:
        outcome = with_rules.sweep()
    assert (outcome.hosts_selected, outcome.hosts_read) == (1_000, 1_000)
    assert of_rules(first) == (1_000, 2_000), "not once more for a second look"
    with counted(with_rules) as calls:
        with_rules.sweep()
    assert of_rules(calls) == (1_000, 2_000)
    assert calls["ChangeResourceRecordSets"] == 0
    assert calls.total() - sum(of_rules(calls)) <= 150

"""What Elastic Load Balancing does not show yet is asked for again, a bounded number of times (H52, C25, C40)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.model import LoadBalancerId
from albias.settings import TagMatch
from tests.support.balancers import Balancer
from tests.support.events import api_call, tag_change
from tests.support.invocation import message
from tests.support.scene import Scene
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
NOTHING: list[str] = []
KEY = "albias/hostname"


def created(load_balancer: LoadBalancerId, *keys: str, age: float = 2) -> dict[str, Any]:
    """A CreateLoadBalancer with tags of these keys."""
    event = api_call("CreateLoadBalancer", load_balancer, age)
    event["detail"]["requestParameters"] = {"name": load_balancer.name, "tags": [{"key": key} for key in keys]}
    return event


def tagged(load_balancer: LoadBalancerId, *keys: str, age: float = 2) -> dict[str, Any]:
    """An AddTags with these keys."""
    event = api_call("AddTags", load_balancer, age)
    tags = [{"key": key, "value": SHOP} for key in keys]
    event["detail"]["requestParameters"] = {"resourceArns": [str(load_balancer)], "tags": tags}
    return event


def changed(load_balancer: LoadBalancerId, *keys: str, age: float = 2) -> dict[str, Any]:
    """A tag change after which these keys are there."""
    event = tag_change(load_balancer, age=age)
    event["detail"] |= {"changed-tag-keys": list(keys), "tags": dict.fromkeys(keys, SHOP)}
    return event


@pytest.mark.parametrize("told", [created, tagged, changed])
def test_c25_a_tag_of_which_a_young_event_told_is_asked_for_again_until_it_shows(edge: Edge, told: Any) -> None:
    web = edge.scene.create("web")
    assert edge.handle(message(told(web, KEY))) == ["m1"]
    [line] = edge.told("failure")
    assert "does not show tags of which an event told, or not yet: albias/hostname" in line["reason"]
    edge.scene.tag(web, SHOP)
    assert edge.handle(message(told(web, KEY), received=2)) == NOTHING
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


@pytest.mark.parametrize("told", [created, tagged, changed])
def test_c25_it_is_asked_for_a_bounded_number_of_times(edge: Edge, told: Any) -> None:
    """Perhaps somebody took the tag away again."""
    web = edge.scene.create("web")
    assert [edge.handle(message(told(web, KEY), received=received)) for received in range(1, 6)] == [
        ["m1"],
        ["m1"],
        NOTHING,
        NOTHING,
        NOTHING,
    ]


@pytest.mark.parametrize("told", [created, tagged, changed])
def test_c25_what_an_old_event_told_is_long_to_be_seen(edge: Edge, told: Any) -> None:
    web = edge.scene.create("web")
    assert edge.handle(message(told(web, KEY, age=400))) == NOTHING


def test_c25_one_stale_answer_takes_no_name_away(edge: Edge) -> None:
    """The second tag is there by the event, none is by the answer: what the first one holds stays."""
    web = edge.scene.create("web", SHOP)
    edge.handle(message(created(web, KEY, age=400)))
    edge.scene.tag(web, "")
    assert edge.handle(message(tagged(web, f"{KEY}/cart"))) == ["m1"]
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


def test_c25_others_do_not_wait_for_it(edge: Edge) -> None:
    web, cart = edge.scene.create("web"), edge.scene.create("cart", CART)
    assert edge.handle(message(created(web, KEY), "m1"), message(tag_change(cart), "m2")) == ["m1"]
    assert edge.scene.target(CART)


def test_c25_a_tag_that_shows_costs_nothing_more(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(created(web, KEY)))
    assert edge.scene.elbv2.count() == 2


def test_c25_an_event_that_takes_a_tag_away_expects_none(edge: Edge) -> None:
    web = edge.scene.create("web")
    event = api_call("RemoveTags", web, age=2)
    event["detail"]["requestParameters"] = {"resourceArns": [str(web)], "tagKeys": [KEY]}
    assert edge.handle(message(event)) == NOTHING


def test_h52_c25_a_load_balancer_that_is_gone_by_a_delete_is_not_asked_for(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(created(web, KEY)))
    edge.scene.delete(web)
    deleted = message(api_call("DeleteLoadBalancer", web, age=1), "m2")
    assert edge.handle(message(created(web, KEY), "m1"), deleted) == NOTHING
    assert edge.scene.record_sets(SHOP) == {}


@pytest.mark.parametrize(("kind", "name"), [("app", "teamx-fake"), ("net", "web")])
def test_h55_c40_a_delete_of_what_never_existed_takes_nothing_from_who_shares_its_id(
    edge: Edge, kind: str, name: str
) -> None:
    """DeleteLoadBalancer answers success for it. In one batch with an event of the victim, as an attacker would."""
    web = edge.scene.create("web", SHOP)
    edge.handle(message(created(web, KEY)))
    fake = LoadBalancerId(web.partition, web.region, web.account, kind, name, web.id)
    attack = message(api_call("DeleteLoadBalancer", fake, age=1), "m1")
    assert edge.handle(attack) == NOTHING
    assert edge.handle(attack, message(changed(web, KEY), "m2")) == NOTHING
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


@pytest.mark.parametrize(("kind", "name"), [("app", "teamx-fake"), ("net", "web")])
def test_h55_c40_nor_does_it_keep_the_victims_own_delete_from_being_done(edge: Edge, kind: str, name: str) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(created(web, KEY)))
    fake = LoadBalancerId(web.partition, web.region, web.account, kind, name, web.id)
    edge.scene.delete(web)
    both = [message(api_call("DeleteLoadBalancer", each, age=1), f"m{place}") for place, each in enumerate((fake, web))]
    assert edge.handle(*both) == NOTHING
    assert edge.scene.record_sets(SHOP) == {}
    assert edge.told("refusal") == []


def ruled(load_balancer: LoadBalancerId, *hosts: str, name: str = "CreateRule", age: float = 2) -> dict[str, Any]:
    """A CreateRule or ModifyRule with these hosts."""
    event = api_call(name, load_balancer, age)
    condition = {"field": "host-header", "hostHeaderConfig": {"values": list(hosts)}}
    rule = str(load_balancer).replace(":loadbalancer/", ":listener-rule/") + "/f2f7dc8efc522ab2/9683b2d02a6cabee"
    event["detail"]["requestParameters"] = {"ruleArn": rule, "conditions": [condition]}
    return event


@pytest.fixture
def with_rules(scene_of: Callable[..., Scene], edge_of: Callable[[Scene], Edge]) -> Edge:
    return edge_of(scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),)))


@pytest.mark.parametrize("name", ["CreateRule", "ModifyRule"])
def test_c25_a_rules_host_of_which_a_young_event_told_is_asked_for_again_until_it_shows(
    with_rules: Edge, name: str
) -> None:
    """What is shown by then is done at once: nobody knows whether the other will ever be, for it may be gone again."""
    web = Balancer(with_rules.scene)
    web.rule(CART)
    assert with_rules.handle(message(ruled(web.id, SHOP.upper(), name=name))) == ["m1"]
    [line] = with_rules.told("failure")
    assert "does not show listener rules of which an event told, or not yet: shop.apps.example.com" in line["reason"]
    assert with_rules.scene.held(web.id) == {CART}
    web.rule(SHOP)
    assert with_rules.handle(message(ruled(web.id, SHOP.upper(), name=name), received=2)) == NOTHING
    assert with_rules.scene.held(web.id) == {CART, SHOP}


def test_c25_a_rules_host_is_asked_for_a_bounded_number_of_times_and_while_the_event_is_young(with_rules: Edge) -> None:
    web = Balancer(with_rules.scene)
    answers = [with_rules.handle(message(ruled(web.id, SHOP), received=received)) for received in range(1, 5)]
    assert answers == [["m1"], ["m1"], NOTHING, NOTHING]
    assert with_rules.handle(message(ruled(web.id, SHOP, age=400))) == NOTHING


def test_c25_hosts_of_rules_that_nobody_reads_are_not_asked_for(with_rules: Edge) -> None:
    web = Balancer(with_rules.scene, tags={"albias/rules": "no"})
    assert with_rules.handle(message(ruled(web.id, SHOP))) == NOTHING

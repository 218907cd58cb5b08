"""A hosted zone at its quota of record sets, through the whole function (C12)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.events import SWEEP, api_call, tag_change
from tests.support.invocation import message
from tests.support.scene import Scene
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
CODES = pytest.mark.parametrize("code", ["InvalidChangeBatch", "LimitsExceeded", "TooManyRecords"])
EdgeOf = Callable[[Scene], Edge]
SceneOf = Callable[..., Scene]


@pytest.fixture
def edge(scene_of: SceneOf, edge_of: EdgeOf) -> Edge:
    """The function of a deployment that tells on the default bus."""
    return edge_of(scene_of(events_bus="default"))


def fill(edge: Edge, code: Any) -> None:
    """Nothing more fits in, and Route 53 says so with this code."""
    route53 = edge.scene.route53
    route53.readings = replace(route53.readings, full_zone=code)
    route53.zone_limit = len(route53.records(edge.scene.zones[0].id))


@CODES
def test_c12_a_name_that_has_no_room_is_refused_and_its_message_does_not_come_back(edge: Edge, code: Any) -> None:
    """No try helps, so there is no retry, no dead letter and no failure: a refusal, told as any other."""
    fill(edge, code)
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(tag_change(web))) == []
    (refused,) = edge.told("refusal")
    assert (refused["code"], refused["hostname"], refused["load_balancer"]) == ("zone-full", SHOP, str(web))
    assert edge.reasons() == {"zone-full": 1}
    assert (edge.told("failure"), edge.dead(), edge.retried()) == ([], [], {})
    [(type_, detail)] = edge.bus.notices()
    assert (type_, detail["code"]) == ("Name Refused", "zone-full")
    assert edge.scene.target(SHOP) is None


@CODES
def test_c12_removals_go_through_beside_what_has_no_room(edge: Edge, code: Any) -> None:
    """Whether they are in one batch of Route 53's or not: a code that is not modelled halves it as well."""
    gone = edge.scene.create("gone", CART)
    edge.handle(message(tag_change(gone)))
    fill(edge, code)
    new = edge.scene.create("new", f"{SHOP} a.apps.example.com b.apps.example.com")
    edge.scene.delete(gone)
    assert edge.handle(message(api_call("DeleteLoadBalancer", gone)), message(tag_change(new), "m2")) == []
    assert edge.scene.target(CART) is None
    assert {line["code"] for line in edge.told("refusal")} == {"zone-full"}
    assert edge.told("failure") == []


@CODES
def test_c12_a_sweep_of_a_full_zone_is_complete_and_makes_the_name_once_there_is_room(edge: Edge, code: Any) -> None:
    fill(edge, code)
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(SWEEP)) == []
    assert edge.metric("SweepCompleted") == [1]
    assert edge.scene.target(SHOP) is None
    edge.scene.route53.zone_limit = None
    assert edge.handle(message(SWEEP, "m2")) == []
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


@CODES
def test_c12_a_name_changes_hands_in_a_full_zone(edge: Edge, code: Any) -> None:
    """A hand-over makes the zone no larger: the waiting one has its index entry already."""
    blue = edge.scene.create("blue", SHOP)
    green = edge.scene.create("green", SHOP)
    edge.handle(message(tag_change(blue, green)))
    fill(edge, code)
    edge.scene.delete(blue)
    assert edge.handle(message(api_call("DeleteLoadBalancer", blue))) == []
    assert edge.scene.target(SHOP) == edge.scene.dns_name(green)

"""A source of names is one class and its place in a list: everything else asks it what it has to know."""

from collections.abc import Callable

import pytest

from albias import sources
from albias.dashboard.held import read_names
from albias.model import Host, LoadBalancerId
from albias.names import DnsName
from albias.settings import Settings, TagMatch
from albias.sources import Source
from tests.support.balancers import Balancer
from tests.support.scene import Scene, done
from tests.support.stories import Looks, by_event, by_sweep

SHOP, CART = DnsName("shop.apps.example.com"), DnsName("cart.apps.example.com")
GRACE = 60


class Parameters(Source):
    """A third source: a parameter for each load balancer, with one hostname in it."""

    name = "parameter"
    noun = "parameter"

    def __init__(self) -> None:
        self.values: dict[LoadBalancerId, str] = {}

    def read(self, elb: object, load_balancer: LoadBalancerId, turn: Callable[[], None]) -> tuple[Host, ...]:
        value = self.values.get(load_balancer)
        return (Host(value, self.name, f"parameter /names/{load_balancer.name}"),) if value else ()

    def grace(self, settings: Settings) -> int:
        return GRACE


@pytest.fixture
def parameters(monkeypatch: pytest.MonkeyPatch) -> Parameters:
    """The third source, listed."""
    third = Parameters()
    monkeypatch.setattr(sources, "OTHERS", (*sources.OTHERS, third))
    monkeypatch.setattr(sources, "SOURCES", (*sources.SOURCES, third))
    monkeypatch.setitem(sources._BY_NAME, third.name, third)
    return third


def told_on_the_dashboard(scene: Scene) -> list[str]:
    """What the table says of names that are about to go."""
    reading = read_names([scene.zone], scene.me, scene.engine().route53, turn=lambda: None)
    return [remark for row in reading.rows if row.state == "leaving" for remark in row.remarks]


@pytest.mark.parametrize("looks", [by_event, by_sweep])
def test_a_third_source_is_asked_like_the_others(scene: Scene, parameters: Parameters, looks: Looks) -> None:
    web = scene.create("web")
    parameters.values[web] = SHOP
    assert done(looks(scene, web)) == [("create", SHOP)]
    hold = scene.hold(SHOP)
    assert hold
    assert hold.origin == "parameter"
    parameters.values[web] = CART
    outcome = looks(scene, web)
    assert done(outcome) == [("create", CART), ("wait", SHOP)]
    reasons = {decision.hostname: decision.reason for _, decision in outcome.decisions}
    assert reasons[SHOP] == "no parameter names it any more; it is given up when that lasts"
    assert told_on_the_dashboard(scene) == ["no parameter names it any more; it is given up when that lasts"]
    scene.clock += GRACE
    assert done(looks(scene, web)) == [("remove", SHOP)]


@pytest.mark.parametrize("looks", [by_event, by_sweep])
def test_what_a_tag_names_too_is_the_tags(scene: Scene, parameters: Parameters, looks: Looks) -> None:
    web = scene.create("web", f"{SHOP} health=no")
    parameters.values[web] = SHOP
    assert done(looks(scene, web)) == [("create", SHOP)]
    assert scene.record_sets(SHOP)["A"]["AliasTarget"]["EvaluateTargetHealth"] is False


@pytest.mark.parametrize("looks", [by_event, by_sweep])
def test_what_several_sources_name_is_named_by_all_of_them(
    scene_of: Callable[..., Scene], parameters: Parameters, looks: Looks
) -> None:
    scene = scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),))
    web = Balancer(scene)
    web.rule(CART)
    parameters.values[web.id] = SHOP
    assert done(looks(scene, web.id)) == [("create", CART), ("create", SHOP)]


@pytest.mark.parametrize("looks", [by_event, by_sweep])
def test_a_source_that_takes_nothing_for_a_load_balancer_is_not_read_though_another_is(
    scene: Scene, parameters: Parameters, looks: Looks
) -> None:
    web = Balancer(scene)
    web.rule(CART)
    parameters.values[web.id] = SHOP
    assert done(looks(scene, web.id)) == [("create", SHOP)]
    assert scene.elbv2.count("DescribeListeners") == 0

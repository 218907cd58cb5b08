"""Names from listener rules: taken from all rules of all listeners, given up by evidence and after a grace (H48, H54).

Each scenario goes through an event and, where somebody else may look first, through a sweep.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.settings import TagMatch
from tests.support.balancers import SELECTED, Balancer
from tests.support.scene import Scene, done, refused
from tests.support.stories import Looks, by_event, by_sweep, rules_that_cannot_be_read
from tests.support.world import TAG

SHOP, CART, STAR = "shop.apps.example.com", "cart.apps.example.com", "*.team.apps.example.com"
GRACE = 300
Make = Callable[..., Scene]


either = pytest.mark.parametrize("looks", [by_event, by_sweep])


@pytest.fixture
def scene(scene_of: Make) -> Scene:
    return scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),), rule_grace=GRACE)


@either
def test_the_hosts_of_every_rule_of_every_listener_are_names(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene)
    second = scene.elbv2.add_listener(str(web.id), 8443)
    web.rule(SHOP, "elsewhere.example.net")
    web.rule(SHOP, STAR, listener=second)
    web.rule(CART, "sh?p.apps.example.com", "a*.apps.example.com", "x.*.apps.example.com", listener=second)
    outcome = looks(scene, web.id)
    assert {hostname for _, hostname in done(outcome)} == {SHOP, CART, STAR}
    assert scene.held(web.id) == {SHOP, CART, STAR}
    assert {scene.target(name) for name in (SHOP, CART, STAR)} == {scene.dns_name(web.id)}
    assert refused(outcome) == [("zone-not-allowed", "elsewhere.example.net")]
    assert done(looks(scene, web.id)) == []


@either
def test_what_names_from_rules_does_not_select_is_not_read(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene, tags={"albias/rules": "no"})
    web.rule(SHOP)
    looks(scene, web.id)
    assert scene.holder(SHOP) is None
    assert scene.elbv2.count("DescribeListeners") == 0


@either
def test_a_rule_that_changes_moves_the_name_after_the_grace(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene)
    rule = web.rule(SHOP)
    looks(scene, web.id)
    scene.elbv2.set_hosts(rule, CART)
    assert done(looks(scene, web.id)) == [("create", CART), ("wait", SHOP)]
    assert scene.target(SHOP)
    scene.clock += GRACE
    assert done(looks(scene, web.id)) == [("remove", SHOP)]
    assert scene.held(web.id) == {CART}


@pytest.mark.parametrize("gone", [by_event, by_sweep])
@pytest.mark.parametrize("back", [by_event, by_sweep])
def test_a_rule_that_is_deleted_and_made_anew_within_the_grace_has_never_been_away(
    scene: Scene, gone: Looks, back: Looks
) -> None:
    """`gone` is noted and cleared, so that the next time begins a grace of its own."""
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    with scene.answering(SHOP):
        scene.elbv2.remove_rule(rule)
        gone(scene, web.id)
        hold = scene.hold(SHOP)
        assert hold
        assert hold.unnamed_since == int(scene.clock)
        scene.clock += GRACE - 1
        assert done(gone(scene, web.id)) == []
        rule = web.rule(SHOP)
        back(scene, web.id)
        hold = scene.hold(SHOP)
        assert hold
        assert hold.unnamed_since == 0
        scene.clock += 10 * GRACE
        scene.elbv2.remove_rule(rule)
        assert done(scene.look(web.id)) == [("wait", SHOP)]
        scene.clock += GRACE - 1
        assert done(scene.look(web.id)) == []


@pytest.mark.parametrize("first", [by_event, by_sweep])
@pytest.mark.parametrize("last", [by_event, by_sweep])
def test_a_name_that_is_gone_for_good_is_given_up_by_whoever_looks_after_the_grace(
    scene: Scene, first: Looks, last: Looks
) -> None:
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.elbv2.remove_rule(rule)
    assert done(first(scene, web.id)) == [("wait", SHOP)]
    scene.clock += GRACE
    assert done(last(scene, web.id)) == [("remove", SHOP)]
    assert scene.target(SHOP) is None
    assert scene.told(web.id) == set()


def test_without_a_grace_a_name_goes_with_its_rule(scene_of: Make) -> None:
    scene = scene_of(names_from_rules=(TagMatch("albias/rules"),), rule_grace=0)
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.elbv2.remove_rule(rule)
    assert done(scene.look(web.id)) == [("remove", SHOP)]


@either
def test_a_listener_that_goes_takes_the_names_of_its_rules_alone(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene)
    second = scene.elbv2.add_listener(str(web.id), 8443)
    web.rule(SHOP)
    web.rule(SHOP, CART, listener=second)
    looks(scene, web.id)
    scene.elbv2.remove_listener(second)
    looks(scene, web.id)
    scene.clock += GRACE
    assert done(looks(scene, web.id)) == [("remove", CART)]
    assert scene.held(web.id) == {SHOP}


@either
def test_a_load_balancer_that_is_deleted_gives_its_names_up_at_once(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene)
    web.rule(SHOP)
    scene.look(web.id)
    scene.delete(web.id)
    assert done(looks(scene, web.id)) == [("remove", SHOP)]


@either
def test_whoever_waits_gets_the_name_without_a_grace(scene: Scene, looks: Looks) -> None:
    blue, green = Balancer(scene, "blue"), Balancer(scene, "green")
    rule = blue.rule(SHOP)
    looks(scene, blue.id)
    green.rule(SHOP)
    assert refused(looks(scene, green.id)) == [("waiting", SHOP)]
    scene.elbv2.remove_rule(rule)
    with scene.answering(SHOP):
        assert done(looks(scene, blue.id)) == [("hand-over", SHOP)]
    assert scene.target(SHOP) == scene.dns_name(green.id)


@either
def test_tags_and_rules_name_one_hostname_and_either_keeps_it(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene, tags={**SELECTED, TAG: SHOP})
    rule = web.rule(SHOP)
    assert done(looks(scene, web.id)) == [("create", SHOP)]
    scene.elbv2.remove_rule(rule)
    assert done(looks(scene, web.id)) == []
    web.rule(SHOP)
    scene.elbv2.set_tags(str(web.id), SELECTED)
    scene.sweep()
    assert scene.holder(SHOP) == web.id
    hold = scene.hold(SHOP)
    assert hold
    assert (hold.origin, hold.unnamed_since) == ("rule", 0)


@either
@pytest.mark.parametrize("selecting", [(), (TagMatch("another"),)])
def test_h54_a_setting_that_selects_it_no_more_is_no_evidence_and_is_told(
    scene: Scene, looks: Looks, selecting: tuple[TagMatch, ...]
) -> None:
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.settings = replace(scene.settings, names_from_rules=selecting)
    scene.elbv2.remove_rule(rule)
    for _ in range(2):
        outcome = looks(scene, web.id)
        assert done(outcome) == []
        assert [(note.code, note.hostname) for note in outcome.notes] == [("rules-not-read", SHOP)]
        scene.clock += GRACE
    assert scene.target(SHOP)


@either
@pytest.mark.parametrize("operation", ["DescribeListeners", "DescribeRules"])
@pytest.mark.parametrize("code", ["Throttling", "AccessDenied", "InternalFailure"])
def test_h48_rules_that_cannot_be_read_are_no_evidence_and_its_own_trouble(
    scene: Scene, looks: Looks, operation: str, code: str
) -> None:
    """Its names stay, whatever the time; what its tags ask for is done, and so is the work of others."""
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.elbv2.remove_rule(rule)
    scene.elbv2.set_tags(str(web.id), {**SELECTED, TAG: CART})
    scene.clock += 10 * GRACE

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == operation:
            raise scene.elbv2.error(called, code, "no")

    scene.elbv2.before = fail
    outcome = looks(scene, web.id)
    assert done(outcome) == [("create", CART)]
    assert scene.held(web.id) == {SHOP, CART}
    assert outcome.failures.keys() == {web.id}
    assert f"{operation}: {code}" in outcome.failures[web.id].reason
    scene.elbv2.before = None
    assert done(looks(scene, web.id)) == [("wait", SHOP)]


@either
def test_h48_h58_rules_that_cannot_be_read_for_a_while_do_not_begin_the_grace_anew(scene: Scene, looks: Looks) -> None:
    """Else a name that no rule has would stay for as long as one reading in between fails, or has no time."""
    web = Balancer(scene)
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.elbv2.remove_rule(rule)
    assert done(looks(scene, web.id)) == [("wait", SHOP)]

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == "DescribeRules":
            raise scene.elbv2.error(called, "Throttling", "no")

    scene.elbv2.before = fail
    scene.clock += GRACE
    assert done(looks(scene, web.id)) == []
    scene.elbv2.before = None
    assert done(looks(scene, web.id)) == [("remove", SHOP)]


@either
def test_whose_rules_cannot_be_read_keeps_its_place_in_the_line(scene: Scene, looks: Looks) -> None:
    """Nothing is removed that it may be waiting for; it gets the name when its rules can be read."""
    rules_that_cannot_be_read(scene, looks)


@either
def test_a_listener_that_goes_between_two_calls_is_no_evidence_and_is_asked_again(scene: Scene, looks: Looks) -> None:
    web = Balancer(scene)
    second = scene.elbv2.add_listener(str(web.id), 8443)
    web.rule(SHOP)
    scene.look(web.id)
    gone: list[str] = []

    def delete_between(called: str, params: dict[str, Any]) -> None:
        if called == "DescribeRules" and not gone:
            gone.append(second)
            scene.elbv2.remove_listener(second)

    scene.elbv2.before = delete_between
    assert done(looks(scene, web.id)) == []
    hold = scene.hold(SHOP)
    assert hold
    assert hold.unnamed_since == 0


def test_a_rule_that_is_back_before_a_sweep_takes_its_name_keeps_it(scene: Scene) -> None:
    """A sweep's listing is minutes old: whoever would lose a name has its rules read once more, and nobody else."""
    web, other = Balancer(scene), Balancer(scene, "other")
    rule = web.rule(SHOP)
    other.rule(CART)
    scene.look(web.id, other.id)
    scene.elbv2.remove_rule(rule)
    scene.sweep()
    scene.clock += GRACE
    read: list[str] = []

    def put_back(called: str, params: dict[str, Any]) -> None:
        if called == "DescribeRules":
            read.append(params["ListenerArn"])
            if read.count(web.listener) == 2:
                scene.elbv2.before = None
                web.rule(SHOP)

    scene.elbv2.before = put_back
    assert done(scene.sweep()) == [("wait", SHOP)]
    assert read.count(other.listener) == 1
    hold = scene.hold(SHOP)
    assert hold
    assert hold.unnamed_since == 0
    assert scene.held(web.id) == {SHOP}


@either
def test_a_network_load_balancer_has_no_rules_and_costs_no_call(scene: Scene, looks: Looks) -> None:
    stream = scene.create("stream", tags=SELECTED, kind="network")
    scene.elbv2.readings = replace(scene.elbv2.readings, rules_of_network="UnsupportedProtocol")
    scene.elbv2.add_listener(str(stream))
    outcome = looks(scene, stream)
    assert (done(outcome), outcome.failures) == ([], {})
    assert scene.elbv2.count("DescribeListeners") + scene.elbv2.count("DescribeRules") == 0

"""Two at one zone at the same moment: what was read is not what is there, and Route 53 says so (H30, H41, H44)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.engine.run import ROUNDS
from albias.errors import Failure
from albias.model import HostedZone
from tests.support.scene import Scene, done, refused
from tests.support.world import ZONE

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
PUBLIC = replace(ZONE, schemes=("internet-facing",))
PRIVATE = HostedZone("Z0INSIDE", ZONE.name, schemes=("internal",), private=True)


def before_each_change(scene: Scene, act: Callable[[int], None], times: int = 1) -> None:
    """Lets somebody else act just before a change of ours arrives, so many times."""
    acted = [0]

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and acted[0] < times:
            acted[0] += 1
            act(acted[0])

    scene.route53.before = hook


def test_h41_a_lost_race_is_read_and_planned_again_and_then_won(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    other = scene.create("other", CART)
    before_each_change(scene, lambda _: _renamed(scene))
    outcome = scene.look(web, other)
    assert outcome.lost_races == 1
    assert done(outcome) == [("create", CART)]
    assert refused(outcome) == [("name-taken", SHOP)]
    assert outcome.failures == {}


def _renamed(scene: Scene) -> None:
    scene.foreign("shop", "A", "192.0.2.50")


def test_h42_only_those_who_lost_are_planned_again(scene: Scene) -> None:
    web, other = scene.create("web", SHOP), scene.create("other", CART)
    before_each_change(scene, lambda _: _renamed(scene))
    scene.look(web, other)
    described = [call.params["LoadBalancerArns"] for call in scene.elbv2.calls if "LoadBalancerArns" in call.params]
    assert described == [sorted([str(web), str(other)]), [str(web)]]


def test_after_a_lost_race_the_tags_are_read_anew(scene: Scene) -> None:
    """The new name has an event of its own."""
    web = scene.create("web", SHOP)

    def retagged(_: int) -> None:
        _renamed(scene)
        scene.tag(web, CART)

    before_each_change(scene, retagged)
    outcome = scene.look(web)
    assert (done(outcome), outcome.refusals) == ([], [])
    assert done(scene.look(web)) == [("create", CART)]


def test_h44_races_are_lost_a_bounded_number_of_times_and_then_the_message_comes_back(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.elbv2.update(str(web), IpAddressType="dualstack")

    def flip(number: int) -> None:
        """Someone turns the record set to and fro."""
        record = scene.record_sets(SHOP)["A"]
        record["AliasTarget"]["HostedZoneId"] = f"Z0ELSEWHERE{number}"
        scene.route53.put("Z0APPS", record)

    record = scene.record_sets(SHOP)["A"]
    record["AliasTarget"]["EvaluateTargetHealth"] = False
    scene.route53.put("Z0APPS", record)
    before_each_change(scene, flip, times=100)
    scene.elbv2.visible_after = 10
    unseen = scene.create("unseen")
    outcome = scene.engine().look([web, unseen], young={unseen: frozenset()})
    scene.route53.before = None
    assert outcome.lost_races == ROUNDS <= 5
    assert outcome.failures == {
        web: Failure(f"{SHOP}: its record sets changed under every one of {ROUNDS} attempts"),
        unseen: Failure("Elastic Load Balancing does not find it, or not yet"),
    }
    assert done(scene.look(web)) == [("repair", SHOP)]


def test_a_deleted_load_balancer_stays_deleted_through_a_lost_race(scene: Scene) -> None:
    """The evidence is the event's; ELB may still describe a load balancer for a moment."""
    web = scene.create("web", SHOP)
    scene.look(web)

    def drift(_: int) -> None:
        record = scene.record_sets(SHOP)["A"]
        record["AliasTarget"]["EvaluateTargetHealth"] = False
        scene.route53.put("Z0APPS", record)

    before_each_change(scene, drift)
    outcome = scene.engine().look([web], deleted={web})
    assert done(outcome) == [("remove", SHOP)]
    assert outcome.lost_races == 1


def test_two_invocations_on_one_event_do_its_work_once(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    before_each_change(scene, lambda _: _silently(scene, lambda: scene.look(web)))
    outcome = scene.look(web)
    assert done(outcome) == []
    assert (outcome.lost_races, outcome.failures, outcome.refusals) == (1, {}, [])
    assert scene.target(SHOP) == scene.dns_name(web)


def _silently(scene: Scene, act: Callable[[], object]) -> None:
    hook, scene.route53.before = scene.route53.before, None
    act()
    scene.route53.before = hook


def test_h30_a_hand_over_and_a_repair_at_the_same_moment(scene: Scene) -> None:
    """The repair was planned while blue had the name; green has it when the repair arrives."""
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    green = scene.create("green", SHOP)
    scene.look(green)
    scene.elbv2.update(str(blue), IpAddressType="dualstack")

    def handed_over(_: int) -> None:
        scene.tag(blue, "")
        _silently(scene, lambda: scene.look(blue))

    before_each_change(scene, handed_over)
    outcome = scene.look(blue)
    assert outcome.lost_races == 1
    assert scene.holder(SHOP) == green
    assert scene.record_sets(SHOP).keys() == {"A"}
    assert scene.target(SHOP) == scene.dns_name(green)


def test_an_adoption_is_refused_by_a_record_set_that_changed_meanwhile(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(adopt="matching")
    web = scene.create("web", "legacy.apps.example.com")
    scene.foreign_alias("legacy", web)
    before_each_change(scene, lambda _: scene.foreign("legacy", "A", "192.0.2.77"))
    outcome = scene.look(web)
    assert refused(outcome) == [("name-taken", "legacy.apps.example.com")]
    assert scene.holds() == []


@pytest.mark.parametrize("sweep_first", [True, False])
def test_a_sweep_and_an_event_at_the_same_moment(scene: Scene, sweep_first: bool) -> None:
    web, other = scene.create("web", SHOP), scene.create("other", CART)

    def event() -> None:
        scene.look(web)

    def sweep() -> None:
        scene.sweep()

    first, second = (sweep, event) if sweep_first else (event, sweep)
    before_each_change(scene, lambda _: _silently(scene, second))
    first()
    scene.route53.before = None
    assert (scene.holder(SHOP), scene.holder(CART) in (other, None)) == (web, True)
    scene.sweep()
    assert (scene.holder(SHOP), scene.holder(CART)) == (web, other)


def test_h35_a_type_that_is_added_while_the_name_is_released_is_not_left_behind(scene: Scene) -> None:
    """Both were planned upon the same entry; the later one finds it written again, though it says the same."""
    web = scene.create("web", SHOP)
    scene.look(web)

    def dualstack(_: int) -> None:
        scene.elbv2.update(str(web), IpAddressType="dualstack")
        _silently(scene, lambda: scene.look(web))
        assert scene.record_sets(SHOP).keys() == {"A", "AAAA"}

    before_each_change(scene, dualstack)
    outcome = scene.engine().look([web], deleted={web})
    assert outcome.lost_races == 1
    assert done(outcome) == [("remove", SHOP)]
    assert scene.record_sets(SHOP) == {}


@pytest.mark.parametrize("sweeping", [False, True])
def test_h42_a_name_that_races_in_one_zone_is_planned_again_for_everybody_in_the_others(
    scene_of: Callable[..., Scene], *, sweeping: bool
) -> None:
    """Where it is left alone for the race in another zone, nobody else would do the work of who is not part of that."""
    scene = scene_of([PUBLIC, PRIVATE])
    outside, inside = scene.create("outside", SHOP), scene.create("inside", SHOP, scheme="internal")
    before_each_change(scene, lambda _: _renamed(scene))
    outcome = scene.sweep() if sweeping else scene.look(outside, inside)
    assert outcome.lost_races == 1
    assert done(outcome) == [("create", SHOP)]
    assert scene.target(SHOP, zone=PRIVATE) == scene.dns_name(inside)
    assert refused(outcome) == [("name-taken", SHOP)]


def test_h42_who_waits_in_a_zone_is_noted_though_the_name_races_in_another(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of([PUBLIC, PRIVATE])
    inside = scene.create("inside", SHOP, scheme="internal")
    scene.look(inside)
    later = scene.create("later", SHOP, scheme="internal")
    scene.create("outside", SHOP)
    before_each_change(scene, lambda _: _renamed(scene))
    scene.sweep()
    (hold,) = scene.holds(PRIVATE)
    assert [each for each, _ in hold.waits] == [later]


def test_h42_who_is_refused_in_a_zone_is_told_though_the_name_races_in_another(scene_of: Callable[..., Scene]) -> None:
    """It had nothing to decide there, and is asked about again with the rest."""
    scene = scene_of([PUBLIC, PRIVATE])
    outside, inside = scene.create("outside", SHOP), scene.create("inside", SHOP, scheme="internal")
    scene.foreign("shop", "A", "192.0.2.60", zone=PRIVATE)
    before_each_change(scene, lambda _: _renamed(scene))
    outcome = scene.look(outside, inside)
    assert outcome.lost_races == 1
    assert {refusal.load_balancer for refusal in outcome.refusals} == {outside, inside}

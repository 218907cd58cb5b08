"""What the scenes check at their end: that they let pass what is whole, routed names too, and notice what is not."""

from collections.abc import Callable

import pytest

from albias.names import DnsName
from albias.registry import hold_name
from tests.support.scene import Scene, done
from tests.support.world import ZONE

SHOP = DnsName("shop.apps.example.com")
HOLD = hold_name(SHOP, ZONE)
BLUE, GREEN = f"{SHOP} weight=20 set=blue", f"{SHOP} weight=80 set=green"


@pytest.fixture
def routed(scene: Scene) -> Scene:
    """Two load balancers share a name."""
    scene.look(scene.create("blue", BLUE), scene.create("green", GREEN))
    return scene


def test_a_shared_name_is_whole(routed: Scene) -> None:
    """Its holds lie at one place, each with the set identifier of the record set that it speaks of."""
    assert [hold.key for hold in routed.holds()] == [(SHOP, "blue"), (SHOP, "green")]
    assert routed.hold(SHOP) is None
    assert routed.record_sets(SHOP) == {}
    for each in ("blue", "green"):
        hold = routed.hold(SHOP, set_identifier=each)
        assert hold
        assert hold.load_balancer
        assert routed.told(hold.load_balancer) == {SHOP}
        assert routed.target(SHOP, set_identifier=each) == routed.dns_name(hold.load_balancer)
    routed.check()


def test_a_share_that_goes_takes_its_registry_with_it(routed: Scene) -> None:
    blue = routed.hold(SHOP, set_identifier="blue")
    assert blue
    assert blue.load_balancer
    assert done(routed.deleted(blue.load_balancer)) == [("remove", SHOP)]
    assert [hold.key for hold in routed.holds()] == [(SHOP, "green")]
    routed.check()


def test_who_waits_for_a_share_is_told_of_in_the_index(routed: Scene) -> None:
    late = routed.create("late", BLUE)
    routed.look(late)
    hold = routed.hold(SHOP, set_identifier="blue")
    assert hold
    assert list(dict(hold.waits)) == [late]
    routed.check()


def the_record_set(scene: Scene) -> None:
    scene.route53.remove(ZONE.id, SHOP, "A", "blue")


def the_hold(scene: Scene) -> None:
    scene.route53.remove(ZONE.id, HOLD, "TXT", "blue")


def an_index_entry(scene: Scene) -> None:
    place, *_ = [name for name in scene.names() if ".platform._albias." in name]
    scene.route53.remove(ZONE.id, place.removesuffix(" TXT"), "TXT")


def something_foreign(scene: Scene) -> None:
    scene.route53.remove(ZONE.id, "static.apps.example.com", "AAAA")


@pytest.mark.parametrize("remove", [the_record_set, the_hold, an_index_entry, something_foreign])
def test_what_is_not_whole_any_more_is_noticed(remove: Callable[[Scene], None]) -> None:
    scene = Scene()
    scene.look(scene.create("blue", BLUE), scene.create("green", GREEN))
    scene.check()
    remove(scene)
    with pytest.raises(AssertionError):
        scene.check()

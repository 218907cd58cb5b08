"""After a call that can only have added names the index is not read: what it would have told is found otherwise.

CreateLoadBalancer, CreateListener and CreateRule are such calls (docs/decisions/0037).
"""

from tests.support.events import api_call
from tests.support.invocation import message
from tests.support.scene import Scene, done, refused
from tests.support.world import TAG
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


def test_what_it_has_already_and_no_longer_asks_for_is_left_to_the_event_of_that(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, CART)
    assert done(scene.made(web)) == [("create", CART)]
    assert done(scene.look(web)) == [("remove", SHOP)]


def test_a_hold_that_somebody_deleted_is_made_anew_and_nothing_is_refused(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.removed_by_hand("shop._hold._albias", "TXT")
    outcome = scene.made(web)
    assert (done(outcome), refused(outcome)) == ([("tidy", SHOP)], [])
    assert scene.holder(SHOP) == web


def test_record_sets_that_somebody_deleted_are_made_anew(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.removed_by_hand("shop")
    assert done(scene.made(web)) == [("repair", SHOP)]


def test_who_waits_goes_on_waiting_and_comes_next(scene: Scene) -> None:
    blue, green = scene.create("blue", SHOP), scene.create("green", SHOP)
    scene.made(blue)
    for _ in range(2):
        assert refused(scene.made(green)) == [("waiting", SHOP)]
    assert scene.waiting(SHOP) == [green]
    assert done(scene.deleted(blue)) == [("hand-over", SHOP)]


def test_another_routing_is_a_conversion_here_too(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, f"{SHOP} weight=20")
    assert done(scene.made(web)) == [("convert", SHOP)]


def test_a_stray_index_entry_is_found_out_by_the_change_batch(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.removed_by_hand("shop")
    scene.removed_by_hand("shop._hold._albias", "TXT")
    outcome = scene.made(web)
    assert (scene.holder(SHOP), scene.target(SHOP)) == (web, scene.dns_name(web))
    assert outcome.lost_races == 1


def test_one_event_of_another_kind_beside_it_looks_at_everything(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    made = message(api_call("CreateLoadBalancer", web), "m1")
    edge.handle(made)
    edge.scene.elbv2.set_tags(str(web), {TAG: CART})
    edge.handle(made)
    assert edge.scene.held(web) == {SHOP, CART}
    edge.handle(made, message(api_call("SetSubnets", web), "m2"))
    assert edge.scene.held(web) == {CART}

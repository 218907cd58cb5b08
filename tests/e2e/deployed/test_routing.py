"""Names that load balancers share by weight: each has a record set of its own (name and set identifier)."""

from demo.watch import Watch
from demo.zone import Weighted
from tests.e2e.deployed.scene import TAG, DeployedScene


def test_two_load_balancers_share_a_name_and_the_weights_move(scene: DeployedScene) -> None:
    """Neither waits for the other; each one's tag says its own weight."""
    shop = scene.name("shop")
    old = scene.create("old", {TAG: f"{shop} weight=100"})
    new = scene.create("new", {TAG: f"{shop} weight=0"})
    scene.zone.is_so({}, weighted=[Weighted(shop, old, 100), Weighted(shop, new, 0)])
    scene.tag(new, {TAG: f"{shop} weight=100"})
    scene.tag(old, {TAG: f"{shop} weight=0"})
    scene.zone.is_so({}, weighted=[Weighted(shop, old, 0), Weighted(shop, new, 100)])
    scene.delete(old)
    scene.zone.is_so({}, weighted=[Weighted(shop, new, 100)])


def test_a_name_becomes_weighted_and_simple_again_without_a_moment_of_silence(scene: DeployedScene) -> None:
    """One change batch each way: Route 53 keeps no simple record set beside a routed one."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    with Watch(scene.zone, shop) as watch:
        scene.tag(web, {TAG: f"{shop} weight=20"})
        scene.zone.is_so({}, weighted=[Weighted(shop, web, 20)])
        scene.tag(web, {TAG: shop})
        scene.zone.is_so({shop: web})
    watch.check(web)


def test_somebody_elses_weighted_record_set_is_a_neighbour(scene: DeployedScene) -> None:
    """It stays as it is, and ours comes beside it. The scene holds that theirs stays."""
    routed = scene.name("routed")
    web = scene.create("web", {TAG: f"{routed} weight=1"})
    scene.zone.is_so({}, weighted=[Weighted(routed, web, 1)])


def test_an_option_that_albias_does_not_know_is_refused(scene: DeployedScene) -> None:
    """And names what is allowed; the load balancer's other names come all the same."""
    shop, cart = scene.name("shop"), scene.name("cart")
    web = scene.create("web", {TAG: f"{shop} weigth=20", f"{TAG}/cart": cart})
    refusal = scene.refusal(web, shop)
    assert refusal["code"] == "invalid-option"
    assert "'weigth=20'" in refusal["reason"]
    assert "weight=" in refusal["reason"]
    scene.zone.is_so({cart: web})

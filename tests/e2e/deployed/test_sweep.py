"""The sweep repairs whatever no event told of."""

from demo.zone import Zone
from tests.e2e.deployed.scene import TAG, Scene
from tests.e2e.world import HostedZone


def test_load_balancers_that_were_there_before_get_their_names(scene: Scene) -> None:
    """Their events came before albias, or never (H9, H10, H12)."""
    shop = scene.name("shop")
    with scene.events.lost():
        web = scene.create("web", {TAG: shop})
    scene.sweep()
    scene.zone.is_so({shop: web})


def test_a_deletion_that_nobody_told_of_is_made_up_for(scene: Scene) -> None:
    """The entry names the load balancer, and Elastic Load Balancing says that there is none (H9, H11)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    with scene.events.lost():
        scene.delete(web)
    scene.sweep()
    scene.zone.is_so({})


def test_a_record_that_was_changed_or_removed_by_hand_is_repaired(scene: Scene) -> None:
    """Compared with what is wanted, not with what was once written (H31, H41)."""
    shop, cart = scene.name("shop"), scene.name("cart")
    web = scene.create("web", {TAG: f"{shop} {cart}"})
    scene.zone.is_so({shop: web, cart: web})
    person = _person(scene.zone, scene)
    ours = scene.zone.ours()
    person.change("DELETE", ours[cart, "A"])
    target = dict(ours[shop, "A"]["AliasTarget"]) | {"DNSName": "elsewhere-1.eu-west-1.elb.amazonaws.com"}
    person.change("UPSERT", dict(ours[shop, "A"]) | {"AliasTarget": target})
    scene.sweep()
    scene.zone.is_so({shop: web, cart: web})
    actions = {line["hostname"]: line["action"] for line in scene.journal.lines() if line.get("action") == "repair"}
    assert actions == {shop: "repair", cart: "repair"}


def test_a_second_sweep_finds_nothing_to_do_and_says_what_it_cost(scene: Scene) -> None:
    """Neither flapping nor endless updates (H34)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    scene.sweep()
    before = [line for line in scene.journal.lines() if line["kind"] == "decision"]
    line = scene.sweep()
    assert [line for line in scene.journal.lines() if line["kind"] == "decision"] == before
    assert line["message"] == "sweep done"
    assert line["found"]["held"] == 1
    assert line["calls"]["route53"] > 0
    scene.zone.is_so({shop: web})


def _person(zone: Zone, scene: Scene) -> HostedZone:
    """Somebody with the console open."""
    return HostedZone(zone.id, zone.name, scene.session)

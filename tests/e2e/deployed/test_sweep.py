"""The sweep repairs whatever no event told of."""

from typing import Any

from demo.zone import Record, Zone
from tests.e2e.deployed.scene import TAG, DeployedScene
from tests.e2e.zones_and_balancers import HostedZone


def test_load_balancers_that_were_there_before_get_their_names(scene: DeployedScene) -> None:
    """Their events came before albias, or never (H9, H10, H12)."""
    shop = scene.name("shop")
    with scene.events.lost():
        web = scene.create("web", {TAG: shop})
    scene.sweep()
    scene.zone.is_so({shop: web})


def test_a_deletion_that_nobody_told_of_is_made_up_for(scene: DeployedScene) -> None:
    """The index leads from it to its name, and Elastic Load Balancing says that there is none (H9, H11)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    with scene.events.lost():
        scene.delete(web)
    scene.sweep()
    scene.zone.is_so({})


def test_a_record_that_is_missing_or_has_other_settings_is_repaired(scene: DeployedScene) -> None:
    """Compared with what is wanted, not with what was once written (H31, H41)."""
    shop, cart = scene.name("shop"), scene.name("cart")
    web = scene.create("web", {TAG: f"{shop} {cart}"})
    scene.zone.is_so({shop: web, cart: web})
    good = scene.zone.ours()
    person = _person(scene.zone, scene)
    person.change("DELETE", good[cart, "A"])
    person.change("UPSERT", _edited(good[shop, "A"], EvaluateTargetHealth=False))
    scene.sweep()
    ours = scene.zone.ours()
    assert (ours[shop, "A"], ours[cart, "A"]) == (good[shop, "A"], good[cart, "A"])
    actions = {line["hostname"]: line["action"] for line in scene.journal.lines() if line.get("action") == "repair"}
    assert actions == {shop: "repair", cart: "repair"}


def test_a_record_that_somebody_pointed_elsewhere_is_left_and_told(scene: DeployedScene) -> None:
    """It is theirs now: overwriting it would take a service from whoever did that (H29). Gone, the name is back."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    person = _person(scene.zone, scene)
    theirs = _edited(scene.zone.ours()[shop, "A"], DNSName="elsewhere-1.eu-west-1.elb.amazonaws.com")
    person.change("UPSERT", theirs)
    scene.sweep()
    refusals = [line for line in scene.journal.lines() if line["kind"] == "refusal"]
    (refusal,) = [line for line in refusals if line["load_balancer"] == web.arn]
    assert (refusal["level"], refusal["code"]) == ("WARNING", "name-taken")
    assert "elsewhere-1" in refusal["reason"]
    assert scene.zone.target(shop) == "elsewhere-1.eu-west-1.elb.amazonaws.com"
    person.change("DELETE", scene.zone.ours()[shop, "A"])
    scene.sweep()
    scene.zone.is_so({shop: web})


def test_a_hold_that_somebody_deleted_is_given_back(scene: DeployedScene) -> None:
    """The index and the record set tell together whose it was (H41)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    _person(scene.zone, scene).change("DELETE", scene.zone.hold(shop))
    scene.sweep()
    scene.zone.is_so({shop: web})


def test_a_second_sweep_finds_nothing_to_do_and_says_what_it_cost(scene: DeployedScene) -> None:
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


def _person(zone: Zone, scene: DeployedScene) -> HostedZone:
    """Somebody with the console open."""
    return HostedZone(zone.id, zone.name, scene.session)


def _edited(record: Record, **alias: Any) -> dict[str, Any]:
    """An alias record set with something else about its target."""
    return dict(record) | {"AliasTarget": dict(record["AliasTarget"]) | alias}

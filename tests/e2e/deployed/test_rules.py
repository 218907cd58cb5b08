"""Names from the hosts of listener rules, for load balancers that `names_from_rules` selects."""

from demo.cloud import RULES_TAG
from tests.e2e.deployed.scene import TAG, DeployedScene


def test_hosts_come_change_and_go_with_the_rules(scene: DeployedScene) -> None:
    """Each change of a rule is an event; a host that no rule names any more goes after `rule_grace`, here at once."""
    shop, cart = scene.name("shop"), scene.name("cart")
    web = scene.create("web", {RULES_TAG: "yes"})
    rule = scene.people.listen(web, [shop])
    scene.zone.is_so({shop: web})
    scene.people.route(rule, [shop, cart])
    scene.zone.is_so({shop: web, cart: web})
    scene.people.route(rule, [cart])
    scene.zone.is_so({cart: web})
    scene.people.drop(rule)
    scene.zone.is_so({})


def test_patterns_are_no_names_and_a_wildcard_is(scene: DeployedScene) -> None:
    """What a rule matches in other ways is passed over without a refusal."""
    preview = scene.name("*.preview")
    web = scene.create("web", {RULES_TAG: "yes"})
    scene.people.listen(web, [preview, scene.name("shop-?"), scene.name("a*")])
    scene.zone.is_so({preview: web})
    scene.quiet()
    refusals = [line for line in scene.journal.lines() if line["kind"] == "refusal"]
    assert [line for line in refusals if line["load_balancer"] == web.arn] == []


def test_rules_of_a_load_balancer_that_is_not_selected_are_not_read(scene: DeployedScene) -> None:
    """Only its tag counts."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.people.listen(web, [scene.name("cart")])
    scene.zone.is_so({shop: web})
    scene.sweep()
    scene.zone.is_so({shop: web})


def test_the_sweep_reads_rules_that_no_event_told_of(scene: DeployedScene) -> None:
    """H9, for rules."""
    shop = scene.name("shop")
    with scene.events.lost():
        web = scene.create("web", {RULES_TAG: "yes"})
        scene.people.listen(web, [shop])
    scene.sweep()
    scene.zone.is_so({shop: web})

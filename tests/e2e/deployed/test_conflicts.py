"""Names that somebody else has: refused aloud, never written; and names that are handed over."""

import pytest

from demo.watch import Watch
from tests.e2e.deployed.scene import TAG, DeployedScene


@pytest.mark.parametrize(
    ("label", "code", "words"),
    [
        ("byhand", "name-taken", "A 192.0.2.10"),
        ("www", "name-taken", "CNAME site.example.org."),
        ("routed", "routing-differs", "it asks for simple routing, and the name is weighted"),
        ("theirs", "name-taken", "external-dns (owner 'cluster-one')"),
        ("other", "owned-elsewhere", "'neighbours'"),
        ("shop.delegated", "delegated", "delegates delegated."),
    ],
)
def test_a_name_of_somebody_else_is_refused_with_the_reason(
    scene: DeployedScene, label: str, code: str, words: str
) -> None:
    """And the load balancer's other name comes all the same (H22, H29, H33, H45). The scene holds that theirs stays."""
    name, shop = scene.name(label), scene.name("shop")
    web = scene.create("web", {TAG: f"{name} {shop}"})
    refusal = scene.refusal(web, name)
    assert (refusal["level"], refusal["code"]) == ("WARNING", code)
    assert words in refusal["reason"]
    scene.zone.is_so({shop: web})


def test_a_name_outside_the_zones_is_normal(scene: DeployedScene) -> None:
    """Some other DNS has it: told, but no warning; the end of a name is compared label by label (H23)."""
    text = f"shop.evil-{scene.zone.name}"
    web = scene.create("web", {TAG: text})
    refusal = scene.refusal(web, text)
    assert (refusal["level"], refusal["code"]) == ("INFO", "zone-not-allowed")


def test_a_text_that_is_no_hostname_is_refused(scene: DeployedScene) -> None:
    """H19; and what comes from a tag is a value in the log, not its format (H49)."""
    text = "{hostname}%s..example.com"
    web = scene.create("web", {TAG: text})
    refusal = scene.refusal(web, text)
    assert (refusal["level"], refusal["code"]) == ("WARNING", "invalid-name")


def test_a_scheme_that_no_zone_takes(scene: DeployedScene) -> None:
    """An internal load balancer's addresses stay out of the public zone (H38), the one that allows its apex."""
    web = scene.create("web", {TAG: scene.zone.name}, scheme="internal")
    assert scene.refusal(web, scene.zone.name)["code"] == "scheme-not-allowed"


def test_blue_green_hands_the_name_over_without_a_moment_of_silence(scene: DeployedScene) -> None:
    """The second one waits and is told so; when the first goes it gets the name in one change batch (H30, H36)."""
    shop = scene.name("shop")
    blue = scene.create("blue", {TAG: shop})
    scene.zone.is_so({shop: blue})
    green = scene.create("green", {TAG: shop})
    scene.zone.is_so({shop: blue}, waiting=[(shop, green)])
    refusal = scene.refusal(green, shop)
    assert refusal["code"] == "waiting"
    assert blue.arn in refusal["reason"]
    with Watch(scene.zone, shop) as watch:
        scene.delete(blue)
        scene.zone.is_so({shop: green})
    watch.check(blue, green)
    assert scene.journal.wait_for(action="hand-over", hostname=shop)["load_balancer"] == green.arn


def test_the_holder_lets_go_by_its_tag_and_the_longest_waiting_one_follows(scene: DeployedScene) -> None:
    """First come, first served, and nobody's deletion takes another one's record (H30)."""
    shop, cart = scene.name("shop"), scene.name("cart")
    first = scene.create("first", {TAG: shop})
    scene.zone.is_so({shop: first})
    second = scene.create("second", {TAG: shop})
    scene.zone.is_so({shop: first}, waiting=[(shop, second)])
    third = scene.create("third", {TAG: shop, f"{TAG}/cart": cart})
    scene.zone.is_so({shop: first, cart: third}, waiting=[(shop, second), (shop, third)])
    scene.tag(first, {TAG: scene.name("old")})
    scene.zone.is_so({shop: second, cart: third, scene.name("old"): first}, waiting=[(shop, third)])
    scene.delete(third)
    scene.zone.is_so({shop: second, scene.name("old"): first})

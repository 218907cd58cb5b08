"""A load balancer's names come, change and go with its tags."""

import hashlib

import boto3

from demo.zone import texts
from local_aws.observe import log_lines
from tests.e2e.deployed.scene import TAG, DeployedScene


def test_a_tagged_load_balancer_gets_its_name_its_hold_and_its_index(scene: DeployedScene) -> None:
    """The texts are what docs/concepts.md promises to other programs (H39)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    (hold,) = texts(scene.zone.hold(shop))
    head, _, said = hold.partition(",target=")
    start, _, resource = head.partition(",resource=")
    fingerprint, _, path = resource.partition("/")
    assert start == "heritage=albias,v=1,owner=stories"
    assert len(fingerprint) == 8
    assert path == f"eu-west-1/app/web/{web.id}"
    answer = scene.zone.ours()[shop, "A"]["AliasTarget"]
    origin = f"tag.{hashlib.sha256(TAG.encode()).hexdigest()[:8]}"
    made = f"zone={answer['HostedZoneId']},types=A,health=yes,origin={origin},revision=0"
    assert said == f"{web.dns_name.lower()},{made}"
    assert texts(scene.zone.index(web, shop)) == [head, f"host={shop}"]


def test_several_tags_and_several_names_in_one_tag(scene: DeployedScene) -> None:
    names = [scene.name(label) for label in ("shop", "cart", "checkout", "stock")]
    web = scene.create("web", {TAG: f"{names[0]} {names[1]}", f"{TAG}/checkout": names[2], f"{TAG}/stock": names[3]})
    scene.zone.is_so(dict.fromkeys(names, web))


def test_tags_added_changed_and_removed_later(scene: DeployedScene) -> None:
    """The old record goes when the tag changes (H16), and all of the tags count, not only the changed one (H7)."""
    shop, cart, store = scene.name("shop"), scene.name("cart"), scene.name("store")
    web = scene.create("web", {"team": "shop"})
    scene.tag(web, {TAG: shop})
    scene.zone.is_so({shop: web})
    scene.tag(web, {f"{TAG}/cart": cart})
    scene.zone.is_so({shop: web, cart: web})
    scene.tag(web, {TAG: store})
    scene.zone.is_so({store: web, cart: web})
    scene.untag(web, TAG)
    scene.zone.is_so({cart: web})
    scene.untag(web, f"{TAG}/cart")
    scene.zone.is_so({})


def test_a_wildcard(scene: DeployedScene) -> None:
    """`_wildcard.` in the tag is `*.` in Route 53 (H21)."""
    web = scene.create("web", {TAG: scene.name("_wildcard.preview")})
    scene.zone.is_so({scene.name("*.preview"): web})


def test_the_apex_where_it_is_listed(scene: DeployedScene) -> None:
    """The apex has NS, SOA, MX and CAA beside the alias, and keeps them (H22, H32)."""
    web = scene.create("web", {TAG: scene.zone.name})
    scene.zone.is_so({scene.zone.name: web})


def test_a_name_written_in_capitals_and_unicode(scene: DeployedScene) -> None:
    """One normal form, whatever was typed (H19)."""
    web = scene.create("web", {TAG: scene.name("BÜCHER").upper()})
    scene.zone.is_so({scene.name("xn--bcher-kva"): web})


def test_dualstack_has_both_types_and_ipv4_only_one(scene: DeployedScene) -> None:
    """H35."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop}, address_type="dualstack")
    scene.zone.is_so({shop: web}, types=("A", "AAAA"))
    scene.set_address_type(web, "ipv4")
    scene.zone.is_so({shop: web})
    scene.set_address_type(web, "dualstack")
    scene.zone.is_so({shop: web}, types=("A", "AAAA"))


def test_a_load_balancer_recreated_under_its_name(scene: DeployedScene) -> None:
    """It is another load balancer with another endpoint (H14)."""
    shop = scene.name("shop")
    first = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: first})
    scene.delete(first)
    second = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: second})
    assert first.dns_name != second.dns_name


def test_public_private_and_inner_zones_are_worlds_of_their_own(scene: DeployedScene) -> None:
    """The longest zone of the right scheme has the name (H23, H24, H26, H38)."""
    shop, build = scene.name("shop"), scene.name("build.team")
    public, private, inner = scene.deployed.zones
    outside = scene.create("outside", {TAG: f"{shop} {build}"})
    inside = scene.create("inside", {TAG: shop}, scheme="internal")
    public.is_so({shop: outside})
    private.is_so({shop: inside})
    inner.is_so({build: outside})


def test_an_untagged_load_balancer_starts_nothing(scene: DeployedScene, aws: boto3.Session) -> None:
    """The rules drop its events: of everything here only the tagged one's creation reaches the Lambda."""
    group = scene.deployed.outputs["LogGroupName"]
    scene.quiet()
    before = _metric_lines(aws, group)
    plain = scene.create("plain", {"team": "shop"})
    scene.tag(plain, {"team": "cart"})
    scene.quiet()
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    scene.journal.wait_for(action="create", hostname=shop)
    scene.quiet()
    assert _metric_lines(aws, group) == before + 1


def _metric_lines(session: boto3.Session, group: str) -> int:
    """Every invocation writes one line with the number of its calls."""
    return sum("Route53Calls" in line for line in log_lines(session, group))

"""Leaving the home-made function: names that already point here are taken over without a change of their answer."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.model import AliasTarget, RecordKey, RecordSet
from albias.names import DnsName
from tests.support.scene import Scene, done, refused

LEGACY, SHOP = "legacy.apps.example.com", "shop.apps.example.com"


@pytest.fixture
def scene(scene_of: Callable[..., Scene]) -> Scene:
    return scene_of(adopt="matching")


def test_an_alias_that_points_here_is_adopted_as_it_is(scene: Scene) -> None:
    web = scene.create("Web", LEGACY)
    scene.foreign_alias("legacy", web)
    with scene.answering(LEGACY):
        assert done(scene.look(web)) == [("adopt", LEGACY)]
    assert scene.holder(LEGACY) == web  # and the scene checks that the alias is the very same
    assert done(scene.look(web)) == []


def test_an_adopted_name_is_ours_to_repair_and_to_remove(scene: Scene) -> None:
    web = scene.create("web", LEGACY)
    scene.foreign_alias("legacy", web)
    scene.look(web)
    scene.no_longer_foreign("legacy")
    assert done(scene.deleted(web)) == [("remove", LEGACY)]
    assert scene.record_sets(LEGACY) == {}


def test_a_cname_that_points_here_becomes_an_alias_without_a_gap(scene: Scene) -> None:
    web = scene.create("web", LEGACY, ip_address_type="dualstack")
    scene.foreign("legacy", "CNAME", f"{scene.dns_name(web)}.")
    scene.no_longer_foreign("legacy", "CNAME")
    with scene.answering(LEGACY):
        assert done(scene.look(web)) == [("adopt", LEGACY)]
    assert scene.record_sets(LEGACY).keys() == {"A", "AAAA"}
    assert scene.route53.count("ChangeResourceRecordSets") == 1


def test_what_points_elsewhere_is_refused(scene: Scene) -> None:
    other = scene.create("other")
    scene.foreign_alias("legacy", other)
    web = scene.create("web", LEGACY)
    assert refused(scene.look(web)) == [("name-taken", LEGACY)]


def test_a_team_leaves_name_by_name_and_what_it_does_not_tag_stays(scene: Scene) -> None:
    web = scene.create("web", LEGACY)
    for label in ("legacy", "legacy2"):
        scene.foreign_alias(label, web)
    scene.look(web)
    scene.no_longer_foreign("legacy")
    scene.deleted(web)
    assert scene.record_sets("legacy2.apps.example.com")


def test_a_dry_run_tells_what_would_be_adopted(scene: Scene) -> None:
    web = scene.create("web", LEGACY)
    scene.foreign_alias("legacy", web)
    assert done(scene.look(web, dry_run=True)) == [("adopt", LEGACY)]
    assert scene.holds() == []


@pytest.mark.parametrize("kind", ["CNAME", "A"])
def test_what_external_dns_put_at_a_held_name_is_left_to_it(scene: Scene, kind: str) -> None:
    """A person removed our record set; external-dns then made its own, with its TXT, and would make it again."""
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.removed_by_hand("shop")
    if kind == "CNAME":
        scene.foreign("shop", "CNAME", scene.dns_name(web))
    else:
        scene.foreign("shop", "A", "192.0.2.44")
    scene.foreign(f"{kind.lower()}-shop", "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"')
    for outcome in (scene.look(web), scene.sweep()):
        assert (done(outcome), refused(outcome)) == ([], [("name-taken", SHOP)])
        assert "external-dns (owner 'cluster-1') has it" in outcome.refusals[0].reason
    heir = scene.create("heir", SHOP)
    assert refused(scene.look(heir)) == [("name-taken", SHOP), ("waiting", SHOP)]
    assert ("let-go", SHOP) in done(scene.deleted(web))


@pytest.mark.parametrize("place", ["shop", "a-shop", "cname-shop"])
def test_x2_a_txt_that_external_dns_left_behind_keeps_the_name_from_being_made(scene: Scene, place: str) -> None:
    """external-dns would take albias's record set for its own, and delete it."""
    scene.no_longer_foreign("shop", "TXT")
    scene.foreign(place, "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"')
    web = scene.create("web", SHOP)
    for outcome in (scene.look(web), scene.sweep()):
        [refusal] = outcome.refusals
        assert (refusal.code, refusal.hostname) == ("name-taken", SHOP)
        assert "external-dns (owner 'cluster-1') has it, by a TXT record set without an address" in refusal.reason
    assert scene.record_sets(SHOP) == {}


@pytest.mark.parametrize("sweeping", [False, True])
def test_x3_what_external_dns_put_beside_a_held_name_is_adopted_by_no_later_look(
    scene: Scene, *, sweeping: bool
) -> None:
    """It points at the holder, of a type that the hold does not list; whose it is, is asked each time."""
    web = scene.create("web", SHOP, ip_address_type="dualstack-without-public-ipv4")
    scene.look(web)
    theirs = AliasTarget(scene.dns_name(web), "Z32O12XQLNTSW2", False)
    scene.foreign_set(RecordSet(RecordKey(DnsName(SHOP), "A"), alias=theirs))
    scene.foreign("a-shop", "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"')
    scene.elbv2.update(str(web), IpAddressType="dualstack")
    _page_by_page(scene)
    for _ in range(2):
        outcome = scene.sweep() if sweeping else scene.look(web)
        assert (done(outcome), refused(outcome)) == ([], [("name-taken", SHOP)])
        assert "external-dns (owner 'cluster-1') has it" in outcome.refusals[0].reason


def _page_by_page(scene: Scene) -> None:
    """In a large zone, external-dns's TXT record set is on no page that is read anyway."""
    whole = scene.route53.list_resource_record_sets

    def short(**params: Any) -> Any:
        return whole(**params | {"MaxItems": "1"})

    scene.route53.list_resource_record_sets = short  # type: ignore[method-assign]

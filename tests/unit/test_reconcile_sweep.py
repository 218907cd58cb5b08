"""The sweep: part of the product, since events may be late, lost or never sent (H9, H12, H27, H42, H48)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.errors import AwsUnavailable
from albias.model import HostedZone
from albias.names import DnsName
from albias.registry import Key, encode_hold, new_hold
from albias.settings import Settings
from tests.support.scene import Scene, done, refused
from tests.support.world import ME, ZONE

SceneOf = Callable[..., Scene]
SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


def test_h12_load_balancers_that_existed_before_are_found(scene: Scene) -> None:
    web, cart = scene.create("web", SHOP), scene.create("cart", CART)
    scene.create("untagged")
    outcome = scene.sweep()
    assert done(outcome) == [("create", CART), ("create", SHOP)]
    assert (scene.target(SHOP), scene.target(CART)) == (scene.dns_name(web), scene.dns_name(cart))
    assert outcome.problems == []


def test_h9_what_events_did_not_tell_is_made_right(scene: Scene) -> None:
    changed, gone = scene.create("changed", f"{SHOP} {CART}"), scene.create("gone", "old.apps.example.com")
    scene.sweep()
    scene.tag(changed, f"{SHOP} new.apps.example.com")
    scene.delete(gone)
    scene.elbv2.update(str(changed), IpAddressType="dualstack")
    assert sorted(done(scene.sweep())) == [
        ("create", "new.apps.example.com"),
        ("remove", CART),
        ("remove", "old.apps.example.com"),
        ("repair", SHOP),
    ]


def test_an_untagged_load_balancer_that_holds_a_name_lets_go_of_it(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    scene.tag(web, "")
    assert done(scene.sweep()) == [("remove", SHOP)]


def test_h39_a_record_set_that_a_person_removed_is_put_back(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    before = scene.names()
    scene.removed_by_hand("shop")
    assert done(scene.sweep()) == [("repair", SHOP)]
    assert (scene.names(), scene.holder(SHOP)) == (before, web)


def test_h39_a_hold_that_a_person_removed_comes_back_while_the_index_tells_of_it(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    before = scene.names()
    scene.removed_by_hand("shop._hold._albias", "TXT")
    assert done(scene.sweep()) == [("tidy", SHOP)]
    assert (scene.names(), scene.holder(SHOP)) == (before, web)


def test_h39_all_that_a_person_removed_but_the_index_entry_is_made_again(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    before = scene.names()
    scene.removed_by_hand("shop._hold._albias", "TXT")
    scene.removed_by_hand("shop")
    assert done(scene.sweep()) == [("create", SHOP)]
    assert (scene.names(), scene.holder(SHOP)) == (before, web)


def test_c45_what_somebody_pointed_elsewhere_is_left_and_told(scene: Scene) -> None:
    scene.create("web", SHOP)
    scene.sweep()
    scene.foreign("shop", "A", "192.0.2.77")
    outcome = scene.sweep()
    assert (done(outcome), refused(outcome)) == ([], [("name-taken", SHOP)])
    assert scene.record_sets(SHOP)["A"]["ResourceRecords"] == [{"Value": "192.0.2.77"}]


def test_c45_a_forged_hold_takes_nothing_from_anybody(scene: Scene) -> None:
    """Somebody who may write only TXT says that our load balancer has static, which a person made."""
    scene.tampered = True
    web = scene.create("web", "static.apps.example.com")
    forged = replace(new_hold(Key(DnsName("static.apps.example.com")), web, ME, ZONE), target=scene.dns_name(web))
    scene.foreign_set(encode_hold(forged, ME, ZONE))
    scene.no_longer_foreign("static._hold._albias", "TXT")
    assert refused(scene.sweep()) == [("name-taken", "static.apps.example.com")]
    scene.deleted(web)
    scene.sweep()
    assert scene.record_sets("static.apps.example.com").keys() == {"A", "AAAA"}


def test_a_record_set_that_drifted_is_repaired(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    record = scene.record_sets(SHOP)["A"]
    record["AliasTarget"]["EvaluateTargetHealth"] = False
    scene.route53.put(ZONE.id, record)
    assert done(scene.sweep()) == [("repair", SHOP)]
    assert scene.target(SHOP) == scene.dns_name(web)


def test_a_second_sweep_changes_nothing(scene: Scene) -> None:
    for number in range(3):
        scene.create(f"lb{number}", f"{SHOP} n{number}.apps.example.com static.apps.example.com x.example.net")
    scene.sweep()
    changes = scene.route53.count("ChangeResourceRecordSets")
    outcome = scene.sweep()
    assert done(outcome) == []
    assert scene.route53.count("ChangeResourceRecordSets") == changes


def test_a_sweep_tells_how_many_names_are_held_and_waited_for(scene: Scene) -> None:
    scene.create("a", f"{SHOP} {CART}")
    scene.create("b", f"{SHOP} new.apps.example.com")
    scene.sweep()
    outcome = scene.sweep()
    assert (outcome.held, outcome.waiting) == (3, 1)
    assert refused(outcome) == [("waiting", SHOP)]


def test_h27_all_pages_of_load_balancers_and_holds_are_swept(scene: Scene) -> None:
    made = [scene.create(f"lb{number}", f"n{number:03}.apps.example.com") for number in range(410)]
    assert len(done(scene.sweep())) == 410
    for load_balancer in made[::40]:
        scene.delete(load_balancer)
    assert len(done(scene.sweep(force=True))) == 11
    assert len(scene.holds()) == 399


def test_h48_a_list_that_fails_ends_the_sweep_before_anything_is_done(scene: Scene) -> None:
    scene.create("web", SHOP)
    scene.sweep()
    changes = scene.route53.count("ChangeResourceRecordSets")

    def throttle(operation: str, params: object) -> None:
        raise scene.elbv2.error(operation, "ThrottlingException", "Rate exceeded")

    scene.elbv2.before = throttle
    with pytest.raises(AwsUnavailable, match="ThrottlingException"):
        scene.sweep()
    assert scene.route53.count("ChangeResourceRecordSets") == changes


def test_h48_a_name_goes_only_on_word_that_its_load_balancer_is_gone(scene: Scene) -> None:
    """One is missing from the list, and DescribeLoadBalancers of its ARN fails: that proves nothing."""
    web = scene.create("web", SHOP)
    scene.sweep()
    described = scene.elbv2.description(str(web))
    assert described
    scene.delete(web)

    def unsure(operation: str, params: dict[str, object]) -> None:
        if "LoadBalancerArns" in params:
            raise scene.elbv2.error(operation, "InternalFailure", "oops", 500)

    scene.elbv2.before = unsure
    outcome = scene.sweep()
    scene.elbv2.before = None
    assert scene.record_sets(SHOP)
    assert outcome.problems
    assert done(scene.sweep()) == [("remove", SHOP)]


def test_h48_what_changed_since_the_listing_is_not_acted_upon(scene: Scene) -> None:
    """The tag is taken away while the sweep reads the zone: what it listed is looked at again before it changes it."""
    web = scene.create("web", SHOP)
    met: list[str] = []

    def meanwhile(operation: str, params: object) -> None:
        if not met:
            met.append(operation)
            scene.tag(web, "")

    scene.route53.before = meanwhile
    outcome = scene.sweep()
    assert (met, done(outcome), scene.record_sets(SHOP)) == (["ListResourceRecordSets"], [], {})


def test_h42_a_zone_that_cannot_be_read_is_trouble_even_without_a_single_load_balancer(scene: Scene) -> None:
    def throttle(operation: str, params: object) -> None:
        raise scene.route53.error(operation, "Throttling", "Rate exceeded")

    scene.route53.before = throttle
    outcome = scene.sweep()
    scene.route53.before = None
    assert outcome.problems == ["apps.example.com: ListResourceRecordSets of Z0APPS: Throttling: Rate exceeded"]


def test_every_call_of_a_sweep_waits_its_turn_and_none_of_an_event_does(scene: Scene) -> None:
    """Lists, looks at what is about to change, looks at what is gone, changes."""
    turns: list[str] = []

    def pace() -> None:
        turns.append("turn")

    web = scene.create("web", SHOP)
    scene.look(web, pace=pace)
    assert turns == []
    gone = [scene.create(f"gone{number}", f"n{number}.apps.example.com") for number in range(5)]
    scene.look(*gone, pace=pace)
    for each in gone:
        scene.delete(each)
    scene.create("new", CART)
    before = scene.elbv2.count() + scene.route53.count()
    assert len(done(scene.sweep(pace=pace))) == 6
    assert len(turns) == scene.elbv2.count() + scene.route53.count() - before


def test_h37_the_holds_of_another_owner_are_not_swept(scene: Scene) -> None:
    """The scene's neighbour has a hold for a load balancer that ELB does not know."""
    outcome = scene.sweep()
    assert (done(outcome), outcome.held) == ([], 0)


def test_names_outside_all_zones_are_no_trouble(scene: Scene) -> None:
    scene.create("web", "www.example.net")
    outcome = scene.sweep()
    assert refused(outcome) == [("zone-not-allowed", "www.example.net")]
    assert outcome.problems == []


def test_what_is_refused_of_one_load_balancer_and_of_another_is_told(scene: Scene) -> None:
    for number in range(2):
        scene.create(f"lb{number}", f"www{number}.example.net")
    assert sorted(refused(scene.sweep())) == [("zone-not-allowed", f"www{number}.example.net") for number in range(2)]


def test_a_sweep_takes_out_of_line_who_is_gone_though_no_index_entry_speaks_of_it(scene: Scene) -> None:
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    green = scene.create("green", SHOP)
    scene.look(green)
    scene.removed_by_hand(f"{green.id}.platform._albias", "TXT")
    scene.delete(green)
    scene.sweep()
    assert (scene.holder(SHOP), scene.waiting(SHOP)) == (blue, [])


def test_a_name_that_was_taken_out_of_the_configuration_keeps_its_record(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.sweep()
    narrow = HostedZone(ZONE.id, DnsName(ZONE.name), hostnames=("*.team.apps.example.com",))
    settings = scene.settings.__class__(owner="platform", zones=(narrow,))
    outcome = scene.sweep(settings=settings)
    assert done(outcome) == []
    assert ("name-not-allowed", SHOP) in refused(outcome)
    assert scene.target(SHOP) == scene.dns_name(web)


@pytest.mark.parametrize("narrowed", [{"schemes": ("internal",)}, {"load_balancer_types": ("network",)}])
def test_what_its_tags_still_name_is_kept_when_the_configuration_no_longer_allows_it(
    scene: Scene, narrowed: dict[str, Any]
) -> None:
    """A change of the configuration takes no names away; a load balancer that may have the name takes it over."""
    web = scene.create("web", SHOP)
    scene.sweep()
    zone = replace(ZONE, **narrowed) if "schemes" in narrowed else ZONE
    settings = Settings(owner="platform", zones=(zone,), **({} if "schemes" in narrowed else narrowed))
    for outcome in (scene.sweep(settings=settings), scene.look(web, settings=settings)):
        assert done(outcome) == []
        assert refused(outcome) in ([("scheme-not-allowed", SHOP)], [("type-not-supported", SHOP)])
    assert scene.holder(SHOP) == web
    scene.tag(web, "")
    assert done(scene.sweep(settings=settings)) == [("remove", SHOP)]


@pytest.mark.parametrize("moved", ["the private zone is for others now", "a longer zone has it now"])
def test_what_its_tags_still_name_is_kept_in_a_zone_that_another_one_replaces(scene_of: SceneOf, moved: str) -> None:
    """The load balancer may have the name in one zone still, or in another one now: this one keeps what it answers."""
    inside = HostedZone("Z0INSIDE", ZONE.name, private=True)
    longer = HostedZone("Z0LONGER", DnsName(f"team.{ZONE.name}"))
    scene = scene_of([ZONE, inside, longer])
    name = f"shop.team.{ZONE.name}"
    before = (ZONE, inside) if moved.startswith("the private") else (ZONE,)
    after = (ZONE, replace(inside, schemes=("internal",))) if moved.startswith("the private") else (ZONE, longer)
    web = scene.create("web", name)
    scene.sweep(settings=Settings(owner="platform", zones=before))
    outcome = scene.sweep(settings=Settings(owner="platform", zones=after))
    assert {action for action, _ in done(outcome)} <= {"create"}
    for zone in before:
        assert scene.holder(name, zone) == web
    scene.tag(web, "")
    scene.sweep(settings=Settings(owner="platform", zones=after))
    assert not any(scene.holder(name, zone) for zone in (*before, *after))

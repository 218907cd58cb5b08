"""One load balancer's life, event by event: created, tagged, retagged, changed, recreated, deleted."""

from collections.abc import Callable

import pytest

from tests.support.scene import Scene, done, refused
from tests.support.world import TAG, ZONE

SHOP, CART, BLOG = "shop.apps.example.com", "cart.apps.example.com", "blog.apps.example.com"


def test_a_tagged_load_balancer_gets_its_name_its_hold_and_its_index_entry_in_one_batch(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    outcome = scene.look(web)
    assert done(outcome) == [("create", SHOP)]
    assert (outcome.refusals, outcome.failures, outcome.problems) == ([], {}, [])
    assert scene.target(SHOP) == scene.dns_name(web)
    assert scene.target(SHOP, "AAAA") is None
    hold = scene.hold(SHOP)
    assert hold
    assert (hold.load_balancer, hold.target, hold.revision) == (web, scene.dns_name(web), 0)
    assert scene.told(web) == {SHOP}
    assert scene.route53.count("ChangeResourceRecordSets") == 1


def test_an_untagged_load_balancer_gets_nothing(scene: Scene) -> None:
    web = scene.create("web", tags={"team": "checkout"})
    assert done(scene.look(web)) == []
    assert scene.route53.count("ChangeResourceRecordSets") == 0


def test_a_tag_that_is_added_later_is_read_from_elb_not_from_the_event(scene: Scene) -> None:
    """H7: an event carries the changed tags only; the engine is handed no tags at all."""
    web = scene.create("web", tags={f"{TAG}/a": SHOP})
    scene.look(web)
    scene.elbv2.set_tags(str(web), {f"{TAG}/a": SHOP, f"{TAG}/b": CART})
    assert done(scene.look(web)) == [("create", CART)]
    assert scene.target(SHOP) == scene.target(CART) == scene.dns_name(web)


def test_several_tags_with_several_hostnames_are_all_served(scene: Scene) -> None:
    web = scene.create("web", tags={TAG: f"{SHOP} {CART}", f"{TAG}/blog": f"{BLOG}  {SHOP}", "team": BLOG})
    assert done(scene.look(web)) == [("create", BLOG), ("create", CART), ("create", SHOP)]
    assert scene.route53.count("ChangeResourceRecordSets") == 1


def test_h16_a_changed_tag_leaves_nothing_behind(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, CART)
    assert done(scene.look(web)) == [("create", CART), ("remove", SHOP)]
    assert scene.target(SHOP) is None
    assert scene.target(CART) == scene.dns_name(web)


def test_h16_a_removed_tag_removes_the_name(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    before = scene.names()
    scene.tag(web, "")
    assert done(scene.look(web)) == [("remove", SHOP)]
    assert scene.holds() == []
    assert len(scene.names()) == len(before) - 3


def test_h17_a_removed_tag_of_a_load_balancer_that_holds_nothing_does_nothing(scene: Scene) -> None:
    web = scene.create("web")
    assert done(scene.look(web)) == []


def test_h21_a_wildcard_is_created_and_removed_like_any_name(scene: Scene) -> None:
    web = scene.create("web", "_wildcard.team.apps.example.com")
    assert done(scene.look(web)) == [("create", "*.team.apps.example.com")]
    assert scene.target("*.team.apps.example.com") == scene.dns_name(web)
    assert done(scene.look(web)) == []
    assert done(scene.deleted(web)) == [("remove", "*.team.apps.example.com")]


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        ("ipv4", "dualstack", {"A", "AAAA"}),
        ("dualstack", "ipv4", {"A"}),
        ("dualstack", "dualstack-without-public-ipv4", {"AAAA"}),
        ("ipv4", "dualstack-without-public-ipv4", {"AAAA"}),
    ],
)
def test_h35_the_record_sets_follow_the_address_type(scene: Scene, before: str, after: str, types: set[str]) -> None:
    web = scene.create("web", SHOP, ip_address_type=before)
    scene.look(web)
    scene.elbv2.update(str(web), IpAddressType=after)
    assert done(scene.look(web)) == [("repair", SHOP)]
    assert scene.record_sets(SHOP).keys() == types
    assert done(scene.look(web)) == []


def test_h11_h32_a_delete_needs_nothing_but_the_arn_and_takes_nothing_that_is_not_ours(scene: Scene) -> None:
    """TXT and MX lie at the same name, and stay (the scene checks it)."""
    web = scene.create("web", f"{SHOP} {CART}", ip_address_type="dualstack")
    before = scene.names()
    scene.look(web)
    calls = scene.elbv2.count()
    assert done(scene.deleted(web)) == [("remove", CART), ("remove", SHOP)]
    assert scene.elbv2.count() == calls
    assert scene.names() == before


def test_h8_a_late_event_after_the_delete_brings_nothing_back(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.deleted(web)
    assert done(scene.look(web)) == []
    assert scene.target(SHOP) is None


def test_h8_a_delete_that_overtakes_the_create_is_not_undone_by_it(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    assert done(scene.deleted(web)) == []
    assert done(scene.look(web)) == []


def test_a_deleted_load_balancer_is_recognised_without_its_delete_event(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.delete(web)
    assert done(scene.look(web)) == [("remove", SHOP)]


@pytest.mark.parametrize("order", ["delete first", "create first", "together"])
def test_h14_a_recreated_load_balancer_takes_the_name_to_its_new_endpoint(scene: Scene, order: str) -> None:
    old = scene.create("web", SHOP)
    scene.look(old)
    scene.delete(old)
    new = scene.create("web", SHOP)
    assert (new.name, new != old) == (old.name, True)
    if order == "delete first":
        scene.engine().look([old], deleted={old})
        scene.look(new)
    elif order == "create first":
        with scene.answering(SHOP):
            scene.look(new)
        scene.engine().look([old], deleted={old})
    else:
        with scene.answering(SHOP):
            scene.engine().look([old, new], deleted={old})
    assert scene.target(SHOP) == scene.dns_name(new)
    assert scene.holder(SHOP) == new
    assert scene.told(old) == set()


def test_h34_looking_again_changes_nothing(scene: Scene) -> None:
    web = scene.create("Web-Shop", f"{SHOP} {CART} _wildcard.apps.example.com", ip_address_type="dualstack")
    scene.look(web)
    changes = scene.route53.count("ChangeResourceRecordSets")
    for _ in range(3):
        assert done(scene.look(web)) == []
    assert scene.route53.count("ChangeResourceRecordSets") == changes


def test_h31_a_health_check_that_someone_switched_off_is_repaired(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    record = scene.record_sets(SHOP)["A"]
    record["AliasTarget"]["EvaluateTargetHealth"] = False
    scene.route53.put(ZONE.id, record)
    assert done(scene.look(web)) == [("repair", SHOP)]
    assert scene.record_sets(SHOP)["A"]["AliasTarget"]["EvaluateTargetHealth"] is True


def test_a_network_load_balancer_gets_its_own_zone_id(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(load_balancer_types=("application", "network"))
    stream = scene.create("stream", SHOP, kind="network")
    scene.look(stream)
    assert scene.record_sets(SHOP)["A"]["AliasTarget"]["HostedZoneId"] == "Z2IFOLAFXWLO4F"


def test_a_network_load_balancer_is_refused_by_default(scene: Scene) -> None:
    stream = scene.create("stream", SHOP, kind="network")
    assert refused(scene.look(stream)) == [("type-not-supported", SHOP)]


def test_a_refusal_blocks_no_other_name(scene: Scene) -> None:
    web = scene.create("web", f"shop@x {SHOP} other.example.net static.apps.example.com")
    outcome = scene.look(web)
    assert done(outcome) == [("create", SHOP)]
    assert sorted(refused(outcome)) == [
        ("invalid-name", "shop@x"),
        ("name-taken", "static.apps.example.com"),
        ("zone-not-allowed", "other.example.net"),
    ]
    assert outcome.failures == {}


def test_one_batch_of_events_is_one_change_batch(scene: Scene) -> None:
    made = [scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(20)]
    assert len(done(scene.look(*made))) == 20
    assert scene.route53.count("ChangeResourceRecordSets") == 1
    assert scene.elbv2.count() == 2


def test_h22_an_event_sees_a_delegation_that_lies_on_another_page(scene: Scene) -> None:
    """What a page of the free name does not tell is looked for: no change batch would prove it."""
    scene.foreign("team7", "NS", "ns1.example.net")
    for number in range(400):
        scene.foreign(f"b{number:03}")
        scene.foreign(f"n{number:03}.team7")
    web = scene.create("web", "shop.team7.apps.example.com")
    assert refused(scene.look(web)) == [("delegated", "shop.team7.apps.example.com")]


def _comments(scene: Scene) -> list[str]:
    changes = [call for call in scene.route53.calls if call.operation == "ChangeResourceRecordSets"]
    return [call.params["ChangeBatch"]["Comment"] for call in changes]


def test_each_change_batch_says_what_and_for_whom(scene: Scene) -> None:
    web = scene.create("web", "a.apps.example.com b.apps.example.com c.apps.example.com")
    scene.look(web)
    scene.tag(web, "a.apps.example.com b.apps.example.com")
    scene.look(web)
    assert _comments(scene) == [
        f"albias platform: create a.apps.example.com -> app/web/{web.id}; 2 more",
        f"albias platform: remove c.apps.example.com -> app/web/{web.id}",
    ]


def test_a_long_name_leaves_room_for_whom_it_is_in_a_comment(scene: Scene) -> None:
    """Route 53 takes 256 characters, and the longest names have 253."""
    name = f"{'.'.join(['x' * 63] * 3)}.apps.example.com"
    web = scene.create("a-load-balancer-with-a-long-name", name)
    scene.look(web)
    (comment,) = _comments(scene)
    assert len(comment) == 256
    assert comment.startswith("albias platform: create xxx")
    assert comment.endswith(f" -> app/a-load-balancer-with-a-long-name/{web.id}")

"""Two load balancers, one name: who has it keeps it, who waits gets it, and it answers at every moment (H30, H36)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.bookkeeping import MAX_WAITS
from albias.model import LoadBalancerId
from tests.support.scene import Scene, done, refused
from tests.support.world import TAG, ZONE

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


def conflict(scene: Scene) -> tuple[LoadBalancerId, LoadBalancerId]:
    """Blue holds the name, green waits for it."""
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    scene.clock += 60
    green = scene.create("green", SHOP)
    scene.look(green)
    return blue, green


def test_h30_the_holder_keeps_the_name_and_the_other_is_told_who_has_it(scene: Scene) -> None:
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    green = scene.create("green", SHOP)
    outcome = scene.look(green)
    assert done(outcome) == [("wait", SHOP)]
    [refusal] = outcome.refusals
    assert (refusal.code, refusal.load_balancer) == ("waiting", green)
    assert str(blue) in refusal.reason
    assert scene.target(SHOP) == scene.dns_name(blue)
    hold = scene.hold(SHOP)
    assert hold
    assert hold.waits == ((green, int(scene.clock)),)
    assert scene.told(green) == {SHOP}


def test_h30_deleting_the_loser_takes_nothing_from_the_winner(scene: Scene) -> None:
    blue, green = conflict(scene)
    assert "remove" not in dict(done(scene.deleted(green)))
    assert scene.target(SHOP) == scene.dns_name(blue)
    assert scene.told(green) == set()


@pytest.mark.parametrize("release", ["deleted", "retagged"])
def test_h36_blue_green_needs_nobodys_hand_and_leaves_no_gap(scene: Scene, release: str) -> None:
    """The event names blue alone: whom it hands over to is found in the hold."""
    blue, green = conflict(scene)
    with scene.answering(SHOP):
        if release == "deleted":
            outcome = scene.deleted(blue)
        else:
            scene.tag(blue, "")
            outcome = scene.look(blue)
    assert done(outcome) == [("hand-over", SHOP)]
    assert outcome.decisions[0][1].load_balancer == green
    assert scene.target(SHOP) == scene.dns_name(green)
    assert scene.told(blue) == set()
    assert (scene.holder(SHOP), scene.waiting(SHOP)) == (green, [])


def test_the_longest_waiting_is_next_and_the_rest_waits_on(scene: Scene) -> None:
    blue, green = conflict(scene)
    scene.clock += 60
    red = scene.create("a-red", SHOP)
    scene.look(red)
    scene.deleted(blue)
    assert scene.holder(SHOP) == green
    scene.deleted(green)
    assert scene.holder(SHOP) == red


def test_one_that_gave_up_waiting_is_passed_over(scene: Scene) -> None:
    blue, green = conflict(scene)
    red = scene.create("red", SHOP)
    scene.look(red)
    scene.tag(green, CART)  # its event is lost
    scene.deleted(blue)
    assert scene.holder(SHOP) == red


def test_one_that_was_deleted_while_it_waited_is_passed_over(scene: Scene) -> None:
    blue, green = conflict(scene)
    scene.delete(green)  # its event is lost
    assert ("remove", SHOP) in done(scene.deleted(blue))
    assert scene.target(SHOP) is None
    assert scene.told(green) == set()


def test_all_in_one_batch_of_events_is_the_same(scene: Scene) -> None:
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    scene.delete(blue)
    green, red = scene.create("green", SHOP), scene.create("red", SHOP)
    with scene.answering(SHOP):
        outcome = scene.engine().look([red, blue, green], deleted={blue})
    assert sorted(done(outcome)) == [("hand-over", SHOP)]
    assert (scene.holder(SHOP), scene.waiting(SHOP)) == (green, [red])
    assert scene.route53.count("ChangeResourceRecordSets") == 2


def test_two_names_change_places(scene: Scene) -> None:
    blue, green = scene.create("blue", SHOP), scene.create("green", CART)
    scene.look(blue, green)
    scene.tag(blue, CART)
    scene.tag(green, SHOP)
    with scene.answering(SHOP, CART):
        outcome = scene.look(blue, green)
    assert sorted(done(outcome)) == [("hand-over", CART), ("hand-over", SHOP)]
    assert (scene.holder(CART), scene.holder(SHOP)) == (blue, green)


def test_a_wait_is_forgotten_when_the_name_is_no_longer_wanted(scene: Scene) -> None:
    _, green = conflict(scene)
    scene.tag(green, CART)
    scene.look(green)
    assert scene.told(green) == {CART}
    assert scene.waiting(SHOP) == []


def test_waiting_again_and_again_writes_nothing_anew(scene: Scene) -> None:
    blue, green = conflict(scene)
    changes = scene.route53.count("ChangeResourceRecordSets")
    for _ in range(2):
        scene.clock += 900
        assert refused(scene.look(green)) == refused(scene.look(blue, green)) == [("waiting", SHOP)]
    assert scene.route53.count("ChangeResourceRecordSets") == changes


@pytest.mark.parametrize("names", [60, 80, 100])
def test_h36_blue_green_of_many_names_fits_into_the_registry(scene: Scene, names: int) -> None:
    hostnames = [f"service-number-{number:03}.team.apps.example.com"[:60] for number in range(names)]
    hostnames = [name.replace("team.apps", "t.apps") for name in hostnames]
    tags = {f"{TAG}/{start:03}": " ".join(hostnames[start : start + 5]) for start in range(0, names, 5)}
    blue = scene.create("blue", tags=tags)
    scene.look(blue)
    green = scene.create("green", tags=tags)
    assert len(refused(scene.look(green))) == names
    with scene.answering(*hostnames):
        outcome = scene.deleted(blue)
    assert outcome.refusals == []
    assert {scene.target(name) for name in hostnames} == {scene.dns_name(green)}
    assert scene.told(blue) == set()


def test_h30_a_and_aaaa_of_one_name_never_go_to_two(scene: Scene) -> None:
    """Neither sees the other's record set in its way: only the hold keeps them apart."""
    four = scene.create("four", SHOP)
    six = scene.create("six", SHOP, ip_address_type="dualstack-without-public-ipv4")
    interrupted: list[bool] = []

    def meanwhile(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets" and not interrupted:
            interrupted.append(True)
            scene.look(six)

    scene.route53.before = meanwhile
    outcome = scene.look(four)
    scene.route53.before = None
    assert outcome.lost_races == 1
    assert scene.holder(SHOP) == six
    assert scene.record_sets(SHOP).keys() == {"AAAA"}
    assert refused(outcome) == [("waiting", SHOP)]


@pytest.mark.parametrize("policy", ["upsert-only", "create-only"])
def test_a_policy_that_removes_nothing_hands_over_only_where_it_may_change(
    scene_of: Callable[..., Scene], policy: str
) -> None:
    scene = scene_of(policy=policy)
    blue, green = conflict(scene)
    outcome = scene.deleted(blue)
    if policy == "upsert-only":
        assert done(outcome) == [("hand-over", SHOP)]
        assert scene.holder(SHOP) == green
    else:
        assert done(outcome) == []
        assert scene.holder(SHOP) == blue
        assert refused(outcome) == [("waiting", SHOP)]


def test_nobody_waits_for_a_name_that_could_not_be_given_just_now(scene: Scene) -> None:
    """Halved for a protected name, one part is throttled: who would have waited for what it holds comes back, too."""
    scene.route53.protect(ZONE.id, "a.apps.example.com.", "A")
    first = scene.create("first", "a.apps.example.com b.apps.example.com c.apps.example.com d.apps.example.com")
    second = scene.create("second", "c.apps.example.com")
    calls = [0]

    def throttle(operation: str, params: dict[str, Any]) -> None:
        names = [change["ResourceRecordSet"]["Name"] for change in params.get("ChangeBatch", {}).get("Changes", ())]
        if "c.apps.example.com." in names and "a.apps.example.com." not in names:
            calls[0] += 1
            raise scene.route53.error(operation, "Throttling", "Rate exceeded")

    scene.route53.before = throttle
    outcome = scene.look(first, second)
    scene.route53.before = None
    assert calls[0] >= 1
    assert scene.record_sets("c.apps.example.com") == {}
    assert {first, second} == outcome.failures.keys()
    assert not any(hold.waits for hold in scene.holds())
    scene.look(first, second)
    assert scene.holder("c.apps.example.com") == first
    assert scene.waiting("c.apps.example.com") == [second]


def test_h45_who_would_wait_for_what_iam_denies_comes_back_and_is_told_nothing_false(scene: Scene) -> None:
    first, second = scene.create("first", SHOP), scene.create("second", f"{SHOP} static.apps.example.com")

    def deny(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            raise scene.route53.error(operation, "AccessDenied", "not authorized", 403)

    scene.route53.before = deny
    outcome = scene.look(first, second)
    scene.route53.before = None
    assert outcome.failures.keys() == {first, second}
    assert refused(outcome) == [("name-taken", "static.apps.example.com")]
    scene.look(*outcome.failures)
    with scene.answering(SHOP):
        scene.deleted(first)
    assert scene.holder(SHOP) == second


def test_those_who_left_the_line_make_room_for_those_who_come(scene: Scene) -> None:
    """Each was noted in the hold, and none of them waits any more."""
    holder = scene.create("holder", SHOP)
    scene.look(holder)
    for number in range(MAX_WAITS):
        passing = scene.create(f"w{number}", SHOP)
        scene.look(passing)
        scene.deleted(passing)
    newcomer = scene.create("newcomer", SHOP)
    assert refused(scene.look(newcomer)) == [("waiting", SHOP)]
    assert scene.waiting(SHOP) == [newcomer]
    with scene.answering(SHOP):
        scene.deleted(holder)
    assert scene.holder(SHOP) == newcomer


def test_h29_a_release_names_the_external_dns_that_has_the_name_meanwhile(scene: Scene) -> None:
    _, waiter = conflict(scene)
    scene.tampered = True
    scene.no_longer_foreign("shop")
    scene.foreign("shop", "A", "192.0.2.5")
    scene.foreign("a-shop", "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"')
    holder = scene.holder(SHOP)
    assert holder
    outcome = scene.deleted(holder)
    assert refused(outcome) == [("name-taken", SHOP)]
    assert outcome.refusals == scene.look(waiter).refusals
    assert "external-dns (owner 'cluster-1') has it" in outcome.refusals[0].reason


def test_c48_whoever_stands_behind_a_line_full_of_others_gets_the_name_without_a_gap(scene: Scene) -> None:
    """Nobody in the line claims it any more, and none of their events came; the one behind it is in no hold."""
    holder = scene.create("holder", SHOP)
    scene.look(holder)
    squatters = [scene.create(f"w{number}", SHOP) for number in range(MAX_WAITS)]
    for squatter in squatters:
        scene.look(squatter)
    heir = scene.create("z-heir", SHOP)
    assert ("waiting", SHOP) in refused(scene.look(heir))
    assert heir not in scene.waiting(SHOP)
    for squatter in squatters:
        scene.tag(squatter, "")
    with scene.answering(SHOP):
        assert done(scene.deleted(holder)) == [("hand-over", SHOP)]
    assert scene.holder(SHOP) == heir

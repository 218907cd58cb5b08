"""Several pages make no snapshot: somebody acts between two of them, or between the reading and the writing."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.engine.run import ROUNDS
from albias.model import AliasTarget, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.registry import Key, encode_hold, new_hold
from tests.support.scene import NEIGHBOUR, NEIGHBOURS, Scene, done, refused
from tests.support.world import ZONE

SHOP, BLOG = "shop.apps.example.com", "blog.apps.example.com"


def small_pages(scene: Scene, at: str, act: Callable[[], object]) -> None:
    """Pages of one record set; `act` happens once, just before the page that begins with `at` is read."""
    pending = [act]

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation != "ListResourceRecordSets":
            return
        params["MaxItems"] = "1"
        if pending and params["StartRecordName"].startswith(at):
            scene.route53.before = None
            pending.pop()()
            scene.route53.before = hook

    scene.route53.before = hook


def test_a_name_released_between_two_pages_is_not_taken_for_somebody_elses(scene: Scene) -> None:
    """Blue/green: the name's page still shows the old one's record, the hold's page no longer its hold."""
    old = scene.create("old", SHOP)
    scene.look(old)
    new = scene.create("new", SHOP)
    small_pages(scene, "shop._hold.", lambda: scene.deleted(old))
    outcome = scene.look(new)
    assert (done(outcome), outcome.refusals) == ([("create", SHOP)], [])
    assert scene.target(SHOP) == scene.dns_name(new)


def test_a_wait_is_not_noted_at_a_holder_that_let_go_meanwhile(scene: Scene) -> None:
    """The tag is seen just before it changes; the hold, rewritten by the release, proves that."""
    holder = scene.create("holder", f"{SHOP} {BLOG}")
    scene.look(holder)
    waiter = scene.create("waiter", SHOP)
    scene.look(waiter)
    scene.tag(waiter, "")
    scene.look(waiter)
    between_two_retags = scene.elbv2.snapshot()
    scene.tag(waiter, BLOG)

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.elbv2.restore(between_two_retags)
            scene.deleted(holder)
            scene.tag(waiter, BLOG)

    scene.route53.before = hook
    outcome = scene.look(waiter)
    assert outcome.lost_races == 1
    assert (done(outcome), refused(outcome)) == ([("create", BLOG)], [])


def test_a_sweep_keeps_in_line_whom_it_had_not_seen(scene: Scene) -> None:
    """Created after the sweep listed the load balancers; its index entry lies where the sweep has read already, and the
    hold, which says that it is in line, where it has not."""
    first = scene.create("first", BLOG, load_balancer_id="8" * 16)
    holder = scene.create("holder", SHOP, load_balancer_id="f" * 16)
    scene.look(first, holder)
    met: list[Any] = []

    def newcomer() -> None:
        met.append(scene.create("waiter", SHOP, load_balancer_id="0" * 16))
        scene.look(*met)

    small_pages(scene, "shop._hold.", newcomer)
    scene.sweep()
    scene.route53.before = None
    assert met
    assert scene.waiting(SHOP) == met
    with scene.answering(SHOP):
        scene.deleted(holder)
    assert scene.holder(SHOP) == met[0]


def test_h36_a_hand_over_forgets_nobody_who_began_to_wait_meanwhile(scene: Scene) -> None:
    """Its tags and its index were read before, the hold, which says that it is in line, after that."""
    holder = scene.create("holder", SHOP, load_balancer_id="f" * 16)
    scene.look(holder)
    scene.tag(holder, "")
    waiter, heir = scene.create("waiter", load_balancer_id="0" * 16), scene.create("heir", SHOP)

    def wait() -> None:
        scene.tag(holder, SHOP)
        scene.tag(waiter, SHOP)
        assert refused(scene.look(waiter)) == [("waiting", SHOP)]
        scene.tag(holder, "")

    small_pages(scene, "shop._hold.", wait)
    with scene.answering(SHOP):
        scene.look(waiter, heir)
        scene.route53.before = None
        assert scene.holder(SHOP) == heir
        scene.deleted(heir)
    assert scene.holder(SHOP) == waiter


@pytest.mark.parametrize("run", ["look", "sweep"])
@pytest.mark.parametrize("label", ["2048", "_dash", "0one", "shop"])
def test_two_names_do_not_outdate_each_other_for_ever(scene: Scene, label: str, run: str) -> None:
    """A page from a wildcard on proves nothing of what lies next to it, and the other way round."""
    name = f"{label}.apps.example.com"
    web = scene.create("web", f"_wildcard.apps.example.com {name} blog.apps.example.com")
    scene.look(web)
    scene.removed_by_hand(label)
    before = scene.route53.count()
    outcome = scene.look(web) if run == "look" else scene.sweep()
    assert done(outcome) == [("repair", name)]
    assert scene.route53.count() - before <= 7


@pytest.mark.parametrize("size", [2, 3, 5])
def test_reading_comes_to_an_end_with_pages_of_any_size(scene: Scene, size: int) -> None:
    web = scene.create("web", "_wildcard.apps.example.com 0a.apps.example.com 9.apps.example.com z.apps.example.com")
    other = scene.create("other", "0a.apps.example.com 1.apps.example.com")
    scene.look(web, other)
    scene.removed_by_hand("0a")
    scene.removed_by_hand("9")
    scene.route53.before = lambda operation, params: params.update(MaxItems=str(size)) if "MaxItems" in params else None
    before = scene.route53.count()
    first, second = scene.sweep(), scene.sweep()
    assert (first.problems, second.problems, done(second)) == ([], [], [])
    assert scene.route53.count() - before < 120


def test_a_zone_that_never_stands_still_is_given_up_for_now(scene: Scene) -> None:
    """Whatever changes under every attempt, the message comes back after a bounded number of reads."""
    web = scene.create("web", SHOP)
    scene.tampered = True
    reads = [0]

    def flicker(operation: str, params: dict[str, Any]) -> None:
        """The name is taken, each time it is read by something else."""
        if operation == "ListResourceRecordSets":
            reads[0] += 1
            scene.foreign("shop", "A", f"192.0.2.{reads[0] % 250}")

    scene.route53.before = flicker
    outcome = scene.look(web)
    scene.route53.before = None
    assert reads[0] < 15 * ROUNDS
    assert outcome.failures.keys() == {web}
    assert scene.told(web) == set()


@pytest.mark.parametrize(("options", "races"), [({}, 1), ({"dry_run": True}, 0)])
def test_a_hold_of_another_deployment_on_a_name_that_looks_free_is_found(
    scene: Scene, options: dict[str, Any], races: int
) -> None:
    """The CREATE of our hold finds it; so does a plan that reads everything, as every one after a lost race is."""
    scene.foreign_set(encode_hold(new_hold(Key(DnsName(SHOP)), NEIGHBOURS, NEIGHBOUR, ZONE), NEIGHBOUR, ZONE))
    small_pages(scene, "nowhere", lambda: None)
    outcome = scene.look(scene.create("web", SHOP), **options)
    assert (outcome.lost_races, outcome.failures) == (races, {})
    assert refused(outcome) == [("owned-elsewhere", SHOP)]


def test_h30_a_hold_is_read_again_where_its_entry_was_gone_when_that_was_read(scene: Scene) -> None:
    """The name was released between the two pages, and is taken by the same one anew before the batch is sent: record
    set and hold are to the letter what they were, and nothing in the batch would speak of the entry."""
    web = scene.create("web", SHOP, load_balancer_id="f" * 16)
    scene.look(web)
    scene.tag(web, "")
    claimant = scene.create("claimant", SHOP, load_balancer_id="0" * 16)
    released: list[object] = []

    def hook(operation: str, params: dict[str, Any]) -> None:
        if operation == "ListResourceRecordSets":
            params["MaxItems"] = "1"
            if params["StartRecordName"].startswith(f"{web.id}.platform.") and not released:
                scene.route53.before = None
                released.append(scene.look(web))
                scene.route53.before = hook
        elif operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.tag(web, SHOP)
            scene.look(web)

    scene.route53.before = hook
    scene.look(claimant)
    scene.route53.before = None
    holder = scene.holder(SHOP)
    assert holder
    assert SHOP in scene.told(holder)
    assert scene.target(SHOP) == scene.dns_name(holder)


def test_a_sweep_refuses_no_name_that_an_event_gave_away_meanwhile(scene: Scene) -> None:
    """The holds were read before the event made hold and alias, the name afterwards: nobody else has it."""
    web = scene.create("web", SHOP)
    small_pages(scene, "shop.apps", lambda: scene.look(web))
    outcome = scene.sweep()
    assert (outcome.refusals, scene.target(SHOP)) == ([], scene.dns_name(web))


def test_a_sweep_refuses_no_name_that_an_event_handed_over_meanwhile(scene: Scene) -> None:
    """The hold still tells of the old one, the name of the new one already: no person has put that there."""
    old = scene.create("old", SHOP)
    scene.look(old)
    new = scene.create("new", SHOP)
    scene.look(new)

    def hand_over() -> None:
        scene.tag(old, "")
        scene.look(old)
        scene.tag(old, SHOP)

    small_pages(scene, "shop.apps", hand_over)
    outcome = scene.sweep()
    assert {refusal.code for refusal in outcome.refusals} == {"waiting"}
    assert scene.target(SHOP) == scene.dns_name(new)


def test_what_another_deployment_makes_between_two_pages_is_not_adopted(scene_of: Callable[..., Scene]) -> None:
    """Its record set points at our load balancer, too: it may be adopted while nobody holds it, and somebody does by
    then, of which the page of holds, read before, does not tell."""
    scene = scene_of(adopt="matching")
    web = scene.create("web", f"{SHOP} weight=10")
    theirs = Key(DnsName(SHOP), "theirs")
    target = AliasTarget(scene.dns_name(web), "Z32O12XQLNTSW2", True)
    answer = RecordSet(RecordKey(theirs.name, "A", "theirs"), alias=target, routing=Routing("weighted", 5))

    def made() -> None:
        scene.foreign_set(encode_hold(new_hold(theirs, NEIGHBOURS, NEIGHBOUR, ZONE), NEIGHBOUR, ZONE))
        scene.foreign_set(answer)

    small_pages(scene, "shop.apps", made)
    assert done(scene.sweep()) == [("create", SHOP)]  # and the scene checks that theirs is as it was

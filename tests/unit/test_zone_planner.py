"""What a plan of one zone says beside its decisions: who has each name afterwards, and what else there is to tell."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.engine.outcome import Plan, Request, ZonePlan
from albias.model import LoadBalancerId
from albias.names import DnsName
from tests.support.scene import Scene, done
from tests.support.world import ZONE

SHOP, CART, BLOG = (DnsName(f"{label}.apps.example.com") for label in ("shop", "cart", "blog"))


def planned(scene: Scene, *load_balancers: LoadBalancerId, **request: Any) -> ZonePlan:
    """The plan of the first zone for an event of these."""
    return plan_of(scene, *load_balancers, **request).zones[0]


def plan_of(scene: Scene, *load_balancers: LoadBalancerId, **request: Any) -> Plan:
    return scene.engine().plan(Request(frozenset(load_balancers), **request))


def made(scene: Scene) -> LoadBalancerId:
    return scene.create("web", SHOP)


def held(scene: Scene) -> LoadBalancerId:
    web = made(scene)
    scene.look(web)
    return web


def waited_for(scene: Scene) -> LoadBalancerId:
    web = held(scene)
    scene.create("green", SHOP)
    scene.sweep()
    return web


def gone(scene: Scene) -> LoadBalancerId:
    web = held(scene)
    scene.delete(web)
    return web


def gone_and_waited_for(scene: Scene) -> LoadBalancerId:
    web = waited_for(scene)
    scene.delete(web)
    return web


def elsewhere(scene: Scene) -> LoadBalancerId:
    """Gone, and somebody pointed its record set elsewhere before."""
    web = held(scene)
    scene.no_longer_foreign("shop")
    record = scene.route53.record(ZONE.id, f"{SHOP}.", "A")
    assert record
    target = record["AliasTarget"] | {"DNSName": "elsewhere.example.net."}
    scene.route53.put(ZONE.id, record | {"AliasTarget": target})
    scene.delete(web)
    return web


@pytest.mark.parametrize(
    ("before", "actions", "has"),
    [
        (made, {"create"}, "web"),
        (held, set(), "web"),
        (waited_for, set(), "web"),
        (gone, {"remove"}, ""),
        (gone_and_waited_for, {"hand-over"}, "green"),
        (elsewhere, {"remove", "let-go"}, ""),  # an event trusts the hold until a change batch is refused
    ],
)
def test_c4_a_zones_plan_says_who_has_each_name_afterwards(
    scene: Scene, before: Callable[[Scene], LoadBalancerId], actions: set[str], has: str
) -> None:
    """Whoever that is, is preferred for it in the zones after this one."""
    web = before(scene)
    taken: set[str] = set()
    for request in ({}, {"whole": True}, {"sweep": True}):
        plan = planned(scene, web, **request)
        taken |= {each.action for each in plan.decisions}
        assert {name: each.name for name, each in plan.has.items()} == ({SHOP: has} if has else {}), request
    assert taken == actions


def test_who_has_a_share_of_a_name_is_preferred_for_it_nowhere(scene: Scene) -> None:
    web = scene.create("web", f"{SHOP} weight=20")
    assert planned(scene, web).has == {}
    scene.look(web)
    assert planned(scene, web, sweep=True).has == {}


def test_a_hold_of_another_deployment_says_nothing_of_whom_we_prefer(scene: Scene) -> None:
    assert planned(scene, sweep=True).has == {}


def test_what_several_names_have_to_tell_is_told_of_each(scene: Scene) -> None:
    """Somebody else's AAAA beside both."""
    web = scene.create("web", f"{SHOP} {CART}")
    scene.look(web)
    for label in ("shop", "cart"):
        scene.foreign(label, "AAAA", "2001:db8::9")
    notes = planned(scene, web, whole=True).notes
    assert [(note.code, note.hostname) for note in notes] == [("beside", CART), ("beside", SHOP)]


def test_what_lies_where_albias_writes_nothing_is_told_by_a_sweep_with_its_zone(scene: Scene) -> None:
    scene.foreign("odd._albias", "TXT", '"by hand"')
    scene.foreign("x._hold._albias", "A")
    scene.foreign("x.platform._albias", "A")
    [*notes] = planned(scene, sweep=True).notes
    places = {note.hostname: note.zone for note in notes if note.code == "odd-text"}
    assert places == {"x._hold._albias.apps.example.com": ZONE, "x.platform._albias.apps.example.com": ZONE}


def test_a_name_that_raced_is_left_alone_and_the_others_are_decided(scene: Scene) -> None:
    """Somebody takes what is in the way away, just before any of the pages that are read."""
    web = scene.create("web", f"{BLOG} {SHOP}")
    raced = 0
    for page in range(1, 6):
        scene.foreign("blog", "A", "192.0.2.9")
        scene.no_longer_foreign("blog")
        plan = _with_blog_removed_before(scene, web, page)
        assert [each.hostname for each in plan.decisions] == ([SHOP] if plan.refusals or plan.raced else [BLOG, SHOP])
        raced += BLOG in plan.raced
    assert raced == 1, "only what goes between the reading and the second look is a race"


def _with_blog_removed_before(scene: Scene, web: LoadBalancerId, page: int) -> ZonePlan:
    """The plan, where the address at BLOG goes just before this page is read, or after the last."""
    pages = [page]

    def before(operation: str, _: dict[str, Any]) -> None:
        pages[0] -= operation == "ListResourceRecordSets"
        if pages[0] == 0 and scene.route53.record(ZONE.id, f"{BLOG}.", "A"):
            scene.route53.remove(ZONE.id, f"{BLOG}.", "A")

    scene.route53.before = before
    plan = planned(scene, web)
    scene.route53.before = None
    return plan


def test_a_sweep_looks_at_what_it_refuses_no_second_time_where_albias_makes_no_such_thing(scene: Scene) -> None:
    scene.create("web", f"{SHOP} static.apps.example.com")
    before = scene.route53.count("ListResourceRecordSets")
    plan = planned(scene, sweep=True)
    assert [each.hostname for each in plan.refusals] == ["static.apps.example.com"]
    looked = scene.route53.count("ListResourceRecordSets") - before
    scene.elbv2.set_tags(scene.elbv2.arns()[0], {"albias/hostname": SHOP})
    before = scene.route53.count("ListResourceRecordSets")
    assert planned(scene, sweep=True).refusals == []
    assert scene.route53.count("ListResourceRecordSets") - before == looked


@pytest.mark.parametrize("request_", [{}, {"whole": True}, {"sweep": True}])
def test_who_wants_another_key_of_a_name_gives_up_the_one_that_it_has(scene: Scene, request_: dict[str, Any]) -> None:
    """Its hold lies beside the key that is asked for, and nobody names it."""
    web = scene.create("web", f"{SHOP} weight=20")
    green = scene.create("green", f"{SHOP} weight=30")
    scene.look(web, green)
    scene.tag(web, f"{SHOP} weight=20 set=by-hand")
    plan = planned(scene, web, **request_)
    assert [(each.action, each.load_balancer) for each in plan.decisions] == [("convert", web)]
    assert {key.set_identifier for key in plan.cases} >= {"by-hand"}
    keys_of_green = [key for key in plan.cases if plan.cases[key].holder and plan.cases[key].holder.id == green]  # type: ignore[union-attr]
    assert bool(keys_of_green) is ("sweep" in request_), "what another one has is none of an event's business"


def test_the_first_who_waits_beyond_a_full_line_is_found_by_looking_at_everybody(scene: Scene) -> None:
    """H36: ten are noted, all of them leave, and the eleventh never was."""
    web = held(scene)
    waiting = [scene.create(f"w{number:02}", SHOP) for number in range(11)]
    scene.look(*waiting)
    left = {*scene.waiting(SHOP)}
    [late] = {*waiting} - left
    for each in left:
        scene.tag(each, CART)
    assert done(scene.deleted(web)) == [("hand-over", SHOP)]
    assert scene.holder(SHOP) == late
    assert scene.waiting(SHOP) == []

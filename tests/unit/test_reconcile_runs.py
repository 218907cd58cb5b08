"""One run of the engine, of whatever it is asked: its change batches' words, its rounds, and whom trouble concerns."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.case import Case, Verdict
from albias.decide import decide
from albias.engine.outcome import Request
from albias.engine.run import Run
from albias.errors import Failure
from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias.settings import MaxRemovals
from tests.support.scene import Scene, done
from tests.support.world import ZONE

Make = Callable[..., Scene]
SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
INSIDE = HostedZone("Z0INSIDE", ZONE.name, private=True)
OTHER = HostedZone("Z0OTHER", DnsName("example.net"))


def comments(scene: Scene) -> list[str]:
    calls = [call.params for call in scene.route53.calls if call.operation == "ChangeResourceRecordSets"]
    return [call["ChangeBatch"]["Comment"] for call in calls]


@pytest.mark.parametrize(
    ("names", "more"),
    [(SHOP, ""), (f"{CART} {SHOP}", "; 1 more"), (f"blog.apps.example.com {CART} {SHOP}", "; 2 more")],
)
def test_route_53_keeps_with_a_batch_what_it_did_for_whom_and_how_much_more(
    scene: Scene, names: str, more: str
) -> None:
    web = scene.create("web", names)
    scene.look(web)
    [comment] = comments(scene)
    assert comment == f"albias platform: create {names.split()[0]} -> {web.short}{more}"


def refusing(scene: Scene, *zones: HostedZone) -> None:
    """Nothing of these zones can be read."""

    def before(operation: str, params: dict[str, Any]) -> None:
        if operation == "ListResourceRecordSets" and params["HostedZoneId"] in {zone.id for zone in zones}:
            raise scene.route53.error(operation, "Throttling", "Rate exceeded")

    scene.route53.before = before


def test_c51_a_zone_in_trouble_concerns_who_claims_a_name_in_it_and_who_claims_nothing_anywhere(
    scene_of: Make,
) -> None:
    """Who claims nothing may have had a name there; who claims names elsewhere is done with what can be done."""
    scene = scene_of([ZONE, OTHER])
    here, there = scene.create("here", SHOP), scene.create("there", "www2.example.net")
    nothing = scene.create("nothing")
    refused = scene.create("refused", "static.example.org")
    refusing(scene, ZONE)
    outcome = scene.look(here, there, nothing, refused)
    scene.route53.before = None
    assert outcome.failures.keys() == {here, nothing}
    assert outcome.failures[here].reason.startswith("apps.example.com: ListResourceRecordSets")
    assert done(outcome) == [("create", "www2.example.net")]


def test_load_balancers_that_cannot_be_described_are_failures_and_nothing_is_done_for_them(scene: Scene) -> None:
    web, green = scene.create("web", SHOP), scene.create("green", CART)

    def before(operation: str, _: dict[str, Any]) -> None:
        raise scene.elbv2.error(operation, "Throttling", "Rate exceeded")

    scene.elbv2.before = before
    outcome = scene.look(web, green)
    scene.elbv2.before = None
    told = Failure("DescribeLoadBalancers: Throttling: Rate exceeded")
    assert outcome.failures == {web: told, green: told}
    assert outcome.decisions == []


def test_what_a_sweep_leaves_out_is_kept_in_its_plan_and_nothing_else_is(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    web, green = scene.create("web", SHOP), scene.create("green")
    scene.look(web)
    scene.delete(web)
    scene.tag(green, CART)
    [plan] = scene.engine().plan(Request(sweep=True)).zones
    assert [each.hostname for each in plan.left_out] == [SHOP]
    assert [each.hostname for each in plan.decisions] == [CART]
    [event] = scene.engine().plan(Request(frozenset({web}))).zones
    assert (event.left_out, [each.hostname for each in event.decisions]) == ([], [SHOP])


def test_of_what_a_person_was_shown_only_what_is_still_the_same_is_done(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    request = Request(frozenset({web}), whole=True)
    shown = scene.engine().plan(request)
    scene.tag(web, f"{SHOP} {CART}")
    assert done(scene.engine().run(request, shown)) == [("create", SHOP)]
    assert scene.target(CART) is None


def test_names_that_race_in_two_zones_are_left_alone_in_both(scene_of: Make) -> None:
    """Each zone's second look finds another race; what is not raced is done."""
    scene = scene_of([ZONE, INSIDE])
    web = scene.create("web", f"{SHOP} {CART} blog.apps.example.com")
    engine = scene.engine()
    plan = engine.plan(Request(frozenset({web})))
    by_id = {planned.zone.id: planned for planned in plan.zones}
    by_id[ZONE.id].raced = {DnsName(SHOP): frozenset({web})}
    by_id[INSIDE.id].raced = {DnsName(CART): frozenset({web})}
    applied = engine.apply(plan, Run(int(scene.clock)))
    assert {name for _, name in done(applied)} == {"blog.apps.example.com"}
    assert applied.raced.keys() == {SHOP, CART}


def _retagged_meanwhile(scene: Scene, load_balancer: LoadBalancerId, names: str) -> None:
    """Once everybody has been described for the first time, a load balancer is tagged anew."""

    def before(operation: str, _: dict[str, Any]) -> None:
        if operation == "ListResourceRecordSets":
            scene.route53.before = None
            scene.tag(load_balancer, names)

    scene.route53.before = before


def test_h48_what_differs_at_the_second_look_is_decided_anew_at_the_same_moment_and_by_the_same_table(
    scene: Scene,
) -> None:
    """Green is tagged between a sweep's listing and its changes: its wait has the time of the sweep."""
    web, green = scene.create("web", f"{SHOP} {CART}"), scene.create("green", "blog.apps.example.com")
    scene.look(web)
    _retagged_meanwhile(scene, green, f"{SHOP} blog.apps.example.com")
    asked: list[str] = []

    def table(case: Case) -> Verdict:
        asked.append(case.name)
        return decide(case)

    scene.engine(table=table).sweep()
    hold = scene.hold(SHOP)
    assert hold
    assert hold.waits == ((green, int(scene.clock)),)
    assert asked.count(CART) == 2


def test_h37_a_second_round_of_a_sweep_knows_that_the_first_one_found_too_many(scene_of: Make) -> None:
    """A hand-over loses its race: who waited wants the name no more, and somebody pointed it elsewhere. It is kept."""
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    old, other = scene.create("old", SHOP), scene.create("other", CART)
    scene.look(old, other)
    green = scene.create("green", SHOP)
    scene.look(green)
    scene.delete(old)
    scene.delete(other)

    def before(operation: str, _: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.tag(green, "")
            scene.removed_by_hand("shop")
            scene.foreign("shop", "A", "192.0.2.66")

    scene.route53.before = before
    outcome = scene.sweep()
    assert (done(outcome), outcome.lost_races, len(outcome.unsafe)) == ([], 1, 1)
    assert (scene.holder(SHOP), scene.holder(CART)) == (old, other)

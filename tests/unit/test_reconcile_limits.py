"""The brakes: max_removals, a dry run, and one name only (H37, H48)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.case import Verdict
from albias.engine.outcome import Request
from albias.model import LoadBalancerId
from albias.names import DnsName
from albias.settings import MaxRemovals
from tests.support.scene import Scene, done, refused
from tests.support.world import ZONE

Make = Callable[..., Scene]


def names(number: int) -> list[str]:
    return [f"n{each:02}.apps.example.com" for each in range(number)]


def holding(scene: Scene, number: int) -> list[LoadBalancerId]:
    """So many load balancers, each of which holds a name."""
    made = [scene.create(f"lb{place}", name) for place, name in enumerate(names(number))]
    scene.look(*made)
    return made


@pytest.mark.parametrize(
    ("held", "gone", "limits", "allowed"),
    [
        (20, 10, MaxRemovals(10, 30), True),  # no more than the count
        (20, 11, MaxRemovals(10, 30), False),
        (40, 12, MaxRemovals(10, 30), True),  # no more than the percentage
        (40, 13, MaxRemovals(10, 30), False),
        (3, 3, MaxRemovals(10, 30), True),
        (3, 1, MaxRemovals(0, 0), False),
        (3, 1, MaxRemovals(0, 33), False),
        (3, 1, MaxRemovals(0, 34), True),
        (3, 3, MaxRemovals(0, 100), True),
    ],
)
def test_h37_a_sweep_that_would_remove_more_than_both_limits_removes_nothing(
    scene_of: Make, held: int, gone: int, limits: MaxRemovals, allowed: bool
) -> None:
    scene = scene_of(max_removals=limits)
    for load_balancer in holding(scene, held)[:gone]:
        scene.delete(load_balancer)
    outcome = scene.sweep()
    if allowed:
        assert done(outcome) == [("remove", name) for name in names(gone)]
        assert outcome.unsafe == []
    else:
        assert done(outcome) == []
        assert str(outcome.unsafe[0]) == (
            f"apps.example.com: the sweep would remove {gone} of {held} names, more than max_removals "
            f"(count {limits.count}, percent {limits.percent}) allows; nothing is removed: {', '.join(names(gone))}"
        )
        assert all(scene.record_sets(name) for name in names(held))


def test_h48_an_account_that_seems_empty_loses_nothing(scene: Scene) -> None:
    """The wrong account, or an API that answers with an empty list."""
    holding(scene, 12)
    for arn in scene.elbv2.arns():
        scene.elbv2.remove_load_balancer(arn)
    outcome = scene.sweep()
    assert len(outcome.unsafe) == 1
    assert len(scene.holds()) == 12


def test_an_unsafe_sweep_still_creates_repairs_and_hands_over(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    gone, handing = scene.create("gone", "n00.apps.example.com"), scene.create("handing", "n01.apps.example.com")
    scene.look(gone, handing)
    scene.delete(gone)
    scene.delete(handing)
    heir = scene.create("heir", "n01.apps.example.com n02.apps.example.com")
    outcome = scene.sweep()
    assert sorted(done(outcome)) == [("create", "n02.apps.example.com"), ("hand-over", "n01.apps.example.com")]
    assert len(outcome.unsafe) == 1
    assert scene.holder("n01.apps.example.com") == heir


def test_h37_an_unsafe_sweep_gives_up_nothing(scene_of: Make) -> None:
    """The tags are gone; one of the names points elsewhere just now."""
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    web = scene.create("web", "n00.apps.example.com n01.apps.example.com")
    scene.look(web)
    scene.no_longer_foreign("n01")
    record = scene.route53.record(ZONE.id, "n01.apps.example.com", "A")
    assert record
    scene.route53.put(ZONE.id, {**record, "AliasTarget": record["AliasTarget"] | {"DNSName": "elsewhere.example.net."}})
    before = scene.holds()
    scene.tag(web, "")
    outcome = scene.sweep()
    assert (done(outcome), len(outcome.unsafe), scene.holds()) == ([], 1, before)
    scene.tag(web, "n00.apps.example.com n01.apps.example.com")
    assert (done(scene.sweep()), scene.holds()) == ([], before)


def test_h37_an_unsafe_sweep_gives_up_nothing_in_a_round_without_removals_either(scene_of: Make) -> None:
    """The second round, after a lost race, is about the claimant of a name whose holder is gone, and no other."""
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    gone = scene.create("gone", "n00.apps.example.com n01.apps.example.com")
    scene.look(gone)
    scene.no_longer_foreign("n01")
    scene.removed_by_hand("n01")
    scene.foreign("n01", "CNAME", "elsewhere.example.net")
    scene.delete(gone)
    scene.create("claimant", "n01.apps.example.com new.apps.example.com", ip_address_type="ipv4")
    refusals = ["[Tried to create resource record set [name='new.'] but it already exists]"]

    def refuse(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and refusals:
            raise scene.route53.error(operation, "InvalidChangeBatch", refusals.pop())

    scene.route53.before = refuse
    outcome = scene.sweep()
    assert outcome.lost_races == 1
    assert (done(outcome), len(outcome.unsafe)) == ([("create", "new.apps.example.com")], 1)
    assert scene.held(gone) == {"n00.apps.example.com", "n01.apps.example.com"}


def test_a_load_balancer_may_have_as_many_names_as_its_tags_can_hold(scene: Scene) -> None:
    old, new = ([f"{label}{number:03}.apps.example.com" for number in range(400)] for label in "ab")
    web = scene.create(
        "web", tags={f"albias/hostname/{start}": " ".join(old[start : start + 10]) for start in range(0, 400, 10)}
    )
    assert len(done(scene.look(web))) == 400
    scene.elbv2.set_tags(
        str(web), {f"albias/hostname/{start}": " ".join(new[start : start + 10]) for start in range(0, 400, 10)}
    )
    outcome = scene.look(web)
    assert refused(outcome) == []
    assert {name for action, name in done(outcome) if action == "create"} == {*new}
    assert {name for action, name in done(outcome) if action == "remove"} == {*old}


def test_h37_a_sweep_that_is_unsafe_removes_nothing_in_any_of_its_rounds(scene_of: Make) -> None:
    """The second round, after a lost race, plans only for those who lost it: few enough to seem safe."""
    scene = scene_of(max_removals=MaxRemovals(2, 10))
    held = [f"x{number}.apps.example.com" for number in range(2)]
    big = scene.create("big", " ".join([*held, "shop.apps.example.com"]))
    scene.look(big)
    for load_balancer in holding(scene, 12):
        scene.delete(load_balancer)
    scene.delete(big)
    heir = scene.create("heir", "shop.apps.example.com")

    def drift(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            record = scene.record_sets("shop.apps.example.com")["A"]
            record["AliasTarget"]["EvaluateTargetHealth"] = False
            scene.route53.put("Z0APPS", record)

    scene.route53.before = drift
    outcome = scene.sweep()
    assert outcome.lost_races == 1
    assert done(outcome) == [("hand-over", "shop.apps.example.com")]
    assert len(outcome.unsafe) == 1
    assert "14 of 15 names" in str(outcome.unsafe[0])
    assert scene.holder("shop.apps.example.com") == heir
    assert all(scene.record_sets(name) for name in [*held, *names(12)])


def test_h37_what_one_round_removed_counts_in_the_next(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(2, 10))
    gone = holding(scene, 2)
    for load_balancer in gone:
        scene.delete(load_balancer)
    late = [scene.create(f"late{number}", f"z{number}.apps.example.com") for number in range(2)]
    scene.look(*late)

    def more_are_gone(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            for load_balancer in late:
                scene.tag(load_balancer, "")
            scene.look(*late, dry_run=True)
            record = scene.record_sets(names(1)[0])["A"]
            record["AliasTarget"]["EvaluateTargetHealth"] = False
            scene.route53.put("Z0APPS", record)

    scene.route53.before = more_are_gone
    assert len(done(scene.sweep())) <= 2


def test_an_events_removals_have_no_limit_in_any_round(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    [web] = holding(scene, 1)
    scene.delete(web)

    def drift(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            record = scene.record_sets(names(1)[0])["A"]
            record["AliasTarget"]["EvaluateTargetHealth"] = False
            scene.route53.put("Z0APPS", record)

    scene.route53.before = drift
    outcome = scene.look(web)
    assert (outcome.lost_races, done(outcome), outcome.unsafe) == (1, [("remove", names(1)[0])], [])


def test_single_deletes_with_evidence_are_not_counted(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    assert len(done(scene.deleted(*holding(scene, 3)))) == 3


def test_an_operator_may_force_it(scene_of: Make) -> None:
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    for load_balancer in holding(scene, 3):
        scene.delete(load_balancer)
    assert len(done(scene.sweep(force=True))) == 3


@pytest.mark.parametrize("run", ["look", "deleted", "sweep"])
def test_a_dry_run_tells_all_and_changes_nothing(scene: Scene, run: str) -> None:
    web = scene.create("web", "shop.apps.example.com cart.apps.example.com")
    scene.look(web)
    scene.tag(web, "shop.apps.example.com new.apps.example.com")
    before = scene.route53.records("Z0APPS")
    calls = scene.route53.count("ChangeResourceRecordSets")
    expected = {
        "look": [("create", "new.apps.example.com"), ("remove", "cart.apps.example.com")],
        "sweep": [("create", "new.apps.example.com"), ("remove", "cart.apps.example.com")],
        "deleted": [("remove", "cart.apps.example.com"), ("remove", "shop.apps.example.com")],
    }[run]
    options: dict[str, Any] = {"dry_run": True}
    outcome = {
        "look": lambda: scene.look(web, **options),
        "deleted": lambda: scene.deleted(web, **options),
        "sweep": lambda: scene.sweep(**options),
    }[run]()
    assert sorted(done(outcome)) == expected
    assert all(len(decision.changes) > len(decision.record_changes) for _, decision in outcome.decisions)
    assert scene.route53.records("Z0APPS") == before
    assert scene.route53.count("ChangeResourceRecordSets") == calls


def test_a_dry_run_refuses_what_a_real_one_would(scene: Scene) -> None:
    web = scene.create("web", "static.apps.example.com")
    assert refused(scene.look(web, dry_run=True)) == [("name-taken", "static.apps.example.com")]


def test_the_operators_orders_take_the_tables_place_in_a_run(scene: Scene) -> None:
    web = scene.create("web", "shop.apps.example.com")
    outcome = scene.look(web, table=lambda case: Verdict([], []))
    assert (outcome.decisions, outcome.refusals) == ([], [])
    assert scene.holds() == []


def test_one_name_only_leaves_every_other_as_it_is(scene: Scene) -> None:
    web = scene.create("web", "shop.apps.example.com cart.apps.example.com")
    scene.look(web)
    scene.tag(web, "new.apps.example.com other.apps.example.com")
    only = frozenset({DnsName("new.apps.example.com"), DnsName("cart.apps.example.com")})
    outcome = scene.engine().run(Request(frozenset({web}), only=only))
    assert sorted(done(outcome)) == [("create", "new.apps.example.com"), ("remove", "cart.apps.example.com")]
    assert scene.target("shop.apps.example.com")
    assert scene.target("other.apps.example.com") is None


def test_one_name_only_leaves_waits_for_others_alone(scene: Scene) -> None:
    blue = scene.create("blue", "shop.apps.example.com")
    scene.look(blue)
    green = scene.create("green", "shop.apps.example.com")
    scene.look(green)
    scene.tag(green, "")
    only = frozenset({DnsName("cart.apps.example.com")})
    assert done(scene.engine().run(Request(frozenset({green}), only=only))) == []
    assert scene.waiting("shop.apps.example.com") == [green]

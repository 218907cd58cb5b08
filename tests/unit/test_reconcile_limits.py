"""The brakes: max_removals, a dry run, and one name only (H37, H48)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.claims import MAX_NAMES
from albias.model import LoadBalancerId
from albias.names import DnsName
from albias.settings import MaxRemovals
from tests.builders import ZONE
from tests.unit.scenes import Scene, done, refused

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
    assert len(scene.entries()) == 12


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
    """The tag key was mistyped; one of the names points elsewhere just now."""
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    web = scene.create("web", "n00.apps.example.com n01.apps.example.com")
    scene.look(web)
    scene.no_longer_foreign("n01")
    record = scene.route53.record(ZONE.id, "n01.apps.example.com", "A")
    assert record
    scene.route53.put(ZONE.id, {**record, "AliasTarget": record["AliasTarget"] | {"DNSName": "elsewhere.example.net."}})
    before = scene.entries()
    outcome = scene.sweep(settings=replace(scene.settings, hostname_tags=("mistyped",)))
    assert (done(outcome), len(outcome.unsafe), scene.entries()) == ([], 1, before)
    assert done(scene.sweep()) == [("repair", "n01.apps.example.com")]


def test_h37_an_unsafe_sweep_gives_up_nothing_in_a_round_without_removals_either(scene_of: Make) -> None:
    """The second round, after a lost race, is about the claimant of a name whose holder is gone, and no other."""
    scene = scene_of(max_removals=MaxRemovals(0, 0))
    gone = scene.create("gone", "n00.apps.example.com n01.apps.example.com")
    scene.look(gone)
    scene.no_longer_foreign("n01")
    scene.foreign("n01", "AAAA", "2001:db8::1")
    scene.removed_by_hand("n01")
    scene.delete(gone)
    scene.create("claimant", "n01.apps.example.com new.apps.example.com", ip_address_type="ipv4")
    scene.foreign("aaaa-n01", "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"')
    refusals = ["[Tried to create resource record set [name='new.'] but it already exists]"]

    def refuse(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and refusals:
            raise scene.route53.error(operation, "InvalidChangeBatch", refusals.pop())

    scene.route53.before = refuse
    outcome = scene.sweep()
    assert outcome.lost_races == 1
    assert (done(outcome), len(outcome.unsafe)) == ([("create", "new.apps.example.com")], 1)
    entry = scene.entry(gone)
    assert entry
    assert entry.hosts == {"n00.apps.example.com", "n01.apps.example.com"}


def test_as_many_other_names_may_be_had_at_once_where_the_old_ones_go(scene: Scene) -> None:
    old, new = ([f"{label}{number:03}.apps.example.com" for number in range(MAX_NAMES)] for label in "ab")
    web = scene.create("web", tags={f"albias/hostname/{name}": name for name in old})
    scene.look(web)
    scene.tag(web, " ".join(new))
    outcome = scene.look(web)
    assert refused(outcome) == []
    assert {name for action, name in done(outcome) if action == "create"} == {*new}


@pytest.mark.parametrize("policy", ["upsert-only", "create-only"])
def test_what_a_policy_leaves_behind_counts_among_what_a_load_balancer_may_have(scene_of: Make, policy: str) -> None:
    """Its tag changes again and again. What is held must fit into a change batch, to be given to somebody else."""
    scene = scene_of(policy=policy)
    preview = [f"preview-{'b' * 50}-{number:03}.apps.example.com" for number in range(60)]
    web = scene.create("web")
    refusals = []
    for name in preview:
        scene.tag(web, name)
        refusals += scene.look(web).refusals
    assert (refusals[-1].code, refusals[-1].hostname) == ("too-many-hostnames", preview[-1])
    assert "4,000 characters" in refusals[-1].reason
    entry = scene.entry(web)
    assert entry
    assert sum(map(len, entry.hosts)) <= 4_000
    scene.delete(web)
    heir = scene.create("heir", preview[0])
    outcome = scene.engine().look([web, heir], deleted={web})
    assert done(outcome) == ([("hand-over", preview[0])] if policy == "upsert-only" else [("wait", preview[0])])


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


def test_h37_all_that_the_rounds_of_a_sweep_would_remove_adds_up(scene_of: Make) -> None:
    """Each round finds one name less, since an event was quicker, and another one to remove: the third is too many."""
    scene = scene_of(max_removals=MaxRemovals(2, 0))
    left = ["keep.apps.example.com", *names(3)]
    big = scene.create("big", " ".join(left))
    scene.look(big)
    scene.tag(big, " ".join(left[:-1]))

    def quicker(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.look(big)
            left.pop()
            scene.tag(big, " ".join(left[:-1]))
            scene.route53.before = quicker

    scene.route53.before = quicker
    outcome = scene.sweep()
    scene.route53.before = None
    assert (outcome.lost_races, done(outcome)) == (2, [])
    assert ["3 of 4 names" in str(unsafe) for unsafe in outcome.unsafe] == [True]
    assert scene.record_sets(names(1)[0])


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
    assert all(decision.edits for _, decision in outcome.decisions if decision.action != "keep"), "entries included"
    assert scene.route53.records("Z0APPS") == before
    assert scene.route53.count("ChangeResourceRecordSets") == calls


def test_a_dry_run_refuses_what_a_real_one_would(scene: Scene) -> None:
    web = scene.create("web", "static.apps.example.com")
    assert refused(scene.look(web, dry_run=True)) == [("name-taken", "static.apps.example.com")]


def test_the_operators_orders_take_the_tables_place_in_a_run(scene: Scene) -> None:
    web = scene.create("web", "shop.apps.example.com")
    outcome = scene.look(web, decide=lambda case: ([], []))
    assert (outcome.decisions, outcome.refusals) == ([], [])
    assert scene.entries() == []


def test_one_name_only_leaves_every_other_as_it_is(scene: Scene) -> None:
    web = scene.create("web", "shop.apps.example.com cart.apps.example.com")
    scene.look(web)
    scene.tag(web, "new.apps.example.com other.apps.example.com")
    outcome = scene.look(web, only=frozenset({DnsName("new.apps.example.com"), DnsName("cart.apps.example.com")}))
    assert sorted(done(outcome)) == [("create", "new.apps.example.com"), ("remove", "cart.apps.example.com")]
    assert scene.target("shop.apps.example.com")
    assert scene.target("other.apps.example.com") is None


def test_one_name_only_leaves_waits_for_others_alone(scene: Scene) -> None:
    blue = scene.create("blue", "shop.apps.example.com")
    scene.look(blue)
    green = scene.create("green", "shop.apps.example.com")
    scene.look(green)
    scene.tag(green, "")
    assert done(scene.look(green, only=frozenset({DnsName("cart.apps.example.com")}))) == []
    assert scene.entry(green)

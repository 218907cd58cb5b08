"""A name goes from one routing to another between load balancers: whom another policy kept out comes next, at once."""

from typing import Any

import pytest

from albias.model import LoadBalancerId
from albias.settings import MaxRemovals
from tests.support.scene import Scene, done, refused

SHOP = "shop.apps.example.com"


def answer(scene: Scene) -> dict[str, str]:
    """Where the A and AAAA record sets of the name point, by policy and set identifier."""
    found = {}
    for record in scene.route53.records(scene.zone.id):
        if record["Name"] == f"{SHOP}." and "AliasTarget" in record:
            policy = next(
                (each for each in ("Weight", "Region", "Failover", "GeoLocation") if each in record), "simple"
            )
            found[f"{policy} {record.get('SetIdentifier', '')}".strip()] = record["AliasTarget"]["DNSName"]
    return found


def policies(scene: Scene) -> set[str]:
    return {each.partition(" ")[0] for each in answer(scene)}


def lines(scene: Scene) -> dict[str, list[LoadBalancerId]]:
    """Who waits, by the set identifier of the key in whose line that is."""
    return {hold.key.set_identifier: [each for each, _ in hold.waits] for hold in scene.holds() if hold.waits}


def batches(scene: Scene) -> int:
    return scene.route53.count("ChangeResourceRecordSets")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", " weight=20", "simple -> weighted 20"),
        (" weight=20", "", "weighted 20 -> simple"),
        (" weight=20", " latency=here", "weighted 20 -> latency eu-west-1"),
        (" failover=primary", " country=DE", "failover PRIMARY -> geolocation country=DE"),
        (" latency=here set=blue", " latency=here", "set 'blue' -> set"),
        (" failover=primary set=blue", " failover=primary set=green", "set 'blue' -> set 'green'"),
    ],
)
@pytest.mark.parametrize("leaves", ["deleted", "untagged"])
def test_who_was_kept_out_has_the_name_in_the_batch_that_frees_it(
    scene: Scene, before: str, after: str, words: str, leaves: str
) -> None:
    old, new = scene.create("old", f"{SHOP}{before}"), scene.create("new", f"{SHOP}{after}")
    scene.look(old)
    assert ("routing-differs", SHOP) in refused(scene.look(new))
    assert [[*line] for line in lines(scene).values()] == [[new]]
    sent = batches(scene)
    if leaves == "untagged":
        scene.tag(old, "")
    outcome = scene.deleted(old) if leaves == "deleted" else scene.look(old)
    assert done(outcome) == [("hand-over", SHOP)]
    [(_, decision)] = outcome.decisions
    assert (decision.load_balancer, decision.previous) == (new, old)
    why = "is deleted" if leaves == "deleted" else "no longer claims it"
    assert decision.reason.startswith(f"{old} {why}: {words}")
    assert batches(scene) == sent + 1
    assert [*answer(scene).values()] == [f"{scene.dns_name(new)}."]
    assert (lines(scene), scene.sweep().decisions) == ({}, [])


def test_who_was_kept_out_has_the_name_when_the_other_asks_for_another_policy_of_it(scene: Scene) -> None:
    """Its tag changed to the very policy: both have a share at once."""
    old, new = scene.create("old", f"{SHOP} weight=20"), scene.create("new", f"{SHOP} country=DE")
    scene.look(old)
    scene.look(new)
    scene.tag(old, f"{SHOP} country=FR")
    assert sorted(done(scene.look(old))) == [("convert", SHOP), ("create", SHOP)]
    assert policies(scene) == {"GeoLocation"}
    assert (lines(scene), scene.sweep().decisions) == ({}, [])


def test_the_last_share_of_a_policy_is_what_counts(scene: Scene) -> None:
    blue, green = scene.create("blue", f"{SHOP} weight=20"), scene.create("green", f"{SHOP} weight=80")
    new = scene.create("new", f"{SHOP} latency=here")
    scene.look(blue, green)
    scene.look(new)
    [(line, _)] = lines(scene).items()
    first, last = (blue, green) if blue.id in line else (green, blue)
    assert sorted(done(scene.deleted(first))) == [("remove", SHOP), ("wait", SHOP)]
    assert (policies(scene), [*lines(scene).values()]) == ({"Weight"}, [[new]])
    assert done(scene.deleted(last)) == [("hand-over", SHOP)]
    assert policies(scene) == {"Region"}
    assert (lines(scene), scene.sweep().decisions) == ({}, [])


def test_shares_that_leave_together_make_room_together(scene: Scene) -> None:
    blue, green = scene.create("blue", f"{SHOP} weight=20"), scene.create("green", f"{SHOP} weight=80")
    new = scene.create("new", SHOP)
    scene.look(blue, green)
    scene.look(new)
    sent = batches(scene)
    assert done(scene.deleted(blue, green)) == [("hand-over", SHOP)]
    assert (batches(scene), policies(scene)) == (sent + 1, {"simple"})
    assert scene.sweep().decisions == []


def test_all_whom_one_policy_kept_out_have_their_shares_at_once(scene: Scene) -> None:
    old = scene.create("old", SHOP)
    shares = [scene.create(name, f"{SHOP} weight={weight}") for name, weight in (("a", 1), ("b", 2), ("c", 3))]
    scene.look(old)
    scene.look(*shares)
    assert sorted(done(scene.deleted(old))) == [("create", SHOP), ("create", SHOP), ("hand-over", SHOP)]
    assert len(answer(scene)) == 3
    assert (lines(scene), scene.sweep().decisions) == ({}, [])


def test_of_two_policies_the_longest_waiting_comes_next_and_the_other_waits_for_that(scene: Scene) -> None:
    old, late, first = (scene.create(name) for name in ("old", "late", "first"))
    for load_balancer, options in ((old, ""), (first, " weight=20"), (late, " latency=here")):
        scene.tag(load_balancer, f"{SHOP}{options}")
        scene.look(load_balancer)
        scene.clock += 10
    assert lines(scene) == {"": [first, late]}
    outcome = scene.deleted(old)
    assert done(outcome) == [("hand-over", SHOP)]
    assert policies(scene) == {"Weight"}
    assert [*lines(scene).values()] == [[late]]
    [refusal] = outcome.refusals
    assert (refusal.code, refusal.load_balancer) == ("routing-differs", late)
    assert refusal.reason.startswith("it asks for latency routing, and the name is weighted: ")
    assert done(scene.deleted(first)) == [("hand-over", SHOP)]
    assert (policies(scene), lines(scene)) == ({"Region"}, {})


def test_who_asks_for_what_is_there_comes_before_who_asks_for_another_routing(scene: Scene) -> None:
    """A policy stays at a name as long as somebody claims it."""
    old, other, same = scene.create("old", SHOP), scene.create("other", f"{SHOP} weight=1"), scene.create("same", SHOP)
    for load_balancer in (old, other, same):
        scene.look(load_balancer)
        scene.clock += 10
    assert done(scene.deleted(old)) == [("hand-over", SHOP)]
    assert (scene.holder(SHOP), scene.waiting(SHOP)) == (same, [other])
    scene.deleted(same)
    assert policies(scene) == {"Weight"}


def test_who_wants_the_name_no_more_leaves_the_line(scene: Scene) -> None:
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    scene.tag(new, "")
    assert done(scene.look(new)) == [("wait", SHOP)]
    assert lines(scene) == {}
    scene.tag(new, f"{SHOP} weight=1")
    scene.look(new)
    assert lines(scene) == {"": [new]}
    scene.deleted(new)
    assert (lines(scene), scene.told(new)) == ({}, set())


def test_whoever_waits_keeps_its_place_whatever_it_asks_for(scene: Scene) -> None:
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    hold = scene.hold(SHOP)
    assert hold
    scene.clock += 50
    for options in (" latency=here", "", " weight=7"):
        scene.tag(new, f"{SHOP}{options}")
        scene.look(new)
    again = scene.hold(SHOP)
    assert again
    assert again.waits == hold.waits


def test_a_share_beside_others_costs_nobody_a_look(scene: Scene) -> None:
    """Whoever keeps nobody out is not asked about."""
    blue, green = scene.create("blue", f"{SHOP} weight=20"), scene.create("green", f"{SHOP} weight=80")
    scene.look(blue)
    asked = scene.elbv2.count("DescribeLoadBalancers")
    scene.look(green)
    assert scene.elbv2.count("DescribeLoadBalancers") == asked + 1
    assert lines(scene) == {}


def test_a_hand_over_between_policies_is_no_removal_of_a_sweep(scene: Scene) -> None:
    """H37: the name goes on answering."""
    scene = Scene(max_removals=MaxRemovals(count=0, percent=0))
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    scene.delete(old)
    outcome = scene.sweep()
    assert (done(outcome), outcome.unsafe) == ([("hand-over", SHOP)], [])


def test_an_empty_list_of_tags_is_looked_at_twice_before_another_policy_gets_the_name(scene: Scene) -> None:
    """C25: the list may be older than what it seems to take back."""
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    scene.tag(old, "")

    def wait(_: float) -> None:
        scene.tag(old, SHOP)

    assert done(scene.engine(wait=wait).look([old])) == []
    assert policies(scene) == {"simple"}


@pytest.mark.parametrize("policy", ["upsert-only", "create-only"])
def test_a_policy_that_removes_nothing_makes_no_room(policy: str) -> None:
    scene = Scene(policy=policy)
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    assert done(scene.deleted(old)) == []
    assert policies(scene) == {"simple"}


def test_what_others_made_meanwhile_is_told_and_nothing_is_lost(scene: Scene) -> None:
    """Somebody's latency record set of another type stays in the way of a weighted claim that needs both."""
    old = scene.create("old", f"{SHOP} weight=1")
    new = scene.create("new", f"{SHOP} latency=here", ip_address_type="dualstack")
    scene.look(old)
    scene.look(new)
    scene.foreign("shop", "AAAA", "2001:db8::9", SetIdentifier="theirs", Weight=1)
    outcome = scene.deleted(old)
    assert done(outcome) == [("remove", SHOP)]
    assert ("routing-differs", SHOP) in refused(outcome)


def test_a_race_for_what_is_freed_is_planned_again(scene: Scene) -> None:
    """Somebody's record set of a third policy comes between reading and writing: what is read then counts."""
    old, new = scene.create("old", SHOP), scene.create("new", f"{SHOP} weight=1")
    scene.look(old)
    scene.look(new)
    come: list[Any] = []

    def before(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and not come:
            come.append(params)
            scene.route53.remove(scene.zone.id, f"{SHOP}.", "A")
            scene.tampered = True
            scene.foreign("shop", "A", "192.0.2.33")

    scene.route53.before = before
    outcome = scene.deleted(old)
    assert done(outcome) == [("let-go", SHOP)]
    assert outcome.lost_races == 1


def test_whoever_waits_stands_in_one_line_of_the_name_and_a_sweep_leaves_it_there(scene: Scene) -> None:
    blue, new = scene.create("blue", f"{SHOP} weight=20 set=blue"), scene.create("new", f"{SHOP} latency=here")
    scene.look(blue)
    scene.look(new)
    scene.look(scene.create("aqua", f"{SHOP} weight=80 set=aqua"))
    assert lines(scene) == {"blue": [new]}
    outcome = scene.sweep()
    assert (outcome.decisions, outcome.waiting) == ([], 1)
    assert sorted(done(scene.deleted(blue))) == [("remove", SHOP), ("wait", SHOP)]
    assert lines(scene) == {"aqua": [new]}


def test_whoever_comes_in_the_same_run_as_what_keeps_it_out_is_noted_there(scene: Scene) -> None:
    """A sweep meets both for the first time, beside a share that is there."""
    scene.look(scene.create("blue", f"{SHOP} weight=20 set=blue"))
    new = scene.create("new", f"{SHOP} latency=here")
    scene.create("aqua", f"{SHOP} weight=80 set=aqua")
    scene.sweep()
    assert lines(scene) == {"aqua": [new]} or lines(scene) == {"blue": [new]}
    assert scene.sweep().decisions == []


def test_whoever_keeps_itself_out_waits_in_the_line_of_another() -> None:
    """Policy upsert-only converts nothing: its own share is in its way, and so is that of another."""
    scene = Scene(policy="upsert-only")
    web, other = scene.create("web", f"{SHOP} weight=20 set=a"), scene.create("other", f"{SHOP} weight=20 set=b")
    scene.look(web, other)
    scene.tag(web, SHOP)
    scene.look(web)
    assert lines(scene) == {"b": [web]}
    assert scene.sweep().decisions == []


def test_what_route_53_refuses_the_first_who_comes_next_is_refused_the_others_too(scene: Scene) -> None:
    """They rely on what it was to take away: a refusal is no race, so nothing is tried without end."""
    old = scene.create("old", SHOP)
    shares = [scene.create(name, f"{SHOP} weight={weight}") for name, weight in (("a", 1), ("b", 2))]
    scene.look(old)
    scene.look(*shares)
    scene.route53.protect(scene.zone.id, f"{SHOP}.", "A")
    outcome = scene.deleted(old)
    assert (done(outcome), outcome.failures, policies(scene)) == ([], {}, {"simple"})
    assert {refusal.code for refusal in outcome.refusals} == {"protected", "not-accepted"}
    assert outcome.lost_races == 1

"""A refused batch is halved down to what caused it, and the others go through in the same run (H45)."""

from collections.abc import Callable
from math import ceil, log2

from hypothesis import given
from hypothesis import strategies as st

from albias.case import Decision
from albias.engine.apply import Applied
from albias.model import LoadBalancerId
from albias.names import DnsName
from tests.builders import ZONE
from tests.fakes import FakeRoute53
from tests.unit.applying import applier, created, names, plan_of, touching, zone_protecting, zone_with
from tests.unit.decisions import BALANCERS, decision

FOREIGN = {"Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": '"foreign"'}]}


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Decision], set[DnsName]]:
    """Decisions, some of them sharing load balancers, and the names among them that Route 53 will refuse."""
    owners = draw(st.lists(st.lists(st.sampled_from(BALANCERS), min_size=1, max_size=2, unique=True), max_size=14))
    made = [decision(number, *touched) for number, touched in enumerate(owners)]
    refused = draw(st.sets(st.sampled_from(sorted(names(made))), max_size=4)) if made else set()
    return made, refused


def together(made: list[Decision], with_these: set[DnsName]) -> set[DnsName]:
    """The names of all decisions that share a load balancer with these, directly or through others."""
    reached = set(with_these)
    while True:
        balancers = touching([each for each in made if each.hostname in reached])
        more = {each.hostname for each in made if touching([each]) & balancers}
        if more <= reached:
            return reached
        reached |= more


@given(plans(), st.sampled_from([zone_with, zone_protecting]))
def test_h45_a_refusal_is_first_taken_for_a_lost_race_of_just_those_it_concerns(
    drawn: tuple[list[Decision], set[DnsName]], zone_of: Callable[..., FakeRoute53]
) -> None:
    made, refused = drawn
    client = zone_of(*refused)
    applied = applier(client).apply(plan_of(*made))
    raced = together(made, refused)
    assert created(client, made) == names(applied.decisions) == names(made) - raced
    assert applied.raced == touching([each for each in made if each.hostname in raced])
    assert (applied.refusals, applied.failures) == ([], {})


@given(plans())
def test_h45_refused_again_with_the_same_changes_exactly_the_culprits_are_refused_for_good(
    drawn: tuple[list[Decision], set[DnsName]],
) -> None:
    made, refused = drawn
    client = zone_protecting(*refused)
    ours = applier(client)
    first = ours.apply(plan_of(*made))
    second = ours.apply(plan_of(*(each for each in made if each not in first.decisions)))
    assert created(client, made) == names(made) - refused
    assert {each.hostname for each in second.refusals} == refused
    assert {each.code for each in second.refusals} <= {"protected"}
    assert (second.raced, second.failures) == (set(), {})


@given(plans())
def test_what_is_not_as_it_was_read_is_a_lost_race_however_often(drawn: tuple[list[Decision], set[DnsName]]) -> None:
    """Stale reads, and losing again and again, are no reason to refuse a name for good."""
    made, refused = drawn
    client = zone_with(*refused)
    foreign = [client.record(ZONE.id, each, "TXT") for each in sorted(refused)]
    ours = applier(client)
    for _ in range(3):
        applied = ours.apply(plan_of(*(each for each in made if each.hostname not in created(client, made))))
        assert (applied.refusals, applied.failures) == ([], {})
        assert applied.raced == touching([each for each in made if each.hostname in together(made, refused)])
    assert [client.record(ZONE.id, each, "TXT") for each in sorted(refused)] == foreign


def test_a_race_lost_while_a_culprit_is_looked_for_is_planned_again() -> None:
    """Of three names that stand together, one is protected, and another has meanwhile been taken."""
    first, second, third = made = [decision(number, BALANCERS[0]) for number in range(3)]
    client = zone_protecting(first.hostname)
    ours = applier(client)
    assert ours.apply(plan_of(*made)).raced == {BALANCERS[0]}
    client.put(ZONE.id, {**FOREIGN, "Name": f"{third.hostname}."})
    applied = ours.apply(plan_of(*made))
    assert [refusal.hostname for refusal in applied.refusals] in ([], [first.hostname])
    assert applied.raced == {BALANCERS[0]}
    assert names(applied.decisions) <= {second.hostname}


@given(st.integers(1, 40), st.data())
def test_finding_one_culprit_costs_few_calls(number: int, data: st.DataObject) -> None:
    balancers = [LoadBalancerId("aws", "eu-west-1", "1", "app", f"lb{each}", f"{each:016x}") for each in range(number)]
    made = [decision(each, load_balancer) for each, load_balancer in enumerate(balancers)]
    plan = plan_of(*made)
    plan.entries = {each: type(plan.entries[BALANCERS[0]])(each) for each in balancers}
    culprit = data.draw(st.sampled_from(made))
    client = zone_with(culprit.hostname)
    applier(client).apply(plan)
    assert client.count() <= 1 + 2 * ceil(log2(number)) if number > 1 else 1


def test_a_refusal_says_what_route53_said() -> None:
    [culprit] = made = [decision(1, BALANCERS[0])]
    ours = applier(zone_protecting(culprit.hostname))
    ours.apply(plan_of(*made))
    [refusal] = ours.apply(plan_of(*made)).refusals
    assert (refusal.hostname, refusal.load_balancer, refusal.zone) == (culprit.hostname, BALANCERS[0], ZONE)
    assert refusal.reason.startswith("Route 53 refuses the change: [Resource record set [name='n0001.")


def test_a_race_that_is_lost_with_other_changes_than_before_is_a_race_again() -> None:
    """Refused twice in a row is refused for good only where nothing was planned differently."""
    client = zone_protecting(decision(1, BALANCERS[0]).hostname, decision(2, BALANCERS[0]).hostname)
    ours = applier(client)
    assert ours.apply(plan_of(decision(1, BALANCERS[0]))).raced
    assert ours.apply(plan_of(decision(2, BALANCERS[0]))).raced
    assert ours.apply(plan_of(decision(2, BALANCERS[0]))).refusals


def test_an_empty_plan_sends_nothing() -> None:
    client = zone_with()
    assert applier(client).apply(plan_of()) == Applied()
    assert client.count() == 0

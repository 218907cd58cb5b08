"""What a plan would come to, and what of it a person agreed to."""

from dataclasses import replace
from typing import Any

import pytest

from albias.case import Decision
from albias.engine.outcome import Outcome, Plan, Request, ZonePlan
from albias.errors import Failure, UnsafePlan
from albias.model import LoadBalancerId, Note, Refusal
from albias.names import DnsName
from albias.registry import Key
from tests.support.world import ZONE
from tests.unit.cases import GREEN, NAME, RED, WEB, alias, case, create, held, party

OTHER = DnsName("cart.apps.example.com")
SECOND = replace(ZONE, id="Z0SECOND", private=True)


def decision(load_balancer: LoadBalancerId = WEB, **differing: Any) -> Decision:
    changes = (create(alias(WEB)), create(held(WEB).record_set))
    made = Decision("create", Key(NAME), load_balancer, "it claims the name", changes, frozenset({load_balancer}))
    return replace(made, **differing)


def refusal(load_balancer: LoadBalancerId) -> Refusal:
    return Refusal(NAME, load_balancer, "name-taken", "somebody else has it")


def note(load_balancer: LoadBalancerId) -> Note:
    return Note(NAME, ZONE, "beside", "somebody else has a record set beside it", load_balancer)


def two_zones() -> Plan:
    """A plan in which both zones have something of everything."""
    first = ZonePlan(ZONE, decisions=[decision()], refusals=[refusal(GREEN)], notes=[note(WEB)], held=3, waiting=1)
    first.failures[GREEN] = Failure("throttled")
    first.trouble = "the zone could not be read"
    first.raced[NAME] = frozenset({RED})
    second = ZonePlan(SECOND, decisions=[decision(RED)], refusals=[refusal(RED)], notes=[note(RED)], held=4, waiting=2)
    second.raced[OTHER] = frozenset({RED})
    return Plan(
        Request(),
        zones=[first, second],
        refusals=[refusal(WEB)],
        failures={WEB: Failure("no tags could be read")},
        unsafe=[UnsafePlan("too many")],
    )


def test_what_is_foreseen_is_all_that_every_zone_plans_and_what_no_zone_is_asked_about() -> None:
    plan = two_zones()
    outcome = plan.foreseen()
    assert outcome.decisions == [(ZONE, decision()), (SECOND, decision(RED))]
    assert outcome.refusals == [refusal(WEB), refusal(GREEN), refusal(RED)]
    assert outcome.notes == [note(WEB), note(RED)]
    assert outcome.troubles == ["the zone could not be read"]
    assert outcome.unsafe == plan.unsafe
    assert outcome.raced == {NAME: frozenset({RED}), OTHER: frozenset({RED})}
    assert (outcome.held, outcome.waiting) == (7, 3)
    assert outcome.failures == {
        WEB: Failure("no tags could be read"),
        GREEN: Failure("throttled"),
        RED: Failure("cart.apps.example.com: its record sets changed while they were read"),
    }


def test_to_foresee_changes_no_plan() -> None:
    plan = two_zones()
    plan.foreseen()
    assert (plan.refusals, plan.unsafe, plan.failures) == (
        two_zones().refusals,
        plan.foreseen().unsafe,
        two_zones().failures,
    )


@pytest.mark.parametrize(
    ("differing", "agreed"),
    [
        ({}, True),
        ({"reason": "another"}, True),
        ({"changes": (create(alias(WEB)),)}, True),
        ({"action": "adopt"}, False),
        ({"key": Key(OTHER)}, False),
        ({"load_balancer": GREEN}, False),
        ({"changes": (create(alias(GREEN)), create(held(WEB).record_set))}, False),
    ],
)
def test_only_what_a_person_was_shown_is_carried_out(differing: dict[str, Any], agreed: bool) -> None:
    now, shown = decision(**differing), decision()
    plan = Plan(Request(), [ZonePlan(ZONE, decisions=[now], held=1)], refusals=[refusal(WEB)])
    kept = plan.only_as_in(Plan(Request(), [ZonePlan(ZONE, decisions=[shown])]))
    assert kept.decisions == ([(ZONE, now)] if agreed else [])
    assert (kept.zones[0].zone, kept.zones[0].held, kept.refusals) == (ZONE, 1, plan.refusals)


def test_what_was_shown_in_one_zone_is_not_agreed_to_in_another() -> None:
    plan = Plan(Request(), [ZonePlan(SECOND, decisions=[decision()])])
    assert plan.only_as_in(Plan(Request(), [ZonePlan(ZONE, decisions=[decision()])])).decisions == []


def test_a_raced_name_concerns_everybody_whom_it_concerns_in_any_zone() -> None:
    first, second = ZonePlan(ZONE), ZonePlan(SECOND)
    first.cases[Key(NAME)] = case(party(WEB))
    first.cases[Key(OTHER)] = case(party(RED), key=Key(OTHER))
    second.raced = {NAME: frozenset({GREEN}), OTHER: frozenset({RED})}
    plan = Plan(Request(), [first, second])
    raced = {NAME: frozenset({RED})}
    assert plan.with_everybody(raced) == {NAME: frozenset({WEB, GREEN, RED})}
    assert raced == {NAME: frozenset({RED})}


@pytest.mark.parametrize(
    ("only", "again", "concerned"),
    [
        (None, None, True),
        ({NAME}, None, True),
        ({OTHER}, None, False),
        (None, {NAME}, True),
        (None, {OTHER}, False),
        ({NAME}, {OTHER}, False),
        ({OTHER}, {NAME}, False),
    ],
)
def test_a_request_may_be_for_some_names_and_again_for_some_of_these(
    only: set[DnsName] | None, again: set[DnsName] | None, concerned: bool
) -> None:
    request = Request(only=frozenset(only) if only else None, raced=frozenset(again) if again else None)
    assert request.concerns(NAME) is concerned


def test_another_round_is_for_the_raced_names_and_for_all_whom_they_concern() -> None:
    request = Request(load_balancers=frozenset({GREEN}), deleted=frozenset({GREEN}), sweep=True)
    again = request.once_more({NAME: frozenset({WEB}), OTHER: frozenset({RED})})
    assert again == replace(request, load_balancers=frozenset({WEB, RED}), raced=frozenset({NAME, OTHER}), whole=True)
    assert (request.looks_at_all, again.looks_at_all) == (True, False)


def test_a_denial_hides_no_other_reason_and_is_no_reason_to_try_again() -> None:
    throttled, denied = Failure("throttled"), Failure("not allowed", denied=True)
    outcome = Outcome(troubles=["a zone is not there"])
    outcome.fail([WEB], throttled)
    outcome.fail([WEB, GREEN], denied)
    outcome.fail([RED], denied)
    outcome.fail([RED], throttled)
    assert outcome.failures == {WEB: throttled, GREEN: denied, RED: throttled}
    assert outcome.problems == ["a zone is not there", "throttled", "not allowed", "throttled"]
    assert outcome.unfinished == ["a zone is not there", "throttled", "throttled"]


def test_what_comes_of_several_rounds_is_counted_together() -> None:
    outcome = Outcome(lost_races=1, held=2, waiting=3, hosts_selected=5, hosts_read=4)
    outcome.take(Outcome(lost_races=2, held=1, waiting=1, hosts_selected=1, hosts_read=1))
    assert (outcome.lost_races, outcome.held, outcome.waiting) == (3, 3, 4)
    assert (outcome.hosts_selected, outcome.hosts_read) == (6, 5)

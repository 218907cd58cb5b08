"""What keeps a look that is wrong from doing harm: whom to describe again, and how many names a sweep may remove."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from albias.case import Action, Case, Decision, Party, Standing
from albias.engine.fleet import Fleet
from albias.engine.outcome import ZonePlan
from albias.engine.safety import PAUSE, RemovalLimit, doubtful, look_again, pause_is_due
from albias.model import Change, LoadBalancer, LoadBalancerId
from albias.names import DnsName
from albias.registry import Key
from albias.settings import MaxRemovals
from tests.support.world import ZONE
from tests.unit.cases import GREEN, NAME, RED, WEB, alias, case, delete, gone, held, left, party
from tests.unit.fleets import Elb, balancer, fleet_of

TAGGED = (("team", "shop"),)


def tagged(found: Party) -> Party:
    """One that has tags, if none of ours."""
    assert found.described
    return replace(found, described=replace(found.described, tags=TAGGED))


def planned(found: Case, action: Action, key: Key = Key(NAME)) -> ZonePlan:  # noqa: B008  a value
    decision = Decision(action, key, WEB, "for a test", (delete(alias(WEB)),), frozenset({WEB}))
    return ZonePlan(ZONE, cases={key: replace(found, key=key)}, decisions=[decision])


LOSES = case(left(), hold=held(WEB))  # and its list of tags is empty
CHANGES = case(tagged(left()), hold=held(WEB))  # its tags were read, and name it no more


@pytest.mark.parametrize(
    ("found", "action", "again"),
    [
        (LOSES, "remove", {WEB}),
        (LOSES, "let-go", {WEB}),
        (LOSES, "hand-over", {WEB}),
        (LOSES, "wait", set()),
        (LOSES, "repair", set()),
        (CHANGES, "remove", set()),
        (case(gone(), hold=held(WEB)), "remove", set()),
        (case(left(GREEN)), "remove", set()),  # nobody holds it
        (case(left(), party(GREEN), left(RED), hold=held(WEB)), "hand-over", {WEB, RED}),
    ],
)
def test_c25_whoever_would_lose_a_name_by_an_empty_list_of_tags_is_described_again(
    found: Case, action: Action, again: set[LoadBalancerId]
) -> None:
    assert doubtful(planned(found, action), sweep=False) == again
    assert pause_is_due(planned(found, action)) is bool(again)


@pytest.mark.parametrize("action", ["create", "repair", "remove"])
def test_h48_a_sweep_describes_again_all_whom_it_would_change_something_for(action: Action) -> None:
    found = case(tagged(left()), party(GREEN), gone(RED), hold=held(WEB))
    assert doubtful(planned(found, action), sweep=True) == {WEB, GREEN}


def removal(number: int, *, removes: bool = True, action: Action = "remove") -> Decision:
    name = DnsName(f"n{number:02}.{ZONE.name}")
    record = replace(alias(WEB), key=alias(WEB).key._replace(name=name))
    changes = (Change("DELETE", record),) if removes else ()
    return Decision(action, Key(name), WEB, "for a test", changes, frozenset({WEB}))


def removals(*numbers: int) -> list[Decision]:
    return [removal(number) for number in numbers]


def limited(held_names: int = 10, count: int = 2) -> RemovalLimit:
    return RemovalLimit(ZONE, MaxRemovals(count, 10), held_names)


def test_h37_all_rounds_of_a_sweep_share_one_limit() -> None:
    limit = limited()
    assert limit.allowed(removals(1)) == removals(1)
    assert limit.allowed([]) == []
    assert limit.allowed(removals(2)) == removals(2)
    assert limit.allowed(removals(3)) == []
    assert limit.exceeded is not None
    assert str(limit.exceeded).startswith("apps.example.com: the sweep would remove 3 of 10 names, more than ")


def test_a_name_that_lost_a_race_counts_once_however_often_its_removal_is_tried() -> None:
    limit = limited()
    for _ in range(3):
        assert limit.allowed(removals(1, 2)) == removals(1, 2)
    assert limit.exceeded is None


def test_h37_beyond_the_limit_nothing_is_given_up_in_any_round_and_all_else_is_done() -> None:
    limit = limited()
    made, kept = removal(8, action="create"), removal(9, removes=False, action="let-go")
    assert limit.allowed([*removals(3, 1, 2), made, kept]) == [made]
    told = str(limit.exceeded)
    assert told.endswith("nothing is removed: n01.apps.example.com, n02.apps.example.com, n03.apps.example.com")
    assert limit.allowed([removal(4), made, kept]) == [made]
    assert str(limit.exceeded) == told, "it is told once, with the names of the round that went too far"


def test_what_is_let_go_without_a_record_set_is_no_removal() -> None:
    kept: Sequence[Decision] = [removal(number, removes=False, action="let-go") for number in range(5)]
    assert limited().allowed(list(kept)) == kept


def test_h57_a_routed_name_is_told_with_its_set_identifier() -> None:
    limit = limited(count=0)
    routed = replace(removal(1), key=Key(DnsName("n01.apps.example.com"), "platform/web"))
    limit.allowed([routed, *removals(2)])
    assert str(limit.exceeded).endswith(": n01.apps.example.com platform/web, n02.apps.example.com")


def test_who_still_wants_a_name_is_described_again_only_by_a_sweep() -> None:
    found = case(party(WEB, Standing.WANTS), hold=held(WEB))
    assert doubtful(planned(found, "remove"), sweep=False) == set()
    assert doubtful(planned(found, "remove"), sweep=True) == {WEB}


def two_decisions(first: Case, second: Case) -> ZonePlan:
    plan, other = planned(first, "remove"), planned(second, "remove", Key(DnsName("cart.apps.example.com")))
    return ZonePlan(ZONE, cases=plan.cases | other.cases, decisions=plan.decisions + other.decisions)


def test_all_whom_any_decision_concerns_are_described_again() -> None:
    losing = two_decisions(LOSES, case(left(GREEN), hold=held(GREEN)))
    assert doubtful(losing, sweep=False) == {WEB, GREEN}
    assert doubtful(losing, sweep=True) == {WEB, GREEN}


def fleet_of_web(described: LoadBalancer) -> tuple[Elb, Fleet]:
    elb = Elb(described)
    fleet = fleet_of(elb)
    fleet.ask([described.id])
    fleet.read_hosts([described.id])
    elb.asked.clear()
    return elb, fleet


def test_c25_an_empty_list_of_tags_is_believed_after_a_while_and_rules_only_where_a_name_would_go() -> None:
    """Who loses a name has its rules read anew, too; who only comes to something else is described, and no more."""
    described = balancer(WEB)
    elb, fleet = fleet_of_web(described)
    naps: list[float] = []
    loses = case(replace(left(), described=described), hold=held(WEB))
    assert not look_again(fleet, planned(loses, "remove"), naps.append, sweep=True)
    assert [what for what, _ in elb.asked] == ["together", "rules"]
    elb.asked.clear()
    assert not look_again(fleet, planned(loses, "repair"), naps.append, sweep=True)
    assert [what for what, _ in elb.asked] == ["together"]
    wants = case(replace(party(WEB), described=described), hold=held(WEB))
    elb.asked.clear()
    assert not look_again(fleet, planned(wants, "remove"), naps.append, sweep=True)
    assert [what for what, _ in elb.asked] == ["together"]
    assert naps == [], "its list of tags is not empty"


def test_c25_a_second_look_waits_where_a_list_of_tags_is_empty_and_says_whether_somebody_differs() -> None:
    elb, fleet = fleet_of_web(balancer(WEB, ()))
    naps: list[float] = []
    assert not look_again(fleet, planned(LOSES, "remove"), naps.append, sweep=False)
    elb.there[WEB] = balancer(WEB)
    assert look_again(fleet, planned(LOSES, "remove"), naps.append, sweep=False)
    assert naps == [PAUSE, PAUSE]
    elb.asked.clear()
    assert not look_again(fleet, planned(LOSES, "wait"), naps.append, sweep=False)
    assert elb.asked == [], "nobody is asked about whom nothing rests on"

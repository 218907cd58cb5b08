"""Two load balancers, one name: the holder keeps it, the others wait in line for a release (H30, H36)."""

from dataclasses import replace

import pytest

from albias.bookkeeping import MAX_WAITS
from albias.case import Decision, Standing
from albias.decide import decide
from albias.model import Change, LoadBalancerId
from albias.registry import Hold, decode_hold, encode_index
from tests.support.world import ME, ZONE, load_balancer_id
from tests.unit.cases import (
    GREEN,
    NAME,
    NOW,
    RED,
    WEB,
    actions,
    address,
    alias,
    case,
    codes,
    dns_name,
    gone,
    held,
    left,
    party,
)

HOLDER = party(WEB)
MANY = sorted(load_balancer_id(f"lb{number}", f"{number:016x}") for number in range(MAX_WAITS + 5))


def hold_after(decision: Decision) -> Hold | None:
    """The hold that a decision writes."""
    for change in decision.changes:
        if change.action == "CREATE" and "_hold" in change.record_set.key.name:
            return decode_hold(change.record_set, ME, ZONE)
    return None


def index_changes(decision: Decision) -> list[Change]:
    return [change for change in decision.changes if f".{ME.owner}._albias." in change.record_set.key.name]


def test_h30_a_claimant_waits_from_now_on_and_the_hold_notes_it() -> None:
    before = held(WEB)
    [decision] = decide(case(HOLDER, party(GREEN), hold=before, records=(alias(WEB),))).decisions
    after = hold_after(decision)
    assert after
    assert (after.load_balancer, after.waits, after.revision) == (WEB, ((GREEN, NOW),), before.revision + 1)
    assert index_changes(decision) == [Change("CREATE", encode_index(before.key, GREEN, ME, ZONE))]
    assert Change("DELETE", before.record_set) in decision.changes


def test_a_wait_keeps_its_since_and_its_place() -> None:
    before = held(WEB, waits=[(RED, 17)])
    [decision] = decide(case(HOLDER, party(RED), party(GREEN), hold=before, records=(alias(WEB),))).decisions
    after = hold_after(decision)
    assert after
    assert after.waits == ((RED, 17), (GREEN, NOW))


def test_a_wait_that_is_noted_changes_nothing_anew() -> None:
    """No flapping: the same state decided again writes nothing."""
    found = case(HOLDER, party(GREEN), hold=held(WEB, waits=[(GREEN, 17)]), records=(alias(WEB),))
    assert decide(found).decisions == []
    assert codes(decide(found)) == [("waiting", GREEN)]


def test_who_no_longer_wants_the_name_leaves_the_line_and_its_index_entry_goes() -> None:
    before = held(WEB, waits=[(GREEN, 17)])
    found = case(HOLDER, party(GREEN, Standing.LEFT), hold=before, records=(alias(WEB),))
    [decision] = decide(found).decisions
    after = hold_after(decision)
    assert after
    assert after.waits == ()
    assert index_changes(decision) == [Change("DELETE", encode_index(before.key, GREEN, ME, ZONE))]


@pytest.mark.parametrize(
    ("green_since", "red_since", "heir"),
    [(17, 18, GREEN), (18, 17, RED), (None, 17, RED), (17, None, GREEN), (17, 17, GREEN), (None, None, GREEN)],
)
def test_a_release_goes_to_the_longest_waiting_and_among_equals_to_the_first_by_arn(
    green_since: int | None, red_since: int | None, heir: LoadBalancerId
) -> None:
    waits = [(each, since) for each, since in ((GREEN, green_since), (RED, red_since)) if since is not None]
    waiting = [party(GREEN), party(RED)]
    for order in (waiting, waiting[::-1]):
        verdict = decide(case(gone(), *order, hold=held(WEB, waits=waits), records=(alias(WEB),)))
        other = RED if heir == GREEN else GREEN
        assert actions(verdict) == [("hand-over", heir)]
        assert codes(verdict) == [("waiting", other)]


def test_h36_a_hand_over_is_one_decision_with_no_moment_without_an_answer() -> None:
    before = held(WEB, waits=[(GREEN, 17), (RED, 18)])
    [decision] = decide(case(gone(), party(GREEN), party(RED), hold=before, records=(alias(WEB),))).decisions
    assert decision.previous == WEB
    assert decision.concerned == {WEB, GREEN, RED}
    after = hold_after(decision)
    assert after
    assert (after.load_balancer, after.waits) == (GREEN, ((RED, 18),))
    assert after.target == "green-1.eu-west-1.elb.amazonaws.com"
    assert index_changes(decision) == [Change("DELETE", encode_index(before.key, WEB, ME, ZONE))]


def test_h30_a_waiting_one_that_no_longer_wants_the_name_is_passed_over() -> None:
    waits = [(GREEN, 17), (RED, 18)]
    found = case(gone(), left(GREEN), party(RED), hold=held(WEB, waits=waits), records=(alias(WEB),))
    assert actions(decide(found)) == [("hand-over", RED)]


def test_the_line_is_not_endless() -> None:
    parties = [party(each) for each in MANY]
    [decision] = decide(case(HOLDER, *parties, hold=held(WEB), records=(alias(WEB),))).decisions
    after = hold_after(decision)
    assert after
    assert [each for each, _ in after.waits] == MANY[:MAX_WAITS]


def test_those_who_are_in_line_stay_there_though_others_with_smaller_arns_come() -> None:
    noted = [(each, 17) for each in MANY[5:]]
    parties = [party(each) for each in MANY]
    found = case(HOLDER, *parties, hold=held(WEB, waits=noted), records=(alias(WEB),))
    assert decide(found).decisions == []


def test_c3_c4_who_has_the_name_in_another_zone_is_before_those_who_wait_longer() -> None:
    waits = [(GREEN, 17), (RED, 18)]
    found = case(gone(), party(GREEN), party(RED), hold=held(WEB, waits=waits), records=(alias(WEB),), preferred=RED)
    assert actions(decide(found)) == [("hand-over", RED)]
    assert actions(decide(case(party(GREEN), party(RED), preferred=RED))) == [("create", RED)]


def test_c44_other_peoples_values_in_the_hold_stay() -> None:
    others = ('"google-site-verification=abc"',)
    before = held(WEB, others=others)
    [waits] = decide(case(HOLDER, party(GREEN), hold=before, records=(alias(WEB),))).decisions
    after = hold_after(waits)
    assert after
    assert after.others == others
    [removes] = decide(case(gone(), hold=before, records=(alias(WEB),))).decisions
    rest = replace(before.record_set, values=others)
    assert [change for change in removes.changes if change.record_set.key == rest.key] == [
        Change("DELETE", before.record_set),
        Change("CREATE", rest),
    ]


def test_an_index_entry_that_says_something_else_is_put_right_where_it_is_ours_and_left_where_it_is_not() -> None:
    before = held(WEB)
    place = encode_index(before.key, WEB, ME, ZONE)
    odd = replace(place, values=(place.values[0],))
    found = case(HOLDER, hold=before, records=(alias(WEB),))
    entry = found.parties[0].index
    assert entry
    spoilt = replace(found, parties=(replace(found.parties[0], index=entry._replace(record_set=odd, right=False)),))
    [decision] = decide(spoilt).decisions
    assert decision.action == "tidy"
    assert index_changes(decision) == [Change("DELETE", odd), Change("CREATE", place)]
    foreign = entry._replace(record_set=odd, ours=False, right=False)
    assert decide(replace(found, parties=(replace(found.parties[0], index=foreign),))) == ([], [])


def test_a_missing_index_entry_comes_back() -> None:
    before = held(WEB)
    [decision] = decide(case(HOLDER, hold=before, records=(alias(WEB),), told=False)).decisions
    assert decision.action == "tidy"
    assert index_changes(decision) == [Change("CREATE", encode_index(before.key, WEB, ME, ZONE))]


def test_an_index_entry_that_the_hold_does_not_tell_of_proves_itself() -> None:
    """The page that had it may be older than the hold."""
    before = held(WEB)
    green = replace(party(GREEN), index=party(GREEN, told=True).index)
    [decision] = decide(case(HOLDER, green, hold=before, records=(alias(WEB),))).decisions
    entry = encode_index(before.key, GREEN, ME, ZONE)
    assert index_changes(decision) == [Change("DELETE", entry), Change("CREATE", entry)]


def test_h40_a_hand_over_to_one_whose_place_is_taken_does_not_happen() -> None:
    verdict = decide(case(gone(), party(GREEN), hold=held(WEB, waits=[(GREEN, 17)]), records=(address(),)))
    assert actions(verdict) == [("let-go", WEB)]
    assert codes(verdict) == [("name-taken", GREEN)]
    assert verdict.refusals[0].hostname == NAME


def test_all_who_cannot_have_a_name_that_is_given_up_are_told() -> None:
    verdict = decide(case(gone(), party(GREEN), party(RED), hold=held(WEB), records=(address(),)))
    assert actions(verdict) == [("let-go", WEB)]
    assert codes(verdict) == [("name-taken", GREEN), ("name-taken", RED)]


def test_a_grace_that_runs_is_still_noted_where_only_the_index_was_put_right() -> None:
    hold = held(WEB, origin="rule", unnamed_since=NOW - 10)
    verdict = decide(case(left(), hold=hold, records=(alias(WEB),), told=False))
    assert actions(verdict) == [("tidy", WEB)]
    after = hold_after(verdict.decisions[0])
    assert after
    assert after.unnamed_since == NOW - 10


def test_h58_who_gives_a_key_up_for_another_has_no_grace() -> None:
    """Both come in one batch (engine/conversions.py), so that the name does not fall silent meanwhile."""
    converts = replace(left(), sets=frozenset({"platform/web"}))
    verdict = decide(case(converts, hold=held(WEB, origin="rule"), records=(alias(WEB),)))
    assert actions(verdict) == [("remove", WEB)]


def test_h48_while_somebody_waits_whose_rules_were_not_read_nothing_is_noted_of_a_grace_that_there_is_not() -> None:
    hold = held(WEB, waits=[(GREEN, 17)])
    verdict = decide(case(left(), party(GREEN, Standing.UNSURE), hold=hold, records=(alias(WEB),)))
    assert actions(verdict) == []


def test_h58_the_first_second_of_all_time_is_long_ago() -> None:
    verdict = decide(case(left(), hold=held(WEB, origin="rule", unnamed_since=1), records=(alias(WEB),)))
    assert actions(verdict) == [("remove", WEB)]


def test_of_a_name_that_nobody_holds_only_who_has_an_index_entry_of_ours_is_told_of_the_tidying() -> None:
    foreign = party(GREEN, told=True).index
    assert foreign
    theirs = replace(party(GREEN, Standing.LEFT), index=foreign._replace(ours=False))
    listed = replace(left(), index=party(WEB, told=True).index)
    assert actions(decide(case(party(RED, Standing.LEFT), theirs, listed))) == [("tidy", WEB)]


def test_h39_a_lost_hold_is_given_back_to_whom_index_and_record_set_tell_of_whoever_else_there_is() -> None:
    listed = party(WEB, told=True)
    [decision] = decide(case(party(GREEN), listed, records=(alias(WEB),))).decisions
    after = hold_after(decision)
    assert after
    assert (after.load_balancer, after.target, after.waits) == (WEB, dns_name(WEB), ((GREEN, NOW),))


def test_all_who_claim_what_somebody_else_has_are_refused() -> None:
    verdict = decide(case(party(WEB), party(GREEN), records=(address(),)))
    assert sorted(codes(verdict)) == sorted([("name-taken", WEB), ("name-taken", GREEN)])

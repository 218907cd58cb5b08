"""Two load balancers, one name: the holder keeps it, the others wait in line for a release (H30, H36)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.case import MAX_QUEUE, Party
from albias.decide import decide
from albias.model import LoadBalancerId
from albias.registry import decode_hold, encode_hold
from tests.builders import ME, ZONE, load_balancer_id
from tests.unit.cases import (
    GREEN,
    NAME,
    NOW,
    OTHER,
    RED,
    WEB,
    actions,
    address,
    alias,
    case,
    codes,
    create,
    delete,
    dns_name,
    entries_after,
    holding,
    party,
    still,
)

HOLDER = party(WEB, wants=True, lists=True)
GONE = party(WEB, lists=True, gone=True)
MANY = [load_balancer_id(f"lb{number}", f"{number:016x}") for number in range(MAX_QUEUE + 5)]


def test_h30_a_claimant_waits_from_now_on_and_the_holder_notes_it() -> None:
    found = case(party(GREEN, wants=True), holder=HOLDER, records=(alias(WEB),))
    keep, wait = decide(found)[0]
    assert (keep.changes, wait.changes) == ((), ())
    after = entries_after(wait, found)
    assert after[GREEN].waits == {(NAME, NOW)}
    assert after[WEB].queue == {GREEN}
    assert after[WEB].hosts == {NAME}


def test_a_wait_notes_where_the_one_that_waits_points() -> None:
    found = case(party(GREEN, wants=True, entry_target=""), holder=HOLDER, records=(alias(WEB),))
    [_, wait] = decide(found)[0]
    assert entries_after(wait, found)[GREEN].target == dns_name(GREEN)


def test_a_wait_keeps_its_since() -> None:
    found = case(party(GREEN, wants=True, since=17), holder=HOLDER, records=(alias(WEB),))
    [_, wait] = decide(found)[0]
    assert entries_after(wait, found)[GREEN].waits == {(NAME, 17)}


def test_a_wait_that_is_noted_on_both_sides_changes_nothing_anew() -> None:
    """No flapping: the same state decided again writes nothing."""
    holder = replace(HOLDER, entry=replace(HOLDER.entry, queue=frozenset({GREEN})))
    found = case(party(GREEN, wants=True, since=17), holder=holder, records=(alias(WEB),))
    entries = {each.id: each.entry for each in found.parties}
    assert not [decision for decision in decide(found)[0] if decision.acts_on(entries)]
    assert codes(decide(found)) == [("waiting", GREEN)]


@pytest.mark.parametrize(
    ("green_since", "red_since", "heir"),
    [(17, 18, GREEN), (18, 17, RED), (None, 17, RED), (17, None, GREEN), (17, 17, GREEN), (None, None, GREEN)],
)
def test_a_release_goes_to_the_longest_waiting_and_among_equals_to_the_first_by_arn(
    green_since: int | None, red_since: int | None, heir: LoadBalancerId
) -> None:
    waiting = [party(GREEN, wants=True, since=green_since), party(RED, wants=True, since=red_since)]
    for order in (waiting, waiting[::-1]):
        verdict = decide(case(*order, holder=GONE, records=(alias(WEB),)))
        other = RED if heir == GREEN else GREEN
        assert actions(verdict) == [("hand-over", heir), ("wait", other)]
        assert codes(verdict) == [("waiting", other)]


def test_h36_a_hand_over_is_one_decision_with_no_moment_without_an_answer() -> None:
    found = case(party(GREEN, wants=True, since=17), holder=GONE, records=(alias(WEB),))
    [decision] = decide(found)[0]
    assert decision.changes == (delete(alias(WEB)), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN)))
    after = entries_after(decision, found)
    assert (after[WEB].hosts, after[WEB].queue) == (frozenset(), frozenset())
    assert (after[GREEN].hosts, after[GREEN].waits) == (frozenset({NAME}), frozenset())
    assert after[GREEN].target == "green-1.eu-west-1.elb.amazonaws.com"


def test_the_rest_of_the_line_waits_for_the_heir() -> None:
    old = replace(GONE, entry=replace(GONE.entry, queue=frozenset({GREEN, RED})))
    waiting = [party(GREEN, wants=True, since=17), party(RED, wants=True, since=18)]
    found = case(*waiting, holder=old, records=(alias(WEB),))
    hand_over, wait = decide(found)[0]
    assert entries_after(hand_over, found)[GREEN].queue == {RED}
    assert wait.load_balancer == RED
    assert wait.reason == f"{GREEN} holds it"


def test_h30_a_waiting_one_that_no_longer_wants_the_name_is_passed_over() -> None:
    found = case(party(GREEN, since=17), party(RED, wants=True, since=18), holder=GONE, records=(alias(WEB),))
    assert actions(decide(found)) == [("hand-over", RED)]


def test_a_fenced_claimant_gets_nothing_and_is_told() -> None:
    verdict = decide(case(party(GREEN, wants=True, fenced=True), holder=GONE, records=(alias(WEB),)))
    assert actions(verdict) == [("remove", WEB)]
    assert codes(verdict) == [("owned-elsewhere", GREEN)]


def test_a_fenced_holder_is_left_alone() -> None:
    fenced = replace(HOLDER, fenced=True)
    verdict = decide(case(party(GREEN, wants=True), holder=fenced, records=(alias(WEB),)))
    assert actions(verdict) == []
    assert ("owned-elsewhere", WEB) in codes(verdict)


def test_two_that_claim_a_free_name_at_once_are_served_in_the_order_of_their_arns() -> None:
    verdict = decide(case(party(RED, wants=True), party(GREEN, wants=True)))
    assert actions(verdict) == [("create", GREEN), ("wait", RED)]


def test_those_noted_at_the_holder_stay_noted_while_nobody_looks_at_them() -> None:
    unseen = load_balancer_id("unseen", "f" * 16)
    holder = replace(HOLDER, entry=replace(HOLDER.entry, queue=frozenset({unseen})))
    found = case(party(GREEN, wants=True), holder=holder, records=(alias(WEB),))
    assert entries_after(decide(found)[0][1], found)[WEB].queue == {GREEN, unseen}


def test_a_holder_whose_entry_does_not_list_the_name_lists_it_again_though_its_record_set_is_not_to_be_written() -> (
    None
):
    """The batch proves the hold, which alone says who has the name; whom a hand gave it, forgets it."""
    holder = party(WEB, wants=True)
    found = case(party(GREEN, wants=True, lists=True), holder=holder, records=(alias(WEB, opaque=True),))
    listed, wait = decide(found)[0]
    assert actions(([listed, wait], [])) == [("tidy", WEB), ("wait", GREEN)]
    assert (listed.hostname, list(listed.changes)) == (NAME, still(holding(WEB)))
    assert [(edit.load_balancer, edit.held) for edit in listed.edits] == [(GREEN, False), (WEB, True)]
    after = entries_after(listed, found)
    assert (after[WEB].hosts, after[WEB].queue) == (frozenset({NAME}), frozenset({GREEN}))
    assert not after[GREEN].hosts


def test_who_waits_for_a_name_that_nobody_gets_waits_no_longer() -> None:
    found = case(party(WEB, wants=True, since=17), records=(address(),))
    [tidy] = decide(found)[0]
    assert entries_after(tidy, found)[WEB].waits == frozenset()


def test_who_lists_a_name_that_is_another_deployments_forgets_it() -> None:
    theirs = decode_hold(encode_hold(NAME, GREEN, replace(ME, owner="other"), ZONE), ME)
    found = case(party(WEB, wants=True, lists=True), hold=theirs, records=(alias(WEB),))
    [let_go] = decide(found)[0]
    assert entries_after(let_go, found)[WEB].hosts == frozenset()


def test_one_that_is_known_to_claim_nothing_of_the_holders_is_no_longer_noted() -> None:
    holder = replace(HOLDER, entry=replace(HOLDER.entry, queue=frozenset({GREEN})))
    uninterested = party(GREEN, since=17)
    found = case(holder=holder, records=(alias(WEB),), at_hand={WEB: holder, GREEN: uninterested})
    [keep] = decide(found)[0]
    assert entries_after(keep, found)[WEB].queue == frozenset()


def test_who_gets_the_name_is_no_longer_noted_at_one_that_keeps_others() -> None:
    hosts = frozenset({NAME, OTHER})
    entry = replace(HOLDER.entry, hosts=hosts, queue=frozenset({GREEN}))
    found = case(party(GREEN, wants=True), holder=replace(HOLDER, entry=entry, wanted=frozenset({OTHER})))
    [hand_over] = decide(found)[0]
    after = entries_after(hand_over, found)[WEB]
    assert after.hosts == {OTHER}
    assert after.queue == frozenset()


def test_h30_a_hand_over_rests_on_the_entry_of_a_holder_whose_entry_does_not_list_the_name() -> None:
    """The hold alone says that it has it: its entry, too, must be as it was read."""
    found = case(party(GREEN, wants=True), holder=party(WEB, gone=True))
    [hand_over] = decide(found)[0]
    assert {edit.load_balancer for edit in hand_over.edits} == {WEB, GREEN}


def test_one_that_waits_for_another_name_of_the_holder_stays_noted() -> None:
    hosts = frozenset({NAME, OTHER})
    holder = replace(HOLDER, entry=replace(HOLDER.entry, hosts=hosts, queue=frozenset({GREEN})), wanted=hosts)
    waiting = replace(party(GREEN), wanted=frozenset({OTHER}))
    found = case(holder=holder, records=(alias(WEB),), at_hand={WEB: holder, GREEN: waiting})
    [keep] = decide(found)[0]
    assert entries_after(keep, found)[WEB].queue == {GREEN}


def test_the_line_has_an_end_and_whom_it_notes_it_keeps() -> None:
    noted = frozenset(MANY[5:])
    holder = replace(HOLDER, entry=replace(HOLDER.entry, queue=noted))
    found = case(*(party(each, wants=True) for each in MANY), holder=holder, records=(alias(WEB),))
    verdict = decide(found)
    assert len(noted) == MAX_QUEUE
    assert {entries_after(decision, found)[WEB].queue for decision in verdict[0]} == {noted}
    assert {refused for _, refused in codes(verdict)} == set(MANY), "all of them are told, noted or not"


def test_lines_for_several_names_of_one_holder_add_up() -> None:
    """Each name notes its own waiters, and forgets nobody else's."""
    found = case(party(GREEN, wants=True), holder=HOLDER, records=(alias(WEB),))
    entry = replace(HOLDER.entry, queue=frozenset({RED}))
    edits = [edit for decision in decide(found)[0] for edit in decision.edits if edit.load_balancer == WEB]
    for edit in edits:
        entry = edit.apply(entry)
    assert entry.queue == {GREEN, RED}


PARTIES = st.lists(
    st.builds(
        party,
        st.sampled_from([WEB, GREEN, RED]),
        wants=st.booleans(),
        lists=st.booleans(),
        since=st.none() | st.integers(1, 3),
        gone=st.just(False),
    ),
    max_size=3,
    unique_by=lambda each: each.id,
)


@given(PARTIES, st.randoms())
def test_the_decision_does_not_depend_on_the_order_in_which_the_parties_came(
    parties: list[Party], random: st.DataObject
) -> None:
    shuffled = parties.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decide(case(*parties)), decide(case(*shuffled))
    assert sorted(actions(one)) == sorted(actions(other))
    assert sorted(codes(one)) == sorted(codes(other))

"""Decisions -> change batches: what goes together, in which order, and what waits for the next round (H36, H39)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.case import Decision, EntryEdit
from albias.engine.batches import MAX_CHARACTERS, MAX_ELEMENTS, Entries, Group, in_order, make_groups, pack
from albias.model import Change
from albias.registry import encode_entry
from tests.builders import ME, ZONE
from tests.unit.decisions import BALANCERS, decision, decisions, deleting, entries, name, writing

A, B, C, D, *_ = BALANCERS
KNOWN = st.lists(st.integers(0, 5), max_size=6).map(lambda listing: entries(*listing))


def size(changes: list[Change]) -> tuple[int, int]:
    """Counted apart from the code: ResourceRecord elements, of which an alias has one, and characters in values."""
    values = [change.record_set.values for change in changes]
    return sum(len(each) or 1 for each in values), sum(len(value) for each in values for value in each)


def groups_of(*made: Decision, listing: tuple[int, ...] = ()) -> list[Group]:
    groups, rest, too_large = make_groups(made, entries(*listing), ME, ZONE)
    assert (rest, too_large) == ([], [])
    return groups


@given(decisions(), KNOWN)
def test_no_batch_is_larger_than_route53_takes(made: list[Decision], known: Entries) -> None:
    groups, _, _ = make_groups(made, known, ME, ZONE)
    for batch in pack(groups):
        elements, characters = size(in_order(batch))
        assert elements <= 1_000
        assert characters <= 32_000


@given(decisions(), KNOWN)
def test_every_decision_is_in_one_group_or_waits_or_never_fits(made: list[Decision], known: Entries) -> None:
    groups, rest, too_large = make_groups(made, known, ME, ZONE)
    placed = [each for group in groups for each in group.decisions]
    assert sorted([*placed, *rest, *too_large], key=made.index) == made
    for alone in too_large:
        assert make_groups([alone], known, ME, ZONE) == ([], [], [alone])


@given(decisions(), KNOWN)
def test_one_load_balancers_changes_are_never_split_over_batches(made: list[Decision], known: Entries) -> None:
    groups, _, _ = make_groups(made, known, ME, ZONE)
    batches = pack(groups)
    touched = [
        {edit.load_balancer for group in batch for each in group.decisions for edit in each.edits} for batch in batches
    ]
    assert all(not one & other for place, one in enumerate(touched) for other in touched[place + 1 :])
    assert [group for batch in batches for group in batch] == groups


@given(decisions(), KNOWN)
def test_what_waits_comes_in_later_rounds_until_nothing_is_left(made: list[Decision], known: Entries) -> None:
    done: list[Decision] = []
    todo = made
    for _ in range(len(made) + 1):
        groups, todo, too_large = make_groups(todo, known, ME, ZONE)
        done += [*(each for group in groups for each in group.decisions), *too_large]
        known = {**known, **{each: entry for group in groups for each, entry in group.entries.items()}}
    assert todo == []
    assert sorted(done, key=made.index) == made


@given(decisions(most=5), KNOWN)
def test_h39_entries_change_in_the_batch_of_what_they_speak_of(made: list[Decision], known: Entries) -> None:
    groups, _, _ = make_groups(made, known, ME, ZONE)
    for group in groups:
        for load_balancer, after in group.entries.items():
            assert {
                each.hostname for each in group.decisions if load_balancer in [e.load_balancer for e in each.edits]
            } <= after.hosts
            read = known[load_balancer].record_set
            assert after.record_set == encode_entry(after, ME, ZONE)
            assert after.record_set
            assert Change("CREATE", after.record_set) in group.changes
            assert (read is None) or (Change("DELETE", read) in group.changes)


def test_h36_each_delete_comes_before_every_create_and_the_order_is_kept() -> None:
    one = decision(1, A, changes=[writing(1), deleting(11)])
    two = decision(2, B, changes=[deleting(12), writing(2)])
    ordered = in_order(groups_of(one, two, listing=(0,)))
    kinds = [change.action for change in ordered]
    assert kinds == sorted(kinds, reverse=True)
    assert ordered[0] == deleting(11)
    assert ordered.index(deleting(11)) < ordered.index(deleting(12))
    assert ordered.index(writing(1)) < ordered.index(writing(2))


def test_decisions_that_share_a_load_balancer_directly_or_through_others_are_one_group() -> None:
    first, second, third, fourth = decision(1, A, B), decision(2, C), decision(3, C, B), decision(4, D)
    assert [group.decisions for group in groups_of(first, second, third, fourth)] == [(first, second, third), (fourth,)]


def test_an_entry_that_several_decisions_edit_is_written_once_with_all_edits() -> None:
    [group] = groups_of(decision(1, A), decision(2, A), listing=(0,))
    assert group.entries[A].hosts == {name(1), name(2), name(9000)}
    assert [change.action for change in group.changes if change.record_set.key.name.startswith(A.id)] == [
        "DELETE",
        "CREATE",
    ]


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ([(400, 1), (600, 1)], 1),  # as many elements as Route 53 takes
        ([(400, 1), (601, 1)], 2),
        ([(4, 4_000), (4, 4_000)], 1),  # as many characters as Route 53 takes
        ([(4, 4_000), (3, 4_000), (1, 4_001)], 2),
    ],
)
def test_a_batch_is_filled_to_the_last(sizes: list[tuple[int, int]], batches: int) -> None:
    """Sizes in values and characters in each."""
    groups = [
        Group((), (writing(number, *("x" * each for _ in range(count))),), {})
        for number, (count, each) in enumerate(sizes)
    ]
    assert len(pack(groups)) == batches


def test_an_entry_that_is_left_with_nothing_to_say_is_deleted() -> None:
    forgets = Decision("remove", name(9000), A, "gone", edits=(EntryEdit(A, name(9000)),))
    [group] = groups_of(forgets, listing=(0,))
    read = entries(0)[A].record_set
    assert read
    assert group.changes == (Change("DELETE", read),)
    assert group.entries[A].record_set is None


def test_an_entry_that_stays_as_it_is_is_written_again_to_prove_that_it_is_still_so() -> None:
    """A repair changes record sets alone: the batch is refused if somebody took the name meanwhile."""
    held = EntryEdit(A, name(9000), held=True)
    repair = Decision("repair", name(9000), A, "it differed", (writing(1),), (held,))
    [group] = groups_of(repair, listing=(0,))
    read = entries(0)[A].record_set
    assert read
    again = encode_entry(replace(entries(0)[A], revision=1), ME, ZONE)
    assert again
    assert group.changes == (writing(1), Change("DELETE", read), Change("CREATE", again))


def test_every_writing_of_an_entry_is_a_new_revision_so_that_nobody_takes_it_for_an_older_one() -> None:
    known = entries()
    revisions = []
    for number in range(3):
        groups, _, _ = make_groups([decision(number, A)], known, ME, ZONE)
        known |= groups[0].entries
        revisions.append(known[A].revision)
    assert revisions == [0, 1, 2]


def test_a_decision_without_effect_is_left_out() -> None:
    same = Decision("keep", name(9000), A, "as wanted", edits=(EntryEdit(A, name(9000), held=True),))
    assert groups_of(same, listing=(0,)) == []
    assert pack([]) == []


@pytest.mark.parametrize(("values", "fits"), [(MAX_ELEMENTS - 1 - 1, True), (MAX_ELEMENTS - 1, False)])
def test_the_limit_on_elements_is_reached_exactly(values: int, fits: bool) -> None:
    """One more for the entry's head, one for its line."""
    full = decision(1, A, changes=[writing(1, *['"x"'] * values)])
    groups, rest, too_large = make_groups([full], entries(), ME, ZONE)
    assert (len(groups), rest, too_large) == ((1, [], []) if fits else (0, [], [full]))
    assert not fits or groups[0].size[0] == MAX_ELEMENTS


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_on_characters_is_reached_exactly(over: int) -> None:
    empty = groups_of(decision(1, A, changes=[]))[0].size[1]
    full = decision(1, A, changes=[writing(1, "x" * (MAX_CHARACTERS - empty + over))])
    groups, _, too_large = make_groups([full], entries(), ME, ZONE)
    assert bool(groups) is not bool(over)
    assert too_large == [full] * over


def test_groups_are_packed_into_one_batch_until_it_is_full() -> None:
    half = [
        decision(number, each, changes=[writing(number, "x" * 15_000)]) for number, each in enumerate(BALANCERS[:3])
    ]
    assert [len(batch) for batch in pack(groups_of(*half))] == [2, 1]
    many = [
        decision(number, each, changes=[writing(number, *['"x"'] * 400)]) for number, each in enumerate(BALANCERS[:5])
    ]
    assert [len(batch) for batch in pack(groups_of(*many))] == [2, 2, 1]


def test_what_does_not_fit_beside_the_rest_of_its_group_waits_and_so_does_all_behind_it() -> None:
    large = [decision(number, A, changes=[writing(number, "x" * 15_000)]) for number in range(3)]
    small = decision(3, A)
    groups, rest, too_large = make_groups([*large, small], entries(), ME, ZONE)
    assert [group.decisions for group in groups] == [tuple(large[:2])]
    assert rest == [large[2], small]
    assert too_large == []


def test_what_never_fits_does_not_keep_the_others_waiting() -> None:
    huge = decision(1, A, changes=[writing(1, "x" * 33_000)])
    small = decision(2, A)
    groups, rest, too_large = make_groups([huge, small], entries(), ME, ZONE)
    assert ([group.decisions for group in groups], rest, too_large) == ([(small,)], [], [huge])

"""What a decision writes into the registry: the next hold, and index entries for whom it names."""

from dataclasses import replace

import pytest

from albias.bookkeeping import drop_hold, next_hold, write_hold, write_index
from albias.case import Standing
from albias.model import Change, RecordSet
from albias.registry import Answer, Hold, IndexEntry, Key, decode_hold, encode_hold, encode_index, new_hold
from tests.support.world import ME, ZONE
from tests.unit.cases import (
    ALB_ZONE,
    GREEN,
    NAME,
    NOW,
    ORIGIN,
    RED,
    WEB,
    alias,
    case,
    create,
    delete,
    dns_name,
    held,
    left,
    party,
)

A, AAAA = alias(WEB), alias(WEB, "AAAA")


def types_of(hold: Hold) -> tuple[str, ...]:
    return hold.answer.types if hold.answer else ()


def test_the_first_hold_says_all_that_was_done() -> None:
    web = party(WEB)
    assert next_hold(case(web), web, [create(A)]) == Hold(
        Key(NAME),
        "platform",
        ME.resource(WEB),
        WEB,
        new_hold(Key(NAME), WEB, ME, ZONE).record_set,
        target=dns_name(WEB),
        answer=Answer(ALB_ZONE, ("A",), evaluate_target_health=True),
        origin=ORIGIN,
    )


def test_the_next_hold_is_the_new_holders_and_a_revision_later() -> None:
    green = party(GREEN)
    hold = held(WEB, unnamed_since=7, revision=4)
    becomes = next_hold(case(left(WEB), green, hold=hold, records=(A,)), green, [delete(A), create(alias(GREEN))])
    assert (becomes.load_balancer, becomes.resource, becomes.target) == (GREEN, ME.resource(GREEN), dns_name(GREEN))
    assert (becomes.revision, becomes.unnamed_since) == (5, 0)


def test_a_holder_that_claims_nothing_keeps_what_the_hold_says() -> None:
    before = held(WEB, revision=4)
    becomes = next_hold(case(left(WEB), hold=before, records=(A,)), left(WEB), (), unnamed_since=NOW)
    assert becomes == replace(before, unnamed_since=NOW, revision=5)


def test_a_hold_that_is_not_in_dns_has_no_revision_yet() -> None:
    lost = replace(held(WEB), record_set=new_hold(Key(NAME), WEB, ME, ZONE).record_set)
    assert next_hold(case(party(WEB), hold=lost, records=(A,)), party(WEB), ()).revision == 0


@pytest.mark.parametrize(
    ("said", "there", "changes", "types"),
    [
        (("A",), (A,), (), ("A",)),
        (("A",), (), (), ("A",)),  # a page that lacks it may be older
        (("A",), (A, AAAA), (), ("A",)),
        (("A",), (A,), (create(AAAA),), ("A", "AAAA")),
        (("A", "AAAA"), (A, AAAA), (delete(AAAA),), ("A",)),
        (("A", "AAAA"), (A, AAAA), (delete(A), delete(AAAA)), ()),
        (("A",), (A,), (delete(A), create(A)), ("A",)),
        (("AAAA",), (AAAA,), (create(A),), ("A", "AAAA")),
    ],
)
def test_while_the_holder_stays_its_types_are_those_of_the_hold_and_the_changes(
    said: tuple[str, ...], there: tuple[RecordSet, ...], changes: tuple[Change, ...], types: tuple[str, ...]
) -> None:
    found = case(party(WEB), hold=held(WEB, types=said), records=there)
    assert types_of(next_hold(found, party(WEB), changes)) == types


@pytest.mark.parametrize(
    ("there", "changes", "types"),
    [
        ((A,), (), ("A",)),
        ((A, AAAA), (), ("A", "AAAA")),
        ((), (), ()),
        ((alias(RED),), (), ()),
        ((A,), (delete(A), create(alias(GREEN))), ("A",)),
        ((A,), (delete(A),), ()),
    ],
)
def test_a_new_holders_types_are_those_that_albias_made_and_the_changes(
    there: tuple[RecordSet, ...], changes: tuple[Change, ...], types: tuple[str, ...]
) -> None:
    found = case(left(WEB), party(GREEN), hold=held(WEB, types=("A", "AAAA")), records=there)
    assert types_of(next_hold(found, party(GREEN), changes)) == types


def test_who_is_noted_keeps_its_place_and_who_comes_stands_behind() -> None:
    found = case(party(WEB), party(GREEN), party(RED), hold=held(WEB, waits=[(RED, NOW + 7)]), records=(A,))
    assert next_hold(found, party(WEB), ()).waits == ((RED, NOW + 7), (GREEN, NOW))
    both = case(party(WEB), party(GREEN), party(RED), hold=held(WEB))
    assert next_hold(both, party(WEB), ()).waits == tuple((each, NOW) for each in sorted([GREEN, RED]))


def test_who_waits_for_equally_long_stands_in_the_order_in_which_a_hold_is_read() -> None:
    """Else a hold would be written again and again, only because the rules of one of them were not read."""
    before = held(WEB, waits=[(GREEN, NOW - 7), (RED, NOW - 7)])
    found = case(party(WEB), party(GREEN, Standing.UNSURE), party(RED), hold=before, records=(A,))
    assert decode_hold(before.record_set, ME, ZONE) == before
    assert next_hold(found, party(WEB), ()).waits == before.waits


def test_a_hold_of_which_no_record_set_is_left_says_the_same_once_it_is_read() -> None:
    found = case(party(WEB), hold=held(WEB), records=(A,))
    becomes = next_hold(found, party(WEB), [delete(A)])
    assert becomes.answer is None
    written = encode_hold(becomes, ME, ZONE)
    assert decode_hold(written, ME, ZONE) == replace(becomes, record_set=written)


def test_a_hold_is_deleted_as_it_was_read_before_the_next_is_created() -> None:
    before = held(WEB)
    found = case(party(WEB), hold=before, records=(A,))
    becomes = next_hold(found, party(WEB), ())
    assert write_hold(found, becomes) == [delete(before.record_set), create(encode_hold(becomes, ME, ZONE))]
    assert write_hold(case(), next_hold(case(), party(WEB), ()))[0].action == "CREATE"


def test_h32_a_hold_that_is_dropped_leaves_what_others_wrote() -> None:
    before = held(WEB)
    assert drop_hold(before) == [delete(before.record_set)]
    theirs = held(WEB, others=('"v=spf1 -all"',))
    rest = replace(theirs.record_set, values=('"v=spf1 -all"',))
    assert drop_hold(theirs) == [delete(theirs.record_set), create(rest)]
    assert drop_hold(new_hold(Key(NAME), WEB, ME, ZONE)) == []


@pytest.mark.parametrize("foreign", [WEB, GREEN, RED])
def test_index_entries_are_for_whom_it_concerns_and_nobody_elses_text_is_touched(foreign: object) -> None:
    places = {each: encode_index(Key(NAME), each, ME, ZONE) for each in (WEB, GREEN, RED)}
    theirs = [
        replace(party(each), index=IndexEntry(place, ours=each != foreign, right=True))
        for each, place in places.items()
    ]
    dropped = [delete(place) for each, place in places.items() if each != foreign]
    assert write_index(case(*theirs), frozenset()) == dropped


@pytest.mark.parametrize(
    ("ours", "right", "concerned", "changes"),
    [
        (True, True, True, ()),
        (True, False, True, ("DELETE", "CREATE")),
        (True, True, False, ("DELETE",)),
        (True, False, False, ("DELETE",)),
        (False, False, True, ()),
        (False, False, False, ()),
    ],
)
def test_an_index_entry_is_made_right_or_goes(
    ours: bool, right: bool, concerned: bool, changes: tuple[str, ...]
) -> None:
    lies = replace(encode_index(Key(NAME), WEB, ME, ZONE), values=('"as it was"',))
    web = replace(party(WEB), index=IndexEntry(lies, ours=ours, right=right))
    found = case(web, hold=held(WEB), told=False)
    written = write_index(found, frozenset({WEB}) if concerned else frozenset())
    assert tuple(change.action for change in written) == changes
    for change in written:
        wanted = lies if change.action == "DELETE" else encode_index(Key(NAME), WEB, ME, ZONE)
        assert change.record_set == wanted

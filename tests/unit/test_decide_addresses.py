"""A, AAAA or both: what the address type asks for, and what becomes of the record set it no longer does (H35)."""

import pytest

from albias.decide import decide
from albias.model import Change, RecordSet, Routing
from tests.unit.cases import (
    GREEN,
    RED,
    WEB,
    actions,
    address,
    alias,
    case,
    codes,
    create,
    delete,
    gone,
    held,
    party,
    record_changes,
)

A, AAAA = alias(WEB), alias(WEB, "AAAA")
SOMEONES = address("2001:db8::1", "AAAA")
BOTH = ("A", "AAAA")


@pytest.mark.parametrize(
    ("address_type", "records"),
    [("ipv4", [A]), ("dualstack", [A, AAAA]), ("dualstack-without-public-ipv4", [AAAA])],
)
def test_h35_a_new_name_gets_the_record_sets_of_its_address_type(address_type: str, records: list[RecordSet]) -> None:
    verdict = decide(case(party(WEB, address_type=address_type)))
    assert record_changes(verdict) == [create(record_set) for record_set in records]


@pytest.mark.parametrize(
    ("there", "made", "address_type", "changes"),
    [
        ((A,), ("A",), "dualstack", [create(AAAA)]),
        ((A, AAAA), BOTH, "dualstack", []),
        ((A, AAAA), BOTH, "ipv4", [delete(AAAA)]),
        ((A, AAAA), BOTH, "dualstack-without-public-ipv4", [delete(A)]),
        ((A,), ("A",), "dualstack-without-public-ipv4", [delete(A), create(AAAA)]),
        ((AAAA,), ("AAAA",), "ipv4", [delete(AAAA), create(A)]),
        ((), BOTH, "dualstack", [create(A), create(AAAA)]),
        ((AAAA,), BOTH, "dualstack", [create(A)]),
    ],
)
def test_h35_a_held_name_follows_its_address_type(
    there: tuple[RecordSet, ...], made: tuple[str, ...], address_type: str, changes: list[Change]
) -> None:
    found = case(party(WEB, address_type=address_type), hold=held(WEB, types=made), records=there)
    assert record_changes(decide(found)) == changes


def test_c8_somebodys_aaaa_stays_through_every_change_of_the_address_type_and_is_told() -> None:
    hold = held(WEB)
    assert decide(case(party(WEB), hold=hold, records=(A, SOMEONES))) == ([], [])
    verdict = decide(case(party(WEB, address_type="dualstack"), hold=hold, records=(A, SOMEONES)))
    assert (actions(verdict), codes(verdict)) == ([], [("name-taken", WEB)])
    released = decide(case(gone(), hold=hold, records=(A, SOMEONES)))
    assert record_changes(released) == [delete(A)]


def test_c8_an_aaaa_that_a_person_pointed_at_the_same_load_balancer_is_theirs_too() -> None:
    """The hold says which record sets albias made."""
    hold = held(WEB, types=("A",))
    assert decide(case(party(WEB), hold=hold, records=(A, AAAA))) == ([], [])
    assert record_changes(decide(case(gone(), hold=hold, records=(A, AAAA)))) == [delete(A)]


def test_h35_what_alone_answers_is_not_taken_away_for_an_address_type_whose_place_is_taken() -> None:
    found = case(party(WEB), hold=held(WEB, types=("AAAA",)), records=(AAAA, address()))
    assert record_changes(decide(found)) == []
    assert codes(decide(found)) == [("name-taken", WEB)]


def test_h35_a_recreated_endpoint_takes_its_left_over_aaaa_with_it() -> None:
    """The hold's target says that the AAAA is ours, though it points at no endpoint that there is now."""
    old = "web-0.eu-west-1.elb.amazonaws.com"
    old_a, old_aaaa = alias(WEB, dns_name=old), alias(WEB, "AAAA", dns_name=old)
    found = case(party(WEB), hold=held(WEB, target=old, types=BOTH), records=(old_a, old_aaaa))
    assert record_changes(decide(found)) == [delete(old_a), delete(old_aaaa), create(A)]


@pytest.mark.parametrize(
    ("address_type", "changes"),
    [
        ("ipv4", [delete(A), delete(AAAA), create(alias(GREEN))]),
        ("dualstack", [delete(A), delete(AAAA), create(alias(GREEN)), create(alias(GREEN, "AAAA"))]),
    ],
)
def test_h35_an_heir_of_another_address_type_leaves_nothing_behind(address_type: str, changes: list[Change]) -> None:
    hold = held(WEB, types=BOTH, waits=[(GREEN, 17)])
    verdict = decide(case(gone(), party(GREEN, address_type=address_type), hold=hold, records=(A, AAAA)))
    assert record_changes(verdict) == changes


def test_h35_h40_a_release_removes_what_albias_made_and_only_that() -> None:
    verdict = decide(case(gone(), hold=held(WEB, types=BOTH), records=(A, SOMEONES)))
    assert actions(verdict) == [("remove", WEB)]
    assert record_changes(verdict) == [delete(A)]
    assert "left in place, since albias did not make it: AAAA 2001:db8::1" in verdict.decisions[0].reason


def test_what_albias_made_stays_where_nothing_could_be_put_in_its_place() -> None:
    """It points at another hosted zone than it should, and a routed record set came beside it."""
    ours = alias(WEB, hosted_zone_id="Z0OLD")
    theirs = alias(GREEN, routing=Routing("weighted", 1))
    verdict = decide(case(party(WEB), hold=held(WEB), records=(ours, theirs)))
    assert (record_changes(verdict), codes(verdict)) == ([], [("routing-differs", WEB)])
    handed = decide(case(gone(), party(RED), hold=held(WEB), records=(ours, theirs)))
    assert record_changes(handed) == [delete(ours)]

"""A, AAAA or both: what the address type asks for, and what becomes of the record set it no longer does (H35)."""

import pytest

from albias.decide import decide
from albias.model import Change, RecordSet
from tests.unit.cases import GREEN, WEB, address, alias, case, create, delete, holding, party

A, AAAA = alias(WEB), alias(WEB, "AAAA")
SOMEONES = address("2001:db8::1", "AAAA")


@pytest.mark.parametrize(
    ("address_type", "records"),
    [("ipv4", [A]), ("dualstack", [A, AAAA]), ("dualstack-without-public-ipv4", [AAAA])],
)
def test_h35_a_new_name_gets_the_record_sets_of_its_address_type(address_type: str, records: list[RecordSet]) -> None:
    [decision] = decide(case(party(WEB, wants=True, address_type=address_type)))[0]
    assert decision.changes == (*map(create, records), create(holding(WEB)))


@pytest.mark.parametrize(
    ("there", "address_type", "changes"),
    [
        ((A,), "dualstack", [create(AAAA)]),
        ((A, AAAA), "dualstack", []),
        ((A, AAAA), "ipv4", [delete(AAAA)]),
        ((A, AAAA), "dualstack-without-public-ipv4", [delete(A)]),
        ((A,), "dualstack-without-public-ipv4", [delete(A), create(AAAA)]),
        ((AAAA,), "ipv4", [delete(AAAA), create(A)]),
        ((), "dualstack", [create(A), create(AAAA)]),
        ((AAAA,), "dualstack", [create(A)]),
        ((A, SOMEONES), "dualstack", [delete(SOMEONES), create(AAAA)]),
    ],
)
def test_h35_a_held_name_follows_its_address_type(
    there: tuple[RecordSet, ...], address_type: str, changes: list[Change]
) -> None:
    holder = party(WEB, wants=True, lists=True, address_type=address_type)
    [decision] = decide(case(holder=holder, records=there))[0]
    assert decision.changes == tuple(changes)
    assert decision.action == ("repair" if changes else "keep")


def test_h40_an_aaaa_that_someone_pointed_elsewhere_is_not_ours_to_take_away() -> None:
    [decision] = decide(case(holder=party(WEB, wants=True, lists=True), records=(A, SOMEONES)))[0]
    assert decision.action == "keep"
    assert decision.changes == ()


def test_h35_a_recreated_endpoint_takes_its_left_over_aaaa_with_it() -> None:
    """The entry's target says that the AAAA is ours, though it points at no endpoint that there is now."""
    old = alias(WEB, dns_name="web-0.eu-west-1.elb.amazonaws.com")
    old_aaaa = alias(WEB, "AAAA", dns_name="web-0.eu-west-1.elb.amazonaws.com")
    holder = party(WEB, wants=True, lists=True, entry_target="web-0.eu-west-1.elb.amazonaws.com")
    [decision] = decide(case(holder=holder, records=(old, old_aaaa)))[0]
    assert decision.changes == (delete(old), delete(old_aaaa), create(A))


@pytest.mark.parametrize(
    ("address_type", "changes"),
    [
        ("ipv4", [delete(A), delete(AAAA), create(alias(GREEN))]),
        ("dualstack", [delete(A), delete(AAAA), create(alias(GREEN)), create(alias(GREEN, "AAAA"))]),
    ],
)
def test_h35_an_heir_of_another_address_type_leaves_nothing_behind(address_type: str, changes: list[Change]) -> None:
    gone, heir = party(WEB, lists=True, gone=True), party(GREEN, wants=True, address_type=address_type)
    [decision] = decide(case(heir, holder=gone, records=(A, AAAA)))[0]
    assert decision.changes == (*changes, delete(holding(WEB)), create(holding(GREEN)))


def test_h35_h40_a_release_removes_what_is_at_the_target_and_only_that() -> None:
    [decision] = decide(case(holder=party(WEB, lists=True, gone=True), records=(A, SOMEONES)))[0]
    assert decision.action == "remove"
    assert decision.changes == (delete(A), delete(holding(WEB)))
    assert "left in place, since it points elsewhere: AAAA 2001:db8::1" in decision.reason

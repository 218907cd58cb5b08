"""Names that somebody else made: adopted where they already answer with this load balancer, else refused (H29, H33)."""

import pytest

from albias.decide import decide
from albias.model import RecordKey, RecordSet
from albias.names import DnsName
from tests.unit.cases import (
    GREEN,
    NAME,
    WEB,
    actions,
    address,
    alias,
    case,
    cname,
    codes,
    create,
    delete,
    dns_name,
    entries_after,
    holding,
    party,
    still,
)

CLAIM = party(WEB, wants=True)
DUAL = party(WEB, wants=True, address_type="dualstack")
ADOPT = {"adopt": "matching"}
TXT_OF_EXTERNAL_DNS = RecordSet(
    RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 300, ('"heritage=external-dns,external-dns/owner=cluster-1"',)
)


@pytest.mark.parametrize(
    "spelling",
    [
        dns_name(WEB),
        dns_name(WEB) + ".",
        dns_name(WEB).upper(),
        "dualstack." + dns_name(WEB) + ".",
    ],
)
def test_h34_an_alias_is_adopted_in_any_spelling_without_changing_its_answer(spelling: str) -> None:
    there = alias(WEB, dns_name=spelling)
    found = case(CLAIM, records=(there,), settings=ADOPT)
    [decision] = decide(found)[0]
    assert decision.action == "adopt"
    assert decision.changes == (*still(there), create(holding(WEB)))
    assert entries_after(decision, found)[WEB].hosts == {NAME}


@pytest.mark.parametrize("spelling", [dns_name(WEB), "dualstack." + dns_name(WEB) + ".", dns_name(WEB).upper()])
def test_a_cname_is_adopted_by_one_atomic_change(spelling: str) -> None:
    [decision] = decide(case(DUAL, records=(cname(spelling),), settings=ADOPT))[0]
    assert decision.action == "adopt"
    assert decision.changes == (
        delete(cname(spelling)),
        create(alias(WEB)),
        create(alias(WEB, "AAAA")),
        create(holding(WEB)),
    )


def test_an_adopted_name_gets_what_its_address_type_lacks() -> None:
    [decision] = decide(case(DUAL, records=(alias(WEB),), settings=ADOPT))[0]
    assert decision.changes == (*still(alias(WEB)), create(alias(WEB, "AAAA")), create(holding(WEB)))


@pytest.mark.parametrize(
    "records",
    [
        (alias(GREEN),),
        (alias(WEB), address("2001:db8::1", "AAAA")),
        (alias(WEB), alias(GREEN, "AAAA")),
        (address(),),
        (cname("elsewhere.example.net"),),
        (alias(WEB, opaque=True),),
        (alias(WEB), alias(WEB, "AAAA", opaque=True)),
    ],
)
def test_h29_h33_what_does_not_wholly_point_at_the_claimant_is_refused_and_left_alone(
    records: tuple[RecordSet, ...],
) -> None:
    for settings in (ADOPT, {}):
        verdict = decide(case(CLAIM, records=records, settings=settings))
        assert codes(verdict) == [("name-taken", WEB)]
        assert not [change for decision in verdict[0] for change in decision.changes]


def test_record_sets_of_other_types_beside_the_name_do_not_matter() -> None:
    """H32: TXT, MX and CAA share the name and stay."""
    others = tuple(RecordSet(RecordKey(NAME, kind), 60, ("x",)) for kind in ("TXT", "MX", "CAA"))
    [decision] = decide(case(CLAIM, records=others))[0]
    assert decision.changes == (create(alias(WEB)), create(holding(WEB)))
    gone = party(WEB, lists=True, gone=True)
    [removal] = decide(case(holder=gone, records=(alias(WEB), *others)))[0]
    assert removal.changes == (delete(alias(WEB)), delete(holding(WEB)))


def test_what_external_dns_owns_is_never_adopted_even_where_it_points_at_the_claimant() -> None:
    verdict = decide(case(CLAIM, records=(alias(WEB),), settings=ADOPT, external_dns_records=(TXT_OF_EXTERNAL_DNS,)))
    assert codes(verdict) == [("name-taken", WEB)]
    assert actions(verdict) == [("tidy", WEB)]


def test_of_several_claimants_the_one_that_the_record_points_at_adopts_it() -> None:
    verdict = decide(case(CLAIM, party(GREEN, wants=True, since=1), records=(alias(WEB),), settings=ADOPT))
    assert actions(verdict) == [("adopt", WEB), ("wait", GREEN)]


def test_a_holder_takes_a_cname_to_itself_in_its_records_place_only_where_adoption_is_on() -> None:
    """Someone replaced the alias by a CNAME; IAM lets albias delete a CNAME only with adopt = matching."""
    keeper = party(WEB, wants=True, lists=True)
    there = cname(dns_name(WEB))
    [decision] = decide(case(holder=keeper, records=(there,), settings=ADOPT))[0]
    assert decision.action == "repair"
    assert decision.changes == (delete(there), create(alias(WEB)))
    assert codes(decide(case(holder=keeper, records=(there,)))) == [("name-taken", WEB)]


def test_what_points_at_the_holder_is_its_own_though_its_entry_knows_no_target_and_external_dns_registered_it() -> None:
    """A person took the target out of the entry."""
    keeper = party(WEB, wants=True, lists=True, entry_target="")
    found = case(holder=keeper, records=(alias(WEB),), external_dns_records=(TXT_OF_EXTERNAL_DNS,))
    assert actions(decide(found)) == [("keep", WEB)]

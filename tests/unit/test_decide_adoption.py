"""Names that somebody else made: adopted where they already answer with this load balancer, else refused (H29, H33)."""

import pytest

from albias.decide import decide
from albias.model import RecordKey, RecordSet, Routing
from albias.names import DnsName
from tests.unit.cases import (
    GREEN,
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
    held,
    party,
    record_changes,
    still,
)

CLAIM = party(WEB)
DUAL = party(WEB, address_type="dualstack")
ADOPT = {"adopt": "matching"}
TXT_OF_EXTERNAL_DNS = RecordSet(
    RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 300, ('"heritage=external-dns,external-dns/owner=cluster-1"',)
)


@pytest.mark.parametrize(
    "spelling", [dns_name(WEB), dns_name(WEB) + ".", dns_name(WEB).upper(), "dualstack." + dns_name(WEB) + "."]
)
def test_h34_an_alias_is_adopted_in_any_spelling_without_changing_its_answer(spelling: str) -> None:
    there = alias(WEB, dns_name=spelling)
    verdict = decide(case(CLAIM, records=(there,), settings=ADOPT))
    assert actions(verdict) == [("adopt", WEB)]
    assert record_changes(verdict) == still(there)


@pytest.mark.parametrize("spelling", [dns_name(WEB), "dualstack." + dns_name(WEB) + ".", dns_name(WEB).upper()])
def test_a_cname_is_adopted_by_one_atomic_change(spelling: str) -> None:
    verdict = decide(case(DUAL, records=(cname(spelling),), settings=ADOPT))
    assert actions(verdict) == [("adopt", WEB)]
    assert record_changes(verdict) == [delete(cname(spelling)), create(alias(WEB)), create(alias(WEB, "AAAA"))]


def test_what_is_missing_is_made_with_the_adoption() -> None:
    verdict = decide(case(DUAL, records=(alias(WEB),), settings=ADOPT))
    assert record_changes(verdict) == [*still(alias(WEB)), create(alias(WEB, "AAAA"))]


@pytest.mark.parametrize(
    "records",
    [
        (alias(GREEN),),
        (address(),),
        (cname("elsewhere.example.net"),),
        (alias(WEB, "A"), alias(GREEN, "AAAA")),
    ],
)
def test_what_points_elsewhere_even_in_part_is_refused(records: tuple[RecordSet, ...]) -> None:
    verdict = decide(case(DUAL, records=records, settings=ADOPT))
    assert (actions(verdict), codes(verdict)) == ([], [("name-taken", WEB)])


def test_h33_a_routed_record_set_is_no_simple_name_whatever_it_points_at() -> None:
    there = alias(WEB, routing=Routing("weighted", 10))
    assert codes(decide(case(CLAIM, records=(there,), settings=ADOPT))) == [("routing-differs", WEB)]


@pytest.mark.parametrize("adopt", ["never", "matching"])
def test_h29_what_external_dns_owns_is_never_adopted_and_its_owner_is_told(adopt: str) -> None:
    found = case(CLAIM, records=(alias(WEB),), external_dns_records=(TXT_OF_EXTERNAL_DNS,), settings={"adopt": adopt})
    [refusal] = decide(found).refusals
    assert refusal.code == "name-taken"
    assert "external-dns (owner 'cluster-1') has it" in refusal.reason


def test_the_one_it_points_at_adopts_whoever_comes_first() -> None:
    verdict = decide(case(party(GREEN), CLAIM, records=(alias(WEB),), settings=ADOPT))
    assert actions(verdict) == [("adopt", WEB)]
    assert codes(verdict) == [("waiting", GREEN)]


def test_a_holder_takes_a_cname_to_itself_in_its_records_place_only_where_adoption_is_on() -> None:
    """Someone replaced the alias by a CNAME; IAM lets albias delete a CNAME only with adopt = matching."""
    there = cname(dns_name(WEB))
    verdict = decide(case(CLAIM, hold=held(WEB), records=(there,), settings=ADOPT))
    assert actions(verdict) == [("repair", WEB)]
    assert record_changes(verdict) == [delete(there), create(alias(WEB))]
    assert codes(decide(case(CLAIM, hold=held(WEB), records=(there,)))) == [("name-taken", WEB)]


def test_what_points_at_the_holder_is_its_own_though_the_hold_knows_no_target() -> None:
    """A person took the target out of the hold."""
    hold = held(WEB, target="", answer=None)
    found = case(CLAIM, hold=hold, records=(alias(WEB),), external_dns_records=(TXT_OF_EXTERNAL_DNS,))
    verdict = decide(found)
    assert (record_changes(verdict), codes(verdict)) == ([], [])


def test_each_record_set_that_is_adopted_as_it_is_is_proven_to_be_there_still() -> None:
    there = (alias(WEB), alias(WEB, "AAAA"))
    verdict = decide(case(party(WEB, address_type="dualstack"), records=there, settings={"adopt": "matching"}))
    assert actions(verdict) == [("adopt", WEB)]
    assert record_changes(verdict) == still(*there)


def test_what_an_external_dns_registers_is_not_adopted_though_it_points_at_the_load_balancer() -> None:
    text = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 300, ('"heritage=external-dns"',))
    found = case(CLAIM, records=(alias(WEB),), settings=ADOPT, external_dns_records=(text,))
    assert (actions(decide(found)), codes(decide(found))) == ([], [("name-taken", WEB)])


def test_what_the_holder_adopts_leaves_nothing_of_another_type_that_it_needs_no_more() -> None:
    """Somebody put the A record set there; albias made the AAAA while the load balancer was dual-stack."""
    there = (alias(WEB), alias(WEB, "AAAA"))
    verdict = decide(case(CLAIM, hold=held(WEB, types=("AAAA",)), records=there, settings=ADOPT))
    assert record_changes(verdict) == [*still(alias(WEB)), delete(alias(WEB, "AAAA"))]

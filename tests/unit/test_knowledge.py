"""What is known of a zone while it is planned: who is to be asked about a key, where to look, and what is strange."""

from dataclasses import replace
from typing import Any

import pytest

from albias.case import Standing
from albias.engine.fleet import NOT_YET
from albias.engine.knowledge import Knowledge, cuts, delegations
from albias.engine.outcome import Request
from albias.model import LoadBalancer, LoadBalancerId, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Hold, Key, encode_index
from albias.settings import Settings
from tests.support.world import ME, TAG, ZONE
from tests.unit.cases import GREEN, NAME, NOW, RED, WEB, address, alias, claim_of, cname, held
from tests.unit.fleets import RULES, Elb, balancer, fleet_of

KEY = Key(NAME)
ROUTED = Key(NAME, "theirs")
NEXT = DnsName("shop-next.apps.example.com")  # where the page ends: what lies at the index's places is not known
ELSEWHERE = replace(ZONE, id="Z0INSIDE", private=True)


def known(*there: RecordSet, hold: Hold | None = None, request: Request | None = None, **fields: Any) -> Knowledge:
    """What is known of ZONE where NAME was read, and this is there. `met`: who was described; `settings`: Settings'."""
    reader = ZoneReader(ZONE, ME, route53=None, turn=lambda: None)  # type: ignore[arg-type]
    reader.view.add_page(NAME, there, NEXT)
    met: dict[LoadBalancerId, LoadBalancer | None] = fields.pop("met", {})
    settings = Settings(
        "platform", fields.pop("zones", (ZONE,)), names_from_rules=(RULES,), **fields.pop("settings", {})
    )
    fleet = fleet_of(Elb(*(each for each in met.values() if each)), settings=settings)
    fleet.ask(met)
    found = Knowledge(reader, fleet, settings, request or Request(), now=NOW, has=fields.pop("has", {}))
    if hold is not None:
        found.learn_holds({hold.key: hold})
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def test_who_claims_holds_waits_is_listed_or_has_it_elsewhere_is_asked_about_a_key() -> None:
    everybody = known(
        hold=held(WEB, waits=[(GREEN, NOW)]), claimed={KEY: {RED: claim_of()}}, index={Key(DnsName("other")): {RED}}
    )
    assert everybody.parties(KEY) == sorted([WEB, GREEN, RED])
    assert known(index={KEY: {GREEN}}).parties(KEY) == [GREEN]
    assert known(has={NAME: RED}).parties(KEY) == [RED]
    assert known().parties(KEY) == []


def test_index_entries_are_looked_for_of_those_alone_whom_the_key_concerns() -> None:
    found = known(hold=held(WEB, waits=[(GREEN, NOW)]))
    assert found.places(KEY, [WEB, RED]) == {encode_index(KEY, WEB, ME, ZONE).key.name}


def test_all_that_tells_of_a_key_is_looked_at_where_everything_is_read() -> None:
    deep = Key(DnsName("a.b.apps.example.com"))
    found = known(claimed={deep: {WEB: claim_of()}})
    assert found.around(deep) == {
        "a.b.apps.example.com",
        "b.apps.example.com",
        "*.b.apps.example.com",
        "*.apps.example.com",
        encode_index(deep, WEB, ME, ZONE).key.name,
    }


@pytest.mark.parametrize(
    ("there", "strange"),
    [
        ((alias(WEB),), False),
        ((), False),
        ((alias(GREEN),), True),  # somewhere else
        ((alias(WEB, "AAAA"),), True),  # of a type that albias did not make
        ((alias(WEB, routing=Routing("weighted", 1)),), True),  # under another set identifier
        ((address(),), True),
        ((cname("web-1.eu-west-1.elb.amazonaws.com"),), True),  # no alias, though it leads there
        ((alias(WEB), alias(WEB, "AAAA")), True),
        ((RecordSet(RecordKey(NAME, "TXT"), 60, ('"x"',)),), False),  # answers nobody who looks for an address
    ],
)
def test_what_answers_and_the_hold_does_not_tell_of_is_strange(there: tuple[RecordSet, ...], *, strange: bool) -> None:
    assert known(*there, hold=held(WEB), claimed={KEY: {WEB: claim_of()}}, trusting=False).is_strange(KEY) is strange


def test_a_hold_that_tells_of_no_target_makes_whatever_answers_strange() -> None:
    assert known(alias(WEB), hold=held(WEB, target=""), trusting=False).is_strange(KEY)


def test_x2_a_name_that_nobody_holds_is_strange_where_everything_is_read() -> None:
    assert known(trusting=False).is_strange(KEY)
    assert not known(trusting=True).is_strange(KEY)
    assert known(alias(WEB), trusting=True).is_strange(KEY)


def test_x3_each_name_that_a_person_asks_about_is_looked_into() -> None:
    request = Request(whole=True, only=frozenset({NAME}))
    assert known(alias(WEB), hold=held(WEB), request=request).is_strange(KEY)
    assert not known(alias(WEB), hold=held(WEB), request=replace(request, only=None)).is_strange(KEY)


def test_what_is_given_up_is_taken_from_the_hold_where_a_change_batch_proves_it() -> None:
    both = held(WEB, types=("A", "AAAA"))
    assert known(hold=both).assumed(KEY) == (alias(WEB), alias(WEB, "AAAA"))
    assert known(hold=both, trusting=False).assumed(KEY) is None
    assert known(hold=held(WEB, answer=None)).assumed(KEY) is None
    assert known(hold=held(WEB, key=ROUTED)).assumed(ROUTED) is None
    assert known().assumed(KEY) is None
    beside = known(hold=both)
    beside.learn_holds({KEY: both, ROUTED: held(GREEN, key=ROUTED)})
    assert beside.assumed(KEY) is None


def test_h22_a_name_may_be_delegated_at_each_label_below_the_zone() -> None:
    name = DnsName("a.b.apps.example.com")
    assert cuts(name, ZONE) == ["b.apps.example.com", "a.b.apps.example.com"]
    assert cuts(ZONE.name, ZONE) == []
    cut = RecordSet(RecordKey(DnsName("b.apps.example.com"), "NS"), 60, ("ns1.example.net",))
    found = known()
    assert delegations(name, ZONE, found.reader.view) == []
    found.reader.view.add_page(DnsName("b.apps.example.com"), [cut], None)
    assert delegations(name, ZONE, found.reader.view) == ["b.apps.example.com"]


def test_h52_nothing_is_concluded_of_a_key_while_somebody_in_it_is_not_known_or_not_yet() -> None:
    found = known(met={WEB: balancer(WEB), GREEN: None}, request=Request(young={GREEN: frozenset()}))
    assert found.why_unsure([WEB]) == ""
    assert found.why_unsure([WEB, RED]) == NOT_YET
    assert found.why_unsure([WEB, GREEN]) == NOT_YET
    found.fleet.unknown[RED] = "Elastic Load Balancing does not accept it"
    assert found.why_unsure([WEB, RED]) == "Elastic Load Balancing does not accept it"
    assert known(met={GREEN: None}).why_unsure([GREEN]) == "", "it is gone, and no event spoke of it just now"


def tagged(value: str, key: str = TAG) -> LoadBalancer:
    return balancer(WEB, ((key, value),))


FORMER = "old/hostname"  # a key that was one of `hostname_tags` once
OF_FORMER = held(WEB, origin="tag.754bb52a")


@pytest.mark.parametrize(
    ("met", "hold", "standing"),
    [
        (None, held(WEB), Standing.GONE),
        (tagged(NAME), held(WEB), Standing.WANTS),
        (tagged(NAME), None, Standing.WANTS),
        (tagged("cart.apps.example.com"), held(WEB), Standing.LEFT),
        (tagged(f"{NAME} weight=20"), held(WEB), Standing.LEFT),  # it asks for another key of the name
        (tagged(f"{NAME} wait=20"), held(WEB, origin=""), Standing.NAMES),  # an option that is none: named, no claim
        (tagged(NAME, FORMER), OF_FORMER, Standing.NAMES),  # H54: a setting is no evidence
        (tagged(NAME, FORMER), held(WEB), Standing.LEFT),  # its hold remembers another tag
        (tagged(NAME, FORMER), replace(OF_FORMER, load_balancer=GREEN), Standing.LEFT),  # another one's hold
        (tagged(NAME, FORMER), None, Standing.LEFT),
        (tagged("cart.apps.example.com", FORMER), OF_FORMER, Standing.LEFT),
        (balancer(WEB), held(WEB, origin="rule"), Standing.UNSURE),  # H48: its rules were not read
    ],
)
def test_how_a_load_balancer_stands_to_a_key(met: LoadBalancer | None, hold: Hold | None, standing: Standing) -> None:
    found = known(hold=hold, met={WEB: met, GREEN: None}, index={KEY: {WEB}})
    party = next(each for each in found.case(KEY).parties if each.id == WEB)
    assert (party.described, party.standing) == (met, standing)
    assert (party.claim is not None) is (standing is Standing.WANTS)


def test_a_party_says_under_which_set_identifiers_it_asks_for_the_name() -> None:
    value = f"{NAME} weight=20 set=one"
    found = known(
        met={WEB: balancer(WEB, ((TAG, value), (f"{TAG}/cart", "cart.apps.example.com")))}, index={KEY: {WEB}}
    )
    [party] = found.case(KEY).parties
    assert (party.sets, party.claim) == (frozenset({"one"}), None)


@pytest.mark.parametrize(
    ("value", "zones", "elsewhere"),
    [
        (NAME, (ZONE,), False),
        (NAME, (ZONE, ELSEWHERE), True),
        ("cart.apps.example.com", (ZONE, ELSEWHERE), False),
        (NAME, (replace(ZONE, hostnames=("cart.apps.example.com",)), ELSEWHERE), True),
    ],
)
def test_a_party_says_whether_the_configuration_gives_it_the_name_in_another_zone(
    value: str, zones: tuple[Any, ...], *, elsewhere: bool
) -> None:
    found = known(met={WEB: tagged(value)}, zones=zones, index={KEY: {WEB}})
    [party] = found.case(KEY).parties
    assert party.elsewhere is elsewhere


ENTRY = encode_index(KEY, WEB, ME, ZONE)


@pytest.mark.parametrize(
    ("read", "hold", "trusting", "there"),
    [
        (None, held(WEB), True, True),  # a change batch proves the hold, which implies it
        (None, held(GREEN, waits=[(WEB, NOW)]), True, True),
        (None, held(GREEN), True, False),  # the hold does not tell of it
        (None, None, True, False),
        ((), held(WEB), True, True),  # H39: the page may be older than the hold
        ((), held(WEB), False, False),
        ((ENTRY,), None, False, True),
        ((ENTRY,), held(GREEN), True, True),
    ],
)
def test_an_index_entry_is_as_it_was_read_or_as_the_hold_implies(
    read: tuple[RecordSet, ...] | None, hold: Hold | None, *, trusting: bool, there: bool
) -> None:
    found = known(hold=hold, met={WEB: balancer(WEB), GREEN: None}, claimed={KEY: {WEB: claim_of()}}, trusting=trusting)
    if read is not None:
        found.reader.view.add_page(ENTRY.key.name, read, DnsName("zzz.apps.example.com"))
    party = next(each for each in found.case(KEY).parties if each.id == WEB)
    assert (party.index is not None) is there
    if party.index is not None:
        assert (party.index.record_set, party.index.ours, party.index.right) == (ENTRY, True, True)


def test_what_lies_at_an_entrys_place_and_is_not_right_is_told_as_it_lies() -> None:
    spoilt = replace(ENTRY, values=(ENTRY.values[0], '"host=elsewhere.example.net"'))
    found = known(hold=held(WEB), met={WEB: balancer(WEB)})
    found.reader.view.add_page(ENTRY.key.name, [spoilt], DnsName("zzz.apps.example.com"))
    [party] = found.case(KEY).parties
    assert party.index
    assert (party.index.record_set, party.index.ours, party.index.right) == (spoilt, True, False)


def test_a_case_has_all_that_was_read_of_its_name() -> None:
    cut = RecordSet(RecordKey(NAME, "NS"), 60, ("ns1.example.net",))
    sibling = held(GREEN, key=ROUTED)
    found = known(alias(WEB), cut, met={WEB: balancer(WEB), GREEN: None}, has={NAME: WEB}, trusting=False)
    found.learn_holds({KEY: held(WEB), ROUTED: sibling})
    case = found.case(KEY)
    assert (case.key, case.zone, case.me, case.now, case.settings) == (KEY, ZONE, ME, NOW, found.settings)
    assert (case.records, case.hold, case.siblings) == ((alias(WEB), cut), held(WEB), (sibling,))
    assert (case.preferred, case.delegated_at) == (WEB, NAME)
    assert case.external_dns_records == ()


def test_where_external_dns_would_register_the_name_is_told_as_far_as_it_was_read() -> None:
    text = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 60, ('"heritage=external-dns"',))
    address_there = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "A"), 60, ("192.0.2.1",))
    found = known(met={WEB: balancer(WEB)}, index={KEY: {WEB}})
    found.reader.view.add_page(text.key.name, [address_there, text], DnsName("b.apps.example.com"))
    assert found.case(KEY).external_dns_records == (text,)

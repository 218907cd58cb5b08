"""What is known of a zone while it is planned: who is to be asked about a key, where to look, and what is strange."""

from dataclasses import replace
from typing import Any

import pytest

from albias.engine.fleet import Fleet
from albias.engine.knowledge import Knowledge, cuts, delegations
from albias.engine.outcome import Request
from albias.engine.reading import HostReader
from albias.model import RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Hold, Key, encode_index
from albias.settings import Settings
from tests.support.world import ME, ZONE
from tests.unit.cases import GREEN, NAME, NOW, RED, WEB, address, alias, claim_of, cname, held

KEY = Key(NAME)
SETTINGS = Settings("platform", (ZONE,))
ROUTED = Key(NAME, "theirs")


def known(*there: RecordSet, hold: Hold | None = None, request: Request | None = None, **fields: Any) -> Knowledge:
    """What is known of ZONE where NAME was read, and this is there."""
    reader = ZoneReader(ZONE, ME, route53=None, turn=lambda: None)  # type: ignore[arg-type]
    reader.view.add_page(NAME, there, None)
    hosts = HostReader(None, SETTINGS, lambda: None, now=NOW, remaining=lambda: 1.0)  # type: ignore[arg-type]
    found = Knowledge(reader, Fleet(hosts, ME), SETTINGS, request or Request(), now=NOW, has=fields.pop("has", {}))
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

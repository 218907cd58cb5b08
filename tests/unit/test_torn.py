"""What no change batch proves is looked at once more, all at once, and what differs then was torn (engine/torn.py)."""

from dataclasses import replace

import pytest

from albias.aws.route53 import Route53, written
from albias.case import Action, Case, Decision, Verdict
from albias.engine.torn import torn_keys
from albias.model import Change, LoadBalancerId, RecordKey, RecordSet, RefusalCode, Routing
from albias.names import DnsName
from albias.read import ZoneReader
from albias.refusals import refuse
from albias.registry import Hold, Key
from tests.fakes import FakeRoute53
from tests.support.world import ME, ZONE
from tests.unit.cases import GREEN, NAME, WEB, address, case, create, delete, dns_name, gone, held, party
from tests.unit.cases import alias as wanted


def alias(
    load_balancer: LoadBalancerId, kind: str = "A", *, routing: Routing | None = None, set_: str = ""
) -> RecordSet:
    """An alias as Route 53 answers it, with a dot at the end."""
    return wanted(load_balancer, kind, routing=routing, set_=set_, dns_name=f"{dns_name(load_balancer)}.")


KEY, BESIDE = Key(NAME), Key(NAME, "theirs")
TEXT = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 60, ('"heritage=external-dns"',))
OF_THEIRS = alias(WEB, routing=Routing("weighted", 1))
NOTHING = Verdict([], [])


def looked(found: Case, verdict: Verdict, *there: RecordSet, sweep: bool = False) -> tuple[bool, int]:
    """Whether a case is torn where the zone has this by now, and how many pages it took to find out."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for record_set in there:
        client.put(ZONE.id, written(Change("CREATE", record_set))["ResourceRecordSet"])
    reader = ZoneReader(ZONE, ME, Route53(client), turn=lambda: None)  # type: ignore[arg-type]
    torn = torn_keys(reader, {found.key: found}, {found.key: verdict}, sweep=sweep)
    assert torn <= {found.key}
    return bool(torn), client.count("ListResourceRecordSets")


def refused(found: Case, code: RefusalCode = "name-taken") -> Verdict:
    return Verdict([], refuse(found, found.parties, code, "for a test"))


def decided(action: Action, *changes: Change) -> Verdict:
    return Verdict([Decision(action, KEY, WEB, "for a test", changes, frozenset({WEB}))], [])


TAKEN = case(party(WEB), records=(alias(GREEN),))
HELD_BY_GREEN = held(GREEN)


@pytest.mark.parametrize("code", ["name-taken", "routing-differs"])
def test_who_is_refused_for_what_lies_there_is_refused_if_it_lies_there_still(code: RefusalCode) -> None:
    assert looked(TAKEN, refused(TAKEN, code), alias(GREEN)) == (False, 1)
    assert looked(TAKEN, refused(TAKEN, code)) == (True, 1)
    assert looked(TAKEN, refused(TAKEN, code), alias(WEB)) == (True, 1)


def test_h39_what_another_invocation_made_meanwhile_is_no_somebody_elses() -> None:
    """Its record set was read, and its hold before that was made."""
    assert looked(TAKEN, refused(TAKEN), alias(GREEN), HELD_BY_GREEN.record_set) == (True, 1)


def test_a_hold_that_was_read_and_is_as_it_was_is_no_news() -> None:
    found = replace(TAKEN, hold=HELD_BY_GREEN)
    there = alias(GREEN), HELD_BY_GREEN.record_set
    assert looked(found, refused(found), *there) == (False, 1)
    assert looked(found, refused(found), alias(GREEN)) == (True, 1)


def test_holds_of_other_keys_of_the_name_and_no_others_count() -> None:
    sibling = held(GREEN, key=BESIDE)
    other = held(GREEN, key=Key(DnsName("cart.apps.example.com")))
    assert looked(TAKEN, refused(TAKEN), alias(GREEN), sibling.record_set) == (True, 1)
    assert looked(TAKEN, refused(TAKEN), alias(GREEN), other.record_set) == (False, 1)
    found = replace(TAKEN, siblings=(sibling,))
    assert looked(found, refused(found), alias(GREEN), sibling.record_set) == (False, 1)


def test_who_waits_or_is_refused_for_what_the_tags_say_is_not_looked_at_again() -> None:
    assert looked(TAKEN, refused(TAKEN, "waiting")) == (False, 0)
    assert looked(TAKEN, NOTHING) == (False, 0)


@pytest.mark.parametrize(
    ("found", "pages"),
    [
        (TAKEN, 1),
        (replace(TAKEN, external_dns_records=(TEXT,)), 0),  # external-dns says that it is its own
        (replace(TAKEN, records=(address(),)), 0),  # albias makes no such thing
        (replace(TAKEN, records=(address(), alias(GREEN, "AAAA"))), 1),
    ],
)
def test_of_what_a_sweep_refuses_only_what_may_be_albiass_own_is_looked_at_again(found: Case, pages: int) -> None:
    """Its names are many, and the next sweep comes."""
    assert looked(found, refused(found), *found.records, sweep=True) == (False, pages)
    assert looked(found, refused(found), *found.records) == (False, 1)


BOTH = case(gone(), hold=held(WEB, types=("A", "AAAA")), records=(alias(WEB),))


@pytest.mark.parametrize("action", ["remove", "let-go", "hand-over"])
def test_a_name_is_given_up_without_a_record_set_of_the_holds_only_where_that_is_missing_indeed(action: Action) -> None:
    left_over = decided(action, delete(alias(WEB)), create(alias(GREEN)))
    assert looked(BOTH, left_over, alias(WEB)) == (False, 1)
    assert looked(BOTH, left_over, alias(WEB), alias(WEB, "AAAA")) == (True, 1)
    whole = decided(action, delete(alias(WEB)), delete(alias(WEB, "AAAA")))
    assert looked(BOTH, whole, alias(WEB)) == (False, 0), "the change batch proves it"


@pytest.mark.parametrize("action", ["repair", "wait", "tidy", "create"])
def test_a_name_that_is_not_given_up_leaves_nothing_behind(action: Action) -> None:
    assert looked(BOTH, decided(action, delete(alias(WEB)))) == (False, 0)


def test_a_hold_that_tells_of_nothing_leaves_nothing_behind() -> None:
    assert looked(replace(BOTH, hold=held(WEB, answer=None)), decided("remove")) == (False, 0)
    assert looked(replace(BOTH, hold=None), decided("remove")) == (False, 0)


def test_what_is_taken_over_from_another_set_identifier_is_nobodys_still() -> None:
    """Its DELETE proves the record set, and nothing that a hold on it came meanwhile."""
    key = Key(NAME, "platform/web")
    found = case(party(WEB), key=key, records=(OF_THEIRS,))
    adopts = decided("adopt", delete(OF_THEIRS))
    assert looked(found, adopts, OF_THEIRS) == (False, 1)
    assert looked(found, adopts, OF_THEIRS, held(GREEN, key=BESIDE).record_set) == (True, 1)
    own = decided("adopt", delete(alias(WEB, routing=Routing("weighted", 1), set_=key.set_identifier)))
    assert looked(found, own, held(GREEN, key=BESIDE).record_set) == (False, 0)
    made = decided("create", delete(OF_THEIRS))
    assert looked(found, made, held(GREEN, key=BESIDE).record_set) == (False, 0)


def test_all_that_is_looked_at_again_is_looked_at_together() -> None:
    found = replace(BOTH, parties=(*BOTH.parties, party(GREEN)))
    verdict = Verdict(decided("let-go").decisions, refused(found).refusals)
    hold: Hold = held(WEB, types=("A", "AAAA"))
    assert looked(found, verdict, alias(WEB), hold.record_set) == (False, 1)
    assert looked(found, verdict, alias(WEB)) == (True, 1)

"""A refusal says who has the name and what to do; a decision says why."""

import pytest

from albias.case import Case, EntryEdit
from albias.decide import decide
from albias.model import RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, decode_hold, encode_hold
from tests.builders import ME, ZONE
from tests.unit.cases import GREEN, NAME, WEB, address, alias, case, cname, party

CLAIM = party(WEB, wants=True)
KEEPER = party(WEB, wants=True, lists=True)
GONE = party(WEB, lists=True, gone=True)
THEIRS = Deployment("other", ME.partition, "210987654321", ME.region)
FOREIGN_HOLD = decode_hold(encode_hold(NAME, GREEN, THEIRS, ZONE), ME)
ODD_HOLD = decode_hold(RecordSet(RecordKey(NAME, "TXT"), 300, ('"v=spf1 -all"',)), ME)


def registered(*values: str) -> tuple[RecordSet, ...]:
    return (RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT"), 300, values),)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (
            case(CLAIM, hold=FOREIGN_HOLD),
            f"the deployment 'other' holds it for {THEIRS.fingerprint}/eu-west-1/app/green/60dc6c495c0c9188",
        ),
        (case(CLAIM, hold=ODD_HOLD), "its hold is not albias's"),
        (
            case(CLAIM, delegated_at=DnsName("shop.apps.example.com")),
            "the zone delegates shop.apps.example.com to other name servers: a record here would never be seen",
        ),
        (
            case(CLAIM, records=(address(), address("2001:db8::1", "AAAA"))),
            "a record set exists that albias did not make: A 192.0.2.1; AAAA 2001:db8::1. "
            "Remove it, or adopt it where it points at this load balancer",
        ),
        (
            case(
                CLAIM,
                records=(cname("elsewhere.example.net"),),
                external_dns_records=registered('"heritage=external-dns,external-dns/owner=cluster-1"'),
            ),
            "external-dns (owner 'cluster-1') has it: CNAME elsewhere.example.net. Migrate it, or remove it there",
        ),
        (
            case(CLAIM, records=(address(),), external_dns_records=registered(f'"{"x" * 80}"')),
            "external-dns has it: A 192.0.2.1. Migrate it, or remove it there",
        ),
        (
            case(holder=KEEPER, records=(alias(WEB, opaque=True),)),
            "someone put a record set in its place that albias does not write: A (routed) alias to "
            "web-1.eu-west-1.elb.amazonaws.com. Removed, it is repaired",
        ),
        (
            case(CLAIM, holder=party(GREEN, wants=True, lists=True), records=(alias(GREEN),)),
            f"{GREEN} holds it; it is next in line when that lets go",
        ),
        (
            case(CLAIM, holder=party(GREEN, lists=True, gone=True), records=(alias(GREEN, opaque=True),)),
            "a record set exists that albias did not make: A (routed) alias to green-1.eu-west-1.elb.amazonaws.com",
        ),
        (
            case(CLAIM, holder=party(GREEN, lists=True, fenced=True)),
            f"{GREEN} holds it, and another deployment has that load balancer's registry entry",
        ),
        (
            case(party(WEB, wants=True, fenced=True)),
            "another deployment has this load balancer's registry entry",
        ),
        (
            case(holder=KEEPER, records=(alias(WEB),), zone=ZONE.__class__("Z0", DnsName("example.net"))),
            "the configuration no longer allows it; its record stays until it is allowed and released",
        ),
    ],
)
def test_a_refusal_says_who_has_the_name_and_what_to_do(found: Case, reason: str) -> None:
    [refusal] = decide(found)[1]
    assert refusal.reason == reason


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (case(CLAIM), "claimed, and nobody has it"),
        (
            case(CLAIM, records=(alias(WEB),), settings={"adopt": "matching"}),
            "its record set already points at this load balancer",
        ),
        (case(holder=KEEPER), "its record set was missing or differed"),
        (case(holder=KEEPER, records=(alias(WEB),)), "as wanted"),
        (case(CLAIM, holder=party(GREEN, lists=True, gone=True)), f"{GREEN} is deleted"),
        (case(CLAIM, holder=party(GREEN, lists=True)), f"{GREEN} no longer claims it"),
        (case(holder=GONE, records=(alias(WEB),)), "the load balancer is deleted"),
        (case(holder=party(WEB, lists=True), records=(alias(WEB),)), "the load balancer no longer claims it"),
        (
            case(holder=GONE, records=(address(),)),
            "the load balancer is deleted; left in place, since it points elsewhere: A 192.0.2.1",
        ),
        (case(holder=CLAIM, records=(alias(WEB, opaque=True),)), "its entry did not list it"),
    ],
)
def test_a_decision_says_why(found: Case, reason: str) -> None:
    assert decide(found)[0][0].reason == reason


@pytest.mark.parametrize(
    ("edit", "does"),
    [
        (EntryEdit(WEB, NAME, held=True), "holds"),
        (EntryEdit(WEB, NAME, held=None), "holds"),
        (EntryEdit(WEB, NAME), "forgets"),
        (EntryEdit(WEB, NAME, wait=17), "waits for"),
    ],
)
def test_an_edit_of_an_entry_says_what_it_does(edit: EntryEdit, does: str) -> None:
    assert str(edit) == f"web/{WEB.id} {does} shop.apps.example.com"

"""A refusal says who has the name and what to do; a decision says why."""

import pytest

from albias.case import Case, Standing
from albias.decide import decide
from albias.model import RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.registry import Deployment, Key, decode_hold, encode_hold, hold_name, new_hold
from tests.support.world import ME, ZONE
from tests.unit.cases import GREEN, NAME, NOW, WEB, address, alias, case, cname, gone, held, left, party

CLAIM = party(WEB)
THEIRS = Deployment("other", ME.partition, "210987654321", ME.region)
FOREIGN_HOLD = decode_hold(encode_hold(new_hold(Key(NAME), GREEN, THEIRS, ZONE), THEIRS, ZONE), ME, ZONE)
ODD_HOLD = decode_hold(RecordSet(RecordKey(hold_name(NAME, ZONE), "TXT"), 300, ('"v=spf1 -all"',)), ME, ZONE)
ROUTED = alias(GREEN, routing=Routing("weighted", 10))


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
            case(party(WEB, address_type="dualstack"), records=(address(), address("2001:db8::1", "AAAA"))),
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
            case(CLAIM, external_dns_records=registered('"heritage=external-dns,external-dns/owner=cluster-1"')),
            "external-dns (owner 'cluster-1') has it, by a TXT record set without an address. "
            "Migrate it, or remove it there",
        ),
        (
            case(
                CLAIM,
                records=(address("2001:db8::1", "AAAA"),),
                external_dns_records=registered('"heritage=external-dns,external-dns/owner=cluster-1"'),
            ),
            "external-dns (owner 'cluster-1') has it: AAAA 2001:db8::1. Migrate it, or remove it there",
        ),
        (
            case(CLAIM, records=(address(), address("2001:db8::1", "AAAA"))),
            "a record set exists that albias did not make: A 192.0.2.1. "
            "Remove it, or adopt it where it points at this load balancer",
        ),
        (
            case(CLAIM, records=(address(),), external_dns_records=registered(f'"{"x" * 80}"')),
            "external-dns has it: A 192.0.2.1. Migrate it, or remove it there",
        ),
        (
            case(CLAIM, hold=held(WEB), records=(address(),)),
            "someone put a record set in its place that albias did not make: A 192.0.2.1. "
            "Remove it, and albias puts its own back",
        ),
        (
            case(CLAIM, records=(ROUTED,)),
            "it asks for simple routing, and the name is weighted: A (weighted 10, set 'theirs') alias to "
            "green-1.eu-west-1.elb.amazonaws.com; tag both alike",
        ),
        (
            case(CLAIM, party(GREEN), hold=held(GREEN), records=(alias(GREEN),)),
            f"{GREEN} holds it; it is next in line when that lets go",
        ),
        (
            case(CLAIM, hold=held(WEB), records=(alias(WEB),), zone=ZONE.__class__("Z0", DnsName("example.net"))),
            "the configuration no longer allows it; its record stays until it is allowed and released",
        ),
    ],
)
def test_a_refusal_says_who_has_the_name_and_what_to_do(found: Case, reason: str) -> None:
    [refusal] = decide(found).refusals
    assert refusal.reason == reason


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (case(CLAIM), "claimed, and nobody has it"),
        (
            case(CLAIM, records=(alias(WEB),), settings={"adopt": "matching"}),
            "its record set already points at this load balancer",
        ),
        (case(CLAIM, hold=held(WEB)), "its record set was missing or differed"),
        (case(CLAIM, gone(GREEN), hold=held(GREEN)), f"{GREEN} is deleted"),
        (case(CLAIM, left(GREEN), hold=held(GREEN)), f"{GREEN} no longer claims it"),
        (case(gone(), hold=held(WEB), records=(alias(WEB),)), "the load balancer is deleted"),
        (case(left(), hold=held(WEB), records=(alias(WEB),)), "the load balancer no longer claims it"),
        (
            case(gone(), hold=held(WEB), records=(address(),)),
            "the load balancer is deleted; left in place, since albias did not make it: A 192.0.2.1",
        ),
        (case(CLAIM, party(GREEN), hold=held(WEB), records=(alias(WEB),)), "who waits for it has changed"),
        (case(CLAIM, hold=held(WEB), records=(alias(WEB),), told=False), "its index entries were not right"),
        (case(party(WEB, told=True), records=(alias(WEB),)), "its hold was gone"),
        (
            case(party(WEB, Standing.LEFT), hold=held(WEB, origin="rule"), records=(alias(WEB),)),
            "no listener rule names it any more; it is given up when that lasts",
        ),
        (
            case(CLAIM, hold=held(WEB, unnamed_since=NOW - 200), records=(alias(WEB),)),
            "a tag or listener rule names it again",
        ),
        (
            case(
                party(WEB, Standing.NAMES),
                hold=held(WEB, origin="rule", unnamed_since=NOW - 200),
                records=(alias(WEB),),
            ),
            "whether a listener rule names it is not looked at any more",
        ),
        (case(party(WEB, Standing.LEFT, told=True)), "nobody holds it, and an index entry told of it"),
        (case(CLAIM, hold=held(WEB, origin="rule"), records=(alias(WEB),)), "what asks for it has changed"),
        (
            case(CLAIM, hold=held(WEB, target="WEB-1.eu-west-1.elb.amazonaws.com"), records=(alias(WEB),)),
            "its target is called otherwise now",
        ),
    ],
)
def test_a_decision_says_why(found: Case, reason: str) -> None:
    assert decide(found).decisions[0].reason == reason


def test_only_a_hand_over_says_who_had_the_name_before() -> None:
    [handed] = decide(case(CLAIM, gone(GREEN), hold=held(GREEN))).decisions
    assert (handed.load_balancer, handed.previous) == (WEB, GREEN)
    [repaired] = decide(case(CLAIM, hold=held(WEB))).decisions
    assert repaired.previous is None

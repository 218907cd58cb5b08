"""What a case says of the record sets at a name: which are albias's, which stand beside, and which are in the way."""

from dataclasses import replace

import pytest

from albias.case import Case, Standing
from albias.model import RecordKey, RecordSet, Routing
from albias.registry import Key
from tests.unit.cases import GREEN, NAME, WEB, address, alias, case, claim_of, cname, gone, held, party

OURS = "platform/web"
WEIGHTED, HEAVIER = Routing("weighted", 20), Routing("weighted", 30)
HERE, THERE = Routing("latency", "eu-west-1"), Routing("latency", "eu-central-1")
HELD = case(party(WEB), hold=held(WEB))


@pytest.mark.parametrize(
    ("found", "there", "made"),
    [
        (HELD, alias(WEB), True),
        (HELD, alias(WEB, hosted_zone_id="Z0OLD"), True),  # a person moved it: it is repaired
        (HELD, alias(GREEN), False),  # H40
        (HELD, alias(WEB, "AAAA"), False),  # the hold tells of no AAAA
        (HELD, alias(WEB, routing=WEIGHTED), False),  # under another set identifier
        (HELD, cname("web-1.eu-west-1.elb.amazonaws.com"), False),  # albias makes no CNAME
        (HELD, address(), False),
        (HELD, replace(alias(WEB), managed=True), False),  # a traffic policy's
        (case(party(WEB)), alias(WEB), False),  # nobody holds the name
        (case(party(GREEN), hold=held(WEB)), alias(WEB), False),  # its holder is none of ours that is known
        (case(party(WEB), hold=held(WEB, target="old-1.eu-west-1.elb.amazonaws.com")), alias(WEB), True),  # C45
        (case(gone(WEB), hold=held(WEB)), alias(WEB), True),
    ],
)
def test_what_albias_made_is_an_alias_under_the_key_to_what_the_hold_says_or_to_its_holder(
    found: Case, there: RecordSet, *, made: bool
) -> None:
    assert found.made(there) is made


def routed(kind: str, set_: str, routing: Routing | None) -> RecordSet:
    return RecordSet(RecordKey(NAME, kind, set_), 60, ("elsewhere.example.net",), routing=routing)


@pytest.mark.parametrize(
    ("wanted", "there", "beside"),
    [
        (WEIGHTED, routed("A", "theirs", HEAVIER), True),
        (WEIGHTED, routed("A", "theirs", WEIGHTED), True),
        (WEIGHTED, routed("A", OURS, HEAVIER), False),  # in its very place
        (WEIGHTED, routed("A", "theirs", HERE), False),  # Route 53 mixes no policies
        (WEIGHTED, routed("A", "", None), False),
        (WEIGHTED, routed("CNAME", "theirs", HEAVIER), False),  # nothing stands beside a CNAME
        (HERE, routed("A", "theirs", THERE), True),
        (HERE, routed("A", "theirs", HERE), False),  # H57: Route 53 gives it only once
        (None, routed("A", "theirs", HEAVIER), False),
    ],
)
def test_a_routed_record_set_stands_beside_one_of_its_policy_in_another_slot(
    wanted: Routing | None, there: RecordSet, *, beside: bool
) -> None:
    asks = party(WEB, claim=claim_of(wanted, OURS if wanted else ""))
    found = case(asks, key=Key(NAME, OURS if wanted else ""), records=(there,))
    assert found.beside(there, asks) is beside
    assert (there in found.in_way(asks)) is not beside


def test_nothing_stands_beside_who_wants_nothing() -> None:
    found = case(party(WEB, Standing.LEFT), key=Key(NAME, OURS))
    assert not found.beside(routed("A", "theirs", HEAVIER), found.parties[0])

"""What a person is told where albias has the name already under another routing policy, or in the same slot."""

import pytest

from albias.case import Case, Party
from albias.decide import decide
from albias.model import LoadBalancerId, RecordSet, Routing
from albias.registry import Deployment, Hold, Key, decode_hold, encode_hold, new_hold
from tests.support.world import ME, ZONE
from tests.unit.cases import GREEN, NAME, WEB, address, alias, case, claim_of, cname, held, party

OURS = Key(NAME, "ours")
THEIRS = Key(NAME, "theirs")
WEIGHTED, LATENCY = Routing("weighted", 20), Routing("latency", "eu-west-1")
OTHERS = Deployment("other", ME.partition, "210987654321", ME.region)
OF_OTHERS = f"which the deployment 'other' holds for {OTHERS.resource(GREEN)}"
UNDER = "under the set identifier 'theirs'"


def asking(routing: Routing) -> Party:
    return party(WEB, claim=claim_of(routing, OURS.set_identifier))


def held_by_others(key: Key) -> Hold:
    hold = new_hold(key, GREEN, OTHERS, ZONE)
    found = decode_hold(encode_hold(hold, OTHERS, ZONE), ME, ZONE)
    assert found
    return found


def refusal_of(found: Case) -> tuple[LoadBalancerId, str, str]:
    """Whom the one refusal is for, its code and its reason."""
    [refusal] = decide(found)[1]
    return refusal.load_balancer, refusal.code, refusal.reason


@pytest.mark.parametrize("records", [(), (address("2001:db8::1", "AAAA"),)])
@pytest.mark.parametrize(
    ("hold", "who"), [(held(GREEN), f"which {GREEN} holds"), (held_by_others(Key(NAME)), OF_OTHERS)]
)
def test_who_asks_for_a_policy_is_told_who_holds_the_name_as_a_simple_one(
    hold: Hold, who: str, records: tuple[RecordSet, ...]
) -> None:
    """Though its record set is not there: Route 53 mixes no routed hold with a simple one."""
    found = case(asking(WEIGHTED), key=OURS, siblings=(hold,), records=records)
    told = f"it asks for weighted routing, and the name is simple, {who}; tag both alike"
    assert refusal_of(found) == (WEB, "routing-differs", told)


@pytest.mark.parametrize(
    ("hold", "who"), [(held(GREEN, key=THEIRS), f"which {GREEN} holds {UNDER}"), (held_by_others(THEIRS), OF_OTHERS)]
)
def test_who_asks_for_a_simple_name_is_told_who_holds_it_as_a_routed_one(hold: Hold, who: str) -> None:
    found = case(party(WEB), siblings=(hold,))
    told = f"it asks for simple routing, and the name is routed, {who}; tag both alike"
    assert refusal_of(found) == (WEB, "routing-differs", told)


def test_h57_who_asks_for_a_slot_is_told_who_of_ours_has_it() -> None:
    there = alias(GREEN, routing=LATENCY, set_="theirs")
    beside = alias(GREEN, routing=LATENCY, set_="nobodys")
    found = case(asking(LATENCY), key=OURS, records=(beside, there), siblings=(held(GREEN, key=THEIRS),))
    told = "Route 53 allows one record set of latency eu-west-1, and there is one, which"
    assert refusal_of(found) == (WEB, "routing-differs", f"{told} {GREEN} holds {UNDER}")


def test_h57_a_slot_that_nobody_of_ours_has_is_a_taken_name() -> None:
    there = alias(GREEN, routing=LATENCY, set_="nobodys")
    found = case(asking(LATENCY), key=OURS, records=(there,), siblings=(held(GREEN, key=THEIRS),))
    assert refusal_of(found)[1] == "name-taken"


def test_who_gives_a_simple_name_up_for_a_routed_one_is_told_of_the_cname_in_its_place() -> None:
    there = cname("elsewhere.example.net")
    found = case(asking(LATENCY), key=OURS, records=(there,), siblings=(held(WEB),))
    told = "a record set exists that albias did not make: CNAME elsewhere.example.net. "
    advice = "Remove it, or adopt it where it points at this load balancer"
    assert refusal_of(found) == (WEB, "name-taken", told + advice)

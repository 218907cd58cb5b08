"""Routed names: a record set a set identifier, neighbours beside it, one policy a name."""

from dataclasses import replace

import pytest

from albias.decide import decide
from albias.model import Location, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.record_sets import record_sets_are_right
from albias.registry import Key
from tests.unit.cases import (
    GREEN,
    NAME,
    WEB,
    actions,
    address,
    alias,
    case,
    claim_of,
    cname,
    codes,
    create,
    delete,
    gone,
    held,
    party,
    record_changes,
    still,
    target,
)

OURS = "platform/5f0c1a9e/eu-west-1/50dc6c495c0c9188"
KEY = Key(NAME, OURS)
WEIGHTED = Routing("weighted", 20)
LATENCY = Routing("latency", "eu-west-1")
PRIMARY = Routing("failover", "PRIMARY")
GERMANY = Routing("geolocation", Location(country="DE"))
ADOPT = {"adopt": "matching"}


def asking(routing: Routing, load_balancer: object = WEB, health_check: str = "") -> object:
    return party(load_balancer, claim=claim_of(routing, OURS, health_check))  # type: ignore[arg-type]


def ours(routing: Routing, load_balancer: object = WEB, **more: object) -> RecordSet:
    return replace(alias(load_balancer, routing=routing, set_=OURS), **more)  # type: ignore[arg-type]


def theirs(routing: Routing, load_balancer: object = GREEN) -> RecordSet:
    return alias(load_balancer, routing=routing, set_="theirs")  # type: ignore[arg-type]


@pytest.mark.parametrize("routing", [WEIGHTED, LATENCY, PRIMARY, GERMANY])
def test_a_routed_name_is_made_with_its_policy_and_set_identifier(routing: Routing) -> None:
    verdict = decide(case(asking(routing), key=KEY))  # type: ignore[arg-type]
    assert record_changes(verdict) == [create(ours(routing))]
    assert {change.record_set.key.set_identifier for change in verdict.decisions[0].changes} == {OURS, ""}


@pytest.mark.parametrize(
    ("routing", "neighbour"),
    [
        (WEIGHTED, Routing("weighted", 100)),
        (WEIGHTED, WEIGHTED),
        (LATENCY, Routing("latency", "us-east-1")),
        (PRIMARY, Routing("failover", "SECONDARY")),
        (GERMANY, Routing("geolocation", Location(country="*"))),
    ],
)
def test_h57_somebody_elses_record_set_of_the_same_policy_is_a_neighbour(routing: Routing, neighbour: Routing) -> None:
    beside = theirs(neighbour)
    made = decide(case(asking(routing), key=KEY, records=(beside,)))  # type: ignore[arg-type]
    assert record_changes(made) == [create(ours(routing))]
    kept = case(asking(routing), key=KEY, hold=held(WEB, key=KEY), records=(beside, ours(routing)))  # type: ignore[arg-type]
    assert decide(kept) == ([], [])
    removed = decide(replace(kept, parties=(gone(),)))
    assert record_changes(removed) == [delete(ours(routing))]


@pytest.mark.parametrize("routing", [LATENCY, PRIMARY, GERMANY])
def test_a_slot_that_somebody_else_has_is_taken(routing: Routing) -> None:
    """Route 53 allows one record set a Region, primary, secondary or location."""
    verdict = decide(case(asking(routing), key=KEY, records=(theirs(routing),)))  # type: ignore[arg-type]
    assert (actions(verdict), codes(verdict)) == ([], [("name-taken", WEB)])


@pytest.mark.parametrize("there", [address(), theirs(LATENCY), theirs(Routing("multivalue", "true"))])
def test_another_policy_at_the_name_is_told(there: RecordSet) -> None:
    verdict = decide(case(asking(WEIGHTED), key=KEY, records=(there,)))  # type: ignore[arg-type]
    assert actions(verdict) == []
    assert codes(verdict) in ([("routing-differs", WEB)], [("name-taken", WEB)])


def test_routing_differs_names_who_of_ours_has_the_other_policy() -> None:
    sibling = held(GREEN)
    verdict = decide(case(asking(WEIGHTED), key=KEY, records=(alias(GREEN),), siblings=(sibling,)))  # type: ignore[arg-type]
    [refusal] = verdict.refusals
    assert refusal.code == "routing-differs"
    assert str(GREEN) in refusal.reason


def test_routing_differs_says_both_policies_and_passes_over_what_is_in_the_way_for_another_reason() -> None:
    """A and AAAA of a name are routed each for itself."""
    web = party(WEB, address_type="dualstack")
    there = alias(GREEN, "AAAA", routing=WEIGHTED, set_="theirs")
    told = f"it asks for simple routing, and the name is weighted: {there.describe()}; tag both alike"
    assert [each.reason for each in decide(case(web, records=(address(), there))).refusals] == [told]
    routed = case(asking(WEIGHTED), key=KEY, records=(alias(GREEN),), siblings=(held(GREEN),))  # type: ignore[arg-type]
    told = f"it asks for weighted routing, and the name is simple: {alias(GREEN).describe()}, held by {GREEN}; "
    assert [each.reason for each in decide(routed).refusals] == [f"{told}tag both alike"]


@pytest.mark.parametrize(
    ("record", "leaves"),
    [
        (alias(WEB), True),
        (alias(GREEN), False),
        (address(), False),
        (cname(target(WEB).dns_name), False),
        (replace(alias(WEB), managed=True), False),
    ],
)
def test_what_a_load_balancer_gives_up_for_another_key_is_not_in_its_way(record: RecordSet, leaves: bool) -> None:
    siblings = (held(GREEN, key=Key(NAME, "theirs")), held(WEB))
    found = case(asking(WEIGHTED), key=KEY, records=(record,), siblings=siblings)  # type: ignore[arg-type]
    assert found.leaving(record, found.parties[0]) is leaves
    keeps = replace(found.parties[0], sets=frozenset({OURS, ""}))
    assert not found.leaving(record, keeps)
    others = replace(found, siblings=(held(GREEN, target=target(WEB).dns_name),))
    assert not others.leaving(record, others.parties[0])


def test_a_routed_key_is_removed_and_neighbours_are_not_told_as_left_but_what_has_its_identifier_is() -> None:
    beside, odd = theirs(WEIGHTED), ours(WEIGHTED, GREEN)
    removed = decide(case(gone(), key=KEY, hold=held(WEB, key=KEY), records=(beside, ours(WEIGHTED))))
    assert (actions(removed), removed.decisions[0].reason) == ([("remove", WEB)], "the load balancer is deleted")
    let_go = decide(case(gone(), key=KEY, hold=held(WEB, key=KEY), records=(beside, odd)))
    assert actions(let_go) == [("let-go", WEB)]
    assert let_go.decisions[0].reason.endswith(f"albias did not make it: {odd.describe()}")
    assert actions(decide(case(gone(), hold=held(WEB), records=(beside,)))) == [("let-go", WEB)]


def test_neighbours_that_are_read_first_do_not_hide_whether_ours_are_right() -> None:
    found = asking(WEIGHTED)
    assert record_sets_are_right([theirs(WEIGHTED), ours(WEIGHTED)], found.described, found.claim)  # type: ignore[attr-defined]
    assert not record_sets_are_right([theirs(WEIGHTED)], found.described, found.claim)  # type: ignore[attr-defined]


def test_what_the_service_manages_is_not_taken_over_though_it_points_at_the_load_balancer() -> None:
    there = replace(theirs(WEIGHTED, WEB), managed=True)
    made = decide(case(asking(WEIGHTED), key=KEY, records=(there,), settings=ADOPT))  # type: ignore[arg-type]
    assert (actions(made), record_changes(made)) == ([("create", WEB)], [create(ours(WEIGHTED))])


def test_a_cname_tolerates_nothing_beside_it() -> None:
    verdict = decide(case(asking(WEIGHTED), key=KEY, records=(cname("elsewhere.example.net"),)))  # type: ignore[arg-type]
    assert codes(verdict) == [("name-taken", WEB)]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (ours(Routing("weighted", 10)), "weighted 10 -> weighted 20"),
        (
            ours(WEIGHTED, health_check="0123abcd-0123-4567-89ab-0123456789ab"),
            "health check 0123abcd-0123-4567-89ab-0123456789ab -> none",
        ),
    ],
)
def test_another_weight_or_health_check_is_one_batch_and_told_in_route_53s_words(before: RecordSet, told: str) -> None:
    verdict = decide(case(asking(WEIGHTED), key=KEY, hold=held(WEB, key=KEY), records=(before,)))  # type: ignore[arg-type]
    assert actions(verdict) == [("repair", WEB)]
    assert verdict.decisions[0].reason == told
    assert record_changes(verdict) == [delete(before), create(ours(WEIGHTED))]


def test_a_shared_slot_is_waited_for_and_handed_over() -> None:
    blue, green = asking(LATENCY), asking(LATENCY, GREEN)
    waiting = decide(case(blue, green, key=KEY, hold=held(WEB, key=KEY), records=(ours(LATENCY),)))  # type: ignore[arg-type]
    assert (actions(waiting), codes(waiting)) == ([("wait", WEB)], [("waiting", GREEN)])
    hold = held(WEB, key=KEY, waits=[(GREEN, 17)])
    handed = decide(case(gone(), green, key=KEY, hold=hold, records=(ours(LATENCY),)))  # type: ignore[arg-type]
    assert actions(handed) == [("hand-over", GREEN)]
    assert record_changes(handed) == [delete(ours(LATENCY)), create(ours(LATENCY, GREEN))]


def test_a_record_set_that_already_points_at_the_load_balancer_is_taken_over_under_our_identifier() -> None:
    there = theirs(WEIGHTED, WEB)
    never = decide(case(asking(WEIGHTED), key=KEY, records=(there,)))  # type: ignore[arg-type]
    assert record_changes(never) == [create(ours(WEIGHTED))]
    adopted = decide(case(asking(WEIGHTED), key=KEY, records=(there,), settings=ADOPT))  # type: ignore[arg-type]
    assert actions(adopted) == [("adopt", WEB)]
    assert record_changes(adopted) == [delete(there), create(ours(WEIGHTED))]


def test_a_simple_name_that_points_at_the_load_balancer_is_not_adopted_as_a_routed_one() -> None:
    verdict = decide(case(asking(WEIGHTED), key=KEY, records=(alias(WEB),), settings=ADOPT))  # type: ignore[arg-type]
    assert actions(verdict) == []
    assert record_changes(verdict) != still(alias(WEB))


def test_a_refusal_does_not_name_a_neighbour_for_what_external_dns_registered() -> None:
    text = RecordSet(
        RecordKey(DnsName("a-shop.apps.example.com"), "TXT", OURS),
        300,
        ('"heritage=external-dns,external-dns/owner=cluster-1"',),
    )
    found = case(asking(WEIGHTED), key=KEY, records=(theirs(WEIGHTED),), external_dns_records=(text,))  # type: ignore[arg-type]
    [refusal] = decide(found).refusals
    assert refusal.code == "name-taken"
    assert refusal.reason == (
        "external-dns (owner 'cluster-1') has it, by a TXT record set without an address. "
        "Migrate it, or remove it there"
    )


def test_another_evaluate_target_health_is_told_in_route_53s_words_with_all_that_differs_beside_it() -> None:
    """A change of `health=` alone, then with a weight, a health check and a type that is missing."""
    unhealthy = replace(ours(WEIGHTED), alias=target(WEB, evaluate_target_health=False))
    simple = decide(case(party(WEB), hold=held(WEB), records=(alias(WEB, evaluate_target_health=False),)))
    assert simple.decisions[0].reason == "EvaluateTargetHealth false -> true"
    routed = case(asking(WEIGHTED), key=KEY, hold=held(WEB, key=KEY), records=(unhealthy,))  # type: ignore[arg-type]
    assert decide(routed).decisions[0].reason == "EvaluateTargetHealth false -> true"
    check = "0123abcd-0123-4567-89ab-0123456789ab"
    before = replace(unhealthy, routing=Routing("weighted", 10), health_check=check)
    web = party(WEB, address_type="dualstack", claim=claim_of(WEIGHTED, OURS))
    ours_6 = alias(WEB, "AAAA", routing=WEIGHTED, set_=OURS)
    told = f"weighted 10 -> weighted 20, health check {check} -> none, EvaluateTargetHealth false -> true"
    both = decide(case(web, key=KEY, hold=held(WEB, key=KEY), records=(before,)))
    assert both.decisions[0].reason == f"{told}, no AAAA record set"
    moved = replace(unhealthy, alias=replace(target(WEB, evaluate_target_health=False), hosted_zone_id="Z0OLD"))
    types = held(WEB, key=KEY, types=("A", "AAAA"))
    twice = decide(case(web, key=KEY, hold=types, records=(before, replace(before, key=ours_6.key))))
    assert twice.decisions[0].reason == told, "what differs in both is told once"
    lighter = replace(ours_6, routing=Routing("weighted", 5))
    each = decide(case(web, key=KEY, hold=types, records=(before, lighter)))
    assert each.decisions[0].reason == f"{told}, weighted 5 -> weighted 20"
    elsewhere = case(asking(WEIGHTED), key=KEY, hold=held(WEB, key=KEY), records=(moved,))  # type: ignore[arg-type]
    zone_told = f"alias hosted zone Z0OLD -> {target(WEB).hosted_zone_id}"
    assert decide(elsewhere).decisions[0].reason == f"EvaluateTargetHealth false -> true, {zone_told}"


def test_where_an_alias_pointed_is_told_beside_another_weight() -> None:
    """A person pointed the record set of a share at what albias once made there: its target was called otherwise."""
    old = held(WEB, key=KEY, target="old-1.eu-west-1.elb.amazonaws.com")
    before = replace(ours(Routing("weighted", 10)), alias=target(WEB, dns_name="old-1.eu-west-1.elb.amazonaws.com"))
    verdict = decide(case(asking(WEIGHTED), key=KEY, hold=old, records=(before,)))  # type: ignore[arg-type]
    told = "alias to old-1.eu-west-1.elb.amazonaws.com -> web-1.eu-west-1.elb.amazonaws.com"
    assert verdict.decisions[0].reason == f"weighted 10 -> weighted 20, {told}"


def test_a_hold_that_was_lost_is_not_given_back_where_the_name_is_routed_by_now() -> None:
    """Route 53 mixes no routed TXT record set with a simple one; while the hold is there, nothing is wrong."""
    sibling = held(GREEN, key=KEY)
    lost = case(party(WEB, told=True), records=(alias(WEB),), siblings=(sibling,))
    verdict = decide(lost)
    assert (actions(verdict), codes(verdict)) == ([], [("owned-elsewhere", WEB)])
    assert verdict.refusals[0].reason == "its hold is not albias's"
    assert codes(decide(replace(lost, hold=held(WEB)))) == []


def test_what_points_at_the_load_balancer_is_not_adopted_beside_a_hold_of_another_routing() -> None:
    sibling = held(GREEN)
    found = case(asking(WEIGHTED), key=KEY, records=(theirs(WEIGHTED, WEB),), siblings=(sibling,), settings=ADOPT)  # type: ignore[arg-type]
    verdict = decide(found)
    assert (actions(verdict), codes(verdict)) == ([], [("routing-differs", WEB)])


CHECK = "0123abcd-0123-4567-89ab-0123456789ab"


def test_a_health_check_is_made_with_the_record_set_and_told_when_it_comes_later() -> None:
    asks = asking(WEIGHTED, health_check=CHECK)
    assert record_changes(decide(case(asks, key=KEY))) == [create(ours(WEIGHTED, health_check=CHECK))]  # type: ignore[arg-type]
    verdict = decide(case(asks, key=KEY, hold=held(WEB, key=KEY), records=(ours(WEIGHTED),)))  # type: ignore[arg-type]
    assert verdict.decisions[0].reason == f"health check none -> {CHECK}"


def test_another_hosted_zone_of_both_types_is_told_once_beside_what_the_tags_changed() -> None:
    old = target(WEB, hosted_zone_id="Z0OLD")
    light = Routing("weighted", 10)
    four, six = (replace(alias(WEB, kind, routing=light, set_=OURS), alias=old) for kind in ("A", "AAAA"))
    hold = held(WEB, key=KEY, types=("A", "AAAA"))
    web = party(WEB, address_type="dualstack", claim=claim_of(WEIGHTED, OURS))
    verdict = decide(case(web, key=KEY, hold=hold, records=(four, six)))
    zone_told = f"alias hosted zone Z0OLD -> {target(WEB).hosted_zone_id}"
    assert verdict.decisions[0].reason == f"weighted 10 -> weighted 20, {zone_told}"
    only_six = replace(six, alias=target(WEB))
    verdict = decide(case(web, key=KEY, hold=hold, records=(four, only_six)))
    assert verdict.decisions[0].reason == f"weighted 10 -> weighted 20, {zone_told}"


def test_h57_what_an_external_dns_registers_under_another_set_identifier_is_not_taken_over() -> None:
    text = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT", "theirs"), 300, ('"heritage=external-dns"',))
    found = case(asking(WEIGHTED), key=KEY, records=(theirs(WEIGHTED, WEB),), settings=ADOPT)  # type: ignore[arg-type]
    assert actions(decide(found)) == [("adopt", WEB)]
    verdict = decide(replace(found, external_dns_records=(text,)))
    assert record_changes(verdict) == [create(ours(WEIGHTED))]


def test_h57_nothing_is_taken_over_under_a_set_identifier_that_an_external_dns_registers() -> None:
    """Its TXT record set alone is there; another record set points at the load balancer already."""
    text = RecordSet(RecordKey(DnsName("a-shop.apps.example.com"), "TXT", OURS), 300, ('"heritage=external-dns"',))
    found = case(
        asking(WEIGHTED),  # type: ignore[arg-type]
        key=KEY,
        records=(theirs(WEIGHTED, WEB),),
        settings=ADOPT,
        external_dns_records=(text,),
    )
    assert (actions(decide(found)), codes(decide(found))) == ([], [("name-taken", WEB)])

"""Whom a plan of one zone asks about, whose rules it reads, and whom it sets aside, over a few lines of ELB."""

from collections.abc import Iterable
from typing import Any

import pytest

from albias.aws.route53 import Route53, written
from albias.bookkeeping import MAX_WAITS
from albias.engine.knowledge import Knowledge
from albias.engine.outcome import Request, ZonePlan
from albias.engine.plan import ZonePlanner
from albias.errors import Failure
from albias.model import Change, LoadBalancer, LoadBalancerId, RecordSet
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Hold, Key, encode_index
from albias.settings import Settings
from tests.fakes import FakeRoute53
from tests.support.world import ME, TAG, ZONE, load_balancer_id
from tests.unit.cases import GREEN, NAME, NOW, RED, WEB, alias, held
from tests.unit.fleets import RULES, SELECTED, Elb, balancer, fleet_of

KEY = Key(NAME)
CART = Key(DnsName("cart.apps.example.com"))
SETTINGS = Settings("platform", (ZONE,), names_from_rules=(RULES,))
WAITING = [load_balancer_id(f"w{number:02}", f"{number:016x}") for number in range(MAX_WAITS)]


def tagged(each: LoadBalancerId, *names: str, rules: bool = False) -> LoadBalancer:
    return balancer(each, ((TAG, " ".join(names)), *(SELECTED if rules else ())))


def untagged(each: LoadBalancerId) -> LoadBalancer:
    return balancer(each, (("team", "shop"),))


def planned(
    elb: Elb, request: Request, *there: Hold | RecordSet, known: Iterable[LoadBalancerId] = (), listed: bool = False
) -> ZonePlan:
    """The plan where the zone has these; `known`: who was described before, beside those that are asked about."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for each in there:
        record_set = each.record_set if isinstance(each, Hold) else each
        client.put(ZONE.id, written(Change("CREATE", record_set))["ResourceRecordSet"])
    fleet = fleet_of(elb, settings=SETTINGS)
    fleet.listed = listed
    fleet.ask({*request.load_balancers, *known})
    elb.asked.clear()
    reader = ZoneReader(ZONE, ME, Route53(client), turn=lambda: None)  # type: ignore[arg-type]
    return ZonePlanner(Knowledge(reader, fleet, SETTINGS, request, now=NOW, has={})).plan()


def event(*load_balancers: LoadBalancerId, **more: Any) -> Request:
    return Request(frozenset(load_balancers), **more)


def entry(key: Key, each: LoadBalancerId) -> RecordSet:
    return encode_index(key, each, ME, ZONE)


def done(plan: ZonePlan) -> list[tuple[str, str, LoadBalancerId]]:
    return [(each.action, each.hostname, each.load_balancer) for each in plan.decisions]


def test_h39_a_name_whose_hold_is_newer_than_what_was_read_of_somebody_in_it_is_set_aside() -> None:
    """WEB wanted nothing when it was described, and no index entry told of it; the others are decided."""
    elb = Elb(untagged(WEB), tagged(GREEN, NAME, CART.name))
    plan = planned(elb, event(WEB, GREEN), held(WEB), alias(WEB))
    assert plan.raced == {NAME: frozenset({WEB, GREEN})}
    assert done(plan) == [("create", CART.name, GREEN)]


def test_h39_of_whose_index_entries_nothing_was_read_nothing_is_concluded_from_their_lack() -> None:
    """The event is of GREEN alone; RED, which holds the name, left it long ago."""
    elb = Elb(untagged(RED), tagged(GREEN, NAME))
    plan = planned(elb, event(GREEN), held(RED), alias(RED), entry(KEY, RED), known=[RED])
    assert plan.raced == {}
    assert done(plan) == [("hand-over", NAME, GREEN)]


def test_h39_a_sweep_read_everybodys_index_entries() -> None:
    """Who asks for nothing is not among those that it is about, and counts all the same."""
    elb = Elb(untagged(WEB))
    sweep = Request(sweep=True)
    assert planned(elb, sweep, held(WEB), alias(WEB), known=[WEB], listed=True).raced == {NAME: frozenset({WEB})}
    kept = planned(elb, sweep, held(WEB), alias(WEB), entry(KEY, WEB), known=[WEB], listed=True)
    assert (kept.raced, done(kept)) == ({}, [("remove", NAME, WEB)])


def test_h39_another_round_describes_all_such_anew_and_decides() -> None:
    elb = Elb(untagged(WEB), untagged(RED), tagged(GREEN, NAME, CART.name))
    again = event(WEB, RED, GREEN, raced=frozenset({NAME, CART.name}), whole=True)
    plan = planned(elb, again, held(WEB), alias(WEB), held(RED, key=CART))
    assert ("together", sorted([WEB, RED])) in elb.asked
    assert plan.raced == {}
    assert {(action, name) for action, name, _ in done(plan)} == {("hand-over", NAME), ("hand-over", CART.name)}


def test_a_holder_of_one_name_that_claims_another_unnoted_is_no_party_to_that() -> None:
    """Whether it waits there, its own events say: an event of GREEN decides for those whom hold and index name."""
    elb = Elb(tagged(WEB, NAME, CART.name), tagged(GREEN, NAME, CART.name))
    plan = planned(elb, event(GREEN), held(WEB), alias(WEB), entry(KEY, WEB))
    assert {party.id for party in plan.cases[CART].parties} == {GREEN}
    assert {party.id for party in plan.cases[KEY].parties} == {WEB, GREEN}


def rules_read(elb: Elb) -> list[LoadBalancerId]:
    return [each for what, each in elb.asked if what == "rules"]


def test_an_event_reads_the_rules_of_every_party_that_no_tag_makes_want_the_name() -> None:
    elb = Elb(tagged(GREEN, NAME, rules=True), balancer(RED))
    planned(elb, event(GREEN), held(RED, waits=[(GREEN, 17)]), alias(RED), entry(KEY, RED), entry(KEY, GREEN))
    assert rules_read(elb) == [RED]


@pytest.mark.parametrize(
    ("hold", "read"),
    [
        (held(WEB, origin="rule", waits=[(GREEN, 17)]), [WEB]),
        (held(WEB, origin="rule"), []),  # nobody waits: its turn comes
        (held(GREEN, waits=[(WEB, 17)]), []),  # its holder wants it
    ],
)
def test_h48_a_sweep_reads_rules_beyond_its_share_only_where_somebody_waits_and_the_holder_may_leave(
    hold: Hold, read: list[LoadBalancerId]
) -> None:
    elb = Elb(balancer(WEB), tagged(GREEN, NAME))
    entries = [entry(KEY, each) for each in hold.load_balancers]
    planned(elb, Request(sweep=True), hold, *entries, known=[WEB, GREEN], listed=True)
    assert rules_read(elb) == read


@pytest.mark.parametrize(
    ("waiting", "wanting", "everybody"),
    [
        (WAITING, None, True),
        (WAITING, WAITING[3], False),
        (WAITING, WEB, False),
        (WAITING[1:], None, False),
    ],
)
def test_h36_everybody_is_looked_at_where_a_line_is_full_and_nobody_in_it_wants_the_name(
    waiting: list[LoadBalancerId], wanting: LoadBalancerId | None, *, everybody: bool
) -> None:
    there = [tagged(each, NAME) if each == wanting else untagged(each) for each in (WEB, *waiting)]
    late = tagged(RED, NAME)
    elb = Elb(*there, late)
    hold = held(WEB, waits=[(each, 17) for each in waiting])
    plan = planned(elb, event(WEB), hold, alias(WEB), *(entry(KEY, each) for each in (WEB, *waiting)))
    assert (("all", None) in elb.asked) is everybody
    if everybody:
        assert done(plan) == [("hand-over", NAME, RED)]


def test_c41_a_name_that_somebody_has_of_whom_nothing_is_known_fails_for_whom_the_event_is_about() -> None:
    elb = Elb(tagged(GREEN, NAME), tagged(RED, CART.name))
    elb.refused[WEB] = "Elastic Load Balancing does not accept it"
    plan = planned(elb, event(GREEN, RED), held(WEB), alias(WEB))
    assert plan.failures == {GREEN: Failure("Elastic Load Balancing does not accept it")}
    assert done(plan) == [("create", CART.name, RED)]


def test_a_name_whose_hold_was_lost_is_given_up_like_any_other() -> None:
    elb = Elb(untagged(WEB))
    plan = planned(elb, Request(sweep=True), alias(WEB), entry(KEY, WEB), known=[WEB], listed=True)
    assert done(plan) == [("remove", NAME, WEB)]
    assert plan.has == {}

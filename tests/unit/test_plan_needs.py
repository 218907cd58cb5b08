"""What a plan asks for before it decides: names to read, load balancers to look at, and nothing more than it needs."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from albias.claims import MAX_NAMES
from albias.engine.plan import Plan, Planner, States
from albias.model import Entry, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, is_within
from albias.registry import encode_entry, encode_hold, entry_name, hold_name, subtree
from albias.settings import Settings
from albias.view import ZoneView
from tests.builders import ME, TAG, ZONE
from tests.unit.cases import ALB_ZONE, GREEN, NAME, NOW, WEB, alias, dns_name

DEEP = DnsName("a.b.c.apps.example.com")
ENTRY, ENTRY_OF_GREEN = entry_name(WEB, ME.owner, ZONE), entry_name(GREEN, ME.owner, ZONE)
HOLD = hold_name(NAME, ZONE)


def described(load_balancer: LoadBalancerId, *hostnames: str) -> LoadBalancer:
    tags = ((TAG, " ".join(hostnames)),)
    return LoadBalancer(load_balancer, dns_name(load_balancer), ALB_ZONE, "internet-facing", "ipv4", tags)


def entry(load_balancer: LoadBalancerId, *hosts: DnsName, **fields: Any) -> RecordSet:
    made = encode_entry(Entry(load_balancer, dns_name(load_balancer), frozenset(hosts), **fields), ME, ZONE)
    assert made
    return made


def knowing(*names: DnsName, records: Iterable[RecordSet] = ()) -> ZoneView:
    """A view in which just these names were read, the entries first, then the holds, and hold just these records."""
    view = ZoneView()
    there = list(records)
    known = {*names, *(record.key.name for record in there)}
    for name in sorted(known, key=lambda name: (not is_within(name, subtree(ME.owner, ZONE)), name != HOLD, name)):
        at_name = [record for record in there if record.key.name == name]
        view.add_page(name, at_name, DnsName("\x00"))  # the next page begins before it: no span
    return view


def plan(view: ZoneView, states: States, *load_balancers: LoadBalancerId, **options: Any) -> Plan:
    settings = options.pop("settings", Settings("platform", (ZONE,)))
    return Planner(ZONE, ME, settings, frozenset(load_balancers or states), NOW, view, states, **options).run()


def test_a_load_balancer_is_looked_at_and_its_entry_is_read_first() -> None:
    wanted = plan(knowing(), {}, WEB)
    assert not wanted.complete
    assert (wanted.load_balancers_needed, wanted.names_needed) == ({WEB}, {ENTRY})
    assert (wanted.decisions, wanted.refusals) == ([], [])


def test_then_the_names_that_it_claims_and_those_that_its_entry_lists() -> None:
    listed = DnsName("old.apps.example.com")
    wanted = plan(knowing(records=[entry(WEB, listed)]), {WEB: described(WEB, NAME)})
    assert wanted.names_needed == {NAME, listed}


def test_a_free_name_needs_no_look_at_its_hold() -> None:
    """The CREATE of the hold finds out: it is the compare-and-swap."""
    decided = plan(knowing(ENTRY, NAME), {WEB: described(WEB, NAME)})
    assert decided.complete
    assert [decision.action for decision in decided.decisions] == ["create"]


def test_a_name_that_looks_taken_needs_a_look_at_its_hold_and_then_at_external_dnss_records() -> None:
    foreign = alias(GREEN)
    wanted = plan(knowing(ENTRY, records=[foreign]), {WEB: described(WEB, NAME)})
    assert wanted.names_needed == {HOLD}
    further = plan(knowing(ENTRY, HOLD, records=[foreign]), {WEB: described(WEB, NAME)})
    assert further.names_needed - {HOLD} == {DnsName(f"{kind}-{NAME}") for kind in ("a", "aaaa", "cname")}


def test_a_name_and_its_hold_are_read_until_each_was_read_after_the_other_spoke() -> None:
    """Somebody may have let go of the name, or taken it, between the two pages; in a quiet zone it comes to an end."""
    asked = []
    view = knowing(ENTRY, HOLD, records=[alias(GREEN)])
    for place, found in ((HOLD, []), (NAME, [alias(GREEN)]), (HOLD, [])):
        asked.append(plan(view, {WEB: described(WEB, NAME)}).names_needed & {NAME, HOLD})
        view.add_page(place, found, DnsName("\x00"))
    assert asked == [{HOLD}, {NAME}, set()]


def test_a_name_of_several_labels_needs_the_places_where_it_may_be_delegated_away() -> None:
    wanted = plan(knowing(ENTRY), {WEB: described(WEB, DEEP)})
    assert wanted.names_needed == {DEEP, DnsName("b.c.apps.example.com"), DnsName("c.apps.example.com")}


def test_a_held_name_needs_neither_hold_nor_delegations() -> None:
    records = [entry(WEB, DEEP), replace(alias(WEB), key=RecordKey(DEEP, "A"))]
    decided = plan(knowing(records=records), {WEB: described(WEB, DEEP)})
    assert decided.complete
    assert [decision.action for decision in decided.decisions] == ["keep"]


def test_a_careful_plan_looks_at_every_hold() -> None:
    wanted = plan(knowing(ENTRY, NAME), {WEB: described(WEB, NAME)}, careful=True)
    assert wanted.names_needed == {HOLD}


def test_a_careful_plan_of_everything_trusts_one_entry_and_an_answer() -> None:
    settled = knowing(records=[entry(WEB, NAME), alias(WEB)])
    assert plan(settled, {WEB: described(WEB, NAME)}, careful=True, everything=True).complete
    silent = knowing(NAME, records=[entry(WEB, NAME)])
    assert plan(silent, {WEB: described(WEB, NAME)}, careful=True, everything=True).names_needed == {HOLD}


def test_a_holder_that_the_hold_names_joins_the_plan() -> None:
    view = knowing(ENTRY, records=[alias(GREEN), encode_hold(NAME, GREEN, ME, ZONE)])
    wanted = plan(view, {WEB: described(WEB, NAME)})
    assert (wanted.load_balancers_needed, wanted.names_needed) == ({GREEN}, {ENTRY_OF_GREEN})


def test_those_who_wait_join_the_plan_when_their_holder_lets_go() -> None:
    view = knowing(records=[entry(WEB, NAME, queue=frozenset({GREEN})), alias(WEB)])
    released = plan(view, {WEB: described(WEB)})
    assert (released.load_balancers_needed, released.names_needed) == ({GREEN}, {ENTRY_OF_GREEN})


def test_those_who_wait_do_not_join_while_the_holder_keeps_the_name() -> None:
    view = knowing(records=[entry(WEB, NAME, queue=frozenset({GREEN})), alias(WEB)])
    assert plan(view, {WEB: described(WEB, NAME)}).complete


def test_without_a_hold_the_entry_whose_target_answers_has_the_name() -> None:
    """Two entries list one name: only a hand can have made it so; the record set says who is right."""
    for answering in (WEB, GREEN):
        view = knowing(HOLD, records=[entry(WEB, NAME), entry(GREEN, NAME), alias(answering)])
        decided = plan(view, {WEB: described(WEB, NAME), GREEN: described(GREEN, NAME)})
        kept = [decision.load_balancer for decision in decided.decisions if decision.action == "repair"]
        assert kept == [answering]


def test_without_a_hold_and_an_answer_the_first_by_arn_has_the_name() -> None:
    view = knowing(HOLD, NAME, records=[entry(WEB, NAME), entry(GREEN, NAME)])
    decided = plan(view, {WEB: described(WEB, NAME), GREEN: described(GREEN, NAME)})
    assert [each.load_balancer for each in decided.decisions if each.action == "repair"] == [GREEN]


def test_names_are_decided_in_their_order() -> None:
    names = [DnsName(f"{label}.apps.example.com") for label in ("m", "z", "a")]
    decided = plan(knowing(ENTRY, *names), {WEB: described(WEB, *names)})
    assert [decision.hostname for decision in decided.decisions] == sorted(names)


def test_only_the_names_asked_for_are_read_and_decided() -> None:
    other = DnsName("cart.apps.example.com")
    view = knowing(NAME, records=[entry(WEB, other)])
    decided = plan(view, {WEB: described(WEB, NAME)}, only=frozenset({NAME}))
    assert decided.complete
    assert [(decision.action, decision.hostname) for decision in decided.decisions] == [("create", NAME)]


def test_the_operators_orders_take_the_tables_place() -> None:
    asked: list[DnsName] = []

    def orders(case: Any) -> Any:
        asked.append(case.name)
        return [], []

    decided = plan(knowing(ENTRY, NAME), {WEB: described(WEB, NAME)}, decide=orders)
    assert (asked, decided.decisions) == ([NAME], [])


def test_a_plan_tells_apart_what_acts_and_what_is_as_wanted() -> None:
    decided = plan(knowing(records=[entry(WEB, NAME), alias(WEB)]), {WEB: described(WEB, NAME)})
    assert len(decided.decisions) == 1
    assert not any(decision.acts_on(decided.entries) for decision in decided.decisions)


def test_a_name_that_was_read_before_the_entry_that_lists_it_is_read_again() -> None:
    """No change batch proves an absence: what came between the two reads would be left behind by a release."""
    view = knowing(NAME)
    view.add_page(ENTRY, [entry(WEB, NAME)], DnsName("\x00"))
    assert plan(view, {WEB: None}).names_needed == {NAME}
    view.add_page(NAME, [alias(WEB)], DnsName("\x00"))
    assert [decision.action for decision in plan(view, {WEB: None}).decisions] == ["remove"]


def test_the_hold_that_was_read_before_the_entry_is_read_again_too() -> None:
    """No change batch proves an absence: what somebody made between the two reads would be left behind."""
    view = knowing(NAME, HOLD)
    view.add_page(ENTRY, [entry(WEB, NAME)], DnsName("\x00"))
    wanted = plan(view, {WEB: None})
    assert wanted.names_needed == {NAME, HOLD}
    for again in (NAME, HOLD):
        view.add_page(again, [], DnsName("\x00"))
    assert plan(view, {WEB: None}).complete


def test_what_is_older_than_an_entry_that_the_hold_speaks_against_is_read_again_and_so_is_the_holders_entry() -> None:
    view = knowing(NAME, ENTRY_OF_GREEN, records=[encode_hold(NAME, GREEN, ME, ZONE)])
    view.add_page(ENTRY, [entry(WEB, NAME)], DnsName("\x00"))
    states = {WEB: described(WEB, NAME), GREEN: described(GREEN, NAME)}
    assert plan(view, states).names_needed == {NAME, HOLD, ENTRY_OF_GREEN}


def test_what_one_page_told_together_with_the_entry_is_no_older_than_that() -> None:
    view = ZoneView()
    view.add_page(ENTRY, [entry(WEB, NAME), alias(WEB)], DnsName("\x00"))
    view.add_page(HOLD, [encode_hold(NAME, WEB, ME, ZONE)], DnsName("\x00"))
    assert plan(view, {WEB: described(WEB, NAME)}).complete


def test_a_name_of_another_deployment_needs_no_look_at_external_dnss_records() -> None:
    theirs = encode_hold(NAME, GREEN, replace(ME, owner="other"), ZONE)
    decided = plan(knowing(ENTRY, records=[theirs, alias(GREEN)]), {WEB: described(WEB, NAME)})
    assert decided.complete
    assert [refusal.code for refusal in decided.refusals] == ["owned-elsewhere"]


def test_a_name_that_looks_delegated_is_asked_for_its_hold_before_anybody_loses_a_place_in_line() -> None:
    cut = DnsName("c.apps.example.com")
    delegated = RecordSet(RecordKey(cut, "NS"), 300, ("ns1.example.net",))
    cuts = [DnsName("b.c.apps.example.com"), cut]
    wanted = plan(knowing(ENTRY, DEEP, *cuts, records=[delegated]), {WEB: described(WEB, DEEP)})
    assert wanted.names_needed == {hold_name(DEEP, ZONE)}
    decided = plan(knowing(ENTRY, DEEP, hold_name(DEEP, ZONE), *cuts, records=[delegated]), {WEB: described(WEB, DEEP)})
    assert [refusal.code for refusal in decided.refusals] == ["delegated"]


def test_names_beyond_the_limit_are_told_for_each_load_balancer_and_only_where_they_are_asked_for() -> None:
    names = [DnsName(f"n{number:03}.apps.example.com") for number in range(MAX_NAMES + 1)]
    states = {WEB: described(WEB, *names), GREEN: described(GREEN, *names)}
    view = knowing(ENTRY, ENTRY_OF_GREEN, *names)
    told = plan(view, states, only=frozenset({names[-1]})).refusals
    assert [(each.code, each.hostname, each.load_balancer) for each in told] == [
        ("too-many-hostnames", names[-1], GREEN),
        ("too-many-hostnames", names[-1], WEB),
    ]
    assert plan(view, states, only=frozenset({NAME})).refusals == []


def test_a_wait_for_what_is_no_longer_claimed_is_tidied_and_only_where_it_is_asked_for() -> None:
    view = knowing(records=[entry(WEB, waits=frozenset({(NAME, 17)}))])
    [tidy] = plan(view, {WEB: described(WEB)}, only=frozenset({NAME})).decisions
    assert (tidy.action, tidy.hostname, tidy.load_balancer) == ("tidy", NAME, WEB)
    assert tidy.reason == "it no longer claims it"
    assert plan(view, {WEB: described(WEB)}, only=frozenset({DEEP})).decisions == []


def test_who_is_in_line_and_does_not_want_it_is_looked_at_again_where_the_holder_was_read_later() -> None:
    """One that is gone does not come back: its state is no older than that."""
    view = knowing(ENTRY_OF_GREEN, NAME, HOLD)
    view.add_page(ENTRY, [entry(WEB, NAME, queue=frozenset({GREEN}))], DnsName("\x00"))
    for place, found in ((NAME, [alias(WEB)]), (HOLD, [encode_hold(NAME, WEB, ME, ZONE)])):
        view.add_page(place, found, DnsName("\x00"))
    again = plan(view, {WEB: described(WEB), GREEN: described(GREEN)})
    assert (again.load_balancers_needed, again.names_needed) == ({GREEN}, {ENTRY_OF_GREEN})
    assert plan(view, {WEB: described(WEB), GREEN: described(GREEN, NAME)}).complete
    assert plan(view, {WEB: described(WEB), GREEN: None}).complete

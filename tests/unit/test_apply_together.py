"""What shares a fate: several troubles in one run hide none of each other (H42, H45)."""

from collections.abc import Callable
from typing import Any

from albias.case import Decision, EntryEdit
from albias.model import Entry
from albias.names import DnsName
from albias.registry import encode_entry
from tests.builders import ME, ZONE
from tests.fakes import FakeRoute53
from tests.unit.applying import applier, created, plan_of, zone_protecting, zone_with
from tests.unit.decisions import BALANCERS, decision, name, writing

A, B, C, D, *_ = BALANCERS
LONG = "x" * 60 + "." + "y" * 60 + "." + "z" * 60


def large(number: int, *load_balancers: Any) -> Decision:
    """One of which two fit into a batch, but not three."""
    return decision(number, *load_balancers, changes=[writing(number, *(f'"{each:0250}"' for each in range(60)))])


def refusing(client: FakeRoute53, codes: dict[str, str]) -> Callable[[str, dict[str, Any]], None]:
    """Answers with an error, by name, wherever a batch names one of these."""

    def refuse(operation: str, params: dict[str, Any]) -> None:
        for change in params["ChangeBatch"]["Changes"]:
            code = codes.get(change["ResourceRecordSet"]["Name"].removesuffix("."))
            if code:
                raise client.error(operation, code, f"{code} for a test")

    return refuse


def test_h42_what_was_left_for_later_fails_with_the_reason_of_what_it_rests_on_and_hides_no_other() -> None:
    client = zone_with()
    client.before = refusing(client, {name(0): "Throttling", name(9): "InternalError"})
    later = large(2, A, D)
    failures = applier(client).apply(plan_of(large(0, A), large(1, A), later, large(9, C))).failures
    assert failures.keys() == {A, C, D}
    assert failures[D] == failures[A]
    assert "Throttling" in failures[A]
    assert "InternalError" in failures[C]


def test_h42_what_was_left_for_later_is_planned_again_with_what_it_rests_on_and_with_all_others() -> None:
    client = zone_with(name(0), name(9))
    later = large(2, A, D)
    applied = applier(client).apply(plan_of(large(0, A), large(1, A), later, large(9, C)))
    assert applied.raced == {A, C, D}


def test_h45_several_denials_are_all_told() -> None:
    client = zone_with()
    client.before = refusing(client, {name(1): "AccessDenied", name(2): "AccessDenied"})
    applied = applier(client).apply(plan_of(decision(1, A), decision(2, B), decision(3, C)))
    assert applied.failures.keys() == {A, B}
    assert created(client, [decision(3, C)]) == {name(3)}


def waiting_for(number: int) -> Decision:
    """B waits for what A is to be given."""
    waits = (EntryEdit(B, name(number), wait=17), EntryEdit(A, name(number), held=None))
    return Decision("wait", name(number), B, "A holds it", edits=waits)


def is_noted(client: FakeRoute53) -> bool:
    """Whether B has an entry."""
    return client.record(ZONE.id, f"{B.id}.platform._albias.{ZONE.name}", "TXT") is not None


def test_h45_nobody_is_noted_as_waiting_for_a_name_whose_change_was_denied() -> None:
    """Who would have waited comes back, too: the holder's own message would know nothing of it."""
    client = zone_with()
    client.before = refusing(client, {name(1): "AccessDenied"})
    applied = applier(client).apply(plan_of(decision(1, A), waiting_for(1), decision(2, C)))
    assert applied.decisions == [decision(2, C)]
    assert applied.failures == dict.fromkeys((A, B), "IAM denied the change: AccessDenied for a test")
    assert not is_noted(client)


def test_h45_nobody_is_noted_as_waiting_for_a_name_that_route53_protects() -> None:
    client = zone_protecting(name(1))
    ours = applier(client)
    ours.apply(plan_of(decision(1, A), waiting_for(1)))
    applied = ours.apply(plan_of(decision(1, A), waiting_for(1)))
    assert [refusal.code for refusal in applied.refusals] == ["protected"]
    assert (applied.decisions, applied.failures) == ([], {})
    assert not is_noted(client)


def test_h42_who_would_have_waited_for_names_that_failed_for_now_comes_back_with_each_reason() -> None:
    client = zone_with()
    client.before = refusing(client, {name(1): "Throttling", name(2): "InternalError"})
    ours = applier(client)
    for number in (1, 2):
        ours.apply(plan_of(decision(number, A)))
    for number, reason in ((1, "Throttling"), (2, "InternalError")):
        failures = ours.apply(plan_of(waiting_for(number))).failures
        assert failures.keys() == {A, B}
        assert reason in failures[A]
        assert failures[B] == failures[A]
    assert not is_noted(client)


def test_h45_what_no_longer_fits_without_what_was_refused_is_planned_again() -> None:
    """Refused removals leave an entry so long that the additions beside them no longer fit into one batch."""
    held = [name(number).replace("n", f"h-{LONG}.n", 1) for number in range(70)]
    entry = Entry(A, "x", frozenset(DnsName(each) for each in held))
    entry = Entry(A, "x", entry.hosts, record_set=encode_entry(entry, ME, ZONE))
    removals = [
        Decision("remove", host, A, "gone", (writing(number),), (EntryEdit(A, host),))
        for number, host in enumerate(sorted(entry.hosts)[:25])
    ]
    additions = [
        Decision("create", host, A, "new", (writing(number),), (EntryEdit(A, host, held=True),))
        for number, host in enumerate((DnsName(f"a{place}-{LONG}.{ZONE.name}") for place in range(25)), 100)
    ]
    client = zone_protecting(*(name(number) for number in range(25)))
    ours = applier(client)
    plan = plan_of(*removals, *additions)
    plan.entries |= {A: entry}
    read = entry.record_set
    assert read
    client.put(ZONE.id, _record(read))
    assert ours.apply(plan).raced == {A}
    again = plan_of(decision(50, B), *removals, *additions)
    again.entries |= {A: entry}
    client.put(ZONE.id, {**_record(read), "Name": f"{name(50)}.", "ResourceRecords": [{"Value": '"theirs"'}]})
    applied = ours.apply(again)
    assert {refusal.hostname for refusal in applied.refusals} == {each.hostname for each in removals}
    assert applied.raced == {A, B}
    assert {each.hostname for each in applied.decisions} < {each.hostname for each in additions}


def _record(record_set: Any) -> dict[str, Any]:
    values = [{"Value": value} for value in record_set.values]
    return {"Name": f"{record_set.key.name}.", "Type": "TXT", "TTL": record_set.ttl, "ResourceRecords": values}


def test_h42_h45_a_denial_of_one_name_hides_no_throttling_of_another() -> None:
    """The halves of a denied group: one is throttled, the other denied; the load balancer is to be tried again."""
    client = zone_with()

    def refuse(operation: str, params: dict[str, Any]) -> None:
        named = {change["ResourceRecordSet"]["Name"] for change in params["ChangeBatch"]["Changes"]}
        code = "AccessDenied" if f"{name(2)}." in named else "Throttling"
        raise client.error(operation, code, f"{code} for a test", 403)

    client.before = refuse
    failures = applier(client).apply(plan_of(decision(1, A), decision(2, A))).failures
    assert failures.keys() == {A}
    assert "Throttling" in failures[A]

"""Sending decisions: what goes together, what a refusal costs, and that the others go through (H36, H42, H44, H45)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, log2
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from albias.aws.route53 import Route53
from albias.case import Decision
from albias.engine.apply import MAX_CHARACTERS, MAX_DENIED, MAX_ELEMENTS, Applier, Memory, in_order, pack, size
from albias.engine.outcome import Outcome
from albias.errors import Failure, OutOfTime
from albias.model import AliasTarget, Change, LoadBalancerId, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.registry import Key
from tests.fakes import FakeRoute53
from tests.support.world import ZONE, load_balancer_id

BALANCERS = [load_balancer_id(f"lb{number}", f"{number:016x}") for number in range(6)]
A, B, C, *_ = BALANCERS


def name(number: int) -> DnsName:
    return DnsName(f"n{number:04}.{ZONE.name}")


def writing(number: int, *values: str) -> Change:
    return Change("CREATE", RecordSet(RecordKey(name(number), "TXT"), 300, values or ('"x"',)))


def decision(
    number: int, load_balancer: LoadBalancerId = A, changes: Sequence[Change] | None = None, also: Any = ()
) -> Decision:
    made = (writing(number),) if changes is None else tuple(changes)
    return Decision("create", Key(name(number)), load_balancer, "for a test", made, frozenset({load_balancer, *also}))


def zone_with(*taken: DnsName) -> FakeRoute53:
    """The zone, with somebody else's record sets where these names would be created."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for each in taken:
        client.put(ZONE.id, {"Name": f"{each}.", "Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": '"foreign"'}]})
    return client


def zone_protecting(*protected: DnsName) -> FakeRoute53:
    client = zone_with()
    for each in protected:
        client.protect(ZONE.id, f"{each}.", "TXT")
    return client


def applier(client: FakeRoute53, **options: Any) -> Applier:
    defaults: dict[str, Any] = {
        "zone": ZONE,
        "route53": Route53(client),  # type: ignore[arg-type]
        "comment": lambda batch: f"{len(batch)} of a test",
        "turn": lambda: None,
        "memory": Memory(),
    }
    return Applier(**(defaults | options))


def created(client: FakeRoute53, made: Sequence[Decision]) -> set[DnsName]:
    there = {each.hostname: client.record(ZONE.id, each.hostname, "TXT") for each in made}
    return {each for each, record in there.items() if record and record["TTL"] == 300}


def names(made: Sequence[Decision]) -> set[DnsName]:
    return {each.hostname for each in made}


def done(applied: Outcome) -> list[Decision]:
    return [each for _, each in applied.decisions]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Decision], set[DnsName]]:
    """Decisions of several load balancers, and the names among them that Route 53 will refuse."""
    owners = draw(st.lists(st.sampled_from(BALANCERS), max_size=14))
    made = [decision(number, each) for number, each in enumerate(owners)]
    refused = draw(st.sets(st.sampled_from(sorted(names(made))), max_size=4)) if made else set()
    return made, refused


@given(plans(), st.sampled_from([zone_with, zone_protecting]))
def test_h45_exactly_what_is_refused_does_not_come_about(
    drawn: tuple[list[Decision], set[DnsName]], zone_of: Callable[..., FakeRoute53]
) -> None:
    made, refused = drawn
    client = zone_of(*refused)
    applied = applier(client).apply(made)
    assert created(client, made) == names(done(applied)) == names(made) - refused
    assert applied.raced.keys() | {refusal.hostname for refusal in applied.refusals} == refused
    assert applied.failures == {}


@given(plans())
def test_what_is_not_as_it_was_read_is_a_lost_race_however_often(drawn: tuple[list[Decision], set[DnsName]]) -> None:
    made, refused = drawn
    client, memory = zone_with(*refused), Memory()
    todo = made
    for _ in range(3):
        applied = applier(client, memory=memory).apply(todo)
        assert applied.raced.keys() == refused
        assert applied.refusals == []
        todo = [each for each in made if each.hostname in refused]


def test_a_protected_record_set_is_refused_at_once_and_in_route53s_own_words() -> None:
    applied = applier(zone_protecting(name(1))).apply([decision(1), decision(2, B)])
    [refusal] = applied.refusals
    assert (refusal.hostname, refusal.load_balancer, refusal.code) == (name(1), A, "protected")
    assert refusal.reason.startswith("Route 53 refuses the change: ")
    assert names(done(applied)) == {name(2)}


@given(st.integers(2, 40), st.data())
def test_finding_one_culprit_costs_few_calls(number: int, data: st.DataObject) -> None:
    made = [decision(each) for each in range(number)]
    culprit = data.draw(st.sampled_from(made))
    client = zone_with(culprit.hostname)
    applier(client).apply(made)
    assert client.count() <= 1 + 2 * ceil(log2(number))


def refusing(client: FakeRoute53, code: str, message: str, *refused: DnsName, status: int = 400) -> FakeRoute53:
    """Route 53 answers so to every batch with one of these names."""

    def before(operation: str, params: dict[str, Any]) -> None:
        for change in params.get("ChangeBatch", {}).get("Changes", ()):
            if change["ResourceRecordSet"]["Name"].removesuffix(".") in refused:
                answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
                raise ClientError(answer, operation)  # type: ignore[arg-type]

    client.before = before
    return client


@pytest.mark.parametrize(
    ("code", "message", "refusal"),
    [
        (
            "InvalidChangeBatch",
            "[Tried to create an alias that targets web-1., type A in zone Z1, but that target was not found]",
            "target-not-found",
        ),
        ("InvalidChangeBatch", "[The change is refused by ACTIVE_RECORD_CHECK for n0001.]", "guarded"),
        ("SomethingNew", "You exceeded the limit of 10000 record sets", "zone-full"),
    ],
)
def test_c12_c14_c16_what_another_try_does_not_change_is_told_in_its_own_words(
    code: str, message: str, refusal: str
) -> None:
    """Not a lost race for ever, and no failure that keeps a sweep from being complete."""
    client = refusing(zone_with(), code, message, name(1))
    applied = applier(client).apply([decision(1), decision(2, B)])
    assert [(each.code, each.hostname) for each in applied.refusals] == [(refusal, name(1))]
    assert message in applied.refusals[0].reason
    assert (applied.raced, applied.failures) == ({}, {})
    assert names(done(applied)) == {name(2)}


def test_words_that_nobody_knows_are_a_race_once_and_refused_when_they_come_again() -> None:
    client, memory = refusing(zone_with(), "InvalidInput", "some new rule", name(1)), Memory()
    assert applier(client, memory=memory).apply([decision(1)]).raced.keys() == {name(1)}
    applied = applier(client, memory=memory).apply([decision(1)])
    assert [each.code for each in applied.refusals] == ["not-accepted"]
    other = decision(1, changes=[writing(1, '"y"')])
    assert applier(client, memory=memory).apply([other]).raced.keys() == {name(1)}


def test_a_denial_is_a_failure_of_those_it_concerns_that_says_so() -> None:
    client = refusing(zone_with(), "AccessDenied", "not authorized", name(1), status=403)
    applied = applier(client).apply([decision(1, A, also=[B]), decision(2, C)])
    assert applied.failures.keys() == {A, B}
    assert all(failure.denied for failure in applied.failures.values())
    assert names(done(applied)) == {name(2)}


def test_c47_a_load_balancer_that_is_denied_again_and_again_is_not_asked_for_any_more() -> None:
    made = [decision(number, A) for number in range(200)]
    client = refusing(zone_with(), "AccessDenied", "not authorized", *names(made), status=403)
    applied = applier(client).apply([*made, decision(999, B)])
    assert client.count() <= MAX_DENIED * (1 + ceil(log2(201))) + 2
    assert names(done(applied)) == {name(999)}
    assert applied.failures.keys() == {A}


def test_a_denial_hides_no_failure_that_is_worth_another_try() -> None:
    client = refusing(zone_with(), "AccessDenied", "not authorized", name(1), status=403)
    denied_only = applier(client).apply([decision(1, A)])
    assert denied_only.failures[A].denied
    failing = zone_with()

    def before(_: str, params: dict[str, Any]) -> None:
        raise ClientError({"Error": {"Code": "ServiceUnavailable", "Message": ""}}, "ChangeResourceRecordSets")

    failing.before = before
    applied = applier(failing).apply([decision(1, A)])
    assert not applied.failures[A].denied


def test_c17_a_batch_that_is_throttled_is_halved() -> None:
    """It may have been too many changes at once."""
    client = zone_with()
    sizes: list[int] = []

    def before(operation: str, params: dict[str, Any]) -> None:
        changes = params["ChangeBatch"]["Changes"]
        sizes.append(len(changes))
        if len(changes) > 3:
            answer = {"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}
            raise ClientError(answer, operation)  # type: ignore[arg-type]

    client.before = before
    made = [decision(number) for number in range(12)]
    applied = applier(client).apply(made)
    assert created(client, made) == names(made)
    assert applied.failures == {}
    assert sizes == [12, 6, 3, 3, 6, 3, 3]


@pytest.mark.parametrize("sent", [0, 1])
def test_h44_h47_when_time_runs_out_whole_batches_are_left_for_the_next_run(sent: int) -> None:
    left = [sent]

    def turn() -> None:
        if not left[0]:
            raise OutOfTime("out of time before the function's deadline")
        left[0] -= 1

    client = zone_with()
    made = [_large(number, each) for number, each in enumerate((A, B, C))]
    applied = applier(client, turn=turn).apply(made)
    assert created(client, made) == names(done(applied)) == names(made[: 2 * sent])
    assert applied.failures.keys() == {A, B, C} - {A, B, C if sent > 1 else B} if sent else {A, B, C}


def _large(number: int, load_balancer: LoadBalancerId = A, values: int = 60) -> Decision:
    """One of which two fit into a batch, but not three."""
    return decision(number, load_balancer, [writing(number, *(f'"{each:0250}"' for each in range(values)))])


def test_a_dry_run_sends_nothing_and_tells_everything() -> None:
    client, made = zone_with(name(1)), [decision(1, A), decision(2, B)]
    applied = applier(client, dry_run=True).apply(made)
    assert done(applied) == made
    assert client.count() == 0


def test_the_batch_says_what_it_is() -> None:
    client = zone_with()
    applier(client).apply([decision(1), decision(2)])
    assert client.calls[0].params["ChangeBatch"]["Comment"] == "2 of a test"


# Packing ----------------------------------------------------------------------------------------------------------


@st.composite
def sizes(draw: st.DrawFn) -> list[Decision]:
    """Decisions of all sizes, some of them huge, so that limits are met."""
    kinds = st.sampled_from([(1, 10), (1, 10), (3, 200), (350, 5), (7, 1_200), (12, 2_600)])
    drawn = draw(st.lists(kinds, max_size=14))
    return [
        decision(number, changes=[writing(number, *['"' + "x" * length + '"'] * count)])
        for number, (count, length) in enumerate(drawn)
    ]


@given(sizes())
def test_no_batch_is_larger_than_route53_takes_and_none_could_take_one_more(made: list[Decision]) -> None:
    batches = pack(made)
    flat: list[Decision] = []
    for batch in batches:
        flat += batch
    assert flat == made
    for place, batch in enumerate(batches):
        measured = [size(each) for each in batch]
        elements, characters = sum(one for one, _ in measured), sum(other for _, other in measured)
        assert len(batch) == 1 or (elements <= MAX_ELEMENTS and characters <= MAX_CHARACTERS)
        if place + 1 < len(batches):
            more = size(batches[place + 1][0])
            assert elements + more[0] > MAX_ELEMENTS or characters + more[1] > MAX_CHARACTERS


def test_an_alias_counts_one_element_and_no_characters() -> None:
    alias = RecordSet(RecordKey(name(1), "A"))
    assert size(decision(1, changes=[Change("CREATE", alias)])) == (1, 0)
    two = replace(alias, values=('"abc"', '"d"'))
    assert size(decision(1, changes=[Change("CREATE", two)])) == (2, 8)


@pytest.mark.parametrize(
    ("drawn", "batches"),
    [
        ([(400, 1), (600, 1)], 1),  # as many elements as Route 53 takes
        ([(400, 1), (601, 1)], 2),
        ([(4, 4_000), (4, 4_000)], 1),  # as many characters as Route 53 takes
        ([(4, 4_000), (3, 4_000), (1, 4_001)], 2),
    ],
)
def test_a_batch_is_filled_to_the_last(drawn: list[tuple[int, int]], batches: int) -> None:
    """Sizes in values and characters in each."""
    made = [
        decision(number, changes=[writing(number, *("x" * each for _ in range(count)))])
        for number, (count, each) in enumerate(drawn)
    ]
    assert len(pack(made)) == batches


def test_h36_each_delete_comes_before_every_create_and_the_order_is_kept() -> None:
    one = decision(1, changes=[writing(1), writing(11)._replace(action="DELETE")])
    two = decision(2, changes=[writing(12)._replace(action="DELETE"), writing(2)])
    ordered = in_order([one, two])
    assert [change.action for change in ordered] == ["DELETE", "DELETE", "CREATE", "CREATE"]
    assert [change.record_set.key.name for change in ordered] == [name(11), name(12), name(1), name(2)]


def test_a_refusal_says_of_which_zone_set_and_routing_it_is() -> None:
    routed = RecordSet(RecordKey(name(1), "A", "platform/a"), 60, ("192.0.2.1",), routing=Routing("weighted", 20))
    made = replace(decision(1, changes=[Change("CREATE", routed)]), key=Key(name(1), "platform/a"))
    client = refusing(zone_with(), "LimitsExceeded", "too many record sets", name(1))
    [refusal] = applier(client).apply([made]).refusals
    assert (refusal.zone, refusal.set_identifier, refusal.routing_policy) == (ZONE, "platform/a", "weighted")
    assert refusal.code == "zone-full"


def test_a_race_of_two_keys_of_one_name_concerns_whom_either_does() -> None:
    client = zone_with(name(1))
    beside = replace(decision(1, B, [writing(1, '"y"')]), key=Key(name(1), "platform/b"))
    applied = applier(client).apply([decision(1, A), beside])
    assert applied.raced == {name(1): frozenset({A, B})}


def test_c47_as_many_denials_as_are_allowed_are_tried_each_by_itself() -> None:
    made = [_large(number, A, values=120) for number in range(MAX_DENIED + 1)]
    made[-1] = replace(made[-1], concerned=frozenset({A, B}))
    client = refusing(zone_with(), "AccessDenied", "not authorized", *names(made), status=403)
    applied = applier(client).apply(made)
    assert client.count() == MAX_DENIED
    assert applied.failures.keys() == {A, B}
    reason = "IAM denied 10 changes of this load balancer; the others are not tried in this run"
    assert applied.failures[B] == Failure(reason, denied=True)


def test_the_size_of_a_decision_is_that_of_all_its_changes() -> None:
    """An alias counts one element, and no characters."""
    alias = RecordSet(RecordKey(name(1), "A"), alias=AliasTarget("web-1.example.com", "Z1", True))
    assert size(decision(1, changes=[writing(1, '"ab"', '"c"'), writing(2, '"d"'), Change("CREATE", alias)])) == (4, 10)


def test_two_that_are_throttled_together_are_tried_one_by_one() -> None:
    client = zone_with()

    def before(operation: str, params: dict[str, Any]) -> None:
        if len(params["ChangeBatch"]["Changes"]) > 1:
            answer = {"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}
            raise ClientError(answer, operation)  # type: ignore[arg-type]

    client.before = before
    made = [decision(1, A), decision(2, B)]
    applied = applier(client).apply(made)
    assert created(client, made) == names(made)
    assert applied.failures == {}

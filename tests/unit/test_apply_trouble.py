"""What becomes of a plan when AWS denies, throttles or fails, when time runs out, and in a dry run (H42, H44, H47)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.case import Decision
from albias.errors import OutOfTime
from albias.model import LoadBalancerId
from tests.fakes import FakeRoute53
from tests.fakes.aws import read_timeout
from tests.unit.applying import applier, created, names, plan_of, touching, zone_with
from tests.unit.decisions import BALANCERS, decision, name, writing

A, B, C, *_ = BALANCERS
Hook = Callable[[str, dict[str, Any]], None]


def refusing(client: FakeRoute53, code: str, *hostnames: str, status: int = 400) -> Hook:
    """Answers with an error wherever a batch names one of these."""

    def refuse(operation: str, params: dict[str, Any]) -> None:
        named = {change["ResourceRecordSet"]["Name"] for change in params["ChangeBatch"]["Changes"]}
        if named & {f"{each}." for each in hostnames}:
            raise client.error(operation, code, "for a test", status)

    return refuse


def test_what_iam_denies_fails_for_its_load_balancers_and_the_others_go_through() -> None:
    """It is no refusal: somebody mends the policy, and the next try succeeds."""
    client = zone_with()
    made = [decision(1, A), decision(2, B), decision(3, B), decision(4, C)]
    client.before = refusing(client, "AccessDenied", name(2), status=403)
    applied = applier(client).apply(plan_of(*made))
    assert created(client, made) == names(applied.decisions) == {name(1), name(3), name(4)}
    assert applied.failures == {B: "IAM denied the change: for a test"}
    assert (applied.refusals, applied.raced) == ([], set())


@pytest.mark.parametrize("code", ["Throttling", "PriorRequestNotComplete", "InternalError"])
def test_h42_what_fails_for_now_fails_for_every_load_balancer_of_the_batch(code: str) -> None:
    client = zone_with()
    made = [decision(1, A), decision(2, B)]
    client.before = refusing(client, code, name(2))
    applied = applier(client).apply(plan_of(*made))
    assert created(client, made) == set()
    assert applied.decisions == []
    assert applied.failures.keys() == {A, B}
    assert code in applied.failures[A]


def test_h41_a_change_that_happened_without_an_answer_counts_as_failed() -> None:
    client = zone_with()

    def lose(operation: str, params: dict[str, Any]) -> None:
        raise read_timeout("route53")

    client.after = lose
    applied = applier(client).apply(plan_of(decision(1, A)))
    assert created(client, [decision(1, A)]) == {name(1)}
    assert applied.decisions == []
    assert "Read timeout" in applied.failures[A]


def deadline(calls: int) -> Callable[[], None]:
    """Time runs out after so many calls."""
    left = [calls]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OutOfTime("out of time before the function's deadline")

    return check


@pytest.mark.parametrize("sent", [0, 1])
def test_h44_h47_when_time_runs_out_whole_batches_are_left_for_the_next_run(sent: int) -> None:
    client = zone_with()
    made = [_large(number, each) for number, each in enumerate((A, B, C))]
    applied = applier(client, turn=deadline(sent)).apply(plan_of(*made))
    done: set[LoadBalancerId] = {*(A, B, C)[: 2 * sent]}
    assert touching(applied.decisions) == done
    assert created(client, made) == names(applied.decisions)
    assert applied.failures == dict.fromkeys({A, B, C} - done, "out of time before the function's deadline")


def test_a_dry_run_sends_nothing_and_tells_everything() -> None:
    client = zone_with(name(1))
    made = [decision(1, A), decision(2, B)]
    applied = applier(client, dry_run=True).apply(plan_of(*made))
    assert applied.decisions == made
    assert client.count() == 0
    assert created(client, made) == set()


def _large(number: int, load_balancer: LoadBalancerId, values: int = 60) -> Decision:
    """One of which two fit into a batch, but not three."""
    return decision(number, load_balancer, changes=[writing(number, *(f'"{each:0250}"' for each in range(values)))])


def test_what_did_not_fit_is_sent_in_the_next_round_upon_the_entries_of_the_first() -> None:
    client = zone_with()
    made = [_large(number, A) for number in range(5)]
    applied = applier(client).apply(plan_of(*made))
    assert created(client, made) == names(made)
    assert applied.decisions == made
    assert client.count() == 3
    entry = client.record("Z0APPS", f"{A.id}.platform._albias.apps.example.com", "TXT")
    assert entry
    assert len(entry["ResourceRecords"]) == 1 + 5


def test_what_did_not_fit_shares_the_fate_of_what_it_rests_on() -> None:
    made = [_large(number, A) for number in range(3)]
    client = zone_with(name(0))
    raced = applier(client).apply(plan_of(*made))
    assert raced.raced == {A}
    assert raced.decisions == []
    assert created(client, made) == set()
    client = zone_with()
    client.before = refusing(client, "Throttling", name(0))
    failed = applier(client).apply(plan_of(*made))
    assert failed.failures.keys() == {A}
    assert failed.decisions == []
    assert created(client, made) == set()
    assert client.count() == 1


def test_what_never_fits_is_refused_and_the_rest_goes_through() -> None:
    client = zone_with()
    huge = _large(1, A, values=130)
    applied = applier(client).apply(plan_of(huge, decision(2, A)))
    assert created(client, [decision(2, A)]) == {name(2)}
    [refusal] = applied.refusals
    assert (refusal.code, refusal.hostname, refusal.load_balancer) == ("too-many-hostnames", name(1), A)
    assert refusal.reason == "its changes do not fit into one change batch"


def test_the_batch_says_which_deployment_sent_it() -> None:
    client = zone_with()
    applier(client).apply(plan_of(decision(1, A)))
    assert client.calls[0].params["ChangeBatch"]["Comment"] == "albias platform"

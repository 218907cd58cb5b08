"""A burst is taken from the queue by the function itself: nothing waits, nothing is lost, nobody pays twice (H60)."""

from typing import Any

import pytest

from albias.aws.elbv2 import Elbv2
from tests.support.events import SWEEP, tag_change
from tests.support.invocation import message
from tests.unit.edge import Edge

NOTHING: list[str] = []
Record = dict[str, Any]


def host(number: int) -> str:
    return f"n{number}.apps.example.com"


def burst(edge: Edge, number: int, received: int = 1) -> list[Record]:
    """Messages for so many load balancers; the first ten are handed out by Lambda, the rest waits in the queue."""
    made = [edge.scene.create(f"lb{each}", host(each)) for each in range(number)]
    records = [message(tag_change(each), f"m{place}", received) for place, each in enumerate(made)]
    edge.sqs.waiting = records[10:]
    return records[:10]


def named(edge: Edge, number: int) -> list[int]:
    """Which of so many names are there."""
    return [each for each in range(number) if edge.scene.target(host(each))]


def failing(edge: Edge, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load balancer that nobody can describe without a crash of the code."""
    load = Elbv2.describe

    def describe(self: Elbv2, ids: Any, *turn: Any, **how: Any) -> Any:
        if any(each.name == f"lb{number}" for each in ids):
            raise KeyError("nobody thought of it")
        return load(self, ids, *turn, **how)

    monkeypatch.setattr(Elbv2, "describe", describe)


def receipts(*numbers: int) -> set[str]:
    return {f"receipt of m{number}" for number in numbers}


def test_h60_a_burst_is_planned_together_though_lambda_hands_out_ten_messages(edge: Edge) -> None:
    handed = burst(edge, 60)
    assert edge.handle(*handed) == NOTHING
    assert named(edge, 60) == list(range(60))
    assert edge.scene.route53.count("ChangeResourceRecordSets") == 1
    assert set(edge.confirmed()) == receipts(*range(10, 60)), "Lambda confirms its own ten"
    assert edge.metric("MessagesDrained") == [50]


def test_h60_a_quiet_queue_is_not_asked_for_more(edge: Edge) -> None:
    web = edge.scene.create("web", host(0))
    edge.sqs.waiting = [message(tag_change(web), "m9")]
    edge.handle(*(message(tag_change(web), f"m{place}") for place in range(4)))
    assert edge.sqs.calls == []
    assert edge.metric("MessagesDrained") == []


def test_h60_a_burst_of_which_sqs_hands_out_few_at_a_time_is_drained_too(edge: Edge) -> None:
    handed = burst(edge, 60)
    edge.sqs.most = 3
    edge.sqs.waiting = handed[5:] + edge.sqs.waiting
    edge.handle(*handed[:5])
    assert named(edge, 60) == list(range(60))


@pytest.mark.parametrize(("waiting", "taken"), [(0, 0), (1, 1), (989, 989), (995, 990), (2_000, 990)])
def test_h60_never_more_than_a_thousand_messages_are_in_hand(edge: Edge, waiting: int, taken: int) -> None:
    web = edge.scene.create("web", host(0))
    edge.sqs.waiting = [message(tag_change(web), f"w{place}") for place in range(waiting)]
    edge.handle(*(message(tag_change(web), f"m{place}") for place in range(10)))
    assert len(edge.sqs.waiting) == waiting - taken
    assert len(edge.confirmed()) == taken


def test_h60_large_messages_fill_the_hands_sooner(edge: Edge) -> None:
    web = edge.scene.create("web", host(0))
    large = tag_change(web) | {"detail": {"padding": "x" * 250_000}}
    edge.sqs.waiting = [message(large, f"w{place}") for place in range(500)]
    edge.handle(*(message(tag_change(web), f"m{place}") for place in range(10)))
    in_hand = 500 - len(edge.sqs.waiting)
    assert 24 <= in_hand <= 24 + 100, "6 MB, and the round of calls that exceeds them"


def test_h42_what_was_taken_and_failed_is_given_back_and_not_confirmed(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = burst(edge, 30)
    failing(edge, 20, monkeypatch)
    assert edge.handle(*handed) == NOTHING, "Lambda knows nothing of the one that failed"
    assert named(edge, 30) == [each for each in range(30) if each != 20]
    assert set(edge.retried()) == receipts(20)
    assert set(edge.confirmed()) == receipts(*range(10, 30)) - receipts(20)


def test_h42_one_of_lambdas_own_that_failed_is_answered_and_one_that_was_taken_is_not(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = burst(edge, 30)
    failing(edge, 3, monkeypatch)
    assert edge.handle(*handed) == ["m3"]
    assert set(edge.retried()) == receipts(3)
    assert set(edge.confirmed()) == receipts(*range(10, 30))


@pytest.mark.parametrize(("received", "ceiling"), [(1, 20), (2, 80), (3, 320), (4, 900)])
def test_h44_what_was_taken_comes_back_as_late_as_what_lambda_handed_out(
    edge: Edge, received: int, ceiling: int
) -> None:
    handed = burst(edge, 40)
    edge.sqs.waiting = [message(each["body"], each["messageId"], received) for each in edge.sqs.waiting]
    edge.scene.route53.before = lambda operation, _: _throttle(edge, operation)
    edge.handle(*handed)
    waits = [seconds for receipt, seconds in edge.retried().items() if receipt in receipts(*range(10, 40))]
    assert len(waits) == 30
    assert max(waits) <= ceiling
    assert len(set(waits)) > 5, "drawn by lot"


def test_h15_a_malformed_message_among_those_taken_is_set_aside_and_confirmed(edge: Edge) -> None:
    handed = burst(edge, 12)
    edge.sqs.waiting.append(message("{nonsense", "m12"))
    assert edge.handle(*handed) == NOTHING
    assert [body for body, _ in edge.dead()] == ["{nonsense"]
    assert set(edge.confirmed()) == receipts(10, 11, 12)


def test_h15_a_malformed_message_that_cannot_be_set_aside_is_given_back(edge: Edge) -> None:
    def refuse(operation: str, _: Any) -> None:
        if operation == "SendMessage":
            raise edge.sqs.error(operation, "RequestThrottled", "Rate exceeded")

    handed = burst(edge, 12)
    edge.sqs.waiting.append(message("{nonsense", "m12"))
    edge.sqs.before = refuse
    edge.handle(*handed)
    assert set(edge.retried()) == receipts(12)
    assert set(edge.confirmed()) == receipts(10, 11)


def test_a_sweep_among_those_taken_comes_last_and_once_and_holds_up_no_confirmation(edge: Edge) -> None:
    handed = burst(edge, 20)
    edge.sqs.waiting[:0] = [message(SWEEP, "s1"), message(SWEEP, "s2")]
    confirmed_before: list[str] = []
    load = Elbv2.all

    def listing(self: Elbv2, turn: Any) -> Any:
        confirmed_before.extend(edge.confirmed())
        return load(self, turn)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Elbv2, "all", listing)
        edge.handle(*handed)
    assert len(edge.told("sweep")) == 1
    assert set(confirmed_before) == receipts(*range(10, 20))
    assert set(edge.confirmed()) - set(confirmed_before) == {"receipt of s1", "receipt of s2"}


def test_h48_a_sweep_that_was_taken_and_is_not_complete_is_given_back(edge: Edge) -> None:
    handed = burst(edge, 10)
    edge.sqs.waiting = [message(SWEEP, "s1")]
    edge.scene.elbv2.before = lambda operation, params: _no_listing(edge, operation, params)
    assert edge.handle(*handed) == NOTHING
    assert set(edge.retried()) == {"receipt of s1"}
    assert edge.confirmed() == []


def test_h44_near_the_deadline_nothing_is_taken(edge: Edge) -> None:
    handed = burst(edge, 30)
    edge.remaining = 10.0
    assert edge.handle(*handed) == [record["messageId"] for record in handed]
    assert edge.sqs.calls == []
    assert len(edge.sqs.waiting) == 20


def test_h44_what_was_taken_and_finds_no_time_is_given_back(edge: Edge) -> None:
    handed = burst(edge, 30)

    def late(operation: str, _: Any) -> None:
        if operation == "ReceiveMessage":
            edge.remaining = 45.0

    edge.sqs.after = late
    assert edge.handle(*handed) == [record["messageId"] for record in handed]
    assert set(edge.retried()) == receipts(*range(30))
    assert edge.confirmed() == []


def test_a_receive_that_fails_loses_nothing_of_what_others_brought(edge: Edge) -> None:
    handed = burst(edge, 60)
    calls = iter(range(100))

    def fail(operation: str, _: Any) -> None:
        if operation == "ReceiveMessage" and next(calls) == 1:
            raise edge.sqs.error(operation, "RequestThrottled", "Rate exceeded")

    edge.sqs.before = fail
    assert edge.handle(*handed) == NOTHING
    assert named(edge, 60) == list(range(60))
    [line] = edge.told("failure")
    assert line["message"] == "no more messages taken"
    assert "ReceiveMessage: RequestThrottled" in line["reason"]


def test_a_queue_that_cannot_be_asked_leaves_the_ten_that_lambda_handed_out(edge: Edge) -> None:
    def fail(operation: str, _: Any) -> None:
        raise edge.sqs.error(operation, "AccessDenied", "not authorized to perform: sqs:ReceiveMessage", 403)

    handed = burst(edge, 30)
    edge.sqs.before = fail
    assert edge.handle(*handed) == NOTHING
    assert named(edge, 30) == list(range(10))
    assert edge.told("failure")


def test_a_confirmation_that_fails_alone_is_tried_once_more(edge: Edge) -> None:
    handed = burst(edge, 30)
    edge.sqs.faults = {"receipt of m12": [False], "receipt of m13": [False, False], "receipt of m14": [True, True]}
    assert edge.handle(*handed) == NOTHING
    tries = edge.confirmed()
    assert [tries.count(f"receipt of m{each}") for each in (11, 12, 13, 14)] == [1, 2, 2, 2]
    assert [line["message"] for line in edge.told("failure")] == ["messages left to the queue"] * 2


def test_a_message_that_lambda_and_the_function_both_got_is_done_once_and_confirmed_by_its_last_receipt(
    edge: Edge,
) -> None:
    """A standard queue hands out a message twice now and then; only its last receipt is good."""
    handed = burst(edge, 12)
    again = message(handed[0]["body"], "m0", 2) | {"receiptHandle": "second receipt of m0"}
    edge.sqs.waiting.append(again)
    assert edge.handle(*handed) == NOTHING
    assert len(edge.told("decision")) == 12
    assert set(edge.confirmed()) == receipts(10, 11) | {"second receipt of m0"}


def test_a_message_that_both_got_and_that_failed_comes_back_by_its_last_receipt(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = burst(edge, 12)
    edge.sqs.waiting.append(message(handed[0]["body"], "m0", 2) | {"receiptHandle": "second receipt of m0"})
    failing(edge, 0, monkeypatch)
    assert edge.handle(*handed) == ["m0"]
    assert set(edge.retried()) == {"second receipt of m0"}


def test_h15_a_message_with_few_tries_left_is_worked_on_by_tens_when_all_others_are_done(edge: Edge) -> None:
    """Should it be what makes the function crash, it takes nine others with it, not a thousand."""
    handed = burst(edge, 40)
    edge.sqs.waiting = [
        message(each["body"], each["messageId"], 4 if place < 15 else 3) for place, each in enumerate(edge.sqs.waiting)
    ]
    edge.handle(*handed)
    assert named(edge, 40) == list(range(40))
    assert edge.scene.route53.count("ChangeResourceRecordSets") == 3
    order = edge.confirmed()
    assert set(order[:15]) == receipts(*range(25, 40))
    assert set(order[15:25]) == receipts(*range(10, 20))
    assert set(order[25:]) == receipts(*range(20, 25))


def test_h15_where_lambda_hands_out_a_message_with_few_tries_left_nothing_is_taken(edge: Edge) -> None:
    handed = burst(edge, 40)
    edge.handle(*handed[:9], message(handed[9]["body"], "m9", 4))
    assert named(edge, 40) == list(range(10))
    assert edge.sqs.count("ReceiveMessage") == 0


def _throttle(edge: Edge, operation: str) -> None:
    raise edge.scene.route53.error(operation, "Throttling", "Rate exceeded")


def _no_listing(edge: Edge, operation: str, params: Any) -> None:
    if "LoadBalancerArns" not in params and operation == "DescribeLoadBalancers":
        raise edge.scene.elbv2.error(operation, "ThrottlingException", "Rate exceeded")

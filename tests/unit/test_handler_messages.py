"""Messages in, answers out: what fails, what is set aside, what comes back, and when (H15, H42, H43, H44)."""

from typing import Any

import pytest

from albias.aws.clients import Pace
from albias.aws.elbv2 import Elbv2
from tests.support.events import SWEEP, api_call, tag_change
from tests.support.invocation import message
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
NOTHING: list[str] = []


def throttled(edge: Edge) -> None:
    """Route 53 throttles from now on."""

    def throttle(operation: str, params: dict[str, Any]) -> None:
        raise edge.scene.route53.error(operation, "Throttling", "Rate exceeded")

    edge.scene.route53.before = throttle


def test_an_event_is_done_and_acknowledged(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(tag_change(web))) == NOTHING
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)
    assert edge.sqs.calls == []


def test_a_delete_is_done_without_asking_elb(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    edge.scene.delete(web)
    asked = edge.scene.elbv2.count()
    assert edge.handle(message(api_call("DeleteLoadBalancer", web))) == NOTHING
    assert edge.scene.record_sets(SHOP) == {}
    assert edge.scene.elbv2.count() == asked


def test_all_messages_of_a_batch_are_planned_together(edge: Edge) -> None:
    made = [edge.scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(10)]
    edge.handle(*(message(tag_change(each), f"m{place}") for place, each in enumerate(made)))
    assert edge.scene.route53.count("ChangeResourceRecordSets") == 1
    assert edge.scene.elbv2.count() == 2


def test_a_sweep_message_sweeps(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(SWEEP)) == NOTHING
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


def test_events_are_done_before_the_sweep_that_came_with_them(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(SWEEP, "m1"), message(tag_change(web), "m2"), message(SWEEP, "m3")) == NOTHING
    assert len(edge.told("sweep")) == 1
    assert edge.scene.route53.count("ChangeResourceRecordSets") == 1


def test_a_sweep_takes_half_of_what_route53_gives_the_account_and_an_event_does_not_wait(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    assert edge.naps == []
    pace = edge.engine().pace
    assert isinstance(pace, Pace)
    assert pace.rate == 5.0


def test_a_refusal_never_fails_a_message(edge: Edge) -> None:
    web = edge.scene.create("web", "static.apps.example.com shop@x www.example.net")
    assert edge.handle(message(tag_change(web))) == NOTHING
    assert len(edge.told("refusal")) == 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "no JSON: Expecting value"),
        ("{nonsense", "no JSON: Expecting property name"),
        ("[" * 100_000, "no JSON: "),
        ('{"a":' * 100_000, "no JSON: "),
        ("null", "the message is no JSON object"),
        ('"text"', "the message is no JSON object"),
        ('{"source": "aws.ec2", "detail": {}}', "source 'aws.ec2' with detail-type None is no event of albias's rules"),
        ("1" * 5_000, "no JSON: "),
    ],
)
def test_h15_a_malformed_message_is_set_aside_at_once_alone_with_its_reason(edge: Edge, body: str, reason: str) -> None:
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(body, "m1"), message(tag_change(web), "m2")) == NOTHING
    [(dead, why)] = edge.dead()
    assert dead == body
    assert why.startswith(reason)
    assert edge.scene.target(SHOP), "the others are not held up"
    [line] = edge.told("malformed")
    assert line["level"] == "ERROR"
    assert line["reason"].startswith(reason)
    assert line["body"] == body[:1000]
    assert edge.metric("MessagesDeadLettered") == [1]


def test_h15_a_malformed_message_that_cannot_be_set_aside_comes_back(edge: Edge) -> None:
    def refuse(operation: str, params: dict[str, Any]) -> None:
        if operation == "SendMessage":
            raise edge.sqs.error(operation, "RequestThrottled", "Rate exceeded")

    edge.sqs.before = refuse
    assert edge.handle(message("{nonsense")) == ["m1"]
    assert edge.retried().keys() == {"receipt of m1"}


def test_an_event_that_is_none_of_our_business_is_acknowledged(edge: Edge) -> None:
    failed = api_call("DeleteLoadBalancer", edge.scene.create("web", SHOP))
    failed["detail"]["errorCode"] = "OperationNotPermitted"
    assert edge.handle(message(failed)) == NOTHING
    [line] = edge.told("ignored")
    assert line["reason"] == "DeleteLoadBalancer failed with OperationNotPermitted"
    assert edge.metric("EventsIgnored") == [1]


def test_h42_only_the_messages_whose_load_balancers_failed_come_back(edge: Edge) -> None:
    young, web = edge.scene.create("young", CART), edge.scene.create("web", SHOP)
    edge.scene.elbv2.hide(str(young), 99)
    both = tag_change(web, young, age=1)
    assert edge.handle(
        message(tag_change(web), "m1"), message(tag_change(young, age=1), "m2"), message(both, "m3")
    ) == ["m2", "m3"]
    assert edge.scene.target(SHOP)
    assert edge.retried().keys() == {"receipt of m2", "receipt of m3"}
    assert {line["load_balancer"] for line in edge.told("failure")} == {str(young)}
    assert sum(edge.metric("MessagesRetried")) == 2


def test_h42_a_throttled_zone_brings_every_message_back_and_says_why(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    throttled(edge)
    assert edge.handle(message(tag_change(web)), message(SWEEP, "m2")) == ["m1", "m2"]
    assert "Throttling: Rate exceeded" in edge.told("failure")[0]["reason"]
    assert edge.metric("SweepCompleted") == []


def test_h15_h42_a_defect_met_by_one_message_fails_that_one_alone(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever nobody thought of: it is told with its traceback, and the other messages do their work."""
    made = [edge.scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(5)]
    load = Elbv2.describe

    def describe(self: Elbv2, ids: Any, *turn: Any, **how: Any) -> Any:
        if made[3] in ids:
            raise KeyError("nobody thought of it")
        return load(self, ids, *turn, **how)

    monkeypatch.setattr(Elbv2, "describe", describe)
    assert edge.handle(*(message(tag_change(each), f"m{place}") for place, each in enumerate(made))) == ["m3"]
    assert [bool(edge.scene.target(f"n{number}.apps.example.com")) for number in range(5)] == [True] * 3 + [False, True]
    [line] = edge.told("defect")
    assert line["level"] == "ERROR"
    assert "nobody thought of it" in line["exception"]
    assert edge.retried().keys() == {"receipt of m3"}


def test_h42_a_defect_met_by_a_sweep_fails_no_event(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    web = edge.scene.create("web", SHOP)
    monkeypatch.setattr(Elbv2, "all", lambda *_: 1 / 0)
    assert edge.handle(message(SWEEP, "m1"), message(tag_change(web), "m2")) == ["m1"]
    assert edge.scene.target(SHOP)
    assert edge.metric("SweepCompleted") == []
    assert len(edge.told("defect")) == 1


def test_h44_in_the_last_seconds_the_queue_is_not_asked_for_anything(edge: Edge) -> None:
    """A thousand messages that come back by themselves are better than a function that is killed."""
    web = edge.scene.create("web", SHOP)
    edge.remaining = 10.0
    assert edge.handle(message(tag_change(web), "m1"), message("{nonsense", "m2")) == ["m2", "m1"]
    assert edge.sqs.calls == []


def test_h48_a_sweep_without_a_list_of_load_balancers_comes_back(edge: Edge) -> None:
    def fail(operation: str, params: dict[str, Any]) -> None:
        raise edge.scene.elbv2.error(operation, "ThrottlingException", "Rate exceeded")

    edge.scene.elbv2.before = fail
    assert edge.handle(message(SWEEP)) == ["m1"]
    assert edge.metric("SweepCompleted") == []
    assert any("could not be listed" in line["reason"] for line in edge.told("failure"))


@pytest.mark.parametrize(("received", "ceiling"), [(1, 20), (2, 80), (3, 320), (4, 900), (20, 900)])
def test_h44_a_failed_message_comes_back_later_and_later_but_never_much_later(
    edge: Edge, received: int, ceiling: int
) -> None:
    web = edge.scene.create("web", SHOP)
    throttled(edge)
    edge.handle(*(message(tag_change(web), f"m{number}", received) for number in range(40)))
    waits = set(edge.retried().values())
    assert min(waits) >= 1
    assert max(waits) <= ceiling
    assert len(waits) > 5, "drawn by lot"


def test_a_retry_that_cannot_be_brought_forward_is_left_to_the_queue(edge: Edge) -> None:
    def fail(operation: str, params: dict[str, Any]) -> None:
        raise edge.sqs.error(operation, "InternalError", "oops", 500)

    edge.sqs.before = fail
    web = edge.scene.create("web", SHOP)
    throttled(edge)
    assert edge.handle(message(tag_change(web))) == ["m1"]
    assert any(line["message"] == "messages left to the queue" for line in edge.told("failure"))


def test_h44_near_the_deadline_everything_is_handed_back(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.remaining = 10.0
    assert edge.handle(message(tag_change(web)), message(SWEEP, "m2")) == ["m1", "m2"]
    assert edge.scene.route53.count() == 0


def test_h52_a_young_event_whose_load_balancer_is_not_found_comes_back_a_bounded_number_of_times(edge: Edge) -> None:
    for name in ("CreateLoadBalancer", "SetSubnets"):
        web = edge.scene.create("web", SHOP)
        edge.scene.delete(web)
        failed = [edge.handle(message(api_call(name, web, age=2), received=received)) for received in range(1, 6)]
        assert failed[0] == failed[1] == ["m1"]
        assert failed[3:] == [NOTHING, NOTHING]


def test_h52_an_old_event_whose_load_balancer_is_not_found_is_done_with(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.scene.delete(web)
    assert edge.handle(message(api_call("CreateLoadBalancer", web, age=400))) == NOTHING


def test_a_warm_function_starts_afresh_each_time(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    throttled(edge)
    assert edge.handle(message(tag_change(web))) == ["m1"]
    edge.scene.route53.before = None
    before = edge.scene.route53.count()
    assert edge.handle(message(tag_change(web))) == NOTHING
    assert edge.metric("Route53Calls") == [float(edge.scene.route53.count() - before)]

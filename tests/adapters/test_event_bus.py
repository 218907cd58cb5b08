"""Telling on an event bus: by tens, what fails alone again, and never for long (H75)."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import boto3
import pytest
from moto import mock_aws

from albias.aws.clients import Clients
from albias.aws.event_bus import BATCH, FIRST_PAUSE, OUT_OF_TIME, TRIES, Delivery, EventBus
from albias.edge.together import AT_ONCE
from albias.model import Notice
from tests.fakes.events import FakeEvents

_T = TypeVar("_T")
WAVE = BATCH * AT_ONCE
ARN = "arn:aws:events:eu-west-1:111122223333:event-bus/names"


def one_by_one(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    return [call() for call in calls]


def notices(number: int) -> list[Notice]:
    return [Notice("Name Granted", ("arn:aws:x",), json.dumps({"hostname": f"n{each}"})) for each in range(number)]


def bus(client: Any, has_time: Callable[[], bool] = lambda: True, naps: list[float] | None = None) -> EventBus:
    """A bus over a client; how long it paused is in `naps`."""
    return EventBus(client, ARN, one_by_one, (naps if naps is not None else []).append, has_time)


@pytest.fixture
def fake() -> FakeEvents:
    return FakeEvents()


@pytest.mark.parametrize(("number", "calls"), [(1, 1), (10, 1), (11, 2), (500, 50), (503, 51)])
def test_ten_notices_make_one_call_and_each_is_told_once_in_order(fake: FakeEvents, number: int, calls: int) -> None:
    assert bus(fake).tell(notices(number)) == Delivery(delivered=number)
    assert fake.count("PutEvents") == calls
    assert [detail["hostname"] for _, detail in fake.notices()] == [f"n{each}" for each in range(number)]


def test_an_entry_says_where_it_goes_and_from_whom_it_comes(fake: FakeEvents) -> None:
    bus(fake).tell(notices(1))
    assert fake.taken == [
        {
            "EventBusName": ARN,
            "Source": "albias",
            "DetailType": "Name Granted",
            "Resources": ["arn:aws:x"],
            "Detail": '{"hostname": "n0"}',
        }
    ]


def test_h75_entries_that_fail_alone_are_tried_again_alone_a_little_later(fake: FakeEvents) -> None:
    fake.faults = ["", "ThrottlingException", "", "InternalFailure"]
    naps: list[float] = []
    assert bus(fake, naps=naps).tell(notices(5)) == Delivery(delivered=5)
    assert [len(call.params["Entries"]) for call in fake.calls] == [5, 2]
    assert sorted(detail["hostname"] for _, detail in fake.notices()) == ["n0", "n1", "n2", "n3", "n4"]
    assert len(naps) == 1
    assert 0 <= naps[0] <= FIRST_PAUSE


def test_h75_an_entry_that_fails_again_and_again_is_given_up_with_the_reason(fake: FakeEvents) -> None:
    fake.faults = ["NotAuthorizedForDetailTypeException"] * TRIES
    told = bus(fake).tell(notices(1))
    assert told == Delivery(lost=1, troubles=["PutEvents: NotAuthorizedForDetailTypeException: try again"])
    assert fake.count("PutEvents") == TRIES


def test_h75_where_nothing_works_at_all_the_rest_is_not_tried(fake: FakeEvents) -> None:
    """A bus that is gone, or a permission that lacks, costs one round of calls and no more."""

    def deny(operation: str, params: dict[str, Any]) -> None:
        raise fake.error(operation, "AccessDeniedException", "not on this bus")

    fake.before = deny
    told = bus(fake).tell(notices(3 * WAVE))
    assert (told.delivered, told.lost) == (0, 3 * WAVE)
    assert set(told.troubles) == {"PutEvents: AccessDeniedException: not on this bus"}
    assert fake.count("PutEvents") == AT_ONCE


def test_h75_a_call_that_fails_costs_its_own_ten_notices_and_no_others(fake: FakeEvents) -> None:
    def fail(operation: str, params: dict[str, Any]) -> None:
        if '"n7"' in str(params["Entries"]):
            raise fake.error(operation, "InternalException", "unexpected")

    fake.before = fail
    told = bus(fake).tell(notices(WAVE + 5))
    assert told == Delivery(WAVE - 5, 10, ["PutEvents: InternalException: unexpected"])


def test_h75_nothing_is_begun_when_the_time_is_up(fake: FakeEvents) -> None:
    told = bus(fake, lambda: fake.count() < 3).tell(notices(WAVE))
    assert (told.delivered, told.lost) == (30, WAVE - 30)
    assert set(told.troubles) == {OUT_OF_TIME}
    assert fake.count() == 3


def test_h75_what_failed_is_not_tried_again_when_the_time_is_up(fake: FakeEvents) -> None:
    fake.faults = ["ThrottlingException"]
    told = bus(fake, lambda: fake.count() < 1).tell(notices(2))
    assert told == Delivery(1, 1, ["PutEvents: ThrottlingException: try again"])


def test_nothing_to_tell_asks_nothing(fake: FakeEvents) -> None:
    assert bus(fake).tell([]) == Delivery()
    assert fake.calls == []


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_a_rule_on_the_bus_passes_what_is_told_to_a_queue(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through botocore's own client, to EventBridge and SQS as moto has them; the default bus goes by its name."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    session = boto3.Session(region_name="eu-west-1")
    sqs, events = session.client("sqs"), session.client("events")
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = json.dumps({"source": ["albias"], "detail-type": ["Name Granted"], "detail": {"hostname": ["n1"]}})
    events.put_rule(Name="granted", EventPattern=pattern)
    events.put_targets(Rule="granted", Targets=[{"Id": "queue", "Arn": arn}])

    client = Clients("platform").get("events")
    default = EventBus(client, "default", one_by_one, pause=lambda _: None, has_time=lambda: True)
    assert default.tell(notices(3)) == Delivery(delivered=3)

    [message] = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"]) == ("albias", "Name Granted")
    assert (event["detail"], event["resources"]) == ({"hostname": "n1"}, ["arn:aws:x"])


def test_who_only_tells_gives_up_sooner_than_who_works(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    clients = Clients("platform")
    telling, working = (clients.get(service).meta.config for service in ("events", "elbv2"))
    assert telling.retries["total_max_attempts"] < working.retries["total_max_attempts"]
    assert telling.connect_timeout + telling.read_timeout < working.connect_timeout + working.read_timeout

"""The fake of CloudTrail does what AWS writes of it: LookupEvents, and the form of Route 53's events."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.fakes import FakeCloudTrail, FakeRoute53

NOW = 1_795_396_120.0
DAY = 86400.0


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trail(clock: Clock) -> FakeCloudTrail:
    return FakeCloudTrail(clock)


def _batch(number: int = 1, *, values: int = 1) -> dict[str, Any]:
    records = [{"Value": f'"{"x" * 200}"'} for _ in range(values)]
    record_set = {"Name": f"n{number}.example.com.", "Type": "TXT", "TTL": 300, "ResourceRecords": records}
    return {"Comment": f"batch {number}", "Changes": [{"Action": "CREATE", "ResourceRecordSet": record_set}]}


def _asked(value: str = "Z1", key: str = "ResourceName") -> dict[str, Any]:
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def _code(trail: FakeCloudTrail, **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        trail.lookup_events(**params)
    return str(caught.value.response["Error"]["Code"])


def _numbers(answer: Any) -> list[int]:
    found = [json.loads(event["CloudTrailEvent"])["requestParameters"]["changeBatch"] for event in answer["Events"]]
    return [int(batch["comment"].removeprefix("batch ")) for batch in found]


def test_pages_of_fifty_the_newest_first(trail: FakeCloudTrail) -> None:
    for number in range(70):
        trail.changed("Z1", _batch(number), at=NOW - 1000 + number)
    first = trail.lookup_events(**_asked())
    second = trail.lookup_events(**_asked(), NextToken=first["NextToken"])
    assert _numbers(first) + _numbers(second) == list(reversed(range(70)))
    assert "NextToken" not in second


def test_a_token_belongs_to_its_question(trail: FakeCloudTrail) -> None:
    for number in range(60):
        trail.changed("Z1", _batch(number))
    token = trail.lookup_events(**_asked())["NextToken"]
    asked = _asked("ChangeResourceRecordSets", "EventName")
    assert _code(trail, **asked, NextToken=token) == "InvalidNextTokenException"


def test_ninety_days_are_kept_and_times_are_obeyed(trail: FakeCloudTrail, clock: Clock) -> None:
    for number, days in enumerate((91, 89, 2, 1)):
        trail.changed("Z1", _batch(number), at=NOW - days * DAY)
    assert _numbers(trail.lookup_events(**_asked(), StartTime=0)) == [3, 2, 1]
    assert _numbers(trail.lookup_events(**_asked(), StartTime=NOW - 3 * DAY, EndTime=NOW - 1.5 * DAY)) == [2]
    assert _code(trail, StartTime=NOW, EndTime=NOW - 1) == "InvalidTimeRangeException"


def test_one_attribute_and_only_those_that_there_are(trail: FakeCloudTrail) -> None:
    two = [*_asked()["LookupAttributes"], *_asked("x", "EventName")["LookupAttributes"]]
    assert _code(trail, LookupAttributes=two) == "InvalidLookupAttributesException"
    with pytest.raises(ParamValidationError):
        trail.lookup_events(LookupAttributes=[{"AttributeKey": "ResourceName"}])


def test_two_requests_a_second(trail: FakeCloudTrail, clock: Clock) -> None:
    trail.limit_requests()
    trail.lookup_events()
    trail.lookup_events()
    assert _code(trail) == "ThrottlingException"
    clock.now += 0.5
    trail.lookup_events()


def test_a_request_above_a_hundred_kilobytes_is_left_out(trail: FakeCloudTrail) -> None:
    trail.changed("Z1", _batch(values=600))
    (event,) = trail.lookup_events(**_asked())["Events"]
    told = json.loads(event["CloudTrailEvent"])
    assert told["requestParameters"]["omitted"] is True
    assert told["responseElements"]["changeInfo"]["comment"] == "batch 1"


def test_an_event_has_the_form_that_aws_publishes(trail: FakeCloudTrail) -> None:
    trail.changed("Z1", _batch())
    (event,) = trail.lookup_events(**_asked())["Events"]
    told = json.loads(event["CloudTrailEvent"])
    change = told["requestParameters"]["changeBatch"]["changes"][0]
    assert change["action"] == "CREATE"
    assert set(change["resourceRecordSet"]) == {"name", "type", "tTL", "resourceRecords"}
    assert set(change["resourceRecordSet"]["resourceRecords"][0]) == {"value"}
    assert told["requestParameters"]["hostedZoneId"] == "Z1"
    assert told["responseElements"]["changeInfo"]["id"].startswith("/change/C")
    assert (told["eventSource"], told["awsRegion"]) == ("route53.amazonaws.com", "us-east-1")


def test_what_route_53_accepts_is_told_and_what_it_refuses_is_not(trail: FakeCloudTrail) -> None:
    route53 = FakeRoute53()
    route53.add_zone("Z1", "example.com")
    trail.watch(route53)
    route53.change_resource_record_sets(HostedZoneId="Z1", ChangeBatch=_batch())
    with pytest.raises(ClientError):
        route53.change_resource_record_sets(HostedZoneId="Z1", ChangeBatch=_batch())
    assert len(trail.lookup_events(**_asked())["Events"]) == 1

"""An invocation's share of an account's limits: at once what it may, then in its time."""

from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from albias.aws.clients import SHARES, Clients, Pace, shares


class Hours:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_share_lets_its_size_through_at_once_and_then_its_rate() -> None:
    hours = Hours()
    share = Pace(5.0, lambda: hours.now, hours.sleep, at_once=20)
    for _ in range(20):
        share()
    assert hours.now == pytest.approx(1_000)
    for _ in range(10):
        share()
    assert hours.now == pytest.approx(1_002)


def test_what_was_not_used_comes_back_up_to_its_size() -> None:
    hours = Hours()
    share = Pace(5.0, lambda: hours.now, hours.sleep, at_once=20)
    for _ in range(20):
        share()
    hours.now += 1_000
    for _ in range(21):
        share()
    assert hours.now == pytest.approx(2_000.2)


def test_two_invocations_stay_within_what_an_account_has() -> None:
    """Route 53: 10 requests a second in a bucket of 50; Elastic Load Balancing: 10 Describe calls, and 40."""
    made = shares(lambda: 0.0, lambda _: None)
    assert {service: (2 * share.at_once, 2 * share.rate) for service, share in made.items()} == {
        "elbv2": (40, 10),
        "route53": (50, 10),
    }
    assert made.keys() == SHARES.keys()


def test_every_attempt_of_a_client_takes_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    taken: list[str] = []
    clients = Clients("platform", shares={"route53": lambda: taken.append("route53")})
    for service in ("route53", "elbv2"):
        clients.get(service).meta.events.register_last("before-send", _answer)
    clients.get("route53").list_hosted_zones()
    clients.get("elbv2").describe_tags(ResourceArns=["arn"])
    assert taken == ["route53"]
    assert clients.calls == {"route53": 1, "elbv2": 1}


class _Empty:
    def stream(self, **_: Any) -> list[bytes]:
        return [b"<Answer><DescribeTagsResult/></Answer>"]


def _answer(request: Any, **_: Any) -> AWSResponse:
    headers: Any = {}
    return AWSResponse(request.url, 200, headers, _Empty())

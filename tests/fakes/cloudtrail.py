"""FakeCloudTrail: boto3's CloudTrail client over the events of an account and Region, in memory.

Events have the shape of those that AWS publishes (Amazon Route 53, "Logging API calls with AWS CloudTrail"): each field
of a request with its first letter in small. What is larger than 100 KB is left out, and `omitted` (AWS CloudTrail,
"Record contents"). LookupEvents takes one attribute, and answers pages of 50, the newest first, of 90 days.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.aws import FakeClient
from tests.fakes.limits import RateLimit

_PAGE = 50
_KEPT = 90 * 86400.0
_LARGEST = 100 * 1024  # of requestParameters


@dataclass(frozen=True, slots=True)
class Sender:
    """Who makes calls, and with what."""

    arn: str = "arn:aws:sts::123456789012:assumed-role/albias-platform-function/albias-platform"
    agent: str = "Botocore/1.40.4 ua/2.1 os/linux"


@dataclass(frozen=True, slots=True)
class _Event:
    at: float
    resources: tuple[str, ...]
    told: dict[str, Any] = field(hash=False)


class FakeCloudTrail(FakeClient):
    """CloudTrail's event history, exact in what `LookupEvents` takes and answers."""

    service = "cloudtrail"
    throttled = "ThrottlingException"

    def __init__(self, now: Callable[[], float], *, names_resources: bool = True) -> None:
        """`now`: in Unix seconds; `names_resources`: whether an event names its hosted zone as its resource."""
        super().__init__()
        self.now = now
        self.names_resources = names_resources
        self.events: list[_Event] = []

    def limit_requests(self) -> None:
        """Admit two requests a second, as CloudTrail does for an account and Region."""
        self.limits.append(RateLimit(2, 2.0, clock=self.now))

    # What comes in ----------------------------------------------------------------------------------------------

    def changed(
        self, zone_id: str, batch: dict[str, Any], *, sender: Sender | None = None, error: str = "", at: float = 0.0
    ) -> str:
        """A ChangeResourceRecordSets call, in the API's spelling; returns the id of the change."""
        sender = sender or Sender()
        number = len(self.events) + 1
        at = at or self.now()
        change = {"id": f"/change/C{number:020d}", "status": "PENDING"}
        told: dict[str, Any] = {
            "eventVersion": "1.11",
            "userIdentity": {"type": "AssumedRole", "arn": sender.arn, "accountId": "123456789012"},
            "eventTime": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": "route53.amazonaws.com",
            "eventName": "ChangeResourceRecordSets",
            "awsRegion": "us-east-1",
            "userAgent": sender.agent,
            "requestParameters": _no_larger({"hostedZoneId": zone_id, "changeBatch": _as_told(batch)}),
            "responseElements": None if error else {"changeInfo": change | _comment(batch)},
            "additionalEventData": {"Note": "Do not use to reconstruct hosted zone"},
            "eventID": f"00000000-0000-4000-8000-{number:012x}",
            "eventType": "AwsApiCall",
            "apiVersion": "2013-04-01",
            "recipientAccountId": "123456789012",
        }
        if error:
            told["errorCode"] = error
        self.events.append(_Event(at, (zone_id,) if self.names_resources else (), told))
        return change["id"]

    def watch(self, route53: FakeClient, sender: Sender | None = None) -> None:
        """Tell of every change batch that a Route 53 accepts from now on."""

        def after(operation: str, params: dict[str, Any]) -> None:
            if operation == "ChangeResourceRecordSets":
                self.changed(params["HostedZoneId"], params["ChangeBatch"], sender=sender)

        route53.after = after

    # What is asked ----------------------------------------------------------------------------------------------

    def lookup_events(self, **params: Any) -> Any:
        """A page of events."""
        return self._perform("LookupEvents", params, self._lookup)

    def _lookup(self, params: dict[str, Any]) -> dict[str, Any]:
        attributes = params.get("LookupAttributes", [])
        if len(attributes) > 1:
            words = "Only one lookup attribute is allowed"
            raise self.error("LookupEvents", "InvalidLookupAttributesException", words)
        since = _seconds(params.get("StartTime", self.now() - _KEPT))
        until = _seconds(params.get("EndTime", self.now()))
        if since > until:
            raise self.error("LookupEvents", "InvalidTimeRangeException", "The start time is after the end time")
        found = [each for each in self.events if max(since, self.now() - _KEPT) <= each.at <= until]
        for attribute in attributes:
            found = [each for each in found if _has(each, attribute)]
        found.sort(key=lambda each: each.at, reverse=True)
        return self._page(params, found)

    def _page(self, params: dict[str, Any], found: list[_Event]) -> dict[str, Any]:
        """A token belongs to the question that it came from: CloudTrail refuses it with any other."""
        question = json.dumps({key: str(value) for key, value in params.items() if key != "NextToken"}, sort_keys=True)
        asked, _, start = params.get("NextToken", f"{question}|0").rpartition("|")
        if asked != question or not start.isdigit():
            raise self.error("LookupEvents", "InvalidNextTokenException", "Invalid token")
        size = min(params.get("MaxResults", _PAGE), _PAGE)
        end = int(start) + size
        answer: dict[str, Any] = {"Events": [_listed(each) for each in found[int(start) : end]]}
        if end < len(found):
            answer["NextToken"] = f"{question}|{end}"
        return answer


def _seconds(time: Any) -> float:
    return float(time.timestamp()) if isinstance(time, datetime) else float(time)


def _has(event: _Event, attribute: dict[str, str]) -> bool:
    value = attribute["AttributeValue"]
    if attribute["AttributeKey"] == "ResourceName":
        return value in event.resources
    assert attribute["AttributeKey"] == "EventName", f"the fake does not look up by {attribute['AttributeKey']}"
    return bool(event.told["eventName"] == value)


def _listed(event: _Event) -> dict[str, Any]:
    resources = [{"ResourceType": "AWS::Route53::HostedZone", "ResourceName": each} for each in event.resources]
    return {
        "EventId": event.told["eventID"],
        "EventName": event.told["eventName"],
        "ReadOnly": "false",
        "EventTime": datetime.fromtimestamp(event.at, UTC),
        "EventSource": event.told["eventSource"],
        "Username": event.told["userIdentity"]["arn"].rpartition("/")[2],
        "Resources": resources,
        "CloudTrailEvent": json.dumps(event.told),
    }


def _as_told(asked: Any) -> Any:
    """A request as CloudTrail spells it."""
    if isinstance(asked, dict):
        return {key[:1].lower() + key[1:]: _as_told(value) for key, value in asked.items()}
    return [_as_told(each) for each in asked] if isinstance(asked, list) else asked


def _comment(batch: dict[str, Any]) -> dict[str, str]:
    return {"comment": batch["Comment"]} if "Comment" in batch else {}


def _no_larger(parameters: dict[str, Any]) -> dict[str, Any]:
    size = len(json.dumps(parameters))
    if size <= _LARGEST:
        return parameters
    return {"omitted": True, "originalSize": size, "reason": "requestParameters too large"}

"""CloudTrail's event history: every ChangeResourceRecordSets call of an account, for 90 days, without any trail.

Sources: AWS CloudTrail, LookupEvents (two requests a second; the newest first) and "Record contents"; Amazon Route 53,
"Logging API calls with AWS CloudTrail": its events are in the Region of its endpoint, and, rarely, one is missing.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from .batch import Batch, PastChange, in_the_apis_spelling, past_changes

KEPT = 90 * 86400.0  # seconds
RATE = 2.0  # LookupEvents calls a second, for an account and Region
# Where Route 53's endpoint of each partition is, and so its events (AWS General Reference, "Route 53 endpoints").
_HOMES = {"aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
_OPERATION = "ChangeResourceRecordSets"


def home_region(partition: str) -> str:
    """The Region in which CloudTrail tells of Route 53."""
    return _HOMES.get(partition, "us-east-1")


def batches(client: Any, zone_id: str, since: float, turn: Callable[[], None]) -> Iterator[Batch]:
    """The change batches that Route 53 accepted in a hosted zone since a time (Unix seconds), the newest first.

    Asked for by the hosted zone; where CloudTrail knows no event by that, by the call. Raises: ClientError.
    """
    named = False
    for event in _events(client, "ResourceName", zone_id, since=since, turn=turn):
        named = True
        yield from _batches(event, zone_id)
    if not named:
        for event in _events(client, "EventName", _OPERATION, since=since, turn=turn):
            yield from _batches(event, zone_id)


def _events(client: Any, key: str, value: str, *, since: float, turn: Callable[[], None]) -> Iterator[Any]:
    asked = {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}], "StartTime": since}
    position: dict[str, str] = {}
    while position.get("NextToken", "first"):
        turn()
        page = client.lookup_events(**asked, **position)
        for found in page["Events"]:
            if found.get("EventName") == _OPERATION:
                yield found
        position = {"NextToken": page.get("NextToken", "")}


def _batches(event: Any, zone_id: str) -> Iterator[Batch]:
    """Nothing for a call that failed, and for another hosted zone's. CloudTrail omits what is too large."""
    told = json.loads(event["CloudTrailEvent"])
    if "errorCode" in told:
        return
    asked = in_the_apis_spelling(told.get("requestParameters") or {})
    zone_of_it = asked.get("HostedZoneId", zone_id).removeprefix("/hostedzone/")
    if zone_of_it != zone_id:
        return
    sent = asked.get("ChangeBatch")
    sent = sent if isinstance(sent, dict) else {}
    changes = _whole(sent.get("Changes"))
    answered = in_the_apis_spelling(told.get("responseElements") or {}).get("ChangeInfo", {})
    identity = told.get("userIdentity") or {}
    yield Batch(
        at=event["EventTime"].timestamp(),
        principal=identity.get("arn") or identity.get("invokedBy") or event.get("Username", ""),
        changes=changes or (),
        agent=_agent(told),
        comment=sent.get("Comment") or answered.get("Comment", ""),
        change_id=answered.get("Id", "").removeprefix("/change/"),
        unread=changes is None,
    )


def _whole(changes: Any) -> tuple[PastChange, ...] | None:
    """What was changed; None where it is not told, or cut: one event that cannot be read takes no other with it."""
    try:
        return past_changes(changes)
    except (KeyError, TypeError, AttributeError):
        return None


def _agent(told: Any) -> str:
    """With what somebody made a call: also which service for them, and whether in the console."""
    service = (told.get("userIdentity") or {}).get("invokedBy", "")
    console = "console" if told.get("sessionCredentialFromConsole") == "true" else ""
    return " ".join(filter(None, [told.get("userAgent", ""), service, console]))

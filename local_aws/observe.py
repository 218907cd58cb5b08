"""What there is to see in a local AWS: record sets, JSON log lines, an empty queue; and waiting until it is there.

What belongs here: reading and waiting. Nothing is changed, and nothing of albias is known.
"""

import json
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import boto3

_POLL_SECONDS = 0.1
# Enough for a machine with much else to do: who waits for what happens waits no longer than it takes.
PATIENCE = 240.0
# For boto3's waiters: a look a second, as long as ten minutes.
OFTEN: Any = {"Delay": 1, "MaxAttempts": 600}
_T = TypeVar("_T")


class NotSeen(Exception):
    """Something did not become true before the deadline; the message says what."""


def until(condition: Callable[[], _T | None], what: str | Callable[[], str], seconds: float = PATIENCE) -> _T:
    """The condition's first answer that counts as true. `what` completes "not seen within 240 s: …".

    Raises: NotSeen.
    """
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            words = what if isinstance(what, str) else what()
            raise NotSeen(f"not seen within {seconds:.0f} s: {words}")
        time.sleep(_POLL_SECONDS)
    return answer


def record_sets(session: boto3.Session, zone_id: str) -> list[dict[str, Any]]:
    """Every record set of a hosted zone, as ListResourceRecordSets gives them."""
    route53 = _client(session, "route53")
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id)
    return [dict(record_set) for page in pages for record_set in page["ResourceRecordSets"]]


def log_lines(session: boto3.Session, log_group: str) -> list[dict[str, Any]]:
    """Every line of a log group that is a JSON object, the oldest first."""
    pages = _client(session, "logs").get_paginator("filter_log_events").paginate(logGroupName=log_group)
    events = sorted((event for page in pages for event in page["events"]), key=lambda event: event["timestamp"])
    return [json.loads(event["message"]) for event in events if event["message"].startswith("{")]


def is_empty(session: boto3.Session, queue_url: str) -> bool:
    """Whether a queue holds no message, neither waiting nor being worked on."""
    attributes = _client(session, "sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return all(
        attributes[name] == "0" for name in ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    )


@lru_cache(maxsize=16)
def _client(session: boto3.Session, service: str) -> Any:
    """One client for all looks: to make one takes longer than to ask it."""
    return session.client(service)  # type: ignore[call-overload]

"""The events that AWS would send about Elastic Load Balancing calls: a local AWS sends none of its own.

What belongs here: the shapes of those events, and a boto3 session that sends them to the default bus for every call
made through it. What albias does with an event is not known here.

Shapes: the records in "Logging Elastic Load Balancing API calls using AWS CloudTrail" and "Tag change events on AWS
resources". PutEvents differs from AWS in one thing: AWS reserves the sources `aws.*` for itself, MiniStack takes them.
`id`, `account`, `region` and `time` of the envelope are set by PutEvents.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import boto3

from local_aws.session import ACCOUNT, LocalEndpoint

API_CALL = "AWS API Call via CloudTrail"
TAG_CHANGE = "Tag Change on Resource"
_SERVICE = "elastic-load-balancing-v2"
_PARAMETERS = "local_aws.parameters"
_READS = ("Describe", "Get")
# CloudTrail logs no response for these, although the API answers with an empty result.
_WITHOUT_RESPONSE = frozenset({"AddTags", "RemoveTags", "DeleteLoadBalancer", "DeleteListener", "DeleteRule"})


class EventsNotTaken(Exception):
    """The bus did not take an event; the message is its answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One finished ELB API call: parameters and answer in the API's own member names."""

    operation: str
    parameters: Mapping[str, Any]
    answer: Mapping[str, Any]
    region: str
    at: datetime
    account: str = ACCOUNT
    event_id: str = field(default_factory=lambda: str(uuid4()))
    user_agent: str = f"Boto3/{boto3.__version__}"

    @property
    def failed(self) -> bool:
        return "Error" in self.answer


def call_detail(call: Call) -> dict[str, Any]:
    """The `detail` of "AWS API Call via CloudTrail" for one call, successful or failed.

    CloudTrail lowers the first letter of every member, and no other: DNSName becomes dNSName.
    """
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "Root",
            "principalId": call.account,
            "arn": f"arn:aws:iam::{call.account}:root",
            "accountId": call.account,
            "accessKeyId": call.account,
        },
        "eventTime": call.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "elasticloadbalancing.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": call.region,
        "sourceIPAddress": "127.0.0.1",
        "userAgent": call.user_agent,
        **_error_of(call),
        "requestParameters": _as_logged(call.parameters),
        "responseElements": _response_of(call),
        "requestID": call.answer.get("ResponseMetadata", {}).get("RequestId", call.event_id),
        "eventID": call.event_id,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "apiVersion": "2015-12-01",
        "managementEvent": True,
        "recipientAccountId": call.account,
        "eventCategory": "Management",
    }


def tag_change_detail(arn: str, changed: Sequence[str], tags: Mapping[str, str], version: int) -> dict[str, Any]:
    """The `detail` of "Tag Change on Resource": which keys changed, and all tags as they are now."""
    service, resource_type = arn.split(":")[2], arn.split(":", 5)[5].split("/")[0]
    return {
        "changed-tag-keys": list(changed),
        "service": service,
        "resource-type": resource_type,
        "version": version,
        "tags": dict(tags),
    }


def _error_of(call: Call) -> dict[str, str]:
    if not call.failed:
        return {}
    return {"errorCode": call.answer["Error"]["Code"], "errorMessage": call.answer["Error"]["Message"]}


def _response_of(call: Call) -> Any:
    if call.failed or call.operation in _WITHOUT_RESPONSE:
        return None
    return _as_logged({key: value for key, value in call.answer.items() if key != "ResponseMetadata"})


def _as_logged(value: Any) -> Any:
    """A request or response member as CloudTrail writes it."""
    if isinstance(value, Mapping):
        return {key[:1].lower() + key[1:]: _as_logged(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_logged(member) for member in value]
    if isinstance(value, datetime):
        return f"{value:%b} {value.day}, {value:%Y} {value.hour % 12 or 12}:{value:%M:%S %p}"
    return value


class ElbEvents:
    """A session whose Elastic Load Balancing calls become events, as on AWS with a trail.

    `trail` False is an account without a trail: only tag changes are told. Tag changes are told for AddTags and
    RemoveTags; whether AWS tells of tags given at creation is not documented, and here it does not. Events are sent
    before the call returns. Only clients of this very session are heard.
    """

    def __init__(self, endpoint: LocalEndpoint, *, trail: bool = True, tag_changes: bool = True) -> None:
        self.session = endpoint.session()
        self._region = endpoint.region
        self._bus = endpoint.session().client("events")
        self._elb = endpoint.session().client("elbv2")
        self._trail, self._tag_changes = trail, tag_changes
        self._lost = False
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()
        self.session.events.register(f"before-parameter-build.{_SERVICE}", self._before)
        self.session.events.register(f"after-call.{_SERVICE}", self._after)

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Calls in this block make no event: delivery is best effort on AWS, too."""
        self._lost = True
        try:
            yield
        finally:
            self._lost = False

    def send(self, detail_type: str, source: str, detail: Mapping[str, Any], resources: Sequence[str] = ()) -> str:
        """Put one event on the default bus; its id. Raises EventsNotTaken."""
        answer = self._bus.put_events(
            Entries=[
                {
                    "Source": source,
                    "DetailType": detail_type,
                    "Detail": json.dumps(detail),
                    "Resources": list(resources),
                }
            ]
        )
        if answer["FailedEntryCount"]:
            raise EventsNotTaken(json.dumps(answer["Entries"]))
        return answer["Entries"][0]["EventId"]

    def _before(self, params: Mapping[str, Any], context: dict[str, Any], **_: object) -> None:
        context[_PARAMETERS] = json.loads(json.dumps(params))

    def _after(self, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: object) -> None:
        if self._lost or model.name.startswith(_READS):
            return
        call = Call(model.name, context[_PARAMETERS], parsed, self._region, datetime.now(UTC))
        if self._trail:
            self.send(API_CALL, "aws.elasticloadbalancing", call_detail(call))
        if self._tag_changes and not call.failed:
            self._tell_tag_changes(call)

    def _tell_tag_changes(self, call: Call) -> None:
        changed = [tag["Key"] for tag in call.parameters.get("Tags", ())] + list(call.parameters.get("TagKeys", ()))
        if call.operation not in {"AddTags", "RemoveTags"} or not changed:
            return
        arns = call.parameters["ResourceArns"]
        for described in self._elb.describe_tags(ResourceArns=arns)["TagDescriptions"]:
            arn = described["ResourceArn"]
            tags = {tag["Key"]: tag.get("Value", "") for tag in described["Tags"]}
            with self._lock:
                version = self._versions[arn] = self._versions.get(arn, 0) + 1
            self.send(TAG_CHANGE, "aws.tag", tag_change_detail(arn, changed, tags, version), [arn])

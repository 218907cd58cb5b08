"""EventBridge's work from outside, for a bus that takes no event of AWS's own: AWS's refuses the sources `aws.*`, too.

What belongs here: which rules match an event, as the bus itself judges them, and what their targets get.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from local_aws.cloudtrail import ElbEvents, EventsNotTaken
from local_aws.session import ACCOUNT, LocalEndpoint


class DeliveredEvents(ElbEvents):
    """Events that go to the queues that the default bus's rules name, in the envelope that EventBridge gives them."""

    def __init__(self, endpoint: LocalEndpoint, *, trail: bool = True, tag_changes: bool = True) -> None:
        super().__init__(endpoint, trail=trail, tag_changes=tag_changes)
        self._endpoint = endpoint
        self._sqs = endpoint.session().client("sqs")

    def send(self, detail_type: str, source: str, detail: Mapping[str, Any], resources: Sequence[str] = ()) -> str:
        """Deliver one event to the targets of all rules that match it; its id. Raises: EventsNotTaken."""
        envelope = {
            "version": "0",
            "id": str(uuid4()),
            "detail-type": detail_type,
            "source": source,
            "account": ACCOUNT,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self._endpoint.region,
            "resources": list(resources),
            "detail": detail,
        }
        event = json.dumps(envelope)
        for rule in self._matching(event):
            self._deliver(event, rule)
        return str(envelope["id"])

    def _matching(self, event: str) -> list[str]:
        """The names of the enabled rules whose pattern matches, by the bus's own judgement (TestEventPattern)."""
        found = []
        for rule in self._bus.list_rules()["Rules"]:
            pattern = rule.get("EventPattern", "") if rule["State"] == "ENABLED" else ""
            if pattern and self._bus.test_event_pattern(EventPattern=pattern, Event=event)["Result"]:
                found.append(rule["Name"])
        return found

    def _deliver(self, event: str, rule: str) -> None:
        for target in self._bus.list_targets_by_rule(Rule=rule)["Targets"]:
            service, name = target["Arn"].split(":")[2], target["Arn"].rpartition(":")[2]
            if service != "sqs":
                raise EventsNotTaken(f"the target {target['Arn']} of the rule {rule} is no queue")
            url = self._sqs.get_queue_url(QueueName=name)["QueueUrl"]
            self._sqs.send_message(QueueUrl=url, MessageBody=event)

"""The function's edge over a scene: messages in, and what Lambda, SQS and CloudWatch see of it. Asserts nothing."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from albias.aws.clients import Clients
from albias.aws.route53 import Route53
from albias.edge.journal import Journal
from albias.edge.widget import Widget
from albias.engine.run import Engine
from albias.model import HostedZone
from albias.settings import VARIABLE, Settings
from albias_config import to_json
from tests.fakes.aws import FakeClient
from tests.fakes.events import FakeEvents
from tests.support.scene import Scene
from tests.support.world import ACCOUNT, ME, REGION

_T = TypeVar("_T")
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:albias-platform"
QUEUE, DEAD = "https://sqs.example/queue", "https://sqs.example/dead"


class _Stdout:
    """Whatever standard output is at the moment: the logger keeps its stream for the whole process."""

    def write(self, text: str) -> None:
        sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


def journal_of(settings: Settings) -> Journal:
    """The function's journal, writing to what standard output is now."""
    journal = Journal(f"albias-{settings.owner}", settings.log_level, dry_run=settings.dry_run)
    vars(journal.logger.registered_handler)["stream"] = _Stdout()
    return journal


class FakeSqs(FakeClient):
    """A queue that holds messages, and remembers what it is told; `before` of the base class makes it fail.

    `most`: what one ReceiveMessage brings, as SQS may hand out fewer than ten. `faults`: for each entry of a batch call
    whether it fails; by its receipt handle.
    """

    service = "sqs"

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, Any]] = []
        self.most = 10
        self.faults: dict[str, list[bool]] = {}

    def send_message(self, **params: Any) -> Any:
        return self._perform("SendMessage", params, lambda _: {"MessageId": "1"})

    def receive_message(self, **params: Any) -> Any:
        return self._perform("ReceiveMessage", params, self._receive)

    def delete_message_batch(self, **params: Any) -> Any:
        return self._perform("DeleteMessageBatch", params, self._each)

    def change_message_visibility_batch(self, **params: Any) -> Any:
        return self._perform("ChangeMessageVisibilityBatch", params, self._each)

    def _receive(self, params: Any) -> Any:
        most = min(self.most, params["MaxNumberOfMessages"])
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return {"Messages": [_as_sqs_tells(record) for record in taken]} if taken else {}

    def _each(self, params: Any) -> Any:
        failed = []
        for entry in params["Entries"]:
            faults = self.faults.get(entry["ReceiptHandle"])
            if faults:
                failed.append({"Id": entry["Id"], "SenderFault": faults.pop(0), "Code": "InternalError"})
        return {"Failed": failed}


def _as_sqs_tells(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "MessageId": record["messageId"],
        "ReceiptHandle": record["receiptHandle"],
        "Body": record["body"],
        "Attributes": record["attributes"],
    }


class FakeClients(Clients):
    """The scene's services in place of AWS; counts their calls as the real ones do. `asked`: whose clients it made."""

    def __init__(self, scene: Scene, sqs: FakeSqs, bus: FakeEvents) -> None:
        super().__init__(ME.owner)
        self.asked: set[str] = set()
        self._services: dict[str, Any] = {"route53": scene.route53, "elbv2": scene.elbv2, "sqs": sqs, "events": bus}
        for service, client in self._services.items():
            vars(client)["_perform"] = self._counting(service, client._perform)

    def _counting(self, service: str, perform: Any) -> Any:
        def count(*args: Any) -> Any:
            self.calls[service] += 1
            return perform(*args)

        return count

    def get(self, service: str, role_arn: str = "") -> Any:
        self.asked.add(service)
        return self._services[service]

    def route53(self, zone: HostedZone) -> Route53:
        return Route53(self._services["route53"])


@dataclass
class Edge:
    """One function over a scene."""

    scene: Scene
    patch: pytest.MonkeyPatch
    out: pytest.CaptureFixture[str]
    sqs: FakeSqs = field(default_factory=FakeSqs)
    bus: FakeEvents = field(default_factory=FakeEvents)
    naps: list[float] = field(default_factory=list)
    remaining: float = 300.0
    lines: list[dict[str, Any]] = field(default_factory=list)
    clients: "FakeClients | None" = None
    widget: Widget = field(default_factory=Widget)
    alias: str = ""

    def handle(self, *messages: dict[str, Any]) -> list[str]:
        """Invoke the function; returns the ids of the messages that failed. `lines` has what it wrote."""
        answer = self.invoke({"Records": list(messages)})
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def invoke(self, event: Any) -> Any:
        """Invoke the function with any event; returns what it answers."""
        answer = self._module().handler(event, self.context())
        self.lines = [json.loads(line) for line in self.out.readouterr().out.splitlines()]
        return answer

    def engine(self) -> Engine:
        """The engine as the function wires it."""
        engine: Engine = self._module().Invocation([], self.context()).engine
        return engine

    def _module(self) -> Any:
        """The handler's module as a Lambda of this deployment would have it, over the scene's services."""
        settings = self.scene.settings
        self.patch.setenv(VARIABLE, to_json(settings))
        self.patch.setenv("ALBIAS_QUEUE_URL", QUEUE)
        self.patch.setenv("ALBIAS_DLQ_URL", DEAD)
        self.patch.setattr(time, "sleep", self.naps.append)
        module = import_module("albias.edge.handler")
        self.patch.setattr(module, "settings", settings)
        self.patch.setattr(module, "journal", journal_of(settings))
        self.clients = self.clients or FakeClients(self.scene, self.sqs, self.bus)  # a warm function's own
        self.patch.setattr(module, "clients", self.clients)
        self.patch.setattr(module, "side_by_side", one_by_one)
        self.patch.setattr("albias.edge.widget.widget", self.widget)
        return module

    def context(self) -> Any:
        """What Lambda tells an invocation."""
        return SimpleNamespace(
            function_name="albias-platform",
            memory_limit_in_mb=256,
            invoked_function_arn=f"{FUNCTION}:{self.alias}" if self.alias else FUNCTION,
            aws_request_id="00000000-0000-4000-8000-000000000000",
            get_remaining_time_in_millis=lambda: int(self.remaining * 1000),
        )

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The log lines of a kind."""
        return [line for line in self.lines if line.get("kind") == kind]

    def metric(self, name: str) -> list[float]:
        """The values of a metric with the one dimension that every metric has, `service`."""
        return [
            value
            for line in self.lines
            if name in line and _dimensions(line, name) == ["service"]
            for value in _values(line[name])
        ]

    def reasons(self) -> dict[str, float]:
        """The metric of refusals by its second dimension."""
        found = [line for line in self.lines if "Reason" in line]
        return {
            line["Reason"]: line["Refusals"][0]
            for line in found
            if set(_dimensions(line, "Refusals")) == {"service", "Reason"}
        }

    def dead(self) -> list[tuple[str, str]]:
        """The messages that were set aside, each with its reason."""
        return [
            (call.params["MessageBody"], call.params["MessageAttributes"]["AlbiasReason"]["StringValue"])
            for call in self.sqs.calls
            if call.operation == "SendMessage" and call.params["QueueUrl"] == DEAD
        ]

    def retried(self) -> dict[str, int]:
        """The messages that come back, each in how many seconds."""
        entries = self._entries("ChangeMessageVisibilityBatch")
        return {each["ReceiptHandle"]: each["VisibilityTimeout"] for each in entries}

    def confirmed(self) -> list[str]:
        """The receipts of the messages that the function deleted itself."""
        return [each["ReceiptHandle"] for each in self._entries("DeleteMessageBatch")]

    def _entries(self, operation: str) -> list[dict[str, Any]]:
        calls = [call.params for call in self.sqs.calls if call.operation == operation]
        assert all(each["QueueUrl"] == QUEUE and len(each["Entries"]) <= 10 for each in calls)
        return [entry for each in calls for entry in each["Entries"]]


def one_by_one(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """In place of albias.edge.together.side_by_side: the same each time."""
    return [call() for call in calls]


def _dimensions(line: dict[str, Any], name: str) -> list[str]:
    directive = line["_aws"]["CloudWatchMetrics"][0]
    assert directive["Namespace"] == "Albias"
    return directive["Dimensions"][0] if name in [each["Name"] for each in directive["Metrics"]] else []


def _values(value: Any) -> Iterable[float]:
    return value if isinstance(value, list) else [value]

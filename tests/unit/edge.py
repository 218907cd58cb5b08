"""The function's edge over a scene: messages in, and what Lambda, SQS and CloudWatch see of it. Asserts nothing."""

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeVar

import pytest

from albias.dashboard.widget import Widget
from albias.edge.journal import Journal
from albias.engine.run import Engine
from albias.settings import VARIABLE, Settings
from albias_config import to_json
from tests.fakes.aws import FakeClient
from tests.fakes.events import FakeEvents
from tests.support.clients import FakeClients
from tests.support.invocation import DEAD, ENVIRONMENT, QUEUE, Context, Invocation, as_received, one_by_one
from tests.support.scene import Scene
from tests.support.world import ME

_T = TypeVar("_T")
FUNCTION = Context(ME, lambda: 0.0).invoked_function_arn


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
    journal.logger.setLevel(settings.log_level)  # one that was made before under this name keeps its own
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
        return {"Messages": [as_received(record) for record in taken]} if taken else {}

    def _each(self, params: Any) -> Any:
        failed = []
        for entry in params["Entries"]:
            faults = self.faults.get(entry["ReceiptHandle"])
            if faults:
                failed.append({"Id": entry["Id"], "SenderFault": faults.pop(0), "Code": "InternalError"})
        return {"Failed": failed}


class CountingClients(FakeClients):
    """The scene's services; counts their calls as the real clients do. `asked`: whose clients it handed out."""

    def __init__(self, services: dict[str, Any]) -> None:
        super().__init__(services)
        self.asked: set[str] = set()
        for service, client in services.items():
            vars(client)["_perform"] = self._counting(service, client._perform)

    def _counting(self, service: str, perform: Any) -> Any:
        def count(*args: Any) -> Any:
            self.calls[service] += 1
            return perform(*args)

        return count

    def get(self, service: str, role_arn: str = "") -> Any:
        self.asked.add(service)
        return super().get(service, role_arn)


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
    clients: CountingClients | None = None
    widget: Widget = field(default_factory=Widget)
    alias: str = ""

    def handle(self, *messages: dict[str, Any]) -> list[str]:
        """Invoke the function; returns the ids of the messages that failed. `lines` has what it wrote."""
        invocation = Invocation.of(self._module(), self.context(), messages)
        return self._read_lines(invocation.failed())

    def invoke(self, event: Any) -> Any:
        """Invoke the function with any event; returns what it answers."""
        return self._read_lines(Invocation(self._module(), self.context(), event).answer())

    def engine(self) -> Engine:
        """The engine as the function wires it."""
        engine: Engine = self._module().Invocation([], self.context()).engine
        return engine

    def _module(self) -> Any:
        """The handler's module as a Lambda of this deployment would have it, over the scene's services."""
        settings = self.scene.settings
        self.patch.setenv(VARIABLE, to_json(settings))
        for name, value in ENVIRONMENT.items():
            self.patch.setenv(name, value)
        self.patch.setattr(time, "sleep", self.naps.append)
        module = import_module("albias.edge.handler")
        self.patch.setattr(module, "settings", settings)
        self.patch.setattr(module, "journal", journal_of(settings))
        self.clients = self.clients or self._own_clients()  # a warm function's own
        self.patch.setattr(module, "clients", self.clients)
        self.patch.setattr(module, "side_by_side", one_by_one)
        self.patch.setattr("albias.dashboard.widget.widget", self.widget)
        return module

    def _read_lines(self, answer: _T) -> _T:
        self.lines = [json.loads(line) for line in self.out.readouterr().out.splitlines()]
        return answer

    def _own_clients(self) -> CountingClients:
        world = self.scene
        services = {"route53": world.route53, "elbv2": world.elbv2, "sqs": self.sqs, "events": self.bus}
        return CountingClients(services)

    def context(self) -> Context:
        """What Lambda tells an invocation."""
        return Context(ME, lambda: self.remaining, alias=self.alias)

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


def _dimensions(line: dict[str, Any], name: str) -> list[str]:
    directive = line["_aws"]["CloudWatchMetrics"][0]
    assert directive["Namespace"] == "Albias"
    return directive["Dimensions"][0] if name in [each["Name"] for each in directive["Metrics"]] else []


def _values(value: Any) -> Iterable[float]:
    return value if isinstance(value, list) else [value]

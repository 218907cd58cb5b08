"""The services that only the command line asks: a deployed stack and a log, in memory. Answers only what is asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

LOG_GROUP = "albias-logs"


@dataclass
class FakeCloudFormation:
    """A stack with these outputs, or none; `asked` remembers for which name."""

    outputs: dict[str, str] = field(default_factory=lambda: {"LogGroupName": LOG_GROUP})
    deployed: bool = True
    asked: list[str] = field(default_factory=list)

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        """The stack."""
        self.asked.append(StackName)
        if not self.deployed:
            error: Any = {"Error": {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}}
            raise ClientError(error, "DescribeStacks")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        made = datetime(2026, 1, 1, tzinfo=UTC)
        return {"Stacks": [{"StackStatus": "CREATE_COMPLETE", "Outputs": outputs, "CreationTime": made}]}

    def get_paginator(self, operation: str) -> Any:
        """Of list_stack_resources."""
        assert operation == "list_stack_resources"
        return _Pages([{"StackResourceSummaries": []}])


@dataclass
class FakeLambda:
    """Functions by name, as GetFunctionConfiguration tells of them."""

    functions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get_function_configuration(self, FunctionName: str) -> Any:  # noqa: N803
        """The configuration of one."""
        if FunctionName not in self.functions:
            error: Any = {"Error": {"Code": "ResourceNotFoundException", "Message": f"no function {FunctionName}"}}
            raise ClientError(error, "GetFunctionConfiguration")
        return {"FunctionName": FunctionName, **self.functions[FunctionName]}

    def list_event_source_mappings(self, FunctionName: str) -> Any:  # noqa: N803
        """Its queue feeds it."""
        assert FunctionName in self.functions
        return {"EventSourceMappings": [{"State": "Enabled"}]}


@dataclass
class FakeLogs:
    """A log group; `asked` remembers what was asked for."""

    events: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def add(self, at: float, line: str | None = None, **said: Any) -> None:
        """One line at a time (Unix seconds): a text, or a JSON object."""
        self.events.append({"timestamp": int(at * 1000), "message": json.dumps(said) if line is None else line})

    def get_paginator(self, operation: str) -> Any:
        """Of filter_log_events: two lines a page."""
        assert operation == "filter_log_events"
        return self

    def paginate(self, **asked: Any) -> Iterator[Any]:
        """The pages from a time on."""
        self.asked.append(asked)
        found = [event for event in self.events if event["timestamp"] >= asked["startTime"]]
        for start in range(0, len(found), 2):
            yield {"events": found[start : start + 2]}


@dataclass
class _Pages:
    pages: list[Any]

    def paginate(self, **_: Any) -> list[Any]:
        return self.pages

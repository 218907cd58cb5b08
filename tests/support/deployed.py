"""The services that only the command line asks: a deployed stack and a log, in memory. Answers only what is asked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from albias_cli.ask.asking import Dns
from albias_cli.ask.servers import Answered, Question, Server

LOG_GROUP = "albias-logs"


@dataclass
class FakeCloudFormation:
    """A stack with these outputs, or none; `asked` remembers for which name."""

    outputs: dict[str, str] = field(default_factory=lambda: {"LogGroupName": LOG_GROUP})
    deployed: bool = True
    asked: list[str] = field(default_factory=list)
    record_sets: dict[str, str] = field(default_factory=dict)  # physical id -> stack

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        """The stack."""
        self.asked.append(StackName)
        if not self.deployed:
            error: Any = {"Error": {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}}
            raise ClientError(error, "DescribeStacks")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        made = datetime(2026, 1, 1, tzinfo=UTC)
        return {"Stacks": [{"StackStatus": "CREATE_COMPLETE", "Outputs": outputs, "CreationTime": made}]}

    def describe_stack_resources(self, PhysicalResourceId: str) -> Any:  # noqa: N803
        """The resource in the stack that has it; ValidationError where none does."""
        if PhysicalResourceId not in self.record_sets:
            error: Any = {"Error": {"Code": "ValidationError", "Message": f"Stack for {PhysicalResourceId} not found"}}
            raise ClientError(error, "DescribeStackResources")
        stack = self.record_sets[PhysicalResourceId]
        return {"StackResources": [{"StackName": stack, "PhysicalResourceId": PhysicalResourceId}]}

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
class FakeSts:
    """Who the credentials are of."""

    account: str

    def get_caller_identity(self) -> Any:
        """The account."""
        return {"Account": self.account, "Arn": f"arn:aws:iam::{self.account}:user/operator"}


@dataclass
class FakeDns(Dns):
    """What DNS answers: the addresses by name, those of load balancers among them. `silent`: servers that do not."""

    names: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: str = ""
    asked: list[tuple[str, Question]] = field(default_factory=list)

    def exists(self, name: str, nameserver: str | None = None) -> tuple[bool | None, str]:
        """Whether there is a name; nobody knows where DNS is broken."""
        return (None, self.broken) if self.broken else (name in self.names, "")

    def addresses(self, name: str, nameserver: str | None = None) -> frozenset[str]:
        """Its addresses."""
        return frozenset(self.names.get(name, ()))

    def servers(self, names: Iterable[str]) -> list[Server]:
        """Each with an address."""
        return [Server(name, "192.0.2.53") for name in names]

    def ask(self, server: Server, question: Question) -> Answered:
        """The addresses of the name that is asked for, from each server that is not silent."""
        if server.problem:
            return Answered(server.name, right=False, words=server.problem)
        self.asked.append((server.name, question))
        if server.name in self.silent:
            return Answered(server.name, right=False, words="not reached: Timeout")
        found = self.names.get(question.name, [])
        right = bool(found) and (not question.addresses or bool(question.addresses & {*found}))
        return Answered(server.name, right=right, words=f"A {', '.join(found)}" if found else "A: NXDOMAIN")


@dataclass
class _Pages:
    pages: list[Any]

    def paginate(self, **_: Any) -> list[Any]:
        return self.pages

"""What `cdk deploy` made: the stack's outputs and resources, and what the function wrote into its log. Reads only."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from albias.aws import error_code
from albias.names import DnsName

from .errors import CommandError
from .workspace import Workspace

_TOLD = ("decision", "refusal", "failure", "unsafe", "malformed", "defect", "sweep", "ignored")


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack `albias-<owner>` as CloudFormation has it."""

    name: str
    status: str
    outputs: dict[str, str]
    changed: float = 0.0  # Unix seconds
    resources: dict[str, list[str]] = field(default_factory=dict)  # resource type -> physical ids

    def of_type(self, resource_type: str) -> list[str]:
        """The physical ids of its resources of a type, such as AWS::Events::Rule."""
        return self.resources.get(resource_type, [])


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the function's log. `at` in Unix seconds; `said` is the whole JSON object."""

    at: float
    said: dict[str, Any]

    def text(self, key: str) -> str:
        """A value as text; empty where the line has none."""
        value = self.said.get(key, "")
        return value if isinstance(value, str) else json.dumps(value)


def find_stack(workspace: Workspace) -> Stack | None:
    """The deployment's stack with its resources; None where it was not deployed here. Raises: ClientError."""
    name = f"albias-{workspace.me.owner}"
    client = workspace.clients.get("cloudformation")
    try:
        found = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error_code(error) == "ValidationError":  # how CloudFormation says that there is none
            return None
        raise
    resources: dict[str, list[str]] = {}
    for page in client.get_paginator("list_stack_resources").paginate(StackName=name):
        for each in page["StackResourceSummaries"]:
            resources.setdefault(each["ResourceType"], []).append(each.get("PhysicalResourceId", ""))
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    changed = found.get("LastUpdatedTime", found["CreationTime"]).timestamp()
    return Stack(name, found["StackStatus"], outputs, changed, resources)


def log_group(workspace: Workspace) -> str:
    """The name of the function's log group. Raises: CommandError where nothing is deployed."""
    stack = find_stack(workspace)
    if stack is None or "LogGroupName" not in stack.outputs:
        what = f"no stack albias-{workspace.me.owner} in account {workspace.me.account}, Region {workspace.me.region}"
        raise CommandError(what, "Deploy it (`cdk deploy`), or choose its account and Region (--profile, --region).")
    return stack.outputs["LogGroupName"]


def log_lines(
    workspace: Workspace, group: str, since: float, name: DnsName | None = None, *, load_balancer: str = ""
) -> Iterator[LogLine]:
    """What the function told since a time (Unix seconds), the oldest first; of one name or load balancer, or of all.

    Source: CloudWatch Logs, "Filter pattern syntax", JSON. Raises: ClientError.
    """
    pages = (
        workspace.clients.get("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=group, startTime=int(since * 1000), filterPattern=_pattern(name, load_balancer))
    )
    for page in pages:
        for event in page["events"]:
            said = _parsed(event["message"])
            wanted = said.get("kind") in _TOLD
            wanted = wanted and (name is None or said.get("hostname") == name)
            if wanted and said.get("load_balancer", "") == (load_balancer or said.get("load_balancer", "")):
                yield LogLine(event["timestamp"] / 1000, said)


def _pattern(name: DnsName | None, load_balancer: str) -> str:
    """`*` in a name is a wildcard of the pattern, too: what it finds beyond the name is left out above."""
    wanted = [f'$.{key} = "{text}"' for key, text in (("hostname", name), ("load_balancer", load_balancer)) if text]
    return "{ " + " && ".join(wanted or ['$.kind = "*"']) + " }"


def _parsed(message: str) -> dict[str, Any]:
    try:
        said = json.loads(message)
    except ValueError:
        return {}  # START, END, REPORT
    return said if isinstance(said, dict) else {}

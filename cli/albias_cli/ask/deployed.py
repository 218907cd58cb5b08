"""What was deployed, by whichever form: outputs and resources, and what the function wrote into its log. Reads only.

A stack tells by its outputs. What Terraform made is found by its names: by_names.py.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias.names import DnsName
from albias_cli.errors import CommandError
from albias_cli.workspace import Workspace

from . import by_names

DEPLOY = "Deploy with this configuration, by `terraform apply` or `cdk deploy`"
CHOOSE = "choose its account, Region or stack: `albias COMMAND --profile NAME --region REGION --stack NAME`"
_TOLD = ("decision", "refusal", "failure", "unsafe", "malformed", "defect", "sweep", "ignored")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The deployment as CloudFormation has it; or, in the same words, as its names tell, where Terraform made it.

    `name`: of the stack, or of the function where there is no stack; `status`: empty then.
    """

    name: str
    status: str
    outputs: dict[str, str]
    changed: float = 0.0  # Unix seconds
    resources: dict[str, list[str]] = field(default_factory=dict)  # resource type -> physical ids

    def output(self, name: str) -> str:
        """An output's value. Raises: CommandError where the stack has none of that name."""
        if name not in self.outputs:
            advice = "A stack of your own needs it, too (docs/construct.md); deploy it whole: `cdk deploy`"
            raise CommandError(f"the stack {self.name} has no output {name}", advice)
        return self.outputs[name]

    def of_type(self, resource_type: str) -> list[str]:
        """The physical ids of its resources of a type, such as AWS::Events::Rule."""
        return self.resources.get(resource_type, [])


def name_of(physical_id: str) -> str:
    """The name in a physical id: CloudFormation's may be an ARN, or tell of a bus or group before the name (C27)."""
    return physical_id.rpartition("|")[2].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the function's log. `at` in Unix seconds; `said` is the whole JSON object."""

    at: float
    said: dict[str, Any]

    def text(self, key: str) -> str:
        """A value as text; empty where the line has none."""
        value = self.said.get(key, "")
        return value if isinstance(value, str) else json.dumps(value)


def find_deployed(workspace: Workspace) -> Deployed | None:
    """The deployment with its resources; None where it was not deployed here. Raises: ClientError.

    Where there is no stack, or none may be looked at, it is what the names lead to, if nobody said which stack it is.
    """
    name = workspace.stack_name
    client = workspace.clients.get("cloudformation")
    try:
        found = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        named = None if workspace.stack else _named(workspace)
        if named is None and error_code(error) != "ValidationError":  # how CloudFormation says that there is none
            raise
        return named
    resources: dict[str, list[str]] = {}
    for page in client.get_paginator("list_stack_resources").paginate(StackName=name):
        for each in page["StackResourceSummaries"]:
            resources.setdefault(each["ResourceType"], []).append(each.get("PhysicalResourceId", ""))
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    changed = found.get("LastUpdatedTime", found["CreationTime"]).timestamp()
    return Deployed(name, found["StackStatus"], outputs, changed=changed, resources=resources)


def _named(workspace: Workspace) -> Deployed | None:
    function = by_names.function_of(workspace)
    if function is None:
        return None
    return Deployed(
        name=function["FunctionName"],
        status="",
        outputs=by_names.outputs(function),
        changed=by_names.changed(function),
        resources=by_names.resources(by_names.settings_of(function)),
    )


def missing(workspace: Workspace) -> str:
    """What the deployment was looked for as, in vain."""
    if workspace.stack:
        return f"no stack {workspace.stack}"
    return f"no stack {workspace.stack_name}, and no function of this name that Terraform made,"


def log_group(workspace: Workspace) -> str:
    """The name of the function's log group. Raises: CommandError where nothing is deployed."""
    found = find_deployed(workspace)
    if found is None:
        what = f"{missing(workspace)} in account {workspace.me.account}, Region {workspace.me.region}"
        raise CommandError(what, f"{DEPLOY}; or {CHOOSE}")
    return found.output("LogGroupName")


def unlogged(workspace: Workspace) -> str:
    """Why the function's log has no decisions and no sweeps, which are of the level INFO; empty where it has them."""
    level = workspace.settings.log_level
    return "" if level in ("DEBUG", "INFO") else f'log_level = "{level}" keeps decisions and sweeps out of the log'


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


def log_more(workspace: Workspace) -> str:
    """What makes the function write decisions into its log."""
    return f'Write into {workspace.file}, and deploy: `log_level = "INFO"`'

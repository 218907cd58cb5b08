"""A deployment without a stack: what the Terraform module made, found by names that follow from the owner. Reads only.

The function tells of most of it. The rest has the names of terraform/spec/names.tf; tests/terraform compares.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias.settings import VARIABLE, Settings
from albias_cli.workspace import Workspace
from albias_config.patterns import patterns

_ALARMS = ("dead-letters", "undelivered", "errors", "throttles", "queue-age", "sweep-unsafe", "denied")
_ALARMS_OF_SWEEPS = ("no-sweep", "events-missed")
_ALARMS_OF_A_BUS = ("notices-lost",)


def function_of(workspace: Workspace) -> dict[str, Any] | None:
    """The function's configuration; None where there is none of that name, or it is not this owner's albias.

    Raises: ClientError.
    """
    client = workspace.clients.get("lambda")
    try:
        found: dict[str, Any] = client.get_function_configuration(FunctionName=function_name(workspace.me.owner))
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise
    return found if VARIABLE in variables(found) and settings_of(found).owner == workspace.me.owner else None


def function_name(owner: str) -> str:
    """What the module calls the function of an owner."""
    return f"albias-{owner}"


def variables(function: dict[str, Any]) -> dict[str, str]:
    """A function's environment."""
    found: dict[str, str] = function.get("Environment", {}).get("Variables", {})
    return found


def settings_of(function: dict[str, Any]) -> Settings:
    """The settings that were deployed."""
    return Settings.from_json(variables(function)[VARIABLE])


def outputs(function: dict[str, Any]) -> dict[str, str]:
    """What a stack would have told in its outputs."""
    name = function["FunctionName"]
    queue = variables(function).get("ALBIAS_QUEUE_URL", "")
    return {
        "FunctionName": name,
        "FunctionRoleArn": function["Role"],
        "QueueUrl": queue,
        "DeadLetterQueueUrl": variables(function).get("ALBIAS_DLQ_URL", ""),
        "UndeliveredQueueUrl": f"{queue}-undelivered",
        "LogGroupName": function.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}"),
    }


def resources(settings: Settings) -> dict[str, list[str]]:
    """The names of what looks after the function, by CloudFormation's type: what was deployed with these settings."""
    rules = [f"albias-{settings.owner}-{name}" for name in rule_names(settings)]
    alarms = [f"albias-{settings.owner}-{name}" for name in _alarms(settings)]
    found = {"AWS::Events::Rule": rules, "AWS::CloudWatch::Alarm": alarms}
    if settings.sweep != "off":
        found["AWS::Scheduler::Schedule"] = [f"albias-{settings.owner}-sweep"]
    return found


def changed(function: dict[str, Any]) -> float:
    """When its code or configuration was changed last, in Unix seconds."""
    return datetime.fromisoformat(function["LastModified"]).timestamp()


def rule_names(settings: Settings) -> list[str]:
    """The rules that a configuration makes, by what they hear of; they are called so in every account."""
    return [*patterns(settings, partition="", here="")]


def _alarms(settings: Settings) -> Iterator[str]:
    yield from _ALARMS
    if settings.sweep != "off":
        yield from _ALARMS_OF_SWEEPS
    if settings.events_bus:
        yield from _ALARMS_OF_A_BUS

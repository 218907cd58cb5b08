"""What the Terraform module would have made, made on MiniStack by calls under its names: logs and doctor find it.

No `terraform apply` was run: tests/terraform compares the names with those that the module gives.
"""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from albias.settings import VARIABLE
from albias_config import load
from albias_config.environment import environment
from local_aws.observe import OFTEN
from tests.e2e.cli.person import Person

_RULES = ("Created", "Tagged", "Untagged", "ChangedOrDeleted", "TagChange")
_ROLE = "arn:aws:iam::000000000000:role/albias"


@pytest.fixture
def owner(person: Person) -> Iterator[str]:
    """The owner of a deployment without a stack; afterwards nothing of it is left."""
    settings = load(person.folder / "albias.toml")
    session = person.endpoint.session()
    name = f"albias-{settings.owner}"
    queues = [_queue(session, f"{name}{ending}") for ending in ("", "-dead", "-undelivered")]
    variables = environment(settings, queue_url=queues[0], dlq_url=queues[1])
    _function(session, name, variables)
    _rules(session, name)
    _schedule(session, name)
    yield settings.owner
    session.client("lambda").delete_function(FunctionName=name)
    session.client("scheduler").delete_schedule(Name=f"{name}-sweep")
    for rule in _RULES:
        session.client("events").remove_targets(Rule=f"{name}-{rule}", Ids=["queue"])
        session.client("events").delete_rule(Name=f"{name}-{rule}")
    for url in queues:
        session.client("sqs").delete_queue(QueueUrl=url)
    session.client("logs").delete_log_group(logGroupName=f"/aws/lambda/{name}")


def _queue(session: boto3.Session, name: str) -> str:
    return str(session.client("sqs").create_queue(QueueName=name)["QueueUrl"])


def _function(session: boto3.Session, name: str, variables: dict[str, str]) -> None:
    """A function that never runs: nothing feeds it."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("idle.py", "def handler(event, context): pass\n")
    session.client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    functions = session.client("lambda")
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=_ROLE,
        Handler="idle.handler",
        Code={"ZipFile": code.getvalue()},
        Environment={"Variables": variables},
        LoggingConfig={"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"},
    )
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=OFTEN)


def _rules(session: boto3.Session, name: str) -> None:
    events = session.client("events")
    for rule in _RULES:
        events.put_rule(
            Name=f"{name}-{rule}",
            EventPattern='{"source": ["nobody"]}',
            State="ENABLED",
            Description=f"albias: nothing ({rule})",
        )
        target: Any = {"Id": "queue", "Arn": f"arn:aws:sqs:{session.region_name}:000000000000:{name}"}
        events.put_targets(Rule=f"{name}-{rule}", Targets=[target])


def _schedule(session: boto3.Session, name: str) -> None:
    session.client("scheduler").create_schedule(
        Name=f"{name}-sweep",
        ScheduleExpression="rate(15 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": f"arn:aws:sqs:{session.region_name}:000000000000:{name}", "RoleArn": _ROLE},
    )


def _says(session: boto3.Session, group: str, **said: Any) -> None:
    """A line in the function's log."""
    logs = session.client("logs")
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    line: Any = {"timestamp": int(time.time() * 1000), "message": json.dumps(said)}
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=[line])


def test_logs_and_doctor_find_what_has_no_stack(person: Person, owner: str) -> None:
    name = f"shop.{person.zone.name}"
    group = f"/aws/lambda/albias-{owner}"
    _says(person.endpoint.session(), group, kind="decision", action="create", hostname=name)
    assert [line["hostname"] for line in person.json("logs", name)] == [name]
    found = {each["area"]: each for each in person.json("doctor")["findings"]}
    assert found["stack"]["words"].startswith(f"none: the function albias-{owner} is there without one")
    assert found["configuration"]["words"] == "deployed as it is here"
    for area in ("function", "rules", "schedule", "dead letters", "undelivered events"):
        assert found[area]["state"] == "ok", found[area]
    assert found["alarms"]["state"] == "problem"
    assert f"albias-{owner}-no-sweep" in found["alarms"]["words"]


def test_another_owners_function_is_not_taken_for_this_one(person: Person, owner: str) -> None:
    session = person.endpoint.session()
    settings = load(person.folder / "albias.toml")
    other = environment(settings) | {VARIABLE: '{"owner":"other","zones":[]}'}
    session.client("lambda").update_function_configuration(
        FunctionName=f"albias-{owner}", Environment={"Variables": other}
    )
    assert f"no stack albias-{owner}, and no function of this name" in person.run("logs").err

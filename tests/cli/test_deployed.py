"""Where a deployment is: by its stack; without one, by the names that the Terraform module gives."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias.settings import VARIABLE
from albias_cli.ask.deployed import Deployed, find_deployed
from albias_cli.doctor import Patient, examine
from albias_cli.doctor.alarms import alarms
from albias_cli.doctor.deployment import CHECKS as DEPLOYMENT
from albias_cli.doctor.rules import rules
from albias_cli.errors import Exit
from albias_config.environment import to_json
from tests.cli.patients import DENIED, PLAIN_RULES, Canned, Events, patient
from tests.support.desk import Desk
from tests.support.world import World

QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/albias-platform"
ROLE = "arn:aws:iam::123456789012:role/albias-platform-eu-west-1"
GROUP = "/aws/lambda/albias-platform"
SHOP = "shop.apps.example.com"


def made_by_terraform(world: World, **settings: Any) -> dict[str, Any]:
    """The function's configuration as Lambda tells it after `terraform apply`."""
    variables = {
        VARIABLE: to_json(replace(world.settings, **settings)),
        "ALBIAS_QUEUE_URL": QUEUE,
        "ALBIAS_DLQ_URL": f"{QUEUE}-dead",
    }
    return {
        "Role": ROLE,
        "LastModified": "2026-01-01T00:00:00.000+0000",
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": GROUP},
        "Environment": {"Variables": variables},
    }


@pytest.fixture
def desk(world: World) -> Desk:
    """No stack, and a function of the module's."""
    desk = Desk(world)
    desk.clients.stack.deployed = False
    desk.clients.functions.functions["albias-platform"] = made_by_terraform(world)
    desk.clients.logs.add(world.clock - 60, kind="decision", action="create", hostname=SHOP, zone_id="Z0APPS")
    return desk


def deployed(desk: Desk, *options: str) -> Deployed | None:
    """What is found at this desk."""
    desk.run("list", *options)
    assert desk.workspace
    return find_deployed(desk.workspace)


def test_the_log_of_what_terraform_made(desk: Desk) -> None:
    assert [line["hostname"] for line in desk.json("logs")] == [SHOP]
    assert desk.clients.logs.asked[-1]["logGroupName"] == GROUP


def test_explain_and_list_read_that_log_too(desk: Desk, world: World) -> None:
    world.look(world.create("web", SHOP))
    assert "not read" not in desk.run("explain", SHOP).out
    (row,) = desk.json("list", "--since")["names"]
    assert row["since"]


def test_what_the_function_tells_of_itself(desk: Desk) -> None:
    found = deployed(desk)
    assert found
    assert found.outputs == {
        "FunctionName": "albias-platform",
        "FunctionRoleArn": ROLE,
        "QueueUrl": QUEUE,
        "DeadLetterQueueUrl": f"{QUEUE}-dead",
        "UndeliveredQueueUrl": f"{QUEUE}-undelivered",
        "LogGroupName": GROUP,
    }


def test_doctor_examines_what_terraform_made(desk: Desk) -> None:
    events = Events(*PLAIN_RULES, prefix="albias-platform-")
    watch = Canned(
        describe_alarms={"MetricAlarms": []},
        get_metric_data={"MetricDataResults": []},
        describe_alarm_history={"AlarmHistoryItems": []},
    )
    desk.clients.more |= {
        "events": events,
        "scheduler": Canned(get_schedule={"State": "ENABLED", "ScheduleExpression": "rate(15 minutes)"}),
        "sqs": Canned(get_queue_attributes={"Attributes": {"ApproximateNumberOfMessages": "0"}}),
        "cloudwatch": watch,
    }
    found = list(examine(Patient(patient(desk).workspace, deployed(desk)), [*DEPLOYMENT, rules, alarms]))
    assert [each.words for each in found if each.state != "ok" and each.area not in ("alarms", "sweeps")] == []
    assert found[0].words.startswith("none: the function albias-platform is there without one, as Terraform makes it")
    assert "5 of 5 enabled, with a target" in [each.words for each in found]
    (gone,) = [each for each in found if each.area == "alarms"]
    assert "albias-platform-no-sweep" in gone.words
    assert "terraform apply" in gone.mend


def test_a_rule_that_somebody_deleted_is_a_problem_there_too(desk: Desk) -> None:
    gone = ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "does not exist"}}, "DescribeRule")
    desk.clients.more["events"] = Canned(describe_rule=gone)
    examined = Patient(patient(desk).workspace, deployed(desk))
    assert [each.state for each in examine(examined, [rules])] == ["problem"]


def test_only_what_was_deployed_is_looked_for(desk: Desk, world: World) -> None:
    """The settings that count are the function's own, not those of the file."""
    desk.clients.functions.functions["albias-platform"] = made_by_terraform(world, sweep="off")
    found = deployed(desk)
    assert found
    assert found.of_type("AWS::Scheduler::Schedule") == []
    assert "albias-platform-no-sweep" not in found.of_type("AWS::CloudWatch::Alarm")


@pytest.mark.parametrize("text", [None, '{"owner":"other","zones":[]}'], ids=["no-settings", "another-owner"])
def test_a_function_that_happens_to_have_the_name_is_not_albias(desk: Desk, text: str | None) -> None:
    variables = {} if text is None else {VARIABLE: text}
    desk.clients.functions.functions["albias-platform"]["Environment"]["Variables"] = variables
    assert deployed(desk) is None
    assert desk.run("logs").code == Exit.FAILED


def test_a_stack_that_was_named_and_is_not_there_is_no_other_deployment(desk: Desk) -> None:
    assert deployed(desk, "--stack", "network") is None


def test_whoever_may_not_look_at_stacks_finds_what_terraform_made(desk: Desk) -> None:
    desk.clients.more["cloudformation"] = Canned(describe_stacks=ClientError(DENIED, "DescribeStacks"))
    assert desk.run("logs").code == Exit.OK
    desk.clients.functions.functions.clear()
    result = desk.run("logs")
    assert "DescribeStacks: AccessDenied" in result.err


def test_a_stack_comes_before_names(desk: Desk) -> None:
    desk.clients.stack.deployed = True
    found = deployed(desk)
    assert found
    assert found.status == "CREATE_COMPLETE"
    assert json.dumps(found.outputs) == json.dumps(desk.clients.stack.outputs)

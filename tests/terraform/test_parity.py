"""The module says what the stack says: policies, patterns, environment, properties, alarms.

Names differ by design: CloudFormation makes up what the module calls by a name of its own. So references in the
template are replaced by the module's names before anything is compared.
"""

import json
import re
from typing import Any

import pytest

from albias.settings import VARIABLE, Settings
from albias_cli.ask import by_names
from albias_config import check_all
from albias_config.environment import environment
from albias_config.fence import MAX_POLICY
from tests.support.synth import ACCOUNT, REGION, Template, resolved, resources
from tests.terraform.statements import statements

from .configurations import CONFIGURATIONS

Spec = dict[str, dict[str, Any]]
NAMES = sorted(CONFIGURATIONS)
_QUEUE = {"Work": "", "Dead": "-dead", "Undelivered": "-undelivered"}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(spec: Spec, name: str) -> dict[str, Any]:
    return spec[name]


@pytest.fixture
def template(templates: dict[str, Template], name: str) -> Template:
    return templates[name]


def owner(name: str) -> str:
    return str(CONFIGURATIONS[name]["owner"])


def placed(value: Any, name: str) -> Any:
    """A part of the template, with the module's names in place of what CloudFormation would make up."""
    text = json.dumps(resolved(value))
    who, here = owner(name), f"{REGION}:{ACCOUNT}"
    for part, ending in _QUEUE.items():
        queue = f"albias-{who}{ending}"
        text = re.sub(rf"<\w*Queues{part}[0-9A-F]{{8}}\.Arn>", f"arn:aws:sqs:{here}:{queue}", text)
        text = re.sub(rf"<\w*Queues{part}[0-9A-F]{{8}}\.QueueName>", queue, text)
        url = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{queue}"
        text = re.sub(rf"<\w*Queues{part}[0-9A-F]{{8}}>", url, text)
    text = re.sub(r"<\w*FunctionLogs\w+\.Arn>", f"arn:aws:logs:{here}:log-group:/aws/lambda/albias-{who}:*", text)
    text = re.sub(r"<\w*AlbiasFunction[0-9A-F]{8}>", f"albias-{who}", text)
    text = re.sub(
        r"<\w*Triggers([A-Z][A-Za-z]+)[0-9A-F]{8}\.Arn>", rf"arn:aws:events:{here}:rule/albias-{who}-\1", text
    )
    return json.loads(text)


def role(template: Template, part: str) -> dict[str, Any]:
    (found,) = [role for name, role in resources(template, "AWS::IAM::Role").items() if part in name]
    return found


def test_the_function_gets_the_same_settings(made: dict[str, Any], name: str) -> None:
    given = check_all(CONFIGURATIONS[name]).settings
    variables = made["function"]["environment"]

    assert Settings.from_json(variables[VARIABLE]) == given
    assert variables[VARIABLE].startswith("{") is environment(given)[VARIABLE].startswith("{")


def test_the_function_is_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    (function,) = resources(template, "AWS::Lambda::Function").values()
    (mapping,) = resources(template, "AWS::Lambda::EventSourceMapping").values()
    (group,) = resources(template, "AWS::Logs::LogGroup").values()
    there, here = made["function"], placed(function, name)
    variables = here["Environment"]["Variables"]

    for key in ("Description", "Runtime", "Architectures", "Handler", "Timeout"):
        assert there[key.lower()] == here[key]
    assert there["memory_size"] == here["MemorySize"]
    assert {key: value for key, value in there["environment"].items() if key != VARIABLE} == {
        key: value for key, value in variables.items() if key != VARIABLE
    }
    (alias,) = resources(template, "AWS::Lambda::Alias").values()
    assert (there["alias"], "$LATEST") == (alias["Name"], alias["FunctionVersion"])
    assert there["batch_size"] == mapping["BatchSize"]
    assert {"MaximumConcurrency": there["maximum_concurrency"]} == mapping["ScalingConfig"]
    assert "MaximumBatchingWindowInSeconds" not in mapping
    assert there["log_retention"] == group["RetentionInDays"]


def test_the_functions_role_may_do_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    function = placed(role(template, "FunctionRole"), name)
    inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in function["Policies"]}
    there = {key: json.loads(text) for key, text in made["role"]["inline_policies"].items()}

    assert {key: statements([document]) for key, document in there.items()} == {
        key: statements([document]) for key, document in inline.items()
    }
    assert statements([json.loads(made["role"]["trust"])]) == statements([function["AssumeRolePolicyDocument"]])
    assert made["role"]["description"] == function["Description"]
    assert made["names"]["role"] == function["RoleName"]
    assert made["placement"]["role_path"] == function["Path"]
    assert made["placement"]["permissions_boundary"] == function.get("PermissionsBoundary")


def test_the_fence_around_the_zones_is_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    here = [
        placed(policy, name)["PolicyDocument"] for policy in resources(template, "AWS::IAM::ManagedPolicy").values()
    ]
    there = [json.loads(text) for text in made["role"]["zone_policies"]]

    assert [statements([document]) for document in there] == [statements([document]) for document in here]
    assert all(len(text) <= MAX_POLICY for text in made["role"]["zone_policies"])


def test_the_same_events_pass(made: dict[str, Any], template: Template) -> None:
    rules = resolved(resources(template, "AWS::Events::Rule"))
    here = {rule["Description"].split("(")[1][:-1]: rule["EventPattern"] for rule in rules.values()}

    assert {key: json.loads(rule["pattern"]) for key, rule in made["rules"].items()} == here


def test_the_queues_are_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    queues = resources(template, "AWS::SQS::Queue")
    policies = placed(list(resources(template, "AWS::SQS::QueuePolicy").values()), name)
    documents = {policy["Queues"][0].rpartition("/")[2]: policy["PolicyDocument"] for policy in policies}
    for part in _QUEUE:
        (here,) = [placed(value, name) for key, value in queues.items() if f"Queues{part}" in key]
        there = made["queues"][part.lower()]
        assert here.get("MessageRetentionPeriod", 345600) == there["retention_seconds"]
        assert here.get("VisibilityTimeout", 30) == there["visibility_timeout"]
        assert here.get("SqsManagedSseEnabled", False) is there["managed_encryption"]
        assert here.get("KmsMasterKeyId") == made["placement"]["kms_key_arn"]
        redrive = here.get("RedrivePolicy", {"deadLetterTargetArn": "", "maxReceiveCount": 5})
        assert redrive == {
            "deadLetterTargetArn": there["dead_letter_arn"],
            "maxReceiveCount": there["max_receive_count"],
        }
        assert statements([json.loads(there["policy"])]) == statements([documents[there["name"]]])


def test_the_sweep_is_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    schedules = list(resources(template, "AWS::Scheduler::Schedule").values())
    if not schedules:
        assert made["sweep"] is None
        return
    here, there = placed(schedules[0], name), made["sweep"]
    sweeper = placed(role(template, "SweepRole"), name)

    assert here["ScheduleExpression"] == there["expression"]
    assert here["FlexibleTimeWindow"].get("MaximumWindowInMinutes", 0) == there["window"]
    assert json.loads(here["Target"]["Input"]) == json.loads(there["input"])
    assert statements([json.loads(there["trust"])]) == statements([sweeper["AssumeRolePolicyDocument"]])
    assert statements([json.loads(there["policy"])]) == statements([sweeper["Policies"][0]["PolicyDocument"]])
    assert made["names"]["sweep_role"] == sweeper["RoleName"]


def test_the_alarms_are_the_same(made: dict[str, Any], template: Template, name: str) -> None:
    alarms = placed(resources(template, "AWS::CloudWatch::Alarm"), name)

    assert {alarm["AlarmName"]: _of_template(alarm) for alarm in alarms.values()} == {
        f"albias-{owner(name)}-{key}": _of_module(alarm) for key, alarm in made["alarms"].items()
    }
    for alarm in alarms.values():
        assert alarm.get("AlarmActions", []) == alarm.get("OKActions", []) == made["placement"]["alarm_actions"]


def _of_template(alarm: dict[str, Any]) -> dict[str, Any]:
    stat = alarm.get("Metrics", [{}, {}])[1].get("MetricStat", {})
    metric = stat.get("Metric", alarm)
    return {
        "metric": metric["MetricName"],
        "namespace": metric["Namespace"],
        "dimensions": {pair["Name"]: pair["Value"] for pair in metric["Dimensions"]},
        "statistic": stat.get("Stat", alarm.get("Statistic")),
        "period": stat.get("Period", alarm.get("Period")),
        "threshold": alarm["Threshold"],
        "periods": alarm["EvaluationPeriods"],
        "datapoints": alarm.get("DatapointsToAlarm"),
        "missing": alarm["TreatMissingData"],
        "below": alarm["ComparisonOperator"] == "LessThanThreshold",
        "fill": "Metrics" in alarm,
        "description": alarm["AlarmDescription"],
    }


def _of_module(alarm: dict[str, Any]) -> dict[str, Any]:
    return {key: alarm.get(key) for key in [*alarm, "datapoints"]}


def test_every_tag_is_passed_on(made: dict[str, Any], name: str) -> None:
    assert made["placement"]["tags"] == CONFIGURATIONS[name].get("tags", {})


def test_the_command_line_finds_everything_by_its_name(made: dict[str, Any], name: str) -> None:
    settings = check_all(CONFIGURATIONS[name]).settings
    found = by_names.resources(settings)
    assert by_names.function_name(settings.owner) == made["names"]["function"]
    assert sorted(found["AWS::Events::Rule"]) == sorted(rule["name"] for rule in made["rules"].values())
    assert sorted(found["AWS::CloudWatch::Alarm"]) == sorted(f"albias-{settings.owner}-{key}" for key in made["alarms"])
    assert found.get("AWS::Scheduler::Schedule", []) == ([made["names"]["sweep"]] if made["sweep"] else [])


def test_the_command_line_finds_the_queues_by_the_function(made: dict[str, Any]) -> None:
    environment = made["function"]["environment"]
    function = {"FunctionName": made["names"]["function"], "Role": "", "Environment": {"Variables": environment}}
    found = by_names.outputs(function)
    queues = [found[name].rpartition("/")[2] for name in ("QueueUrl", "DeadLetterQueueUrl", "UndeliveredQueueUrl")]
    assert queues == [made["names"][name] for name in ("work", "dead", "undelivered")]
    assert found["LogGroupName"] == made["names"]["log_group"]

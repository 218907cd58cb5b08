"""The synthesised stack: queues, function, sweep, log, outputs; and that two of them do not meet."""

import hashlib
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from albias import __version__
from albias.settings import VARIABLE, Settings
from albias_config import environment
from albias_config.errors import ConfigurationError
from tests.support.synth import PSEUDO, REGION, ZONE, Template, decided, one, resolved, resources, settings, synth


def seconds(template: Template) -> int:
    timeout: int = one(template, "AWS::Lambda::Function")["Timeout"]
    return timeout


def test_both_hops_have_a_dead_letter_queue(template: Template) -> None:
    """H43: what EventBridge cannot deliver and what the function gives up, both encrypted, both kept for 14 days."""
    for part in ("Dead", "Undelivered"):
        queue = one(template, "AWS::SQS::Queue", f"Queues{part}")
        assert (queue["MessageRetentionPeriod"], queue["SqsManagedSseEnabled"]) == (14 * 24 * 3600, True)
    work = one(template, "AWS::SQS::Queue", "QueuesWork")
    assert work["RedrivePolicy"]["deadLetterTargetArn"].startswith("<AlbiasQueuesDead")
    assert work["SqsManagedSseEnabled"] is True


def test_no_queue_talks_without_tls(template: Template) -> None:
    policies = resources(template, "AWS::SQS::QueuePolicy").values()

    assert len(policies) == 3
    for policy in policies:
        denied = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
        assert [s["Condition"] for s in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_a_message_stays_hidden_while_it_may_still_be_worked_on(template: Template) -> None:
    """H44, H47: six times the function's time, as Lambda asks; a bounded number of tries."""
    queue = one(template, "AWS::SQS::Queue", "QueuesWork")

    assert queue["VisibilityTimeout"] >= 6 * seconds(template)
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5


def test_the_function_is_fed_in_batches_whose_messages_fail_alone(template: Template) -> None:
    """H15, H42: partial failures; no reserved concurrency, which would make the pollers fill the dead-letter queue."""
    mapping = one(template, "AWS::Lambda::EventSourceMapping")

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 2}
    assert mapping["EventSourceArn"].startswith("<AlbiasQueuesWork")
    assert "ReservedConcurrentExecutions" not in one(template, "AWS::Lambda::Function")


def test_a_single_event_does_not_wait_for_others(template: Template) -> None:
    """C21: a batching window, however short, may cost 20 seconds on a quiet queue; 10 messages need none."""
    mapping = one(template, "AWS::Lambda::EventSourceMapping")

    assert mapping["BatchSize"] == 10
    assert "MaximumBatchingWindowInSeconds" not in mapping


def test_the_function_is_what_other_programs_rely_on(template: Template) -> None:
    function = one(template, "AWS::Lambda::Function")

    assert function["Handler"] == "albias.edge.handler.handler"
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert "TracingConfig" not in function


def test_the_function_gets_the_settings_as_they_are() -> None:
    given = settings(zones=[ZONE | {"hostnames": ["_wildcard.apps.example.com"]}], dry_run=True, log_level="DEBUG")
    variables = one(synth(given), "AWS::Lambda::Function")["Environment"]["Variables"]

    assert Settings.from_json(variables[VARIABLE]) == given
    assert variables["ALBIAS_QUEUE_URL"].startswith("<AlbiasQueuesWork")
    assert variables["ALBIAS_DLQ_URL"].startswith("<AlbiasQueuesDead")
    assert variables["POWERTOOLS_SERVICE_NAME"] == "albias-platform"
    assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "Albias"
    assert variables["POWERTOOLS_LOG_LEVEL"] == "DEBUG"


ENVIRONMENT = 4096  # bytes of a Lambda function's environment ("Lambda quotas")


def noise(number: int, length: int = 60) -> str:
    """A label that cannot be packed."""
    return hashlib.sha256(bytes([number % 256, number // 256])).hexdigest()[:length]


def far(number: int) -> dict[str, Any]:
    """A zone behind a role of its own, so that no role carries many policies."""
    role = f"arn:aws:iam::111122223333:role/{noise(number, 20)}"
    return {"id": f"Z{noise(number, 20).upper()}", "name": f"{noise(number)}.example.com", "role_arn": role}


def claim(number: int) -> dict[str, Any]:
    return {"hostnames": ["*.apps.example.com"], "tags": {"team": noise(number)}}


def late(number: int) -> dict[str, Any]:
    """A zone whose id is known at deployment only."""
    return far(number) | {"id": f"${{Token[TOKEN.{1000 + number}]}}"}


GROWING: dict[str, Callable[[int], dict[str, Any]]] = {
    "zones": lambda number: {"zones": [far(n) for n in range(number)]},
    "zones of the same app": lambda number: {"zones": [late(n) for n in range(number)]},
    "claims": lambda number: {"zones": [ZONE | {"claims": [claim(n) for n in range(number)]}]},
    "other scripts": lambda number: {"hostname_tags": ["\u00e9" * 60], "zones": [far(n) for n in range(number)]},
}


def largest(keys: Callable[[int], dict[str, Any]]) -> Settings:
    """The largest settings of a kind that config accepts."""
    accepted = None
    for number in itertools.count(1):
        try:
            accepted = settings(owner="x" * 32, log_level="CRITICAL", **keys(number))
        except ConfigurationError:
            break
    assert accepted
    return accepted


@pytest.mark.parametrize("kind", GROWING)
def test_the_largest_settings_that_are_accepted_fit_into_the_environment(kind: str) -> None:
    """Lambda measures the variables as one JSON object: a quotation mark in a value counts twice."""
    made = environment(largest(GROWING[kind]))
    variables = {key: re.sub(r"\$\{Token\[TOKEN.\d+\]\}", "Z" * 21, value) for key, value in made.items()}
    address = f"https://sqs.ap-northeast-1.amazonaws.com/{'0' * 12}/{'q' * 80}"
    longest = {key: address if key.endswith("_URL") else value for key, value in variables.items()}

    assert ENVIRONMENT - 150 < len(json.dumps(longest, separators=(",", ":"))) <= ENVIRONMENT


def test_the_log_is_kept_for_a_while_and_outlives_the_stack(template: Template) -> None:
    ((name, group),) = [
        (name, resource)
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Logs::LogGroup"
    ]

    assert group["Properties"]["RetentionInDays"] == 90
    assert group["DeletionPolicy"] == "Retain"
    assert one(template, "AWS::Lambda::Function")["LoggingConfig"] == {"LogGroup": f"<{name}>"}


def test_the_sweep_runs_at_once_and_then_at_its_rate(template: Template) -> None:
    """H9, H12: a rate without a start date begins with the deployment."""
    schedule = one(template, "AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "rate(15 minutes)"
    assert "StartDate" not in schedule
    assert "State" not in schedule
    assert schedule["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 3}
    assert json.loads(schedule["Target"]["Input"]) == {"source": "albias", "detail-type": "Sweep", "detail": {}}
    assert schedule["Target"]["Arn"].startswith("<AlbiasQueuesWork")
    assert schedule["Target"]["DeadLetterConfig"]["Arn"].startswith("<AlbiasQueuesUndelivered")


def test_the_schedule_may_only_send_to_our_queues(template: Template) -> None:
    role = one(template, "AWS::IAM::Role", "SweepRole")
    (policy,) = role["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert statement["Action"] == "sqs:SendMessage"
    assert all(arn.startswith("<AlbiasQueues") for arn in statement["Resource"])
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["StringEquals"]["aws:SourceArn"].endswith(":schedule-group/default")


@pytest.mark.parametrize(
    ("sweep", "rate", "window"),
    [
        ("1 minute", "rate(1 minute)", {"Mode": "OFF"}),
        ("5 minutes", "rate(5 minutes)", {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1}),
        ("2 days", "rate(2 days)", {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5}),
    ],
)
def test_the_sweep_follows_the_configuration(sweep: str, rate: str, window: dict[str, Any]) -> None:
    schedule = one(synth(settings(sweep=sweep)), "AWS::Scheduler::Schedule")

    assert (schedule["ScheduleExpression"], schedule["FlexibleTimeWindow"]) == (rate, window)


def test_no_sweep_no_schedule() -> None:
    made = synth(settings(sweep="off"))

    assert resources(made, "AWS::Scheduler::Schedule") == {}
    assert [name for name in resources(made, "AWS::IAM::Role") if "Sweep" in name] == []


def test_the_outputs_that_people_and_programs_rely_on(template: Template) -> None:
    outputs = {name: resolved(decided(output["Value"], template)) for name, output in template["Outputs"].items()}

    assert outputs.keys() == {
        "FunctionName",
        "FunctionRoleArn",
        "QueueUrl",
        "DeadLetterQueueUrl",
        "UndeliveredQueueUrl",
        "LogGroupName",
        "DashboardUrl",
        "WidgetArn",
    }
    assert outputs["QueueUrl"].startswith("<AlbiasQueuesWork")
    assert outputs["DeadLetterQueueUrl"].startswith("<AlbiasQueuesDead")
    home = f"https://{REGION}.console.aws.amazon.com/cloudwatch/home?region={REGION}"
    assert outputs["DashboardUrl"].startswith(f"{home}#dashboards/dashboard/<AlbiasObservabilityDashboard")


@pytest.mark.parametrize(
    ("partition", "host"),
    [
        ("aws", f"{REGION}.console.aws.amazon.com"),
        ("aws-cn", f"{REGION}.console.amazonaws.cn"),
        ("aws-us-gov", f"{REGION}.console.amazonaws-us-gov.com"),
        ("aws-eusc", f"{REGION}.console.amazonaws-eusc.eu"),
        ("aws-new", f"{REGION}.console.aws.amazon.com"),
    ],
)
def test_the_dashboard_is_in_the_console_of_its_partition(
    template: Template, monkeypatch: pytest.MonkeyPatch, partition: str, host: str
) -> None:
    """C27: each partition's console has its own host; in one that nobody knew, the stack is deployed all the same."""
    monkeypatch.setitem(PSEUDO, "AWS::Partition", partition)

    url = resolved(decided(template["Outputs"]["DashboardUrl"]["Value"], template))

    assert url.startswith(f"https://{host}/cloudwatch/home?region={REGION}#dashboards/dashboard/")


def test_the_template_says_which_albias_it_is(template: Template) -> None:
    assert template["Metadata"] == {"albias": {"version": __version__, "owner": "platform"}}


def names(template: Template) -> set[str]:
    """Every name that the template gives itself: names that exist once in an account, or once in a Region."""
    keys = ("RoleName", "AlarmName", "DashboardName", "Name", "ManagedPolicyName", "FunctionName", "QueueName")
    given = [
        resolved(resource["Properties"][key])
        for resource in template["Resources"].values()
        for key in keys
        if isinstance(resource["Properties"].get(key), str | dict) and resource["Type"] != "AWS::Lambda::Alias"
    ]
    return {name for name in given if not name.startswith("<")}  # else it refers to another resource


def test_two_owners_in_one_account_do_not_share_a_name(template: Template) -> None:
    """H37: side by side in one Region."""
    ours = names(template)

    assert ours
    assert ours & names(synth(settings(owner="other"))) == set()


def test_one_owner_in_two_regions_does_not_share_what_is_global(template: Template) -> None:
    """H37: roles and dashboards are global, so their names carry the Region."""
    for kind, key in (("AWS::IAM::Role", "RoleName"), ("AWS::CloudWatch::Dashboard", "DashboardName")):
        named = [item[key] for item in resources(template, kind).values() if key in item]
        assert named
        assert all(f"-{REGION}" in resolved(name) for name in named)
        assert all({"Ref": "AWS::Region"} in name["Fn::Join"][1] for name in named)
    assert all("ManagedPolicyName" not in policy for policy in resources(template, "AWS::IAM::ManagedPolicy").values())


def test_no_action_is_a_wildcard(template: Template) -> None:
    """H50: neither `route53:*` nor any other. (The queues deny sqs:* without TLS: a denial may be wide.)"""

    def statements(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list):
            return [found for item in value for found in statements(item)]
        if not isinstance(value, dict):
            return []
        nested = [found for item in value.values() for found in statements(item)]
        return [value, *nested] if "Effect" in value and "Action" in value else nested

    found = statements(template["Resources"])
    actions = [s["Action"] if isinstance(s["Action"], list) else [s["Action"]] for s in found if s["Effect"] == "Allow"]
    assert len(actions) > 15
    assert [action for group in actions for action in group if "*" in action] == []


def test_a_trail_comes_only_when_asked_for(template: Template) -> None:
    """H10: most accounts have one; `create_trail` makes a minimal one for those that have none."""
    assert resources(template, "AWS::CloudTrail::Trail") == {}

    made = synth(settings(create_trail=True))
    trail = one(made, "AWS::CloudTrail::Trail")
    assert (trail["IsLogging"], trail["IsMultiRegionTrail"], trail["EnableLogFileValidation"]) == (True, False, True)
    assert trail["EventSelectors"] == [{"IncludeManagementEvents": True, "ReadWriteType": "WriteOnly"}]
    bucket = one(made, "AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["LifecycleConfiguration"]["Rules"] == [{"ExpirationInDays": 90, "Status": "Enabled"}]

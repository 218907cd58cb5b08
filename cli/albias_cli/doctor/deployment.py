"""What was deployed: the stack, the function and its configuration, the schedule and its sweeps, the queues."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from shlex import quote
from typing import Any

from albias.settings import VARIABLE, Settings
from albias_cli.ask.deployed import CHOOSE, Deployed, log_lines, missing, name_of, unlogged
from albias_cli.ask.deployed import DEPLOY as _DEPLOY
from albias_cli.show.counting import many
from albias_config import sweep_interval

from .condition import condition
from .finding import Check, Finding, Patient, attempted, judged, ok, problem, unknown

_QUEUES = {
    "DeadLetterQueueUrl": (
        "dead letters",
        "Redrive them when what made them fail is mended; SQS can redrive no message with the attribute AlbiasReason"
        " (malformed, put there by albias itself): delete those. Why they failed: `albias logs --since 14d`",
    ),
    "UndeliveredQueueUrl": (
        "undelivered events",
        "Right after the first deployment it may be the first sweep, sent before IAM knew the schedule's role"
        f" everywhere: delete it, the next makes up for it. Else mend the queue's policy. {_DEPLOY}",
    ),
}


def stack(patient: Patient) -> Iterator[Finding]:
    """Whether it is there, and whole."""
    if patient.deployed is None:
        words = f"{missing(patient.workspace)} in {patient.workspace.place}"
        yield problem("stack", words, f"{_DEPLOY}; or {CHOOSE}")
        return
    if not patient.deployed.status:
        yield ok("stack", f"none: the function {patient.deployed.name} is there without one, as Terraform makes it")
        return
    status = patient.deployed.status
    good = status.endswith("_COMPLETE") and "ROLLBACK" not in status and not status.startswith("DELETE")
    events = f"`aws cloudformation describe-stack-events --stack-name {quote(patient.deployed.name)}`"
    yield judged(good, "stack", f"{patient.deployed.name}: {status}", f"CloudFormation's events say why: {events}")


def function(patient: Patient) -> Iterator[Finding]:
    """Whether it can run, on which messages, and with which configuration."""
    found = patient.deployed
    if found is None:
        return
    client = patient.workspace.clients.get("lambda")
    name = found.output("FunctionName")
    described = client.get_function_configuration(FunctionName=name)
    yield condition(name, described)
    mappings = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    enabled = [mapping for mapping in mappings if mapping["State"] == "Enabled"]
    words = f"{len(enabled)} of {len(mappings)} event source mappings enabled"
    yield judged(len(enabled) == len(mappings) > 0, "queue to function", words, _enable(mappings))
    yield from _configuration(patient, described.get("Environment", {}).get("Variables", {}).get(VARIABLE))


def _enable(mappings: Iterable[Any]) -> str:
    """How to let messages reach the function again."""
    off = [mapping["UUID"] for mapping in mappings if mapping["State"] != "Enabled"]
    return f"Enable it: `aws lambda update-event-source-mapping --enabled --uuid {off[0]}`" if off else _DEPLOY


def _configuration(patient: Patient, deployed: str | None) -> Iterator[Finding]:
    """The file that we read against the one that was deployed: zone ids of the CDK may be tokens, names are not."""
    local = patient.workspace.settings
    if deployed is None:
        yield problem("configuration", f"the function has no {VARIABLE}", _DEPLOY)
        return
    theirs = Settings.from_json(deployed)
    differing = [each.name for each in fields(Settings) if getattr(local, each.name) != getattr(theirs, each.name)]
    words = f"deployed and local differ in {', '.join(differing)}" if differing else "deployed as it is here"
    yield judged(
        not differing, "configuration", words, f"{_DEPLOY}; or name the deployed file: `albias doctor --config FILE`"
    )
    if theirs.dry_run:
        yield problem(
            "configuration",
            "dry_run = true: it plans and changes nothing",
            f"Write into {patient.workspace.file}, and deploy: `dry_run = false`",
        )


def schedule(patient: Patient) -> Iterator[Finding]:
    """Whether the sweep is started, and whether sweeps come through (H9)."""
    if patient.deployed is None:
        return
    wanted = patient.workspace.settings.sweep
    if wanted == "off":
        yield problem(
            "schedule",
            'sweep = "off": missed events are never made up for',
            f'Write into {patient.workspace.file}, and deploy: `sweep = "15 minutes"`',
        )
        return
    client = patient.workspace.clients.get("scheduler")
    for physical in patient.deployed.of_type("AWS::Scheduler::Schedule"):
        found = client.get_schedule(Name=name_of(physical))
        good = found["State"] == "ENABLED" and found["ScheduleExpression"] == f"rate({wanted})"
        yield judged(good, "schedule", f"{found['ScheduleExpression']}, {found['State'].lower()}", _DEPLOY)
        break
    else:
        yield problem("schedule", "the stack has none", _DEPLOY)
    yield from attempted("sweeps", _sweeps, patient, patient.deployed)


def _sweeps(patient: Patient, found: Deployed) -> Iterator[Finding]:
    interval = sweep_interval(patient.workspace.settings.sweep)
    if interval is None:
        return
    workspace = patient.workspace
    window = 3 * interval.total_seconds()
    lines = log_lines(workspace, found.output("LogGroupName"), workspace.now() - window)
    sweeps = [line for line in lines if line.text("kind") == "sweep"]
    done = [line for line in sweeps if line.text("message") == "sweep done"]
    if done:
        minutes = (workspace.now() - done[-1].at) / 60
        yield ok("sweeps", f"the last one was done {minutes:.0f} minutes ago")
    elif why := unlogged(workspace):
        yield unknown(
            "sweeps",
            f"could not be looked at: {why}",
            "The alarm no-sweep watches them all the same; whether it is on: `aws cloudwatch describe-alarms`",
        )
    elif workspace.now() - found.changed < window:
        yield ok("sweeps", "none yet: the stack is young")
    else:
        begun = f"{len(sweeps)} begun, " if sweeps else ""
        words = f"{begun}none done within {window / 60:.0f} minutes"
        yield problem("sweeps", words, "The alarm no-sweep is about this; why: `albias logs --all`")


def queues(patient: Patient) -> Iterator[Finding]:
    """Messages that wait, and those that were given up (H43)."""
    if patient.deployed is None:
        return
    yield ok("queue", many(_messages(patient, patient.deployed.output("QueueUrl")), "message waits", "messages wait"))
    for output, (area, mend) in _QUEUES.items():
        url = patient.deployed.output(output)
        waiting = _messages(patient, url)
        yield judged(waiting == 0, area, f"{many(waiting, 'message')} in {url}", mend)


def _messages(patient: Patient, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    answer = patient.workspace.clients.get("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(answer["Attributes"][name])


CHECKS: tuple[Check, ...] = (stack, function, schedule, queues)

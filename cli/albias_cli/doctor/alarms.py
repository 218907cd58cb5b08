"""The alarms: whether they are there, on, of a length that CloudWatch takes, and whether their topic hears of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from albias_cli.ask.deployed import DEPLOY

from .finding import AGAIN, Check, Finding, Patient, attempted, judged, ok, problem
from .topic import topic

_LONGEST_PERIOD = 86_400  # seconds ("Amazon CloudWatch concepts")
_LONGEST_SPAN = 7 * 86_400  # seconds that an alarm may look back over (PutMetricAlarm)
_DAYS = 14
_FLAPS = 4  # times on, within these days, while every sweep may be well
_FAILED = "Failed to execute action"


def alarms(patient: Patient) -> Iterator[Finding]:
    """Those that are on, and those that are gone: the stack's own, since the prefix fits other owners' alarms, too."""
    if patient.deployed is None:
        return
    prefix = f"albias-{patient.workspace.me.owner}-"
    own = [name for name in patient.deployed.of_type("AWS::CloudWatch::Alarm") if name.startswith(prefix)]
    if not own:
        yield problem("alarms", "there are none", DEPLOY)
        return
    client = patient.workspace.clients.get("cloudwatch")
    found = client.describe_alarms(AlarmNames=own)["MetricAlarms"]
    on = [each for each in found if each["StateValue"] == "ALARM"]
    for each in on:
        said = each.get("AlarmDescription", "")
        yield problem("alarms", f"{each['AlarmName']} is on", f"{said} The log: `albias logs --all`".lstrip())
    missing = sorted({*own} - {each["AlarmName"] for each in found})
    if missing:
        yield problem("alarms", f"deployed, and not there any more: {', '.join(missing)}", AGAIN)
    if not on and not missing:
        yield ok("alarms", f"none of {len(found)} is on")
    yield from _lengths(found)
    yield from attempted("alarms that flap", _flapping, patient, [each["AlarmName"] for each in found])
    yield from attempted("alarm topic", _hearing, patient, [each["AlarmName"] for each in found])


def _lengths(found: list[Any]) -> Iterator[Finding]:
    """Whether CloudWatch evaluates them at all: it takes periods of a day, over a week, at most (C28)."""
    for each in found:
        periods = [metric["MetricStat"]["Period"] for metric in each.get("Metrics", ()) if "MetricStat" in metric]
        period = max([each.get("Period", 0), *periods])
        span = period * each.get("EvaluationPeriods", 1)
        if period > _LONGEST_PERIOD or span > _LONGEST_SPAN:
            words = f"{each['AlarmName']} looks back over {span:,} s in periods of {period:,} s"
            yield problem("alarms", f"{words}: more than CloudWatch takes", DEPLOY)


def _flapping(patient: Patient, names: list[str]) -> Iterator[Finding]:
    """An alarm that comes and goes is heard of no more: with short intervals metrics may come too late for it."""
    for name in names:
        if name.endswith("-no-sweep"):
            changes = _history(patient, name, "StateUpdate")
            times = sum(1 for each in changes if each.endswith(" to ALARM"))
            words = f"{name} came on {times} times within {_DAYS} days"
            yield judged(
                times < _FLAPS,
                "alarms that flap",
                words,
                "Set a longer `sweep`; how long they take: `albias logs --all`",
            )


def _hearing(patient: Patient, names: list[str]) -> Iterator[Finding]:
    """Whether the topic can hear, and has heard (C23)."""
    arn = patient.workspace.settings.alarm_topic_arn
    if not arn:
        yield ok("alarm topic", "none: alarms are seen in the console alone (`alarm_topic_arn`)")
        return
    for name in names:
        failed = [each for each in _history(patient, name, "Action") if each.startswith(_FAILED) and arn in each]
        if failed:
            words = f"{name} could not tell {arn}: {failed[0]}"
            look = f"aws sns get-topic-attributes --topic-arn {arn}"
            needs = 'What it needs is in docs/runbook.md, under "The topic says nothing"'
            yield problem("alarm topic", words, f"{needs}; what it has: `{look}`")
            break
    yield from topic(patient.workspace, arn)


def _history(patient: Patient, name: str, kind: str) -> list[str]:
    """What an alarm's history says of the last days, the newest first. Source: DescribeAlarmHistory."""
    end = datetime.fromtimestamp(patient.workspace.now(), UTC)
    answer = patient.workspace.clients.get("cloudwatch").describe_alarm_history(
        AlarmName=name, HistoryItemType=kind, StartDate=end - timedelta(days=_DAYS), EndDate=end
    )
    return [item.get("HistorySummary", "") for item in answer["AlarmHistoryItems"]]


CHECKS: tuple[Check, ...] = (alarms,)

"""Alarms, dashboard and saved queries: each failure has its alarm, and every metric and log key shown exists."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Environment, Stack

from albias.case import Action, Decision
from albias.dashboard.asks import ALIAS
from albias.edge.journal import Journal
from albias.engine.outcome import Outcome
from albias.model import Change, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Key
from albias_cdk import Albias
from albias_config.errors import ConfigurationError
from tests.support.synth import ROOT, Template, app, code, resolved, resources, settings, synth

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
EXPECTED = {
    "dead-letters": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", 1),
    "undelivered": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", 1),
    "errors": ("AWS/Lambda", "Errors", 1),
    "throttles": ("AWS/Lambda", "Throttles", 1),
    "queue-age": ("AWS/SQS", "ApproximateAgeOfOldestMessage", 900),
    "sweep-unsafe": ("Albias", "SweepUnsafe", 1),
    "denied": ("Albias", "ChangesDenied", 1),
    "no-sweep": ("Albias", "SweepCompleted", 1),
    "events-missed": ("Albias", "NamesChangedBySweep", 1),
}
OF_A_BUS = {"notices-lost": ("Albias", "NoticesLost", 1)}


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    found = [resolved(alarm) for alarm in resources(template, "AWS::CloudWatch::Alarm").values()]
    return {alarm["AlarmName"].removeprefix("albias-platform-"): alarm for alarm in found}


def watched(alarm: dict[str, Any]) -> dict[str, Any]:
    """The metric that an alarm looks at, also where metric math stands between."""
    metrics = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
    return metrics[0] if metrics else alarm


def test_each_failure_has_its_alarm(template: Template) -> None:
    """H43: both hops; H9: the sweep; H37, H48: a sweep that was refused; H45: a change that IAM denied."""
    found = {
        name: (watched(alarm)["Namespace"], watched(alarm)["MetricName"], alarm["Threshold"])
        for name, alarm in alarms(template).items()
    }

    assert found == EXPECTED


def test_an_alarm_looks_at_this_deployment(template: Template) -> None:
    for name, alarm in alarms(template).items():
        (dimension,) = watched(alarm)["Dimensions"]
        if watched(alarm)["Namespace"] == "Albias":
            assert dimension == {"Name": "service", "Value": "albias-platform"}, name
        else:
            assert dimension["Value"].startswith("<Albias"), name
    assert alarms(template)["dead-letters"]["Dimensions"] != alarms(template)["undelivered"]["Dimensions"]


def test_an_alarm_says_what_to_do(template: Template) -> None:
    assert all(len(alarm["AlarmDescription"]) > 30 for alarm in alarms(template).values())


def test_no_data_is_no_news_except_of_sweeps(template: Template) -> None:
    treated = {name: alarm["TreatMissingData"] for name, alarm in alarms(template).items()}

    assert treated == dict.fromkeys(EXPECTED, "notBreaching") | {"sweep-unsafe": "ignore", "no-sweep": "breaching"}


def test_an_unsafe_sweep_is_over_when_a_sweep_was_safe(template: Template) -> None:
    """Between two sweeps there is no data: the alarm stays as it is, until a sweep reports none (H37, H48)."""
    alarm = alarms(template)["sweep-unsafe"]

    assert (alarm["TreatMissingData"], alarm["EvaluationPeriods"]) == ("ignore", 1)
    assert "lasts until a sweep is safe again" in alarm["AlarmDescription"]


@pytest.mark.parametrize(
    ("sweep", "period", "periods"), [("15 minutes", 900, 2), ("2 days", 86400, 4), ("off", 300, 2)]
)
def test_a_denial_lasts_from_sweep_to_sweep(sweep: str, period: int, periods: int) -> None:
    """H45: its metric is only there while IAM denies something, so that it costs nothing in all other months."""
    alarm = alarms(synth(settings(sweep=sweep)))["denied"]

    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (period, periods, 1)


@pytest.mark.parametrize(
    ("sweep", "period", "periods"),
    [
        ("1 minute", 300, 3),  # metrics come late: three single minutes without one are no silence
        ("15 minutes", 900, 3),
        ("6 hours", 21600, 3),
        ("25 hours", 86400, 4),
        ("36 hours", 86400, 5),
        ("2 days", 86400, 6),
    ],
)
def test_three_intervals_without_a_sweep_are_an_alarm(sweep: str, period: int, periods: int) -> None:
    """H9, C28. A period is a day at most; the alarm looks back over three intervals all the same.

    A missing point would be made up for by an old good one: a zero stands in its place.
    """
    alarm = alarms(synth(settings(sweep=sweep)))["no-sweep"]
    (math,) = [query for query in alarm["Metrics"] if "Expression" in query]
    (stat,) = [query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query]

    assert math["Expression"] == "FILL(completed, 0)"
    assert (stat["Period"], stat["Stat"], alarm["EvaluationPeriods"]) == (period, "Sum", periods)
    assert alarm["ComparisonOperator"] == "LessThanThreshold"


@pytest.mark.parametrize("sweep", ["1 minute", "59 minutes", "7 hours", "25 hours", "47 hours", "2 days", "off"])
def test_cloudwatch_accepts_every_alarm(sweep: str) -> None:
    """C28. PutMetricAlarm: periods of whole minutes up to a day; back over a day, or seven with periods of an hour."""
    for name, alarm in alarms(synth(settings(sweep=sweep))).items():
        stats = [query["MetricStat"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
        period, periods = (stats or [alarm])[0]["Period"], alarm["EvaluationPeriods"]
        assert period % 60 == 0, name
        assert period <= 86400, name
        assert period * periods <= (7 * 86400 if period >= 3600 else 86400), name
        assert alarm.get("DatapointsToAlarm", 1) <= periods, name


@pytest.mark.parametrize(
    ("sweep", "period", "periods"),
    [("1 minute", 300, 4), ("15 minutes", 900, 4), ("36 hours", 86400, 6), ("2 days", 86400, 7)],
)
def test_sweeps_that_do_the_work_of_events_are_an_alarm(sweep: str, period: int, periods: int) -> None:
    """H70, C29: three sweeps of four changed names; a single one, as after a deployment, is no news."""
    alarm = alarms(synth(settings(sweep=sweep)))["events-missed"]

    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (period, periods, 3)
    assert alarm["Statistic"] == "Sum"


def test_without_sweeps_nobody_misses_them() -> None:
    assert alarms(synth(settings(sweep="off"))).keys() == EXPECTED.keys() - {"no-sweep", "events-missed"}


def test_who_relies_on_being_told_hears_when_nobody_is() -> None:
    """H75: a lost notice is not tried again, and only a configuration with a bus loses any."""
    made = alarms(synth(settings(events_bus="default")))

    assert made.keys() == {*EXPECTED, *OF_A_BUS}
    lost = made["notices-lost"]
    assert (lost["Namespace"], lost["MetricName"], lost["Threshold"]) == OF_A_BUS["notices-lost"]
    assert (lost["Period"], lost["EvaluationPeriods"], lost["TreatMissingData"]) == (300, 1, "notBreaching")


WEB = LoadBalancerId("aws", "eu-west-1", "111122223333", "app", "web", "50dc6c495c0c9188")


def counted(action: Action, *deleted: str) -> bool:
    """Whether a sweep that decided this and deleted these TXT values counts as one that did an event's work."""
    name = DnsName("shop.apps.example.com")
    hold = RecordSet(RecordKey(DnsName("shop._hold._albias.apps.example.com"), "TXT"), 300, deleted)
    changes = (Change("DELETE", hold),) if deleted else ()
    decision = Decision(action, Key(name), WEB, "a reason", changes, frozenset({WEB}))
    journal = Journal("albias-platform", "CRITICAL", dry_run=False)
    journal.sweep(Outcome(decisions=[(settings().zones[0], decision)]), Counter())
    found = "NamesChangedBySweep" in journal.metrics.metric_set
    journal.metrics.clear_metrics()
    return found


@pytest.mark.parametrize(
    ("action", "deleted", "expected"),
    [
        ("create", (), True),
        ("hand-over", ('"heritage=albias,v=1,revision=3"',), True),
        ("remove", ('"heritage=albias,v=1,revision=3"',), True),
        ("remove", ('"heritage=albias,v=1,revision=4"', '"gone=1795396120"'), False),  # the end of rule_grace
        ("repair", (), False),  # somebody's hand in the zone
        ("wait", (), False),
        ("tidy", (), False),
    ],
)
def test_what_counts_as_an_event_missed(action: Action, deleted: tuple[str, ...], expected: bool) -> None:
    """H70, C29: only what an event should have told."""
    assert counted(action, *deleted) is expected


def test_the_topic_hears_of_every_alarm_and_of_its_end() -> None:
    for alarm in alarms(synth(settings(alarm_topic_arn=TOPIC))).values():
        assert (alarm["AlarmActions"], alarm["OKActions"]) == ([TOPIC], [TOPIC])


def test_a_topic_of_another_region_is_refused_where_the_region_is_known() -> None:
    stack = Stack(app(), "test", env=Environment(region="us-east-1"))

    with pytest.raises(ConfigurationError, match=f'alarm_topic_arn = "{TOPIC}": allowed: .+ stack, us-east-1;'):
        Albias(stack, "Albias", owner="platform", zones=settings().zones, alarm_topic_arn=TOPIC, code=code())


def test_without_a_topic_nobody_is_called(template: Template) -> None:
    assert all("AlarmActions" not in alarm for alarm in alarms(template).values())


def page(template: Template) -> list[dict[str, Any]]:
    (dashboard,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    widgets: list[dict[str, Any]] = json.loads(resolved(dashboard["DashboardBody"]))["widgets"]
    return widgets


def shown(template: Template) -> set[str]:
    """The names of our own metrics on the dashboard and in the alarms."""
    lines = [line for widget in page(template) for line in widget["properties"].get("metrics", [])]
    metrics = [watched(alarm) for alarm in alarms(template).values()]
    alarmed = {metric["MetricName"] for metric in metrics if metric["Namespace"] == "Albias"}
    return {line[1] for line in lines if line[0] == "Albias"} | alarmed


def source(*names: str) -> str:
    return "\n".join(Path(ROOT, "lambda_src", "albias", name).read_text() for name in names)


def test_the_dashboard_shows_what_a_person_wants_to_know(template: Template) -> None:
    titles = [widget["properties"].get("title") for widget in page(template)]

    assert titles == [
        "Names now",
        "Alarms",
        "Names",
        "Names changed",
        "Names refused, by reason",
        "From API call to accepted change (ms)",
        "Queue: age (s), messages",
        "Failures",
        "API calls",
        "Sweeps",
        "Last refusals: which name, which load balancer, why",
    ]


def test_the_table_of_names_is_called_by_its_alias(template: Template) -> None:
    """Whoever looks at the dashboard needs the alias alone; the function itself would do what an event says."""
    (widget,) = [widget for widget in page(template) if widget["type"] == "custom"]
    ((alias_id, alias),) = resources(template, "AWS::Lambda::Alias").items()
    ((function_id, _),) = resources(template, "AWS::Lambda::Function").items()

    assert widget["properties"] == {
        "title": "Names",
        "endpoint": f"<{alias_id}>",
        "updateOn": {"refresh": True, "resize": False, "timeRange": False},
    }
    assert (alias["Name"], alias["FunctionVersion"]) == (ALIAS, "$LATEST")
    assert resolved(alias["FunctionName"]) == f"<{function_id}>"


@pytest.mark.parametrize(("sweep", "hours"), [("off", 24), ("15 minutes", 24), ("13 hours", 26), ("2 days", 96)])
def test_the_dashboard_shows_a_day_and_at_least_two_sweeps(sweep: str, hours: int) -> None:
    (dashboard,) = resources(synth(settings(sweep=sweep)), "AWS::CloudWatch::Dashboard").values()

    start = json.loads(resolved(dashboard["DashboardBody"]))["start"]
    days, rest = divmod(hours, 24)
    assert start == f"-P{f'{days}D' if days else ''}{f'T{rest}H' if rest else ''}"


def test_time_to_change_is_shown_as_median_and_worst_percent(template: Template) -> None:
    (widget,) = [w for w in page(template) if w["properties"]["title"].startswith("From API call")]

    assert [line[-1]["stat"] for line in widget["properties"]["metrics"]] == ["p50", "p99"]


def test_refusals_are_shown_by_every_reason_there_is(template: Template) -> None:
    (widget,) = [w for w in page(template) if "by reason" in w["properties"]["title"]]

    assert widget["properties"]["metrics"][0][0]["expression"] == (
        "SEARCH('{Albias,Reason,service} service=\"albias-platform\" MetricName=\"Refusals\"', 'Sum', 300)"
    )


def test_the_function_reports_every_metric_that_is_shown(template: Template) -> None:
    """A metric under another name would be an empty graph, or an alarm that never goes off."""
    reported = set(re.findall(r'"([A-Z][A-Za-z0-9]+)"', source("edge/handler.py", "edge/journal.py")))

    assert {"NamesHeld", "NamesWaiting", "SweepCompleted", "SweepUnsafe", "ChangeLatency"} <= shown(template)
    assert shown(template) - reported == set()
    assert "Refusals" in reported


def queries(template: Template) -> dict[str, str]:
    found = {q["Name"]: q["QueryString"] for q in resources(template, "AWS::Logs::QueryDefinition").values()}
    (table,) = [w["properties"]["query"] for w in page(template) if w["type"] == "log"]
    return found | {"dashboard": table}


def test_the_saved_queries_stand_in_the_owners_folder(template: Template) -> None:
    assert queries(template).keys() == {
        "albias/platform/history of a hostname",
        "albias/platform/history of a load balancer",
        "albias/platform/all refusals",
        "albias/platform/all changes of the last day",
        "dashboard",
    }
    for query in resources(template, "AWS::Logs::QueryDefinition").values():
        assert resolved(query["LogGroupNames"])[0].startswith("<AlbiasFunctionLogs")


def test_the_queries_ask_for_keys_that_the_log_has(template: Template) -> None:
    """A key under another name would be an empty column."""
    logged = set(re.findall(r'"([a-z_]+)"', source("edge/journal.py"))) | {"@timestamp"}
    for name, query in queries(template).items():
        (fields,) = re.findall(r"fields (.+)", query)
        filtered = re.findall(r"(?:filter|and) (\w+) ", query)
        assert {key.strip() for key in fields.split(",")} | set(filtered) <= logged, name


def test_the_query_for_changes_knows_every_action(template: Template) -> None:
    counted = set(re.findall(r'^    "([a-z-]+)": \(".+", "Names', source("edge/journal.py"), re.MULTILINE))
    (listed,) = re.findall(r"action in (\[.+\])", queries(template)["albias/platform/all changes of the last day"])

    assert len(counted) > 4
    assert set(json.loads(listed)) == counted

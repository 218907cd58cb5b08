"""What CloudWatch has measured of a deployment: how late names came, what was throttled, what the queue was asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from albias_cli.workspace import Workspace

from .finding import Check, Finding, Patient, ok

DAYS = 14
_NAMESPACE = "Albias"


@dataclass(frozen=True, slots=True)
class Number:
    """One metric with its dimensions, each a name and a value, over all the days."""

    namespace: str
    metric: str
    dimension: tuple[str, str]
    more: tuple[tuple[str, str], ...] = ()
    statistic: str = "Sum"

    def query(self, identifier: str) -> dict[str, Any]:
        """As GetMetricData asks for it: one value for the whole time, or two where CloudWatch divides it."""
        pairs = (self.dimension, *self.more)
        dimensions = [{"Name": name, "Value": value} for name, value in pairs]
        metric = {"Namespace": self.namespace, "MetricName": self.metric, "Dimensions": dimensions}
        stat = {"Metric": metric, "Period": DAYS * 86_400, "Stat": self.statistic}
        return {"Id": identifier, "MetricStat": stat, "ReturnData": True}


def numbers(workspace: Workspace, asked: Mapping[str, Number]) -> dict[str, float | None]:
    """The numbers of the last days, by the same keys; None where there is none. Raises: ClientError."""
    if not asked:
        return {}
    names = {f"m{index}": name for index, name in enumerate(asked)}
    end = datetime.fromtimestamp(workspace.now(), UTC)
    answer = workspace.clients.get("cloudwatch").get_metric_data(
        MetricDataQueries=[asked[name].query(identifier) for identifier, name in names.items()],
        StartTime=end - timedelta(days=DAYS),
        EndTime=end,
    )
    found: dict[str, float | None] = dict.fromkeys(asked)
    for result in answer["MetricDataResults"]:
        name = names[result["Id"]]
        if result["Values"]:
            found[name] = sum(result["Values"]) if asked[name].statistic == "Sum" else max(result["Values"])
    return found


def measured(patient: Patient) -> Iterator[Finding]:
    """What nobody can know before albias runs on AWS, as far as a metric tells it."""
    if patient.deployed is None:
        return
    queue = patient.deployed.output("QueueUrl").rpartition("/")[2]
    found = numbers(patient.workspace, _asked(f"albias-{patient.workspace.me.owner}", queue))
    yield ok("latency", _latency(found))
    races, young, throttled = (found[name] or 0 for name in ("races", "young", "throttled"))
    words = (
        f"{throttled:.0f} calls throttled, {races:.0f} races lost, {young:.0f} times a target that was not there yet"
    )
    yield ok("contention", f"within {DAYS} days: {words}")
    yield ok("polling", f"{(found['polls'] or 0) / DAYS:,.0f} receive calls a day found the queue empty")
    if patient.workspace.me.partition != "aws":
        yield _elsewhere(patient.workspace.me.partition, found)


def _asked(service: str, queue: str) -> dict[str, Number]:
    ours = ("service", service)
    return {
        "p50": Number(_NAMESPACE, "ChangeLatency", ours, statistic="p50"),
        "p99": Number(_NAMESPACE, "ChangeLatency", ours, statistic="p99"),
        "changes": Number(_NAMESPACE, "ChangeLatency", ours, statistic="SampleCount"),
        "races": Number(_NAMESPACE, "LostRaces", ours),
        "throttled": Number(_NAMESPACE, "Throttles", ours),
        "young": Number(_NAMESPACE, "Refusals", ours, (("Reason", "target-not-found"),)),
        "created": Number(_NAMESPACE, "NamesCreated", ours),
        "denied": Number(_NAMESPACE, "ChangesDenied", ours),
        "polls": Number("AWS/SQS", "NumberOfEmptyReceives", ("QueueName", queue)),
    }


def _latency(found: Mapping[str, float | None]) -> str:
    if not found["changes"]:
        return f"no change within {DAYS} days told how long it took; `albias doctor --try` measures one"
    seconds = [(found[name] or 0) / 1000 for name in ("p50", "p99")]
    times = f"p50 {seconds[0]:.1f} s, p99 {seconds[1]:.1f} s"
    return f"from the API call to the accepted change: {times} (CloudTrail's delay is in it)"


def _elsewhere(partition: str, found: Mapping[str, float | None]) -> Finding:
    """Without Route 53's condition keys the policies deny every write: a name that was made proves them."""
    if found["created"]:
        return ok("partition", f"names were made in {partition}: Route 53 hands IAM its condition keys there")
    told = f"no name was made in {partition} within {DAYS} days, {found['denied'] or 0:.0f} changes were denied"
    return ok("partition", f"{told}; whether Route 53's condition keys are there, `albias doctor --try` finds out")


CHECKS: tuple[Check, ...] = (measured,)

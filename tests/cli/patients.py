"""Somebody for `albias doctor` to examine, and clients with canned answers. Builds, asserts nothing."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from albias_cli.ask.deployed import Deployed
from albias_cli.doctor import Finding, Patient
from tests.support.deployed import LOG_GROUP
from tests.support.desk import Desk

PLAIN_RULES = ("Created", "Tagged", "Untagged", "ChangedOrDeleted", "TagChange")
DENIED: Any = {"Error": {"Code": "AccessDenied", "Message": "not authorized"}}


class Canned:
    """A client with canned answers; an exception is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        def answer(**asked: Any) -> Any:
            self.asked.append((operation, asked))
            found = self.answers[operation]
            if isinstance(found, Exception):
                raise found
            return found

        return answer


def patient(desk: Desk, outputs: dict[str, str] | None = None, status: str = "CREATE_COMPLETE", **more: Any) -> Patient:
    """Somebody to examine; a stack with these outputs."""
    desk.run("list")
    assert desk.workspace
    made = Deployed("albias-platform", status, {"LogGroupName": LOG_GROUP, **(outputs or {})})
    return Patient(desk.workspace, made, **more)


def states(findings: Iterable[Finding]) -> list[str]:
    """Their states."""
    return [finding.state for finding in findings]


class Refusing(dict[str, Any]):
    """Answers that are a denial, each."""

    def __missing__(self, operation: str) -> Any:
        return ClientError(DENIED, operation)


class Events:
    """EventBridge with rules as albias makes them, by name; `others`: rules of somebody else's beside them."""

    def __init__(
        self, *names: str, state: str = "ENABLED", others: tuple[str, ...] = (), prefix: str = "stack-"
    ) -> None:
        self.state = state
        self.words = {f"{prefix}{name}": f"albias: load balancers to look at ({name})" for name in names}
        self.words |= dict.fromkeys(others, "turns the lights off (Tagged)")

    def describe_rule(self, Name: str) -> Any:  # noqa: N803
        return {"Name": Name, "State": self.state, "Description": self.words[Name]}

    def list_targets_by_rule(self, Rule: str) -> Any:  # noqa: N803
        return {"Targets": [{"Arn": f"arn:{Rule}"}]}


class Metrics:
    """CloudWatch with one value for some metrics, by metric and the value of the last dimension."""

    def __init__(self, **values: float) -> None:
        self.values = values

    def get_metric_data(self, MetricDataQueries: Any, StartTime: Any, EndTime: Any) -> Any:  # noqa: N803
        assert (EndTime - StartTime).days == 14
        results = []
        for query in MetricDataQueries:
            stat = query["MetricStat"]
            value = self.values.get(stat["Metric"]["MetricName"] + stat["Stat"].removeprefix("Sum"))
            if stat["Metric"]["MetricName"] == "Invocations":
                rule = stat["Metric"]["Dimensions"][0]["Value"].removeprefix("stack-")
                value = self.values.get(rule)
            results.append({"Id": query["Id"], "Values": [] if value is None else [value]})
        return {"MetricDataResults": results}

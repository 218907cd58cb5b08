"""One page that says whether names are right, fast and cheap, and why a name was refused."""

from datetime import timedelta

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cw
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from albias.settings import Settings
from albias_config import sweep_interval

from .metrics import Metrics
from .queries import LAST_REFUSALS
from .queues import Queues

_WIDE, _HALF, _THIRD = 24, 12, 8


def dashboard(
    scope: Construct,
    construct_id: str,
    *,
    settings: Settings,
    function: lambda_.IFunction,
    widget: lambda_.IAlias,
    log_group: logs.ILogGroup,
    queues: Queues,
    alarms: list[cw.Alarm],
) -> cw.Dashboard:
    """The dashboard `albias-<owner>-<region>`: dashboards are global, so their names must say where they belong."""
    own = Metrics(settings.owner)
    interval = sweep_interval(settings.sweep) or timedelta()
    shown = max(timedelta(hours=24), 2 * interval)  # so that there is a sweep in it
    return cw.Dashboard(
        scope,
        construct_id,
        dashboard_name=f"{own.service}-{Aws.REGION}",
        default_interval=Duration.hours(int(shown.total_seconds()) // 3600),
        widgets=[
            [_now(own), cw.AlarmStatusWidget(title="Alarms", alarms=list(alarms), width=_HALF, height=4)],
            [_names(widget)],
            [_changes(own), _refusals(own)],
            [_latency(own), _queues(queues, own), _errors(function, own)],
            [_calls(own), _sweeps(own)],
            [
                cw.LogQueryWidget(
                    title="Last refusals: which name, which load balancer, why",
                    log_group_names=[log_group.log_group_name],
                    view=cw.LogQueryVisualizationType.TABLE,
                    query_lines=list(LAST_REFUSALS),
                    width=_WIDE,
                    height=8,
                )
            ],
        ],
    )


def _now(own: Metrics) -> cw.IWidget:
    """Gauges of the last sweep."""
    return cw.SingleValueWidget(
        title="Names now",
        metrics=[
            own.of("NamesHeld", statistic="Maximum", label="held"),
            own.of("NamesWaiting", statistic="Maximum", label="waiting for another load balancer"),
        ],
        sparkline=True,
        width=_HALF,
        height=4,
    )


def _names(widget: lambda_.IAlias) -> cw.IWidget:
    """The table of names, which the function itself makes (dashboard/). It shows one moment, whatever the range."""
    return cw.CustomWidget(
        title="Names",
        function_arn=widget.function_arn,
        update_on_refresh=True,
        update_on_resize=False,
        update_on_time_range_change=False,
        width=_WIDE,
        height=9,
    )


def _changes(own: Metrics) -> cw.IWidget:
    names = {
        "NamesCreated": "bound",
        "NamesHandedOver": "handed over",
        "NamesAdopted": "adopted",
        "NamesRepaired": "repaired",
        "NamesConverted": "given another routing policy",
        "NamesReleased": "released",
        "NamesLetGo": "let go (pointed elsewhere by hand)",
    }
    left: list[cw.IMetric] = [own.of(name, label=label) for name, label in names.items()]
    return cw.GraphWidget(title="Names changed", left=left, stacked=True, width=_HALF)


def _refusals(own: Metrics) -> cw.IWidget:
    return cw.GraphWidget(title="Names refused, by reason", left=[own.refusals_by_reason()], stacked=True, width=_HALF)


def _latency(own: Metrics) -> cw.IWidget:
    return cw.GraphWidget(
        title="From API call to accepted change (ms)",
        left=[own.of("ChangeLatency", statistic=f"p{percent}", label=f"p{percent}") for percent in (50, 99)],
        width=_THIRD,
    )


def _queues(queues: Queues, own: Metrics) -> cw.IWidget:
    return cw.GraphWidget(
        title="Queue: age (s), messages",
        left=[queues.work.metric_approximate_age_of_oldest_message(label="age of the oldest message")],
        right=[
            queues.dead.metric_approximate_number_of_messages_visible(label="dead letters"),
            queues.undelivered.metric_approximate_number_of_messages_visible(label="undelivered"),
            own.of("MessagesDrained", label="drained in bursts"),
        ],
        width=_THIRD,
    )


def _errors(function: lambda_.IFunction, own: Metrics) -> cw.IWidget:
    return cw.GraphWidget(
        title="Failures",
        left=[
            function.metric_errors(label="function errors"),
            function.metric_throttles(label="function throttles"),
            own.of("MessagesRetried", label="messages to be retried"),
            own.of("MessagesDeadLettered", label="malformed messages"),
        ],
        width=_THIRD,
    )


def _calls(own: Metrics) -> cw.IWidget:
    """Route 53's ten requests a second are shared with everybody else in the account."""
    names = {
        "Route53Calls": "Route 53 calls",
        "ElbCalls": "ELB calls",
        "Throttles": "throttled",
        "LostRaces": "lost races",
    }
    return cw.GraphWidget(
        title="API calls", left=[own.of(name, label=label) for name, label in names.items()], width=_HALF
    )


def _sweeps(own: Metrics) -> cw.IWidget:
    return cw.GraphWidget(
        title="Sweeps",
        left=[
            own.of("SweepCompleted", label="completed"),
            own.of("SweepUnsafe", label="refused as unsafe"),
            own.of("ChangesDenied", label="changes denied by IAM"),
            own.of("NamesChangedBySweep", label="names changed without an event"),
        ],
        right=[own.of("SweepCalls", label="API calls"), own.of("EventsIgnored", label="events ignored")],
        width=_HALF,
    )

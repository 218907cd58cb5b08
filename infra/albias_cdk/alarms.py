"""What a person must hear of. One table; each alarm's description says what to do first."""

import math
from dataclasses import dataclass
from datetime import timedelta

from aws_cdk import Duration, Stack, Token
from aws_cdk import aws_cloudwatch as cw
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from albias.settings import Settings
from albias_config import sweep_interval
from albias_config.conflicts import region_conflict
from albias_config.errors import ConfigurationError

from .metrics import Metrics
from .queues import Queues

# "Amazon CloudWatch concepts": a period is a day at most (C28); PutMetricAlarm: an alarm looks back over seven days.
LONGEST_PERIOD = timedelta(days=1)
LONGEST_SPAN = timedelta(days=7)
# Metrics come a little late: an alarm on sweeps that are a minute apart would come and go.
SHORTEST_PERIOD = timedelta(minutes=5)


@dataclass(frozen=True)
class Span:
    """A number of intervals between sweeps, as an alarm looks back over them."""

    period: Duration
    periods: int

    @classmethod
    def of(cls, intervals: int, interval: timedelta) -> "Span":
        """In periods of one interval, or of a day where an interval is longer."""
        interval = max(interval, SHORTEST_PERIOD)
        period = min(interval, LONGEST_PERIOD)
        whole = min(intervals * interval, LONGEST_SPAN)
        return cls(Duration.minutes(int(period.total_seconds()) // 60), math.ceil(whole / period))


@dataclass(frozen=True)
class Alarm:
    """One row of the table: it fires when the metric reaches the threshold. No data is good news, mostly."""

    name: str
    metric: cw.IMetric
    description: str
    threshold: float = 1
    periods: int = 1
    datapoints: int | None = None
    missing: cw.TreatMissingData = cw.TreatMissingData.NOT_BREACHING
    below: bool = False


def alarms(settings: Settings, function: lambda_.IFunction, queues: Queues, *, metric_math: bool = True) -> list[Alarm]:
    """The table. `metric_math`: False where CloudFormation knows no alarms on it."""
    minute = Duration.minutes(1)
    five = Duration.minutes(5)
    own = Metrics(settings.owner)
    rows = [
        Alarm(
            "dead-letters",
            queues.dead.metric_approximate_number_of_messages_visible(period=minute, statistic="Maximum"),
            "albias gave up on messages: the log says why. Mend it and redrive them; delete those with AlbiasReason.",
        ),
        Alarm(
            "undelivered",
            queues.undelivered.metric_approximate_number_of_messages_visible(period=minute, statistic="Maximum"),
            "EventBridge could not reach the queue: look at its policy. The next sweep repairs what was missed.",
        ),
        Alarm("errors", function.metric_errors(period=five), "The function failed: look at its log."),
        Alarm("throttles", function.metric_throttles(period=five), "Lambda's concurrency of the account is used up."),
        Alarm(
            "queue-age",
            queues.work.metric_approximate_age_of_oldest_message(period=five),
            "Names are late: messages have waited for 15 minutes. Look for throttling or failures in the log.",
            threshold=900,
        ),
        Alarm(
            "sweep-unsafe",
            own.of("SweepUnsafe", period=minute),
            "A sweep would have removed more names than max_removals allows, and removed none: the log says which. The"
            " alarm lasts until a sweep is safe again.",
            missing=cw.TreatMissingData.IGNORE,
        ),
    ]
    interval = sweep_interval(settings.sweep)
    rows.append(_denied(own, interval))
    if interval:
        rows.append(_no_sweep(own, interval, metric_math))
        rows.append(_events_missed(own, interval))
    if settings.events_bus:
        rows.append(_notices_lost(own))
    return rows


def _denied(own: Metrics, interval: timedelta | None) -> Alarm:
    """Each sweep meets a denial again: one good interval between two, as a schedule may make, does not end it (H45)."""
    end = " The alarm lasts until two sweeps in a row were denied nothing." if interval else ""
    span = Span.of(2, interval or SHORTEST_PERIOD)
    return Alarm(
        "denied",
        own.of("ChangesDenied", period=span.period),
        "IAM denied changes: the log says for which load balancers. Somebody asks for a name that a policy denies, or"
        f" albias lacks a permission.{end}",
        periods=span.periods,
        datapoints=1,
    )


def _no_sweep(own: Metrics, interval: timedelta, metric_math: bool) -> Alarm:
    """Silence is the symptom here: three intervals without a completed sweep (H9).

    CloudWatch looks back farther than the periods asked for, and counts an old good point there before it counts what
    is missing ("Configuring how CloudWatch alarms treat missing data"): only zeros in its place are counted in time.
    """
    span = Span.of(3, interval)
    completed = own.of("SweepCompleted", period=span.period)
    filled = cw.MathExpression(
        expression="FILL(completed, 0)",
        using_metrics={"completed": completed},
        period=span.period,
        label="completed sweeps",
    )
    return Alarm(
        "no-sweep",
        filled if metric_math else completed,
        "No sweep was completed within three intervals: something stays undone, perhaps what missed events asked for."
        " Look at the schedule and the log. Right after the first deployment this alarm goes off until the first sweep"
        " is through.",
        periods=span.periods,
        missing=cw.TreatMissingData.BREACHING,  # not even one old point to fill up from
        below=True,
    )


def _events_missed(own: Metrics, interval: timedelta) -> Alarm:
    """Sweeps do what events should have led to: one may be quicker than an event, three of four are not (C29).

    The flexible start of the schedule puts two sweeps into one period now and then: so it is not three of three.
    """
    span = Span.of(4, interval)
    return Alarm(
        "events-missed",
        own.of("NamesChangedBySweep", period=span.period),
        "Several sweeps in a row changed names of which events should have told: names come late. Look at the trail and"
        " the rules: `albias doctor`.",
        periods=span.periods,
        datapoints=3,
    )


def _notices_lost(own: Metrics) -> Alarm:
    """Names are right without it, but whoever relies on being told is told no more (H75)."""
    return Alarm(
        "notices-lost",
        own.of("NoticesLost", period=Duration.minutes(5)),
        "The event bus did not take what albias told of names, which is not tried again: the log says why. Names are"
        " made all the same.",
    )


def add_alarms(scope: Construct, rows: list[Alarm], settings: Settings) -> list[cw.Alarm]:
    """Make the alarms, and tell the topic of `alarm_topic_arn` of them, and when they are over.

    Raises: ConfigurationError when the topic lies in another Region.
    """
    topic = None
    if settings.alarm_topic_arn:
        _check_region(scope, settings.alarm_topic_arn)
        topic = sns.Topic.from_topic_arn(scope, "Topic", settings.alarm_topic_arn)
    made = []
    for row in rows:
        alarm = cw.Alarm(
            scope,
            row.name,
            alarm_name=f"albias-{settings.owner}-{row.name}",
            alarm_description=row.description,
            metric=row.metric,
            threshold=row.threshold,
            evaluation_periods=row.periods,
            datapoints_to_alarm=row.datapoints,
            comparison_operator=(
                cw.ComparisonOperator.LESS_THAN_THRESHOLD
                if row.below
                else cw.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            ),
            treat_missing_data=row.missing,
        )
        if topic:
            alarm.add_alarm_action(actions.SnsAction(topic))
            alarm.add_ok_action(actions.SnsAction(topic))
        made.append(alarm)
    return made


def _check_region(scope: Construct, topic_arn: str) -> None:
    """The stack's Region is known only where the app says so."""
    here = Stack.of(scope).region
    for mistake in region_conflict(topic_arn, None if Token.is_unresolved(here) else here):
        raise ConfigurationError(mistake)

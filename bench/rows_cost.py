"""What a month costs: quantities from the simulation and the template, prices from AWS's pages (prices.py).

Pessimistic where there is a choice: every event is alone in its invocation and is a creation, every invocation starts
cold. Metrics are paid for by the hour in which they appear ("Amazon CloudWatch pricing"): those of an everyday month
(creations, deletions, sweeps, a name that is refused for good) appear in every hour. Others are rare; what all that the
code knows would cost is told beside.
"""

import json
import time
from dataclasses import dataclass
from typing import Any, get_args

from albias.model import RefusalCode
from bench import deployed, prices
from bench.function import LOG
from bench.prices import Price
from bench.row import Row, Section, shown
from bench.rows_start import seconds_to_ready
from bench.sweeps import BALANCERS, Stage, interval
from bench.worlds import add_balancers, created, deleted, sweep
from tests.support.markdown import table_with, text_of
from tests.support.world import TAG

EVENTS = 10_000
HOURS = 730.0  # AWS's month
MONTHS_KEPT = 3.0  # albias_config.placement: log_retention
# Lambda Developer Guide, "Configure Lambda function memory": 1,769 MB are one processor; less is a share of it.
ONE_PROCESSOR = 1_769
# Lambda, "Using Lambda with Amazon SQS": five pollers, each with long polling of 20 s while the queue is empty.
POLLS_AN_HOUR = 5 * 3_600 / 20
PLATFORM_LINES = 400  # bytes: START, END and REPORT of one invocation
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Invocation:
    """What one kind of invocation takes: seconds of calls, CPU seconds of a whole processor, bytes and metrics logged.

    `number`: its API calls.
    """

    number: int
    calls: float
    cpu: float
    logged: int
    metrics: frozenset[str]

    def compute(self, megabytes: float, starting: float) -> float:
        """Billed GB-s: calls, and the CPU of a cold start and of the work, stretched to the processor's share."""
        seconds = self.calls + (starting + self.cpu) * max(1.0, ONE_PROCESSOR / megabytes)
        return seconds * megabytes / 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    price: Price
    quantity: float


def measure() -> Section:
    """The rows and the bill."""
    section = Section("Cost")
    lines = _bill()
    watching = {prices.METRICS.item, prices.ALARMS.item, prices.DASHBOARDS.item}
    work = _sum([line for line in lines if line.price.item not in watching], allowance=False)
    section.rows += [
        Row(
            f"cost a month, {BALANCERS:,} load balancers, {EVENTS:,} events, default sweep: the work, nothing free",
            work,
            "USD",
            must=1,
            note="Lambda, SQS, EventBridge, Logs, Route 53, as if other work had used up every free allowance",
        ),
        Row(
            "the same with metrics, alarms and the dashboard, within the account's free allowances",
            _sum(lines, allowance=True),
            "USD",
            must=1,
            note=_about_metrics(lines),
        ),
        Row(
            "the same with metrics, alarms and the dashboard, nothing free",
            _sum(lines, allowance=False),
            "USD",
            note="where other work has used up the allowances; most of it is for watching: "
            + ", ".join(f"{line.price.unit} {_cost(line)}" for line in lines if line.price.item in watching),
        ),
    ]
    section.points["bill"] = lines
    section.text = [
        _table(lines),
        "Free is what every account has each month for good; new accounts have more. Hosted zones and their queries"
        " cost what they cost without albias; queries of alias records are free. Each name is two TXT record sets more"
        " in its zone, its hold and its index; 10,000 record sets are included.",
    ]
    return section


def _sum(lines: list[Line], *, allowance: bool) -> float:
    return sum(line.price.cost(line.quantity, allowance=allowance) for line in lines)


def _cost(line: Line) -> str:
    return shown(line.price.cost(line.quantity, allowance=False), "USD")


def _about_metrics(lines: list[Line]) -> str:
    """What the figure hangs on."""
    price = prices.METRICS
    [metrics] = [line.quantity for line in lines if line.price is price]
    rest = _sum([line for line in lines if line.price is not price], allowance=True)
    most = price.free + (1 - rest) // price.usd
    known = _known_metrics()
    return (
        f"{metrics} metrics appear in an everyday month, {price.free} are free, each of the others is"
        f" {shown(price.usd, 'USD')}; {most:.0f} would stay within 1 USD. All {known} that the code knows, in every"
        f" hour of the month: {shown(rest + price.cost(known, allowance=True), 'USD')}"
    )


def _known_metrics() -> int:
    """Those of docs/logs.md, which a test holds to the code, and the refusals once more for each reason."""
    return len(table_with(text_of("docs/logs.md"), "metric")) + len(get_args(RefusalCode))


def _bill() -> list[Line]:
    template = deployed.resources()
    [function] = [found for found in template["AWS::Lambda::Function"] if "MemorySize" in found]
    megabytes = float(function["MemorySize"])
    stage = Stage()
    swept, created, deleted = everyday(stage)
    sweeps = HOURS * 3600 / interval()
    starting = seconds_to_ready()
    compute = EVENTS * created.compute(megabytes, starting) + sweeps * swept.compute(megabytes, starting)
    logged = (EVENTS * (created.logged + PLATFORM_LINES) + sweeps * (swept.logged + PLATFORM_LINES)) / GIGABYTE
    calls = EVENTS * created.number + sweeps * swept.number
    return [
        Line(prices.REQUESTS, EVENTS + sweeps),
        Line(prices.COMPUTE, compute),
        # A message is sent, received and deleted.
        Line(prices.QUEUE, HOURS * POLLS_AN_HOUR + 3 * (EVENTS + sweeps)),
        Line(prices.EVENTS, EVENTS),
        Line(prices.SCHEDULES, sweeps),
        Line(prices.LOGS, logged),
        Line(prices.KEPT, logged * MONTHS_KEPT),
        Line(prices.METRICS, len(swept.metrics | created.metrics | deleted.metrics)),
        Line(prices.ALARMS, len(template["AWS::CloudWatch::Alarm"])),
        Line(prices.DASHBOARDS, len(template["AWS::CloudWatch::Dashboard"])),
        Line(prices.CALLS, calls),
    ]


def everyday(stage: Stage) -> tuple[Invocation, Invocation, Invocation]:
    """A sweep that refuses a name outside of the zones, a creation, and a deletion."""
    world = stage.world
    world.elbv2.add_load_balancer("elsewhere", tags={TAG: "shop.example.net"})
    swept = _measured(stage, sweep())
    [arn] = add_balancers(world, 1, seed=6)
    return swept, _measured(stage, created(world, arn)), _measured(stage, deleted(world, arn))


def _measured(stage: Stage, message: Any) -> Invocation:
    LOG.take()
    began = time.process_time()
    calls = stage.function.alone(message)
    cpu = time.process_time() - began
    lines = LOG.take()
    size = sum(len(line.encode()) for line in lines)
    return Invocation(stage.account.attempts.total(), calls, cpu, size, frozenset(_metrics(lines)))


def _metrics(lines: list[str]) -> set[str]:
    """The metrics that the log's embedded metric lines make, by dimensions and name."""
    found = set()
    for line in lines:
        for group in json.loads(line).get("_aws", {}).get("CloudWatchMetrics", ()):
            dimensions = json.dumps(group["Dimensions"])
            found |= {f"{dimensions} {metric['Name']}" for metric in group["Metrics"]}
    return found


def _table(lines: list[Line]) -> str:
    rows = [
        "| item | a month | nothing free | with the free allowances | price |",
        "|---|---:|---:|---:|---|",
    ]
    for line in lines:
        price = line.price
        full, reduced = (price.cost(line.quantity, allowance=allowance) for allowance in (False, True))
        digits = 3 if line.quantity < 10 and line.quantity % 1 else 0
        quantity = f"{line.quantity:,.{digits}f} {price.unit}"
        rows.append(f"| {price.item} | {quantity} | {full:.3f} | {reduced:.3f} | {_words(price)} |")
    whole, free = (_sum(lines, allowance=allowance) for allowance in (False, True))
    rows.append(f"| all | | {whole:.3f} | {free:.3f} | |")
    return "\n".join(rows)


def _words(price: Price) -> str:
    if not price.usd:
        return f"[no charge]({price.source})"
    million = price.usd < 0.001 and price.unit != "GB-s"
    amount = f"{price.usd * 1e6:.2f} a million" if million else f"{price.usd:.10f}".rstrip("0").rstrip(".") + " for one"
    free = f", {price.free:,.0f} free" if price.free else ""
    return f"[{amount}]({price.source}){free}"

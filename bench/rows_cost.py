"""What a month costs: quantities from the simulation and the template, prices from AWS's pages (prices.py).

Pessimistic where there is a choice: every event is alone in its invocation and is a creation, every invocation starts
cold, every metric that ever appears is paid for every hour.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

from bench import deployed, prices
from bench.function import LOG
from bench.prices import Price
from bench.row import Row, Section, shown
from bench.rows_start import seconds_to_ready
from bench.sweeps import BALANCERS, Stage
from bench.worlds import World, sweep
from config import sweep_interval

EVENTS = 10_000
HOURS = 730.0  # AWS's month
MONTHS_KEPT = 3.0  # infra.function.LOG_RETENTION
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
        """Billed GB-s: calls and CPU, the latter stretched to the processor's share, and a cold start."""
        seconds = self.calls + self.cpu * max(1.0, ONE_PROCESSOR / megabytes) + starting
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
    with_free = sum(line.price.cost(line.quantity, allowance=True) for line in lines)
    watching = {prices.METRICS.item, prices.ALARMS.item, prices.DASHBOARDS.item}
    work = sum(line.price.cost(line.quantity, allowance=False) for line in lines if line.price.item not in watching)
    watch = sum(line.price.cost(line.quantity, allowance=False) for line in lines if line.price.item in watching)
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
            with_free,
            "USD",
            must=1,
            note=f"where other work has used them up: {shown(work + watch, 'USD')}",
        ),
    ]
    section.points["bill"] = lines
    section.text = [
        _table(lines),
        "Hosted zones and their queries cost what they cost without albias; queries of alias records are free. Each"
        " name is two TXT record sets more in its zone, where 10,000 are included.",
    ]
    return section


def _bill() -> list[Line]:
    template = deployed.resources()
    [function] = [found for found in template["AWS::Lambda::Function"] if "MemorySize" in found]
    megabytes = float(function["MemorySize"])
    stage = Stage()
    swept, created = _measured(stage, sweep()), _created(stage)
    interval = sweep_interval(World().settings.sweep)
    assert interval
    sweeps = HOURS * 3600 / interval.total_seconds()
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
        Line(prices.METRICS, len(created.metrics | swept.metrics)),
        Line(prices.ALARMS, len(template["AWS::CloudWatch::Alarm"])),
        Line(prices.DASHBOARDS, len(template["AWS::CloudWatch::Dashboard"])),
        Line(prices.CALLS, calls),
    ]


def _created(stage: Stage) -> Invocation:
    [arn] = stage.world.balancers(1, seed=6)
    return _measured(stage, stage.world.created(arn))


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
    return "\n".join(rows)


def _words(price: Price) -> str:
    if not price.usd:
        return f"[no charge]({price.source})"
    million = price.usd < 0.001 and price.unit != "GB-s"
    amount = f"{price.usd * 1e6:.2f} a million" if million else f"{price.usd:.10f}".rstrip("0") + " for one"
    free = f", {price.free:,.0f} free" if price.free else ""
    return f"[{amount}]({price.source}){free}"

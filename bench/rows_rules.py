"""Names from listener rules: the calls of an event, and a sweep that cannot read all rules within its time."""

import json

from bench.function import LOG
from bench.row import Row, Section
from bench.rules import LISTENERS, RULES, Stage
from bench.sweeps import BALANCERS, RECORDS
from tests.support.invocation import TIMEOUT

MUST_EVENT = 4 + 1 + LISTENERS  # four as for a tag, DescribeListeners, and DescribeRules for each listener


def measure() -> Section:
    """The rows."""
    section = Section("Names from listener rules")
    fresh = Stage(10, RECORDS, named=False)
    created = fresh.event()
    again = fresh.event()
    swept = Stage(BALANCERS, RECORDS)
    seconds = swept.sweep()
    calls = swept.account.attempts
    rules = rules_read(LOG.take())
    section.rows += [
        Row(
            f"CreateRule event, one new name, {LISTENERS} listeners, zone of {RECORDS:,} records",
            created,
            "calls",
            must=MUST_EVENT,
            note="four as for a tag, DescribeListeners, and DescribeRules for each listener; the event again, with"
            f" nothing to do: {again}",
        ),
        Row(
            f"sweep of {BALANCERS:,} load balancers with {LISTENERS} listeners and {RULES} rules each",
            seconds,
            "s",
            must=TIMEOUT - 60,
            note=f"{calls['elbv2']} ELB and {calls['route53']} Route 53 calls, {swept.account.throttled.total()}"
            f" throttled, {swept.busiest} in the busiest second; the rules of {rules['read']} of {rules['selected']}"
            " load balancers were read in their turn, which its log line and the metric RulesNotRead say; the next"
            " sweep begins at others",
        ),
    ]
    return section


def rules_read(lines: list[str]) -> dict[str, int]:
    """What a sweep's own line says of rules."""
    [line] = [line for line in map(json.loads, lines) if line.get("kind") == "sweep"]
    rules: dict[str, int] = line["rules"]
    return rules

"""What AWS charges: list prices of US East (N. Virginia) in US dollars in November 2026, and their pages.

`free`: what every account has each month for nothing, for good; the account's other work may have used it up.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for one unit of something."""

    item: str
    unit: str
    usd: float
    free: float
    source: str

    def cost(self, quantity: float, *, allowance: bool) -> float:
        """Dollars a month for this many units, with or without the free ones."""
        return self.usd * max(0.0, quantity - (self.free if allowance else 0.0))


_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
REQUESTS = Price("Lambda requests", "requests", 0.20 / 1e6, 1e6, _LAMBDA)
COMPUTE = Price("Lambda compute, arm64", "GB-s", 0.0000133334, 400_000, _LAMBDA)
QUEUE = Price("SQS requests, standard queue", "requests", 0.40 / 1e6, 1e6, "https://aws.amazon.com/sqs/pricing/")
EVENTS = Price("EventBridge, events of AWS services", "events", 0.0, 0, "https://aws.amazon.com/eventbridge/pricing/")
SCHEDULES = Price("EventBridge Scheduler", "runs", 1.00 / 1e6, 14e6, "https://aws.amazon.com/eventbridge/pricing/")
LOGS = Price("CloudWatch Logs, taken in", "GB", 0.50, 5, _CLOUDWATCH)
KEPT = Price("CloudWatch Logs, kept", "GB-months", 0.03, 0, _CLOUDWATCH)
METRICS = Price("CloudWatch metrics", "metrics", 0.30, 10, _CLOUDWATCH)
ALARMS = Price("CloudWatch alarms", "alarms", 0.10, 10, _CLOUDWATCH)
DASHBOARDS = Price("CloudWatch dashboards", "dashboards", 3.00, 3, _CLOUDWATCH)
CALLS = Price("Route 53 and ELB API calls", "calls", 0.0, 0, "https://aws.amazon.com/route53/pricing/")

"""Saved questions to the log (CloudWatch Logs Insights), under the keys that the function's log lines have.

What is looked for stands in quotation marks at the top of a query and is meant to be overwritten. A query definition
carries no time range: the console's counts, one hour unless chosen otherwise; a filter can only narrow it.
Source: "CloudWatch Logs Insights language query syntax", datetime functions (`now()` in seconds).
"""

from aws_cdk import aws_logs as logs
from constructs import Construct

_CHANGES = '["create", "repair", "convert", "hand-over", "adopt", "remove", "let-go"]'

LAST_REFUSALS = (
    "fields @timestamp, hostname, code, reason, load_balancer",
    'filter kind = "refusal"',
    "sort @timestamp desc",
    "limit 50",
)
QUERIES = {
    "history of a hostname": (
        "fields @timestamp, kind, action, code, reason, load_balancer, zone, dry_run",
        'filter hostname = "shop.apps.example.com"',
        "sort @timestamp desc",
        "limit 1000",
    ),
    "history of a load balancer": (
        "fields @timestamp, kind, action, code, hostname, reason, zone, dry_run",
        'filter load_balancer like "loadbalancer/app/web/50dc6c495c0c9188"',
        "sort @timestamp desc",
        "limit 1000",
    ),
    "all refusals": (
        "fields @timestamp, hostname, code, reason, load_balancer, zone",
        'filter kind = "refusal"',
        "sort @timestamp desc",
        "limit 10000",
    ),
    "all changes of the last day": (
        "fields @timestamp, action, hostname, zone, load_balancer, reason, dry_run",
        f'filter kind = "decision" and action in {_CHANGES}',
        "filter toMillis(@timestamp) >= now() * 1000 - 86400000",
        "sort @timestamp desc",
        "limit 10000",
    ),
}


def saved_queries(scope: Construct, *, owner: str, log_group: logs.ILogGroup) -> None:
    """They appear in Logs Insights under the folders albias, <owner>."""
    for name, lines in QUERIES.items():
        logs.CfnQueryDefinition(
            scope,
            name.title().replace(" ", ""),
            name=f"albias/{owner}/{name}",
            query_string="\n| ".join(lines),
            log_group_names=[log_group.log_group_name],
        )

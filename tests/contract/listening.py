"""Listeners and rules in the words of the tests, whoever answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.contract.balancers import Balancers

NOT_FOUND = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"}}]
REDIRECT = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}]


def hosts(*names: str) -> dict[str, Any]:
    """A host condition in the newer form."""
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(names)}}


def host(name: str) -> dict[str, Any]:
    """A host condition in the older form."""
    return {"Field": "host-header", "Values": [name]}


@dataclass(frozen=True)
class Listening:
    """The listeners and rules of one load balancer."""

    elbv2: Balancers
    load_balancer_arn: str

    @property
    def client(self) -> Any:
        """The client that is asked."""
        return self.elbv2.client

    def listener(self, port: int = 80) -> str:
        """Create a listener; returns its ARN."""
        made = self.client.create_listener(
            LoadBalancerArn=self.load_balancer_arn, Protocol="HTTP", Port=port, DefaultActions=NOT_FOUND
        )
        return str(made["Listeners"][0]["ListenerArn"])

    def rule(self, listener_arn: str, priority: int, *conditions: dict[str, Any]) -> str:
        """Create a rule; returns its ARN."""
        made = self.client.create_rule(
            ListenerArn=listener_arn, Priority=priority, Conditions=list(conditions), Actions=NOT_FOUND
        )
        return str(made["Rules"][0]["RuleArn"])

    def listeners(self, **params: Any) -> list[str]:
        """All listeners, page by page."""
        pages = self.client.get_paginator("describe_listeners").paginate(
            LoadBalancerArn=self.load_balancer_arn, **params
        )
        return [listener["ListenerArn"] for page in pages for listener in page["Listeners"]]

    def rules(self, listener_arn: str, **params: Any) -> list[Any]:
        """All rules of a listener, page by page."""
        pages = self.client.get_paginator("describe_rules").paginate(ListenerArn=listener_arn, **params)
        return [rule for page in pages for rule in page["Rules"]]


def hosts_of(rule: Any) -> set[str]:
    """The host patterns of a rule, in whichever form they are answered."""
    found = set()
    for condition in rule["Conditions"]:
        if condition["Field"] == "host-header":
            found |= {*condition.get("Values", []), *condition.get("HostHeaderConfig", {}).get("Values", [])}
    return found

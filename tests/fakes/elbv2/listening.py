"""Listeners and rules as Elastic Load Balancing describes them. No request is handled here.

Rests on the API reference of CreateListener and CreateRule; the forms of the ARNs are those of its examples.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.elbv2.model import RefusedError

HTTP, HTTPS, TCP = "HTTP", "HTTPS", "TCP"
_PROTOCOLS = {
    "app": (HTTP, HTTPS),
    "net": (TCP, "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
}


@dataclass(frozen=True, slots=True)
class Listener:
    """One listener; replaced whole when it changes."""

    number: int
    described: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)
    hidden_for: int = 0

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.described["ListenerArn"])

    @property
    def load_balancer_arn(self) -> str:
        """The ARN of its load balancer."""
        return str(self.described["LoadBalancerArn"])

    @property
    def kind(self) -> str:
        """The word of ARNs for the type of its load balancer: app, net or gwy."""
        return self.arn.split("/")[1]

    def hidden(self, describes: int) -> Listener:
        """The same, not found by so many describes."""
        return replace(self, hidden_for=describes)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; replaced whole when it changes."""

    number: int
    listener_arn: str
    described: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)
    hidden_for: int = 0

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.described["RuleArn"])

    @property
    def is_default(self) -> bool:
        """Whether it came with the listener."""
        return bool(self.described["IsDefault"])

    @property
    def place(self) -> tuple[int, ...]:
        """Where it stands among the rules of its listener: by priority, the default rule last."""
        return (1, 0) if self.is_default else (0, int(self.described["Priority"]))

    def hidden(self, describes: int) -> Rule:
        """The same, not found by so many describes."""
        return replace(self, hidden_for=describes)


def listener_of(number: int, load_balancer_arn: str, settings: dict[str, Any]) -> Listener:
    """The number-th listener of a Region; the number decides what AWS would draw by lot."""
    path = load_balancer_arn.replace(":loadbalancer/", ":listener/")
    described = {
        "ListenerArn": f"{path}/{0xF2F7DC8E00000000 + number:016x}",
        "LoadBalancerArn": load_balancer_arn,
        **settings,
    }
    return Listener(number, described)


def rule_of(number: int, listener_arn: str, settings: dict[str, Any]) -> Rule:
    """The number-th rule of a Region."""
    path = listener_arn.replace(":listener/", ":listener-rule/")
    return Rule(number, listener_arn, {"RuleArn": f"{path}/{0x9683B2D000000000 + number:016x}", **settings})


def check_protocol(load_balancer_arn: str, protocol: str | None, port: int | None) -> None:
    """Raise RefusedError for a protocol or port that this sort of load balancer cannot have."""
    kind = load_balancer_arn.split("/")[1]
    if kind == "gwy":
        if protocol or port:
            raise RefusedError("ValidationError", "You cannot specify a protocol or port for a Gateway Load Balancer")
        return
    if not (protocol and port):
        raise RefusedError("ValidationError", "A listener protocol and port must be specified")
    allowed = _PROTOCOLS[kind]
    if protocol not in allowed:
        raise RefusedError("ValidationError", f"Listener protocol '{protocol}' must be one of '{', '.join(allowed)}'")

"""FakeElbv2: boto3's client of Elastic Load Balancing (v2) over load balancers in memory.

Here live what only tests and simulations can do: things made, changed and hidden without a request. The operations are
in ``balancers`` and ``listeners``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.elbv2 import conditions
from tests.fakes.elbv2.listeners import Frozen, Listeners
from tests.fakes.elbv2.listening import Listener, Rule
from tests.fakes.elbv2.model import LoadBalancer, ToldTags, copied
from tests.fakes.elbv2.shelf import Shelf

_DEFAULT_ACTIONS = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
_FORWARD = [
    {
        "Type": "forward",
        "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef",
    }
]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the service holds at one moment."""

    load_balancers: dict[str, LoadBalancer]
    listeners: Shelf[Listener]
    rules: Shelf[Rule]
    frozen: dict[str, Frozen]
    made: tuple[int, int]


class FakeElbv2(Listeners):
    """Elastic Load Balancing of one account and Region, deterministic."""

    def __init__(
        self, *, account: str = "123456789012", region: str = "eu-west-1", check_parameters: bool = True
    ) -> None:
        """A Region without load balancers.

        ``visible_after`` and ``tags_visible_after``: see ``hide`` and ``hide_tags``, for each load balancer made from
        now on. ``readings``: what the documentation leaves open. ``limits``: the rate limits.
        """
        super().__init__(account=account, region=region, check_parameters=check_parameters)

    # Load balancers ---------------------------------------------------------------------------------------------

    def add_load_balancer(
        self,
        name: str,
        *,
        tags: dict[str, str] | None = None,
        kind: str = "application",
        scheme: str = "internet-facing",
        ip_address_type: str = "ipv4",
        load_balancer_id: str | None = None,
    ) -> str:
        """Make a load balancer without a request and without checks; returns its ARN."""
        balancer = self._make(name, kind=kind, scheme=scheme, address_type=ip_address_type, chosen_id=load_balancer_id)
        return self._keep(replace(balancer, tags=dict(tags or {})))

    def remove_load_balancer(self, arn: str) -> None:
        """Make a load balancer vanish without a request, and its listeners and rules with it."""
        self._drop(arn)

    def set_tags(self, arn: str, tags: dict[str, str]) -> None:
        """Replace all tags without a request and without checks."""
        self._keep(replace(self._load_balancers[arn], tags=dict(tags)))

    def update(self, arn: str, **fields: Any) -> None:
        """Change fields of the description (``DNSName``, ``State``, ``IpAddressType``, …) without a request."""
        self._describe_anew(self._load_balancers[arn], **fields)

    def protect_from_deletion(self, arn: str) -> None:
        """Turn deletion protection on: DeleteLoadBalancer is refused (H1)."""
        self._keep(replace(self._load_balancers[arn], deletion_protected=True))

    def hide_tags(self, arn: str, describes: int) -> None:
        """Let the next readings of its tags answer that it has none (C25)."""
        self._tell(arn, {}, describes)

    def freeze_tags(self, arn: str, describes: int) -> None:
        """Let the next readings of its tags answer those of now, whatever becomes of them meanwhile."""
        self._tell(arn, self._load_balancers[arn].tags, describes)

    def _tell(self, arn: str, tags: dict[str, str], describes: int) -> None:
        told = ToldTags(dict(tags), describes) if describes else None
        self._keep(replace(self._load_balancers[arn], told_tags=told))

    def description(self, arn: str) -> dict[str, Any] | None:
        """The description of a load balancer, without a request."""
        balancer = self._load_balancers.get(arn)
        return None if balancer is None else copied(balancer.described)

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a load balancer, without a request."""
        return dict(self._load_balancers[arn].tags)

    def arns(self) -> list[str]:
        """All load balancers, in the order of their creation, without a request."""
        return list(self._load_balancers)

    # Listeners and rules ----------------------------------------------------------------------------------------

    def add_listener(self, load_balancer_arn: str, port: int = 443) -> str:
        """Make a listener with its default rule without a request; returns its ARN."""
        protocol = "HTTPS" if port == 443 else "HTTP"
        if "loadbalancer/net/" in load_balancer_arn:
            protocol = "TCP"
        settings = {"Port": port, "Protocol": protocol, "DefaultActions": _DEFAULT_ACTIONS}
        return self._listen(load_balancer_arn, settings).arn

    def add_rule(self, listener_arn: str, *hosts: str, given: list[dict[str, Any]] | None = None) -> str:
        """Make a rule for hosts, or with the conditions given, at the next priority, without a request or checks."""
        taken = [rule.place[1] for rule in self._rules.of(listener_arn)]
        made = [{"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}}] if given is None else given
        settings = {"Priority": str(max(taken) + 1), "Conditions": made, "Actions": _FORWARD, "IsDefault": False}
        return self._rule(listener_arn, settings).arn

    def set_hosts(self, rule_arn: str, *hosts: str) -> None:
        """Replace a rule's conditions by one for hosts, without a request and without checks."""
        rule = self._rules[rule_arn]
        condition = {"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}}
        self._rules.keep(replace(rule, described={**rule.described, "Conditions": [condition]}))

    def remove_rule(self, arn: str) -> None:
        """Make a rule vanish without a request."""
        self._rules.drop(arn)

    def remove_listener(self, arn: str) -> None:
        """Make a listener and its rules vanish without a request."""
        self._drop_listener(arn)

    def freeze(self, rule_arn: str, describes: int) -> None:
        """Let the next lists of its listener's rules show a rule as it is now, whatever becomes of it meanwhile."""
        self._frozen.pop(rule_arn, None)
        if describes:
            self._frozen[rule_arn] = Frozen(self._rules[rule_arn], describes)

    def listeners(self, load_balancer_arn: str) -> list[str]:
        """The listeners of a load balancer, without a request."""
        return [listener.arn for listener in self._listeners.of(load_balancer_arn)]

    def rules(self, listener_arn: str) -> list[str]:
        """The rules of a listener in their order, the default rule aside, without a request."""
        there = sorted(self._rules.of(listener_arn), key=lambda rule: rule.place)
        return [rule.arn for rule in there if not rule.is_default]

    def hosts(self, load_balancer_arn: str) -> list[str]:
        """All host patterns of a load balancer's rules, without a request."""
        found = []
        for listener in self.listeners(load_balancer_arn):
            for rule in self.rules(listener):
                found += _hosts(self._rules[rule])
        return found

    # All of them ------------------------------------------------------------------------------------------------

    def hide(self, arn: str, describes: int) -> None:
        """Let the next describes, of it or of all, not find something (eventual consistency, H52)."""
        if arn in self._listeners:
            self._listeners.keep(self._listeners[arn].hidden(describes))
        elif arn in self._rules:
            self._rules.keep(self._rules[arn].hidden(describes))
        else:
            self._keep(self._load_balancers[arn].hidden(describes))

    def snapshot(self) -> Snapshot:
        """Everything that the service holds (not the call log, not the rate limits)."""
        return Snapshot(
            dict(self._load_balancers),
            listeners=self._listeners.copied(),
            rules=self._rules.copied(),
            frozen=dict(self._frozen),
            made=(self._created, self._listened),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, which can be used again."""
        self._load_balancers = dict(snapshot.load_balancers)
        self._listeners = snapshot.listeners.copied()
        self._rules = snapshot.rules.copied()
        self._frozen = dict(snapshot.frozen)
        self._created, self._listened = snapshot.made


def _hosts(rule: Rule) -> list[str]:
    found = []
    for condition in rule.described["Conditions"]:
        if condition["Field"] == "host-header":
            found += conditions.patterns(condition)
    return found

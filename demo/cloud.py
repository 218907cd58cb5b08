"""What people do in the demo's AWS account, and the deployment that they watch. No output, no story."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3

from demo.zone import LoadBalancer, Zone
from local_aws.cloudtrail import ElbEvents
from local_aws.observe import log_lines, until

TAG = "albias/hostname"
RULES_TAG = "albias/rules"
# MiniStack asks for no subnets; AWS asks for two of an Application Load Balancer.
_SUBNETS = ["subnet-0a", "subnet-0b"]
# MiniStack hands an invocation's last lines out with the next one, where its machine is busy: after so many looks in
# vain the journal asks for a next one.
LOOKS = 50
# The demo is about names; nothing stands behind its load balancers.
_NOT_FOUND: Any = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}


class People:
    """Those who run load balancers: everything through Elastic Load Balancing's API, whose calls become events."""

    def __init__(self, events: ElbEvents) -> None:
        self._elb = events.session.client("elbv2")

    def create(self, name: str, tags: Mapping[str, str]) -> LoadBalancer:
        """CreateLoadBalancer, tags included."""
        made = self._elb.create_load_balancer(Name=name, Subnets=_SUBNETS, Tags=_tags(tags))["LoadBalancers"][0]
        return LoadBalancer(name, made["LoadBalancerArn"], made["DNSName"])

    def tag(self, load_balancer: LoadBalancer, tags: Mapping[str, str]) -> None:
        """AddTags, which also changes the value of a tag."""
        self._elb.add_tags(ResourceArns=[load_balancer.arn], Tags=_tags(tags))

    def listen(self, load_balancer: LoadBalancer, hosts: Sequence[str]) -> str:
        """CreateListener, and CreateRule for these hosts; the rule's ARN."""
        listener = self._elb.create_listener(
            LoadBalancerArn=load_balancer.arn, Protocol="HTTP", Port=80, DefaultActions=[_NOT_FOUND]
        )["Listeners"][0]
        rule = self._elb.create_rule(
            ListenerArn=listener["ListenerArn"], Priority=10, Conditions=_hosts(hosts), Actions=[_NOT_FOUND]
        )["Rules"][0]
        return rule["RuleArn"]

    def route(self, rule: str, hosts: Sequence[str]) -> None:
        """ModifyRule: the rule is for these hosts from now on."""
        self._elb.modify_rule(RuleArn=rule, Conditions=_hosts(hosts))

    def drop(self, rule: str) -> None:
        """DeleteRule."""
        self._elb.delete_rule(RuleArn=rule)

    def come_and_go(self) -> None:
        """A load balancer without a name is made and deleted: the function hears of it, and has nothing to do."""
        self.delete(self.create("nameless", {"team": "demo"}))

    def delete(self, load_balancer: LoadBalancer) -> None:
        """DeleteLoadBalancer."""
        self._elb.delete_load_balancer(LoadBalancerArn=load_balancer.arn)


def _hosts(hosts: Sequence[str]) -> Any:
    # MiniStack keeps a condition's values in this form of the API, and not in HostHeaderConfig.
    return [{"Field": "host-header", "Values": list(hosts)}]


def _tags(tags: Mapping[str, str]) -> Any:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@dataclass(slots=True)
class Journal:
    """The Lambda's log, read as an operator reads it: each line is handed out once.

    `nudge`: has the function invoked once more, for nothing.
    """

    session: boto3.Session
    log_group: str
    nudge: Callable[[], object] = lambda: None
    _read: int = field(default=0)

    def lines(self) -> list[dict[str, Any]]:
        """Every decision and refusal so far."""
        return [line for line in log_lines(self.session, self.log_group) if "kind" in line]

    def skip(self) -> None:
        """Count every line so far as read."""
        self._read = len(self.lines())

    def wait_for(self, **keys: str) -> dict[str, Any]:
        """The first new line with these keys. Raises: NotSeen."""
        looks = itertools.count(1)

        def look() -> dict[str, Any] | None:
            found = self._next(keys)
            if found is None and next(looks) % LOOKS == 0:
                self.nudge()
            return found

        return until(look, f"a log line with {keys}")

    def _next(self, keys: Mapping[str, str]) -> dict[str, Any] | None:
        lines = self.lines()
        for place, line in enumerate(lines[self._read :], self._read):
            if all(line.get(key) == value for key, value in keys.items()):
                self._read = place + 1
                return line
        return None


@dataclass(frozen=True, slots=True)
class Deployment:
    """albias as deployed: the zone that it was given, its log."""

    zone: Zone
    journal: Journal
    people: People

"""Elastic Load Balancing in a few lines, and the fleet that is made of its answers. Asserts nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from albias.aws.elbv2 import Described
from albias.engine.fleet import Fleet
from albias.engine.reading import HostReader
from albias.errors import AwsUnavailable
from albias.model import Host, LoadBalancer, LoadBalancerId
from albias.settings import Settings, TagMatch
from tests.support.world import ME, ZONE
from tests.unit.cases import ALB_ZONE, dns_name

SELECTED = (("albias/rules", "yes"),)
RULES = TagMatch("albias/rules", "yes")
SHOP, CART = Host("shop.apps.example.com", "rule", "443"), Host("cart.apps.example.com", "rule", "443")


def balancer(each: LoadBalancerId, tags: tuple[tuple[str, str], ...] = SELECTED) -> LoadBalancer:
    return LoadBalancer(each, dns_name(each), ALB_ZONE, "internet-facing", "ipv4", tags)


class Elb:
    """In place of the adapter: what it answers, and what it was asked."""

    def __init__(self, *there: LoadBalancer) -> None:
        self.there = {each.id: each for each in there}
        self.hosts: dict[LoadBalancerId, tuple[Host, ...] | None] = {each.id: (SHOP,) for each in there}
        self.refused: dict[LoadBalancerId, str] = {}  # whose ARNs are not accepted, and why
        self.trouble = ""  # what keeps every rule from being read
        self.asked: list[tuple[str, Any]] = []

    def describe(self, ids: Sequence[LoadBalancerId], _turn: Any, *, mostly_gone: bool) -> Described:
        self.asked.append(("one by one" if mostly_gone else "together", list(ids)))
        refused = {each: self.refused[each] for each in ids if each in self.refused}
        return Described({each: self.there.get(each) for each in ids if each not in refused}, refused)

    def all(self, _turn: Any) -> Iterator[LoadBalancer]:
        self.asked.append(("all", None))
        yield from self.there.values()

    def rule_hosts(self, each: LoadBalancerId, _turn: Callable[[], None]) -> tuple[Host, ...] | None:
        self.asked.append(("rules", each))
        if self.trouble:
            raise AwsUnavailable(self.trouble)
        return self.hosts[each]


def fleet_of(elb: Elb, deleted: frozenset[LoadBalancerId] = frozenset(), **settings: Any) -> Fleet:
    """A fleet that knows nobody yet. `settings`: Settings, or some of its fields."""
    given = settings.pop("settings", None)
    fields: dict[str, Any] = {"names_from_rules": (RULES,), **settings}
    reader = HostReader(
        elbv2=elb,  # type: ignore[arg-type]
        settings=given or Settings("platform", (ZONE,), **fields),
        turn=lambda: None,
        now=0.0,
        remaining=lambda: 100.0,
    )
    return Fleet(reader, ME, deleted)

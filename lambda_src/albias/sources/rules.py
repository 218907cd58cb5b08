"""Names from the host-header conditions of listener rules. Pure."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from albias.model import Host, LoadBalancer, LoadBalancerId
from albias.settings import Settings

from .base import Source

if TYPE_CHECKING:
    from albias.aws.elbv2 import Elbv2


class Rules(Source):
    """The listener rules of the load balancers that `names_from_rules` selects by their tags."""

    name, noun = "rule", "listener rule"
    not_taken = (
        "rules-not-read",
        "names_from_rules does not select its load balancer any more, so nobody reads its listener rules; it is kept"
        " until a tag there names it (in a cluster: an annotation of the Ingress), or it is released (albias release)",
    )

    def takes(self, load_balancer: LoadBalancer, settings: Settings) -> bool:
        """Whether `names_from_rules` selects a load balancer."""
        return any(match.selects(load_balancer.tags) for match in settings.names_from_rules)

    def read(self, elb: "Elbv2", load_balancer: LoadBalancerId, turn: Callable[[], None]) -> tuple[Host, ...] | None:
        """The hosts of all rules of all listeners."""
        return elb.rule_hosts(load_balancer, turn)

    def actions(self, settings: Settings) -> tuple[str, ...]:
        """None where `names_from_rules` selects nobody."""
        of_rules = ("elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules")
        return of_rules if settings.names_from_rules else ()

    def grace(self, settings: Settings) -> int:
        """`rule_grace`: a rule that is deleted may only be made anew (H58)."""
        return settings.rule_grace

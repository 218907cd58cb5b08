"""The load balancers of one round: what Elastic Load Balancing says of each, and what each claims."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from albias.aws.elbv2 import AT_ONCE, Elbv2
from albias.claims import Claims, claims_of
from albias.model import LoadBalancer, LoadBalancerId
from albias.registry import Deployment
from albias.settings import Settings
from albias.wishes import takes_rules


@dataclass(slots=True)
class Fleet:
    """What is known of load balancers: described, or gone on positive evidence. Everything else is unknown (H48).

    `turn`: called before each call; `at_once`: how many that no listing told of are asked about in one call.
    Every method that asks raises AwsUnavailable when not everything could be learned.
    """

    elbv2: Elbv2
    settings: Settings
    me: Deployment
    turn: Callable[[], None]
    at_once: int = AT_ONCE
    deleted: frozenset[LoadBalancerId] = frozenset()
    unknown: dict[LoadBalancerId, str] = field(default_factory=dict)  # not accepted by ELB, with the reason
    listed: bool = False  # whether every load balancer there is has been met
    _states: dict[LoadBalancerId, LoadBalancer | None] = field(default_factory=dict)
    _claims: dict[LoadBalancerId, Claims] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._states.update(dict.fromkeys(self.deleted))

    @property
    def living(self) -> dict[LoadBalancerId, LoadBalancer]:
        """All that were described."""
        return {each: found for each, found in self._states.items() if found is not None}

    def list_all(self) -> None:
        """Meet every load balancer of the account and Region."""
        if not self.listed:
            for found in self.elbv2.all(self.turn):
                self._learn(found.id, found)
            self.listed = True

    def ask(self, load_balancers: Iterable[LoadBalancerId]) -> None:
        """See to it that these are known; one that was not found before may be there by now."""
        self._describe(each for each in load_balancers if self._states.get(each) is None)

    def ask_again(self, load_balancers: Iterable[LoadBalancerId]) -> None:
        """Describe these anew, whatever was said of them before."""
        self._describe(load_balancers, AT_ONCE)

    def knows(self, load_balancer: LoadBalancerId) -> bool:
        """Whether it is known what became of a load balancer."""
        return load_balancer in self._states

    def get(self, load_balancer: LoadBalancerId) -> LoadBalancer | None:
        """A load balancer as described; None where it is gone. Raises: KeyError, where that is not known."""
        return self._states[load_balancer]

    def claims(self, load_balancer: LoadBalancerId) -> Claims:
        """What a load balancer claims; nothing where it is gone or unknown."""
        if load_balancer not in self._claims:
            found = self._states.get(load_balancer)
            self._claims[load_balancer] = claims_of(found, self.settings, self.me) if found else Claims()
        return self._claims[load_balancer]

    def _describe(self, load_balancers: Iterable[LoadBalancerId], at_once: int | None = None) -> None:
        asked = sorted(set(load_balancers) - self.deleted)
        if not asked:
            return
        answer = self.elbv2.describe(asked, self.turn, at_once or self.at_once)
        self.unknown |= answer.failures
        for each, found in answer.found.items():
            self._learn(each, self._with_rules(found) if found else None)

    def _with_rules(self, found: LoadBalancer) -> LoadBalancer:
        """The load balancer with its rules' hosts, where the configuration takes names from them."""
        if not takes_rules(found, self.settings):
            return found
        return replace(found, rule_hosts=self.elbv2.rule_hosts(found.id, self.turn))

    def _learn(self, load_balancer: LoadBalancerId, found: LoadBalancer | None) -> None:
        self._states[load_balancer] = found
        self._claims.pop(load_balancer, None)

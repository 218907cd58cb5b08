"""The load balancers of one round: what Elastic Load Balancing says of each, and what each claims."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace

from albias.claims import Claims, claims_of
from albias.model import LoadBalancer, LoadBalancerId
from albias.registry import Deployment

from .reading import HostReader

NOT_YET = "Elastic Load Balancing does not find it, or not yet"


@dataclass(slots=True)
class Fleet:
    """What is known of load balancers: described, or gone on positive evidence. Everything else is unknown (H48).

    Every method that asks raises AwsUnavailable when not everything could be learned.
    """

    reader: HostReader
    me: Deployment
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
        """Meet every load balancer of the account and Region, and read the hosts of as many as there is time for."""
        if self.listed:
            return
        for found in self.reader.elbv2.all(self.reader.turn):
            self._learn(found.id, found)
        self.listed = True
        for found in self.reader.read_share(self.living.values()):
            self._learn(found.id, found)

    def ask(self, load_balancers: Iterable[LoadBalancerId]) -> None:
        """See to it that these are known, without their hosts; one that was not found before may be there by now.

        Whom a listing of all did not tell of is most likely gone.
        """
        unknown = [each for each in load_balancers if self._states.get(each) is None]
        self._describe(unknown, mostly_gone=self.listed)

    def ask_again(self, load_balancers: Iterable[LoadBalancerId], hosts_of: Set[LoadBalancerId] = frozenset()) -> None:
        """Describe these anew, whatever was said of them before; and read the hosts of some of them anew.

        Those of the others stay as they were: reading them costs too much to do it twice.
        """
        again = set(load_balancers)
        before = {each: self._states.get(each) for each in again}
        self._describe(again)
        for each, known in before.items():
            found = self._states.get(each)
            if known is None or found is None or known.hosts is None:
                continue
            anew = self.reader.with_hosts(found) if each in hosts_of else replace(found, hosts=known.hosts)
            self._learn(each, anew)

    def read_hosts(self, load_balancers: Iterable[LoadBalancerId]) -> None:
        """See to it that the hosts of these are known, where they are wanted and can be had."""
        for each in load_balancers:
            found = self._states.get(each)
            if found is not None and found.hosts is None and not self.reader.is_tried(each):
                self._learn(each, self.reader.with_hosts(found))

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
            self._claims[load_balancer] = claims_of(found, self.reader.settings, self.me) if found else Claims()
        return self._claims[load_balancer]

    def _describe(self, load_balancers: Iterable[LoadBalancerId], *, mostly_gone: bool = False) -> None:
        asked = sorted(set(load_balancers) - self.deleted)
        if not asked:
            return
        answer = self.reader.elbv2.describe(asked, self.reader.turn, mostly_gone=mostly_gone)
        self.unknown |= answer.failures
        for each, found in answer.found.items():
            self._learn(each, found)

    def _learn(self, load_balancer: LoadBalancerId, found: LoadBalancer | None) -> None:
        self._states[load_balancer] = found
        self._claims.pop(load_balancer, None)

"""Reading what is written beside the tags: for whom, in which order, and how much where there is not time for all.

A sweep spends no more than a part of its time on it. Where that is not enough for all, it begins at another load
balancer each time, so that within a few sweeps everybody has had a turn. What is not read is no evidence (H48).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from albias.aws.elbv2 import Elbv2
from albias.errors import AwsUnavailable, OutOfTime
from albias.model import LoadBalancer, LoadBalancerId
from albias.settings import SECONDS_OF, Settings, duration
from albias.sources import is_to_be_read, with_hosts

PART = 0.5  # of the time that is left
MOST_FAILURES = 3  # after which what keeps them from being read is not of one load balancer alone
_GOLDEN = (5**0.5 - 1) / 2  # multiples of it, without their whole part, leave no large gap for long


@dataclass(slots=True)
class HostReader:
    """Reads what other sources of names than the tags say of load balancers, where the settings take that.

    `turn`: called before each call; `now` in Unix seconds; `remaining`: seconds in which something can still
    be begun.
    `selected` and `read` count the load balancers of a whole listing; `failures`: for whom that could not be read,
    and why.
    """

    elbv2: Elbv2
    settings: Settings
    turn: Callable[[], None]
    now: float
    remaining: Callable[[], float]
    selected: int = 0
    read: int = 0
    failures: dict[LoadBalancerId, str] = field(default_factory=dict)
    _tried: set[LoadBalancerId] = field(default_factory=set)

    def with_hosts(self, found: LoadBalancer) -> LoadBalancer:
        """A load balancer with its hosts, as far as they are wanted and can be had. Raises: OutOfTime."""
        if not is_to_be_read(found, self.settings):
            return found
        self._tried.add(found.id)
        try:
            read = with_hosts(found, self.settings, self.elbv2, self.turn)
        except OutOfTime:
            raise
        except AwsUnavailable as error:
            self.failures[found.id] = str(error)
            return found
        self.failures.pop(found.id, None)
        return read

    def is_tried(self, load_balancer: LoadBalancerId) -> bool:
        """Whether its hosts were asked for already."""
        return load_balancer in self._tried

    def read_share(self, listed: Iterable[LoadBalancer]) -> Iterator[LoadBalancer]:
        """Those of a listing whose hosts are wanted, with them, as many as there is time for."""
        selected = [each for each in listed if is_to_be_read(each, self.settings)]
        selected.sort(key=lambda each: each.id)
        start = first_of(len(selected), self.now, _period(self.settings))
        self.selected = len(selected)
        enough = self.remaining() * PART
        for each in [*selected[start:], *selected[:start]]:
            if self.remaining() < enough or len(self.failures) >= MOST_FAILURES:
                return
            found = self.with_hosts(each)
            if each.id not in self.failures:
                self.read += 1
            yield found


def first_of(many: int, now: float, period: int) -> int:
    """The place at which the sweep of this period begins: another one each time, spread evenly over all of them."""
    return int(now // period * _GOLDEN % 1 * many)


def _period(settings: Settings) -> int:
    """Seconds from one sweep to the next; a person's, where the configuration has none."""
    return SECONDS_OF["hour"] if settings.sweep == "off" else duration(settings.sweep)

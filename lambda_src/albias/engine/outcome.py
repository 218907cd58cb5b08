"""What one run of the engine came to: values for the log, the metrics, and whoever decides on another try. Pure."""

from dataclasses import dataclass, field

from albias.case import Decision
from albias.errors import Denial, UnsafePlan
from albias.model import HostedZone, LoadBalancerId, Refusal


@dataclass(slots=True)
class Outcome:
    """What one run came to. `failures`: load balancers whose work is not done, with the reason; worth another try.

    `troubles`: hosted zones that could not be worked on, with the reason. `unsafe`: sweeps of a hosted zone that would
    remove more of its names than `max_removals` allows, with the numbers.
    `held` and `waiting` count the names in the entries that a sweep read: all of this deployment's.
    """

    decisions: list[tuple[HostedZone, Decision]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failures: dict[LoadBalancerId, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    unsafe: list[UnsafePlan] = field(default_factory=list)
    lost_races: int = 0
    held: int = 0
    waiting: int = 0

    @property
    def problems(self) -> list[str]:
        """Why something is left to do."""
        return [*self.troubles, *self.failures.values()]

    @property
    def unfinished(self) -> list[str]:
        """Why a sweep is not complete, and worth another try: what IAM denies is not, until a person mends it."""
        return [problem for problem in self.problems if not isinstance(problem, Denial)]

"""What a run of the engine is asked, what it plans, and what it came to: values for logs, metrics and people. Pure."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from albias.case import Action, Case, Decision
from albias.errors import Failure, UnsafePlan
from albias.model import Change, HostedZone, LoadBalancer, LoadBalancerId, Note, Refusal
from albias.names import DnsName
from albias.registry import Key
from albias.sources import Announced


@dataclass(frozen=True, slots=True)
class Request:
    """What to look at.

    `load_balancers`: these, or every one there is in a `sweep`. `deleted`: a DeleteLoadBalancer of exactly these
    succeeded. `young`: spoken of a moment ago, each with what its event announced: one that is not found, or that lacks
    some of that, may just not be found, or not show it, yet (H52, C25). `gaining`: these can only have got names, so
    that what they have already is not looked for.
    `only`: leave every other name alone. `raced`: names that lost a race, each with whom it concerns: plan these
    alone, with everything read anew. `whole`: read everything, also what a change batch would prove.
    """

    load_balancers: frozenset[LoadBalancerId] = frozenset()
    deleted: frozenset[LoadBalancerId] = frozenset()
    young: Mapping[LoadBalancerId, Announced] = field(default_factory=dict)
    gaining: frozenset[LoadBalancerId] = frozenset()
    sweep: bool = False
    only: frozenset[DnsName] | None = None
    raced: frozenset[DnsName] | None = None
    whole: bool = False

    def once_more(self, raced: Mapping[DnsName, frozenset[LoadBalancerId]]) -> "Request":
        """The request for another round, for the names that lost a race."""
        concerned: set[LoadBalancerId] = set()
        for each in raced.values():
            concerned |= each
        return replace(self, load_balancers=frozenset(concerned), raced=frozenset(raced), whole=True)

    @property
    def looks_at_all(self) -> bool:
        """Whether this is a sweep's first round, which looks at everything there is."""
        return self.sweep and self.raced is None

    def concerns(self, name: DnsName) -> bool:
        """Whether a name is to be looked at."""
        wanted = self.only is None or name in self.only
        return wanted and (self.raced is None or name in self.raced)


@dataclass(slots=True)
class ZonePlan:
    """What should happen in one hosted zone, and what that rests on.

    `trouble`: why the zone could not be read, or empty. `raced`: names whose refusal did not hold at a second look.
    `left_out`: what `max_removals` does not allow. `has`: who has each name afterwards. `held`, `waiting`: all names of
    this deployment, in a sweep.
    """

    zone: HostedZone
    cases: dict[Key, Case] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    left_out: list[Decision] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    failures: dict[LoadBalancerId, Failure] = field(default_factory=dict)
    raced: dict[DnsName, frozenset[LoadBalancerId]] = field(default_factory=dict)
    has: dict[DnsName, LoadBalancerId] = field(default_factory=dict)
    trouble: str = ""
    held: int = 0
    waiting: int = 0

    def findings(self, without: Set[DnsName] = frozenset()) -> "Outcome":
        """What it says beside its decisions, without the refusals of some names."""
        refusals = [each for each in self.refusals if each.hostname not in without]
        troubles = [self.trouble] if self.trouble else []
        return Outcome(refusals=refusals, notes=self.notes, failures=self.failures, troubles=troubles)


@dataclass(slots=True)
class Plan:
    """What should happen in every hosted zone. `refusals`: of wishes that no zone is asked about.

    `load_balancers`: all that were described on the way. `unsafe`: removals that a sweep leaves out, with the numbers.
    `hosts_selected`, `hosts_read`: of how many load balancers a listing should have read the hosts, and of how many it
    did.
    """

    request: Request
    zones: list[ZonePlan] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failures: dict[LoadBalancerId, Failure] = field(default_factory=dict)
    load_balancers: dict[LoadBalancerId, LoadBalancer] = field(default_factory=dict)
    unsafe: list[UnsafePlan] = field(default_factory=list)
    hosts_selected: int = 0
    hosts_read: int = 0

    @property
    def decisions(self) -> list[tuple[HostedZone, Decision]]:
        """Every decision with its hosted zone."""
        found = []
        for planned in self.zones:
            found += [(planned.zone, decision) for decision in planned.decisions]
        return found

    @property
    def cases(self) -> list[Case]:
        """Every case that was decided."""
        found: list[Case] = []
        for planned in self.zones:
            found += planned.cases.values()
        return found

    def with_everybody(
        self, raced: Mapping[DnsName, frozenset[LoadBalancerId]]
    ) -> dict[DnsName, frozenset[LoadBalancerId]]:
        """Raced names, each with whom it concerns in any zone: what raced in one is left alone in all of them."""
        found = dict(raced)
        for planned in self.zones:
            for name in planned.raced.keys() & raced.keys():
                found[name] |= planned.raced[name]
        for case in self.cases:
            if case.key.name in raced:
                found[case.key.name] |= {party.id for party in case.parties}
        return found

    def only_as_in(self, shown: "Plan") -> "Plan":
        """What of this plan is the same as in one that a person was shown; the registry's texts may differ (C9)."""
        agreed = {(zone.id, *_gist(decision)) for zone, decision in shown.decisions}
        zones = []
        for planned in self.zones:
            same = [each for each in planned.decisions if (planned.zone.id, *_gist(each)) in agreed]
            zones.append(replace(planned, decisions=same))
        return replace(self, zones=zones)

    def findings(self) -> "Outcome":
        """What it says beside its hosted zones' plans."""
        found = Outcome(refusals=self.refusals, failures=self.failures, unsafe=self.unsafe)
        found.load_balancers = self.load_balancers
        if self.request.raced is None:  # another round meets some of the same names
            found.held = sum(planned.held for planned in self.zones)
            found.waiting = sum(planned.waiting for planned in self.zones)
            found.hosts_selected, found.hosts_read = self.hosts_selected, self.hosts_read
        return found

    def foreseen(self) -> "Outcome":
        """What it would come to if everything happened as planned: for people."""
        outcome = Outcome(decisions=self.decisions)
        outcome.take(self.findings())
        for planned in self.zones:
            outcome.take(planned.findings())
            outcome.raced |= planned.raced
            for name, concerned in planned.raced.items():
                outcome.fail(concerned, Failure(f"{name}: its record sets changed while they were read"))
        return outcome


def _gist(decision: Decision) -> tuple[Action, Key, LoadBalancerId, tuple[Change, ...]]:
    """What a person agrees to in a decision."""
    return decision.action, decision.key, decision.load_balancer, decision.record_changes


@dataclass(slots=True)
class Outcome:
    """What one run came to. `failures`: load balancers whose work is not done, and why; worth another try.

    `troubles`: hosted zones that could not be worked on, with the reason. `unsafe`: sweeps of a hosted zone that would
    remove more of its names than `max_removals` allows. `raced`: names that were not as they had been read.
    `held` and `waiting` count the names of this deployment that a sweep read; `hosts_selected` and `hosts_read` the
    load balancers whose hosts it should have read, and those whose it did. `load_balancers`: all that were
    described on the way.
    """

    decisions: list[tuple[HostedZone, Decision]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    failures: dict[LoadBalancerId, Failure] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    unsafe: list[UnsafePlan] = field(default_factory=list)
    raced: dict[DnsName, frozenset[LoadBalancerId]] = field(default_factory=dict)
    lost_races: int = 0
    held: int = 0
    waiting: int = 0
    hosts_selected: int = 0
    hosts_read: int = 0
    load_balancers: dict[LoadBalancerId, LoadBalancer] = field(default_factory=dict)

    def take(self, part: "Outcome") -> None:
        """Add what a part came to: a hosted zone, a round, some of the names. What both say stands once."""
        self.decisions += part.decisions
        self.refusals = list(dict.fromkeys([*self.refusals, *part.refusals]))
        self.notes = list(dict.fromkeys([*self.notes, *part.notes]))
        self.troubles = list(dict.fromkeys([*self.troubles, *part.troubles]))
        self.unsafe += part.unsafe
        for each, failure in part.failures.items():
            self.fail([each], failure)
        self.lost_races += part.lost_races
        self.held += part.held
        self.waiting += part.waiting
        self.hosts_selected += part.hosts_selected
        self.hosts_read += part.hosts_read
        self.load_balancers |= part.load_balancers

    def fail(self, load_balancers: Iterable[LoadBalancerId], failure: Failure) -> None:
        """Note why the work of some is not done; a denial hides no other reason, since only that is tried again."""
        for each in load_balancers:
            if not failure.denied or each not in self.failures:
                self.failures[each] = failure

    @property
    def problems(self) -> list[str]:
        """Why something is left to do."""
        return [*self.troubles, *(failure.reason for failure in self.failures.values())]

    @property
    def unfinished(self) -> list[str]:
        """Why a sweep is not complete, and worth another try: what IAM denies is not, until a person mends it."""
        return [*self.troubles, *(failure.reason for failure in self.failures.values() if not failure.denied)]

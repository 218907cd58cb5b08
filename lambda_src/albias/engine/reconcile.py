"""Read, plan, apply: the one path that an event, a sweep and the command line all take.

Zones are independent of each other: trouble in one never stops another. Nothing is kept between two calls.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field

from albias.aws.elbv2 import AT_ONCE, Elbv2
from albias.aws.route53 import Route53
from albias.case import Case, Verdict
from albias.claims import claims_of, hostnames_of
from albias.decide import decide
from albias.errors import AwsUnavailable, Denial, OutOfTime, UnsafePlan
from albias.model import HostedZone, LoadBalancer, LoadBalancerId
from albias.names import DnsName, is_within, order_bounds
from albias.registry import Deployment, decode_entry, subtree
from albias.settings import Settings
from albias.view import ZoneView

from .apply import Applier
from .outcome import Outcome
from .plan import Plan, Planner

ROUNDS = 4  # of reading and planning again after lost races
READINGS = 50  # of what a plan asks for, until it asks for nothing more: five or six do where nothing changes
MARGIN = 60.0  # seconds before the deadline at which nothing new is begun: the slowest call with its retries fits in

Ids = Set[LoadBalancerId]
States = dict[LoadBalancerId, LoadBalancer | None]


@dataclass(frozen=True, slots=True)
class Reconciler:
    """The engine with all that it needs from outside; tests and the command line hand in their own.

    `route53`: the adapter for a hosted zone. `now` in Unix seconds; `remaining`: seconds until the deadline.
    `pace`: called before each call of a sweep, so that it can wait its turn. `only`: leave every other name alone.
    `careful`: read the holds before acting.
    `decide`: the decision table, or the command line's orders around it.
    """

    settings: Settings
    me: Deployment
    elbv2: Elbv2
    route53: Callable[[HostedZone], Route53]
    now: Callable[[], float]
    remaining: Callable[[], float] = lambda: float("inf")
    pace: Callable[[], None] = lambda: None
    only: frozenset[DnsName] | None = None
    careful: bool = False
    decide: Callable[[Case], Verdict] = decide

    def look(self, ids: Iterable[LoadBalancerId], deleted: Ids = frozenset(), young: Ids = frozenset()) -> Outcome:
        """Make DNS right for these load balancers. `deleted`: known to be, by a successful DeleteLoadBalancer.

        `young`: spoken of a moment ago; where ELB does not find one, it may just not be found yet: a failure (H52).
        """
        outcome = Outcome()
        states: States = dict.fromkeys(deleted)
        asked = sorted({*ids} - states.keys())
        try:
            states |= self.elbv2.describe(asked, self.turn)
        except AwsUnavailable as error:
            outcome.failures |= dict.fromkeys(asked, str(error))
        unseen = {each for each in young - deleted if states.get(each, each) is None}
        outcome.failures |= dict.fromkeys(unseen, "Elastic Load Balancing does not find it, or not yet")
        self._run(outcome, states, states.keys() - unseen, deleted=deleted, unseen=unseen)
        return outcome

    def sweep(self) -> Outcome:
        """Make DNS right for every load balancer there is, and for every one that the registry still speaks of.

        Raises: AwsUnavailable, when the load balancers cannot be listed.
        """
        outcome = Outcome()
        found = list(self.elbv2.all(self.paced_turn))
        tagged = {each.id for each in found if hostnames_of(each.tags, self.settings.hostname_tags)}
        self._run(
            outcome, {each.id: each for each in found}, tagged, deleted=frozenset(), unseen=frozenset(), sweep=True
        )
        return outcome

    def turn(self) -> None:
        """Before each call to AWS. Raises: OutOfTime."""
        if self.remaining() < MARGIN:
            raise OutOfTime("out of time before the function's deadline")

    def paced_turn(self) -> None:
        """Before each call of a sweep. Raises: OutOfTime."""
        self.turn()
        self.pace()

    def _run(
        self, outcome: Outcome, states: States, ids: Ids, *, deleted: Ids, unseen: Ids, sweep: bool = False
    ) -> None:
        for described in filter(None, map(states.get, sorted(ids, key=str))):
            outcome.refusals += claims_of(described, self.settings)[1]
        for zone in self.settings.zones:
            try:
                _ZoneRun(
                    self,
                    zone,
                    outcome,
                    states,
                    deleted,
                    unseen,
                    int(self.now()),
                    sweep,
                    self.paced_turn if sweep else self.turn,
                ).reconcile(ids)
            except AwsUnavailable as error:
                outcome.troubles.append(f"{zone.name}: {error}")
                outcome.failures |= dict.fromkeys(ids, f"{zone.name}: {error}")


@dataclass(slots=True)
class _ZoneRun:
    """One hosted zone in one run of the engine. `unseen`: not found at first, but perhaps just made (H52)."""

    engine: Reconciler
    zone: HostedZone
    outcome: Outcome
    states: States
    deleted: Ids
    unseen: Ids
    now: int  # the same in all rounds, or no change would ever be refused twice
    sweep: bool
    turn: Callable[[], None]
    view: ZoneView = field(default_factory=ZoneView)
    held: int = 0
    removed: set[DnsName] = field(default_factory=set)
    unsafe: bool = False

    def reconcile(self, ids: Ids) -> None:
        """Read, plan, apply; where races were lost, once more for the losers. Raises: AwsUnavailable."""
        engine, outcome = self.engine, self.outcome
        applier = Applier(engine.route53(self.zone), self.zone, engine.me, self.turn, engine.settings.dry_run)
        plan = self._first_plan(ids)
        for _ in range(ROUNDS):
            applied = applier.apply(plan)
            outcome.decisions += [(self.zone, decision) for decision in applied.decisions]
            outcome.refusals += applied.refusals + [
                each
                for each in plan.refusals
                if each.load_balancer not in applied.raced
                and each.hostname not in applier.stuck
                and each not in outcome.refusals  # told in an earlier round
            ]
            outcome.failures |= {  # a denial, which a sweep does not try again, hides nothing that it does
                each: why
                for each, why in applied.failures.items()
                if not isinstance(why, Denial) or each not in outcome.failures
            }
            if not applied.raced:
                return
            outcome.lost_races += 1
            ids = applied.raced
            # what was read is stale, and so are the tags, which may have changed with it, also those of whoever waits
            self.view, self.states = ZoneView(), dict.fromkeys(self.deleted)
            plan = self._safe(self._checked_plan(ids, careful=True))
        outcome.failures |= dict.fromkeys(
            ids, f"{self.zone.name}: its record sets changed under every one of {ROUNDS} attempts"
        )

    def _first_plan(self, ids: Ids) -> Plan:
        if not self.sweep:
            return self._checked_plan(ids, careful=self.engine.careful)
        plan = self._checked_plan(ids | self._registered(), careful=True, everything=True)
        self.held = sum(len(entry.hosts) for entry in plan.entries.values())
        self.outcome.held += self.held
        self.outcome.waiting += sum(len(entry.waits) for entry in plan.entries.values())
        return self._safe(plan)

    def _checked_plan(self, ids: Ids, **how: bool) -> Plan:
        """A plan, made twice where it would act on what may be old by now: a listing, or an absence.

        One not found a moment ago may have been found, and given names, by somebody else since; what rests on one that
        may just have been made is left for another try (H52). One that a sweep does not find was in neither of two
        answers, of which the second is younger than its entry.
        """
        plan = self._plan(ids, **how)
        touched = {
            edit.load_balancer
            for decision in plan.decisions
            if decision.acts_on(plan.entries)
            for edit in decision.edits
        } - self.deleted
        if doubtful := {each for each in touched if self.sweep == (self.states[each] is not None)}:
            self.states |= self.engine.elbv2.describe(sorted(doubtful), self.turn)
            plan = self._plan(ids, **how)
        unsure = {
            decision.hostname
            for decision in plan.decisions
            for edit in decision.edits
            if edit.load_balancer in self.unseen and self.states[edit.load_balancer] is None
        }
        self.outcome.failures |= {
            edit.load_balancer: "it rests on a load balancer that Elastic Load Balancing does not find, or not yet"
            for decision in plan.decisions
            if decision.hostname in unsure
            for edit in decision.edits
        }
        plan.decisions = [decision for decision in plan.decisions if decision.hostname not in unsure]
        return plan

    def _registered(self) -> Ids:
        """The load balancers that the registry speaks of: the subtree of our entries, read page by page."""
        root = subtree(self.engine.me.owner, self.zone)
        cursor: DnsName | None = root
        while cursor and is_within(cursor, root):
            cursor = self._read_page(cursor)
        texts = (found for found in self.view.below(root) if found.key.type == "TXT")
        return {entry.load_balancer for found in texts if (entry := decode_entry(found, self.engine.me))}

    def _plan(self, ids: Ids, *, careful: bool = False, everything: bool = False) -> Plan:
        """Plan, reading what the plan asks for until it asks for nothing more. Raises: AwsUnavailable."""
        engine = self.engine
        for _ in range(READINGS):
            question = self.zone, engine.me, engine.settings, ids, self.now, self.view, self.states
            plan = Planner(*question, careful, everything, engine.only, engine.decide).run()
            if plan.complete:
                return plan
            at_once = 1 if everything else AT_ONCE  # what is not among everything is most likely gone
            self.states |= engine.elbv2.describe(sorted(plan.load_balancers_needed), self.turn, at_once)
            before = self.view.pages
            for name in sorted(plan.names_needed, key=order_bounds):
                if self.view.read_at(name) <= before:  # else a page read just now has told of it
                    self._read_page(name)
        raise AwsUnavailable("its record sets changed again and again while they were read")

    def _read_page(self, start: DnsName) -> DnsName | None:
        self.turn()
        record_sets, following = self.engine.route53(self.zone).page(self.zone.id, start)
        self.view.add_page(start, record_sets, following)
        return following

    def _safe(self, plan: Plan) -> Plan:
        """A sweep that would empty a zone is more likely wrong than right: it removes nothing, in no round (H37)."""
        removals = {decision.hostname for decision in plan.decisions if decision.removes}
        limits, many = self.engine.settings.max_removals, len(self.removed | removals)
        within = many <= limits.count or many * 100 <= limits.percent * self.held
        if self.sweep and removals and not within and not self.unsafe:
            self.outcome.unsafe += [
                UnsafePlan(
                    f"{self.zone.name}: the sweep would remove {many} of {self.held} names, more than max_removals "
                    f"(count {limits.count}, percent {limits.percent}) allows; nothing is removed: "
                    + ", ".join(sorted(removals))
                )
            ]
            self.unsafe = True
        if self.unsafe:
            plan.decisions = [each for each in plan.decisions if not each.removes and each.action != "let-go"]
        self.removed |= removals
        return plan

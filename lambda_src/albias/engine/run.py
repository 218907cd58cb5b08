"""The engine: plan, then apply, and again for what lost a race. Events, sweeps and the command line take this path.

Hosted zones are planned in one order, the shorter name first: who has a name in one is preferred for it in the next.
Trouble in one never stops another. Nothing is kept between two runs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from albias.aws.elbv2 import Elbv2
from albias.aws.route53 import MAX_COMMENT, Route53
from albias.case import Decision
from albias.decide import decide
from albias.errors import AwsUnavailable, Failure, OutOfTime
from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Deployment
from albias.settings import Settings
from albias.sources import OTHER_NOUNS, Announced, wishes_of

from .apply import Applier, Memory
from .fleet import Fleet
from .knowledge import Knowledge
from .missing import fail_incomplete, fail_unseen
from .outcome import Outcome, Plan, Request, ZonePlan
from .plan import Table, ZonePlanner
from .reading import HostReader
from .safety import RemovalLimit, look_again

ROUNDS = 4  # of planning and applying, after lost races
MARGIN = 60.0  # seconds before the deadline at which nothing new is begun: the slowest call with its retries fits in


@dataclass(slots=True)
class Run:
    """What the rounds of one run share: what was refused, what was removed, and one time for all that is written."""

    now: int
    memory: Memory = field(default_factory=Memory)
    limits: dict[str, RemovalLimit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine with all that it needs from outside; tests and the command line hand in their own.

    `route53`: the adapter for a hosted zone. `now` in Unix seconds; `remaining`: seconds until the deadline.
    `pace`: called before each call of a sweep, so that it can wait its turn; `wait`: lets seconds pass.
    `table`: the decision table, or a person's order in its place.
    """

    settings: Settings
    me: Deployment
    elbv2: Elbv2
    route53: Callable[[HostedZone], Route53]
    now: Callable[[], float]
    remaining: Callable[[], float] = lambda: float("inf")
    pace: Callable[[], None] = lambda: None
    wait: Callable[[float], None] = lambda _: None
    table: Table = decide

    def look(
        self,
        load_balancers: Iterable[LoadBalancerId],
        deleted: Set[LoadBalancerId] = frozenset(),
        young: Mapping[LoadBalancerId, Announced] = MappingProxyType({}),
        *,
        gaining: Set[LoadBalancerId] = frozenset(),
    ) -> Outcome:
        """Make DNS right for these load balancers (see Request)."""
        request = Request(
            load_balancers=frozenset({*load_balancers, *deleted}),
            deleted=frozenset(deleted),
            young={each: announced for each, announced in young.items() if each not in deleted},
            gaining=frozenset(gaining),
            whole=self.settings.dry_run,
        )
        return self.run(request)

    def sweep(self) -> Outcome:
        """Make DNS right for every load balancer there is, and for every one that the registry still speaks of.

        Raises: AwsUnavailable, when the load balancers cannot be listed.
        """
        return self.run(Request(sweep=True))

    def run(self, request: Request, shown: Plan | None = None) -> Outcome:
        """Plan and apply, and again for the names that lost a race; of what was `shown`, if anything was, nothing else.

        Raises: as `plan`.
        """
        outcome, run = Outcome(), Run(int(self.now()))
        raced: dict[DnsName, frozenset[LoadBalancerId]] = {}
        for _ in range(ROUNDS):
            plan = self.plan(request, run)
            applied = self.apply(plan if shown is None else plan.only_as_in(shown), run)
            outcome.take(plan.findings())
            outcome.take(applied)
            raced = applied.raced
            if not raced:
                return outcome
            outcome.lost_races += 1
            request = request.once_more(raced)
        for name, concerned in raced.items():
            reason = f"{name}: its record sets changed under every one of {ROUNDS} attempts"
            outcome.fail(concerned, Failure(reason))
        return outcome

    def plan(self, request: Request, run: Run | None = None) -> Plan:
        """Say what should happen, and change nothing. Raises: AwsUnavailable, when load balancers cannot be listed."""
        run = run or Run(int(self.now()))
        turn = self._turn_of(request)
        reader = HostReader(self.elbv2, self.settings, turn, now=run.now, remaining=lambda: self.remaining() - MARGIN)
        fleet = Fleet(reader, self.me, request.deleted)
        plan = Plan(request)
        self._meet(fleet, plan)
        plan.zones = self._plan_zones(plan.request, fleet, run, {})
        elsewhere = _given_to_others(plan.zones)
        if elsewhere:
            plan.zones = self._plan_zones(plan.request, fleet, run, elsewhere)
        self._limit(plan, run)
        plan.load_balancers = fleet.living
        plan.hosts_selected, plan.hosts_read = reader.selected, reader.read
        for each, reason in reader.failures.items():
            plan.failures.setdefault(each, Failure(f"its {OTHER_NOUNS} could not be read: {reason}"))
        return plan

    def apply(self, plan: Plan, run: Run) -> Outcome:
        """Do what was planned, and nothing else. What was not as it had been read is left alone, and in `raced`."""
        outcome = Outcome()
        for planned in plan.zones:
            outcome.raced |= planned.raced
        for planned in plan.zones:
            decisions = [each for each in planned.decisions if each.hostname not in outcome.raced]
            applier = Applier(
                zone=planned.zone,
                route53=self.route53(planned.zone),
                comment=self._comment,
                turn=self._turn_of(plan.request),
                memory=run.memory,
                dry_run=self.settings.dry_run,
            )
            applied = applier.apply(decisions)
            outcome.raced |= applied.raced
            done = {each.key for _, each in applied.decisions}
            lost = {each.hostname for each in decisions if each.key not in done}
            outcome.take(planned.findings(without=lost | outcome.raced.keys()))
            outcome.take(applied)
        outcome.raced = plan.with_everybody(outcome.raced)
        return outcome

    # Planning -----------------------------------------------------------------------------------------------------

    def _meet(self, fleet: Fleet, plan: Plan) -> None:
        """Describe the load balancers that are asked about; the plan is for those of them that can be worked on."""
        request = plan.request
        if request.looks_at_all:
            fleet.list_all()
            asked = {each for each, found in fleet.living.items() if wishes_of(found, self.settings)}
            request = replace(request, load_balancers=frozenset(asked))
        else:
            asked = {*request.load_balancers} - request.deleted
            try:
                fleet.ask(asked)
                fleet.read_hosts(sorted(asked))
            except AwsUnavailable as error:
                plan.failures = dict.fromkeys(asked, Failure(str(error)))
        fail_unseen(request, fleet, plan)
        known = frozenset(each for each in request.load_balancers if fleet.knows(each))
        known -= request.young.keys() & plan.failures.keys()  # not yet: what lacks a host alone is worked on
        fail_incomplete(request, fleet, plan)
        if request.raced is None:
            for each in sorted(known):
                plan.refusals += fleet.claims(each).refusals
        plan.request = replace(request, load_balancers=known)

    def _plan_zones(
        self, request: Request, fleet: Fleet, run: Run, elsewhere: Mapping[DnsName, LoadBalancerId]
    ) -> list[ZonePlan]:
        """Plan every zone; whoever has a name in an earlier one is preferred, then who has it `elsewhere` (C4)."""
        zones: list[ZonePlan] = []
        has = dict(elsewhere)
        for zone in sorted(self.settings.zones, key=lambda zone: (len(zone.name), zone.private, zone.id)):
            planned = self._plan_zone(zone, request, fleet, has=has, run=run)
            has |= planned.has
            zones.append(planned)
        return zones

    def _plan_zone(
        self, zone: HostedZone, request: Request, fleet: Fleet, *, has: Mapping[DnsName, LoadBalancerId], run: Run
    ) -> ZonePlan:
        """Plan one zone; where that does not work, say whom it concerns (C51)."""
        turn = self._turn_of(request)
        try:
            reader = ZoneReader(zone, self.me, self.route53(zone), turn)
            known = Knowledge(reader, fleet, self.settings, request, now=run.now, has=has)
            planned = ZonePlanner(known, self.table).plan()
            if look_again(fleet, planned, self.wait, sweep=request.sweep):
                known = Knowledge(reader, fleet, self.settings, request, now=run.now, has=has)
                planned = ZonePlanner(known, self.table).plan()
            return planned
        except AwsUnavailable as error:
            reason = f"{zone.name}: {error}"
            concerned = _could_have_something(zone, request, fleet)
            return ZonePlan(zone, trouble=reason, failures=dict.fromkeys(concerned, Failure(reason)))

    def _limit(self, plan: Plan, run: Run) -> None:
        """Leave out the removals of a sweep that are more than max_removals allows."""
        if not plan.request.sweep:
            return
        for planned in plan.zones:
            first = RemovalLimit(planned.zone, self.settings.max_removals, planned.held)
            limit = run.limits.setdefault(planned.zone.id, first)
            known = limit.exceeded
            allowed = limit.allowed(planned.decisions)
            kept = {each.key for each in allowed}
            planned.left_out = [each for each in planned.decisions if each.key not in kept]
            planned.decisions = allowed
            if limit.exceeded is not None and known is None:
                plan.unsafe.append(limit.exceeded)

    def _turn_of(self, request: Request) -> Callable[[], None]:
        """What is called before each call to AWS: a sweep's wait their turn."""
        return self._paced_turn if request.sweep else self._turn

    def _turn(self) -> None:
        """Before each call to AWS. Raises: OutOfTime."""
        if self.remaining() < MARGIN:
            raise OutOfTime("out of time before the function's deadline")

    def _paced_turn(self) -> None:
        """Before each call of a sweep. Raises: OutOfTime."""
        self._turn()
        self.pace()

    def _comment(self, batch: Sequence[Decision]) -> str:
        """What Route 53 keeps with a change batch: who did what, for whom. A name that is too long for it is cut."""
        first = batch[0]
        more = f"; {len(batch) - 1} more" if len(batch) > 1 else ""
        whom = f" -> {first.load_balancer.short}{more}"
        return f"albias {self.me.owner}: {first.action} {first.hostname}"[: MAX_COMMENT - len(whom)] + whom


def _given_to_others(zones: Sequence[ZonePlan]) -> dict[DnsName, LoadBalancerId]:
    """The names that one zone gives to somebody, while somebody else keeps them in a later one; and who that is."""
    found: dict[DnsName, LoadBalancerId] = {}
    kept: dict[DnsName, LoadBalancerId] = {}
    for planned in reversed(zones):
        given = {each.hostname: each.load_balancer for each in planned.decisions if each.gives}
        for name, load_balancer in given.items():
            if kept.get(name, load_balancer) != load_balancer:
                found[name] = kept[name]
        kept |= {name: holder for name, holder in planned.has.items() if name not in given}
    return found


def _could_have_something(zone: HostedZone, request: Request, fleet: Fleet) -> set[LoadBalancerId]:
    """The load balancers that a zone in trouble may concern: they claim a name in it, or claim nothing anywhere.

    Who had a name in it, and claims names elsewhere alone by now, is left to the next sweep.
    """
    found = set()
    for each in request.load_balancers:
        claims = fleet.claims(each)
        if claims.in_zone(zone) or not claims.named:
            found.add(each)
    return found

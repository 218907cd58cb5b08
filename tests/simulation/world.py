"""One simulated world: the exact fakes, the clock, the ledger, the trace; and every change of a record set passes here.

It decides nothing: people.py and fleet.py act, invocations.py runs the function, invariants.py judges. It is no
tests.support.world.World: that one has one deployment's settings and asks the engine, this one has time, several
deployments and accounts, and a ledger of its own from which it judges without the product's help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.fakes import FakeElbv2, FakeRoute53
from tests.simulation import invariants
from tests.simulation.ledger import Ledger, Violation
from tests.simulation.past import Past
from tests.simulation.profile import RULES
from tests.simulation.texts import inside, plain
from tests.simulation.wishes import Balancer

if TYPE_CHECKING:
    from tests.simulation.baton import Task
    from tests.simulation.invocations import Albias, SteppedInvocation
    from tests.simulation.profile import Profile

CALL = 0.06  # seconds that a call to AWS takes
MOST_CALLS = 600  # of one invocation: more is a loop without an end


class SimulatedWorld:
    """Everything that one seed makes."""

    def __init__(self, profile: Profile, *, tracing: bool = False, strict: bool = True) -> None:
        """`strict=False` leaves out the invariant that forbids UPSERT by name, to see its effects caught."""
        self.profile = profile
        self.strict = strict
        self.meaning = {word.text: word.name for word in (*profile.words, *profile.crowd)} | {str(RULES.value): None}
        self.clock = 1_795_396_120.0
        self.policies: tuple[str, ...] = ()  # the routing that people of a routed world like
        self.rng = Random(0)
        self.running: SteppedInvocation | None = None
        self.trace: list[str] | None = [] if tracing else None
        self.deployments: list[Albias] = []
        self.balancers: dict[str, Balancer] = {}
        self.route53 = FakeRoute53(check_parameters=False)
        for zone in profile.zones:
            self.route53.add_zone(zone.id, zone.name, private=zone.private)
        self.elbv2 = {
            (me.account, me.region): FakeElbv2(account=me.account, region=me.region, check_parameters=False)
            for me, _ in profile.deployments
        }
        self.ledger = Ledger({zone.id: str(zone.name) for zone in profile.zones})
        self.past = Past()
        self.retags: list[tuple[str, dict[str, str]]] = []  # AddTags that are still to come, after their RemoveTags
        self._touched: set[tuple[str, str]] = set()  # zone id and name: where others have ever written
        self.protected: set[tuple[str, str, str]] = set()  # zone id, name, type
        self.readdressed: set[str] = set()  # the load balancers whose address type has ever changed

    # Telling ----------------------------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        """A line of the trace."""
        if self.trace is not None:
            self.trace.append(f"{self.clock - 1_795_396_120:9.2f}s  {text}")

    @property
    def running_name(self) -> str:
        """Who has the baton."""
        return self.running.name if self.running else "somebody"

    # Calls of invocations ---------------------------------------------------------------------------------------

    def calls_made(self, task: Task) -> None:
        """A task makes a call: time passes, and an invocation may not go on for ever."""
        self.clock += CALL
        if task.calls > MOST_CALLS:
            raise Violation("no-end", f"{task.name} made more than {MOST_CALLS} calls")

    def change(self, zone_id: str, changes: Sequence[Any], perform: Callable[..., Any], params: dict[str, Any]) -> Any:
        """A change batch from an invocation: judged before, done, written down, judged after."""
        invocation = self.running
        assert invocation is not None
        invariants.before_batch(self, invocation, zone_id, changes)
        before = dict(self.ledger.zones[zone_id])
        try:
            answer = perform(**params)
        except ClientError as error:
            why = error.response["Error"]["Message"][:300]
            self._note_changes(invocation.name, zone_id, changes, f" REFUSED {why}")
            raise
        self._note_changes(invocation.name, zone_id, changes, "")
        self.ledger.apply(zone_id, changes, invocation.albias.label)
        self._keep()
        invariants.after_batch(self, invocation, zone_id, before, changes)
        return answer

    # What people do ---------------------------------------------------------------------------------------------

    def foreign_change(self, who: str, zone_id: str, *changes: tuple[str, dict[str, Any]]) -> bool:
        """Somebody else's change batch; False when Route 53 refused it."""
        batch = [{"Action": action, "ResourceRecordSet": record} for action, record in changes]
        try:
            self.route53.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": batch})
        except ClientError:
            return False
        self._note_changes(who, zone_id, batch, "")
        self.ledger.apply(zone_id, batch, who)
        self.ledger.disturb(zone_id, batch)
        self._keep()
        self._touched |= {(zone_id, plain(record["Name"])) for _, record in changes}
        for albias in self.deployments:
            albias.waiting = {wish for wish in albias.waiting if not self.was_touched(wish[0], wish[2].name)}
        return True

    def protect(self, mark: tuple[str, str, str]) -> None:
        """Somebody protects a record set (zone id, name, type) from every change; the invocations may meet it."""
        self.protected.add(mark)
        self.route53.protect(*mark, comment="do not touch")
        for albias in self.deployments:
            for invocation in albias.invocations:
                invocation.protected.add(mark)

    def was_touched(self, zone_id: str, name: str) -> bool:
        """Whether somebody else ever wrote at a name, or above it: below an NS record set, nobody gets anything."""
        return any(zone_id == where and inside(name, above) for where, above in self._touched)

    def _note_changes(self, who: str, zone_id: str, changes: Sequence[Any], how: str) -> None:
        if self.trace is None:
            return
        self.note(f"{who}: change batch in {zone_id}{how}")
        for change in changes:
            record = change["ResourceRecordSet"]
            alias = record.get("AliasTarget")
            values = " ".join(value["Value"] for value in record.get("ResourceRecords", ()))
            what = f"-> {alias['DNSName']}" if alias else values
            routed = f" [{record['SetIdentifier']}]" if "SetIdentifier" in record else ""
            self.trace.append(f"{'':14}{change['Action']:7} {record['Name']} {record['Type']}{routed} {what}")

    # Load balancers ---------------------------------------------------------------------------------------------

    def living(self) -> list[Balancer]:
        """All load balancers that exist, in the order of their creation."""
        return [balancer for balancer in self.balancers.values() if balancer.alive]

    def fake_of(self, arn: str) -> FakeElbv2:
        """The service that has a load balancer."""
        _, _, _, region, account, _ = arn.split(":")
        return self.elbv2[account, region]

    def changed(self, balancer: Balancer) -> None:
        """A load balancer is created, changed or gone: every invocation that runs may have seen it so or so."""
        self.balancers[balancer.arn] = balancer
        self._keep()
        for albias in self.deployments:
            albias.waiting &= albias.wishes(albias.settings).keys()
            for invocation in albias.invocations:
                invocation.world_changed()

    def _keep(self) -> None:
        """What is now will be the past, from which reads may be answered (never in worlds that promise no sweep)."""
        if self.profile.kind == "lossless":
            return
        there = {arn: one for fake in self.elbv2.values() for arn, one in fake.snapshot().load_balancers.items()}
        seen = {arn: one for arn, one in self.balancers.items() if not one.alive or not there[arn].hidden_for}
        self.past.keep(self.ledger.count, seen, [self.route53, *self.elbv2.values()])

    def event(self, region_of: str, body: str, *, delay: float = 0.0) -> None:
        """An event about a load balancer, for every deployment that hears its account and Region."""
        _, _, _, region, account, _ = region_of.split(":")
        for albias in self.deployments:
            if (albias.me.account, albias.me.region) == (account, region):
                self._deliver(albias, body, delay)

    def _deliver(self, albias: Albias, body: str, delay: float) -> None:
        """Lost, late, twice: EventBridge and SQS promise at least once, best effort, in any order (H9)."""
        if self.rng.random() < self.profile.loss_rate:
            self.note(f"an event for {albias.label} is lost")
            return
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            late = self.rng.choice((0.0, 0.0, 0.0, 5.0, 60.0, 900.0))
            albias.queue.send(body, self.clock + delay + late)

"""One deployment of albias in the world, and its invocations: batches of messages through the real handler code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from albias.errors import AwsUnavailable
from albias.registry import Deployment
from albias.settings import Settings
from tests.simulation.baton import Fate, Task
from tests.simulation.cloudtrail import SWEEP
from tests.simulation.edge import Edge
from tests.simulation.gates import Gate
from tests.simulation.late import Late, looked_again
from tests.simulation.ledger import Violation
from tests.simulation.messages import Message, Queue
from tests.simulation.options_pool import Asked
from tests.simulation.past import READS, Moment
from tests.simulation.promises import judge_refusals, promise
from tests.simulation.removals import judge_unsafe
from tests.simulation.texts import Place, resource_of
from tests.simulation.wishes import Balancer, names_in_rules, names_in_tags, wishes
from tests.simulation.world import SimulatedWorld
from tests.support.invocation import Context

Wish = tuple[str, str, Place]  # zone id, ARN, name and set identifier


class Albias:
    """A deployment: its settings as they are now, its queue, its function."""

    def __init__(self, world: SimulatedWorld, slot: int, me: Deployment, settings: Settings) -> None:
        """Nothing has run yet."""
        self.world = world
        self.me = me
        self.settings = settings
        self.label = f"albias {me.owner} {me.account[:3]} {me.region}"
        self.queue = Queue(patient=world.profile.kind == "lossless")
        self.invocations: list[SteppedInvocation] = []
        self.count = 0
        self.outcomes: list[Any] = []
        self.late: Late = {}
        self._known: dict[tuple[int, int], tuple[Balancer, Settings, dict[Wish, Asked]]] = {}
        self.waiting: set[Wish] = set()  # who was told to wait, and relies on it
        self.dry = settings.dry_run
        self.differed: set[tuple[str, str, str]] = set()  # zone id, name, resource: who was told routing-differs
        elbv2, route53 = world.elbv2[me.account, me.region], world.route53
        services = {
            "elbv2": {name: getattr(elbv2, name) for name in READS if name.startswith("describe_")},
            "route53": {n: getattr(route53, n) for n in ("list_resource_record_sets", "change_resource_record_sets")},
            "sqs": {
                "receive_message": self._receive,
                "delete_message_batch": self._delete,
                "change_message_visibility_batch": self._change_visibility,
                "send_message": self._send,
            },
        }
        fakes = {"elbv2": elbv2, "route53": route53}
        gates = {one: Gate(world, one, methods, fakes.get(one)) for one, methods in services.items()}
        self.edge = Edge(slot, gates, lambda: world.clock, self._draw, self._hear)

    def mine(self, arn: str) -> bool:
        """Whether a load balancer lies in this deployment's account and Region."""
        return arn.split(":")[3:5] == [self.me.region, self.me.account]

    def owns(self, owner: str, resource: str) -> bool:
        """Whether a text of the registry is this deployment's."""
        here = resource_of(f"arn:aws:elasticloadbalancing:{self.me.region}:{self.me.account}:loadbalancer/")
        return owner == self.me.owner and resource.startswith(here)

    def wishes(self, settings: Settings, balancers: Mapping[str, Balancer] | None = None) -> dict[Wish, Asked]:
        """All that the load balancers of this account and Region want by some settings, now or as they once were."""
        found: dict[Wish, Asked] = {}
        for balancer in (self.world.balancers if balancers is None else balancers).values():
            if balancer.alive and self.mine(balancer.arn):
                found |= self._wishes_of(balancer, settings)
        return found

    def _wishes_of(self, balancer: Balancer, settings: Settings) -> dict[Wish, Asked]:
        """What one load balancer wants; worked out once, since neither it nor the settings ever change."""
        known = self._known.get((id(balancer), id(settings)))
        if known is None:
            wanted = wishes(balancer, settings, self.world.meaning)
            found = {(zone_id, balancer.arn, place): asked for (zone_id, place), asked in wanted.items()}
            known = self._known[id(balancer), id(settings)] = (balancer, settings, found)
        return known[2]

    def named(self, settings: Settings, balancers: Mapping[str, Balancer] | None = None) -> set[tuple[str, str]]:
        """The load balancers with the names in their tags, whether they may have them or not."""
        return {
            (one.arn, name)
            for one in (self.world.balancers if balancers is None else balancers).values()
            if self.mine(one.arn) and one.alive
            for name in names_in_tags(one.tags, settings.hostname_tags, self.world.meaning)
            | names_in_rules(one, settings)
        }

    def balancer(self, resource: str) -> Balancer | None:
        """The load balancer, living or not, that a resource of the registry names."""
        return next((one for arn, one in self.world.balancers.items() if resource_of(arn) == resource), None)

    def invoke(self, most: int) -> SteppedInvocation | None:
        """Lambda takes a batch of messages; None when none is visible."""
        taken = self.queue.receive(self.world.clock, most, self.world.rng)
        if not taken:
            return None
        self.count += 1
        invocation = SteppedInvocation(self, f"{self.label} #{self.count}", taken)
        self.invocations.append(invocation)
        return invocation

    def sweep_soon(self) -> None:
        """The schedule's message."""
        self.queue.send(SWEEP, self.world.clock)

    def _hear(self, outcome: Any) -> None:
        self.outcomes.append(outcome)
        invocation = self.world.running
        assert invocation is not None
        invocation.outcomes.append(outcome)
        judge_refusals(invocation, outcome)
        judge_unsafe(invocation, outcome)
        for refusal in outcome.refusals:
            if refusal.code == "routing-differs":
                self.differed.add((refusal.zone.id, str(refusal.hostname), resource_of(str(refusal.load_balancer))))
        if self.world.trace is None:
            return
        for zone, decision in outcome.decisions:
            what = f"{decision.action} {decision.hostname} {decision.key.set_identifier}".rstrip()
            self.world.note(f"  {zone.id} {what} for {decision.load_balancer.name}: {decision.reason}")
        for refusal in outcome.refusals:
            what = f"{refusal.code} {refusal.hostname} for {refusal.load_balancer.name}"
            self.world.note(f"  refused {what}: {refusal.reason}")
        for load_balancer, failure in sorted(outcome.failures.items()):
            self.world.note(f"  failed {load_balancer.name}: {failure.reason}")
        for unsafe in outcome.unsafe:
            self.world.note(f"  unsafe: {unsafe}")

    def _draw(self, low: int, high: int) -> int:
        return self.world.rng.randint(low, high)

    def _send(self, **params: Any) -> Any:
        self.queue.dead_letter(params["MessageBody"])
        return {}

    def _receive(self, **params: Any) -> Any:
        taken = self.queue.receive(self.world.clock, self.world.rng.randint(1, 10), self.world.rng)
        if not taken:
            return {}
        self.world.note(f"  takes {', '.join(_short(message.body) for message in taken)}")
        return {"Messages": [message.answer() for message in taken]}

    def _delete(self, **params: Any) -> Any:
        invocation = self.world.running
        assert invocation is not None
        failed = self._failed(params["Entries"])
        for entry in params["Entries"]:
            twice = self.world.rng.random() < 0.05 and self.world.profile.kind != "lossless"
            if entry["Id"] in failed or twice:
                continue
            if message := self.queue.delete(entry["ReceiptHandle"]):
                invocation.taken.append(message)
        return {"Failed": list(failed.values())}

    def _change_visibility(self, **params: Any) -> Any:
        failed = self._failed(params["Entries"])
        for entry in params["Entries"]:
            if entry["Id"] not in failed:
                self.queue.change_visibility(entry["ReceiptHandle"], entry["VisibilityTimeout"], self.world.clock)
        return {"Failed": list(failed.values())}

    def _failed(self, entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The entries of a batch call that fail while others do not."""
        unlucky = [entry["Id"] for entry in entries if self.world.rng.random() < self.world.profile.fault_rate / 2]
        return {each: {"Id": each, "SenderFault": False, "Code": "InternalError"} for each in unlucky}


class SteppedInvocation(Task):
    """One invocation of the function over some messages, which others step from call to call.

    `always`: what was wanted at every moment of its life; `ever`: at any. Between them lies what it may have seen.
    """

    def __init__(self, albias: Albias, name: str, taken: list[Message]) -> None:
        """Not started yet."""
        super().__init__(name, self._run)
        self.albias = albias
        self.settings = albias.settings
        self.taken = taken
        self.number = albias.count
        self.failed: set[str] = set()
        self.context: Context | None = None
        self.began = albias.world.ledger.count
        wanted = albias.wishes(self.settings)
        self.always = {*wanted}
        self.ever = {*wanted}
        self.asked = {*wanted.items()}  # how each was wanted, at any moment
        self.named = albias.named(self.settings)  # at every moment of its life
        self.protected = set(albias.world.protected)  # at some moment of its life
        self.outcomes: list[Any] = []
        self.was_behind = False
        self.removed: dict[str, int] | None = None  # names by zone id, since it began to sweep
        self.held: dict[str, int] = {}
        self.unanswered = False  # a change took effect, and it does not know
        self._behind: dict[str, tuple[Moment, int]] = {}
        self.told = 0  # the change batches that it knows of, by what Route 53 answered

    def world_changed(self, balancers: Mapping[str, Balancer] | None = None) -> None:
        """Take in what is wanted now, or was when the load balancers were these."""
        seen = self.albias.wishes(self.settings, balancers)
        self.always &= seen.keys()
        self.ever |= seen.keys()
        self.asked |= seen.items()
        self.named &= self.albias.named(self.settings, balancers)

    def fall_behind(self, service: str) -> None:
        """From now on a service answers its reads from the past, once or a few times.

        Route 53 never goes back behind what it has told the same invocation: its answers hold all that was accepted
        before (ListResourceRecordSets: "the most current version"), so that an old one is at most a slow one.
        """
        world = self.albias.world
        if moment := world.past.draw(world.rng, self.told if service == "route53" else 0):
            self._behind[service] = moment, world.rng.choice((1, 2, 4, 6))

    def behind(self, service: str) -> Moment | None:
        """The moment from which a service answers the next read; None where that is now."""
        moment, left = self._behind.pop(service, (None, 0))
        if moment is None:
            return None
        if left > 1:
            self._behind[service] = moment, left - 1
        self.was_behind = True
        self.albias.world.note(f"{self.name}: {service} answers from the past")
        if service == "route53":
            self.began = min(self.began, moment.count)
        else:
            self.world_changed(moment.balancers)
            self.albias.waiting &= self.albias.wishes(self.settings, moment.balancers).keys()
        return moment

    def begin(self) -> None:
        """Run to the first call."""
        world = self.albias.world
        world.note(f"{self.name} starts with {', '.join(_short(message.body) for message in self.taken)}")
        world.running = self
        self.start()
        self._settle()

    def advance(self, fate: Fate = "well") -> None:
        """One call further. Lambda ends an invocation at its deadline."""
        world = self.albias.world
        world.running = self
        late = self.context is not None and self.context.remaining() < 0
        if late:
            world.note(f"{self.name}: Lambda ends it at its deadline")
        self.resume("crash-before" if late else fate)
        self._settle()

    def finish(self) -> None:
        """All the way, without trouble."""
        while not self.done:
            self.advance()

    def _run(self) -> None:
        edge = self.albias.edge
        self.context = edge.context(self.albias.me)
        messages = [message.record() for message in self.taken]
        self.failed = set(edge.invocation(self.context, self.settings, messages).failed())
        for message_id in sorted(self.failed):
            self.albias.world.note(f"  message {message_id} goes back")

    def _settle(self) -> None:
        world = self.albias.world
        world.running = None
        if not self.done:
            return
        self.albias.invocations.remove(self)
        if isinstance(self.error, Violation):
            raise self.error
        if self.error is not None:
            note = "let AwsUnavailable escape" if isinstance(self.error, AwsUnavailable) else "broke"
            raise Violation("exception", f"{self.name} {note}: {self.error!r}") from self.error
        if self.crashed:
            world.note(f"{self.name} is dead")
            return
        world.note(f"{self.name} ends")
        twice = world.rng.random() < 0.05 and world.profile.kind != "lossless"
        if not twice:  # at least once: now and then a message comes again though it was confirmed
            self.albias.queue.finish(self.taken, self.failed)
            promise(self)
            looked_again(self)


def _short(body: str) -> str:
    if body == SWEEP:
        return "a sweep"
    start = body.find('"eventName": "')
    return body[start + 14 :].partition('"')[0] if start >= 0 else body[:40]

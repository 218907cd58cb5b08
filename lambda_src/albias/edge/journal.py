"""What a run came to, told to people: one log line a decision, and the metrics. Tells, decides nothing.

Tags and events are other people's text: they go into a line as values of keys, never into its format (H49).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from albias.case import Action, Decision
from albias.engine.outcome import Outcome
from albias.model import HostedZone, LoadBalancerId, Note, Refusal, RoutingPolicy
from albias.registry import held_name, tells_of_grace
from albias.sources import OTHER_NOUNS

from .events import Look

if TYPE_CHECKING:
    from albias.aws.event_bus import Delivery

NAMESPACE = "Albias"
MAX_IN_FULL = 20  # refusals, or patterns, of one load balancer that a run logs in full
Causes = Mapping[LoadBalancerId, list[str]]
_WORDS: Mapping[Action, tuple[str, str]] = {  # in words, and its metric
    "create": ("created", "NamesCreated"),
    "repair": ("repaired", "NamesRepaired"),
    "hand-over": ("handed over", "NamesHandedOver"),
    "adopt": ("adopted", "NamesAdopted"),
    "remove": ("removed", "NamesReleased"),
    "let-go": ("let go of", "NamesLetGo"),
    "wait": ("noted in the hold of", ""),
    "convert": ("converted", "NamesConverted"),
    "tidy": ("tidied the registry for", ""),
}


class Journal:
    """Logs and counts for one deployment."""

    def __init__(self, service: str, level: str, *, dry_run: bool) -> None:
        self.logger = Logger(service=service, level=level)
        self.metrics = Metrics(namespace=NAMESPACE, service=service)
        self._dry_run = dry_run
        self._started = False

    def count(self, name: str, value: float = 1, unit: MetricUnit = MetricUnit.Count) -> None:
        """Add to a metric."""
        self.metrics.add_metric(name=name, unit=unit, value=value)

    def count_any(self, name: str, number: int) -> None:
        """Add to a metric that is told only where there is something to add."""
        if number:
            self.count(name, number)

    def close(self, calls: Counter[str]) -> None:
        """Count what was asked of AWS (clients.py), and write all metrics as one CloudWatch embedded metric line."""
        for service, name in (("route53", "Route53Calls"), ("elbv2", "ElbCalls"), ("throttled", "Throttles")):
            self.count(name, calls[service])
        self.metrics.flush_metrics()

    def started(self, version: str) -> None:
        """Tell, once for each start of the function, which version of albias it runs."""
        if not self._started:
            self.logger.info("albias %s starts", version, extra={"kind": "start", "version": version})
        self._started = True

    def ignored(self, reason: str) -> None:
        """Tell of an event that is none of our business."""
        self.logger.info("ignored an event", extra={"kind": "ignored", "reason": reason})
        self.count("EventsIgnored")

    def malformed(self, reason: str, body: str) -> None:
        """Tell of a message that no retry can mend."""
        self.logger.error(
            "malformed message, set aside in the dead-letter queue: nothing can redrive it, delete it there",
            extra={"kind": "malformed", "reason": reason, "body": body[:1000]},
        )

    def notices(self, delivery: "Delivery") -> None:
        """Count what others were told, and tell what they could not be: nothing waits for it, and the log has it."""
        self.count_any("NoticesTold", delivery.delivered)
        self.count_any("NoticesLost", delivery.lost)
        if delivery.lost:
            extra = {"kind": "notices", "lost": delivery.lost, "reason": "; ".join(dict.fromkeys(delivery.troubles))}
            self.logger.warning("not told on the event bus, and not tried again", extra=extra)

    def defect(self) -> None:
        """Tell of an exception that nobody expected, with its traceback; what caused it is tried again."""
        self.logger.exception("unexpected error, a defect of albias", extra={"kind": "defect"})

    def failure(self, message: str, reason: str, **keys: Any) -> None:
        """Tell of something that did not work and will be tried again."""
        self.logger.warning(message, extra={"kind": "failure", "reason": reason, **keys})

    def outcome(self, outcome: Outcome, causes: Causes = MappingProxyType({})) -> None:
        """Tell all decisions, refusals and failures of a run; `causes`: the ids of the events behind them."""
        for zone, decision in outcome.decisions:
            self._decision(zone, decision, causes)
        self._refusals(outcome, causes)
        self._failures(outcome, causes)
        self._passed_over(outcome, causes)
        for note in outcome.notes:
            self._note(note)
        for unsafe in outcome.unsafe:
            self.logger.error("sweep refused: too many removals", extra={"kind": "unsafe", "reason": str(unsafe)})
        self.count_any("LostRaces", outcome.lost_races)

    def _refusals(self, outcome: Outcome, causes: Causes) -> None:
        """Tell the first refusals of each load balancer in full and count the others (C46, H61)."""
        told: Counter[LoadBalancerId] = Counter()
        for refusal in outcome.refusals:
            told[refusal.load_balancer] += 1
            if told[refusal.load_balancer] <= MAX_IN_FULL:
                self._refusal(refusal, causes)
        for load_balancer, number in told.items():
            if number > MAX_IN_FULL:
                extra = {"kind": "refusals", "more": number - MAX_IN_FULL, **_of(load_balancer, causes)}
                self.logger.warning("more refusals of one load balancer", extra=extra)
        for code, number in Counter(refusal.code for refusal in outcome.refusals).items():
            self.count("Refusals", number)
            with single_metric(
                "Refusals",
                MetricUnit.Count,
                number,
                namespace=NAMESPACE,
                default_dimensions={"service": self.metrics.service},
            ) as metric:
                metric.add_dimension("Reason", code)

    def _passed_over(self, outcome: Outcome, causes: Causes) -> None:
        """Tell of the hosts beside the tags that are patterns and no names, for whoever looks for one of them."""
        for load_balancer, found in outcome.load_balancers.items():
            patterns = [host.text for host in found.hosts or () if host.is_pattern]
            if patterns:
                extra = {"kind": "passed-over", "hosts": patterns[:MAX_IN_FULL], **_of(load_balancer, causes)}
                self.logger.debug("%d hosts of %s are patterns, no names", len(patterns), OTHER_NOUNS, extra=extra)

    def _failures(self, outcome: Outcome, causes: Causes) -> None:
        for load_balancer, failure in outcome.failures.items():
            self.failure("not done yet, will be tried again", failure.reason, **_of(load_balancer, causes))
        self.count_any("ChangesDenied", sum(failure.denied for failure in outcome.failures.values()))
        for trouble in outcome.troubles:
            self.failure("hosted zone not worked on", trouble)

    def _note(self, note: Note) -> None:
        """Tell what a person should know of a name that is as it should be otherwise."""
        extra = {
            "kind": "note",
            "code": note.code,
            "hostname": note.hostname,
            "reason": note.reason,
            "zone": note.zone.name,
            "zone_id": note.zone.id,
            "dry_run": self._dry_run,
        }
        if note.load_balancer is not None:
            extra |= {"load_balancer": str(note.load_balancer)}
        self.logger.info("note %s", note.code, extra=extra)

    def latencies(self, outcome: Outcome, looks: Iterable[Look], now: float) -> None:
        """The time from an API call to the accepted change, in milliseconds; `now` in Unix seconds."""
        changed = {decision.load_balancer for _, decision in outcome.decisions if decision.changes}
        for look in looks:
            for _ in look.load_balancers & changed if look.at else ():
                self.count("ChangeLatency", max(0.0, now - look.at) * 1000, MetricUnit.Milliseconds)

    def sweep(self, outcome: Outcome, calls: Counter[str]) -> None:
        """Tell what a sweep found, what it cost, and whether it was complete."""
        self.logger.info(
            "sweep not complete" if outcome.unfinished else "sweep done",
            extra={
                "kind": "sweep",
                "calls": dict(calls),
                "found": {"held": outcome.held, "waiting": outcome.waiting, "refused": len(outcome.refusals)},
                **_rules_of(outcome),
            },
        )
        if outcome.hosts_selected:
            self.count("RulesNotRead", outcome.hosts_selected - outcome.hosts_read)
        self.count("SweepCalls", calls.total() - calls["throttled"])
        late = [decision for _, decision in outcome.decisions if _an_event_should_have_told(decision)]
        if late and not self._dry_run:
            self.count("NamesChangedBySweep", len(late))
        if outcome.unsafe or not outcome.unfinished:
            self.count("SweepUnsafe", len(outcome.unsafe))  # 0 ends the alarm
        if not outcome.unfinished:
            self.count("SweepCompleted")
            self.count("NamesHeld", outcome.held)
            self.count("NamesWaiting", outcome.waiting)

    def _decision(self, zone: HostedZone, decision: Decision, causes: Causes) -> None:
        said, metric = _WORDS[decision.action]
        self.logger.info(
            "%s%s %s",
            "would have " if self._dry_run else "",
            said,
            decision.hostname,
            extra={
                "kind": "decision",
                "action": decision.action,
                "hostname": decision.hostname,
                "reason": decision.reason,
                "zone": zone.name,
                "zone_id": zone.id,
                "dry_run": self._dry_run,
                **_of(decision.load_balancer, causes),
                **_routed(decision.key.set_identifier, decision.routing_policy),
                "changes": [f"{change.action} {change.record_set.describe()}" for change in decision.changes],
                **_written(zone, decision),
            },
        )
        if metric and not self._dry_run:
            self.count(metric)

    def _refusal(self, refusal: Refusal, causes: Causes) -> None:
        """A hostname outside the zones is normal (some other DNS has it); everything else deserves a look."""
        tell = self.logger.info if refusal.code == "zone-not-allowed" else self.logger.warning
        tell(
            "refused %s",
            refusal.code,
            extra={
                "kind": "refusal",
                "code": refusal.code,
                "hostname": refusal.hostname,
                "reason": refusal.reason,
                **({"zone": refusal.zone.name, "zone_id": refusal.zone.id} if refusal.zone else {}),
                "dry_run": self._dry_run,
                **_of(refusal.load_balancer, causes),
                **_routed(refusal.set_identifier, refusal.routing_policy),
            },
        )


def _an_event_should_have_told(decision: Decision) -> bool:
    """Whether a sweep did what an event should have led to (C29).

    No event tells of somebody's hand in the hosted zone, which sweeps repair, nor of the end of a grace (`gone=`).
    """
    for change in decision.changes:
        if change.action == "DELETE" and change.record_set.key.type == "TXT" and tells_of_grace(change.record_set):
            return False
    return bool(_WORDS[decision.action][1]) and decision.action != "repair"


def _written(zone: HostedZone, decision: Decision) -> dict[str, Any]:
    """Route 53's id of the change batch, and the hold that it wrote, by which the id is found again (`albias wait`)."""
    if not decision.change_id:
        return {}
    said: dict[str, Any] = {"change_id": decision.change_id}
    for change in decision.changes:
        if change.action == "CREATE" and held_name(change.record_set.key.name, zone) is not None:
            said["hold"] = change.record_set.values
    return said


def _rules_of(outcome: Outcome) -> dict[str, Any]:
    """Of how many load balancers a sweep read what stands beside the tags; nothing where it had to read none."""
    if not outcome.hosts_selected:
        return {}
    return {"rules": {"selected": outcome.hosts_selected, "read": outcome.hosts_read}}


def _routed(set_identifier: str, policy: RoutingPolicy | None) -> dict[str, Any]:
    """The set identifier and the routing policy of a routed name; nothing of a simple one."""
    said = {"set_identifier": set_identifier, "routing": policy}
    return {key: value for key, value in said.items() if value}


def _of(load_balancer: LoadBalancerId, causes: Causes) -> dict[str, Any]:
    return {"load_balancer": str(load_balancer), "event_ids": causes.get(load_balancer, [])}

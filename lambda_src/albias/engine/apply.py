"""Sending decisions in as few change batches as hold them, and finding what Route 53 refuses without stopping the rest.

A refused batch is halved down to the decision that caused it. One that is refused since something is not as it was read
has lost a race: it is planned again. So is one refused for any other reason, once; refused again with the very same
changes, it is refused for good. A batch that is throttled is halved, too: it may have been too much at once (C17).
Limits: Amazon Route 53 API, ChangeResourceRecordSets, "Limits on ChangeResourceRecordSets requests".
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from albias.aws.route53 import Route53
from albias.case import Decision
from albias.errors import AwsUnavailable, BatchRefused, Cause, Failure
from albias.model import Change, HostedZone, LoadBalancerId, Refusal, RefusalCode

from .outcome import Outcome

MAX_ELEMENTS = 1_000
MAX_CHARACTERS = 32_000
MAX_DENIED = 10  # denied changes of one load balancer in one run; the others are not tried any more (C47)
_CODES: Mapping[Cause, RefusalCode] = {
    Cause.PROTECTED: "protected",
    Cause.GUARDED: "guarded",
    Cause.ZONE_FULL: "zone-full",
    Cause.TARGET_NOT_FOUND: "target-not-found",
}
# A second try with the same changes tells nothing new of these.
_CERTAIN = {*_CODES, Cause.DENIED}


@dataclass(slots=True)
class Memory:
    """What one run of several rounds remembers of refused changes."""

    refused: set[tuple[Change, ...]] = field(default_factory=set)
    denied: Counter[LoadBalancerId] = field(default_factory=Counter)


@dataclass(slots=True)
class Applier:
    """Applies decisions in one hosted zone. `turn`: called before each batch, so that it can wait or end the work."""

    zone: HostedZone
    route53: Route53
    comment: Callable[[Sequence[Decision]], str]
    turn: Callable[[], None]
    memory: Memory
    dry_run: bool = False

    def apply(self, decisions: Sequence[Decision]) -> Outcome:
        """Send the decisions; what became of them. Raises nothing of AWS: it is all in the answer."""
        applied = Outcome()
        for batch in pack(decisions):
            self._send(batch, applied)
        return applied

    def _send(self, batch: Sequence[Decision], applied: Outcome) -> None:
        batch = self._worth_trying(batch, applied)
        if not batch:
            return
        change_id = ""
        try:
            self.turn()
            if not self.dry_run:
                change_id = self.route53.change(self.zone.id, in_order(batch), self.comment(batch))
        except BatchRefused as error:
            if len(batch) > 1:
                self._send_halves(batch, applied)
            else:
                self._one_refused(batch[0], error, applied)
        except AwsUnavailable as error:
            self._not_available(batch, error, applied)
        else:
            applied.decisions += [(self.zone, replace(decision, change_id=change_id)) for decision in batch]

    def _not_available(self, batch: Sequence[Decision], error: AwsUnavailable, applied: Outcome) -> None:
        if error.throttled and len(batch) > 1:
            self._send_halves(batch, applied)
            return
        for decision in batch:
            applied.fail(decision.concerned, Failure(f"{self.zone.name}: {error}"))

    def _send_halves(self, batch: Sequence[Decision], applied: Outcome) -> None:
        half = len(batch) // 2
        self._send(batch[:half], applied)
        self._send(batch[half:], applied)

    def _worth_trying(self, batch: Sequence[Decision], applied: Outcome) -> list[Decision]:
        """The decisions of load balancers that were not denied again and again."""
        tried = []
        for decision in batch:
            if self.memory.denied[decision.load_balancer] < MAX_DENIED:
                tried.append(decision)
            else:
                reason = f"IAM denied {MAX_DENIED} changes of this load balancer; the others are not tried in this run"
                applied.fail(decision.concerned, Failure(reason, denied=True))
        return tried

    def _one_refused(self, decision: Decision, error: BatchRefused, applied: Outcome) -> None:
        again = decision.changes in self.memory.refused
        self.memory.refused.add(decision.changes)
        if error.cause is Cause.DENIED:
            self.memory.denied[decision.load_balancer] += 1
            reason = f"{self.zone.name}: IAM denied the change: {error}"
            applied.fail(decision.concerned, Failure(reason, denied=True))
        elif error.cause is Cause.OUTDATED or not (again or error.cause in _CERTAIN):
            before = applied.raced.get(decision.hostname, frozenset())
            applied.raced[decision.hostname] = before | decision.concerned
        else:
            code = _CODES.get(error.cause, "not-accepted")
            reason = f"Route 53 refuses the change: {error}"
            refusal = Refusal(
                decision.hostname,
                decision.load_balancer,
                code,
                reason,
                zone=self.zone,
                set_identifier=decision.key.set_identifier,
                routing_policy=decision.routing_policy,
            )
            applied.refusals.append(refusal)


def pack(decisions: Sequence[Decision]) -> list[list[Decision]]:
    """The decisions in as few change batches as their order allows."""
    batches: list[list[Decision]] = []
    elements = characters = 0
    for decision in decisions:
        more_elements, more_characters = size(decision)
        elements, characters = elements + more_elements, characters + more_characters
        if not batches or elements > MAX_ELEMENTS or characters > MAX_CHARACTERS:
            batches.append([])
            elements, characters = more_elements, more_characters
        batches[-1].append(decision)
    return batches


def size(decision: Decision) -> tuple[int, int]:
    """ResourceRecord elements (an alias counts one) and characters in values."""
    elements = characters = 0
    for change in decision.changes:
        elements += max(1, len(change.record_set.values))
        characters += sum(len(value) for value in change.record_set.values)
    return elements, characters


def in_order(batch: Sequence[Decision]) -> list[Change]:
    """A batch's changes: each DELETE before every CREATE, since Route 53 looks at them one after the other."""
    changes: list[Change] = []
    for decision in batch:
        changes += decision.changes
    return sorted(changes, key=lambda change: change.action != "DELETE")

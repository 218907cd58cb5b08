"""Sending a plan's change batches, and finding what Route 53 refuses without stopping the rest.

A refused batch is halved down to the group that caused it. A group that is refused since something is not as it was
read has lost a race: it is read and planned again. So is a group refused for any other reason, once; refused again with
the very same changes, it is refused for good, and is halved down to the one decision.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from albias.aws.route53 import Route53
from albias.case import Decision
from albias.errors import AwsUnavailable, BatchRefused, Denial
from albias.model import Change, Entry, HostedZone, LoadBalancerId, Refusal, RefusalCode
from albias.names import DnsName
from albias.registry import Deployment

from .batches import Group, in_order, make_groups, pack
from .plan import Plan


@dataclass(slots=True)
class Applied:
    """What became of a plan: done, to be planned again, refused for good, failed for now."""

    decisions: list[Decision] = field(default_factory=list)
    raced: set[LoadBalancerId] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    failures: dict[LoadBalancerId, str] = field(default_factory=dict)


@dataclass(slots=True)
class Applier:
    """Applies the plans for one hosted zone, round after round; remembers which changes were refused before.

    `turn`: called before each batch. `stuck`: names that nobody got, so that nobody is to wait for them, and
    the reason where that is worth another try by everybody concerned.
    """

    route53: Route53
    zone: HostedZone
    me: Deployment
    turn: Callable[[], None]
    dry_run: bool = False
    stuck: dict[DnsName, str] = field(default_factory=dict)
    _refused_before: set[tuple[Change, ...]] = field(default_factory=set)
    _entries: dict[LoadBalancerId, Entry] = field(default_factory=dict)
    _applied: Applied = field(default_factory=Applied)

    def apply(self, plan: Plan) -> Applied:
        """Send a plan's changes in as few batches as hold them. Raises nothing of AWS: it is all in the answer."""
        self._entries, self._applied = dict(plan.entries), Applied()
        todo: Sequence[Decision] = plan.decisions
        while todo:
            groups, rest = self._groups(todo)
            for batch in pack(groups):
                self._send(batch)
            todo = [decision for decision in rest if not self._is_stuck(decision)]
        return self._applied

    def _groups(self, decisions: Sequence[Decision]) -> tuple[list[Group], list[Decision]]:
        left = [decision for decision in decisions if decision.hostname not in self.stuck]
        self._applied.failures |= {
            edit.load_balancer: reason
            for decision in decisions
            if (reason := self.stuck.get(decision.hostname))
            for edit in decision.edits
        }
        groups, rest, too_large = make_groups(left, self._entries, self.me, self.zone)
        for decision in too_large:
            self._refuse(decision, "too-many-hostnames", "its changes do not fit into one change batch")
        return groups, rest

    def _is_stuck(self, decision: Decision) -> bool:
        """Whether a decision left for the next round rests on changes that did not happen; it shares their fate."""
        touched = {edit.load_balancer for edit in decision.edits}
        if failed := touched & self._applied.failures.keys():
            self._applied.failures |= dict.fromkeys(touched, self._applied.failures[min(failed)])
        elif touched & self._applied.raced:
            self._applied.raced |= touched
        return bool(failed or touched & self._applied.raced)

    def _send(self, groups: Sequence[Group], *, settled: bool = False) -> None:
        """Send one batch. `settled`: a refusal of a single group is known to be no lost race."""
        try:
            self.turn()
            if not self.dry_run:
                self.route53.change(self.zone.id, in_order(groups), f"albias {self.me.owner}")
        except BatchRefused as error:
            if len(groups) > 1:
                half = len(groups) // 2
                self._send(groups[:half])
                self._send(groups[half:])
            else:
                self._refused(groups[0], error, settled)
        except AwsUnavailable as error:
            self._applied.failures |= {load_balancer: str(error) for group in groups for load_balancer in group.entries}
            self.stuck |= {decision.hostname: str(error) for group in groups for decision in group.decisions}
        else:
            for group in groups:
                self._entries |= group.entries
                self._applied.decisions += group.decisions

    def _refused(self, group: Group, error: BatchRefused, settled: bool) -> None:
        if error.outdated or not (settled or error.denied or group.changes in self._refused_before):
            self._refused_before.add(group.changes)
            self._applied.raced |= group.entries.keys()
        elif len(group.decisions) > 1:
            half = len(group.decisions) // 2
            for decisions in (group.decisions[:half], group.decisions[half:]):
                groups, rest = self._groups(decisions)
                for part in groups:
                    self._send([part], settled=True)
                self._applied.raced |= {edit.load_balancer for decision in rest for edit in decision.edits}
        elif error.denied:
            denial = self.stuck.setdefault(group.decisions[0].hostname, Denial(f"IAM denied the change: {error}"))
            self._applied.failures = dict.fromkeys(group.entries, denial) | self._applied.failures
        else:
            self._refuse(group.decisions[0], "protected", f"Route 53 refuses the change: {error}")

    def _refuse(self, decision: Decision, code: RefusalCode, reason: str) -> None:
        self.stuck[decision.hostname] = ""
        self._applied.refusals.append(Refusal(decision.hostname, decision.load_balancer, code, reason, self.zone))

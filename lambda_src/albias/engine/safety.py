"""What keeps a look that is wrong from doing harm: a second look before something goes, and a limit of removals."""

from collections.abc import Callable
from dataclasses import dataclass, field

from albias.case import Case, Decision, Standing
from albias.errors import UnsafePlan
from albias.model import HostedZone, LoadBalancerId
from albias.registry import Key
from albias.settings import MaxRemovals

from .fleet import Fleet
from .outcome import ZonePlan

PAUSE = 3.0  # seconds before an empty list of tags is believed: it may be older than what it seems to take back (C25)
_TAKING = ("remove", "let-go", "hand-over")


def doubtful(planned: ZonePlan, *, sweep: bool) -> set[LoadBalancerId]:
    """Whom to describe again before a plan is carried out.

    In a sweep all whom it would change something for: its listing is minutes old. Always those that would lose a name
    by a list of tags that is empty.
    """
    found: set[LoadBalancerId] = set()
    for decision in planned.decisions:
        case = planned.cases[decision.key]
        if sweep:
            found |= {party.id for party in case.parties if party.described is not None}
        elif _loses_by_no_tags(case, decision):
            found |= {party.id for party in case.parties if party.standing is Standing.LEFT}
    return found


def _losing(planned: ZonePlan) -> set[LoadBalancerId]:
    """Who would lose a name, since nothing of it names that any more."""
    found: set[LoadBalancerId] = set()
    for decision in planned.decisions:
        holder = planned.cases[decision.key].holder
        if decision.action in _TAKING and holder is not None and holder.standing is Standing.LEFT:
            found.add(holder.id)
    return found


def pause_is_due(planned: ZonePlan) -> bool:
    """Whether some time should pass before the second look."""
    return any(_loses_by_no_tags(planned.cases[decision.key], decision) for decision in planned.decisions)


def _loses_by_no_tags(case: Case, decision: Decision) -> bool:
    if decision.action not in _TAKING:
        return False
    holder = case.holder
    return holder is not None and holder.described is not None and not holder.described.tags


def look_again(fleet: Fleet, planned: ZonePlan, wait: Callable[[float], None], *, sweep: bool) -> bool:
    """Describe again whom a plan rests on; whether somebody differs. Raises: AwsUnavailable."""
    asked = doubtful(planned, sweep=sweep)
    if not asked:
        return False
    before = {each: fleet.get(each) for each in asked if fleet.knows(each)}
    if pause_is_due(planned):
        wait(PAUSE)
    fleet.ask_again(asked, _losing(planned))
    return any(fleet.get(each) != found for each, found in before.items() if fleet.knows(each))


@dataclass(slots=True)
class RemovalLimit:
    """A sweep that would empty a zone is more likely wrong than right: it removes nothing, in no round (H37)."""

    zone: HostedZone
    limits: MaxRemovals
    held: int = 0
    removed: set[Key] = field(default_factory=set)
    exceeded: UnsafePlan | None = None

    def allowed(self, decisions: list[Decision]) -> list[Decision]:
        """The decisions without removals, where there are more than the limit in all rounds together."""
        removals = {decision.key for decision in decisions if decision.removes}
        many = len(self.removed | removals)
        too_many = many > self.limits.count and many * 100 > self.limits.percent * self.held
        if removals and too_many and self.exceeded is None:
            self.exceeded = UnsafePlan(
                f"{self.zone.name}: the sweep would remove {many} of {self.held} names, more than max_removals "
                f"(count {self.limits.count}, percent {self.limits.percent}) allows; nothing is removed: "
                + ", ".join(" ".join(key).rstrip() for key in sorted(removals))
            )
        if self.exceeded is not None:
            decisions = [each for each in decisions if not each.removes and each.action != "let-go"]
        self.removed |= removals
        return decisions

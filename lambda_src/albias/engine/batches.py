"""Decisions -> change batches within Route 53's limits. Pure; knows sizes and order, nothing of why.

The entries that a decision speaks of go into one batch with its changes, even an entry that stays as it is: written
again with its next revision, it proves that nobody did anything since it was read, and tells that we did. Decisions
that touch the same load balancer stay together in one group, which is refused or accepted as a whole; what does not fit
comes in the next round.
Limits: Amazon Route 53 API, ChangeResourceRecordSets, "Limits on ChangeResourceRecordSets requests".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from albias.case import Decision
from albias.model import Change, Entry, HostedZone, LoadBalancerId
from albias.registry import Deployment, encode_entry

MAX_ELEMENTS = 1_000
MAX_CHARACTERS = 32_000

Entries = Mapping[LoadBalancerId, Entry]


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions that stand or fall together, with the changes that carry them out and the entries afterwards."""

    decisions: tuple[Decision, ...]
    changes: tuple[Change, ...]
    entries: Entries

    @property
    def size(self) -> tuple[int, int]:
        """ResourceRecord elements (an alias counts one) and characters in values."""
        values = [change.record_set.values for change in self.changes]
        return sum(max(1, len(each)) for each in values), sum(len(value) for each in values for value in each)

    @property
    def fits(self) -> bool:
        """Whether Route 53 takes it as one change batch."""
        return self.size[0] <= MAX_ELEMENTS and self.size[1] <= MAX_CHARACTERS


def make_groups(
    decisions: Iterable[Decision], entries: Entries, me: Deployment, zone: HostedZone
) -> tuple[list[Group], list[Decision], list[Decision]]:
    """Groups that fit a batch each, the decisions left for the next round, and those that never fit, each alone.

    Decisions without effect (a name as wanted, a wait already noted) are left out.
    """
    groups, rest, too_large = [], [], []
    for connected in _connected([decision for decision in decisions if decision.acts_on(entries)]):
        taken: Group | None = None
        for place, decision in enumerate(connected):
            candidate = _group([*(taken.decisions if taken else ()), decision], entries, me, zone)
            if candidate.fits:
                taken = candidate
            elif taken:
                rest += connected[place:]
                break
            else:
                too_large.append(decision)
        if taken and taken.changes:
            groups.append(taken)
    return groups, rest, too_large


def pack(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups in as few change batches as their order allows."""
    batches: list[list[Group]] = []
    elements = characters = 0
    for group in groups:
        more_elements, more_characters = group.size
        elements, characters = elements + more_elements, characters + more_characters
        if not batches or elements > MAX_ELEMENTS or characters > MAX_CHARACTERS:
            batches.append([])
            elements, characters = more_elements, more_characters
        batches[-1].append(group)
    return batches


def in_order(groups: Sequence[Group]) -> list[Change]:
    """A batch's changes: each DELETE before every CREATE, since Route 53 looks at them one after the other."""
    changes = [change for group in groups for change in group.changes]
    return sorted(changes, key=lambda change: change.action != "DELETE")


def _group(decisions: Sequence[Decision], entries: Entries, me: Deployment, zone: HostedZone) -> Group:
    changes = [change for decision in decisions for change in decision.changes]
    after: dict[LoadBalancerId, Entry] = {}
    for edit in (edit for decision in decisions for edit in decision.edits):
        after[edit.load_balancer] = edit.apply(after.get(edit.load_balancer) or entries[edit.load_balancer])
    resting = [decision for decision in decisions if decision.changes or decision.action == "wait"]
    proofs = {edit.load_balancer for decision in resting for edit in decision.edits}
    for load_balancer in [each for each in after if after[each] != entries[each] or each in proofs]:
        entry, read = after[load_balancer], entries[load_balancer].record_set
        written = replace(entry, revision=entry.revision + 1) if read else entry
        made = encode_entry(written, me, zone)
        changes += [Change("DELETE", read)] if read else []
        changes += [Change("CREATE", made)] if made else []
        after[load_balancer] = replace(written, record_set=made)
    return Group(tuple(decisions), tuple(changes), after)


def _connected(decisions: Sequence[Decision]) -> list[list[Decision]]:
    """Decisions that share a load balancer, directly or through others, in one list each; the order is kept."""
    leader: dict[LoadBalancerId, LoadBalancerId] = {}

    def find(load_balancer: LoadBalancerId) -> LoadBalancerId:
        while (above := leader.setdefault(load_balancer, load_balancer)) != load_balancer:
            leader[load_balancer] = leader[above]
            load_balancer = above
        return load_balancer

    for decision in decisions:
        for edit in decision.edits:
            leader[find(edit.load_balancer)] = find(decision.load_balancer)
    groups: dict[LoadBalancerId, list[Decision]] = {}
    for decision in decisions:
        groups.setdefault(find(decision.load_balancer), []).append(decision)
    return list(groups.values())

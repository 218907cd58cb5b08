"""What happens to one key of a name in one hosted zone: the decision table. Pure; engine/knowledge.py makes the case.

"Ours" is a record set that albias made: an alias under this key to what the hold says. "In the way" is one of a type
that is needed, or a CNAME, which is not ours, and no routed record set that can stand beside ours.

| the record sets now | the registry says              | and                           | then                       |
| ------------------- | ------------------------------ | ----------------------------- | -------------------------- |
| any                 | another deployment             |                               | refuse: owned-elsewhere    |
| none in the way     | nobody                         | below an NS record set        | refuse: delegated          |
| none in the way     | nobody                         | no TXT of external-dns's      | create                     |
| in the way          | nobody                         | adopt, points at claimant,    | adopt: same answer         |
|                     |                                | not external-dns's            |                            |
| in the way          | nobody                         | otherwise                     | refuse: name-taken,        |
|                     |                                |                               | routing-differs            |
| ours, as wanted     | a load balancer that wants it  |                               | keep                       |
| missing, differing  | a load balancer that wants it  |                               | repair                     |
| in the way          | a load balancer that wants it  |                               | refuse: name-taken, leave  |
| any                 | a load balancer that wants it  | others claim it               | others wait                |
| any                 | one gone, or that left it      | others claim it               | hand over to the longest   |
|                     |                                |                               | waiting, in one batch      |
| ours                | one gone, or that left it      | nobody else claims it         | remove                     |
| not ours            | one gone, or that left it      | nobody else claims it         | let go, leave the record   |
| any                 | one that its source left       | less than its grace ago       | keep, note since when      |
| any                 | one that still names it, and   | nobody else claims it         | refuse, leave everything   |
|                     | that may no longer have it     |                               |                            |
| any                 | one that still names it, and   | others claim it               | hand over to the longest   |
|                     | that may no longer have it     |                               | waiting, in one batch      |
| any                 | one of which not all was read  |                               | keep, others wait          |
| any                 | one gone, or that left it      | not all was read of one that  | keep, it waits on          |
|                     |                                | waits, nobody else claims it  |                            |
| any                 | a load balancer                | no longer a configured name   | refuse: name-not-allowed   |
| ours                | nobody, but an index entry     |                               | tidy: give the hold back   |
| not ours            | nobody, but an index entry     | nobody claims it              | tidy: the entry goes       |

A load balancer that gives one key of a name up for another gets both in one batch: convert (engine/conversions.py joins
them).
Policy upsert-only leaves out removals, create-only also replacements; both with external-dns's meaning.
"""

from collections.abc import Iterable
from dataclasses import replace

from .bookkeeping import drop_hold, is_written, next_hold, write_hold, write_index
from .case import Action, Case, Decision, Party, Standing, Verdict
from .model import Change, RecordSet, Refusal
from .record_sets import differences, may_adopt, proof, record_changes
from .refusals import in_phrases, refuse, waiting, why_not
from .registry import Hold, new_hold
from .sources import NOUNS, source_of

_NOT_ALBIAS = "its hold is not albias's"


def decide(case: Case) -> Verdict:
    """Follow the table above, row by row."""
    case = with_lost_hold(case)
    if case.hold is None:
        return _take(case) if case.claimants else Verdict(tidy_strays(case), [])
    if case.holder is None:
        somebody = f"the deployment {case.hold.owner!r} holds it for {case.hold.resource}"
        reason = somebody if case.hold.owner else _NOT_ALBIAS
        return Verdict([], refuse(case, case.claimants, "owned-elsewhere", reason))
    if not is_written(case) and case.mixed_with(case.holder):
        return Verdict([], refuse(case, case.claimants, "owned-elsewhere", _NOT_ALBIAS))
    if not case.zone.allows(case.name):
        reason = "the configuration no longer allows it; its record stays until it is allowed and released"
        return Verdict([], refuse(case, [case.holder], "name-not-allowed", reason))
    if case.holder.standing is Standing.WANTS:
        return _keep(case, case.holder)
    return _without_its_holder(case, case.holder)


def with_lost_hold(case: Case) -> Case:
    """The case with the hold that somebody deleted, as far as index entry and record set tell whose it was."""
    if case.hold is not None:
        return case
    for party in case.parties:
        listed = party.index is not None and party.index.ours
        if not listed or party.described is None:
            continue
        found = replace(case, hold=new_hold(case.key, party.id, case.me, case.zone))
        if any(found.made(record_set) for record_set in case.answering):
            return found
    return case


def _take(case: Case) -> Verdict:
    """Nobody holds the key."""
    if case.delegated_at:
        reason = f"the zone delegates {case.delegated_at} to other name servers: a record here would never be seen"
        return Verdict([], refuse(case, case.claimants, "delegated", reason))
    for claimant in case.claimants:
        if may_adopt(case, claimant) and not case.mixed_with(claimant):
            return give(case, claimant, "adopt", "its record set already points at this load balancer")
        if case.external_dns is None and not case.in_way(claimant) and not case.mixed_with(claimant):
            return give(case, claimant, "create", "claimed, and nobody has it")
    refusals: list[Refusal] = []
    for claimant in case.claimants:
        refusals += refuse(case, [claimant], *why_not(case, claimant))
    return Verdict([], refusals)


def _keep(case: Case, holder: Party) -> Verdict:
    """The holder wants the key: its record sets become as wanted, the others wait."""
    adopts = may_adopt(case, holder)
    reason = differences(case, holder) or "its record set was missing or differed"
    decisions, refusals = give(case, holder, "repair", reason, adopts=adopts)
    if case.in_way(holder) and not adopts:
        refusals = refuse(case, [holder], *why_not(case, holder)) + refusals
    return Verdict(decisions, refusals)


def _without_its_holder(case: Case, holder: Party) -> Verdict:
    """The holder is gone or no longer wants the key: it passes to somebody, stays as it is for now, or goes."""
    policy = case.settings.policy
    heirs = [party for party in case.claimants if case.free_types(party) or may_adopt(case, party)]
    assert case.hold is not None
    if policy == "create-only" or holder.standing is Standing.UNSURE:
        return _stay(case, holder, unnamed_since=case.hold.unnamed_since)
    if heirs:
        why = "is deleted" if holder.described is None else "no longer claims it"
        adopts = may_adopt(case, heirs[0])
        return give(case, heirs[0], "hand-over", f"{holder.id} {why}", adopts=adopts)
    if holder.standing is Standing.NAMES or policy == "upsert-only":
        return _stay(case, holder)
    unnamed_since = _unnamed_since(case, holder, case.hold)
    if case.unsure_waits or (
        unnamed_since and case.now - unnamed_since < source_of(case.hold.origin).grace(case.settings)
    ):
        return _stay(case, holder, unnamed_since=unnamed_since)
    return remove(case, holder, case.hold)


def _unnamed_since(case: Case, holder: Party, hold: Hold) -> int:
    """Since when nothing names what its source keeps for a while; 0 where there is no grace to wait for.

    A time that is yet to come is nobody's that looked: whoever reads it begins anew.
    """
    if holder.standing is not Standing.LEFT or not source_of(hold.origin).grace(case.settings) or holder.sets:
        return 0
    return hold.unnamed_since if 0 < hold.unnamed_since <= case.now else case.now


def remove(case: Case, holder: Party, hold: Hold) -> Verdict:
    """Nobody has the key afterwards: what albias made goes, what others made stays."""
    ours = [found for found in case.answering if case.made(found)]
    left = [found for found in case.answering if not case.made(found) and _is_of_key(case, found)]
    reason = f"the load balancer {'is deleted' if holder.described is None else 'no longer claims it'}"
    if left:
        reason += f"; left in place, since albias did not make it: {in_phrases(left)}"
    changes = [Change("DELETE", found) for found in ours] + drop_hold(hold) + write_index(case, set())
    action: Action = "let-go" if left and not ours else "remove"
    refusals: list[Refusal] = []
    for claimant in case.claimants:
        refusals += refuse(case, [claimant], *why_not(case, claimant))
    return Verdict([_decision(case, action, holder, reason=reason, changes=changes)], refusals)


def _is_of_key(case: Case, found: RecordSet) -> bool:
    """Whether a record set is no mere neighbour: a simple name has none, a routed one has those of other sets."""
    return not case.key.set_identifier or found.key.set_identifier == case.key.set_identifier


def give(case: Case, winner: Party, action: Action, reason: str, *, adopts: bool = False) -> Verdict:
    """The key is the winner's afterwards: record sets and registry in one decision; everybody else waits."""
    adopts = adopts or action == "adopt"
    records = record_changes(case, winner, adopts=adopts)
    if adopts:
        deleted = [change.record_set for change in records]
        untouched = [found for found in case.in_way(winner) if found not in deleted]
        records = [*proof(untouched), *records]
    if action == "repair" and not records:
        return _stay(case, winner)
    changes = records + write_hold(case, next_hold(case, winner, records))
    return Verdict([_decision(case, action, winner, reason=reason, changes=changes)], waiting(case, winner))


def _stay(case: Case, holder: Party, *, unnamed_since: int = 0) -> Verdict:
    """What answers stays as it is; the registry is put right where it says something else."""
    becomes = next_hold(case, holder, (), unnamed_since)
    action, reason = _why_written(case, holder, becomes)
    decisions: list[Decision] = []
    if reason:
        decisions.append(_decision(case, action, holder, reason=reason, changes=write_hold(case, becomes)))
    return Verdict(decisions, waiting(case, holder))


def _why_written(case: Case, holder: Party, becomes: Hold) -> tuple[Action, str]:
    """What the registry is written for though nothing else changes, and why; no reason where it is right."""
    assert case.hold is not None
    if not is_written(case):
        return "tidy", "its hold was gone"
    noted = _why_noted(holder, case.hold, becomes)
    if noted:
        return "wait", noted
    return "tidy", "its index entries were not right" if write_index(case, becomes.load_balancers) else ""


def _why_noted(holder: Party, hold: Hold, becomes: Hold) -> str:
    """How a hold says something else than before; nothing where it does not."""
    noun = source_of(hold.origin).noun
    if becomes.unnamed_since not in (0, hold.unnamed_since):
        return source_of(hold.origin).said_in_grace
    if hold.unnamed_since and not becomes.unnamed_since:
        wanted = holder.standing is Standing.WANTS
        return f"a {NOUNS} names it again" if wanted else f"whether a {noun} names it is not looked at any more"
    if dict(hold.waits) != dict(becomes.waits):
        return "who waits for it has changed"
    if hold.origin != becomes.origin:
        return "what asks for it has changed"
    return "its target is called otherwise now" if hold.target != becomes.target else ""


def tidy_strays(case: Case) -> list[Decision]:
    """Nobody holds or claims the key: index entries that still tell of it go."""
    changes = write_index(case, set())
    if not changes:
        return []
    listed = next(party for party in case.parties if party.index is not None and party.index.ours)
    return [_decision(case, "tidy", listed, reason="nobody holds it, and an index entry told of it", changes=changes)]


def _decision(case: Case, action: Action, party: Party, *, reason: str, changes: Iterable[Change]) -> Decision:
    concerned = frozenset({party.id, *(each.id for each in case.parties)})
    previous = case.hold.load_balancer if action == "hand-over" and case.hold else None
    return Decision(
        action=action,
        key=case.key,
        load_balancer=party.id,
        reason=reason,
        changes=tuple(changes),
        concerned=concerned,
        previous=previous,
    )

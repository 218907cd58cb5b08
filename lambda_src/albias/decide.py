"""What happens to one key of a name in one hosted zone: the decision table. Pure; engine/plan.py makes the case.

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
| any                 | one whose rules left it        | less than rule_grace ago      | keep, note since when      |
| any                 | one that still names it, and   | nobody else claims it         | refuse, leave everything   |
|                     | that may no longer have it     |                               |                            |
| any                 | a load balancer                | no longer a configured name   | refuse: name-not-allowed   |
| ours                | nobody, but an index entry     |                               | tidy: give the hold back   |

A load balancer that gives one key of a name up for another gets both in one batch: convert (engine/plan.py joins them).
Policy upsert-only leaves out removals, create-only also replacements; both with external-dns's meaning.
"""

from collections.abc import Iterable, Set
from dataclasses import replace

from .case import Action, Case, Decision, Party, Standing, Verdict, answering
from .claims import BY_RULE, Claim
from .model import (
    ADDRESS_TYPES,
    AliasTarget,
    Change,
    LoadBalancer,
    LoadBalancerId,
    RecordKey,
    RecordSet,
    Refusal,
    RefusalCode,
)
from .registry import Answer, Hold, Waits, encode_hold, encode_index, new_hold, without_hold

MAX_WAITS = 10  # who comes later is found by looking at every load balancer
_NOT_ALBIAS = "its hold is not albias's"
_GONE_FROM_RULES = "no listener rule names it any more; it is given up when that lasts"


def decide(case: Case) -> Verdict:
    """Follow the table above, row by row."""
    case = with_lost_hold(case)
    if case.hold is None:
        return _take(case) if case.claimants else (tidy_strays(case), [])
    if case.holder is None:
        somebody = f"the deployment {case.hold.owner!r} holds it for {case.hold.resource}"
        return [], refuse(case, case.claimants, "owned-elsewhere", somebody if case.hold.owner else _NOT_ALBIAS)
    if not case.zone.allows(case.name):
        reason = "the configuration no longer allows it; its record stays until it is allowed and released"
        return [], refuse(case, [case.holder], "name-not-allowed", reason)
    if case.holder.standing is Standing.WANTS:
        return _keep(case, case.holder)
    return _release(case, case.holder)


def with_lost_hold(case: Case) -> Case:
    """The case with the hold that somebody deleted, as far as index entry and record set tell whose it was."""
    if case.hold is not None:
        return case
    for party in case.parties:
        listed = party.index is not None and party.index.ours
        if not listed or party.described is None:
            continue
        lost = replace(new_hold(case.key, party.id, case.me, case.zone), target=party.target)
        found = replace(case, hold=lost)
        if any(found.made(record_set) for record_set in case.taken):
            return found
    return case


def _take(case: Case) -> Verdict:
    """Nobody holds the key."""
    if case.delegated_at:
        reason = f"the zone delegates {case.delegated_at} to other name servers: a record here would never be seen"
        return [], refuse(case, case.claimants, "delegated", reason)
    for claimant in case.claimants:
        if _may_adopt(case, claimant):
            return give(case, claimant, "adopt", "its record set already points at this load balancer")
        if case.external_dns is None and not case.in_way(claimant):
            return give(case, claimant, "create", "claimed, and nobody has it")
    refusals: list[Refusal] = []
    for claimant in case.claimants:
        refusals += refuse(case, [claimant], *taken(case, claimant))
    return [], refusals


def _keep(case: Case, holder: Party) -> Verdict:
    """The holder wants the key: its record sets become as wanted, the others wait."""
    adopts = _may_adopt(case, holder)
    decisions, refusals = give(case, holder, "repair", "its record set was missing or differed", replaces=adopts)
    if case.in_way(holder) and not adopts:
        refusals = refuse(case, [holder], *taken(case, holder)) + refusals
    return decisions, refusals


def _release(case: Case, holder: Party) -> Verdict:
    """The holder is gone or no longer wants the key."""
    policy = case.settings.policy
    heirs = [party for party in case.claimants if case.free_types(party) or _may_adopt(case, party)]
    if policy == "create-only" or holder.standing is Standing.UNSURE:
        return _stay(case, holder)
    if heirs:
        why = "is deleted" if holder.described is None else "no longer claims it"
        adopts = _may_adopt(case, heirs[0])
        return give(case, heirs[0], "hand-over", f"{holder.id} {why}", replaces=adopts)
    if holder.standing is Standing.NAMES or policy == "upsert-only":
        return _stay(case, holder)
    assert case.hold is not None
    if holder.standing is Standing.LEFT and case.hold.origin == BY_RULE:
        gone = case.hold.gone or case.now
        if case.now - gone < case.settings.rule_grace:
            return _stay(case, holder, gone=gone)
    return remove(case, holder, case.hold)


def remove(case: Case, holder: Party, hold: Hold) -> Verdict:
    """Nobody has the key afterwards: what albias made goes, what others made stays."""
    ours = [found for found in case.taken if case.made(found)]
    left = [found for found in case.taken if not case.made(found) and _is_of_key(case, found)]
    reason = f"the load balancer {'is deleted' if holder.described is None else 'no longer claims it'}"
    if left:
        reason += f"; left in place, since albias did not make it: {_described(left)}"
    changes = [Change("DELETE", found) for found in ours] + _drop_hold(hold) + _write_index(case, set())
    action: Action = "let-go" if left and not ours else "remove"
    refusals: list[Refusal] = []
    for claimant in case.claimants:
        refusals += refuse(case, [claimant], *taken(case, claimant))
    return [_decision(case, action, holder, reason, changes)], refusals


def _is_of_key(case: Case, found: RecordSet) -> bool:
    """Whether a record set is no mere neighbour: a simple name has none, a routed one has those of other sets."""
    return not case.key.set_identifier or found.key.set_identifier == case.key.set_identifier


def give(case: Case, winner: Party, action: Action, reason: str, *, replaces: bool = False) -> Verdict:
    """The key is the winner's afterwards: record sets and registry in one decision; everybody else waits."""
    adopts = replaces or action == "adopt"
    records = _record_changes(case, winner, adopts=adopts)
    if adopts:
        deleted = [change.record_set for change in records]
        untouched = [found for found in case.in_way(winner) if found not in deleted]
        records = [*_proof(untouched), *records]
    if action == "repair" and not records:
        return _stay(case, winner)
    changes = records + _write_hold(case, winner, records)
    return [_decision(case, action, winner, reason, changes)], _waiting(case, winner)


def _stay(case: Case, holder: Party, *, gone: int = 0) -> Verdict:
    """What answers stays as it is; the registry is put right where it says something else."""
    refusals = _waiting(case, holder)
    hold = case.hold
    assert hold is not None
    becomes = _next_hold(case, holder, (), gone)
    index = _write_index(case, {holder.id, *dict(becomes.waits)})
    if not _is_written(case):
        return [_decision(case, "tidy", holder, "its hold was gone", _write_hold(case, holder, (), gone))], refusals
    said = (dict(hold.waits), hold.target, hold.gone, hold.origin)
    if said != (dict(becomes.waits), becomes.target, becomes.gone, becomes.origin):
        reason = _GONE_FROM_RULES if gone and not hold.gone else "who waits for it has changed"
        return [_decision(case, "wait", holder, reason, _write_hold(case, holder, (), gone))], refusals
    if index:
        reason = "its index entries were not right"
        return [_decision(case, "tidy", holder, reason, _write_hold(case, holder, (), gone))], refusals
    return [], refusals


def tidy_strays(case: Case) -> list[Decision]:
    """Nobody holds or claims the key: index entries that still tell of it go."""
    changes = _write_index(case, set())
    if not changes:
        return []
    listed = next(party for party in case.parties if party.index is not None and party.index.ours)
    return [_decision(case, "tidy", listed, "nobody holds it, and an index entry told of it", changes)]


# Record sets ------------------------------------------------------------------------------------------------------


def _record_changes(case: Case, winner: Party, *, adopts: bool) -> list[Change]:
    """From what is there to what the winner wants, within the policy: DELETE exactly as read, then CREATE."""
    assert winner.described is not None
    assert winner.claim is not None
    wanted = wanted_record_sets(winner.described, winner.claim)
    there: set[str] = set()
    deleted: list[Change] = []
    for found in case.taken:
        if not _ours_to_change(case, found, winner, adopts=adopts):
            continue
        if found.key.type in wanted and _as_wanted(found, wanted[found.key.type]):
            there.add(found.key.type)
        elif case.settings.policy == "create-only":
            there.add(found.key.type)  # whatever it says, it stays
        elif found.key.type in wanted or found.key.type == "CNAME" or _may_drop_type(case, winner, adopts=adopts):
            deleted.append(Change("DELETE", found))
    free = wanted if adopts else case.free_types(winner)
    missing = [wanted[kind] for kind in free if kind not in there]
    return [*deleted, *(Change("CREATE", made) for made in missing)]


def wanted_record_sets(described: LoadBalancer, claim: Claim) -> dict[str, RecordSet]:
    """The record sets that a load balancer's claim wants, by type."""
    target = described.dns_name.lower()
    alias = AliasTarget(target, described.canonical_hosted_zone_id, claim.evaluate_target_health)
    wanted = {}
    for kind in described.address_types:
        key = RecordKey(claim.key.name, kind, claim.key.set_identifier)
        wanted[kind] = RecordSet(key, alias=alias, routing=claim.routing, health_check=claim.health_check)
    return wanted


def record_sets_are_right(records: Iterable[RecordSet], described: LoadBalancer, claim: Claim) -> bool:
    """Whether exactly the record sets answer under a key that the claim wants, and none that albias would drop."""
    wanted = wanted_record_sets(described, claim)
    there = set()
    for found in answering(records):
        if found.key.set_identifier != claim.key.set_identifier:
            continue
        if found.key.type not in wanted or not _as_wanted(found, wanted[found.key.type]):
            return False
        there.add(found.key.type)
    return there == wanted.keys()


def _as_wanted(found: RecordSet, wanted: RecordSet) -> bool:
    assert wanted.alias is not None
    same = found.key == wanted.key and found.alias is not None and found.alias.same(wanted.alias)
    return same and (found.routing, found.health_check) == (wanted.routing, wanted.health_check)


def _ours_to_change(case: Case, found: RecordSet, winner: Party, *, adopts: bool) -> bool:
    if case.made(found):
        return True
    return adopts and (found in case.in_way(winner) or found in _twins(case, winner))


def _may_drop_type(case: Case, winner: Party, *, adopts: bool) -> bool:
    """Whether an AAAA beside A, or an A beside AAAA, goes that albias made and that is not needed any more.

    Not where it is all that answers, since everything that is needed is somebody's.
    """
    handed_over = case.hold is not None and case.hold.load_balancer != winner.id
    answered = adopts or bool(case.free_types(winner))
    return answered and (case.settings.policy == "sync" or handed_over)


def _twins(case: Case, party: Party) -> list[RecordSet]:
    """Somebody's routed record sets of the same policy that point at the party already, and that nobody holds."""
    held = {sibling.key.set_identifier for sibling in case.siblings}
    twins = []
    for found in case.taken:
        free = found.key.set_identifier not in held and not found.managed
        if free and case.beside(found, party) and found.points_at(party.target):
            twins.append(found)
    return twins


def _may_adopt(case: Case, party: Party) -> bool:
    """Whether the configuration takes over what is there, since it points at the party already."""
    if case.settings.adopt != "matching" or case.external_dns is not None or party.described is None:
        return False
    in_way = case.in_way(party)
    others = any(found.alias is None for found in in_way)
    if case.settings.policy == "create-only" and (others or _twins(case, party)):
        return False
    if not in_way:
        return bool(_twins(case, party)) and case.hold is None
    return all(adoptable(found, party) for found in in_way)


def adoptable(found: RecordSet, party: Party) -> bool:
    """A record set that answers the same, whose replacement changes nothing for whoever asks."""
    wanted = party.claim.routing if party.claim else None
    policy = found.routing.policy if found.routing else None
    alike = policy == (wanted.policy if wanted else None)
    return alike and not found.managed and not found.health_check and found.points_at(party.target)


# The registry -----------------------------------------------------------------------------------------------------


def _is_written(case: Case) -> bool:
    """Whether the case's hold lies in DNS; what was made up for a lost one has no values."""
    return case.hold is not None and bool(case.hold.record_set.values)


def _next_hold(case: Case, holder: Party, records: Iterable[Change], gone: int = 0) -> Hold:
    """The hold as it should be, with its next revision: who read it before finds out that something was done.

    `records`: the changes of record sets that come with it.
    """
    before = case.hold or new_hold(case.key, holder.id, case.me, case.zone)
    answer = before.answer
    if holder.described is not None and holder.claim is not None:
        types = _types_after(case, holder, records)
        zone_id = holder.described.canonical_hosted_zone_id
        answer = Answer(holder.target, zone_id, types, holder.claim.evaluate_target_health) if types else None
    return replace(
        before,
        resource=case.me.resource(holder.id),
        load_balancer=holder.id,
        target=holder.target or before.target,
        answer=answer,
        origin=holder.claim.origin if holder.claim else before.origin,
        waits=_line(case, holder),
        gone=gone,
        revision=before.revision + 1 if _is_written(case) else 0,
    )


def _types_after(case: Case, holder: Party, records: Iterable[Change]) -> tuple[str, ...]:
    """The types of record sets under the key that albias has made once these changes are done.

    While the holder stays, what the hold says counts, not what was read: a page that lacks a record set may be older.
    """
    hold = case.hold
    if hold is not None and hold.answer is not None and hold.load_balancer == holder.id:
        types = {*hold.answer.types}
    else:
        types = {found.key.type for found in case.taken if case.made(found)}
    for change in records:
        if change.action == "DELETE":
            types.discard(change.record_set.key.type)
        else:
            types.add(change.record_set.key.type)
    return tuple(kind for kind in ADDRESS_TYPES if kind in types)


def _write_hold(case: Case, holder: Party, records: Iterable[Change], gone: int = 0) -> list[Change]:
    """DELETE of the hold as read, CREATE of the next, and index entries for whoever has to do with it."""
    becomes = _next_hold(case, holder, records, gone)
    changes = [Change("CREATE", encode_hold(becomes, case.me, case.zone))]
    if case.hold is not None and _is_written(case):
        changes.insert(0, Change("DELETE", case.hold.record_set))
    return changes + _write_index(case, {holder.id, *dict(becomes.waits)})


def _drop_hold(hold: Hold) -> list[Change]:
    changes = [Change("DELETE", hold.record_set)] if hold.record_set.values else []
    rest = without_hold(hold)
    return [*changes, Change("CREATE", rest)] if rest else changes


def _write_index(case: Case, concerned: Set[LoadBalancerId]) -> list[Change]:
    """Index entries for those who have to do with the key afterwards, and for nobody else; foreign texts stay.

    The hold proves the entries of those whom it names. An entry that it does not tell of proves itself: the page that
    had it may be older than the hold.
    """
    told = {case.hold.load_balancer, *dict(case.hold.waits)} if case.hold is not None else set()
    changes: list[Change] = []
    for party in case.parties:
        found = party.index
        if found is not None and not found.ours:
            continue
        wanted = party.id in concerned
        stays = wanted and found is not None and found.right and party.id in told
        if found is not None and not stays:
            changes.append(Change("DELETE", found.record_set))
        if wanted and not stays:
            changes.append(Change("CREATE", encode_index(case.key, party.id, case.me, case.zone)))
    return changes


def _line(case: Case, holder: Party) -> Waits:
    """Everybody else who claims the key, the longest waiting first; those who are noted keep their place."""
    noted = dict(case.hold.waits) if case.hold else {}
    waiting = [party for party in case.claimants if party.id != holder.id]
    line = [(party.id, noted.get(party.id, case.now)) for party in waiting]
    return tuple(sorted(line, key=lambda wait: (wait[0] not in noted, wait[1], wait[0]))[:MAX_WAITS])


# Words ------------------------------------------------------------------------------------------------------------


def _waiting(case: Case, holder: Party) -> list[Refusal]:
    losers = [party for party in case.claimants if party.id != holder.id]
    return refuse(case, losers, "waiting", f"{holder.id} holds it; it is next in line when that lets go")


def taken(case: Case, party: Party) -> tuple[RefusalCode, str]:
    """Why a party does not get the key, and what is there."""
    in_way = case.in_way(party)
    differing = _differing(case, in_way, party)
    if differing:
        return "routing-differs", differing
    there = _described(in_way or case.taken)
    if case.external_dns is not None:
        owner = f" (owner {case.external_dns!r})" if case.external_dns else ""
        what = f": {there}" if there else ", by a TXT record set without an address"
        return "name-taken", f"external-dns{owner} has it{what}. Migrate it, or remove it there"
    if case.hold is not None:
        removed = "Removed, it is repaired"
        return "name-taken", f"someone put a record set in its place that albias did not make: {there}. {removed}"
    advice = "Remove it, or adopt it where it points at this load balancer"
    return "name-taken", f"a record set exists that albias did not make: {there}. {advice}"


def _differing(case: Case, in_way: Iterable[RecordSet], party: Party) -> str:
    """What to say where Route 53 would refuse to mix policies; nothing where the policy is not what is in the way."""
    wanted = party.claim.routing if party.claim else None
    ours = {sibling.key.set_identifier: sibling for sibling in case.siblings}
    for found in in_way:
        if found.key.type == "CNAME" or (found.routing is None and wanted is None):
            continue
        policy = found.routing.policy if found.routing else "simple"
        if policy == (wanted.policy if wanted else "simple"):
            continue
        holder = ours.get(found.key.set_identifier)
        if found.routing is None and holder is None:
            continue
        who = f", held by {holder.load_balancer or holder.resource}" if holder else ""
        asked = wanted.policy if wanted else "simple"
        return f"it asks for {asked} routing, and the name is {policy}: {found.describe()}{who}; tag both alike"
    return ""


def _proof(record_sets: Iterable[RecordSet]) -> list[Change]:
    """Changes that change nothing, and that Route 53 refuses unless the record sets are still as they were read."""
    changes: list[Change] = []
    for found in record_sets:
        changes += [Change("DELETE", found), Change("CREATE", found)]
    return changes


def _decision(
    case: Case,
    action: Action,
    party: Party,
    reason: str,
    changes: Iterable[Change],
) -> Decision:
    concerned = frozenset({party.id, *(each.id for each in case.parties)})
    previous = case.hold.load_balancer if action == "hand-over" and case.hold else None
    return Decision(action, case.key, party.id, reason, tuple(changes), concerned, previous)


def _described(record_sets: Iterable[RecordSet]) -> str:
    return "; ".join(found.describe() for found in record_sets)


def refuse(case: Case, parties: Iterable[Party], code: RefusalCode, reason: str) -> list[Refusal]:
    """One refusal for each of the parties."""
    identifier = case.key.set_identifier
    return [Refusal(case.name, party.id, code, reason, case.zone, identifier) for party in parties]

"""What happens to one name in one hosted zone: the decision table. Pure; plan.py puts the case together.

| the record set now | the registry says                    | and                          | then                     |
| ------------------ | ------------------------------------ | ---------------------------- | ------------------------ |
| any                | another deployment                   |                              | refuse: owned-elsewhere  |
| none               | nobody                               | below an NS record set       | refuse: delegated        |
| none               | nobody                               |                              | create                   |
| exists             | nobody                               | adopt, points at claimant,   | adopt: same answer       |
|                    |                                      | not external-dns's           |                          |
| exists             | nobody                               | otherwise                    | refuse: name-taken       |
| none               | a load balancer that wants it        |                              | repair: create again     |
| as wanted          | a load balancer that wants it        |                              | keep                     |
| differs            | a load balancer that wants it        | A and AAAA without routing   | repair: replace          |
| differs            | a load balancer that wants it        | a CNAME, a routed record     | refuse: name-taken       |
|                    |                                      | set, external-dns's          |                          |
| any                | a load balancer that wants it        | others claim it              | others wait              |
| any                | one gone, or that no longer wants it | others claim it              | hand over to the longest |
|                    |                                      |                              | waiting, in one batch    |
| at its target      | one gone, or that no longer wants it | nobody else claims it        | remove                   |
| elsewhere          | one gone, or that no longer wants it | nobody else claims it        | let go, leave the record |
| any                | one that its tags still name, and    | nobody else claims it        | refuse, leave everything |
|                    | that may no longer have it           |                              |                          |
| any                | a load balancer                      | no longer a configured name  | refuse: name-not-allowed |

Policy upsert-only leaves out removals, create-only also replacements; both with external-dns's meaning.
"""

from collections.abc import Iterable

from .case import Action, Case, Decision, EntryEdit, Party, Verdict
from .model import ADDRESS_TYPES, AliasTarget, Change, LoadBalancer, RecordKey, RecordSet, Refusal, RefusalCode
from .registry import encode_hold


def decide(case: Case) -> Verdict:
    """The table above, row by row."""
    decisions, refusals = _decide(case)
    fenced = [party for party in case.parties if party.fenced and case.name in party.wanted]
    return decisions, refusals + _refuse(
        case, fenced, "owned-elsewhere", "another deployment has this load balancer's registry entry"
    )


def _decide(case: Case) -> Verdict:
    if case.hold and case.hold.load_balancer is None:
        owner = f"the deployment {case.hold.owner!r} holds it for {case.hold.resource}"
        return _give_up(case, "owned-elsewhere", owner if case.hold.owner else "its hold is not albias's")
    if case.holder is None:
        return _take(case)
    if case.holder.fenced:
        reason = f"{case.holder.id} holds it, and another deployment has that load balancer's registry entry"
        return [], _refuse(case, case.claimants, "owned-elsewhere", reason)
    if not case.zone.allows(case.name):
        reason = "the configuration no longer allows it; its record stays until it is allowed and released"
        return [], _refuse(case, [case.holder], "name-not-allowed", reason)
    return _keep(case, case.holder) if case.holder.wants(case.name) else _release(case, case.holder)


def _take(case: Case) -> Verdict:
    """Nobody holds the name."""
    if case.delegated_at:
        reason = f"the zone delegates {case.delegated_at} to other name servers: a record here would never be seen"
        return _give_up(case, "delegated", reason)
    if case.claimants and not case.taken:
        return _give(case, case.claimants[0], "create", "claimed, and nobody has it")
    if adopter := next((party for party in case.claimants if _may_adopt(case, party)), None):
        return _give(case, adopter, "adopt", "its record set already points at this load balancer")
    advice = "Remove it, or adopt it where it points at this load balancer"
    somebody = f"a record set exists that albias did not make: {_described(case.taken)}. {advice}"
    return _give_up(case, "name-taken", _external_dns_has(case) or somebody)


def _external_dns_has(case: Case) -> str:
    """What to tell where external-dns has the name; nothing where it has not."""
    if case.external_dns is None:
        return ""
    owner = f" (owner {case.external_dns!r})" if case.external_dns else ""
    return f"external-dns{owner} has it: {_described(case.taken)}. Migrate it, or remove it there"


def _may_adopt(case: Case, party: Party) -> bool:
    barred = case.settings.adopt != "matching" or case.external_dns is not None
    if barred or party.described is None or (case.settings.policy == "create-only" and case.obstacles):
        return False
    return all(found.points_at(party.described.dns_name) for found in case.taken)


def _keep(case: Case, holder: Party) -> Verdict:
    """The holder wants the name: its record sets become as wanted, the others wait."""
    if not case.obstacles or _may_adopt(case, holder):
        return _give(case, holder, "repair", "its record set was missing or differed")
    somebody = (
        f"someone put a record set in its place that albias does not write: {_described(case.obstacles)}. "
        "Removed, it is repaired"
    )
    decisions, refusals = _stay(case, holder)
    return decisions, _refuse(case, [holder], "name-taken", _external_dns_has(case) or somebody) + refusals


def _stay(case: Case, holder: Party) -> Verdict:
    """What answers stays as it is, and the others wait; where the hold alone says who has it, the entry does again."""
    waits, refusals = _line_up(case, holder)
    edits = (*_forget(case, holder), _queue(case, holder, held=True))
    proof = tuple(_hold_changes(case, holder))
    listed = Decision("tidy", case.name, holder.id, "its entry did not list it", proof, edits)
    return [listed, *waits] if case.hold and case.name not in holder.entry.hosts else waits, refusals


def _release(case: Case, holder: Party) -> Verdict:
    """The holder is gone or no longer wants the name."""
    why = "no longer claims it" if holder.described else "is deleted"
    heirs = [party for party in case.claimants if not case.obstacles or _may_adopt(case, party)]
    # refused: its tags still name it, and claims.py has said why it may not have it here
    kept = case.name in holder.refused or case.settings.policy == "upsert-only"
    if case.settings.policy == "create-only" or (kept and not heirs):
        return _stay(case, holder)
    if heirs:
        return _give(case, heirs[0], "hand-over", f"{holder.id} {why}")
    ours = [found for found in case.taken if found not in case.obstacles and found.points_at(holder.entry.target)]
    left = _described(found for found in case.taken if found not in ours)
    reason = f"the load balancer {why}" + (f"; left in place, since it points elsewhere: {left}" if left else "")
    changes = (*(Change("DELETE", found) for found in ours), *_drop_hold(case, holder))
    decision = Decision(
        "remove" if ours or not left else "let-go", case.name, holder.id, reason, changes, _forget(case)
    )
    waits, refusals = _refuse_claims(
        case, "name-taken", _external_dns_has(case) or f"a record set exists that albias did not make: {left}"
    )
    return [decision, *waits], refusals


def _give(case: Case, winner: Party, action: Action, reason: str) -> Verdict:
    """The name is the winner's afterwards: record sets, hold and entries in one decision; everybody else waits."""
    assert winner.described is not None
    records = _record_changes(case, winner.described)
    if action == "adopt":
        records = [*_proof(found for found in case.taken if Change("DELETE", found) not in records), *records]
    changes = (*records, *_hold_changes(case, winner))
    held = _queue(case, winner, held=True)
    if action == "repair" and not changes:
        action, reason = "keep", "as wanted"
    decision = Decision(action, case.name, winner.id, reason, changes, (*_forget(case, winner), held))
    waiting, refusals = _line_up(case, winner)
    return [decision, *waiting], refusals


def _record_changes(case: Case, load_balancer: LoadBalancer) -> list[Change]:
    """From what is there to what the winner wants, within the policy: DELETE exactly as read, then CREATE."""
    health = case.settings.evaluate_target_health
    alias = AliasTarget(load_balancer.dns_name.lower(), load_balancer.canonical_hosted_zone_id, health)
    kinds = load_balancer.address_types
    plain = [found for found in case.taken if found.key.type in kinds and not found.opaque]
    right = {found.key.type for found in plain if found.alias and found.alias.same(alias)}
    targets = (load_balancer.dns_name, case.holder.entry.target if case.holder else "")
    wrong = [found for found in case.taken if found.key.type not in right]
    unwanted = [found for found in wrong if found.key.type in ADDRESS_TYPES and found.key.type not in kinds]
    update = case.holder is not None and case.holder.id != load_balancer.id  # a hand-over removes no name
    spared = [
        found
        for found in unwanted
        if (case.settings.policy != "sync" and not update) or not any(map(found.points_at, targets))
    ]
    replaced = [found for found in wrong if found not in spared]
    if case.settings.policy == "create-only" and case.taken:
        replaced, right = [], {found.key.type for found in case.taken}
    missing = [RecordSet(RecordKey(case.name, kind), alias=alias) for kind in kinds if kind not in right]
    return [*(Change("DELETE", found) for found in replaced), *(Change("CREATE", made) for made in missing)]


def _proof(record_sets: Iterable[RecordSet]) -> list[Change]:
    """Changes that change nothing, and that Route 53 refuses unless the record sets are still as they were read."""
    return [Change(action, found) for found in record_sets for action in ("DELETE", "CREATE")]


def _hold_changes(case: Case, winner: Party) -> list[Change]:
    """The lock on the name: created with it, handed over with it, put back where it is known to be missing.

    Where the entry does not say what the hold says, the batch proves the hold.
    """
    if case.holder is winner and case.hold:
        return [] if case.name in winner.entry.hosts else _proof([case.hold.record_set])
    if case.holder is winner and not case.hold_known:
        return []
    made = encode_hold(case.name, winner.id, case.me, case.zone)
    return [*(_drop_hold(case, case.holder) if case.holder else ()), Change("CREATE", made)]


def _drop_hold(case: Case, holder: Party) -> list[Change]:
    """DELETE of the hold as read; unread, as we would have written it, which Route 53 refuses if it is not that."""
    if case.hold_known:
        return [Change("DELETE", case.hold.record_set)] if case.hold else []
    return [Change("DELETE", encode_hold(case.name, holder.id, case.me, case.zone))]


def _line_up(case: Case, holder: Party) -> Verdict:
    """Everybody else who claims the name waits: noted in their entries, and at the holder, where a release finds it."""
    losers = [party for party in case.claimants if party is not holder]
    waits = [
        EntryEdit(party.id, case.name, wait=party.waiting_since(case.name, case.now), target=party.target)
        for party in losers
    ]
    why, queue = f"{holder.id} holds it", _queue(case, holder, held=None)
    decisions = [Decision("wait", case.name, each.load_balancer, why, edits=(each, queue)) for each in waits]
    return decisions, _refuse(case, losers, "waiting", f"{why}; it is next in line when that lets go")


def _queue(case: Case, holder: Party, *, held: bool | None) -> EntryEdit:
    """The edit of the holder's entry that notes who waits for this name."""
    joins = frozenset(party.id for party in case.claimants if party is not holder)
    return EntryEdit(holder.id, case.name, held=held, joins=joins, at_hand=case.at_hand, target=holder.target)


def _give_up(case: Case, code: RefusalCode, reason: str) -> Verdict:
    """Nobody of ours has the name afterwards: entries forget it, its record sets stay, and claims are refused."""
    forgets = [Decision("let-go", case.name, edit.load_balancer, reason, (), (edit,)) for edit in _forget(case)]
    waits, refusals = _refuse_claims(case, code, reason)
    return [*forgets, *waits], refusals


def _refuse_claims(case: Case, code: RefusalCode, reason: str) -> Verdict:
    """Nobody gets the name, and nobody waits for it."""
    unlisted = [party.id for party in case.claimants if case.name not in party.entry.hosts]
    forgets = [Decision("tidy", case.name, each, reason, (), (EntryEdit(each, case.name),)) for each in unlisted]
    return forgets, _refuse(case, case.claimants, code, reason)


def _forget(case: Case, winner: Party | None = None) -> tuple[EntryEdit, ...]:
    """Everybody else who lists the name lists it no longer: the holder so far, and whom someone's hand gave it."""
    listing = {party.id for party in case.parties if case.name in party.entry.hosts}
    listing |= {case.holder.id} if case.holder else set()
    listing -= {winner.id} if winner else set()
    return tuple(EntryEdit(each, case.name, at_hand=case.at_hand) for each in sorted(listing))


def _described(record_sets: Iterable[RecordSet]) -> str:
    return "; ".join(found.describe() for found in record_sets)


def _refuse(case: Case, parties: Iterable[Party], code: RefusalCode, reason: str) -> list[Refusal]:
    return [Refusal(case.name, party.id, code, reason, case.zone) for party in parties]

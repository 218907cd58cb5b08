"""What a decision writes into the registry: the hold as it should be, and index entries for whom it names. Pure."""

from collections.abc import Iterable, Set
from dataclasses import replace

from .case import Case, Party
from .model import ADDRESS_TYPES, Change, LoadBalancerId
from .registry import Answer, Hold, Waits, encode_hold, encode_index, new_hold, without_hold

MAX_WAITS = 10  # who comes later is found by looking at every load balancer


def is_written(case: Case) -> bool:
    """Whether the case's hold lies in DNS; what was made up for a lost one has no values."""
    return case.hold is not None and bool(case.hold.record_set.values)


def next_hold(case: Case, holder: Party, records: Iterable[Change], unnamed_since: int = 0) -> Hold:
    """The hold as it should be, with its next revision: who read it before finds out that something was done.

    `records`: the changes of record sets that come with it.
    """
    before = case.hold or new_hold(case.key, holder.id, case.me, case.zone)
    answer = before.answer
    if holder.described is not None and holder.claim is not None:
        types = _types_after(case, holder, records)
        zone_id = holder.described.canonical_hosted_zone_id
        answer = Answer(zone_id, types, holder.claim.evaluate_target_health) if types else None
    return replace(
        before,
        resource=case.me.resource(holder.id),
        load_balancer=holder.id,
        target=holder.target or before.target,
        answer=answer,
        origin=holder.claim.wish.origin if holder.claim else before.origin,
        waits=_line(case, holder),
        unnamed_since=unnamed_since,
        revision=before.revision + 1 if is_written(case) else 0,
    )


def _types_after(case: Case, holder: Party, records: Iterable[Change]) -> tuple[str, ...]:
    """The types of record sets under the key that albias has made once these changes are done.

    While the holder stays, what the hold says counts, not what was read: a page that lacks a record set may be older.
    """
    hold = case.hold
    if hold is not None and hold.answer is not None and hold.load_balancer == holder.id:
        types = {*hold.answer.types}
    else:
        types = {found.key.type for found in case.answering if case.made(found)}
    for change in records:
        if change.action == "DELETE":
            types.discard(change.record_set.key.type)
        else:
            types.add(change.record_set.key.type)
    return tuple(kind for kind in ADDRESS_TYPES if kind in types)


def write_hold(case: Case, becomes: Hold) -> list[Change]:
    """DELETE of the hold as read, CREATE of the next, and index entries for whoever that names."""
    changes = [Change("CREATE", encode_hold(becomes, case.me, case.zone))]
    if case.hold is not None and is_written(case):
        changes.insert(0, Change("DELETE", case.hold.record_set))
    return changes + write_index(case, becomes.load_balancers)


def drop_hold(hold: Hold) -> list[Change]:
    """DELETE of the hold as read; what others wrote into it stays (H32)."""
    changes = [Change("DELETE", hold.record_set)] if hold.record_set.values else []
    rest = without_hold(hold)
    return [*changes, Change("CREATE", rest)] if rest else changes


def write_index(case: Case, concerned: Set[LoadBalancerId]) -> list[Change]:
    """Index entries for those who have to do with the key afterwards, and for nobody else; foreign texts stay.

    The hold proves the entries of those whom it names. An entry that it does not tell of proves itself: the page that
    had it may be older than the hold.
    """
    proved = case.hold.load_balancers if case.hold is not None else frozenset()
    changes: list[Change] = []
    for party in case.parties:
        found = party.index
        if found is not None and not found.ours:
            continue
        wanted = party.id in concerned
        stays = wanted and found is not None and found.right and party.id in proved
        if found is not None and not stays:
            changes.append(Change("DELETE", found.record_set))
        if wanted and not stays:
            changes.append(Change("CREATE", encode_index(case.key, party.id, case.me, case.zone)))
    return changes


def _line(case: Case, holder: Party) -> Waits:
    """Everybody else who claims the key, the longest waiting first; those who are noted keep their place."""
    noted = dict(case.hold.waits) if case.hold else {}
    waiting = [*(party.id for party in case.claimants), *case.unsure_waits]
    line = [(each, noted.get(each, case.now)) for each in waiting if each != holder.id]
    return tuple(sorted(line, key=lambda wait: (wait[0] not in noted, wait[1], wait[0]))[:MAX_WAITS])

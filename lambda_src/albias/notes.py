"""What a person should know of a name that is as it should be otherwise: words about a case. Pure; changes nothing."""

from collections.abc import Iterable

from .case import Case, Party, answering
from .model import ADDRESS_TYPES, HostedZone, Note, NoteCode, RecordSet
from .names import DnsName, ancestors, is_within, wildcards_over
from .sources import source_of
from .view import ZoneView

MAX_ODD = 10  # places told of in one zone
_Remark = tuple[NoteCode, str, str]  # its code, its reason, and what else it is about


def notes_of(case: Case, view: ZoneView) -> list[Note]:
    """Everything there is to tell of a case, as far as it was read."""
    holder = case.holder or next(iter(case.claimants), None)
    if holder is None:
        return []
    found: list[_Remark] = []
    if case.hold is not None and case.delegated_at:
        cut = f"the zone delegates {case.delegated_at} to other name servers"
        found.append(("delegated", f"{cut}, so nobody sees the record here; it is kept", ""))
    left_behind = case.hold is not None and holder.elsewhere and holder.claim is None
    if left_behind:
        elsewhere = "the configuration gives it to another hosted zone"
        found.append(("left-behind", f"{elsewhere}; here it stays until it is released", ""))
    else:
        found += _hidden(case)
    found += _beside(case, holder)
    found += _covered(case, view)
    found += _failover(case, holder)
    found += _unread(case, holder)
    return [Note(case.name, case.zone, code, text, load_balancer=holder.id, about=about) for code, text, about in found]


def odd_texts(places: Iterable[DnsName], zone: HostedZone) -> list[Note]:
    """Places in the registry where something lies that albias never wrote (C43): the first ten, and how many more."""
    known = sorted(places)
    reason = "in albias's part of the zone lies what albias never wrote; it counts for nothing, and stays"
    if len(known) > MAX_ODD:
        reason += f" (there are {len(known)} such places)"
    return [Note(place, zone, "odd-text", reason) for place in known[:MAX_ODD]]


def _hidden(case: Case) -> list[_Remark]:
    """A longer zone of the same kind hides the name from whoever sees both (C7)."""
    for zone in case.settings.zones:
        longer = is_within(zone.name, case.zone.name) and zone.name != case.zone.name
        if longer and zone.private == case.zone.private and is_within(case.name, zone.name):
            what = f"the hosted zone {zone.name} is longer and does not give the name"
            return [("hidden", f"{what}: whoever resolves by that zone never sees this record", zone.name)]
    return []


def _beside(case: Case, holder: Party) -> list[_Remark]:
    """Address records of others at a name of ours (C8, X4)."""
    theirs: list[RecordSet] = []
    for found in case.answering:
        if found.key.type in ADDRESS_TYPES and found.key.type not in holder.types and not case.made(found):
            theirs.append(found)
    if case.hold is None or not theirs:
        return []
    there = "; ".join(found.describe() for found in theirs)
    return [("beside", f"somebody has a record set at the name, which albias leaves alone: {there}", "")]


def _covered(case: Case, view: ZoneView) -> list[_Remark]:
    """A name with labels between it and a wildcard takes them out of the wildcard's reach (RFC 4592; C13)."""
    for wildcard in wildcards_over(case.name, case.zone.name):
        above = DnsName(wildcard.removeprefix("*."))
        if case.name == wildcard or not view.knows(wildcard) or not answering(view.at(wildcard)):
            continue
        between = [each for each in ancestors(case.name, case.zone.name) if is_within(each, above) and each != above]
        empty = [each for each in between if view.knows(each) and not view.at(each)]
        if empty:
            names = ", ".join(empty)
            return [("covered", f"{wildcard} answers no more for {names}, since a name lies below", names)]
    return []


def _unread(case: Case, holder: Party) -> list[_Remark]:
    """A name of a source that the configuration does not take for its load balancer any more: a setting (H54)."""
    if case.hold is None or holder.claim is not None or holder.described is None:
        return []
    source = source_of(case.hold.origin)
    if source.not_taken is None or source.takes(holder.described, case.settings):
        return []
    return [(*source.not_taken, "")]


def _failover(case: Case, holder: Party) -> list[_Remark]:
    """A failover record set without its counterpart answers, and fails over to nothing."""
    routing = holder.routing
    if routing is None or routing.policy != "failover":
        return []
    other = "SECONDARY" if routing.value == "PRIMARY" else "PRIMARY"
    for found in case.answering:
        if found.routing is not None and found.routing.value == other:
            return []
    return [("incomplete-failover", f"there is no {other.lower()} record set of the name", other.lower())]

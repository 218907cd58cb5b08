"""Whether a verdict rests on what is not so any more: pages are of different moments, and a refusal sends no batch."""

from collections.abc import Mapping

from albias.case import Case, Verdict, answering
from albias.read import ZoneReader
from albias.registry import Hold, Key


def torn_keys(
    reader: ZoneReader, cases: Mapping[Key, Case], verdicts: Mapping[Key, Verdict], *, sweep: bool
) -> set[Key]:
    """Look again, all at once, where no change batch proves what was read. Raises: AwsUnavailable.

    Of what a sweep refuses it looks only at what may have been made since the holds were read: its names are many.
    """
    giving_up = [key for key, case in cases.items() if _leaves_something(case, verdicts[key])]
    refused = [
        key
        for key, case in cases.items()
        if _is_refused_for_what_is_there(verdicts[key]) and (not sweep or _may_be_ours(case))
    ]
    adopting = [key for key in cases if _adopts_another(key, verdicts[key])]
    unproven = [*refused, *adopting]
    if not giving_up and not unproven:
        return set()
    again = ZoneReader(reader.zone, reader.me, reader.route53, reader.turn)
    holds = again.holds_at([key.name for key in unproven])
    torn = {key for key in unproven if _read_of(cases[key]) != _of_name(holds, key)}
    answers = {*giving_up, *refused} - torn
    again.read([key.name for key in answers])
    torn |= {key for key in answers if answering(again.view.at(key.name)) != cases[key].answering}
    return torn


def _is_refused_for_what_is_there(verdict: Verdict) -> bool:
    """Whether somebody is refused a name for what lies there."""
    return any(refusal.code in ("name-taken", "routing-differs") for refusal in verdict.refusals)


def _adopts_another(key: Key, verdict: Verdict) -> bool:
    """Whether a record set under another set identifier is taken over: that nobody holds it, no change batch proves."""
    for decision in verdict.decisions:
        for change in decision.record_changes if decision.action == "adopt" else ():
            if change.record_set.key.set_identifier != key.set_identifier:
                return True
    return False


def _may_be_ours(case: Case) -> bool:
    """Whether what answers may be another invocation's work, of which the hold did not tell yet."""
    return case.external_dns is None and any(found.alias is not None for found in case.answering)


def _read_of(case: Case) -> list[Hold]:
    return sorted((hold for hold in (case.hold, *case.siblings) if hold is not None), key=lambda hold: hold.key)


def _of_name(holds: Mapping[Key, Hold], key: Key) -> list[Hold]:
    return [holds[other] for other in sorted(holds) if other.name == key.name]


def _leaves_something(case: Case, verdict: Verdict) -> bool:
    """Whether a name is given up without a record set that the hold tells of: the page that lacks it may be older."""
    if case.hold is None or case.hold.answer is None:
        return False
    for decision in verdict.decisions:
        deleted = {change.record_set.key.type for change in decision.record_changes if change.action == "DELETE"}
        if decision.action in ("remove", "let-go", "hand-over") and not deleted >= {*case.hold.answer.types}:
            return True
    return False

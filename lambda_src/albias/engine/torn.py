"""Whether a verdict rests on what is not so any more: pages are of different moments, and a refusal sends no batch."""

from albias.case import Case, Verdict, answering
from albias.read import ZoneReader


def was_torn(reader: ZoneReader, case: Case, verdict: Verdict, *, sweep: bool) -> bool:
    """Look again, where no change batch proves what was read. Raises: AwsUnavailable.

    A sweep does not look again at what it refuses, which costs two calls a name: an event or the next sweep does.
    """
    if _leaves_something(case, verdict):
        return _answers_differ(reader, case)
    taken = any(refusal.code in ("name-taken", "routing-differs") for refusal in verdict[1])
    if sweep or not taken:
        return False
    known = {hold.record_set for hold in (case.hold, *case.siblings) if hold is not None}
    if {hold.record_set for hold in _unread(reader).holds_at([case.name]).values()} != known:
        return True
    return _answers_differ(reader, case)


def _answers_differ(reader: ZoneReader, case: Case) -> bool:
    """Whether something else answers for the name by now."""
    again = _unread(reader)
    again.read([case.name])
    return answering(again.view.at(case.name)) != case.taken


def _unread(reader: ZoneReader) -> ZoneReader:
    """A reader of the same zone that has read nothing yet."""
    return ZoneReader(reader.zone, reader.me, reader.route53, reader.turn)


def _leaves_something(case: Case, verdict: Verdict) -> bool:
    """Whether a name is given up without a record set that the hold tells of: the page that lacks it may be older."""
    if case.hold is None or case.hold.answer is None:
        return False
    for decision in verdict[0]:
        deleted = {change.record_set.key.type for change in decision.record_changes if change.action == "DELETE"}
        if decision.action in ("remove", "let-go", "hand-over") and not deleted >= {*case.hold.answer.types}:
            return True
    return False

"""What the engine came to, as lines for people and as documents for programs. Pure: builds texts, prints none."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import starmap

from albias.case import Action, Decision
from albias.engine.outcome import Outcome
from albias.errors import Failure
from albias.model import Change, HostedZone, LoadBalancerId, Note, RecordSet, Refusal, plain

from .documents import Document
from .screen import Part

Line = list[Part]

_SIGN: dict[Action, tuple[str, str]] = {
    "create": ("+", "green"),
    "repair": ("~", "yellow"),
    "hand-over": (">", "cyan"),
    "adopt": ("*", "magenta"),
    "convert": ("~", "yellow"),
    "remove": ("-", "red"),
    "let-go": ("o", "yellow"),
    "wait": (".", "dim"),
    "tidy": (".", "dim"),
}
_COUNTED: dict[Action, str] = {
    "create": "to create",
    "repair": "to repair",
    "hand-over": "to hand over",
    "adopt": "to adopt",
    "convert": "to convert",
    "remove": "to remove",
    "let-go": "to let go",
}
_DONE: dict[Action, str] = {
    "create": "created",
    "repair": "repaired",
    "hand-over": "handed over",
    "adopt": "adopted",
    "convert": "converted",
    "remove": "removed",
    "let-go": "let go",
}
_OUR_REGISTRY = "._albias."
_CHANGES: tuple[Action, ...] = ("repair", "hand-over", "convert")
UNSEEN = "not everything could be looked at"


def short(load_balancer: LoadBalancerId) -> str:
    """A load balancer as people know it: `app/web/50dc6c495c0c9188`."""
    return load_balancer.short


def zone_title(zone: HostedZone) -> str:
    """A hosted zone in one phrase."""
    return f"{zone.name} ({zone.id}, {'private' if zone.private else 'public'})"


def is_pending(decision: Decision) -> bool:
    """Whether a decision does something to a name (a wait that is noted down does not)."""
    return decision.action in _COUNTED


def pending(outcome: Outcome) -> list[tuple[HostedZone, Decision]]:
    """The decisions that do something to names."""
    return [(zone, decision) for zone, decision in outcome.decisions if is_pending(decision)]


def refusals(outcome: Outcome) -> list[Refusal]:
    """The refusals, each once."""
    return list(dict.fromkeys(outcome.refusals))


def summary(outcome: Outcome, *, done: bool = False) -> str:
    """The counts in one sentence, or two."""
    counts = Counter(decision.action for _, decision in pending(outcome))
    words = ", ".join(_done(counts) if done else _planned(counts))
    nothing = f"nothing found to do: {UNSEEN}" if outcome.problems else "nothing to do"
    title = "" if done else "Plan: "
    told = f"{title}{words or ('nothing' if done else nothing)}"
    return f"{told}. {_refused(outcome)}" if refusals(outcome) or outcome.unsafe else told


def _done(counts: Counter[Action]) -> list[str]:
    return [f"{counts[action]} {word}" for action, word in _DONE.items() if counts[action]]


def _planned(counts: Counter[Action]) -> list[str]:
    """What a sweep does is counted even where it is nothing; what orders do, and a rare letting go, is not."""
    changes = [f"{counts[action]} {_COUNTED[action]}" for action in _CHANGES if counts[action]]
    swept = {
        "to create": counts["create"],
        "to change": sum(counts[action] for action in _CHANGES),
        "to remove": counts["remove"],
    }
    parts = [f"{number} {word}" for word, number in swept.items()] if any(swept.values()) else []
    if changes and counts["repair"] != swept["to change"]:
        parts[1] += f" ({', '.join(changes)})"
    return parts + [f"{counts[action]} {_COUNTED[action]}" for action in ("adopt", "let-go") if counts[action]]


def _refused(outcome: Outcome) -> str:
    codes = Counter[str](refusal.code for refusal in refusals(outcome))
    codes["max_removals"] += len(outcome.unsafe)
    ordered = sorted((number, code) for code, number in codes.items() if number)
    parts = [f"{number} {code}" for number, code in sorted(ordered, key=lambda each: (-each[0], each[1]))]
    return f"{codes.total()} refused: {', '.join(parts)}"


def decision_lines(decision: Decision) -> Iterator[Line]:
    """A decision, its reason, and the record sets that it changes (the registry's own left out)."""
    sign, style = _SIGN[decision.action]
    yield [
        (f"  {sign} {decision.action:<9} ", style),
        (decision.hostname, "bold"),
        (f"  {short(decision.load_balancer)}", "cyan"),
    ]
    yield [(f"      {plain(decision.reason)}", "dim")]
    for change in shown_changes(decision):
        yield change_line(change, decision.hostname)


def shown_changes(decision: Decision) -> list[Change]:
    """The changes of a decision that mean something to a person: not the registry's own, and not what goes and comes
    back the same (so that the batch fails if it differs)."""
    return [
        change
        for change in decision.changes
        if _OUR_REGISTRY not in change.record_set.key.name and not _comes_back(change, decision.changes)
    ]


def _comes_back(change: Change, changes: tuple[Change, ...]) -> bool:
    return {each.action for each in changes if each.record_set == change.record_set} == {"CREATE", "DELETE"}


def sign_of(action: Action) -> tuple[str, str]:
    """An action's sign, and its style."""
    return _SIGN[action]


def change_line(change: Change, hostname: str) -> Line:
    """One record set that comes or goes; its name only where it is not the hostname."""
    sign, style = ("+", "green") if change.action == "CREATE" else ("-", "red")
    name = "" if change.record_set.key.name == hostname else f"{change.record_set.key.name} "
    return [(f"      {sign} {name}{change.record_set.describe()}", style)]


def refusal_lines(refusal: Refusal) -> Iterator[Line]:
    """A refusal and its reason; names that some other DNS has are normal, and shown quietly."""
    style = "dim" if refusal.code == "zone-not-allowed" else "bold yellow"
    yield [
        (f"  ! {refusal.code}  ", style),
        (refusal.hostname, "bold"),
        (f"  {short(refusal.load_balancer)}", "cyan"),
    ]
    yield [(f"      {plain(refusal.reason)}", "dim")]


def outcome_document(outcome: Outcome) -> Document:
    """All of an outcome."""
    return {
        "decisions": list(starmap(decision_document, outcome.decisions)),
        "refusals": list(map(refusal_document, refusals(outcome))),
        "failures": list(starmap(_failure_document, outcome.failures.items())),
        "notes": list(map(note_document, outcome.notes)),
        "troubles": outcome.troubles,
        "unsafe": list(map(str, outcome.unsafe)),
        "counts": Counter(decision.action for _, decision in pending(outcome)),
        "held": outcome.held,
        "waiting": outcome.waiting,
    }


def outcome_rows(outcome: Outcome) -> list[Document]:
    """The same as one table: a line for each decision and each refusal."""
    rows = [_row(decision.action, decision_document(zone, decision)) for zone, decision in outcome.decisions]
    for refusal in refusals(outcome):
        rows.append(_row(f"refused: {refusal.code}", refusal_document(refusal)))
    return rows


def _row(what: str, document: Document) -> Document:
    columns = ("hostname", "zone", "load_balancer", "reason")
    return {"action": what} | {key: document[key] for key in columns}


def _failure_document(load_balancer: LoadBalancerId, failure: Failure) -> Document:
    return {"load_balancer": str(load_balancer), "reason": failure.reason}


def decision_document(zone: HostedZone, decision: Decision) -> Document:
    """One decision."""
    return {
        "action": decision.action,
        "hostname": decision.hostname,
        "set_identifier": decision.key.set_identifier,
        "zone": zone.name,
        "zone_id": zone.id,
        "load_balancer": str(decision.load_balancer),
        "reason": decision.reason,
        "changes": [{"action": change.action} | record_set_document(change.record_set) for change in decision.changes],
    }


def refusal_document(refusal: Refusal) -> Document:
    """One refusal."""
    return {
        "code": refusal.code,
        "hostname": refusal.hostname,
        "set_identifier": refusal.set_identifier,
        "load_balancer": str(refusal.load_balancer),
        "reason": refusal.reason,
        "zone": refusal.zone.name if refusal.zone else None,
        "zone_id": refusal.zone.id if refusal.zone else None,
    }


def note_document(note: Note) -> Document:
    """One note."""
    return {
        "code": note.code,
        "hostname": note.hostname,
        "zone": note.zone.name,
        "zone_id": note.zone.id,
        "load_balancer": str(note.load_balancer) if note.load_balancer else None,
        "reason": note.reason,
    }


def record_set_document(record_set: RecordSet) -> Document:
    """One record set."""
    document: Document = {"name": record_set.key.name, "type": record_set.key.type}
    if record_set.key.set_identifier:
        document["set_identifier"] = record_set.key.set_identifier
    if record_set.routing:
        document["routing"] = str(record_set.routing)
    if record_set.health_check:
        document["health_check"] = record_set.health_check
    if record_set.alias:
        document["alias"] = {
            "dns_name": record_set.alias.dns_name,
            "hosted_zone_id": record_set.alias.hosted_zone_id,
            "evaluate_target_health": record_set.alias.evaluate_target_health,
        }
    else:
        document |= {"ttl": record_set.ttl, "values": list(record_set.values)}
    return document


def by_zone(outcome: Outcome, zones: Iterable[HostedZone]) -> Iterator[tuple[HostedZone, list[Decision]]]:
    """The decisions of each zone that has any, in the order of names."""
    for zone in zones:
        decisions = [decision for where, decision in outcome.decisions if where.id == zone.id and is_pending(decision)]
        if decisions:
            yield zone, sorted(decisions, key=lambda decision: decision.hostname)

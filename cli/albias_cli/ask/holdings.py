"""Every name that this deployment holds, as a dry sweep sees it: the engine's own reading, and its own judgement."""

from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from albias.case import Case, Decision, Standing
from albias.engine.outcome import Outcome, Request, ZonePlan
from albias.model import HostedZone, LoadBalancerId, Note, RecordSet, Routing, bare_target, plain
from albias.names import DnsName
from albias.sources import source_of
from albias_cli.errors import CommandError, explained
from albias_cli.show.describe import is_pending
from albias_cli.workspace import Workspace

from .deployed import log_group, log_lines, log_more, unlogged

_LOG_KEPT = 92 * 86400.0  # seconds: log_retention keeps the log for three months, if not told otherwise
State = Literal["healthy", "drifted", "orphaned", "kept", "blocked"]
STATES: tuple[State, ...] = ("healthy", "drifted", "orphaned", "kept", "blocked")


@dataclass(frozen=True, slots=True)
class Holding:
    """A held record set of a name.

    `state`: as wanted; differs and would be repaired; its load balancer is gone or no longer wants it, and a sweep
    would act on that, or would not; refused. `source`: the place that asks for it, empty where none does.
    `since` in Unix seconds, where it was asked for, and known.
    """

    hostname: DnsName
    zone: HostedZone
    load_balancer: LoadBalancerId
    target: str
    record_sets: tuple[RecordSet, ...]
    state: State
    next: str
    waiting: tuple[LoadBalancerId, ...]
    source: str = ""
    set_identifier: str = ""
    routing: Routing | None = None
    notes: tuple[Note, ...] = ()
    since: float | None = None


def holdings(workspace: Workspace) -> tuple[list[Holding], Outcome]:
    """All of them in the order of zones and names, and what a sweep would come to. Raises: AwsUnavailable."""
    plan = workspace.engine().plan(Request(sweep=True))
    places = {zone.id: place for place, zone in enumerate(workspace.settings.zones)}
    found: list[Holding] = []
    for planned in sorted(plan.zones, key=lambda planned: places[planned.zone.id]):
        for _, case in sorted(planned.cases.items()):
            if case.holder is not None:
                found.append(_holding(case, planned))
    return found, plan.foreseen()


def taken_since(workspace: Workspace) -> tuple[dict[tuple[str, str], float], CommandError | None]:
    """When each name was taken, by hosted zone id and name, as far back as the function's log goes; Unix seconds.

    And why that is not known, where it is not: a list without it is better than none.
    """
    taken: dict[tuple[str, str], float] = {}
    try:
        for line in log_lines(workspace, log_group(workspace), workspace.now() - _LOG_KEPT):
            if line.text("action") in ("create", "adopt", "hand-over") and not line.said.get("dry_run"):
                taken[line.text("zone_id"), line.text("hostname")] = line.at
    except (CommandError, ClientError, BotoCoreError) as error:
        return taken, explained(error)
    why = unlogged(workspace)
    return taken, CommandError(why, log_more(workspace)) if why else None


def _holding(case: Case, planned: ZonePlan) -> Holding:
    holder, hold = case.holder, case.hold
    assert holder is not None
    assert hold is not None
    coming_up = (*planned.decisions, *planned.left_out)
    acting = [each for each in coming_up if each.key == case.key and is_pending(each)]
    refused = [
        each.reason
        for each in planned.refusals
        if (each.hostname, each.set_identifier, each.load_balancer) == (*case.key, holder.id)
    ]
    notes = tuple(note for note in planned.notes if (note.hostname, note.load_balancer) == (case.name, holder.id))
    state = _state(case, acting, refused, notes)
    told = [f"{note.code}: {note.reason}" for note in notes]
    kept = [_why_kept(case)] if state == "kept" and not told else []
    coming = [f"{each.action}: {each.reason}" for each in acting]
    ours = tuple(found for found in case.answering if found.key.set_identifier == case.key.set_identifier)
    return Holding(
        hostname=case.name,
        zone=case.zone,
        load_balancer=holder.id,
        target=bare_target(holder.target or hold.target),
        record_sets=ours,
        state=state,
        next=plain("; ".join([*coming, *refused, *kept, *told])),
        waiting=tuple(party.id for party in case.claimants if party.id != holder.id),
        source=holder.claim.wish.place if holder.claim else "",
        set_identifier=case.key.set_identifier,
        routing=_routing(case, ours),
        notes=notes,
    )


def _state(case: Case, acting: list[Decision], refused: list[str], notes: tuple[Note, ...]) -> State:
    holder = case.holder
    if refused:
        return "blocked"
    if holder is None or holder.standing is not Standing.WANTS:
        return "orphaned" if acting else "kept"
    if acting:
        return "drifted"
    return "kept" if any(note.code == "delegated" for note in notes) else "healthy"


def _why_kept(case: Case) -> str:
    if case.settings.policy != "sync":
        return f"policy = {case.settings.policy!r} keeps it"
    if case.hold is not None and case.hold.unnamed_since:
        return source_of(case.hold.origin).said_in_grace
    return "its load balancer still names it, and may not have it: `albias explain` says why"


def _routing(case: Case, record_sets: tuple[RecordSet, ...]) -> Routing | None:
    """The routing as it is wanted; as it is where nobody wants it."""
    if case.holder is not None and case.holder.claim is not None:
        return case.holder.claim.routing
    return record_sets[0].routing if record_sets else None

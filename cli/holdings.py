"""Every name that this deployment holds, as a dry sweep sees it: the engine's own reading, and its own judgement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from albias.case import Case, Decision
from albias.model import HostedZone, LoadBalancerId, RecordSet, bare_target
from albias.names import DnsName
from albias.reconcile import Outcome

from .deployed import log_group, log_lines
from .describe import is_pending, plain
from .orders import Memo
from .workspace import Workspace

_LOG_KEPT = 92 * 86400.0  # seconds: infra/function.py keeps the log for three months
State = Literal["healthy", "drifted", "orphaned", "blocked"]
STATES: tuple[State, ...] = ("healthy", "drifted", "orphaned", "blocked")


@dataclass(frozen=True, slots=True)
class Holding:
    """A held name. `state`: as wanted; differs and would be repaired; its load balancer is gone or no longer wants it;
    differs, and albias may not repair it. `since` in Unix seconds, where it was asked for and the log says it."""

    hostname: DnsName
    zone: HostedZone
    load_balancer: LoadBalancerId
    target: str
    record_sets: tuple[RecordSet, ...]
    state: State
    next: str
    waiting: tuple[LoadBalancerId, ...]
    since: float | None = None


def holdings(workspace: Workspace) -> tuple[list[Holding], Outcome]:
    """All of them in the order of zones and names, and the dry sweep. Raises: AwsUnavailable."""
    memo = Memo()
    outcome = workspace.engine(dry_run=True, decide=memo, force=True).sweep()
    zones = {zone.id: place for place, zone in enumerate(workspace.settings.zones)}
    found = [
        _holding(case, memo.verdicts[key][0], [each.reason for each in memo.verdicts[key][1] if _of_holder(case, each)])
        for key, case in memo.cases.items()
        if case.holder
    ]
    return sorted(found, key=lambda each: (zones[each.zone.id], each.hostname)), outcome


def taken_since(workspace: Workspace) -> dict[tuple[str, str], float]:
    """When each name was taken, by hosted zone id and name, as far back as the function's log goes; Unix seconds."""
    taken: dict[tuple[str, str], float] = {}
    for line in log_lines(workspace, log_group(workspace), workspace.now() - _LOG_KEPT):
        if line.text("action") in ("create", "adopt", "hand-over") and not line.said.get("dry_run"):
            taken[line.text("zone_id"), line.text("hostname")] = line.at
    return taken


def _of_holder(case: Case, refusal: object) -> bool:
    return case.holder is not None and getattr(refusal, "load_balancer", None) == case.holder.id


def _holding(case: Case, decisions: Iterable[Decision], refused: list[str]) -> Holding:
    holder = case.holder
    assert holder is not None
    acting = [decision for decision in decisions if is_pending(decision)]
    state: State = "healthy"
    if holder.described is None or not holder.wants(case.name):
        state = "orphaned"
    elif refused:
        state = "blocked"
    elif acting:
        state = "drifted"
    coming = plain("; ".join([*(f"{each.action}: {each.reason}" for each in acting), *refused]))
    return Holding(
        hostname=case.name,
        zone=case.zone,
        load_balancer=holder.id,
        target=bare_target(holder.described.dns_name) if holder.described else holder.entry.target,
        record_sets=tuple(case.taken),
        state=state,
        next=coming,
        waiting=tuple(party.id for party in case.claimants if party.id != holder.id),
    )

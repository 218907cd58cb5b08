"""Every name that this deployment holds, as a dry sweep sees it: the engine's own reading, and its own judgement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from albias.case import Case, Decision
from albias.engine.outcome import Outcome
from albias.model import HostedZone, LoadBalancerId, RecordSet, bare_target
from albias.names import DnsName
from albias_cli.errors import CommandError, explained
from albias_cli.orders import Memo
from albias_cli.show.describe import is_pending, plain
from albias_cli.workspace import Workspace

from .deployed import log_group, log_lines, unlogged

_LOG_KEPT = 92 * 86400.0  # seconds: albias_cdk/function.py keeps the log for three months
State = Literal["healthy", "drifted", "orphaned", "kept", "blocked"]
STATES: tuple[State, ...] = ("healthy", "drifted", "orphaned", "kept", "blocked")


@dataclass(frozen=True, slots=True)
class Holding:
    """A held name. `state`: as wanted; differs and would be repaired; its load balancer is gone or no longer wants it,
    and a sweep would act on that, or would not; refused. `since` in Unix seconds, where it was asked for, and known."""

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
    outcome = workspace.engine(dry_run=True, decide=memo).sweep()
    zones = {zone.id: place for place, zone in enumerate(workspace.settings.zones)}
    found = [
        _holding(case, memo.verdicts[key][0], [each.reason for each in memo.verdicts[key][1] if _of_holder(case, each)])
        for key, case in memo.cases.items()
        if case.holder
    ]
    return sorted(found, key=lambda each: (zones[each.zone.id], each.hostname)), outcome


def taken_since(workspace: Workspace) -> tuple[dict[tuple[str, str], float], str]:
    """When each name was taken, by hosted zone id and name, as far back as the function's log goes; Unix seconds.

    And why that is not known, or the empty text: a list without it is better than none.
    """
    taken: dict[tuple[str, str], float] = {}
    try:
        for line in log_lines(workspace, log_group(workspace), workspace.now() - _LOG_KEPT):
            if line.text("action") in ("create", "adopt", "hand-over") and not line.said.get("dry_run"):
                taken[line.text("zone_id"), line.text("hostname")] = line.at
    except (CommandError, ClientError, BotoCoreError) as error:
        return taken, explained(error).what
    return taken, unlogged(workspace)


def _of_holder(case: Case, refusal: object) -> bool:
    return case.holder is not None and getattr(refusal, "load_balancer", None) == case.holder.id


def _why_kept(case: Case) -> str:
    if case.settings.policy != "sync":
        return f"policy = {case.settings.policy!r} keeps it"
    return "its load balancer still names it, and may not have it: `albias explain` says why"


def _holding(case: Case, decisions: Iterable[Decision], refused: list[str]) -> Holding:
    holder = case.holder
    assert holder is not None
    acting = [decision for decision in decisions if is_pending(decision)]
    state: State = "healthy"
    if refused:
        state = "blocked"
    elif holder.described is None or not holder.wants(case.name):
        state = "orphaned" if acting else "kept"
    elif acting:
        state = "drifted"
    kept = [_why_kept(case)] if state == "kept" else []
    coming = plain("; ".join([*(f"{each.action}: {each.reason}" for each in acting), *refused, *kept]))
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

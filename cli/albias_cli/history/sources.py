"""Who can tell what happened to a name, the best first: Change History, CloudTrail, the function's own log.

The first that answers is the answer; why a better one did not is told with it, and what to do about that. What
CloudTrail does not show yet, the log has: the function's own doings of the last minutes come from there.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from albias.aws.clients import Pace
from albias.aws.failures import error_code
from albias.errors import AlbiasError
from albias.model import HostedZone, LoadBalancerId, plain
from albias.names import DnsName
from albias.registry import hold_name
from albias_cli.ask.deployed import LogLine, log_group, log_lines, log_more, unlogged
from albias_cli.errors import CommandError, explained
from albias_cli.show.describe import short
from albias_cli.workspace import Workspace

from . import change_history, trail
from .batch import Batch
from .happened import Happened, what_happened

Source = Literal["Change History", "CloudTrail", "the function's log"]
_ADVANCED = (
    "It comes with the hosted zone's tier ADVANCED, which costs more (Route 53's guide, “Hosted zone tiers”):"
    " `aws route53 update-hosted-zone-tier --hosted-zone-id {} --hosted-zone-tier ADVANCED`"
)
_LATE = 20 * 60.0  # seconds in which CloudTrail may not show an event yet: 15 minutes, and some more
_ACTIONS = {
    "create": "created for",
    "repair": "repaired for",
    "hand-over": "handed over to",
    "adopt": "adopted for",
    "convert": "converted for",
    "remove": "removed; it was of",
    "let-go": "let go of; it was of",
}


@dataclass(frozen=True, slots=True)
class Passed:
    """A source that did not answer: why, and what to do about it."""

    source: Source
    why: str
    advice: str


@dataclass(slots=True)
class History:
    """What happened to a name in one hosted zone, the oldest first.

    `source`: who tells it; None where nobody could. `since`: from when on it is known (Unix seconds). `unread`: batches
    whose changes the source does not tell. `limits`: what the source is known not to have.
    """

    zone: HostedZone
    source: Source | None = None
    since: float = 0.0
    happened: list[Happened] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    unread: list[Batch] = field(default_factory=list)
    limits: str = ""


class _NotToBeHad(Exception):
    """A source cannot tell of this hosted zone."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(why)
        self.why = why
        self.advice = advice


# What keeps one source from telling, and no other.
_TROUBLE = (ClientError, BotoCoreError, AlbiasError, CommandError, _NotToBeHad)


def history_of(workspace: Workspace, name: DnsName, zone: HostedZone, since: float) -> History:
    """What happened to a name in a hosted zone since a time (Unix seconds), by the best source that answers."""
    found = History(zone)
    for source, ask in _SOURCES:
        try:
            ask(workspace, name, since, found)
        except _TROUBLE as error:
            found.passed.append(_passed(source, zone, error))
            continue
        found.source = source
        found.happened.sort(key=lambda each: each.at)
        return found
    return found


def _passed(source: Source, zone: HostedZone, error: Exception) -> Passed:
    if isinstance(error, _NotToBeHad):
        return Passed(source, error.why, error.advice)
    if isinstance(error, ClientError) and error_code(error) == "FeatureNotEnabled":
        return Passed(source, "the hosted zone has none", _ADVANCED.format(zone.id))
    told = explained(error)
    return Passed(source, told.what, told.advice)


def _from_change_history(workspace: Workspace, name: DnsName, since: float, found: History) -> None:
    client = workspace.clients.get("route53", found.zone.role_arn)
    if not change_history.can_ask(client):
        why = f"the installed botocore cannot ask for it; {change_history.SINCE_BOTOCORE} can"
        way = f"python -m pip install 'botocore>={change_history.SINCE_BOTOCORE}'"
        raise _NotToBeHad(why, f"Bring a newer one where albias runs: `{way}`")
    ids = batches_of(client, found.zone, name, since=since, turn=workspace.pace)
    for batch in change_history.batches(client, found.zone.id, ids, workspace.pace):
        _note(batch, name, found, workspace)
    found.since = max(since, workspace.now() - change_history.KEPT)
    with suppress(ClientError):  # a role that may not ask still knows all the rest
        found.since = max(found.since, change_history.starts_at(client, found.zone.id))
    found.limits = "a change may take some seconds to appear"


def batches_of(client: Any, zone: HostedZone, name: DnsName, *, since: float, turn: Callable[[], None]) -> list[str]:
    """The ids of the change batches that changed a name or its hold, by Change History; the newest first, each once.

    Raises: ClientError.
    """
    held_at = hold_name(name, zone)
    ids = change_history.ids_of_changes(client, zone.id, name, change_history.TYPES, since=since, turn=turn)
    ids += change_history.ids_of_changes(client, zone.id, held_at, ("TXT",), since=since, turn=turn)
    return list(dict.fromkeys(ids))


def _from_trail(workspace: Workspace, name: DnsName, since: float, found: History) -> None:
    region = trail.home_region(workspace.me.partition)
    client = workspace.elsewhere(None, region).get("cloudtrail", found.zone.role_arn)
    pace = Pace(trail.RATE, workspace.now, workspace.sleep)
    start = max(since, workspace.now() - trail.KEPT)
    number = 0
    for number, batch in enumerate(trail.batches(client, found.zone.id, start, pace), 1):
        workspace.work.at(f"{found.zone.name}: {number:,} change batches of CloudTrail's read")
        _note(batch, name, found, workspace)
    found.since = start
    found.limits = "an event may take 15 minutes to appear, and rarely one is missing"
    late = max(start, workspace.now() - _LATE) if number else start  # one that shows nothing at all proves nothing
    with suppress(*_TROUBLE):
        _add_from_log(workspace, name, late, found)


def _add_from_log(workspace: Workspace, name: DnsName, since: float, found: History) -> None:
    """What the function did, and what is not known of it yet. Raises: as `_from_log`."""
    logged = History(found.zone)
    _from_log(workspace, name, since, logged)
    known = {each.change_id for each in found.happened}
    added = [each for each in logged.happened if each.change_id and each.change_id not in known]
    if added:
        found.happened += added
        found.limits += f"; the log of the function tells {len(added)} of them already"


def _note(batch: Batch, name: DnsName, found: History, workspace: Workspace) -> None:
    if batch.unread:
        found.unread.append(batch)
    told = what_happened(batch, name, found.zone, workspace.me)
    if told is not None:
        found.happened.append(told)


def _from_log(workspace: Workspace, name: DnsName, since: float, found: History) -> None:
    if why := unlogged(workspace):
        raise _NotToBeHad(why, log_more(workspace))
    lines = log_lines(workspace, log_group(workspace), since, name)
    found.happened += _logged(lines, found.zone, workspace.me.owner)
    found.since = since
    found.limits = "only what this deployment's function did, as far back as log_retention keeps it"


def _logged(lines: Iterable[LogLine], zone: HostedZone, owner: str) -> list[Happened]:
    """What the function did to the name in this hosted zone; what it would have done in a dry run did not happen."""
    happened: list[Happened] = []
    for line in lines:
        verb = _ACTIONS.get(line.text("action"))
        if line.text("zone_id") != zone.id or line.said.get("dry_run") or verb is None:
            continue
        load_balancer = LoadBalancerId.parse(line.text("load_balancer"))
        whose = short(load_balancer) if load_balancer else "an unknown load balancer"
        what = f"{verb} {whose}: {plain(line.text('reason'))}"
        happened.append(Happened(line.at, what, f"albias {owner}", change_id=line.text("change_id")))
    return happened


_SOURCES: tuple[tuple[Source, Callable[[Workspace, DnsName, float, History], None]], ...] = (
    ("Change History", _from_change_history),
    ("CloudTrail", _from_trail),
    ("the function's log", _from_log),
)

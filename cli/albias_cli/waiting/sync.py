"""Whether Route 53 has a change everywhere: GetChange says INSYNC. Reads only.

GetChange wants the change batch's id. Whoever sent the batch has it; for others Change History has it some seconds
later, in hosted zones of the tier ADVANCED, and the function's log for what the function did. CloudTrail tells it
minutes later.
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from albias.aws.failures import error_code
from albias.model import HostedZone, RecordSet
from albias.names import DnsName
from albias_cli.ask.deployed import log_group, log_lines, unlogged
from albias_cli.errors import CommandError, explained
from albias_cli.history import change_history
from albias_cli.history.batch import Batch
from albias_cli.history.sources import batches_of
from albias_cli.workspace import Workspace

_LONG_AGO = 3600.0  # seconds: what was accepted before is everywhere (Route 53: "within 60 seconds", mostly)


@dataclass(frozen=True, slots=True)
class InSync:
    """Whether a change is everywhere; None where nobody can ask, and why."""

    state: bool | None
    words: str


def in_sync(workspace: Workspace, name: DnsName, zone: HostedZone, hold: RecordSet) -> InSync:
    """Whether the batch that wrote this hold is in sync: by Change History's id of it, else by the log's."""
    client = workspace.clients.get("route53", zone.role_arn)
    found = _by_history(workspace, client, name, zone=zone, hold=hold)
    if found.state is not None:
        return found
    by_log = _by_log(workspace, client, name, zone=zone, hold=hold)
    if by_log.state is not None:
        return by_log
    return InSync(None, f"no change id is to be had: {found.words}, and {by_log.words}")


def _by_history(workspace: Workspace, client: Any, name: DnsName, *, zone: HostedZone, hold: RecordSet) -> InSync:
    if not change_history.can_ask(client):
        return InSync(None, "the installed botocore does not know Change History")
    try:
        ids = batches_of(client, zone, name, since=workspace.now() - _LONG_AGO, turn=workspace.pace)
        for batch in change_history.batches(client, zone.id, ids, workspace.pace):
            if _wrote(batch, hold):
                return _asked(client, batch.change_id)
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error_code(error) == "FeatureNotEnabled":
            return InSync(None, "the hosted zone has no Change History")
        return InSync(None, explained(error).what)
    if ids:
        return InSync(False, "its change batch is not in Change History yet")
    return InSync(True, "accepted more than an hour ago")


def _by_log(workspace: Workspace, client: Any, name: DnsName, *, zone: HostedZone, hold: RecordSet) -> InSync:
    if why := unlogged(workspace):
        return InSync(None, why)
    change_id = ""
    try:
        for line in log_lines(workspace, log_group(workspace), workspace.now() - _LONG_AGO, name):
            if line.text("zone_id") == zone.id and sorted(line.said.get("hold", ())) == sorted(hold.values):
                change_id = line.text("change_id")
        if change_id:
            return _asked(client, change_id)
    except (ClientError, BotoCoreError, CommandError) as error:
        return InSync(None, f"the function's log does not tell it: {explained(error).what}")
    return InSync(None, "the function's log of the last hour has none")


def _asked(client: Any, change_id: str) -> InSync:
    """Raises: ClientError."""
    status = client.get_change(Id=change_id)["ChangeInfo"]["Status"]
    return InSync(status == "INSYNC", f"change {change_id} is {status}")


def _wrote(batch: Batch, hold: RecordSet) -> bool:
    return any(change.action == "CREATE" and change.record_set == hold for change in batch.changes)

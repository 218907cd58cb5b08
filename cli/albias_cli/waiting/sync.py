"""Whether Route 53 has a change everywhere: GetChange says INSYNC. Reads only.

GetChange wants the change batch's id. Whoever sent the batch has it; for others Change History has it some seconds
later, in hosted zones of the tier ADVANCED. Elsewhere nobody can ask in time: CloudTrail tells of it minutes later.
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from albias.aws.failures import error_code
from albias.model import HostedZone, RecordSet
from albias.names import DnsName
from albias_cli.errors import explained
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
    """Whether the batch that wrote this hold is in sync."""
    client = workspace.clients.get("route53", zone.role_arn)
    if not change_history.can_ask(client):
        return InSync(None, "no change id is to be had: the installed botocore does not know Change History")
    try:
        return _asked(workspace, client, name, zone=zone, hold=hold)
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error_code(error) == "FeatureNotEnabled":
            return InSync(None, "no change id is to be had: the hosted zone has no Change History")
        return InSync(None, f"no change id is to be had: {explained(error).what}")


def _asked(workspace: Workspace, client: Any, name: DnsName, *, zone: HostedZone, hold: RecordSet) -> InSync:
    ids = batches_of(client, zone, name, workspace.now() - _LONG_AGO, workspace.pace)
    for batch in change_history.batches(client, zone.id, ids, workspace.pace):
        if _wrote(batch, hold):
            status = client.get_change(Id=batch.change_id)["ChangeInfo"]["Status"]
            return InSync(status == "INSYNC", f"change {batch.change_id} is {status}")
    if ids:
        return InSync(False, "its change batch is not in Change History yet")
    return InSync(True, "accepted more than an hour ago")


def _wrote(batch: Batch, hold: RecordSet) -> bool:
    return any(change.action == "CREATE" and change.record_set == hold for change in batch.changes)

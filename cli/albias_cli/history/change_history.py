"""Route 53's Change History: who changed which record set of a hosted zone of the tier ADVANCED, for 365 days.

Source: Amazon Route 53, "Viewing the change history of a hosted zone"; API ListResourceRecordSetChanges and
GetHostedZoneChangeBatch. botocore knows them from 1.44.8 on: older ones cannot ask.
"""

from collections.abc import Callable, Iterator
from typing import Any

from albias.names import DnsName, to_route53

from .batch import Batch, past_changes

KEPT = 365 * 86400.0  # seconds
TYPES = ("A", "AAAA", "CNAME")
SINCE_BOTOCORE = "1.44.8"


def can_ask(client: Any) -> bool:
    """Whether the installed botocore has the operations."""
    return hasattr(client, "list_resource_record_set_changes")


def ids_of_changes(
    client: Any, zone_id: str, name: DnsName, kinds: tuple[str, ...], *, since: float, turn: Callable[[], None]
) -> list[str]:
    """The ids of the batches that changed these types of a name since a time (Unix seconds), the newest first.

    Raises: ClientError, FeatureNotEnabled among them.
    """
    found: dict[str, None] = {}
    for kind in kinds:
        for change in _changes(client, zone_id, name, kind, since=since, turn=turn):
            found[change["ChangeId"]] = None
    return list(found)


def batches(client: Any, zone_id: str, ids: list[str], turn: Callable[[], None]) -> Iterator[Batch]:
    """Whole change batches, with their comments. Raises: ClientError."""
    for each in ids:
        turn()
        answer = client.get_hosted_zone_change_batch(HostedZoneId=zone_id, ChangeId=each)
        summary = answer["ChangeBatchSummary"]
        yield Batch(
            at=summary["SubmittedAt"].timestamp(),
            principal=summary.get("SubmittedBy", ""),
            changes=past_changes(answer["ChangeBatch"]["Changes"]),
            comment=summary.get("Comment", ""),
            change_id=summary["ChangeId"].removeprefix("/change/"),
        )


def starts_at(client: Any, zone_id: str) -> float:
    """From when on the history of a hosted zone can be read, in Unix seconds; 0 where Route 53 does not say.

    Raises: ClientError.
    """
    features = client.get_hosted_zone(Id=zone_id)["HostedZone"].get("Features", {})
    start = features.get("ChangeHistory", {}).get("RetentionStartsAt")
    return start.timestamp() if start else 0.0


def _changes(
    client: Any, zone_id: str, name: DnsName, kind: str, *, since: float, turn: Callable[[], None]
) -> Iterator[Any]:
    """The newest first, as far back as asked: a time before the history's start would be an error of the request."""
    asked = {"HostedZoneId": zone_id, "RecordName": to_route53(name), "RecordType": kind}
    position: dict[str, str] = {}
    while position.get("NextToken", "first"):
        turn()
        page = client.list_resource_record_set_changes(**asked, **position)
        for change in page["ResourceRecordSetChanges"]:
            if change["SubmittedAt"].timestamp() < since:
                return
            yield change
        position = {"NextToken": page.get("NextToken", "")}

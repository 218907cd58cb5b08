"""Amazon Route 53: pages of record sets in, change batches out. Paging and translation of errors, nothing else."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from albias.errors import AwsUnavailable, BatchRefused
from albias.model import AliasTarget, Change, RecordKey, RecordSet
from albias.names import DnsName, from_route53, to_route53

from .failures import error_code, error_message, translated

if TYPE_CHECKING:
    from mypy_boto3_route53.client import Route53Client

_PAGE = "300"  # the most that ListResourceRecordSets returns; a smaller page costs the same share of the rate limit
_POSITION = ("RecordName", "RecordType", "RecordIdentifier")
_MODELLED = {"Name", "Type", "TTL", "ResourceRecords", "AliasTarget"}
# InvalidChangeBatch also comes without a code, in the form with a list of messages that botocore does not read
_REFUSED = ("InvalidChangeBatch", "InvalidInput", "")
_DENIED = "AccessDenied"
# the last: a CNAME where an address is to be created, which was not there when the name was read
_OUTDATED = ("but it already exists", "not found", "do not match", "RRSet of type A")


class Route53:
    """What albias asks of Route 53 with one set of credentials."""

    def __init__(self, client: "Route53Client") -> None:
        self._client = client

    def page(self, zone_id: str, start: DnsName) -> tuple[list[RecordSet], DnsName | None]:
        """The record sets from a name on, and the name at which the next page begins (None at the zone's end).

        Asks on while a page ends within `start` itself (hundreds of routed record sets may share a name).
        Raises: AwsUnavailable. Source: ListResourceRecordSets.
        """
        found: list[RecordSet] = []
        position: dict[str, Any] = {"StartRecordName": to_route53(start)}
        while True:
            with translated(f"ListResourceRecordSets of {zone_id}"):
                answer: Any = self._client.list_resource_record_sets(HostedZoneId=zone_id, MaxItems=_PAGE, **position)
            found += [_read(record_set) for record_set in answer["ResourceRecordSets"]]
            following = from_route53(answer["NextRecordName"]) if answer["IsTruncated"] else None
            if following != start:
                return found, following
            position = {f"Start{part}": answer[f"Next{part}"] for part in _POSITION if f"Next{part}" in answer}

    def change(self, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        """Apply a change batch, all or none. Returns when it is accepted; nobody waits for INSYNC (H44).

        Raises: BatchRefused (InvalidChangeBatch, AccessDenied), AwsUnavailable (also when the outcome is not known).
        Source: ChangeResourceRecordSets.
        """
        batch: Any = {"Comment": comment[:256], "Changes": [_written(change) for change in changes]}
        try:
            with translated(f"ChangeResourceRecordSets of {zone_id}", *_REFUSED, _DENIED):
                self._client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)
        except ClientError as error:
            words = error_message(error) or "it does not say why"
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 400 and not error_code(error):
                raise AwsUnavailable(f"ChangeResourceRecordSets of {zone_id}: {words}") from error
            raise BatchRefused(
                words, denied=error_code(error) == _DENIED, outdated=any(text in words for text in _OUTDATED)
            ) from error


def _read(found: Mapping[str, Any]) -> RecordSet:
    key = RecordKey(from_route53(found["Name"]), found["Type"], found.get("SetIdentifier", ""))
    values = tuple(record["Value"] for record in found.get("ResourceRecords", ()))
    target = found.get("AliasTarget")
    alias = AliasTarget(target["DNSName"], target["HostedZoneId"], target["EvaluateTargetHealth"]) if target else None
    return RecordSet(key, found.get("TTL"), values, alias, opaque=bool(found.keys() - _MODELLED))


def _written(change: Change) -> dict[str, Any]:
    record_set, alias = change.record_set, change.record_set.alias
    content: dict[str, Any] = {
        "TTL": record_set.ttl,
        "ResourceRecords": [{"Value": text} for text in record_set.values],
    }
    if alias:
        target = {"DNSName": alias.dns_name, "HostedZoneId": alias.hosted_zone_id}
        content = {"AliasTarget": {**target, "EvaluateTargetHealth": alias.evaluate_target_health}}
    key = {"Name": to_route53(record_set.key.name), "Type": record_set.key.type}
    return {"Action": change.action, "ResourceRecordSet": key | content}

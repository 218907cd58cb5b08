"""Amazon Route 53: pages of record sets in, change batches out. Paging and translation, nothing else."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from albias.errors import BatchRefused, Cause
from albias.model import AliasTarget, Change, RecordKey, RecordSet, Routing
from albias.model.records import ROUTING_FIELDS
from albias.names import DnsName, from_route53, to_route53

from .failures import THROTTLED, error_code, error_message, translated
from .spacing import Spacing

if TYPE_CHECKING:
    from mypy_boto3_route53.client import Route53Client

_PAGE = "300"  # the most that ListResourceRecordSets returns; a smaller page costs the same share of the rate limit
MAX_COMMENT = 256  # characters
_POSITION = ("RecordName", "RecordType", "RecordIdentifier")
_KNOWN = {
    "Name",
    "Type",
    "SetIdentifier",
    "TTL",
    "ResourceRecords",
    "AliasTarget",
    "HealthCheckId",
    "TrafficPolicyInstanceId",
    *ROUTING_FIELDS.values(),
}
# What Route 53 says in InvalidChangeBatch, which is one error code for everything: in small letters and without names,
# which may have any of these words in them. The first that matches counts.
_SAID: Sequence[tuple[str, Cause]] = (
    ("alias that targets", Cause.TARGET_NOT_FOUND),
    ("but it already exists", Cause.OUTDATED),
    ("but it was not found", Cause.OUTDATED),
    ("do not match", Cause.OUTDATED),
    # a CNAME where an address is to be created, which was not there when the name was read
    ("rrset of type a", Cause.OUTDATED),
    # record sets of another policy, or in the same slot, which were not there either
    ("cannot be created as", Cause.OUTDATED),
    ("cannot be created because", Cause.OUTDATED),
    ("_check", Cause.GUARDED),
    ("guardrail", Cause.GUARDED),
    ("protect", Cause.PROTECTED),
    ("exceed the limit of", Cause.ZONE_FULL),
    ("exceeded the limit of", Cause.ZONE_FULL),
    ("limit of 10000", Cause.ZONE_FULL),
    ("maximum number of", Cause.ZONE_FULL),
)
_NAME = re.compile(r"'[^']*'|\S+\.\S*")
_FULL = ("LimitsExceeded", "TooManyRecords")
_DENIED = ("AccessDenied", "AccessDeniedException")
_NOT_OF_THE_BATCH = (
    "NoSuchHostedZone",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "RequestExpired",
)
_BAD_REQUEST = 400  # the HTTP status of what AWS understood and refused


class Route53:
    """What albias asks of Route 53 with one set of credentials."""

    def __init__(self, client: "Route53Client", spacing: Spacing | None = None) -> None:
        self._client = client
        self._spacing = spacing or Spacing(time.monotonic, time.sleep)

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
            found += [read_record_set(record_set) for record_set in answer["ResourceRecordSets"]]
            following = from_route53(answer["NextRecordName"]) if answer["IsTruncated"] else None
            if following != start:
                return found, following
            position = {f"Start{part}": answer[f"Next{part}"] for part in _POSITION if f"Next{part}" in answer}

    def change(self, zone_id: str, changes: Sequence[Change], comment: str) -> str:
        """Apply a change batch, all or none; returns its id when it is accepted. Nobody waits for INSYNC (H44).

        Raises: BatchRefused for whatever Route 53 says of the batch itself, also in words that nobody knows yet;
        AwsUnavailable, also when the outcome is not known. Source: ChangeResourceRecordSets.
        """
        batch: Any = {"Comment": comment[:MAX_COMMENT], "Changes": [written(change) for change in changes]}
        with translated(f"ChangeResourceRecordSets of {zone_id}"):
            try:
                answer = self._spacing.send(
                    lambda: self._client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)
                )
                return str(answer["ChangeInfo"]["Id"]).removeprefix("/change/")
            except ClientError as error:
                if not _speaks_of_the_batch(error):
                    raise
                words = error_message(error) or "it does not say why"
                raise BatchRefused(words, _cause(error_code(error), words)) from error


def _speaks_of_the_batch(error: ClientError) -> bool:
    """Whether less of it, or something else, might pass: the request was understood, and its content was refused."""
    code = error_code(error)
    if error.operation_name != "ChangeResourceRecordSets" or code in (*THROTTLED, *_NOT_OF_THE_BATCH):
        return False
    if code.isdigit():
        return False  # not Route 53's: botocore took the status of an answer that has no error in it
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status == _BAD_REQUEST or code in (*_DENIED, "InvalidChangeBatch", "InvalidInput", "NoSuchHealthCheck")


def _cause(code: str, words: str) -> Cause:
    if code in _DENIED:
        return Cause.DENIED
    if code in _FULL:
        return Cause.ZONE_FULL
    said = _NAME.sub("", words).lower()
    for text, cause in _SAID:
        if text in said:
            return cause
    return Cause.OTHER


def read_record_set(found: Mapping[str, Any]) -> RecordSet:
    """A record set as ListResourceRecordSets returns it."""
    target = found.get("AliasTarget")
    alias = AliasTarget(target["DNSName"], target["HostedZoneId"], target["EvaluateTargetHealth"]) if target else None
    unknown = [(name, json.dumps(found[name], sort_keys=True)) for name in sorted(found.keys() - _KNOWN)]
    return RecordSet(
        key=RecordKey(from_route53(found["Name"]), found["Type"], found.get("SetIdentifier", "")),
        ttl=found.get("TTL"),
        values=tuple(record["Value"] for record in found.get("ResourceRecords", ())),
        alias=alias,
        routing=_routing(found),
        health_check=found.get("HealthCheckId", ""),
        managed="TrafficPolicyInstanceId" in found,
        unknown=tuple(unknown),
    )


def _routing(found: Mapping[str, Any]) -> Routing | None:
    for policy, name in ROUTING_FIELDS.items():
        if name in found:
            return Routing.read(policy, found[name])
    return None


def written(change: Change) -> dict[str, Any]:
    """A change as ChangeResourceRecordSets takes it."""
    record_set, alias = change.record_set, change.record_set.alias
    written: dict[str, Any] = {"Name": to_route53(record_set.key.name), "Type": record_set.key.type}
    if record_set.key.set_identifier:
        written["SetIdentifier"] = record_set.key.set_identifier
    if record_set.routing:
        written[ROUTING_FIELDS[record_set.routing.policy]] = record_set.routing.field
    if record_set.health_check:
        written["HealthCheckId"] = record_set.health_check
    if alias:
        target = {"DNSName": alias.dns_name, "HostedZoneId": alias.hosted_zone_id}
        written["AliasTarget"] = target | {"EvaluateTargetHealth": alias.evaluate_target_health}
    else:
        written["TTL"] = record_set.ttl
        written["ResourceRecords"] = [{"Value": text} for text in record_set.values]
    for name, value in record_set.unknown:
        written[name] = json.loads(value)
    return {"Action": change.action, "ResourceRecordSet": written}

"""AdvancedRoute53: the hosted zones are of the tier ADVANCED, and have a Change History.

The operations are newer than the pinned botocore: their shapes are those of botocore 1.44.8's model and of Route 53's
API reference (ListResourceRecordSetChanges, GetHostedZoneChangeBatch). Ahead of the model, no parameter is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.aws import client_error
from tests.fakes.route53.client import FakeRoute53
from tests.fakes.route53.names import canonical

_PAGE = 2  # of the 100 that Route 53 gives: so small worlds have pages, too


class AdvancedRoute53(FakeRoute53):
    """Route 53 whose hosted zones remember who changed them."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now`: in Unix seconds."""
        super().__init__()
        self.now = now
        self.sender = "arn:aws:sts::123456789012:assumed-role/albias-platform-function/albias-platform"
        self.enabled = True
        self.history: list[dict[str, Any]] = []
        self.after = self._remember

    def _remember(self, operation: str, params: dict[str, Any]) -> None:
        if operation != "ChangeResourceRecordSets":
            return
        summary: dict[str, Any] = {
            "ChangeId": self._changes[-1]["Id"].removeprefix("/change/"),
            "Operation": operation,
            "SubmittedAt": datetime.fromtimestamp(self.now(), UTC),
            "SubmittedBy": self.sender,
            "ChangeCount": len(params["ChangeBatch"]["Changes"]),
        }
        if comment := params["ChangeBatch"].get("Comment"):
            summary["Comment"] = comment
        changes = [_as_listed(change) for change in params["ChangeBatch"]["Changes"]]
        self.history.append({"zone": params["HostedZoneId"], "summary": summary, "changes": changes})

    def list_resource_record_set_changes(self, **params: Any) -> Any:
        """A page of changes of one name and type, the newest first."""
        self._check("ListResourceRecordSetChanges", params)
        assert ("RecordName" in params) == ("RecordType" in params), "one of them needs the other"
        found: list[dict[str, Any]] = []
        for batch in reversed(self.history):
            for change in batch["changes"]:
                record_set = change["ResourceRecordSet"]
                wanted = canonical(params["RecordName"]), params["RecordType"]
                if batch["zone"] == params["HostedZoneId"] and (record_set["Name"], record_set["Type"]) == wanted:
                    told = {key: batch["summary"][key] for key in ("ChangeId", "Operation", "SubmittedAt")}
                    found.append({**told, "SubmittedBy": batch["summary"]["SubmittedBy"], **change})
        start = int(params.get("NextToken", "0"))
        answer: dict[str, Any] = {"ResourceRecordSetChanges": found[start : start + _PAGE]}
        if start + _PAGE < len(found):
            answer["NextToken"] = str(start + _PAGE)
        return answer

    def get_hosted_zone_change_batch(self, **params: Any) -> Any:
        """A whole batch; NoSuchChange."""
        self._check("GetHostedZoneChangeBatch", params)
        for batch in self.history:
            if (batch["zone"], batch["summary"]["ChangeId"]) == (params["HostedZoneId"], params["ChangeId"]):
                return {"ChangeBatchSummary": batch["summary"], "ChangeBatch": {"Changes": batch["changes"]}}
        raise client_error("route53", "GetHostedZoneChangeBatch", "NoSuchChange", "no such change", 404)

    def _check(self, operation: str, params: dict[str, Any]) -> None:
        self._zone(operation, params["HostedZoneId"])
        if not self.enabled:
            words = "Change History isn't turned on for the hosted zone."
            raise client_error("route53", operation, "FeatureNotEnabled", words, 403)


def _as_listed(change: dict[str, Any]) -> dict[str, Any]:
    """A change with its record set in the form that ListResourceRecordSets returns."""
    record_set = change["ResourceRecordSet"]
    return {"Action": change["Action"], "ResourceRecordSet": {**record_set, "Name": canonical(record_set["Name"])}}

"""What the operations on hosted zones and on record sets have in common: the zones, the changes, sizes of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.aws import FakeClient
from tests.fakes.route53.readings import Readings
from tests.fakes.route53.store import Zone

_EPOCH = datetime(2026, 11, 23, tzinfo=UTC)


class Account(FakeClient):
    """The part of the fake that knows no operation."""

    service = "route53"

    def __init__(self, *, check_parameters: bool = True) -> None:
        """A Route 53 account without hosted zones."""
        super().__init__(check_parameters=check_parameters)
        self.readings = Readings()
        self._zones: dict[str, Zone] = {}
        self._changes: list[dict[str, Any]] = []

    def _zone(self, operation: str, zone_id: str) -> Zone:
        if zone_id not in self._zones:
            raise self.error(operation, "NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}", 404)
        return self._zones[zone_id]

    def _page_size(self, operation: str, params: dict[str, Any], most: int) -> int:
        """API reference: a larger MaxItems than the most is not an error, the page is simply smaller."""
        asked = params.get("MaxItems", str(most))
        if not asked.isdigit() or int(asked) < 1:
            raise self.error(operation, "InvalidInput", f"MaxItems is not valid: {asked}")
        return min(int(asked), most)

    def _submitted(self, comment: str | None) -> dict[str, Any]:
        number = len(self._changes) + 1
        change: dict[str, Any] = {
            "Id": f"/change/C{number:020d}",
            "Status": "PENDING",
            "SubmittedAt": _EPOCH + timedelta(seconds=number),
        }
        if comment:
            change["Comment"] = comment
        self._changes.append(change)
        return dict(change)


def with_bare_id(params: dict[str, Any], field: str) -> dict[str, Any]:
    """Boto3 accepts ``/hostedzone/Z1`` and ``/change/C1``, and sends what stands after the last slash."""
    if isinstance(params.get(field), str):
        return {**params, field: params[field].rpartition("/")[2]}
    return params

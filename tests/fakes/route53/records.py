"""The operations on record sets: change batches, and pages of what is there."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from tests.fakes.aws import service_model
from tests.fakes.route53 import batch, validation
from tests.fakes.route53.account import Account, with_bare_id
from tests.fakes.route53.guardrails import guardrail_problems
from tests.fakes.route53.invalid import InvalidInputError
from tests.fakes.route53.names import BadNameError, canonical
from tests.fakes.route53.store import Key, View, copy_of, key_of

MAX_RECORDS_PAGE = 300
Changes = Sequence[dict[str, Any]]


class RecordSets(Account):
    """The record sets of an account's hosted zones."""

    def __init__(self, *, check_parameters: bool = True) -> None:
        """An account without hosted zones, in which every health check exists, and every alias target of AWS.

        ``zone_limit``: the quota of record sets in a hosted zone, 10,000 where nobody raised it; None for no limit.
        ``health_checks``: those that exist. ``extra_members``: what record sets may have that botocore does not know
        yet; ``extra_answer``: what lists of record sets have beside them (C15).
        """
        super().__init__(check_parameters=check_parameters)
        self.zone_limit: int | None = None
        self.health_checks: set[str] | None = None
        self.extra_members: frozenset[str] = frozenset()
        self.extra_answer: dict[str, Any] = {}
        self._missing_targets: dict[str, int | None] = {}

    def change_resource_record_sets(self, **params: Any) -> Any:
        """All or none of a batch's changes; InvalidChangeBatch, InvalidInput, NoSuchHostedZone."""
        return self._perform("ChangeResourceRecordSets", with_bare_id(params, "HostedZoneId"), self._change)

    def list_resource_record_sets(self, **params: Any) -> Any:
        """Up to 300 record sets from a name on; InvalidInput, NoSuchHostedZone."""
        return self._perform("ListResourceRecordSets", with_bare_id(params, "HostedZoneId"), self._list_records)

    def get_change(self, **params: Any) -> Any:
        """A change, which is INSYNC as soon as it is asked for; NoSuchChange."""
        return self._perform("GetChange", with_bare_id(params, "Id"), self._get_change)

    # Their effects ----------------------------------------------------------------------------------------------

    def _change(self, params: dict[str, Any]) -> dict[str, Any]:
        operation, changes = "ChangeResourceRecordSets", params["ChangeBatch"]["Changes"]
        zone = self._zone(operation, params["HostedZoneId"])
        try:
            validation.check_shape(changes, _record_types())
        except InvalidInputError as problem:
            raise self.error(operation, "InvalidInput", str(problem)) from None
        self._check_health_checks(changes)
        problems = (
            validation.size_problems(changes)
            or validation.value_problems(changes)
            or validation.repetition_problems(changes)
        )
        view = View(zone)
        if not problems:
            around = batch.Surroundings(self._zones, frozenset(self._missing_targets), self.readings)
            view, problems = batch.evaluate(zone, around, changes)
            self._look_for_targets(changes)
        problems = problems or guardrail_problems(view, self._zones, changes, self.readings)
        if problems:
            # AWS puts the messages of a batch into one text, as a list.
            raise self.error(operation, "InvalidChangeBatch", f"[{', '.join(problems)}]")
        self._check_room(view)
        zone.write(view.changes)
        return {"ChangeInfo": self._submitted(params["ChangeBatch"].get("Comment"))}

    def _check_health_checks(self, changes: Changes) -> None:
        """The API reference has NoSuchHealthCheck among the errors; its text was not found."""
        for change in changes:
            asked = change["ResourceRecordSet"].get("HealthCheckId")
            if change["Action"] == "DELETE" or asked is None or self.health_checks is None:
                continue
            if asked not in self.health_checks:
                text = f"No health check found with ID: {asked}"
                raise self.error("ChangeResourceRecordSets", "NoSuchHealthCheck", text, 404)

    def _check_room(self, view: View) -> None:
        """A zone that is full takes what does not make it larger. Neither code nor text of the error was found."""
        if self.zone_limit is None or len(view) <= max(self.zone_limit, len(view.zone)):
            return
        text = f"This change batch would exceed the limit of {self.zone_limit} resource record sets per hosted zone."
        code = self.readings.full_zone
        raise self.error("ChangeResourceRecordSets", code, f"[{text}]" if code == "InvalidChangeBatch" else text)

    def _look_for_targets(self, changes: Changes) -> None:
        """An alias target that is young is found after some batches that name it (C14)."""
        for target in _targets(changes) & self._missing_targets.keys():
            left = self._missing_targets[target]
            if left == 1:
                del self._missing_targets[target]
            elif left is not None:
                self._missing_targets[target] = left - 1

    def _list_records(self, params: dict[str, Any]) -> dict[str, Any]:
        operation = "ListResourceRecordSets"
        zone = self._zone(operation, params["HostedZoneId"])
        size = self._page_size(operation, params, MAX_RECORDS_PAGE)
        page, following = zone.page(self._start(operation, params), size)
        response: dict[str, Any] = {
            "ResourceRecordSets": [copy_of(record) for record in page],
            "IsTruncated": following is not None,
            "MaxItems": str(size),
            **self.extra_answer,
        }
        if following is not None:
            response |= {"NextRecordName": following.name, "NextRecordType": following.type}
            if following.set_identifier:
                response["NextRecordIdentifier"] = following.set_identifier
        return response

    def _start(self, operation: str, params: dict[str, Any]) -> Key | None:
        name, record_type = params.get("StartRecordName"), params.get("StartRecordType")
        identifier = params.get("StartRecordIdentifier")
        # API reference: a type without a name is InvalidInput; an identifier needs both. The texts were not found.
        if record_type is not None and name is None:
            raise self.error(operation, "InvalidInput", "StartRecordType requires StartRecordName")
        if identifier is not None and record_type is None:
            raise self.error(operation, "InvalidInput", "StartRecordIdentifier requires StartRecordType")
        if name is None:
            return None
        try:
            return key_of(name, record_type or "", identifier or "")
        except BadNameError as problem:
            raise self.error(operation, "InvalidInput", str(problem)) from None

    def _get_change(self, params: dict[str, Any]) -> dict[str, Any]:
        for change in self._changes:
            if change["Id"] == f"/change/{params['Id']}":
                return {"ChangeInfo": {**change, "Status": "INSYNC"}}
        raise self.error("GetChange", "NoSuchChange", f"A change with ID {params['Id']} does not exist.", 404)

    def _as_known(self, params: dict[str, Any]) -> dict[str, Any]:
        """A request without what botocore does not know yet, for its check of parameters."""
        if not self.extra_members or "ChangeBatch" not in params:
            return params
        changes = []
        for change in params["ChangeBatch"]["Changes"]:
            record = change["ResourceRecordSet"]
            known = {name: value for name, value in record.items() if name not in self.extra_members}
            changes.append({**change, "ResourceRecordSet": known})
        return {**params, "ChangeBatch": {**params["ChangeBatch"], "Changes": changes}}


def _targets(changes: Changes) -> set[str]:
    """The alias targets that a batch names."""
    records = [change["ResourceRecordSet"] for change in changes if change["Action"] != "DELETE"]
    return {canonical(record["AliasTarget"]["DNSName"]) for record in records if "AliasTarget" in record}


@functools.cache
def _record_types() -> frozenset[str]:
    return frozenset(service_model("route53").shape_for("RRType").metadata["enum"])

"""FakeRoute53: boto3's Route 53 client over hosted zones in memory.

Here live: the operations (parameters in, response out) and what tests and simulations need beside them.
What Route 53 permits is in ``batch`` and ``validation``, how it spells and orders names in ``names``.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.aws import FakeClient, service_model
from tests.fakes.route53 import batch, validation
from tests.fakes.route53.names import BadNameError, canonical, order
from tests.fakes.route53.store import Key, Record, Zone, copy_of, key_of, key_of_record, stored

MAX_RECORDS_PAGE = 300
MAX_ZONES_PAGE = 100
_EPOCH = datetime(2026, 11, 23, tzinfo=UTC)
_NAME_SERVERS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All zones at one moment; restoring it costs no copy of record sets."""

    zones: dict[str, Zone]
    changes: int


class FakeRoute53(FakeClient):
    """Route 53, exact in everything that albias reads or writes, and deterministic."""

    service = "route53"

    def __init__(self, *, check_parameters: bool = True) -> None:
        """A Route 53 account without hosted zones."""
        super().__init__(check_parameters=check_parameters)
        self._zones: dict[str, Zone] = {}
        self._changes: list[dict[str, Any]] = []

    # What only tests can do -------------------------------------------------------------------------------------

    def add_zone(self, zone_id: str, name: str, *, private: bool = False) -> str:
        """Make a hosted zone with an id of the test's choice; returns the id."""
        self._zones[zone_id] = self._new_zone(zone_id, name, f"test-{zone_id}", private=private, comment=None)
        return zone_id

    def records(self, zone_id: str) -> list[Record]:
        """All record sets of a zone, in Route 53's order; no request, no cost."""
        return [copy_of(record) for record in self._zones[zone_id]]

    def record(self, zone_id: str, name: str, record_type: str, set_identifier: str = "") -> Record | None:
        """One record set; no request, no cost."""
        found = self._zones[zone_id].get(key_of(name, record_type, set_identifier))
        return None if found is None else copy_of(found)

    def put(self, zone_id: str, record: Record) -> None:
        """Write a record set as somebody else would, without any check."""
        kept = stored(record)
        self._zones[zone_id].write({key_of_record(kept): kept})

    def remove(self, zone_id: str, name: str, record_type: str, set_identifier: str = "") -> None:
        """Remove a record set as somebody else would; nothing happens if there is none."""
        self._zones[zone_id].write({key_of(name, record_type, set_identifier): None})

    def protect(self, zone_id: str, name: str, record_type: str, comment: str = "") -> None:
        """Protect a name and type: every change of it is refused until ``unprotect``."""
        self._zones[zone_id].protections[canonical(name), record_type] = comment

    def unprotect(self, zone_id: str, name: str, record_type: str) -> None:
        """Take a protection away."""
        self._zones[zone_id].protections.pop((canonical(name), record_type), None)

    def snapshot(self) -> Snapshot:
        """Everything that Route 53 holds (not the call log)."""
        return Snapshot({zone_id: zone.share() for zone_id, zone in self._zones.items()}, len(self._changes))

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, which can be used again."""
        self._zones = {zone_id: zone.share() for zone_id, zone in snapshot.zones.items()}
        del self._changes[snapshot.changes :]

    # The operations ---------------------------------------------------------------------------------------------

    def change_resource_record_sets(self, **params: Any) -> Any:
        """All or none of a batch's changes; InvalidChangeBatch, InvalidInput, NoSuchHostedZone."""
        return self._perform("ChangeResourceRecordSets", _with_bare_id(params, "HostedZoneId"), self._change)

    def list_resource_record_sets(self, **params: Any) -> Any:
        """Up to 300 record sets from a name on; InvalidInput, NoSuchHostedZone."""
        return self._perform("ListResourceRecordSets", _with_bare_id(params, "HostedZoneId"), self._list_records)

    def get_hosted_zone(self, **params: Any) -> Any:
        """One hosted zone; NoSuchHostedZone."""
        return self._perform("GetHostedZone", _with_bare_id(params, "Id"), self._get_zone)

    def create_hosted_zone(self, **params: Any) -> Any:
        """A hosted zone with the NS and SOA at its apex; HostedZoneAlreadyExists for a used caller reference."""
        return self._perform("CreateHostedZone", params, self._create_zone)

    def list_hosted_zones(self, **params: Any) -> Any:
        """Up to 100 hosted zones by id."""
        return self._perform("ListHostedZones", params, self._list_zones)

    def list_hosted_zones_by_name(self, **params: Any) -> Any:
        """Up to 100 hosted zones from a name on, in the order of reversed labels."""
        return self._perform("ListHostedZonesByName", params, self._list_zones_by_name)

    def get_change(self, **params: Any) -> Any:
        """A change, which is INSYNC as soon as it is asked for; NoSuchChange."""
        return self._perform("GetChange", _with_bare_id(params, "Id"), self._get_change)

    # Their effects ----------------------------------------------------------------------------------------------

    def _change(self, params: dict[str, Any]) -> dict[str, Any]:
        operation = "ChangeResourceRecordSets"
        changes = params["ChangeBatch"]["Changes"]
        zone = self._zone(operation, params["HostedZoneId"])
        try:
            validation.check_shape(changes, _record_types())
        except validation.InvalidInputError as problem:
            raise self.error(operation, "InvalidInput", str(problem)) from None
        problems = (
            validation.size_problems(changes)
            or validation.value_problems(changes)
            or validation.repetition_problems(changes)
        )
        if not problems:
            view, problems = batch.evaluate(zone, self._zones, changes)
            if not problems:
                zone.write(view.changes)
                return {"ChangeInfo": self._submitted(params["ChangeBatch"].get("Comment"))}
        # AWS puts the messages of a batch into one text, as a list.
        raise self.error(operation, "InvalidChangeBatch", f"[{', '.join(problems)}]")

    def _list_records(self, params: dict[str, Any]) -> dict[str, Any]:
        operation = "ListResourceRecordSets"
        zone = self._zone(operation, params["HostedZoneId"])
        size = self._page_size(operation, params, MAX_RECORDS_PAGE)
        page, following = zone.page(self._start(operation, params), size)
        response: dict[str, Any] = {
            "ResourceRecordSets": [copy_of(record) for record in page],
            "IsTruncated": following is not None,
            "MaxItems": str(size),
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

    def _get_zone(self, params: dict[str, Any]) -> dict[str, Any]:
        zone = self._zone("GetHostedZone", params["Id"])
        response: dict[str, Any] = {"HostedZone": _zone_dict(zone)}
        if zone.private:
            response["VPCs"] = [{"VPCRegion": "eu-west-1", "VPCId": "vpc-0123456789abcdef0"}]
        else:
            response["DelegationSet"] = {"NameServers": list(_NAME_SERVERS)}
        return response

    def _create_zone(self, params: dict[str, Any]) -> dict[str, Any]:
        operation, reference = "CreateHostedZone", params["CallerReference"]
        if any(zone.caller_reference == reference for zone in self._zones.values()):
            # API reference: the same caller reference twice is an error; its text was not found.
            raise self.error(operation, "HostedZoneAlreadyExists", "The hosted zone already exists.", 409)
        zone_id = f"Z{len(self._zones) + 1:020d}"
        try:
            zone = self._new_zone(
                zone_id,
                params["Name"],
                reference,
                private="VPC" in params,
                comment=params.get("HostedZoneConfig", {}).get("Comment"),
            )
        except BadNameError as problem:
            raise self.error(operation, "InvalidDomainName", str(problem)) from None
        self._zones[zone_id] = zone
        response = self._get_zone({"Id": zone_id})
        if zone.private:
            response["VPC"] = response.pop("VPCs")[0]
        return response | {
            "ChangeInfo": self._submitted(None),
            "Location": f"https://route53.amazonaws.com/2013-04-01/hostedzone/{zone_id}",
        }

    def _list_zones(self, params: dict[str, Any]) -> dict[str, Any]:
        size = self._page_size("ListHostedZones", params, MAX_ZONES_PAGE)
        zones = sorted((zone for zone in self._zones.values()), key=lambda zone: zone.id)
        marker = params.get("Marker", "")
        zones = [zone for zone in zones if zone.id >= marker]
        response: dict[str, Any] = {
            "HostedZones": [_zone_dict(zone) for zone in zones[:size]],
            "Marker": marker,
            "IsTruncated": len(zones) > size,
            "MaxItems": str(size),
        }
        if len(zones) > size:
            response["NextMarker"] = zones[size].id
        return response

    def _list_zones_by_name(self, params: dict[str, Any]) -> dict[str, Any]:
        operation = "ListHostedZonesByName"
        size = self._page_size(operation, params, MAX_ZONES_PAGE)
        zones = sorted(self._zones.values(), key=lambda zone: (order(zone.name), zone.id))
        response: dict[str, Any] = {"MaxItems": str(size)}
        if "DNSName" in params:
            start = (order(params["DNSName"]), params.get("HostedZoneId", ""))
            zones = [zone for zone in zones if (order(zone.name), zone.id) >= start]
            response["DNSName"] = canonical(params["DNSName"])
        elif "HostedZoneId" in params:
            raise self.error(operation, "InvalidInput", "HostedZoneId requires DNSName")
        response |= {"HostedZones": [_zone_dict(zone) for zone in zones[:size]], "IsTruncated": len(zones) > size}
        if len(zones) > size:
            response |= {"NextDNSName": zones[size].name, "NextHostedZoneId": zones[size].id}
        return response

    def _get_change(self, params: dict[str, Any]) -> dict[str, Any]:
        for change in self._changes:
            if change["Id"] == f"/change/{params['Id']}":
                return {"ChangeInfo": {**change, "Status": "INSYNC"}}
        raise self.error("GetChange", "NoSuchChange", f"A change with ID {params['Id']} does not exist.", 404)

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

    def _new_zone(self, zone_id: str, name: str, reference: str, *, private: bool, comment: str | None) -> Zone:
        zone = Zone(zone_id, name, reference, private=private, comment=comment)
        servers = [f"{server}." for server in _NAME_SERVERS]
        soa = f"{servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
        apex = [
            {"Name": name, "Type": "NS", "TTL": 172800, "ResourceRecords": [{"Value": server} for server in servers]},
            {"Name": name, "Type": "SOA", "TTL": 900, "ResourceRecords": [{"Value": soa}]},
        ]
        zone.write({key_of_record(record): record for record in map(stored, apex)})
        return zone


def _with_bare_id(params: dict[str, Any], field: str) -> dict[str, Any]:
    """Boto3 accepts ``/hostedzone/Z1`` and ``/change/C1``, and sends what stands after the last slash."""
    if isinstance(params.get(field), str):
        return {**params, field: params[field].rpartition("/")[2]}
    return params


def _zone_dict(zone: Zone) -> dict[str, Any]:
    config: dict[str, Any] = {"PrivateZone": zone.private}
    if zone.comment is not None:
        config["Comment"] = zone.comment
    return {
        "Id": f"/hostedzone/{zone.id}",
        "Name": zone.name,
        "CallerReference": zone.caller_reference,
        "Config": config,
        "ResourceRecordSetCount": len(zone),
    }


@functools.cache
def _record_types() -> frozenset[str]:
    return frozenset(service_model("route53").shape_for("RRType").metadata["enum"])

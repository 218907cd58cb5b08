"""The operations on hosted zones."""

from __future__ import annotations

from typing import Any

from tests.fakes.route53.account import Account, with_bare_id
from tests.fakes.route53.names import BadNameError, canonical, order
from tests.fakes.route53.store import Zone, key_of_record, stored

MAX_ZONES_PAGE = 100
_NAME_SERVERS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk")


class HostedZones(Account):
    """The hosted zones of an account."""

    def get_hosted_zone(self, **params: Any) -> Any:
        """One hosted zone; NoSuchHostedZone."""
        return self._perform("GetHostedZone", with_bare_id(params, "Id"), self._get_zone)

    def create_hosted_zone(self, **params: Any) -> Any:
        """A hosted zone with the NS and SOA at its apex; HostedZoneAlreadyExists for a used caller reference."""
        return self._perform("CreateHostedZone", params, self._create_zone)

    def list_hosted_zones(self, **params: Any) -> Any:
        """Up to 100 hosted zones by id."""
        return self._perform("ListHostedZones", params, self._list_zones)

    def list_hosted_zones_by_name(self, **params: Any) -> Any:
        """Up to 100 hosted zones from a name on, in the order of reversed labels."""
        return self._perform("ListHostedZonesByName", params, self._list_zones_by_name)

    # Their effects ----------------------------------------------------------------------------------------------

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

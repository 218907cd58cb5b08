"""FakeElbv2: boto3's client of Elastic Load Balancing (v2) over load balancers in memory.

Here live: the operations that albias and its tests use, and what a simulation needs beside them. Subnets and security
groups are taken and kept, not checked. What load balancers are, and what is refused of them, is in ``model``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.aws import FakeClient
from tests.fakes.elbv2.model import (
    LoadBalancer,
    RefusedError,
    check_address_type,
    constraint,
    copied,
    make,
    with_tags,
)

MAX_ARNS = 20
MAX_PAGE = 400
_NOT_FOUND = "One or more load balancers not found"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All load balancers at one moment."""

    load_balancers: dict[str, LoadBalancer]
    created: int


class FakeElbv2(FakeClient):
    """Elastic Load Balancing of one account and Region, deterministic."""

    service = "elbv2"

    def __init__(
        self, *, account: str = "123456789012", region: str = "eu-west-1", check_parameters: bool = True
    ) -> None:
        """A Region without load balancers. ``visible_after``: see ``hide``, for each one created from now on."""
        super().__init__(check_parameters=check_parameters)
        self.account = account
        self.region = region
        self.visible_after = 0
        self._load_balancers: dict[str, LoadBalancer] = {}
        self._created = 0

    # What only tests can do -------------------------------------------------------------------------------------

    def add_load_balancer(
        self,
        name: str,
        *,
        tags: dict[str, str] | None = None,
        kind: str = "application",
        scheme: str = "internet-facing",
        ip_address_type: str = "ipv4",
        load_balancer_id: str | None = None,
    ) -> str:
        """Make a load balancer without a request and without checks; returns its ARN."""
        balancer = self._make(name, kind, scheme, ip_address_type, load_balancer_id)
        return self._keep(replace(balancer, tags=dict(tags or {})))

    def remove_load_balancer(self, arn: str) -> None:
        """Make a load balancer vanish without a request."""
        self._load_balancers.pop(arn, None)

    def set_tags(self, arn: str, tags: dict[str, str]) -> None:
        """Replace all tags without a request and without checks."""
        self._keep(replace(self._load_balancers[arn], tags=dict(tags)))

    def update(self, arn: str, **fields: Any) -> None:
        """Change fields of the description (``DNSName``, ``State``, ``IpAddressType``, …) without a request."""
        balancer = self._load_balancers[arn]
        self._keep(replace(balancer, described={**balancer.described, **fields}))

    def protect_from_deletion(self, arn: str) -> None:
        """Turn deletion protection on: DeleteLoadBalancer is refused (H1)."""
        self._keep(replace(self._load_balancers[arn], deletion_protected=True))

    def hide(self, arn: str, describes: int) -> None:
        """Let the next describes, of it or of all, not find a load balancer (eventual consistency, H52)."""
        self._keep(replace(self._load_balancers[arn], hidden_for=describes))

    def description(self, arn: str) -> dict[str, Any] | None:
        """The description of a load balancer, without a request."""
        balancer = self._load_balancers.get(arn)
        return None if balancer is None else copied(balancer.described)

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a load balancer, without a request."""
        return dict(self._load_balancers[arn].tags)

    def arns(self) -> list[str]:
        """All load balancers, in the order of their creation, without a request."""
        return list(self._load_balancers)

    def snapshot(self) -> Snapshot:
        """Everything that the service holds (not the call log)."""
        return Snapshot(dict(self._load_balancers), self._created)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, which can be used again."""
        self._load_balancers, self._created = dict(snapshot.load_balancers), snapshot.created

    # The operations ---------------------------------------------------------------------------------------------

    def describe_load_balancers(self, **params: Any) -> Any:
        """Up to 20 by ARN or name, or a page of all; LoadBalancerNotFound if one of those named is unknown."""
        return self._perform("DescribeLoadBalancers", params, self._describe)

    def describe_tags(self, **params: Any) -> Any:
        """The tags of up to 20; LoadBalancerNotFound if one is unknown."""
        return self._perform("DescribeTags", params, self._describe_tags)

    def create_load_balancer(self, **params: Any) -> Any:
        """A load balancer, or the existing one of the same name and settings."""
        return self._perform("CreateLoadBalancer", params, self._create)

    def delete_load_balancer(self, **params: Any) -> Any:
        """Delete; also succeeds when there is none. OperationNotPermitted under deletion protection."""
        return self._perform("DeleteLoadBalancer", params, self._delete)

    def add_tags(self, **params: Any) -> Any:
        """Add or replace tags; TooManyTags, DuplicateTagKeys, LoadBalancerNotFound."""
        return self._perform("AddTags", params, self._add_tags)

    def remove_tags(self, **params: Any) -> Any:
        """Remove tags by key; LoadBalancerNotFound."""
        return self._perform("RemoveTags", params, self._remove_tags)

    def set_ip_address_type(self, **params: Any) -> Any:
        """Change the IP address type; InvalidConfigurationRequest, LoadBalancerNotFound."""
        return self._perform("SetIpAddressType", params, self._set_ip_address_type)

    def set_subnets(self, **params: Any) -> Any:
        """Change the subnets, and with them the IP address type if one is given."""
        return self._perform("SetSubnets", params, self._set_subnets)

    # Their effects ----------------------------------------------------------------------------------------------

    def _describe(self, params: dict[str, Any]) -> dict[str, Any]:
        arns, names = params.get("LoadBalancerArns", []), params.get("Names", [])
        if arns and names:
            text = "Load balancer names and load balancer ARNs cannot be specified at the same time"
            raise RefusedError("ValidationError", text)
        self._check_count([*arns, *names])
        if arns:
            found = self._find(arns)
            return {"LoadBalancers": [copied(balancer.described) for balancer in found]}
        visible = self._visible()
        if names:
            wanted = [one for one in visible if one.described["LoadBalancerName"] in names]
            missing = set(names) - {one.described["LoadBalancerName"] for one in wanted}
            if missing:
                text = f"Load balancers '[{', '.join(sorted(missing))}]' not found"
                raise RefusedError("LoadBalancerNotFound", text)
            return {"LoadBalancers": [copied(balancer.described) for balancer in wanted]}
        return self._page(visible, params)

    def _page(self, balancers: list[LoadBalancer], params: dict[str, Any]) -> dict[str, Any]:
        size, marker = params.get("PageSize", MAX_PAGE), params.get("Marker", "0")
        if size > MAX_PAGE:
            raise constraint(size, "pageSize", f"have value less than or equal to {MAX_PAGE}")
        if not marker.isdigit():
            raise RefusedError("ValidationError", f"Invalid marker: {marker}")
        rest = [balancer for balancer in balancers if balancer.number > int(marker)]
        response: dict[str, Any] = {"LoadBalancers": [copied(balancer.described) for balancer in rest[:size]]}
        if len(rest) > size:
            response["NextMarker"] = str(rest[size - 1].number)
        return response

    def _describe_tags(self, params: dict[str, Any]) -> dict[str, Any]:
        self._check_count(params["ResourceArns"])
        found = self._find(params["ResourceArns"])
        return {
            "TagDescriptions": [
                {
                    "ResourceArn": balancer.described["LoadBalancerArn"],
                    "Tags": [{"Key": key, "Value": value} for key, value in balancer.tags.items()],
                }
                for balancer in found
            ]
        }

    def _create(self, params: dict[str, Any]) -> dict[str, Any]:
        tags = with_tags({}, params.get("Tags", []))
        kind, address_type = params.get("Type", "application"), params.get("IpAddressType", "ipv4")
        scheme = params.get("Scheme", "internet-facing")
        check_address_type(kind, scheme, address_type)
        for existing in self._load_balancers.values():
            if existing.described["LoadBalancerName"] == params["Name"]:
                was = existing.described
                if (was["Type"], was["Scheme"], was["IpAddressType"]) == (kind, scheme, address_type):
                    return {"LoadBalancers": [copied(was)]}
                text = f"A load balancer with the same name '{params['Name']}' exists, but with different settings"
                raise RefusedError("DuplicateLoadBalancerName", text)
        balancer = self._make(params["Name"], kind, scheme, address_type, None)
        zones = [{"ZoneName": f"{self.region}a", "SubnetId": subnet} for subnet in params.get("Subnets", [])]
        described = {**balancer.described, "AvailabilityZones": zones}
        self._keep(replace(balancer, described=described, tags=tags))
        return {"LoadBalancers": [{**copied(described), "State": {"Code": "provisioning"}}]}

    def _delete(self, params: dict[str, Any]) -> dict[str, Any]:
        arn = params["LoadBalancerArn"]
        balancer = self._load_balancers.get(arn)
        if balancer is not None and balancer.deletion_protected:
            text = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise RefusedError("OperationNotPermitted", text)
        self._load_balancers.pop(arn, None)
        return {}

    def _add_tags(self, params: dict[str, Any]) -> dict[str, Any]:
        balancers = self._find(params["ResourceArns"])
        changed = [replace(balancer, tags=with_tags(balancer.tags, params["Tags"])) for balancer in balancers]
        for balancer in changed:
            self._keep(balancer)
        return {}

    def _remove_tags(self, params: dict[str, Any]) -> dict[str, Any]:
        for balancer in self._find(params["ResourceArns"]):
            left = {key: value for key, value in balancer.tags.items() if key not in params["TagKeys"]}
            self._keep(replace(balancer, tags=left))
        return {}

    def _set_ip_address_type(self, params: dict[str, Any]) -> dict[str, Any]:
        address_type = params["IpAddressType"]
        [balancer] = self._find([params["LoadBalancerArn"]])
        described = balancer.described
        check_address_type(described["Type"], described["Scheme"], address_type)
        self.update(described["LoadBalancerArn"], IpAddressType=address_type)
        return {"IpAddressType": address_type}

    def _set_subnets(self, params: dict[str, Any]) -> dict[str, Any]:
        [balancer] = self._find([params["LoadBalancerArn"]])
        described = balancer.described
        address_type = params.get("IpAddressType", described["IpAddressType"])
        check_address_type(described["Type"], described["Scheme"], address_type)
        zones = [{"ZoneName": f"{self.region}a", "SubnetId": subnet} for subnet in params.get("Subnets", [])]
        self.update(described["LoadBalancerArn"], IpAddressType=address_type, AvailabilityZones=zones)
        return {"AvailabilityZones": zones, "IpAddressType": address_type}

    # Checks and parts -------------------------------------------------------------------------------------------

    def _find(self, arns: Iterable[str]) -> list[LoadBalancer]:
        found = []
        for arn in dict.fromkeys(arns):
            if ":loadbalancer/" not in arn:
                raise RefusedError("ValidationError", f"'{arn}' is not a valid load balancer ARN")
            balancer = self._load_balancers.get(arn)
            if balancer is not None:
                found.append(balancer)
        visible = self._seen(found)
        if len(visible) < len(set(arns)):
            raise RefusedError("LoadBalancerNotFound", _NOT_FOUND)
        return visible

    def _visible(self) -> list[LoadBalancer]:
        return self._seen(list(self._load_balancers.values()))

    def _seen(self, balancers: list[LoadBalancer]) -> list[LoadBalancer]:
        """Those that a request sees; each look at a hidden one brings it nearer."""
        for balancer in balancers:
            if balancer.hidden_for:
                self._keep(replace(balancer, hidden_for=balancer.hidden_for - 1))
        return [balancer for balancer in balancers if not balancer.hidden_for]

    def _check_count(self, named: list[str]) -> None:
        if len(named) > MAX_ARNS:
            text = f"Up to {MAX_ARNS} load balancers can be described in a single call"
            raise RefusedError("ValidationError", text)

    def _keep(self, balancer: LoadBalancer) -> str:
        arn: str = balancer.described["LoadBalancerArn"]
        self._load_balancers[arn] = balancer
        return arn

    def _make(self, name: str, kind: str, scheme: str, address_type: str, chosen_id: str | None) -> LoadBalancer:
        self._created += 1
        made = make(
            self._created,
            name,
            account=self.account,
            region=self.region,
            kind=kind,
            scheme=scheme,
            address_type=address_type,
            chosen_id=chosen_id,
        )
        return replace(made, hidden_for=self.visible_after)

    def _perform(
        self, operation: str, params: dict[str, Any], effect: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        def answered(params: dict[str, Any]) -> dict[str, Any]:
            try:
                return effect(params)
            except RefusedError as refused:
                raise self.error(operation, refused.code, str(refused)) from None

        return super()._perform(operation, params, answered)

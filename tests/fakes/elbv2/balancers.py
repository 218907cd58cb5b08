"""The operations on load balancers and their tags.

Subnets and security groups are taken and kept, not checked. What load balancers are, and what is refused of them, is
in ``model``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.fakes.elbv2.model import LoadBalancer, RefusedError, ToldTags, check_address_type, copied, make, with_tags
from tests.fakes.elbv2.service import Service, find, page, seen

MAX_ARNS = 20
_NOT_FOUND = "One or more load balancers not found"


class Balancers(Service):
    """The load balancers of one account and Region."""

    def __init__(self, *, account: str, region: str, check_parameters: bool) -> None:
        """A Region without load balancers."""
        super().__init__(check_parameters=check_parameters)
        self.account = account
        self.region = region
        self.visible_after = 0
        self.tags_visible_after = 0
        self._load_balancers: dict[str, LoadBalancer] = {}
        self._created = 0

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
        """Delete; also succeeds when there is none (C40). OperationNotPermitted under deletion protection."""
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
            return _described(self._find(arns))
        visible = seen(self._keep, list(self._load_balancers.values()))
        if names:
            wanted = [one for one in visible if one.described["LoadBalancerName"] in names]
            missing = set(names) - {one.described["LoadBalancerName"] for one in wanted}
            if missing:
                text = f"Load balancers '[{', '.join(sorted(missing))}]' not found"
                raise RefusedError("LoadBalancerNotFound", text)
            return _described(wanted)
        found, following = page(visible, params, lambda balancer: (balancer.number,))
        return _described(found) | following

    def _describe_tags(self, params: dict[str, Any]) -> dict[str, Any]:
        self._check_count(params["ResourceArns"])
        descriptions = []
        for balancer in self._find(params["ResourceArns"]):
            told = self._tell_tags(balancer)
            tags = [{"Key": key, "Value": value} for key, value in told.items()]
            descriptions.append({"ResourceArn": balancer.arn, "Tags": tags})
        return {"TagDescriptions": descriptions}

    def _tell_tags(self, balancer: LoadBalancer) -> dict[str, str]:
        """Its tags, or those of another time for as long as DescribeTags answers these (C25)."""
        told = balancer.told_tags
        if told is None:
            return balancer.tags
        left = ToldTags(told.tags, told.describes - 1) if told.describes > 1 else None
        self._keep(replace(balancer, told_tags=left))
        return told.tags

    def _create(self, params: dict[str, Any]) -> dict[str, Any]:
        tags = with_tags({}, params.get("Tags", []))
        kind, address_type = params.get("Type", "application"), params.get("IpAddressType", "ipv4")
        scheme = params.get("Scheme", "internet-facing")
        check_address_type(kind, scheme, address_type)
        for existing in self._load_balancers.values():
            if existing.described["LoadBalancerName"] == params["Name"]:
                was = existing.described
                if (was["Type"], was["Scheme"], was["IpAddressType"]) == (kind, scheme, address_type):
                    return _described([existing])
                text = f"A load balancer with the same name '{params['Name']}' exists, but with different settings"
                raise RefusedError("DuplicateLoadBalancerName", text)
        balancer = self._make(params["Name"], kind=kind, scheme=scheme, address_type=address_type)
        described = {**balancer.described, "AvailabilityZones": self._zones(params)}
        self._keep(replace(balancer, described=described, tags=tags))
        return {"LoadBalancers": [{**copied(described), "State": {"Code": "provisioning"}}]}

    def _delete(self, params: dict[str, Any]) -> dict[str, Any]:
        arn = params["LoadBalancerArn"]
        balancer = self._load_balancers.get(arn)
        if balancer is not None and balancer.deletion_protected:
            text = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise RefusedError("OperationNotPermitted", text)
        self._drop(arn)
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
        check_address_type(balancer.described["Type"], balancer.described["Scheme"], address_type)
        self._describe_anew(balancer, IpAddressType=address_type)
        return {"IpAddressType": address_type}

    def _set_subnets(self, params: dict[str, Any]) -> dict[str, Any]:
        [balancer] = self._find([params["LoadBalancerArn"]])
        described = balancer.described
        address_type = params.get("IpAddressType", described["IpAddressType"])
        check_address_type(described["Type"], described["Scheme"], address_type)
        zones = self._zones(params)
        self._describe_anew(balancer, IpAddressType=address_type, AvailabilityZones=zones)
        return {"AvailabilityZones": zones, "IpAddressType": address_type}

    # Checks and parts -------------------------------------------------------------------------------------------

    def _find(self, arns: Iterable[str]) -> list[LoadBalancer]:
        found = find(arns, "loadbalancer", self._known, self._keep)
        if found is None:
            raise RefusedError("LoadBalancerNotFound", _NOT_FOUND)
        return found

    def _known(self, arns: list[str]) -> list[LoadBalancer]:
        return [self._load_balancers[arn] for arn in arns if arn in self._load_balancers]

    def _check_count(self, named: list[str]) -> None:
        if len(named) > MAX_ARNS:
            text = f"Up to {MAX_ARNS} load balancers can be described in a single call"
            raise RefusedError("ValidationError", text)

    def _zones(self, params: dict[str, Any]) -> list[dict[str, str]]:
        return [{"ZoneName": f"{self.region}a", "SubnetId": subnet} for subnet in params.get("Subnets", [])]

    def _describe_anew(self, balancer: LoadBalancer, **fields: Any) -> None:
        self._keep(replace(balancer, described={**balancer.described, **fields}))

    def _keep(self, balancer: LoadBalancer) -> str:
        self._load_balancers[balancer.arn] = balancer
        return balancer.arn

    def _drop(self, arn: str) -> None:
        """A load balancer goes; nothing happens if there is none."""
        self._load_balancers.pop(arn, None)

    def _make(
        self, name: str, *, kind: str, scheme: str, address_type: str, chosen_id: str | None = None
    ) -> LoadBalancer:
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
        told = ToldTags({}, self.tags_visible_after) if self.tags_visible_after else None
        return replace(made, hidden_for=self.visible_after, told_tags=told)


def _described(balancers: list[LoadBalancer]) -> dict[str, Any]:
    return {"LoadBalancers": [copied(balancer.described) for balancer in balancers]}

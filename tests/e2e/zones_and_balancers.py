"""What a story needs around albias: hosted zones and load balancers.

What belongs here: setting up the local AWS through boto3. No expectation of albias; looking and waiting are in
local_aws/observe.py.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import boto3

from local_aws import observe

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class HostedZone:
    """One hosted zone of the local AWS; `name` without a trailing dot."""

    id: str
    name: str
    session: boto3.Session

    def record_sets(self) -> list[dict[str, Any]]:
        """All record sets as Route 53 returns them, without the zone's own NS and SOA."""
        found = observe.record_sets(self.session, self.id)
        return [r for r in found if not (r["Name"] == f"{self.name}." and r["Type"] in {"NS", "SOA"})]

    def find(self, name: str, record_type: str) -> dict[str, Any] | None:
        """The record set of this name (without a trailing dot) and type."""
        wanted = (f"{name.replace('*', chr(92) + '052')}.", f"{name}.")
        return next((r for r in self.record_sets() if r["Name"] in wanted and r["Type"] == record_type), None)

    def change(self, action: Literal["CREATE", "DELETE", "UPSERT"], record_set: Mapping[str, Any]) -> None:
        """Somebody else's write."""
        changes: Any = [{"Action": action, "ResourceRecordSet": record_set}]
        self.session.client("route53").change_resource_record_sets(
            HostedZoneId=self.id, ChangeBatch={"Changes": changes}
        )


class HostedZones:
    """Makes hosted zones; they stay until the server ends, as deployments do."""

    def __init__(self, session: boto3.Session) -> None:
        self._session = session

    def create(self, name: str | None = None, *, private: bool = False) -> HostedZone:
        """A new hosted zone; without a name, one that no other test has."""
        number = next(_numbers)
        name = name or f"zone{number}.example.com"
        answer = self._session.client("route53").create_hosted_zone(
            Name=name, CallerReference=f"test-{number}", HostedZoneConfig={"PrivateZone": private}
        )
        return HostedZone(answer["HostedZone"]["Id"].rpartition("/")[2], name, self._session)


class LoadBalancers:
    """Makes, changes and deletes load balancers through a session whose calls become events."""

    def __init__(self, session: boto3.Session) -> None:
        self._elb = session.client("elbv2")
        self._made: set[str] = set()

    def create(
        self,
        name: str | None = None,
        tags: Mapping[str, str] | None = None,
        scheme: Literal["internet-facing", "internal"] = "internet-facing",
        address_type: Literal["ipv4", "dualstack", "dualstack-without-public-ipv4"] = "ipv4",
    ) -> dict[str, Any]:
        """A new Application Load Balancer as DescribeLoadBalancers shows it."""
        more: dict[str, Any] = {"Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} if tags else {}
        answer = self._elb.create_load_balancer(
            Name=name or f"web-{next(_numbers)}",
            Subnets=["subnet-0a", "subnet-0b"],
            Type="application",
            Scheme=scheme,
            IpAddressType=address_type,
            **more,
        )
        made: dict[str, Any] = dict(answer["LoadBalancers"][0])
        self._made.add(made["LoadBalancerArn"])
        return made

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add or change tags."""
        self._elb.add_tags(ResourceArns=[arn], Tags=[{"Key": k, "Value": v} for k, v in tags.items()])

    def untag(self, arn: str, keys: Sequence[str]) -> None:
        """Remove tags."""
        self._elb.remove_tags(ResourceArns=[arn], TagKeys=list(keys))

    def set_address_type(self, arn: str, address_type: Literal["ipv4", "dualstack"]) -> None:
        """Change between A and A with AAAA."""
        self._elb.set_ip_address_type(LoadBalancerArn=arn, IpAddressType=address_type)

    def delete(self, arn: str) -> None:
        """Delete one."""
        self._elb.delete_load_balancer(LoadBalancerArn=arn)
        self._made.discard(arn)

    def delete_all(self) -> None:
        """Delete every load balancer that was made here and still is."""
        for arn in tuple(self._made):
            self.delete(arn)

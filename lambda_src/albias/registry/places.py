"""Where the registry lies in a hosted zone, and who we are in it: names and keys. Pure."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from albias.model import HostedZone, LoadBalancerId
from albias.names import WILDCARD_LABEL, DnsName, is_name, is_within

TTL = 300

SUBTREE = "_albias"

_HOLD = "_hold"


class Key(NamedTuple):
    """What is held, claimed and decided on: a name, and the set identifier of a routed record set, or ""."""

    name: DnsName
    set_identifier: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Who we are in the registry: the configured owner, in one account and Region."""

    owner: str
    partition: str
    account: str
    region: str

    @property
    def fingerprint(self) -> str:
        """Stands for the account number, which does not belong in public DNS: 8 hexadecimal digits."""
        return hashlib.sha256(f"albias:{self.account}".encode()).hexdigest()[:8]

    def owns(self, load_balancer: LoadBalancerId) -> bool:
        """Whether a load balancer lies in this deployment's partition, account and Region."""
        theirs = load_balancer.partition, load_balancer.account, load_balancer.region
        return theirs == (self.partition, self.account, self.region)

    def resource(self, load_balancer: LoadBalancerId) -> str:
        """A load balancer's ARN without the account number."""
        return f"{self.fingerprint}/{load_balancer.region}/{load_balancer.short}"

    @property
    def here(self) -> str:
        """How the resources of this account and Region begin."""
        return f"{self.fingerprint}/{self.region}/"

    def load_balancer(self, resource: str) -> LoadBalancerId | None:
        """The inverse of `resource`; None when it names another account or Region (H37)."""
        if not resource.startswith(self.here):
            return None
        short = resource.removeprefix(self.here)
        return LoadBalancerId.called(short, partition=self.partition, region=self.region, account=self.account)


def holds_root(zone: HostedZone) -> DnsName:
    """The name above all holds of a zone, which lie next to each other in Route 53's order: the apex's own hold."""
    return DnsName(f"{_HOLD}.{SUBTREE}.{zone.name}")


def hold_name(hostname: DnsName, zone: HostedZone) -> DnsName:
    """Where the holds on a name lie. Longer than DNS allows for the longest names: claims.py refuses those."""
    relative = hostname.removesuffix(zone.name).replace("*", WILDCARD_LABEL)
    return DnsName(f"{relative}{holds_root(zone)}")


def held_name(place: DnsName, zone: HostedZone) -> DnsName | None:
    """The inverse of `hold_name`; None for a place at which no name's hold can lie (C43)."""
    relative = place.removesuffix(holds_root(zone))
    if relative.startswith(WILDCARD_LABEL + "."):
        relative = "*" + relative.removeprefix(WILDCARD_LABEL)
    name = f"{relative}{zone.name}"
    return DnsName(name) if is_name(name) and is_within(place, holds_root(zone)) else None


def owner_root(owner: str, zone: HostedZone) -> DnsName:
    """The name above all index entries of an owner in a zone."""
    return DnsName(f"{owner}.{SUBTREE}.{zone.name}")


def index_root(load_balancer: LoadBalancerId, owner: str, zone: HostedZone) -> DnsName:
    """The name above all index entries of a load balancer, which lie next to each other in Route 53's order."""
    return DnsName(f"{load_balancer.id}.{owner_root(owner, zone)}")


def is_reserved(hostname: DnsName, zone: HostedZone) -> bool:
    """Whether a name lies in the registry's own subtree, which no load balancer may claim."""
    return is_within(hostname, DnsName(f"{SUBTREE}.{zone.name}"))

"""Load balancers as Elastic Load Balancing describes them. Pure values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .zones import Scheme

LoadBalancerType = Literal["application", "network"]

# Every type that albias serves, by the first word of `short`. A Gateway Load Balancer has no DNS name (C42).
TYPES: Mapping[str, LoadBalancerType] = {"app": "application", "net": "network"}
READ_BY = ("elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags")  # actions of IAM
SERVED = f"{' or '.join(TYPES.values())} load balancer"

_ANSWERS = {"dualstack": ("A", "AAAA"), "dualstack-without-public-ipv4": ("AAAA",)}  # every other type: A alone

# NAME-ID.elb.REGION.amazonaws.com; an application load balancer's is NAME-ID.REGION.elb.amazonaws.com
_NETWORK_TARGET = re.compile(r".+\.elb\.[a-z0-9-]+\.amazonaws\.(com|com\.cn|eu)")

_BEFORE_SHORT = re.compile(r"arn:([a-z-]+):elasticloadbalancing:([a-z0-9-]+):([0-9]{12}):loadbalancer/")

_SHORT = re.compile(rf"({'|'.join(TYPES)})/([A-Za-z0-9-]{{1,32}})/([a-z0-9]{{1,32}})")


def bare_target(dns_name: str) -> str:
    """A load balancer's DNS name without case, trailing dot and the console's `dualstack.` prefix (H34)."""
    return dns_name.lower().removesuffix(".").removeprefix("dualstack.")


def plain(text: str) -> str:
    """A text for people: its load balancers as they know them, without what stands before that in an ARN."""
    return _BEFORE_SHORT.sub("", text)


def effective_target(dns_name: str) -> str:
    """What of a DNS name Route 53 acts on.

    `dualstack.` before a network load balancer's name does not exist in DNS, so there it is a difference (C5).
    """
    bare = bare_target(dns_name)
    return dns_name.lower().removesuffix(".") if _NETWORK_TARGET.fullmatch(bare) else bare


class LoadBalancerId(NamedTuple):
    """An ELBv2 load balancer's ARN, taken apart. Classic load balancers have none (hazard H3)."""

    partition: str
    region: str
    account: str
    kind: str
    name: str
    id: str

    @classmethod
    def parse(cls, arn: str) -> "LoadBalancerId | None":
        """The load balancer that an ARN names; None for target groups, listeners, rules and everything else (H5).

        An id in upper case, or longer than half a DNS label, is no load balancer's: it becomes part of a record name.
        """
        match = _BEFORE_SHORT.match(arn)
        if match is None:
            return None
        return cls.called(arn[match.end() :], partition=match[1], region=match[2], account=match[3])

    @classmethod
    def called(cls, short: str, *, partition: str, region: str, account: str) -> "LoadBalancerId | None":
        """The load balancer of an account and Region by its `short`; None where that is none that albias serves."""
        match = _SHORT.fullmatch(short)
        return cls(partition, region, account, *match.groups()) if match else None

    @property
    def type(self) -> LoadBalancerType:
        """Its type in the configuration's words: the ARN is the one place that always says it (H4)."""
        return TYPES[self.kind]

    @property
    def short(self) -> str:
        """As people and the registry know it: `app/web/50dc6c495c0c9188`."""
        return f"{self.kind}/{self.name}/{self.id}"

    def __str__(self) -> str:
        return f"arn:{self.partition}:elasticloadbalancing:{self.region}:{self.account}:loadbalancer/{self.short}"


class Host(NamedTuple):
    """A hostname that was read for a load balancer beside its tags. `source`: the source's name; `place`: in words.

    `is_pattern`: whether it is no name and no `*.name`.
    """

    text: str
    source: str
    place: str
    is_pattern: bool = False


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A load balancer as ELB described it just now. `hosts`: None where they were not read, or not all (sources/)."""

    id: LoadBalancerId
    dns_name: str
    canonical_hosted_zone_id: str
    scheme: Scheme
    ip_address_type: str
    tags: tuple[tuple[str, str], ...]
    hosts: tuple[Host, ...] | None = None

    @property
    def address_types(self) -> tuple[str, ...]:
        """The record types that it answers: A, AAAA or both (H35; ELB "IP address type")."""
        return _ANSWERS.get(self.ip_address_type, ("A",))

"""Which DNS names are load balancers', and of which Region. Text in, values out. Pure.

An application or classic load balancer's is NAME-NUMBER.REGION.elb.amazonaws.com, `internal-` before it where it is not
internet-facing; a network load balancer's is NAME-HASH.elb.REGION.amazonaws.com. The console writes `dualstack.` before
them; classic ones had `ipv6.`, too. In China the end is amazonaws.com.cn, in Europe's own partition amazonaws.eu.
Source: Elastic Load Balancing's guides; botocore's endpoints, "dnsSuffix".
"""

import re
from dataclasses import dataclass

from albias.model import RecordSet, bare_target

_END = r"\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov)"
_REGION = r"(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)"
_ADDRESSED = re.compile(rf"[a-z0-9-]+\.{_REGION}\.elb{_END}")
_NETWORK = re.compile(rf"[a-z0-9-]+\.elb\.{_REGION}{_END}")


@dataclass(frozen=True, slots=True)
class ElbName:
    """A load balancer's DNS name, bare, and the Region that it tells. Of which account it is, it does not tell."""

    name: str
    region: str


def elb_name(text: str) -> ElbName | None:
    """The load balancer's name in a text; None where it is nobody's or something else's."""
    bare = bare_target(text).removeprefix("ipv6.")
    match = _ADDRESSED.fullmatch(bare) or _NETWORK.fullmatch(bare)
    return ElbName(bare, match["region"]) if match else None


def pointed_at(record_set: RecordSet) -> ElbName | None:
    """The load balancer that an alias or a CNAME points at; None where it is no load balancer."""
    return elb_name(target_of(record_set))


def target_of(record_set: RecordSet) -> str:
    """The name that an alias or a CNAME points at, bare; empty where it points at none."""
    if record_set.alias:
        return bare_target(record_set.alias.dns_name)
    if record_set.key.type == "CNAME" and len(record_set.values) == 1:
        return bare_target(record_set.values[0])
    return ""

"""Record sets as Route 53 has them, and the changes of a change batch. Pure values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, cast

from albias.names import DnsName

from .balancers import bare_target, effective_target

ADDRESS_TYPES = ("A", "AAAA")


@dataclass(frozen=True, slots=True)
class AliasTarget:
    """Where an alias record set points; the name as it was read, since a DELETE must repeat it."""

    dns_name: str
    hosted_zone_id: str
    evaluate_target_health: bool

    def same(self, other: "AliasTarget") -> bool:
        """Whether both are equal in everything that Route 53 acts on."""
        ours, theirs = effective_target(self.dns_name), effective_target(other.dns_name)
        return replace(self, dns_name=ours) == replace(other, dns_name=theirs)


RoutingPolicy = Literal["weighted", "latency", "failover", "geolocation", "geoproximity", "ip-based", "multivalue"]

ROUTING_FIELDS: Mapping[RoutingPolicy, str] = {
    "weighted": "Weight",
    "latency": "Region",
    "failover": "Failover",
    "geolocation": "GeoLocation",
    "geoproximity": "GeoProximityLocation",
    "ip-based": "CidrRoutingConfig",
    "multivalue": "MultiValueAnswer",
}
_PLAIN = ("weighted", "latency", "failover")  # whose field is a number or a text
_LOCATED_BY = ("ContinentCode", "CountryCode", "SubdivisionCode")


class Location(NamedTuple):
    """A geolocation: one of continent, country, or country and subdivision; the country `*` is everywhere else."""

    continent: str = ""
    country: str = ""
    subdivision: str = ""

    def __str__(self) -> str:
        if self.continent:
            return f"continent={self.continent}"
        if self.subdivision:
            return f"subdivision={self.country}-{self.subdivision}"
        return f"country={'default' if self.country == '*' else self.country}"


class Routing(NamedTuple):
    """How Route 53 chooses this record set among those of one name and type.

    `value`: the weight, the Region, PRIMARY or SECONDARY, the location; for a policy that albias never writes, the
    field as read.
    """

    policy: RoutingPolicy
    value: int | str | Location

    @classmethod
    def read(cls, policy: RoutingPolicy, field: Any) -> "Routing":
        """From the policy's field of a record set."""
        if policy == "geolocation":
            return cls(policy, Location(*(field.get(code, "") for code in _LOCATED_BY)))
        return cls(policy, field if policy in _PLAIN else json.dumps(field, sort_keys=True))

    @property
    def field(self) -> Any:
        """The inverse of `read`."""
        if isinstance(self.value, Location):
            return {code: value for code, value in zip(_LOCATED_BY, self.value, strict=True) if value}
        return self.value if self.policy in _PLAIN else json.loads(cast(str, self.value))

    @property
    def slot(self) -> int | str | Location | None:
        """What Route 53 allows only once for a name and type; None where the set identifier alone tells them apart."""
        return self.value if self.policy in ("latency", "failover", "geolocation") else None

    def __str__(self) -> str:
        return f"{self.policy} {self.value}"


class RecordKey(NamedTuple):
    """What identifies a record set in a hosted zone."""

    name: DnsName
    type: str
    set_identifier: str = ""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A record set as read or as wanted.

    `managed`: a traffic policy made it, so that nobody else may write it. `unknown`: fields that albias does not know,
    each with its value as JSON; they change nothing of what a record set is, and a DELETE repeats them (H62).
    """

    key: RecordKey
    ttl: int | None = None
    values: tuple[str, ...] = ()
    alias: AliasTarget | None = None
    routing: Routing | None = None
    health_check: str = ""
    managed: bool = False
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def routing_policy(self) -> RoutingPolicy | None:
        """Its routing policy; None for a simple record set."""
        return self.routing.policy if self.routing else None

    def points_at(self, dns_name: str) -> bool:
        """Whether it is an alias, or a CNAME, to this load balancer's DNS name."""
        target = ""
        if self.alias:
            target = self.alias.dns_name
        elif self.key.type == "CNAME":
            target = " ".join(self.values)
        return target != "" and bare_target(target) == bare_target(dns_name)

    def describe(self) -> str:
        """One short phrase for a person: `A alias to web-1.eu-west-1.elb.amazonaws.com`."""
        what = f"alias to {bare_target(self.alias.dns_name)}" if self.alias else " ".join(self.values)[:120]
        routed = f" ({self.routing}, set {self.key.set_identifier!r})" if self.routing else ""
        return f"{self.key.type}{routed} {what}"


class Change(NamedTuple):
    """One element of a change batch. UPSERT does not exist here: it would overwrite what we did not read (H29)."""

    action: Literal["CREATE", "DELETE"]
    record_set: RecordSet

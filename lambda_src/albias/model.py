"""The domain's types: frozen values, checked when they are built. No AWS client, no clock, no decision."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from .names import WILDCARD_LABEL, DnsName, matches

Scheme = Literal["internet-facing", "internal"]
SCHEMES: tuple[Scheme, ...] = ("internet-facing", "internal")
ADDRESS_TYPES = ("A", "AAAA")
WILDCARD_ESCAPE = r"\052"  # `*` in the names that Route 53 returns, and in its condition keys
_TYPES = {"app": "application", "net": "network", "gwy": "gateway"}
_ANSWERS = {"dualstack": ("A", "AAAA"), "dualstack-without-public-ipv4": ("AAAA",)}  # every other type: A alone
_ARN = re.compile(
    r"arn:([a-z-]+):elasticloadbalancing:([a-z0-9-]+):([0-9]{12})"
    r":loadbalancer/(app|net|gwy)/([A-Za-z0-9-]{1,32})/([a-z0-9]{1,32})"
)
# NAME-ID.elb.REGION.amazonaws.com; an application load balancer's is NAME-ID.REGION.elb.amazonaws.com
_NETWORK_TARGET = re.compile(r".+\.elb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")


Tags = tuple[tuple[str, str], ...]


def _like(pattern: str, text: str) -> bool:
    """IAM's StringLike with `*` alone: it stands for any text, dots and slashes included."""
    first, *others = pattern.split("*")
    if not others:
        return text == pattern
    if not text.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return text.endswith(others[-1]) and len(text) - place >= len(others[-1])


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Which load balancers may have some of a zone's names.

    `hostnames` are patterns (names.matches). Every one of `tags` must match; `*` in a value stands for any text.
    Without tags, every load balancer may have these names.
    """

    hostnames: tuple[str, ...]
    tags: Tags

    def grants(self, name: DnsName, tags: Tags) -> bool:
        """Whether a load balancer with these tags may have this name by this rule."""
        if not any(matches(pattern, name) for pattern in self.hostnames):
            return False
        present = dict(tags)
        return all(key in present and _like(value, present[key]) for key, value in self.tags)


# Names that other services read: whoever may write them can get certificates, or send mail, for the name behind.
SERVICE_NAMES = ("_acme-challenge.*", "_dmarc.*", "_domainkey.*", "*._domainkey.*")


@dataclass(frozen=True, slots=True)
class HostedZone:
    """A hosted zone that albias may write in. `hostnames`: patterns (names.matches); none means all below the apex.

    `excepted`: names that nobody gets: a name, `*.name` (all below it), `label.*` (names that begin with the label) or
    `*.label.*` (names with the label further inside); `service_names`: SERVICE_NAMES are not among them.
    `claims`: who may have which names; none means that every load balancer may have all.
    """

    id: str
    name: DnsName
    private: bool = False
    hostnames: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = SCHEMES
    role_arn: str = ""
    excepted: tuple[str, ...] = ()
    service_names: bool = False
    claims: tuple[ClaimRule, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """What `hostnames` means when it is left out: every name below the apex, not the apex."""
        return self.hostnames or (f"*.{self.name}",)

    @property
    def exception_patterns(self) -> tuple[str, ...]:
        """The names that nobody gets, for IAM's StringLike: in Route 53's spelling, as its condition keys have it."""
        defaults = () if self.service_names else SERVICE_NAMES
        patterns = dict.fromkeys((*defaults, *self.excepted))
        return tuple(_escaped_wildcard(pattern) for pattern in patterns)

    def allows(self, name: DnsName) -> bool:
        """Whether the configuration lets albias write this name here (the apex only where it is listed)."""
        return any(matches(pattern, name) for pattern in self.patterns) and not self.excepts(name)

    def excepts(self, name: DnsName) -> bool:
        """Whether nobody gets this name here, whatever `hostnames` says. IAM denies the same names."""
        spelt = name.replace("*", WILDCARD_ESCAPE)
        return any(_like(pattern, spelt) for pattern in self.exception_patterns)

    def may_claim(self, name: DnsName, tags: Tags) -> bool:
        """Whether a load balancer with these tags may have this name: by one of the rules, where there are any."""
        return not self.claims or any(rule.grants(name, tags) for rule in self.claims)


def _escaped_wildcard(pattern: str) -> str:
    """`_wildcard` at the front of a pattern is the wildcard record set itself, `\\052` in Route 53's spelling."""
    first, dot, rest = pattern.partition(".")
    return WILDCARD_ESCAPE + dot + rest if first == WILDCARD_LABEL else pattern


@dataclass(frozen=True, slots=True, order=True)
class LoadBalancerId:
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
        match = _ARN.fullmatch(arn)
        return cls(*match.groups()) if match else None

    @property
    def type(self) -> str:
        """`application`, `network` or `gateway`: the ARN is the one place that always says it (H4)."""
        return _TYPES[self.kind]

    def __str__(self) -> str:
        return (
            f"arn:{self.partition}:elasticloadbalancing:{self.region}:{self.account}"
            f":loadbalancer/{self.kind}/{self.name}/{self.id}"
        )


@dataclass(frozen=True, slots=True)
class RuleHost:
    """A host of a listener rule's host-header condition. `port`: the listener's; `rule`: the rule's ARN."""

    text: str
    port: int
    rule: str


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A load balancer as ELB described it just now. `rule_hosts` is None where its rules were not read, or not all."""

    id: LoadBalancerId
    dns_name: str
    canonical_hosted_zone_id: str
    scheme: Scheme
    ip_address_type: str
    tags: tuple[tuple[str, str], ...]
    rule_hosts: tuple[RuleHost, ...] | None = None

    @property
    def address_types(self) -> tuple[str, ...]:
        """The record types that it answers: A, AAAA or both (H35; ELB "IP address type")."""
        return _ANSWERS.get(self.ip_address_type, ("A",))


def bare_target(dns_name: str) -> str:
    """A load balancer's DNS name without case, trailing dot and the console's `dualstack.` prefix (H34)."""
    return dns_name.lower().removesuffix(".").removeprefix("dualstack.")


@dataclass(frozen=True, slots=True)
class AliasTarget:
    """Where an alias record set points; the name as it was read, since a DELETE must repeat it."""

    dns_name: str
    hosted_zone_id: str
    evaluate_target_health: bool

    def same(self, other: "AliasTarget") -> bool:
        """Whether both are equal in everything that Route 53 acts on.

        `dualstack.` before a network load balancer's name does not exist in DNS, so there it is a difference (C5).
        """
        return self._effective() == other._effective()

    def _effective(self) -> "AliasTarget":
        bare = bare_target(self.dns_name)
        written = self.dns_name.lower().removesuffix(".")
        return replace(self, dns_name=written if _NETWORK_TARGET.fullmatch(bare) else bare)


RoutingPolicy = Literal["weighted", "latency", "failover", "geolocation", "geoproximity", "ip-based", "multivalue"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
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


@dataclass(frozen=True, slots=True)
class Routing:
    """How Route 53 chooses this record set among those of one name and type.

    `value`: the weight, the Region, PRIMARY or SECONDARY, the location; for a policy that albias never writes, the
    field as read.
    """

    policy: RoutingPolicy
    value: int | str | Location

    @property
    def slot(self) -> int | str | Location | None:
        """What Route 53 allows only once for a name and type; None where the set identifier alone tells them apart."""
        return self.value if self.policy in ("latency", "failover", "geolocation") else None

    def __str__(self) -> str:
        return f"{self.policy} {self.value}"


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
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


RefusalCode = Literal[
    "invalid-name",
    "invalid-option",
    "zone-not-allowed",
    "name-not-allowed",
    "claim-not-allowed",
    "scheme-not-allowed",
    "type-not-supported",
    "name-taken",
    "routing-differs",
    "owned-elsewhere",
    "waiting",
    "delegated",
    "protected",
    "guarded",
    "zone-full",
    "target-not-found",
    "not-accepted",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wish that was not granted, and why, in plain words. A result, not an error."""

    hostname: str
    load_balancer: LoadBalancerId
    code: RefusalCode
    reason: str
    zone: HostedZone | None = None
    set_identifier: str = ""


NoteCode = Literal["delegated", "hidden", "covered", "beside", "left-behind", "incomplete-failover", "odd-text"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of a name that is as it should be otherwise. Changes nothing."""

    hostname: str
    zone: HostedZone
    code: NoteCode
    reason: str
    load_balancer: LoadBalancerId | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One element of a change batch. UPSERT does not exist here: it would overwrite what we did not read (H29)."""

    action: Literal["CREATE", "DELETE"]
    record_set: RecordSet

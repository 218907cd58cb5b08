"""Hosted zones: which names albias may write in them, for whom, and which it never writes. Pure values."""

from dataclasses import dataclass
from typing import Literal

from albias.names import WILDCARD_LABEL, DnsName, matches

Scheme = Literal["internet-facing", "internal"]

SCHEMES: tuple[Scheme, ...] = ("internet-facing", "internal")

WILDCARD_ESCAPE = r"\052"  # `*` in the names that Route 53 returns, and in its condition keys

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
# Sources: RFC 8555 (DNS-01), draft-ietf-acme-dns-account-label (a label before it), draft-ietf-acme-dns-persist;
# RFC 7489 (DMARC), RFC 6376 (DKIM).
SERVICE_NAMES = (
    "_acme-challenge.*",
    "*._acme-challenge.*",
    "_validation-persist.*",
    "_dmarc.*",
    "_domainkey.*",
    "*._domainkey.*",
)


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

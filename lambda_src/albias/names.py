"""DNS names: one normal form, Route 53's spelling, patterns. Text in, text out. Pure.

Normal form: lower case, IDNA A-labels, no trailing dot, `*` for a wildcard's first label.
"""

import re
from typing import NewType

DnsName = NewType("DnsName", str)

MAX_NAME = 253
MAX_LABEL = 63
WILDCARD_LABEL = "_wildcard"
_LABEL = re.compile(r"[a-z0-9_-]+")


class InvalidName(ValueError):
    """A text that is no DNS name; the message says why, in words for the person who wrote it."""


def parse_name(text: str) -> DnsName:
    """Bring a hostname as people write it into the normal form.

    `_wildcard.` at the front means `*.`, since AWS forbids `*` in tag values (ELB's Tag data type).

    Raises: InvalidName with the reason.
    """
    name = text.removesuffix(".").lower()
    labels = (name if name.isascii() else _to_ascii(name)).split(".")
    labels[0] = "*" if labels[0] == WILDCARD_LABEL else labels[0]
    for position, label in enumerate(labels):
        if not label:
            raise InvalidName("it has an empty label (two dots in a row, or one at the front)")
        if len(label) > MAX_LABEL:
            raise InvalidName(f"the label {label[:20]!r}… has {len(label)} characters; {MAX_LABEL} are allowed")
        if not _LABEL.fullmatch(label) and not (label == "*" and position == 0 and len(labels) > 1):
            raise InvalidName(f"the label {label!r} has characters other than letters, digits, '-' and '_'")
        if label.startswith("-") or label.endswith("-"):
            raise InvalidName(f"the label {label!r} begins or ends with '-', which no client resolves")
    name = ".".join(labels)
    if len(name) > MAX_NAME:
        raise InvalidName(f"it has {len(name)} characters; {MAX_NAME} are allowed")
    return DnsName(name)


def _to_ascii(name: str) -> str:
    import idna  # noqa: PLC0415  rare, and its tables are slow to load

    try:
        mapped = idna.uts46_remap(name, std3_rules=False)
        return ".".join(label if label.isascii() else idna.alabel(label).decode() for label in mapped.split("."))
    except idna.IDNAError as error:
        raise InvalidName(f"it is no internationalised name: {error}") from error


def is_name(text: str) -> bool:
    """Whether a text is a name in the normal form already: what a registry text may say, and nothing else."""
    try:
        return parse_name(text) == text
    except InvalidName:
        return False


def fits(name: DnsName) -> bool:
    """Whether a name put together from others is short enough for DNS, as a whole and in each label."""
    return len(name) <= MAX_NAME and all(len(label) <= MAX_LABEL for label in name.split("."))


def is_within(name: DnsName, zone: DnsName) -> bool:
    """Whether `name` is the zone's apex or lies below it, on a label boundary."""
    return name == zone or name.endswith("." + zone)


def matches(pattern: str, name: DnsName) -> bool:
    """Whether a pattern allows a name: `*.apps.example.com` is every name below, anything else is that name alone.

    It is IAM's StringLike on names in Route 53's spelling, so that code and policy never disagree.
    """
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern_name(pattern)


def pattern_name(pattern: str) -> DnsName:
    """The one name that a pattern without `*` allows (`_wildcard.` names the wildcard record set itself)."""
    first, dot, rest = pattern.partition(".")
    return DnsName("*" + dot + rest if first == WILDCARD_LABEL else pattern)


def ancestors(name: DnsName, zone: DnsName) -> list[DnsName]:
    """The names strictly between a name and its zone's apex: where an NS record set would delegate the name away."""
    inner = name.removesuffix(zone).removesuffix(".").split(".")
    return [DnsName(".".join([*inner[start:], zone])) for start in range(1, len(inner))]


def wildcards_over(name: DnsName, zone: DnsName) -> list[DnsName]:
    """The wildcards in the zone that would answer for a name, were there nothing between (RFC 4592)."""
    return [DnsName(f"*.{above}") for above in (*ancestors(name, zone), zone)]


def to_route53(name: str) -> str:
    """Route 53's spelling: `\\ooo` for what is no letter, digit, '-' or '_', and a trailing dot."""
    return name.replace("*", r"\052") + "."


def from_route53(name: str) -> DnsName:
    """The normal form of a name that Route 53 returned; escapes other than the wildcard's stay as they are."""
    return DnsName(name.lower().removesuffix(".").replace(r"\052", "*"))

"""Load balancers as Elastic Load Balancing describes them, and what it refuses of tags and settings.

Rests on the ELB v2 API reference and on botocore's model of it. No request is handled here. Error codes are AWS's; of
the messages only "One or more load balancers not found" and the constraint's form were found in reports.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

MAX_TAGS = 50
MAX_TAG_KEY = 128
MAX_TAG_VALUE = 256
TAG_PATTERN = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
_EPOCH = datetime(2026, 11, 23, tzinfo=UTC)
_ARN_KIND = {"application": "app", "network": "net", "gateway": "gwy"}
# AWS General Reference, "Elastic Load Balancing endpoints and quotas": they differ per Region and per type.
_CANONICAL_ZONES = {
    ("eu-west-1", "application"): "Z32O12XQLNTSW2",
    ("eu-west-1", "network"): "Z2IFOLAFXWLO4F",
    ("us-east-1", "application"): "Z35SXDOTRQ7X7K",
    ("us-east-1", "network"): "Z26RNL4JYFTOTI",
}


class RefusedError(ValueError):
    """What the service refuses: its error code, and the message."""

    def __init__(self, code: str, message: str) -> None:
        """Both as in the service's answer."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ToldTags:
    """What DescribeTags still answers of a load balancer, and how many times."""

    tags: dict[str, str]
    describes: int


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """One load balancer; replaced whole when it changes."""

    number: int
    described: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)
    deletion_protected: bool = False
    hidden_for: int = 0
    told_tags: ToldTags | None = None

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.described["LoadBalancerArn"])

    def hidden(self, describes: int) -> LoadBalancer:
        """The same, not found by so many describes."""
        return replace(self, hidden_for=describes)


def make(
    number: int,
    name: str,
    *,
    account: str,
    region: str,
    kind: str,
    scheme: str,
    address_type: str,
    chosen_id: str | None,
) -> LoadBalancer:
    """The number-th load balancer of a Region; the number decides all that AWS would draw by lot."""
    balancer_id = chosen_id or f"{0x50DC6C4900000000 + number:016x}"
    path = f"{_ARN_KIND[kind]}/{name}/{balancer_id}"
    described: dict[str, Any] = {
        "LoadBalancerArn": f"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{path}",
        "LoadBalancerName": name,
        "CreatedTime": _EPOCH + timedelta(seconds=number),
        "Scheme": scheme,
        "VpcId": "vpc-0123456789abcdef0",
        "State": {"Code": "active"},
        "Type": kind,
        "AvailabilityZones": [],
        "SecurityGroups": [],
        "IpAddressType": address_type,
    }
    if kind == "network":
        described["DNSName"] = f"{name}-{balancer_id}.elb.{region}.amazonaws.com"
    elif kind == "application":
        # The name keeps its case; ``internal-`` stands only before an ALB's.
        prefix = "internal-" if scheme == "internal" else ""
        described["DNSName"] = f"{prefix}{name}-{1234567890 + number}.{region}.elb.amazonaws.com"
    if kind != "gateway":
        described["CanonicalHostedZoneId"] = _CANONICAL_ZONES.get((region, kind), f"Z{region}{kind}".upper())
    return LoadBalancer(number, described)


def copied(described: dict[str, Any]) -> dict[str, Any]:
    """A description that shares nothing with another."""
    return {name: _copied(value) for name, value in described.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copied(value)
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def with_tags(tags: dict[str, str], added: list[dict[str, str]]) -> dict[str, str]:
    """The tags with others added; RefusedError for what AWS does not accept."""
    keys = [tag["Key"] for tag in added]
    if len(set(keys)) < len(keys):
        raise RefusedError("DuplicateTagKeys", "A tag key was specified more than once.")
    for number, tag in enumerate(added, 1):
        _check_tag(f"tags.{number}.member", tag["Key"], tag.get("Value", ""))
    result = tags | {tag["Key"]: tag.get("Value", "") for tag in added}
    if len(result) > MAX_TAGS:
        raise RefusedError("TooManyTags", "You've reached the limit on the number of tags for this resource.")
    return result


def _check_tag(where: str, key: str, value: str) -> None:
    for part, text, most in (("key", key, MAX_TAG_KEY), ("value", value, MAX_TAG_VALUE)):
        if len(text) > most:
            raise constraint(text, f"{where}.{part}", f"have length less than or equal to {most}")
        if not all(unicodedata.category(c)[0] in "LZN" or c in "_.:/=+-@" for c in text):
            raise constraint(text, f"{where}.{part}", f"satisfy regular expression pattern: {TAG_PATTERN}")
    if key.startswith("aws:"):
        raise RefusedError("ValidationError", "aws: prefixed tag key names are not allowed for external use.")


def constraint(value: object, where: str, rule: str) -> RefusedError:
    """The error of a value that breaks a constraint of the service's model."""
    found = f"Value '{value}' at '{where}' failed to satisfy constraint: Member must {rule}"
    return RefusedError("ValidationError", f"1 validation error detected: {found}")


def check_address_type(kind: str, scheme: str, address_type: str) -> None:
    """RefusedError for an address type that this sort of load balancer cannot have."""
    if address_type == "dualstack-without-public-ipv4" and (kind, scheme) != ("application", "internet-facing"):
        text = f"IP address type '{address_type}' needs an internet-facing Application Load Balancer"
        raise RefusedError("InvalidConfigurationRequest", text)

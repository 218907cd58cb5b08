"""What people are told of a name: refusals, and notes. Pure values."""

from dataclasses import dataclass
from typing import Literal

from .balancers import LoadBalancerId
from .zones import HostedZone

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


NoteCode = Literal[
    "delegated", "hidden", "covered", "beside", "left-behind", "incomplete-failover", "odd-text", "rules-not-read"
]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of a name that is as it should be otherwise. Changes nothing."""

    hostname: str
    zone: HostedZone
    code: NoteCode
    reason: str
    load_balancer: LoadBalancerId | None = None

"""What is told of a name: refusals, notes, and notices to whoever listens on an event bus. Pure values."""

from typing import Literal, NamedTuple

from .balancers import LoadBalancerId
from .records import RoutingPolicy
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


class Refusal(NamedTuple):
    """A wish that was not granted, and why, in plain words. A result, not an error.

    `routing_policy`: the routing that it asks for, where it is not a simple name.
    """

    hostname: str
    load_balancer: LoadBalancerId
    code: RefusalCode
    reason: str
    zone: HostedZone | None = None
    set_identifier: str = ""
    routing_policy: RoutingPolicy | None = None


NoteCode = Literal[
    "delegated", "hidden", "covered", "beside", "left-behind", "incomplete-failover", "odd-text", "rules-not-read"
]


class Note(NamedTuple):
    """Something that a person should know of a name that is as it should be otherwise. Changes nothing.

    `about`: what else it speaks of, where its advice needs that: the longer hosted zone, the names that a wildcard does
    not answer for any more, the half of a failover that is missing.
    """

    hostname: str
    zone: HostedZone
    code: NoteCode
    reason: str
    load_balancer: LoadBalancerId | None = None
    about: str = ""


NOTICE_SOURCE = "albias"  # what an event bus calls the sender
NoticeType = Literal["Name Granted", "Name Refused", "Name Removed", "Name Handed Over", "Name Repaired"]


class Notice(NamedTuple):
    """What became of a name, for an event bus. `resources`: the ARNs that it is about; `detail`: a text in JSON."""

    type: NoticeType
    resources: tuple[str, ...]
    detail: str

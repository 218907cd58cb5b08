"""The registry: what a TXT record set under `_albias` says, and where it lies. Text in, text out; decides nothing.

Two kinds, always changed in one change batch with the record sets that they speak of:

    <load balancer id>.<owner>._albias.<zone>   the entry: all that one load balancer holds and waits for in this zone
    <name in the zone>._hold._albias.<zone>     the hold: which load balancer has the name; its CREATE is the lock on it

"Mine" means that owner, account fingerprint and Region are all this deployment's. Anything else is foreign.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from .model import Entry, HostedZone, LoadBalancerId, RecordKey, RecordSet
from .names import WILDCARD_LABEL, DnsName, is_within

TTL = 300
SUBTREE = "_albias"
_HOLD = "_hold"
_STRING = 255  # a character string of a TXT record (RFC 1035, 3.3.14)
_RESOURCE = re.compile(r"([0-9a-f]{8})/([a-z0-9-]+)/(app|net|gwy)/([A-Za-z0-9-]+)/([A-Za-z0-9]+)")
_STRINGS = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Deployment:
    """Who we are in the registry: the configured owner, in one account and Region."""

    owner: str
    partition: str
    account: str
    region: str

    @cached_property
    def fingerprint(self) -> str:
        """Stands for the account number, which does not belong in public DNS: 8 hexadecimal digits."""
        return hashlib.sha256(f"albias:{self.account}".encode()).hexdigest()[:8]

    def owns(self, load_balancer: LoadBalancerId) -> bool:
        """Whether a load balancer lies in this deployment's account and Region."""
        return (load_balancer.account, load_balancer.region) == (self.account, self.region)

    def resource(self, load_balancer: LoadBalancerId) -> str:
        """A load balancer's ARN without the account number."""
        lb = load_balancer
        return f"{self.fingerprint}/{lb.region}/{lb.kind}/{lb.name}/{lb.id}"

    def load_balancer(self, resource: str) -> LoadBalancerId | None:
        """The inverse of `resource`; None when it names another account or Region (H37)."""
        match = _RESOURCE.fullmatch(resource)
        if not match or match[1] != self.fingerprint or match[2] != self.region:
            return None
        return LoadBalancerId(self.partition, self.region, self.account, match[3], match[4], match[5])


@dataclass(frozen=True, slots=True)
class Hold:
    """Which load balancer has a name. `load_balancer` is None when that is another deployment's."""

    load_balancer: LoadBalancerId | None
    owner: str
    resource: str
    record_set: RecordSet


def subtree(owner: str, zone: HostedZone) -> DnsName:
    """The name above all entries of an owner in a zone: a sweep lists what lies below it."""
    return DnsName(f"{owner}.{SUBTREE}.{zone.name}")


def entry_name(load_balancer: LoadBalancerId, owner: str, zone: HostedZone) -> DnsName:
    """Where a load balancer's entry lies."""
    return DnsName(f"{load_balancer.id}.{subtree(owner, zone)}")


def hold_name(hostname: DnsName, zone: HostedZone) -> DnsName:
    """Where the hold on a name lies. Longer than DNS allows for the longest names: claims.py refuses those."""
    relative = hostname.removesuffix(zone.name).replace("*", WILDCARD_LABEL)
    return DnsName(f"{relative}{_HOLD}.{SUBTREE}.{zone.name}")


def is_reserved(hostname: DnsName, zone: HostedZone) -> bool:
    """Whether a name lies in the registry's own subtree, which no load balancer may claim."""
    return is_within(hostname, DnsName(f"{SUBTREE}.{zone.name}"))


def encode_hold(hostname: DnsName, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> RecordSet:
    """The hold's record set. It depends on nothing but its arguments, so that it can be deleted unread."""
    text = f"heritage=albias,v=1,owner={me.owner},resource={me.resource(load_balancer)}"
    return RecordSet(RecordKey(hold_name(hostname, zone), "TXT"), TTL, (_quote(text),))


def decode_hold(record_set: RecordSet, me: Deployment) -> Hold:
    """What a hold says; anything that is not ours, or not albias's at all, counts as somebody else's."""
    head = _pairs(_unquote(record_set.values[0]) if record_set.values else "")
    owner, resource = head.get("owner", ""), head.get("resource", "")
    mine = _is_albias(head) and owner == me.owner and not record_set.opaque
    return Hold(me.load_balancer(resource) if mine else None, owner, resource, record_set)


def encode_entry(entry: Entry, me: Deployment, zone: HostedZone) -> RecordSet | None:
    """An entry's record set; None when it has nothing to say and so should not exist."""
    if not (entry.hosts or entry.waits):
        return None
    head = f"heritage=albias,v=1,owner={me.owner},resource={me.resource(entry.load_balancer)},target={entry.target}"
    head += f",revision={entry.revision}" if entry.revision else ""
    lines = [
        head,
        *(f"host={host}" for host in sorted(entry.hosts)),
        *(f"wait={host},since={since}" for host, since in sorted(entry.waits)),
        *(f"next={me.resource(waiting)}" for waiting in sorted(entry.queue if entry.hosts else ())),
    ]
    key = RecordKey(entry_name(entry.load_balancer, me.owner, zone), "TXT")
    return RecordSet(key, TTL, tuple(map(_quote, lines)))


def decode_entry(record_set: RecordSet, me: Deployment) -> Entry | None:
    """What an entry says; None when it is not this deployment's or nothing that we wrote."""
    lines = [_pairs(_unquote(value)) for value in record_set.values]
    heads = [pairs for pairs in lines if _is_albias(pairs)]
    head = heads[0] if len(heads) == 1 and not record_set.opaque else {}
    load_balancer = me.load_balancer(head.get("resource", "")) if head.get("owner") == me.owner else None
    if load_balancer is None or not record_set.key.name.startswith(load_balancer.id + "."):
        return None
    return Entry(
        load_balancer,
        target=head.get("target", ""),
        hosts=frozenset(DnsName(pairs["host"]) for pairs in lines if "host" in pairs),
        waits=frozenset(
            (DnsName(pairs["wait"]), _number(pairs.get("since", ""))) for pairs in lines if "wait" in pairs
        ),
        queue=frozenset(filter(None, (me.load_balancer(pairs["next"]) for pairs in lines if "next" in pairs))),
        revision=_number(head.get("revision", "")),
        record_set=record_set,
    )


def _is_albias(pairs: dict[str, str]) -> bool:
    return pairs.get("heritage") == "albias" and pairs.get("v") == "1"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _pairs(text: str) -> dict[str, str]:
    return {key: value for key, sep, value in (part.partition("=") for part in text.split(",")) if sep}


def _quote(text: str) -> str:
    return " ".join(f'"{text[start : start + _STRING]}"' for start in range(0, len(text), _STRING))


def _unquote(value: str) -> str:
    return "".join(_STRINGS.findall(value))

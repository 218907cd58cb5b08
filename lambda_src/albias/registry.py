"""The registry: what a TXT record set under `_albias` says, and where it lies. Text in, text out; decides nothing.

Two kinds, always changed in one change batch with the record sets that they speak of:

    <name in the zone>._hold._albias.<zone>           the hold: who has the name, where it points, who waits for it
    <hash>.<load balancer id>.<owner>._albias.<zone>  an index entry: this load balancer has the name, or waits for it

The hold's CREATE is the lock on the name. The hold of a routed record set is a routed TXT record set with the same set
identifier, so Route 53 itself keeps the holds of one name apart, and refuses a simple one beside routed ones. Index
entries say where to look, no more: their text follows from their place. "Mine" means that owner, account fingerprint
and Region are all this deployment's; anything else is foreign.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .model import HostedZone, LoadBalancerId, RecordKey, RecordSet, Routing
from .names import WILDCARD_LABEL, DnsName, is_name, is_within

TTL = 300
SUBTREE = "_albias"
_HOLD = "_hold"
_STRING = 255  # characters of a character string of a TXT record (RFC 1035, 3.3.14)
_RESOURCE = re.compile(r"([0-9a-f]{8})/([a-z0-9-]+)/(app|net|gwy)/([A-Za-z0-9-]{1,32})/([a-z0-9]{1,32})")
_STRINGS = re.compile(r'"([^"]*)"')
_ROUTING = Routing("weighted", 0)  # of a routed hold; nobody resolves it

Waits = tuple[tuple[LoadBalancerId, int], ...]  # who waits, and since when in Unix seconds; the longest waiting first


class Key(NamedTuple):
    """What is held, claimed and decided on: a name, and the set identifier of a routed record set, or ""."""

    name: DnsName
    set_identifier: str = ""


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
        """Whether a load balancer lies in this deployment's partition, account and Region."""
        theirs = load_balancer.partition, load_balancer.account, load_balancer.region
        return theirs == (self.partition, self.account, self.region)

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
class Answer:
    """What albias has made at a name: enough to delete it unread, which Route 53 refuses where it is wrong."""

    target: str
    zone_id: str
    types: tuple[str, ...]
    evaluate_target_health: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a key of a name. `load_balancer` is None when that is another deployment's, or nobody's that we know.

    `answer`: what the record sets were given; None where it does not say. `origin`: by which tag or rule it was asked
    for (claims.py). `gone`: since when no rule names it, in Unix seconds; 0 where one does. `revision` grows with each
    writing, so that whoever read the hold before sees that something was done since, even where it says the same again.
    `others`: values in the record set that are not albias's, which stay (H32).
    """

    key: Key
    owner: str
    resource: str
    load_balancer: LoadBalancerId | None
    record_set: RecordSet
    target: str = ""
    answer: Answer | None = None
    origin: str = ""
    waits: Waits = ()
    gone: int = 0
    revision: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A record set at the place of an index entry. `ours`: albias made it; `right`: it says what it should."""

    record_set: RecordSet
    ours: bool
    right: bool


# Where things lie -------------------------------------------------------------------------------------------------


def holds_root(zone: HostedZone) -> DnsName:
    """The name above all holds of a zone, which lie next to each other in Route 53's order: the apex's own hold."""
    return DnsName(f"{_HOLD}.{SUBTREE}.{zone.name}")


def hold_name(hostname: DnsName, zone: HostedZone) -> DnsName:
    """Where the holds on a name lie. Longer than DNS allows for the longest names: claims.py refuses those."""
    relative = hostname.removesuffix(zone.name).replace("*", WILDCARD_LABEL)
    return DnsName(f"{relative}{holds_root(zone)}")


def held_name(place: DnsName, zone: HostedZone) -> DnsName | None:
    """The inverse of `hold_name`; None for a place at which no name's hold can lie (C43)."""
    relative = place.removesuffix(holds_root(zone))
    if relative.startswith(WILDCARD_LABEL + "."):
        relative = "*" + relative.removeprefix(WILDCARD_LABEL)
    name = f"{relative}{zone.name}"
    return DnsName(name) if is_name(name) and is_within(place, holds_root(zone)) else None


def owner_root(owner: str, zone: HostedZone) -> DnsName:
    """The name above all index entries of an owner in a zone."""
    return DnsName(f"{owner}.{SUBTREE}.{zone.name}")


def index_root(load_balancer: LoadBalancerId, owner: str, zone: HostedZone) -> DnsName:
    """The name above all index entries of a load balancer, which lie next to each other in Route 53's order."""
    return DnsName(f"{load_balancer.id}.{owner_root(owner, zone)}")


def is_reserved(hostname: DnsName, zone: HostedZone) -> bool:
    """Whether a name lies in the registry's own subtree, which no load balancer may claim."""
    return is_within(hostname, DnsName(f"{SUBTREE}.{zone.name}"))


# Index entries ----------------------------------------------------------------------------------------------------


def encode_index(key: Key, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> RecordSet:
    """An index entry's record set; it depends on nothing but its arguments."""
    label = hashlib.sha256("\0".join(filter(None, key)).encode()).hexdigest()[:16]
    lines = [_index_head(load_balancer, me), f"host={key.name}"]
    if key.set_identifier:
        lines.append(f"set={key.set_identifier}")
    place = RecordKey(DnsName(f"{label}.{index_root(load_balancer, me.owner, zone)}"), "TXT")
    return RecordSet(place, TTL, tuple(_quote(line) for line in lines))


def read_index(record_set: RecordSet, me: Deployment, zone: HostedZone) -> tuple[Key, LoadBalancerId] | None:
    """Of which name and load balancer an index entry speaks; None where it is not one that albias made there.

    What it says is believed only if it is exactly what belongs at its place (C40, C43).
    """
    said = {}
    for value in record_set.values:
        said.update(_pairs(_unquote(value)))
    load_balancer = me.load_balancer(said.get("resource", ""))
    host = said.get("host", "")
    if load_balancer is None or not is_name(host) or not is_within(DnsName(host), zone.name):
        return None
    key = Key(DnsName(host), said.get("set", ""))
    return (key, load_balancer) if _says(record_set, encode_index(key, load_balancer, me, zone)) else None


def index_at(found: RecordSet, wanted: RecordSet, load_balancer: LoadBalancerId, me: Deployment) -> IndexEntry:
    """What lies at the place of an index entry: ours if its first words are, right if it is as it should be."""
    texts = [_unquote(value) for value in found.values]
    return IndexEntry(found, ours=_index_head(load_balancer, me) in texts, right=_says(found, wanted))


def _index_head(load_balancer: LoadBalancerId, me: Deployment) -> str:
    return f"heritage=albias,v=1,owner={me.owner},resource={me.resource(load_balancer)}"


def _says(found: RecordSet, wanted: RecordSet) -> bool:
    """Whether a record set has the place and the texts of another, however they are cut into character strings."""
    texts = sorted(_unquote(value) for value in found.values)
    return found.key == wanted.key and texts == sorted(_unquote(value) for value in wanted.values)


# Holds ------------------------------------------------------------------------------------------------------------


def encode_hold(hold: Hold, me: Deployment, zone: HostedZone) -> RecordSet:
    """The record set of a hold of ours; `hold.record_set` is not looked at."""
    assert hold.load_balancer is not None
    head = [
        "heritage=albias",
        "v=1",
        f"owner={me.owner}",
        f"resource={me.resource(hold.load_balancer)}",
        f"target={hold.target}",
        *_answer_pairs(hold.answer),
        f"origin={hold.origin}" if hold.origin else "",
        f"revision={hold.revision}",
    ]
    lines = [",".join(filter(None, head))]
    if hold.gone:
        lines.append(f"gone={hold.gone}")
    for waiting, since in hold.waits:
        lines.append(f"wait={me.resource(waiting)},since={since}")
    values = [_quote(line) for line in lines]
    return replace(_empty(hold.key, zone), values=(*values, *hold.others))


def new_hold(key: Key, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> Hold:
    """A hold that is not in DNS yet."""
    return Hold(key, me.owner, me.resource(load_balancer), load_balancer, _empty(key, zone))


def decode_hold(record_set: RecordSet, me: Deployment, zone: HostedZone) -> Hold | None:
    """What a hold says; None where it lies at a place of no name. What is not ours, or not albias's, is foreign."""
    name = held_name(record_set.key.name, zone)
    if name is None:
        return None
    key = Key(name, record_set.key.set_identifier)
    heads, others, rest = _sorted_values(record_set)
    head = heads[0] if len(heads) == 1 else {}
    owner, resource = head.get("owner", ""), head.get("resource", "")
    if owner != me.owner or not _is_plain(record_set):
        return Hold(key, owner, resource, None, record_set)
    return Hold(
        key,
        owner,
        resource,
        me.load_balancer(resource),
        record_set,
        target=head.get("target", ""),
        answer=_answer(head),
        origin=head.get("origin", ""),
        waits=_waits(rest, me),
        gone=max([_number(pairs.get("gone", "")) for pairs in rest], default=0),
        revision=_number(head.get("revision", "")),
        others=others,
    )


def without_hold(hold: Hold) -> RecordSet | None:
    """What stays of a hold's record set when the name is given up: other people's values; None where there are none."""
    return replace(hold.record_set, values=hold.others) if hold.others else None


def _empty(key: Key, zone: HostedZone) -> RecordSet:
    place = RecordKey(hold_name(key.name, zone), "TXT", key.set_identifier)
    return RecordSet(place, TTL, routing=_ROUTING if key.set_identifier else None)


def _is_plain(record_set: RecordSet) -> bool:
    """Whether a hold is a record set as albias makes it, so that it may be rewritten."""
    expected = _ROUTING if record_set.key.set_identifier else None
    return record_set.routing == expected and not record_set.health_check and not record_set.managed


def _sorted_values(record_set: RecordSet) -> tuple[list[dict[str, str]], tuple[str, ...], list[dict[str, str]]]:
    """The heads among a record set's values, the values that are not albias's, and the other lines of albias's."""
    heads, others, rest = [], [], []
    for value in record_set.values:
        pairs = _pairs(_unquote(value))
        if pairs.get("heritage") == "albias" and pairs.get("v") == "1":
            heads.append(pairs)
        elif {"wait", "gone"} & pairs.keys():
            rest.append(pairs)
        else:
            others.append(value)
    return heads, tuple(others), rest


def _waits(lines: Iterable[dict[str, str]], me: Deployment) -> Waits:
    waits = []
    for pairs in lines:
        waiting = me.load_balancer(pairs.get("wait", ""))
        if waiting:
            waits.append((waiting, _number(pairs.get("since", ""))))
    return tuple(sorted(waits, key=lambda wait: (wait[1], wait[0])))


def _answer_pairs(answer: Answer | None) -> Sequence[str]:
    if answer is None:
        return ()
    health = "yes" if answer.evaluate_target_health else "no"
    return f"zone={answer.zone_id}", f"types={'+'.join(answer.types)}", f"health={health}"


def _answer(head: dict[str, str]) -> Answer | None:
    types = tuple(head.get("types", "").split("+"))
    if not head.get("zone") or not set(types) <= {"A", "AAAA"}:
        return None
    return Answer(head.get("target", ""), head["zone"], types, head.get("health") == "yes")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(","):
        key, separator, value = part.partition("=")
        if separator:
            found[key] = value
    return found


def _quote(text: str) -> str:
    return " ".join(f'"{text[start : start + _STRING]}"' for start in range(0, len(text), _STRING))


def _unquote(value: str) -> str:
    return "".join(_STRINGS.findall(value))

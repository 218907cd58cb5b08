"""Index entries: which load balancer has to do with which name, so that it is found. Text in, text out."""

import hashlib
from typing import NamedTuple

from albias.model import HostedZone, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, is_name, is_within

from . import texts
from .places import TTL, Deployment, Key, index_root


class IndexEntry(NamedTuple):
    """A record set at the place of an index entry. `ours`: albias made it; `right`: it says what it should."""

    record_set: RecordSet
    ours: bool
    right: bool


def encode_index(key: Key, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> RecordSet:
    """An index entry's record set; it depends on nothing but its arguments."""
    label = hashlib.sha256("\0".join(filter(None, key)).encode()).hexdigest()[:16]
    lines = [_index_head(load_balancer, me), f"host={key.name}"]
    if key.set_identifier:
        lines.append(f"set={key.set_identifier}")
    place = RecordKey(DnsName(f"{label}.{index_root(load_balancer, me.owner, zone)}"), "TXT")
    return RecordSet(place, TTL, tuple(texts.quote(line) for line in lines))


def read_index(record_set: RecordSet, me: Deployment, zone: HostedZone) -> tuple[Key, LoadBalancerId] | None:
    """Of which name and load balancer an index entry speaks; None where it is not one that albias made there.

    What it says is believed only if it is exactly what belongs at its place (C40, C43).
    """
    said = {}
    for value in record_set.values:
        said.update(texts.pairs(texts.unquote(value)))
    load_balancer = me.load_balancer(said.get("resource", ""))
    host = said.get("host", "")
    if load_balancer is None or not is_name(host) or not is_within(DnsName(host), zone.name):
        return None
    key = Key(DnsName(host), said.get("set", ""))
    return (key, load_balancer) if _says(record_set, encode_index(key, load_balancer, me, zone)) else None


def is_of_another(record_set: RecordSet, me: Deployment) -> bool:
    """Whether the same owner's deployment in another account or Region made an index entry."""
    for value in record_set.values:
        said = texts.pairs(texts.unquote(value))
        if said.get("heritage") == "albias" and said.get("owner") == me.owner:
            return not said.get("resource", me.here).startswith(me.here)
    return False


def index_at(found: RecordSet, wanted: RecordSet, load_balancer: LoadBalancerId, me: Deployment) -> IndexEntry:
    """What lies at the place of an index entry: ours if its first words are, right if it is as it should be."""
    said = [texts.unquote(value) for value in found.values]
    return IndexEntry(found, ours=_index_head(load_balancer, me) in said, right=_says(found, wanted))


def _index_head(load_balancer: LoadBalancerId, me: Deployment) -> str:
    return f"heritage=albias,v=1,owner={me.owner},resource={me.resource(load_balancer)}"


def _says(found: RecordSet, wanted: RecordSet) -> bool:
    """Whether a record set has the place and the texts of another, however they are cut into character strings."""
    said = sorted(texts.unquote(value) for value in found.values)
    return found.key == wanted.key and said == sorted(texts.unquote(value) for value in wanted.values)

"""The simulation's own book of every hosted zone: what each record set is, and who wrote it last.

Fed by the changes that Route 53 accepted, never by reading Route 53, so that it can be compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.simulation.texts import Place, Record, Text, held_name, plain, read_text

ANSWERING = ("A", "AAAA", "CNAME")
POLICIES = ("Weight", "Region", "Failover", "GeoLocation", "MultiValueAnswer")
ROUTING = (*POLICIES, "HealthCheckId")


class Key(NamedTuple):
    """What identifies a record set in a zone, its name in plain spelling."""

    name: str
    type: str
    set_identifier: str = ""

    @property
    def place(self) -> Place:
        """What of a name it answers for."""
        return Place(self.name, self.set_identifier)


@dataclass(frozen=True, slots=True)
class Written:
    """A record set and its last writer: a deployment's label, or a person's."""

    record: Record
    author: str


Zone = dict[Key, Written]
Answer = tuple[Any, ...]


class Violation(BaseException):
    """An invariant is broken. Not an Exception, so that no code under test can swallow it."""

    def __init__(self, invariant: str, text: str) -> None:
        """`invariant` is a short fixed name, `text` what happened."""
        super().__init__(f"{invariant}: {text}")
        self.invariant = invariant
        self.text = text

    def __reduce__(self) -> tuple[type[Violation], tuple[str, str]]:
        return type(self), (self.invariant, self.text)


def key_of(record: Record) -> Key:
    """The key of a record set as boto3 has it."""
    return Key(plain(record["Name"]), record["Type"], record.get("SetIdentifier", ""))


def target_of(record: Record) -> str | None:
    """The load balancer's name that an alias or CNAME points at: without `dualstack.`, case, dot."""
    if "AliasTarget" in record:
        return plain(record["AliasTarget"]["DNSName"]).removeprefix("dualstack.")
    if record["Type"] != "CNAME":
        return None
    return plain(record["ResourceRecords"][0]["Value"]).removeprefix("dualstack.")


def form(record: Record) -> Answer:
    """A record set in a form that can be compared: aliases without `dualstack.`, case and dot (H34)."""
    if "AliasTarget" in record:
        alias = record["AliasTarget"]
        return ("alias", target_of(record), alias["HostedZoneId"], alias["EvaluateTargetHealth"], routing_of(record))
    values = tuple(sorted(value["Value"] for value in record.get("ResourceRecords", ())))
    routing = tuple(sorted((k, str(v)) for k, v in record.items() if k not in ("Name", "Type", "ResourceRecords")))
    return ("plain", values, routing)


def routing_of(record: Record) -> tuple[tuple[str, str], ...]:
    """What Route 53 routes by, and the health check: field and value; nothing for a simple record set."""
    found = []
    for field in ROUTING:
        value = record.get(field)
        if value is not None:
            found.append((field, str(dict(sorted(value.items())) if isinstance(value, dict) else value)))
    return tuple(sorted(found))


class Ledger:
    """All zones of one world. `names` maps zone ids to zone names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Zones with nothing but their apex, which nobody writes."""
        self.names = dict(names)
        self.zones: dict[str, Zone] = {zone_id: {} for zone_id in names}
        self._disturbed: dict[tuple[str, Place], int] = {}  # by zone id, when a foreign hand was there at last
        self.count = 0  # of change batches
        self._past: dict[tuple[str, Key], list[tuple[int, Written | None]]] = {}

    def apply(self, zone_id: str, changes: Iterable[Mapping[str, Any]], author: str) -> None:
        """Take over changes that Route 53 accepted."""
        zone = self.zones[zone_id]
        self.count += 1
        for change in changes:
            key = key_of(change["ResourceRecordSet"])
            if change["Action"] == "DELETE":
                zone.pop(key, None)
            else:
                zone[key] = Written(change["ResourceRecordSet"], author)
            if key.type in ANSWERING:
                self._past.setdefault((zone_id, key), [(0, None)]).append((self.count, zone.get(key)))

    def seen(self, zone_id: str, key: Key, *, since: int) -> list[Written | None]:
        """What a key has been, at one moment or another, since a number of change batches; None for absent."""
        past = self._past.get((zone_id, key), [(0, None)])
        first = max(place for place, (count, _) in enumerate(past) if count <= since)
        return [written for _, written in past[first:]]

    def strangers(self, zone_id: str, name: str, author: str, *, since: int) -> bool:
        """Whether anybody else's record set answered for a name, at some moment since a number of change batches."""
        keys = [key for zone, key in self._past if (zone, key.name) == (zone_id, name)]
        seen = [written for key in keys for written in self.seen(zone_id, key, since=since)]
        return any(written is not None and written.author != author for written in seen)

    def leave_behind(self, zone_id: str, key: Key) -> None:
        """A record set is nobody's from now on, though nothing was written."""
        written = Written(self.zones[zone_id][key].record, "left behind")
        self.zones[zone_id][key] = written
        self._past[zone_id, key].append((self.count, written))

    def copy(self) -> dict[str, Zone]:
        """All zones as they are now."""
        return {zone_id: dict(zone) for zone_id, zone in self.zones.items()}

    def disturb(self, zone_id: str, changes: Iterable[Mapping[str, Any]]) -> None:
        """Note the names whose answers a foreign hand changed."""
        keys = [key_of(change["ResourceRecordSet"]) for change in changes]
        self._disturbed |= {(zone_id, key.place): self.count for key in keys if key.type in ANSWERING}

    def disturbed(self, zone_id: str, place: Place) -> bool:
        """Whether a foreign hand changed a name's answers after albias last looked and decided."""
        return (zone_id, place) in self._disturbed

    def soothe(self, zone_id: str, places: Iterable[Place], *, seen: int) -> None:
        """Note that albias decided on these names again; `seen`: the change batches that it may have seen."""
        for place in places:
            if self._disturbed.get((zone_id, place), 0) <= seen:
                self._disturbed.pop((zone_id, place), None)


def answers(zone: Zone, name: str) -> dict[Key, Written]:
    """The record sets that answer for an address at a name, routed ones included."""
    simple = {kind: zone.get(Key(name, kind)) for kind in ANSWERING}
    found = {Key(name, kind): written for kind, written in simple.items() if written}
    routed = {key: written for key, written in zone.items() if key.set_identifier and key.name == name}
    return found | {key: written for key, written in routed.items() if key.type in ANSWERING}


def answers_of(zone: Zone, place: Place) -> dict[Key, Written]:
    """The record sets that answer under one set identifier of a name, or the simple ones."""
    keys = [Key(place.name, kind, place.set_identifier) for kind in ANSWERING]
    return {key: zone[key] for key in keys if key in zone}


def holds(zone: Zone, zone_name: str) -> dict[Place, Text]:
    """Every hold of a zone, whoever's it is."""
    return dict(_holds(zone, zone_name))


def _holds(zone: Zone, zone_name: str) -> Iterator[tuple[Place, Text]]:
    for key, written in zone.items():
        if key.type == "TXT" and (name := held_name(key.name, zone_name)) is not None:
            text = read_text(written.record)
            if text:
                yield Place(name, key.set_identifier), text


def index_texts(zone: Zone, zone_name: str) -> set[tuple[str, str, Place]]:
    """What the index tells: owner, resource, and of what."""
    told: set[tuple[str, str, Place]] = set()
    for key, written in zone.items():
        text = read_text(written.record) if key.type == "TXT" else None
        if text and text.hosts and held_name(key.name, zone_name) is None:
            told |= {(text.owner, text.resource, place) for place in text.hosts}
    return told


def entries(zone: Zone, zone_name: str) -> list[Text]:
    """What the entries of old would say, worked out from the holds: by load balancer what it holds and waits for."""
    hosts: dict[tuple[str, str], set[Place]] = {}
    waits: dict[tuple[str, str], dict[Place, int]] = {}
    lines: dict[tuple[str, str], set[str]] = {}
    targets: dict[tuple[str, str], str] = {}
    for place, hold in holds(zone, zone_name).items():
        who = hold.owner, hold.resource
        hosts.setdefault(who, set()).add(place)
        targets[who] = hold.target
        for resource, since in hold.waiters:
            waits.setdefault((hold.owner, resource), {})[place] = since
            lines.setdefault(who, set()).add(resource)
    return [
        Text(
            owner,
            resource,
            targets.get((owner, resource), ""),
            frozenset(hosts.get((owner, resource), ())),
            tuple(sorted(waits.get((owner, resource), {}).items())),
            frozenset(lines.get((owner, resource), ())),
        )
        for owner, resource in sorted(hosts.keys() | waits.keys())
    ]


def entry_of(zone: Zone, zone_name: str, owner: str, resource: str) -> Text | None:
    return next((t for t in entries(zone, zone_name) if (t.owner, t.resource) == (owner, resource)), None)

"""A hosted zone seen from outside: what answers, what the registry says, and whether that is what it should be.

Written from the registry's documentation (docs/concepts.md) without albias's own code: the two check each other.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from local_aws.observe import PATIENCE, record_sets, until


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """What its maker knows of a load balancer."""

    name: str
    arn: str
    dns_name: str

    @property
    def id(self) -> str:
        """The last part of the ARN."""
        return self.arn.rsplit("/", 1)[1]

    @property
    def path(self) -> str:
        """What the registry writes in place of the ARN, after the account's fingerprint: `eu-west-1/app/web/50dc…`."""
        return f"{self.arn.split(':')[3]}/{self.arn.split('loadbalancer/')[1]}"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A record set by weight: of a name that several load balancers share, the part that one of them has."""

    hostname: str
    load_balancer: LoadBalancer
    weight: int


Record = Mapping[str, Any]
Place = tuple[str, ...]  # name and type; of a routed record set the set identifier, too


class Zone:
    """A hosted zone that albias works in. What was in it at first is other people's, and must stay as it is."""

    def __init__(
        self, session: boto3.Session, zone_id: str, name: str, owner: str, *, patience: float = PATIENCE
    ) -> None:
        self._session = session
        self.id = zone_id
        self.name = name
        self._registry = f"_albias.{name}"
        self._owner = owner
        self._patience = patience  # seconds
        self.foreign = self.records()

    def records(self) -> list[Record]:
        """All record sets, now."""
        return list(record_sets(self._session, self.id))

    def ours(self) -> dict[Place, Record]:
        """What was not there at first, by its place."""
        return {_place(found): found for found in self.records() if found not in self.foreign}

    def target(self, hostname: str, record_type: str = "A") -> str | None:
        """The load balancer's DNS name behind a name, by whichever record set; None where nothing answers."""
        for place, found in self.ours().items():
            if place[:2] == (hostname, record_type):
                return _alias(found) or None
        return None

    def weighted(self, one: Weighted) -> Record:
        """A load balancer's record set of a shared name. Raises: KeyError."""
        return self.ours()[one.hostname, "A", self._set_identifier(one.load_balancer)]

    def index(self, load_balancer: LoadBalancer, hostname: str) -> Record:
        """The index entry that leads from a load balancer to a name. Raises: KeyError."""
        return self.ours()[self._index_place(load_balancer, hostname)]

    def hold(self, hostname: str) -> Record:
        """The hold on a name. Raises: KeyError."""
        return self.ours()[self._hold_place(hostname)]

    def is_so(
        self,
        held: Mapping[str, LoadBalancer],
        waiting: Collection[tuple[str, LoadBalancer]] = (),
        types: tuple[str, ...] = ("A",),
        weighted: Collection[Weighted] = (),
    ) -> None:
        """Wait until the zone is so: these names held, those waited for, others shared, all else foreign and as it was.

        Raises: NotSeen with the first difference.
        """

        def difference() -> str:
            return next(self._differences(held, waiting, types, weighted=weighted), "")

        until(lambda: not difference(), difference, self._patience)

    def _differences(
        self,
        held: Mapping[str, LoadBalancer],
        waiting: Collection[tuple[str, LoadBalancer]],
        types: tuple[str, ...],
        *,
        weighted: Collection[Weighted],
    ) -> Iterator[str]:
        """In words, what is not as it should be."""
        records = self.records()
        lost = [found for found in self.foreign if found not in records]
        if lost:
            yield f"other people's record sets as they were; changed or gone: {lost}"
        found = {_place(record): record for record in records if record not in self.foreign}
        wanted = {(name, kind) for name in held for kind in types} | {self._hold_place(name) for name in held}
        wanted |= {self._index_place(one, hostname) for hostname, one in (*held.items(), *waiting)}
        for share in weighted:
            wanted |= set(self._weighted_places(share))
        if found.keys() != wanted:
            yield f"exactly {sorted(wanted)} in the zone; there is {sorted(found)}"
            return
        for hostname, one in held.items():
            yield from self._held_differences(hostname, one, types, found)
        for hostname, one in waiting:
            noted = [text for text in texts(found[self._hold_place(hostname)]) if text.startswith("wait=")]
            if not any(f"/{one.path},since=" in text for text in noted):
                yield f"the hold on {hostname} noting that {one.name} waits for it"
        for share in weighted:
            yield from self._weighted_differences(share, found)

    def _held_differences(
        self, hostname: str, one: LoadBalancer, types: tuple[str, ...], found: Mapping[Place, Record]
    ) -> Iterator[str]:
        targets = {_alias(found[hostname, kind]) for kind in types}
        if targets != {one.dns_name.lower()}:
            yield f"{hostname} pointing at {one.dns_name}; it points at {targets}"
        if f"/{one.path}" not in " ".join(texts(found[self._hold_place(hostname)])):
            yield f"the hold on {hostname} naming {one.path}"
        if f"host={hostname}" not in texts(found[self._index_place(one, hostname)]):
            yield f"the index leading from {one.name} to {hostname}"

    def _weighted_differences(self, one: Weighted, found: Mapping[Place, Record]) -> Iterator[str]:
        answer, hold, index = (found[place] for place in self._weighted_places(one))
        is_so = _alias(answer), answer["Weight"]
        if is_so != (one.load_balancer.dns_name.lower(), one.weight):
            yield f"{one.hostname} with weight {one.weight} at {one.load_balancer.dns_name}; there is {is_so}"
        if f"/{one.load_balancer.path}" not in " ".join(texts(hold)):
            yield f"the hold on that part of {one.hostname} naming {one.load_balancer.path}"
        if not {f"host={one.hostname}", f"set={answer['SetIdentifier']}"} <= set(texts(index)):
            yield f"the index leading from {one.load_balancer.name} to its part of {one.hostname}"

    def _weighted_places(self, one: Weighted) -> tuple[Place, Place, Place]:
        """Of the record set, its hold and its index entry."""
        identifier = self._set_identifier(one.load_balancer)
        hold = (*self._hold_place(one.hostname), identifier)
        return (one.hostname, "A", identifier), hold, self._index_place(one.load_balancer, one.hostname, identifier)

    def _set_identifier(self, one: LoadBalancer) -> str:
        fingerprint = hashlib.sha256(f"albias:{one.arn.split(':')[4]}".encode()).hexdigest()[:8]
        return f"{self._owner}/{fingerprint}/{one.arn.split(':')[3]}/{one.id}"

    def _index_place(self, load_balancer: LoadBalancer, hostname: str, set_identifier: str = "") -> Place:
        said = f"{hostname}\0{set_identifier}" if set_identifier else hostname
        label = hashlib.sha256(said.encode()).hexdigest()[:16]
        return f"{label}.{load_balancer.id}.{self._owner}.{self._registry}", "TXT"

    def _hold_place(self, hostname: str) -> Place:
        return hostname.removesuffix(self.name).replace("*", "_wildcard") + f"_hold.{self._registry}", "TXT"


def texts(record: Record) -> list[str]:
    """The character strings of a TXT record set, those of one value joined."""
    return [value["Value"].strip('"').replace('" "', "") for value in record["ResourceRecords"]]


def _alias(record: Record) -> str:
    return str(record["AliasTarget"]["DNSName"]).removesuffix(".").lower() if "AliasTarget" in record else ""


def _place(record: Record) -> Place:
    name = str(record["Name"]).removesuffix(".").replace(r"\052", "*")
    place = name, str(record["Type"])
    return (*place, str(record["SetIdentifier"])) if "SetIdentifier" in record else place

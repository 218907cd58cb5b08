"""A hosted zone seen from outside: what answers, what the registry says, and whether that is what it should be.

Written from the registry's documentation (docs/concepts.md) without albias's own code: the two check each other.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from local_aws.observe import record_sets, until


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


Record = Mapping[str, Any]


class Zone:
    """A hosted zone that albias works in. What was in it at first is other people's, and must stay as it is."""

    def __init__(self, session: boto3.Session, zone_id: str, name: str, owner: str, *, patience: float = 60.0) -> None:
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

    def ours(self) -> dict[tuple[str, str], Record]:
        """What was not there at first, by name and type."""
        return {_key(found): found for found in self.records() if found not in self.foreign}

    def target(self, hostname: str, record_type: str = "A") -> str | None:
        """The load balancer's DNS name behind a name; None where nothing answers."""
        found = self.ours().get((hostname, record_type))
        return _alias(found) or None if found else None

    def index(self, load_balancer: LoadBalancer, hostname: str) -> Record:
        """The index entry that leads from a load balancer to a name. Raises: KeyError."""
        return self.ours()[self._index_key(load_balancer, hostname)]

    def hold(self, hostname: str) -> Record:
        """The hold on a name. Raises: KeyError."""
        return self.ours()[self._hold_key(hostname)]

    def is_so(
        self,
        held: Mapping[str, LoadBalancer],
        waiting: Collection[tuple[str, LoadBalancer]] = (),
        types: tuple[str, ...] = ("A",),
    ) -> None:
        """Wait until these names point at these load balancers, those wait, and all else is foreign and as it was.

        Raises: NotSeen with the first difference.
        """

        def difference() -> str:
            return next(self.differences(held, waiting, types), "")

        until(lambda: not difference(), difference, self._patience)

    def differences(
        self,
        held: Mapping[str, LoadBalancer],
        waiting: Collection[tuple[str, LoadBalancer]] = (),
        types: tuple[str, ...] = ("A",),
    ) -> Iterator[str]:
        """In words, what is not as it should be."""
        records = self.records()
        lost = [found for found in self.foreign if found not in records]
        if lost:
            yield f"other people's record sets as they were; changed or gone: {lost}"
        found = {_key(record): record for record in records if record not in self.foreign}
        wanted = {(name, kind) for name in held for kind in types} | {self._hold_key(name) for name in held}
        wanted |= {self._index_key(one, hostname) for hostname, one in (*held.items(), *waiting)}
        if found.keys() != wanted:
            yield f"exactly {sorted(wanted)} in the zone; there is {sorted(found)}"
            return
        for hostname, one in held.items():
            targets = {_alias(found[hostname, kind]) for kind in types}
            if targets != {one.dns_name.lower()}:
                yield f"{hostname} pointing at {one.dns_name}; it points at {targets}"
            if f"/{one.path}" not in " ".join(texts(found[self._hold_key(hostname)])):
                yield f"the hold on {hostname} naming {one.path}"
            if f"host={hostname}" not in texts(found[self._index_key(one, hostname)]):
                yield f"the index leading from {one.name} to {hostname}"
        for hostname, one in waiting:
            noted = [text for text in texts(found[self._hold_key(hostname)]) if text.startswith("wait=")]
            if not any(f"/{one.path},since=" in text for text in noted):
                yield f"the hold on {hostname} noting that {one.name} waits for it"

    def _index_key(self, load_balancer: LoadBalancer, hostname: str) -> tuple[str, str]:
        label = hashlib.sha256(hostname.encode()).hexdigest()[:16]
        return f"{label}.{load_balancer.id}.{self._owner}.{self._registry}", "TXT"

    def _hold_key(self, hostname: str) -> tuple[str, str]:
        return hostname.removesuffix(self.name).replace("*", "_wildcard") + f"_hold.{self._registry}", "TXT"


def texts(record: Record) -> list[str]:
    """The character strings of a TXT record set, those of one value joined."""
    return [value["Value"].strip('"').replace('" "', "") for value in record["ResourceRecords"]]


def _alias(record: Record) -> str:
    return str(record["AliasTarget"]["DNSName"]).removesuffix(".").lower() if "AliasTarget" in record else ""


def _key(record: Record) -> tuple[str, str]:
    return str(record["Name"]).removesuffix(".").replace(r"\052", "*"), str(record["Type"])

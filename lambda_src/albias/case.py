"""What a decision on one name rests on, and what it is made of: values, checked nowhere else. Decides nothing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from .external_dns import owner_of
from .model import ADDRESS_TYPES, Change, Entry, HostedZone, LoadBalancer, LoadBalancerId, RecordSet, Refusal
from .names import DnsName
from .registry import Deployment, Hold
from .settings import Settings

MAX_QUEUE = 10  # who comes later is found by the sweep

Action = Literal["keep", "create", "repair", "hand-over", "adopt", "remove", "let-go", "wait", "tidy"]


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """What one load balancer's entry says of one name afterwards: held, or waited for since when, or neither.

    `held` None: it stays as it is, held or waited for or neither; `target` None likewise. `joins`: who begins to wait
    for the name. `at_hand`: the load balancers that the plan knows; who of them wants nothing that is held then, leaves
    the line.
    """

    load_balancer: LoadBalancerId
    hostname: DnsName
    held: bool | None = False
    wait: int | None = None
    joins: frozenset[LoadBalancerId] = frozenset()
    at_hand: Mapping[LoadBalancerId, "Party"] = field(default_factory=dict, repr=False)
    target: str | None = None

    def __str__(self) -> str:
        """One short phrase for a person."""
        does = "holds" if self.held or self.held is None else "forgets" if self.wait is None else "waits for"
        return f"{self.load_balancer.name}/{self.load_balancer.id} {does} {self.hostname}"

    def apply(self, entry: Entry) -> Entry:
        """The entry with this name's lines as they should be, all others untouched."""
        name = {self.hostname}
        hosts = entry.hosts if self.held is None else entry.hosts | name if self.held else entry.hosts - name
        waits = {(host, since) for host, since in entry.waits if self.held is None or host != self.hostname}
        waits |= set() if self.wait is None else {(self.hostname, self.wait)}
        queue = [*sorted(entry.queue), *sorted(self.joins - entry.queue)]
        queue = [each for each in queue if each not in self.at_hand or self.at_hand[each].wanted & hosts]
        target = entry.target if self.target is None else self.target
        return replace(entry, target=target, hosts=hosts, waits=frozenset(waits), queue=frozenset(queue[:MAX_QUEUE]))


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one name, why, and the changes that do it: record sets, hold and entry lines, all or none."""

    action: Action
    hostname: DnsName
    load_balancer: LoadBalancerId
    reason: str
    changes: tuple[Change, ...] = ()
    edits: tuple[EntryEdit, ...] = ()

    def acts_on(self, entries: Mapping[LoadBalancerId, Entry]) -> bool:
        """Whether it changes anything, the entries being as given."""
        return bool(self.changes) or any(
            edit.apply(entries[edit.load_balancer]) != entries[edit.load_balancer] for edit in self.edits
        )

    @property
    def removes(self) -> bool:
        """Whether the name stops answering: what `max_removals` counts."""
        return self.action == "remove" and any(change.record_set.key.type in ADDRESS_TYPES for change in self.changes)


@dataclass(frozen=True, slots=True)
class Party:
    """A load balancer in a plan: its entry, what ELB says of it (None: gone), the names that it wants in this zone.

    `fenced`: its entry's place is taken by another deployment or by something that is no entry. `refused`: what its
    tags name and it may not have.
    """

    id: LoadBalancerId
    entry: Entry
    described: LoadBalancer | None
    wanted: frozenset[DnsName]
    fenced: bool = False
    refused: frozenset[str] = frozenset()

    @property
    def target(self) -> str | None:
        """The DNS name that its record sets point at; None once it is gone."""
        return self.described.dns_name.lower() if self.described else None

    def made(self, found: RecordSet) -> bool:
        """Whether a record set is one that albias may have made for it."""
        return found.key.type in ADDRESS_TYPES and any(map(found.points_at, (self.entry.target, self.target or "")))

    def wants(self, name: DnsName) -> bool:
        """Whether it claims the name now and could have it."""
        return name in self.wanted and not self.fenced

    def waiting_since(self, name: DnsName, now: int) -> int:
        """Its place in the line for a name: the one noted, else the last."""
        return dict(self.entry.waits).get(name, now)


def answering(records: Iterable[RecordSet]) -> list[RecordSet]:
    """The record sets that answer for a name: a CNAME tolerates nothing beside it, A and AAAA nothing of their kind."""
    return [found for found in records if found.key.type in (*ADDRESS_TYPES, "CNAME")]


@dataclass(frozen=True, slots=True)
class Case:
    """One name, with everything that a decision on it rests on.

    `parties`: those who claim the name or list it. `at_hand`: all load balancers whose state and entry the plan knows.
    `external_dns_records`: what lies where external-dns would register the name; read only where albias did not make
    what answers.
    """

    name: DnsName
    zone: HostedZone
    me: Deployment
    settings: Settings
    now: int
    records: tuple[RecordSet, ...]
    hold: Hold | None
    hold_known: bool
    holder: Party | None
    parties: tuple[Party, ...]
    at_hand: Mapping[LoadBalancerId, Party]
    delegated_at: DnsName | None = None
    external_dns_records: tuple[RecordSet, ...] = ()

    @property
    def external_dns(self) -> str | None:
        """The owner id of an external-dns that has the name (empty: hidden); None where none has it."""
        return owner_of(self.external_dns_records)

    @property
    def taken(self) -> list[RecordSet]:
        """The record sets that answer for the name."""
        return answering(self.records)

    @property
    def obstacles(self) -> list[RecordSet]:
        """Those that albias never writes: CNAMEs, routing and other fields it does not model, external-dns's own."""
        return [found for found in self.taken if found.opaque or found.key.type == "CNAME" or self._external(found)]

    def _external(self, found: RecordSet) -> bool:
        return self.external_dns is not None and not (self.holder and self.holder.made(found))

    @property
    def claimants(self) -> list[Party]:
        """Who wants the name, the longest waiting first; the order is the same for everybody who looks."""
        wanting = [party for party in self.parties if party.wants(self.name)]
        return sorted(wanting, key=lambda party: (party.waiting_since(self.name, self.now), party.id))


Verdict = tuple[list[Decision], list[Refusal]]

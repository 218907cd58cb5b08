"""What a decision on one name rests on, and what it is made of: values. Decides nothing. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

from .claims import Claim
from .external_dns import owner_of
from .model import (
    ADDRESS_TYPES,
    Change,
    HostedZone,
    LoadBalancer,
    LoadBalancerId,
    RecordSet,
    Refusal,
    Routing,
    RoutingPolicy,
)
from .names import DnsName
from .registry import Deployment, Hold, IndexEntry, Key
from .settings import Settings

Action = Literal["create", "repair", "hand-over", "adopt", "convert", "remove", "let-go", "wait", "tidy"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one key of a name, why, and the changes that do it: record sets, hold and index, all or none.

    `load_balancer`: who has it afterwards, or had it; `previous`: who had it before a hand-over. `concerned`: all whose
    work it is. `change_id`: Route 53's, of the change batch that did it.
    """

    action: Action
    key: Key
    load_balancer: LoadBalancerId
    reason: str
    changes: tuple[Change, ...]
    concerned: frozenset[LoadBalancerId]
    previous: LoadBalancerId | None = None
    change_id: str = ""

    @property
    def hostname(self) -> DnsName:
        """The name that it is about."""
        return self.key.name

    @property
    def record_changes(self) -> tuple[Change, ...]:
        """The changes to what answers for the name, without the registry's."""
        return tuple(change for change in self.changes if change.record_set.key.name == self.key.name)

    @property
    def routing(self) -> Routing | None:
        """The routing of the first of the key's record sets that changes; None for a simple name."""
        for change in self.record_changes:
            found = change.record_set
            if found.routing is not None and found.key.set_identifier == self.key.set_identifier:
                return found.routing
        return None

    @property
    def routing_policy(self) -> RoutingPolicy | None:
        """The routing policy of the key's record sets, as far as they change; None for a simple name."""
        return self.routing.policy if self.routing else None

    @property
    def gives(self) -> bool:
        """Whether a simple name is somebody's who did not have it before."""
        return self.action in ("create", "adopt", "hand-over") and not self.key.set_identifier

    @property
    def removes(self) -> bool:
        """Whether the name stops answering: what `max_removals` counts."""
        types = {change.record_set.key.type for change in self.record_changes}
        return self.action == "remove" and bool(types & {*ADDRESS_TYPES})


class Verdict(NamedTuple):
    """What comes of one key: at most one decision, and who is refused it."""

    decisions: list[Decision]
    refusals: list[Refusal]


class Standing(Enum):
    """How a load balancer stands to a key of a name now."""

    WANTS = "it claims it, and may have it"
    NAMES = "it still names it, and may not have it, or not here"
    UNSURE = "nobody can tell, since not all that may name it was read"
    LEFT = "nothing of it names it any more"
    GONE = "it is deleted"


@dataclass(frozen=True, slots=True)
class Party:
    """A load balancer in a case. `described`: what ELB says of it; None once it is gone. `claim`: where it wants it.

    `sets`: the set identifiers under which it claims the name in this zone. `elsewhere`: the configuration gives it
    the name in another hosted zone. `index`: what lies at the place of its index entry.
    """

    id: LoadBalancerId
    described: LoadBalancer | None
    standing: Standing
    claim: Claim | None = None
    sets: frozenset[str] = frozenset()
    elsewhere: bool = False
    index: IndexEntry | None = None

    @property
    def target(self) -> str:
        """The DNS name that its record sets point at; empty once it is gone."""
        return self.described.dns_name.lower() if self.described else ""

    @property
    def routing(self) -> Routing | None:
        """How it wants Route 53 to choose its record sets; None for a simple name, and where it wants nothing."""
        return self.claim.routing if self.claim else None

    @property
    def routing_policy(self) -> RoutingPolicy | None:
        """The policy of that."""
        return self.routing.policy if self.routing else None

    @property
    def types(self) -> tuple[str, ...]:
        """The types of record sets that it needs."""
        return self.described.address_types if self.described else ()


def answering(records: Iterable[RecordSet]) -> list[RecordSet]:
    """The record sets that answer for a name: a CNAME tolerates nothing beside it, A and AAAA nothing of their kind."""
    return [found for found in records if found.key.type in (*ADDRESS_TYPES, "CNAME")]


@dataclass(frozen=True, slots=True)
class Case:
    """One key of a name in one hosted zone, with everything that a decision on it rests on.

    `records`: what lies at the name. `siblings`: the holds of the name's other keys, whoever's. `parties`: who holds
    it, waits for it, or claims it, as far as anybody looked. `preferred`: who has the name in another hosted zone.
    `external_dns_records`: what lies where external-dns would register the name.
    """

    key: Key
    zone: HostedZone
    me: Deployment
    settings: Settings
    now: int
    records: tuple[RecordSet, ...] = ()
    hold: Hold | None = None
    siblings: tuple[Hold, ...] = ()
    parties: tuple[Party, ...] = ()
    preferred: LoadBalancerId | None = None
    delegated_at: DnsName | None = None
    external_dns_records: tuple[RecordSet, ...] = ()

    @property
    def name(self) -> DnsName:
        """The name that the case is about."""
        return self.key.name

    @property
    def holder(self) -> Party | None:
        """The load balancer of ours that has the key."""
        if self.hold is None:
            return None
        return next((party for party in self.parties if party.id == self.hold.load_balancer), None)

    @property
    def claimants(self) -> list[Party]:
        """Who wants the key: whoever has the name in another zone first, then the longest waiting."""
        since = dict(self.hold.waits) if self.hold else {}
        wanting = [party for party in self.parties if party.standing is Standing.WANTS]
        return sorted(wanting, key=lambda party: (party.id != self.preferred, since.get(party.id, self.now), party.id))

    @property
    def siblings_by_set(self) -> dict[str, Hold]:
        """The holds of the name's other keys, by their set identifier."""
        return {sibling.key.set_identifier: sibling for sibling in self.siblings}

    @property
    def unsure_waits(self) -> list[LoadBalancerId]:
        """Who waits for the key, and may do so still: what may name it was not read."""
        waits = dict(self.hold.waits) if self.hold else {}
        return [party.id for party in self.parties if party.standing is Standing.UNSURE and party.id in waits]

    @property
    def answering(self) -> list[RecordSet]:
        """The record sets that answer for the name."""
        return answering(self.records)

    @property
    def under_the_key(self) -> list[RecordSet]:
        """Those of them that have the key's set identifier."""
        return [found for found in self.answering if found.key.set_identifier == self.key.set_identifier]

    @property
    def external_dns(self) -> str | None:
        """The owner id of an external-dns that registers the key (empty: hidden); None where none does."""
        return self.external_dns_of(self.key.set_identifier)

    def external_dns_of(self, set_identifier: str) -> str | None:
        """Likewise of any record set of the name: external-dns's TXT has the same set identifier (H57)."""
        return owner_of(text for text in self.external_dns_records if text.key.set_identifier == set_identifier)

    def made(self, found: RecordSet) -> bool:
        """Whether albias made a record set: an alias under our key to what the hold says, or to its holder (C45)."""
        if self.hold is None or self.holder is None or found.alias is None or found.managed:
            return False
        ours = found.key.type in self.hold.types and found.key.set_identifier == self.key.set_identifier
        return ours and (found.points_at(self.hold.target) or found.points_at(self.holder.target))

    def leaving(self, found: RecordSet, party: Party) -> bool:
        """Whether a record set is that of another key, which the party has and gives up for this one."""
        for sibling in self.siblings:
            if not self.gives_up(sibling, party) or found.key.set_identifier != sibling.key.set_identifier:
                continue
            if found.alias is not None and not found.managed and found.points_at(sibling.target):
                return True
        return False

    def gives_up(self, sibling: Hold, party: Party) -> bool:
        """Whether a party has another key of the name and gives it up for this one, as the policy lets it."""
        kept = sibling.key.set_identifier in party.sets
        return sibling.load_balancer == party.id and not kept and self.settings.policy == "sync"

    def mixed_with(self, party: Party) -> list[Hold]:
        """The holds that keep a party's from being made: Route 53 mixes no routed TXT record set with a simple one."""
        mixed = []
        for sibling in self.siblings:
            differs = bool(sibling.key.set_identifier) != bool(self.key.set_identifier)
            if differs and not self.gives_up(sibling, party):
                mixed.append(sibling)
        return mixed

    def beside(self, found: RecordSet, party: Party) -> bool:
        """Whether a routed record set can stand beside the party's: the same policy, another set, another slot."""
        wanted = party.claim.routing if party.claim else None
        if wanted is None or found.routing is None or found.key.set_identifier == self.key.set_identifier:
            return False
        if found.key.type == "CNAME":
            return False
        if found.routing.policy != wanted.policy:
            return False
        return wanted.slot is None or found.routing.slot != wanted.slot

    def in_way(self, party: Party) -> list[RecordSet]:
        """The record sets that keep a party's from being made: not albias's, of a type that it needs, or a CNAME."""
        found_in_way = []
        for found in self.answering:
            if found.key.type != "CNAME" and found.key.type not in party.types:
                continue
            if not (self.made(found) or self.leaving(found, party) or self.beside(found, party)):
                found_in_way.append(found)
        return found_in_way

    def free_types(self, party: Party) -> list[str]:
        """The types of record sets that a party needs, and that nothing keeps from being made."""
        blocked = {found.key.type for found in self.in_way(party)}
        return [] if "CNAME" in blocked else [kind for kind in party.types if kind not in blocked]

"""What is known of one hosted zone while it is planned: claims, index, holds, and who is concerned by each key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from albias.case import answering
from albias.claims import Claim
from albias.model import HostedZone, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, ancestors, wildcards_over
from albias.read import Index, ZoneReader
from albias.registry import Deployment, Hold, Key, encode_index
from albias.settings import Settings
from albias.view import ZoneView

from .fleet import Fleet
from .outcome import Request

Claimed = dict[Key, dict[LoadBalancerId, Claim]]


@dataclass(slots=True)
class Knowledge:
    """What one round of planning has read so far. `now` in Unix seconds.

    `has`: who has a name in the hosted zones that were planned before this one. `trusting`: whether a change batch may
    prove what was not read.
    """

    reader: ZoneReader
    fleet: Fleet
    settings: Settings
    request: Request
    now: int
    has: Mapping[DnsName, LoadBalancerId]
    holds: dict[Key, Hold] = field(default_factory=dict)
    index: Index = field(default_factory=dict)
    claimed: Claimed = field(default_factory=dict)
    zone: HostedZone = field(init=False)
    me: Deployment = field(init=False)
    trusting: bool = field(init=False)
    _held: dict[DnsName, list[Hold]] = field(default_factory=dict)  # the holds by name

    def __post_init__(self) -> None:
        self.zone, self.me = self.reader.zone, self.reader.me
        self.trusting = not (self.request.whole or self.request.sweep)

    def learn_holds(self, holds: dict[Key, Hold]) -> None:
        """Take in the holds that were read."""
        self.holds = holds
        for hold in holds.values():
            self._held.setdefault(hold.key.name, []).append(hold)

    def siblings(self, key: Key) -> tuple[Hold, ...]:
        """The holds on the same name under other set identifiers."""
        return tuple(hold for hold in self._held.get(key.name, ()) if hold.key != key)

    def parties(self, key: Key) -> list[LoadBalancerId]:
        """Who is to be asked about a key: its holder, who waits for it, who claims it, whom the index tells of."""
        parties = {*self.claimed.get(key, ()), *self.index.get(key, ())}
        if key in self.holds:
            parties |= self.holds[key].load_balancers
        if key.name in self.has:
            parties.add(self.has[key.name])
        return sorted(parties)

    def claims(self, load_balancer: LoadBalancerId) -> Mapping[Key, Claim]:
        """What a load balancer, as it was described last, claims in this zone."""
        return self.fleet.claims(load_balancer).in_zone(self.zone)

    def assumed(self, key: Key) -> tuple[RecordSet, ...] | None:
        """What a hold says was made, where a change batch will prove it; None where the name has to be read."""
        hold = self.holds.get(key)
        if not self.trusting or key.set_identifier or hold is None or hold.answer is None or self.siblings(key):
            return None
        if hold.load_balancer is not None and key in self.claims(hold.load_balancer):
            return None
        return tuple(RecordSet(RecordKey(key.name, kind), alias=hold.alias) for kind in hold.types)

    def is_strange(self, key: Key) -> bool:
        """Whether something answers that the hold does not tell of: it may be external-dns's.

        Where all is read, names that nobody holds are strange, too: external-dns may have a TXT record set alone (X2).
        Whoever asks about some names alone wants to know it of each: external-dns may have one beside albias (X3).
        """
        if self.assumed(key) is not None:
            return False
        if self.request.whole and self.request.only is not None:
            return True
        hold = self.holds.get(key)
        if hold is None and not self.trusting:
            return True
        return not all(_is_told(found, hold) for found in answering(self.reader.view.at(key.name)))

    def around(self, key: Key) -> set[DnsName]:
        """What else tells of a key: delegations, wildcards above it, index entries."""
        around = {*cuts(key.name, self.zone), *wildcards_over(key.name, self.zone.name)}
        return around | self.places(key, self.parties(key))

    def places(self, key: Key, load_balancers: Iterable[LoadBalancerId]) -> set[DnsName]:
        """Where the index entries of those lie who are concerned by a key."""
        parties = {*self.parties(key)} & {*load_balancers}
        return {encode_index(key, each, self.me, self.zone).key.name for each in parties}


def _is_told(found: RecordSet, hold: Hold | None) -> bool:
    """Whether a hold says of a record set that albias made it: of this type, under this set identifier, to there."""
    if hold is None or not hold.target or found.alias is None or found.key.set_identifier != hold.key.set_identifier:
        return False
    return found.key.type in hold.types and found.points_at(hold.target)


def delegations(name: DnsName, zone: HostedZone, view: ZoneView) -> list[DnsName]:
    """Where the zone delegates the name to other name servers, as far as that was read; the highest first."""
    return [cut for cut in cuts(name, zone) if view.knows(cut) and view.of_type(cut, "NS")]


def cuts(name: DnsName, zone: HostedZone) -> list[DnsName]:
    """Where an NS record set would delegate the name away from this zone (H22)."""
    return [cut for cut in (*ancestors(name, zone.name), name) if cut != zone.name]

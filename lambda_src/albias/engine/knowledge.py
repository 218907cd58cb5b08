"""What is known of one hosted zone while it is planned, and the case that it makes of each key. Decides nothing."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from albias.case import Case, Party, Standing, answering
from albias.claims import Claim
from albias.external_dns import registry_names
from albias.model import HostedZone, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, ancestors, wildcards_over
from albias.read import Index, ZoneReader
from albias.registry import Deployment, Hold, IndexEntry, Key, encode_index
from albias.settings import Settings
from albias.sources import still_names
from albias.view import ZoneView

from .fleet import NOT_YET, Fleet
from .outcome import Request


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
    claimed: dict[Key, set[LoadBalancerId]] = field(default_factory=dict)
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
        return not all(_is_of_the_hold(found, hold) for found in answering(self.reader.view.at(key.name)))

    def around(self, key: Key) -> set[DnsName]:
        """What else tells of a key: delegations, wildcards above it, index entries."""
        around = {*cuts(key.name, self.zone), *wildcards_over(key.name, self.zone.name)}
        return around | self.places(key, self.parties(key))

    def places(self, key: Key, load_balancers: Iterable[LoadBalancerId]) -> set[DnsName]:
        """Where the index entries of those lie who are concerned by a key."""
        parties = {*self.parties(key)} & {*load_balancers}
        return {encode_index(key, each, self.me, self.zone).key.name for each in parties}

    # The case of a key ------------------------------------------------------------------------------------------------

    def why_unsure(self, parties: Iterable[LoadBalancerId]) -> str:
        """Why nothing can be concluded of a key: somebody in it is not known, or not yet (H52). Empty where it can."""
        for each in parties:
            if not self.fleet.knows(each):
                return self.fleet.unknown.get(each, NOT_YET)
            if each in self.request.young and self.fleet.get(each) is None:
                return NOT_YET
        return ""

    def case(self, key: Key) -> Case:
        """The case of a key, of which everything needed has been read."""
        assumed = self.assumed(key)
        return Case(
            key=key,
            zone=self.zone,
            me=self.me,
            settings=self.settings,
            now=self.now,
            records=self.reader.view.at(key.name) if assumed is None else assumed,
            hold=self.holds.get(key),
            siblings=self.siblings(key),
            parties=tuple(self._party(key, each) for each in self.parties(key)),
            preferred=self.has.get(key.name),
            delegated_at=next(iter(delegations(key.name, self.zone, self.reader.view)), None),
            external_dns_records=self._external_dns(key),
        )

    def _party(self, key: Key, load_balancer: LoadBalancerId) -> Party:
        described = self.fleet.get(load_balancer)
        here = self.claims(load_balancer)
        claim = here.get(key)
        sets = frozenset(other.set_identifier for other in here if other.name == key.name)
        by_zone = self.fleet.claims(load_balancer).by_zone
        others = [zone_id for zone_id, found in by_zone.items() if key in found and zone_id != self.zone.id]
        return Party(
            load_balancer,
            described,
            self._standing(key, described, sets=sets),
            claim=claim,
            sets=sets,
            elsewhere=bool(others),
            index=self._index_entry(key, load_balancer),
        )

    def _standing(self, key: Key, described: LoadBalancer | None, *, sets: Set[str]) -> Standing:
        """How a load balancer stands to a key; `sets`: the set identifiers under which it claims the name here."""
        if described is None:
            return Standing.GONE
        if key.set_identifier in sets:
            return Standing.WANTS
        converts = bool(sets)
        if key.name in self.fleet.claims(described.id).named and not converts:
            return Standing.NAMES
        hold = self.holds.get(key)
        origin = hold.origin if hold and hold.load_balancer == described.id else ""
        named = still_names(described, origin, key.name, self.settings)
        if converts or named is False:
            return Standing.LEFT
        return Standing.UNSURE if named is None else Standing.NAMES

    def _index_entry(self, key: Key, load_balancer: LoadBalancerId) -> IndexEntry | None:
        """What lies at an entry's place; unread or absent, what the hold implies where a change batch will prove it.

        An absence may be older than the hold: a page tells of many places at one moment (H39).
        """
        wanted = encode_index(key, load_balancer, self.me, self.zone)
        is_read = self.reader.view.knows(wanted.key.name)
        found = self.reader.index_entry(wanted, load_balancer) if is_read else None
        if found is not None or (is_read and not self.trusting):
            return found
        hold = self.holds.get(key)
        implied = hold is not None and load_balancer in hold.load_balancers
        return IndexEntry(wanted, ours=True, right=True) if implied else None

    def _external_dns(self, key: Key) -> tuple[RecordSet, ...]:
        """What lies where external-dns would register the name, as far as it was read."""
        found: list[RecordSet] = []
        for name in registry_names(key.name, self.settings.external_dns, self.zone.name):
            if self.reader.view.knows(name):
                found += self.reader.view.of_type(name, "TXT")
        return tuple(found)


def _is_of_the_hold(found: RecordSet, hold: Hold | None) -> bool:
    """Whether a hold says of a record set that albias made it: of this type, under this set identifier, to there."""
    if hold is None or found.alias is None or found.key.set_identifier != hold.key.set_identifier:
        return False
    return found.key.type in hold.types and found.points_at(hold.target)


def delegations(name: DnsName, zone: HostedZone, view: ZoneView) -> list[DnsName]:
    """Where the zone delegates the name to other name servers, as far as that was read; the highest first."""
    return [cut for cut in cuts(name, zone) if view.knows(cut) and view.of_type(cut, "NS")]


def cuts(name: DnsName, zone: HostedZone) -> list[DnsName]:
    """Where an NS record set would delegate the name away from this zone (H22)."""
    return [cut for cut in (*ancestors(name, zone.name), name) if cut != zone.name]

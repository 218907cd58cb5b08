"""Planning one hosted zone, in a straight line: the claims, the index, the names, the holds, then one decision a name.

An event trusts what the registry implies where a change batch will prove it: that a free name has no hold, and that
what a hold says was made is there. What Route 53 then refuses is planned again with everything read.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from albias.case import Case, Decision, Party, Standing, Verdict, answering
from albias.claims import Claim, still_names
from albias.decide import MAX_WAITS, decide, record_sets_are_right
from albias.errors import Failure
from albias.external_dns import owner_of, registry_names
from albias.model import AliasTarget, HostedZone, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, ancestors, is_within, wildcards_over
from albias.notes import notes_of
from albias.read import Index, ZoneReader
from albias.registry import Deployment, Hold, IndexEntry, Key, encode_index
from albias.settings import Settings

from .fleet import Fleet
from .outcome import Request, ZonePlan

Claimed = dict[Key, dict[LoadBalancerId, Claim]]
Table = Callable[[Case], Verdict]


@dataclass(slots=True)
class ZonePlanner:
    """Plans one hosted zone for one request. `now` in Unix seconds; `has`: who has a name in the zones before this one.

    `table`: the decision table, or a person's order in its place.
    """

    reader: ZoneReader
    fleet: Fleet
    settings: Settings
    request: Request
    now: int
    has: Mapping[DnsName, LoadBalancerId]
    table: Table = decide
    holds: dict[Key, Hold] = field(default_factory=dict)
    index: Index = field(default_factory=dict)
    claimed: Claimed = field(default_factory=dict)

    @property
    def zone(self) -> HostedZone:
        """The hosted zone that is planned."""
        return self.reader.zone

    @property
    def me(self) -> Deployment:
        """Who we are."""
        return self.reader.me

    @property
    def trusting(self) -> bool:
        """Whether a change batch may prove what was not read."""
        return not (self.request.whole or self.request.sweep)

    def plan(self) -> ZonePlan:
        """Read what is needed, and decide. Raises: AwsUnavailable."""
        planned = ZonePlan(self.zone)
        self._find_claims()
        self._find_index()
        keys = self._keys_to_decide(planned)
        self._find_holds(keys)
        keys |= self._held_beside(keys)
        self._meet_parties(keys)
        self._read_names(keys)
        for key in sorted(keys):
            self._add_case(planned, key)
        self._decide(planned)
        self._count(planned)
        return planned

    # What there is to decide --------------------------------------------------------------------------------------

    def _find_claims(self) -> None:
        for each in sorted(self.request.load_balancers):
            for key, claim in self.fleet.claims(each).in_zone(self.zone).items():
                if self.request.concerns(key.name):
                    self.claimed.setdefault(key, {})[each] = claim

    def _find_index(self) -> None:
        if self.request.again is not None:
            return
        found = self.reader.all_index() if self.request.sweep else self.reader.index_of(self.request.load_balancers)
        for key, listed in found.items():
            if self.request.concerns(key.name):
                self.index[key] = listed

    def _keys_to_decide(self, planned: ZonePlan) -> set[Key]:
        """The keys that need a decision; those that are as wanted already need none in an event."""
        for each in self.index.values():
            planned.touched |= each
        for claimants in self.claimed.values():
            planned.touched |= claimants.keys()
        keys = {*self.claimed, *self.index}
        if not self.trusting:
            return keys
        self.reader.read(key.name for key in self.claimed)
        for key in list(self.claimed):
            if self._is_right_already(key):
                planned.has[key.name] = next(iter(self.claimed[key]))
                keys.discard(key)
        return keys

    def _is_right_already(self, key: Key) -> bool:
        """Whether one load balancer claims a key, has it by all signs, and its record sets are as it wants them."""
        claimants = self.claimed[key]
        if len(claimants) != 1 or self.index.get(key) != claimants.keys():
            return False
        ((each, claim),) = claimants.items()
        described = self.fleet.get(each)
        others = [other for other in (*self.index, *self.claimed) if other.name == key.name and other != key]
        if described is None or described.rule_hosts is not None or others:
            return False
        return record_sets_are_right(self.reader.view.at(key.name), described, claim)

    def _find_holds(self, keys: Set[Key]) -> None:
        """The holds of the names; a free name that no index entry tells of is trusted to have none."""
        if self.request.sweep and self.request.again is None:
            self.holds = self.reader.all_holds()
            return
        names = {key.name for key in keys}
        if self.request.again is not None:
            names |= self.request.again
        if self.trusting:
            indexed = {key.name for key in self.index}
            names = {name for name in names if name in indexed or self._is_somebodys(name)}
        self.holds = self.reader.holds_at(names | self._watched())

    def _is_somebodys(self, name: DnsName) -> bool:
        """Whether something lies at a name already that answers, or by which external-dns registers it."""
        found = self.reader.view.at(name)
        return bool(answering(found)) or owner_of(found) is not None

    def _watched(self) -> set[DnsName]:
        """Names of this zone that the configuration gives to another one: who holds one here is preferred there."""
        watched: set[DnsName] = set()
        for each in self.request.load_balancers:
            for zone_id, claims in self.fleet.claims(each).by_zone.items():
                if zone_id == self.zone.id:
                    continue
                for key in claims:
                    if is_within(key.name, self.zone.name) and self.request.concerns(key.name):
                        watched.add(key.name)
        return watched

    def _held_beside(self, keys: Set[Key]) -> set[Key]:
        """The keys that holds tell of: all of ours in a sweep, those of the raced names in another round."""
        found: set[Key] = set()
        for key, hold in self.holds.items():
            whole_sweep = self.request.sweep and self.request.again is None
            asked = self.request.again is not None and key.name in self.request.again
            if hold.load_balancer and (whole_sweep or asked) and self.request.concerns(key.name):
                found.add(key)
        return found - keys

    # What is known of it ------------------------------------------------------------------------------------------

    def _parties(self, key: Key) -> list[LoadBalancerId]:
        """Who is to be asked about a key: its holder, who waits for it, who claims it, whom the index tells of."""
        parties = {*self.claimed.get(key, ()), *self.index.get(key, ())}
        hold = self.holds.get(key)
        if hold and hold.load_balancer:
            parties |= {hold.load_balancer, *dict(hold.waits)}
        if key.name in self.has:
            parties.add(self.has[key.name])
        return sorted(parties)

    def _meet_parties(self, keys: Set[Key]) -> None:
        """Describe everybody; where a line is full and nobody in it wants the name, look at everybody there is."""
        parties: set[LoadBalancerId] = set()
        for key in keys:
            parties |= {*self._parties(key)}
        self.fleet.ask(parties)
        if any(self._needs_everybody(key) for key in keys):
            self.fleet.list_all()
        for key in keys:
            everybody = self.fleet.living if self.fleet.listed else self._parties(key)
            for each in everybody:
                claim = self.fleet.claims(each).in_zone(self.zone).get(key)
                if claim:
                    self.claimed.setdefault(key, {})[each] = claim

    def _needs_everybody(self, key: Key) -> bool:
        hold = self.holds.get(key)
        if hold is None or hold.load_balancer is None or len(hold.waits) < MAX_WAITS:
            return False
        parties = self._parties(key)
        return not any(key in self.fleet.claims(each).in_zone(self.zone) for each in parties)

    def _read_names(self, keys: Set[Key]) -> None:
        names: set[DnsName] = set()
        for key in keys:
            if self._assumed(key) is None:
                names.add(key.name)
            if not self.trusting:
                names |= self._around(key)
        self.reader.read(names)
        for key in sorted(keys):
            if self._is_strange(key):
                self.reader.read(registry_names(key.name, self.settings.external_dns, self.zone.name))

    def _around(self, key: Key) -> set[DnsName]:
        """What else tells of a key: delegations, wildcards above it, index entries."""
        around = {*_cuts(key.name, self.zone), *wildcards_over(key.name, self.zone.name)}
        for each in self._parties(key):
            around.add(encode_index(key, each, self.me, self.zone).key.name)
        return around

    def _is_strange(self, key: Key) -> bool:
        """Whether something answers that the hold does not tell of: it may be external-dns's.

        Where all is read, names that nobody holds are strange, too: external-dns may have a TXT record set alone (X2).
        Whoever asks about some names alone wants to know it of each: external-dns may have one beside albias (X3).
        """
        if self._assumed(key) is not None:
            return False
        if self.request.whole and self.request.only is not None:
            return True
        hold = self.holds.get(key)
        if hold is None and not self.trusting:
            return True
        target = hold.target if hold else ""
        for found in answering(self.reader.view.at(key.name)):
            if found.alias is None or not target or not found.points_at(target):
                return True
        return False

    def _assumed(self, key: Key) -> tuple[RecordSet, ...] | None:
        """What a hold says was made, where a change batch will prove it; None where the name has to be read."""
        hold = self.holds.get(key)
        claimants = [each for each in self._parties(key) if key in self.fleet.claims(each).in_zone(self.zone)]
        released = hold is not None and hold.load_balancer not in claimants
        if not self.trusting or not released or key.set_identifier:
            return None
        if hold is None or hold.answer is None or any(other.name == key.name for other in self.holds if other != key):
            return None
        answer = hold.answer
        alias = AliasTarget(answer.target, answer.zone_id, answer.evaluate_target_health)
        return tuple(RecordSet(RecordKey(key.name, kind), alias=alias) for kind in answer.types)

    # The cases ----------------------------------------------------------------------------------------------------

    def _add_case(self, planned: ZonePlan, key: Key) -> None:
        """Put a case together, unless somebody in it is not known: then nothing can be concluded."""
        parties = self._parties(key)
        unsure = [each for each in parties if not self.fleet.knows(each)]
        unsure += [each for each in parties if each in self.request.young and self._may_be_coming(each)]
        if unsure:
            reasons = [self.fleet.unknown.get(each, NOT_YET) for each in unsure]
            for each in {*parties} & self.request.load_balancers:
                planned.failures[each] = Failure(reasons[0])
            return
        assumed = self._assumed(key)
        planned.cases[key] = Case(
            key=key,
            zone=self.zone,
            me=self.me,
            settings=self.settings,
            now=self.now,
            records=self.reader.view.at(key.name) if assumed is None else assumed,
            hold=self.holds.get(key),
            siblings=tuple(hold for other, hold in self.holds.items() if other.name == key.name and other != key),
            parties=tuple(self._party(key, each) for each in parties),
            preferred=self.has.get(key.name),
            delegated_at=self._delegated_at(key),
            external_dns_records=self._external_dns(key),
        )

    def _may_be_coming(self, load_balancer: LoadBalancerId) -> bool:
        return load_balancer not in self.request.deleted and self.fleet.get(load_balancer) is None

    def _party(self, key: Key, load_balancer: LoadBalancerId) -> Party:
        described = self.fleet.get(load_balancer)
        claims = self.fleet.claims(load_balancer)
        claim = claims.in_zone(self.zone).get(key)
        sets = frozenset(other.set_identifier for other in claims.in_zone(self.zone) if other.name == key.name)
        others = [zone_id for zone_id, found in claims.by_zone.items() if key in found and zone_id != self.zone.id]
        return Party(
            load_balancer,
            described,
            self._standing(key, described, claim),
            claim=claim,
            sets=sets,
            elsewhere=bool(others),
            index=self._index_entry(key, load_balancer),
        )

    def _standing(self, key: Key, described: LoadBalancer | None, claim: Claim | None) -> Standing:
        if described is None:
            return Standing.GONE
        if claim is not None:
            return Standing.WANTS
        claims = self.fleet.claims(described.id)
        converts = any(other.name == key.name for other in claims.in_zone(self.zone))
        if key.name in claims.named and not converts:
            return Standing.NAMES
        hold = self.holds.get(key)
        origin = hold.origin if hold and hold.load_balancer == described.id else ""
        named = still_names(described, origin, key.name, self.settings)
        if named is None:
            return Standing.UNSURE
        return Standing.NAMES if named and not converts else Standing.LEFT

    def _index_entry(self, key: Key, load_balancer: LoadBalancerId) -> IndexEntry | None:
        """What lies at an entry's place; unread, what the hold implies."""
        place = encode_index(key, load_balancer, self.me, self.zone)
        if self.reader.view.knows(place.key.name):
            return self.reader.index_entry(key, load_balancer)
        hold = self.holds.get(key)
        told = hold is not None and load_balancer in {hold.load_balancer, *dict(hold.waits)}
        return IndexEntry(place, ours=True, right=True) if told else None

    def _delegated_at(self, key: Key) -> DnsName | None:
        for cut in _cuts(key.name, self.zone):
            if self.reader.view.knows(cut) and self.reader.view.of_type(cut, "NS"):
                return cut
        return None

    def _external_dns(self, key: Key) -> tuple[RecordSet, ...]:
        """What lies where external-dns would register the name, as far as it was read."""
        found: list[RecordSet] = []
        for name in registry_names(key.name, self.settings.external_dns, self.zone.name):
            if self.reader.view.knows(name):
                found += self.reader.view.of_type(name, "TXT")
        return tuple(found)

    # The decisions ------------------------------------------------------------------------------------------------

    def _decide(self, planned: ZonePlan) -> None:
        verdicts = {key: self.table(case) for key, case in planned.cases.items()}
        if self.table is decide:  # a person's order is about each key by itself
            join_conversions(planned.cases, verdicts)
        for key, case in planned.cases.items():
            decisions, refusals = verdicts[key]
            if self._was_torn(case, verdicts[key]):
                parties = frozenset(party.id for party in case.parties)
                planned.raced[key.name] = parties
                continue
            planned.decisions += decisions
            planned.refusals += refusals
            planned.notes += notes_of(case, self.reader.view)
            winner = _winner(case, decisions)
            if winner and not key.set_identifier:
                planned.has[key.name] = winner
        for key, hold in self.holds.items():
            if hold.load_balancer and not key.set_identifier:
                planned.has.setdefault(key.name, hold.load_balancer)

    def _was_torn(self, case: Case, verdict: Verdict) -> bool:
        """Whether a refusal rests on what is not so any more: it sends no batch that would prove what was read."""
        taken = any(refusal.code in ("name-taken", "routing-differs") for refusal in verdict[1])
        if _leaves_something(case, verdict):
            return self._answers_differ(case)
        if self.request.sweep or not taken:
            return False
        again = replace_view(self.reader)
        known = {hold.record_set for hold in (case.hold, *case.siblings) if hold is not None}
        if {hold.record_set for hold in again.holds_at([case.name]).values()} != known:
            return True
        return self._answers_differ(case)

    def _answers_differ(self, case: Case) -> bool:
        """Whether something else answers for the name by now."""
        again = replace_view(self.reader)
        again.read([case.name])
        return answering(again.view.at(case.name)) != case.taken

    def _count(self, planned: ZonePlan) -> None:
        held = [case.hold for case in planned.cases.values() if case.hold and case.hold.load_balancer]
        planned.held = len(held)
        planned.waiting = sum(len(hold.waits) for hold in held)


NOT_YET = "Elastic Load Balancing does not find it, or not yet"


def replace_view(reader: ZoneReader) -> ZoneReader:
    """A reader of the same zone that has read nothing yet."""
    return ZoneReader(reader.zone, reader.me, reader.route53, reader.turn)


def join_conversions(cases: Mapping[Key, Case], verdicts: dict[Key, Verdict]) -> None:
    """Give up one key of a name and take another in one batch, where one load balancer does both; else do neither."""
    for key, case in cases.items():
        for decision in list(verdicts[key][0]):
            holder = case.holder
            leaves = decision.action in ("remove", "let-go") and holder is not None and bool(holder.sets)
            if not leaves or holder is None:
                continue
            taking = _taking(key, holder, verdicts)
            verdicts[key][0].remove(decision)
            if taking is not None:
                other, taken = taking
                joined = _joined(decision, taken)
                verdicts[other][0][verdicts[other][0].index(taken)] = joined


def _taking(key: Key, holder: Party, verdicts: Mapping[Key, Verdict]) -> tuple[Key, Decision] | None:
    for other, (decisions, _) in verdicts.items():
        if other.name != key.name or other == key:
            continue
        for decision in decisions:
            if decision.load_balancer == holder.id and decision.action in ("create", "adopt", "hand-over", "convert"):
                return other, decision
    return None


def _joined(leaves: Decision, takes: Decision) -> Decision:
    return replace(
        takes,
        action="convert",
        reason=f"its tags ask for another routing: {takes.reason}",
        changes=(*leaves.changes, *takes.changes),
        concerned=leaves.concerned | takes.concerned,
    )


def _leaves_something(case: Case, verdict: Verdict) -> bool:
    """Whether a name is given up without a record set that the hold tells of: the page that lacks it may be older."""
    if case.hold is None or case.hold.answer is None:
        return False
    for decision in verdict[0]:
        deleted = {change.record_set.key.type for change in decision.record_changes if change.action == "DELETE"}
        if decision.action in ("remove", "let-go", "hand-over") and not deleted >= {*case.hold.answer.types}:
            return True
    return False


def _winner(case: Case, decisions: Iterable[Decision]) -> LoadBalancerId | None:
    """Who has the key when the decisions are done."""
    for decision in decisions:
        return None if decision.action in ("remove", "let-go") else decision.load_balancer
    return case.hold.load_balancer if case.hold else None


def _cuts(name: DnsName, zone: HostedZone) -> list[DnsName]:
    """Where an NS record set would delegate the name away from this zone (H22)."""
    return [cut for cut in (*ancestors(name, zone.name), name) if cut != zone.name]

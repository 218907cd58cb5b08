"""Planning one hosted zone, in a straight line: claims, index, holds, who is concerned, names, verdicts.

An event trusts what the registry implies where a change batch will prove it: that a free name has no hold, and that
what a hold says was made is there. What Route 53 then refuses is planned again with everything read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from albias.bookkeeping import MAX_WAITS
from albias.case import Case, Decision, Verdict, answering
from albias.decide import decide
from albias.errors import Failure
from albias.external_dns import owner_of, registry_names
from albias.model import LoadBalancerId
from albias.names import DnsName, is_within
from albias.notes import notes_of, odd_texts
from albias.record_sets import record_sets_are_right
from albias.registry import Key

from .conversions import join_conversions
from .knowledge import Knowledge, cuts
from .outcome import ZonePlan
from .torn import torn_keys

Table = Callable[[Case], Verdict]


@dataclass(slots=True)
class ZonePlanner:
    """Plans one hosted zone. `table`: the decision table, or a person's order in its place."""

    known: Knowledge
    table: Table = decide

    def plan(self) -> ZonePlan:
        """Read what is needed, and decide. Raises: AwsUnavailable."""
        planned = ZonePlan(self.known.zone)
        self._find_claims()
        self._find_index()
        keys = self._keys_to_decide(planned)
        self._find_holds(keys)
        keys |= self._keys_of_holds(keys)
        if self.known.request.raced is None:
            keys -= self._set_aside(keys, planned)
        else:
            self._describe_newcomers(keys)
        self._meet_parties(keys)
        self._read_names(keys)
        for key in sorted(keys):
            self._add_case(planned, key)
        self._decide(planned)
        self._sum_up(planned)
        return planned

    # What there is to decide ------------------------------------------------------------------------------------------

    def _find_claims(self) -> None:
        for each in sorted(self.known.request.load_balancers):
            for key in self.known.claims(each):
                if self.known.request.concerns(key.name):
                    self.known.claimed.setdefault(key, set()).add(each)

    def _find_index(self) -> None:
        if self.known.request.raced is not None:
            return
        if self.known.request.sweep:
            found = self.known.reader.all_index()
        else:
            found = self.known.reader.index_of(self.known.request.load_balancers - self.known.request.gaining)
        for key, listed in found.items():
            if self.known.request.concerns(key.name):
                self.known.index[key] = listed

    def _keys_to_decide(self, planned: ZonePlan) -> set[Key]:
        """The keys that need a decision; those that are as wanted already need none in an event."""
        keys = {*self.known.claimed, *self.known.index}
        if not self.known.trusting:
            return keys
        self.known.reader.read(self._names_of_claims())
        keys_of = Counter(key.name for key in keys)
        for key in list(self.known.claimed):
            if keys_of[key.name] == 1 and self._is_right_already(key):
                planned.has[key.name] = next(iter(self.known.claimed[key]))
                keys.discard(key)
        return keys

    def _names_of_claims(self) -> set[DnsName]:
        """The claimed names; of those that nobody has yet also where they may be delegated, which no batch proves."""
        names: set[DnsName] = set()
        for key in self.known.claimed:
            names.add(key.name)
            if key not in self.known.index:
                names |= {*cuts(key.name, self.known.zone)}
        return names

    def _is_right_already(self, key: Key) -> bool:
        """Whether one load balancer claims a key, has it by all signs, and its record sets are as it wants them."""
        claimants = self.known.claimed[key]
        if len(claimants) != 1 or self.known.index.get(key) != claimants:
            return False
        (each,) = claimants
        claim = self.known.claims(each)[key]
        described = self.known.fleet.get(each)
        if described is None or claim.wish.source.grace(self.known.settings):
            return False  # its hold may say since when nothing named it
        return record_sets_are_right(self.known.reader.view.at(key.name), described, claim)

    def _find_holds(self, keys: Set[Key]) -> None:
        """The holds of the names; a free name that no index entry tells of is trusted to have none."""
        if self.known.request.looks_at_all:
            self.known.learn_holds(self.known.reader.all_holds())
        elif self.known.request.raced is not None:
            self.known.learn_holds(self.known.reader.holds_at(self.known.request.raced))
        else:
            names = {key.name for key in keys if self._may_be_held(key)}
            self.known.learn_holds(self.known.reader.holds_at(names | self._watched()))

    def _may_be_held(self, key: Key) -> bool:
        """Whether a hold on a name has to be looked for."""
        return not self.known.trusting or key in self.known.index or self._is_somebodys(key.name)

    def _is_somebodys(self, name: DnsName) -> bool:
        """Whether something lies at a name already that answers, or by which external-dns registers it."""
        found = self.known.reader.view.at(name)
        return bool(answering(found)) or owner_of(found) is not None

    def _watched(self) -> set[DnsName]:
        """Names of this zone that the configuration gives to another one: who holds one here is preferred there."""
        watched: set[DnsName] = set()
        for each in self.known.request.load_balancers:
            for zone_id, claims in self.known.fleet.claims(each).by_zone.items():
                if zone_id == self.known.zone.id:
                    continue
                watched |= {key.name for key in claims if is_within(key.name, self.known.zone.name)}
        return watched

    def _keys_of_holds(self, keys: Set[Key]) -> set[Key]:
        """The keys that holds tell of: all of ours in a sweep, those of the raced names in another round.

        Always the other keys of a name that somebody has who may get one of these: it may have to give them up.
        """
        found: set[Key] = set()
        for key in keys:
            for sibling in self.known.siblings(key):
                if sibling.load_balancer in self.known.parties(key):
                    found.add(sibling.key)
        for key, hold in self.known.holds.items():
            asked = self.known.request.looks_at_all or self.known.request.raced is not None
            if hold.load_balancer and asked and self.known.request.concerns(key.name):
                found.add(key)
        return found - keys

    def _set_aside(self, keys: Set[Key], planned: ZonePlan) -> set[Key]:
        """The keys whose holds are newer than what was read of somebody in them: they raced (H39)."""
        aside = {key for key in keys if self._newcomers(key)}
        for key in aside:
            planned.raced[key.name] = frozenset(self.known.parties(key))
        return aside

    def _describe_newcomers(self, keys: Set[Key]) -> None:
        """Describe such load balancers anew: another round read no index beforehand."""
        newcomers: set[LoadBalancerId] = set()
        for key in keys:
            newcomers |= self._newcomers(key)
        self.known.fleet.ask_again(newcomers)

    def _newcomers(self, key: Key) -> set[LoadBalancerId]:
        """Whom a hold tells of, though they wanted nothing and no index entry told of them: that was before."""
        if key not in self.known.holds:
            return set()
        unlisted = self.known.holds[key].load_balancers - self.known.index.get(key, set())
        if not self.known.request.sweep:
            unlisted &= self.known.request.load_balancers  # nobody else's index entries were read
        return {each for each in unlisted if self.known.fleet.knows(each) and key not in self.known.claims(each)}

    # Who is concerned, and what answers -------------------------------------------------------------------------------

    def _meet_parties(self, keys: Set[Key]) -> None:
        """Describe everybody; where a line is full and nobody in it wants the name, look at everybody there is."""
        parties: set[LoadBalancerId] = set()
        for key in keys:
            parties |= {*self.known.parties(key)}
        self.known.fleet.ask(parties)
        for key in sorted(keys):
            self._read_hosts(key)
        if any(self._needs_everybody(key) for key in keys):
            self.known.fleet.list_all()
        listed = self.known.fleet.listed
        for each in self.known.fleet.living:
            for key in self.known.claims(each):
                if key in keys and (listed or each in self.known.parties(key)):
                    self.known.claimed.setdefault(key, set()).add(each)

    def _read_hosts(self, key: Key) -> None:
        """Read the hosts of those on which a decision may rest: nothing but these may say that they want the key.

        A sweep has read all, or a share. Beyond that it does so only where somebody waits and the holder may leave.
        """
        hold, parties = self.known.holds.get(key), self.known.parties(key)
        wanting = [each for each in parties if key in self.known.claims(each)]
        may_pass = hold is not None and bool(hold.waits) and hold.load_balancer not in wanting
        if may_pass or not self.known.request.sweep:
            self.known.fleet.read_hosts(each for each in parties if each not in wanting)

    def _needs_everybody(self, key: Key) -> bool:
        hold = self.known.holds.get(key)
        if hold is None or hold.load_balancer is None or len(hold.waits) < MAX_WAITS:
            return False
        return not any(key in self.known.claims(each) for each in self.known.parties(key))

    def _read_names(self, keys: Set[Key]) -> None:
        names: set[DnsName] = set()
        for key in keys:
            if self.known.assumed(key) is None:
                names.add(key.name)
            if not self.known.trusting:
                names |= self.known.around(key)
        self.known.reader.read(names)
        for key in sorted(keys):
            if self.known.is_strange(key):
                self.known.reader.read(registry_names(key.name, self.known.settings.external_dns, self.known.zone.name))
                self.known.reader.read(self.known.places(key, self.known.request.gaining))  # else the index was read

    # The verdicts -----------------------------------------------------------------------------------------------------

    def _add_case(self, planned: ZonePlan, key: Key) -> None:
        """Put a case together, unless somebody in it is not known: then nothing can be concluded."""
        parties = self.known.parties(key)
        unsure = self.known.why_unsure(parties)
        if unsure:
            for each in {*parties} & self.known.request.load_balancers:
                planned.failures[each] = Failure(unsure)
        else:
            planned.cases[key] = self.known.case(key)

    def _decide(self, planned: ZonePlan) -> None:
        verdicts = {key: self.table(case) for key, case in planned.cases.items()}
        if self.table is decide:  # a person's order is about each key by itself
            join_conversions(planned.cases, verdicts)
        torn = torn_keys(self.known.reader, planned.cases, verdicts, sweep=self.known.request.sweep)
        for key, hold in self.known.holds.items():
            if hold.load_balancer and not key.set_identifier:
                planned.has[key.name] = hold.load_balancer
        for key, case in planned.cases.items():
            decisions, refusals = verdicts[key]
            if key in torn:
                parties = frozenset(party.id for party in case.parties)
                planned.raced[key.name] = parties
                continue
            planned.decisions += decisions
            planned.refusals += refusals
            planned.notes += notes_of(case, self.known.reader.view)
            if not key.set_identifier:
                self._note_who_has(planned, case.name, decisions)

    def _note_who_has(self, planned: ZonePlan, name: DnsName, decisions: Iterable[Decision]) -> None:
        """Who has a simple name once it is decided; nobody where it is given up."""
        for decision in decisions:
            if decision.action in ("remove", "let-go"):
                planned.has.pop(name, None)
            else:
                planned.has[name] = decision.load_balancer

    def _sum_up(self, planned: ZonePlan) -> None:
        held = [case.hold for case in planned.cases.values() if case.hold and case.hold.load_balancer]
        planned.held = len(held)
        planned.waiting = sum(len(hold.waits) for hold in held)
        if self.known.request.sweep:
            planned.notes += odd_texts(self.known.reader.odd, self.known.zone)

"""What one sweep must make of a zone, worked out from the documentation, name by name; shares no code with the plan.

Given the zone before and what the load balancers want, it says who holds each name afterwards, what answers, who waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.beside import hold_differs, may_be_asked_beside
from tests.simulation.facts import Facts
from tests.simulation.ledger import Answer, Key, answers, answers_of, form
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.texts import Place, Text, allowed

if TYPE_CHECKING:
    pass


@dataclass(slots=True)
class Expected:
    """What must be of one place. `holders`: each of these is right (a tie in waiting), None for nobody. `meant`: who
    would have it but for what Route 53 refuses, which nobody knows when the next zone is planned."""

    holders: set[str | None]
    records: dict[str | None, dict[Key, Answer]] = field(default_factory=dict)
    waiting: dict[str | None, set[str]] = field(default_factory=dict)
    removal: bool = False
    meant: set[str | None] = field(default_factory=set)


class Oracle(Facts):
    """One zone of one deployment, before a sweep that nothing disturbs."""

    def holders(self) -> dict[str, set[str]]:
        """Who may hold each simple name after the sweep, or is meant to, where anybody does."""
        found = {}
        for place, wish in self.expect().items():
            holders = {one for one in wish.meant or wish.holders if one}
            if holders and not place.set_identifier:
                found[place.name] = holders
        return found

    def keepers(self) -> dict[str, set[str]]:
        """Who has each simple name before the sweep, and may have it afterwards."""
        found: dict[str, set[str]] = {}
        for place, wish in self.expect().items():
            holder = self.holder(place)
            if holder in wish.holders and not place.set_identifier and holder is not None:
                found[place.name] = {holder}
        return found

    def expect(self) -> dict[Place, Expected]:
        """Everything that this deployment has to do with, and what must be of it."""
        places = set(self.wants) | {place for text in self.mine.values() for place in text.hosts}
        expected = {place: self._place(place) for place in sorted(places)}
        for place in sorted(places):
            self._convert(place, expected)
        for place in sorted(places):
            for other in sorted(places):
                if place < other and place.name == other.name and self._contend(place, other, expected):
                    self._either(place, other, expected)
        self._take_adopted(expected)
        return self._limited(expected)

    def _take_adopted(self, expected: dict[Place, Expected]) -> None:
        """What one place adopts stood at another one, and answers there no more."""
        for place, wish in expected.items():
            for one in self._newcomers(place, expected) if len(wish.holders) == 1 else ():
                for key in self.taken_over(place, one):
                    self._leave_out(key, place, expected)

    @staticmethod
    def _leave_out(key: Key, place: Place, expected: dict[Place, Expected]) -> None:
        """One record set is not where it stood."""
        if key.place != place and key.place in expected:
            for records in expected[key.place].records.values():
                records.pop(key, None)

    def _contend(self, place: Place, other: Place, expected: dict[Place, Expected]) -> bool:
        """Whether two places are to be given away at once that Route 53 does not let stand beside each other."""
        for one in self._newcomers(place, expected):
            for another in self._newcomers(other, expected):
                asked, beside = self.wants[place][one], self.wants[other][another]
                common = {*self.balancers[one].types} & {*self.balancers[another].types}
                mixed = bool(place.set_identifier) != bool(other.set_identifier)
                if mixed or (common and not may_be_asked_beside(asked, beside)):
                    return True
        return False

    def _newcomers(self, place: Place, expected: dict[Place, Expected]) -> set[str]:
        return {one for one in expected[place].holders if one and one != self.holder(place)}

    def _either(self, place: Place, other: Place, expected: dict[Place, Expected]) -> None:
        """Whoever comes first has it, and the other is refused; with what it would have given up."""
        self.contested.append((place, other))
        given = {one for each in (place, other) for one in self._newcomers(each, expected)}
        for each in [each for each in expected if each.name == place.name]:
            if each in (place, other) or self.holder(each) in given:
                stays = self._as_it_is(each)
                expected[each].holders |= stays.holders
                expected[each].records = stays.records | expected[each].records

    def _convert(self, place: Place, expected: dict[Place, Expected]) -> None:
        """Who gives a place up for another of the same name gives it up only together with getting that."""
        hold = self.holds.get(place)
        if hold is None or expected[place].holders != {None} or not self.is_mine(hold):
            return
        others = [other for other, wants in self.wants.items() if other.name == place.name and hold.resource in wants]
        if not others or any(self.holder(other) == hold.resource for other in others):
            return
        taken = [other for other in others if hold.resource in expected[other].holders]
        if not taken:
            expected[place] = self._as_it_is(place)
            return
        expected[place].removal = False
        self._together(place, taken[0], expected)

    def _together(self, place: Place, other: Place, expected: dict[Place, Expected]) -> None:
        """One batch: what is refused of it is refused of both."""
        gone, got = self._as_it_is(place), self._as_it_is(other)
        if len(expected[other].holders) > 1 or self.blocked(place, None, expected[place].records[None]):
            for one, stays in ((place, gone), (other, got)):
                expected[one].holders |= stays.holders
                expected[one].records = stays.records | expected[one].records

    def _limited(self, expected: dict[Place, Expected]) -> dict[Place, Expected]:
        """max_removals: a sweep that would remove more than both limits removes and gives up nothing."""
        removals = [place for place, one in expected.items() if one.removal]
        held = sum(len(text.hosts) for text in self.mine.values())
        limits = self.settings.max_removals
        self.unsafe = len(removals) > limits.count and len(removals) * 100 > limits.percent * held
        for place, one in expected.items() if self.unsafe else ():
            hold = self.holds.get(place)
            given_up = one.holders == {None} and hold and self.is_mine(hold)
            there = answers_of(self.before, place) if place.set_identifier else answers(self.before, place.name)
            if one.removal or (given_up and there and not self._is_converted(place, expected)):
                expected[place] = self._as_it_is(place)
        return expected

    def _is_converted(self, place: Place, expected: dict[Place, Expected]) -> bool:
        """Whether who gives it up gets another place of the same name."""
        holder = self.holder(place)
        for other, one in expected.items():
            if other.name == place.name and other != place and holder in one.holders:
                return self.holder(other) != holder
        return False

    def _place(self, place: Place) -> Expected:
        """The decision table of the documentation."""
        hold, claimants = self.holds.get(place), {*self.wants.get(place, ())}
        if hold is not None and not self.is_mine(hold):
            return self._nobody(place)  # owned-elsewhere
        wish = self._free(place, claimants) if hold is None else self._held(place, hold, claimants)
        blocked = {holder for holder in wish.holders if self.blocked(place, holder, wish.records[holder])}
        if not blocked:
            return wish
        stays = self._as_it_is(place)
        stays.holders |= wish.holders - blocked
        stays.meant = wish.holders
        stays.records = wish.records | stays.records
        stays.removal = wish.removal  # nobody knows beforehand that it will be refused, so it counts
        return stays

    def _free(self, place: Place, claimants: set[str]) -> Expected:
        external = external_dns_owns(self.before, place, self.settings.external_dns)
        if not claimants or self.delegated(place.name) or external:
            return self._nobody(place)
        able = {one for one in claimants if self._may_begin(place, one)}
        winners = self.first(place, able) if able else set()
        return self._given(place, winners, claimants) if winners else self._nobody(place)

    def _may_begin(self, place: Place, one: str) -> bool:
        """Whether a load balancer may be given a place that nobody has."""
        for other in hold_differs(self.before, self.zone.name, place):
            if not self.leaves(other, one):
                return False
        return not self.in_way(place, one) or self.adoptable(place, one)

    def _held(self, place: Place, hold: Text, claimants: set[str]) -> Expected:
        if not allowed(place.name, self.zone.name, self.zone.hostnames):
            return self._as_it_is(place)
        if hold.resource in claimants:
            return self._given(place, {hold.resource}, claimants)
        if self.settings.policy == "create-only":
            return self._as_it_is(place, claimants=claimants)
        heirs = self.heirs(place, claimants)
        if heirs:
            return self._given(place, self.first(place, heirs), claimants)
        converts = self.asks_otherwise(place, hold.resource)
        if self.settings.policy == "upsert-only" or (self.still_named(place.name, hold) and not converts):
            return self._as_it_is(place, claimants=claimants)
        if self.in_grace(hold) and not converts:
            return self._as_it_is(place, claimants=claimants)
        there = answers_of(self.before, place)
        left = {key: form(w.record) for key, w in there.items() if not self.ours(place, key, w)}
        return Expected({None}, {None: left}, {None: set()}, removal=len(left) < len(there))

    def _given(self, place: Place, winners: set[str], claimants: set[str]) -> Expected:
        return Expected(
            set(winners),
            {winner: self._records(place, winner) for winner in winners},
            {winner: claimants - {winner} for winner in winners},
        )

    def _records(self, place: Place, winner: str) -> dict[Key, Answer]:
        """What answers once the winner has the place, within the policy."""
        there, lb = answers_of(self.before, place), self.balancers[winner]
        old = {key: form(written.record) for key, written in there.items()}
        asked = self.wants[place][winner]
        health = self.settings.evaluate_target_health if asked.health is None else asked.health
        alias = ("alias", lb.target, lb.canonical_zone, health, asked.routing)
        adopting = self.adoptable(place, winner)
        types = {*lb.types} if adopting else self.free_types(place, winner)
        made: dict[Key, Answer] = {Key(place.name, kind, place.set_identifier): alias for kind in types}
        if self.settings.policy == "create-only":
            return made | old
        hold = self.holds.get(place)
        for key, answer in old.items():
            replaced = adopting and key in self.in_way(place, winner)
            kept = hold is None or hold.resource == winner
            spared = (self.settings.policy != "sync" or key.type in lb.types) and kept
            if key in made or replaced:
                continue
            if spared or not types or not self.ours(place, key, there[key]):
                made[key] = answer
        return made

    def _nobody(self, place: Place) -> Expected:
        """The place is not this deployment's, and what is there stays."""
        there = {key: form(written.record) for key, written in answers_of(self.before, place).items()}
        return Expected({None}, {None: there}, {None: set()})

    def _as_it_is(self, place: Place, *, claimants: set[str] | None = None) -> Expected:
        holder = self.holder(place)
        there = {key: form(written.record) for key, written in answers_of(self.before, place).items()}
        expected = Expected({holder}, {holder: there})
        if claimants is not None:
            expected.waiting = {holder: claimants - {holder}} if holder else {}
        return expected

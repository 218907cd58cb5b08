"""What one sweep must make of a zone, worked out from the documentation, name by name; shares no code with the plan.

Given the zone before and what the load balancers want, it says who holds each name afterwards, what answers, who waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.ledger import Answer, Key, Written, Zone, answers, entries, form, holds, target_of
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.texts import Text, allowed, fingerprint, resource_of
from tests.simulation.wishes import Balancer, names_in_tags, selects

if TYPE_CHECKING:
    from albias.model import HostedZone
    from albias.settings import Settings
    from tests.simulation.invocations import Albias


TAG_SETTINGS = ("albias/hostname", "payments/hostname", "team:dns")  # every tag that a world may configure


@dataclass(slots=True)
class Expected:
    """What must be of one name. `holders`: each of these is right (a tie in waiting), None for nobody."""

    holders: set[str | None]
    records: dict[str | None, dict[Key, Answer]] = field(default_factory=dict)
    waiting: dict[str | None, set[str]] = field(default_factory=dict)
    removal: bool = False


class Oracle:
    """One zone of one deployment, before a sweep that nothing disturbs."""

    def __init__(
        self,
        albias: Albias,
        zone: HostedZone,
        before: Zone,
        protected: set[tuple[str, str, str]],
        has: Mapping[str, set[str]],
    ) -> None:
        """`protected`: zone id, name and type of record sets that Route 53 never changes.

        `has`: who holds each name in the zones that are swept before this one, and so is preferred here.
        """
        self.has = has
        self.albias = albias
        self.settings: Settings = albias.settings
        self.zone = zone
        self.before = before
        self.protected = protected
        self.holds = holds(before, zone.name)
        written = entries(before, zone.name)
        self.mine = {text.resource: text for text in written if albias.owns(text.owner, text.resource)}
        self.balancers: Mapping[str, Balancer] = {resource_of(arn): one for arn, one in albias.world.balancers.items()}
        self.named = albias.named(albias.settings)
        self.wants: dict[str, set[str]] = {}
        for zone_id, arn, name in albias.wishes(albias.settings):
            if zone_id == zone.id:
                self.wants.setdefault(name, set()).add(resource_of(arn))

    def holders(self) -> dict[str, set[str]]:
        """Who may hold each name after the sweep, where anybody does."""
        found = {name: {one for one in wish.holders if one} for name, wish in self.expect().items()}
        return {name: holders for name, holders in found.items() if holders}

    def expect(self) -> dict[str, Expected]:
        """Every name that this deployment has to do with, and what must be of it."""
        names = set(self.wants) | {name for text in self.mine.values() for name in text.hosts}
        expected = {name: self._name(name) for name in sorted(names)}
        return self._limited(expected)

    def _limited(self, expected: dict[str, Expected]) -> dict[str, Expected]:
        """max_removals: a sweep that would remove more than both limits removes and gives up nothing."""
        removals = [name for name, one in expected.items() if one.removal]
        held = sum(len(text.hosts) for text in self.mine.values())
        limits = self.settings.max_removals
        self.unsafe = len(removals) > limits.count and len(removals) * 100 > limits.percent * held
        for name, one in expected.items() if self.unsafe else ():
            hold = self.holds.get(name)
            given_up = one.holders == {None} and hold and self.albias.owns(hold.owner, hold.resource)
            if one.removal or (given_up and answers(self.before, name)):
                expected[name] = self._as_it_is(name)
        return expected

    def _name(self, name: str) -> Expected:
        """The decision table of the documentation."""
        hold, claimants = self.holds.get(name), self.wants.get(name, set())
        if hold is not None and not self.albias.owns(hold.owner, hold.resource):
            return self._nobody(name)  # owned-elsewhere
        wish = self._free(name, claimants) if hold is None else self._held(name, hold, claimants)
        blocked = {holder for holder in wish.holders if self._blocked(name, holder, wish.records[holder])}
        if not blocked:
            return wish
        stays = self._as_it_is(name)
        stays.holders |= wish.holders - blocked
        stays.records = wish.records | stays.records
        stays.removal = wish.removal  # nobody knows beforehand that it will be refused, so it counts
        return stays

    def _free(self, name: str, claimants: set[str]) -> Expected:
        external = external_dns_owns(self.before, name, self.settings.external_dns)
        if not claimants or self._delegated(name) or external:
            return self._nobody(name)
        able = {one for one in claimants if not self._in_way(name, one) or self._adoptable(name, one)}
        winners = self._first(name, able) if able else set()
        return self._given(name, winners, claimants) if winners else self._nobody(name)

    def _held(self, name: str, hold: Text, claimants: set[str]) -> Expected:
        if not allowed(name, self.zone.name, self.zone.hostnames):
            return self._as_it_is(name)
        if hold.resource in claimants:
            return self._given(name, {hold.resource}, claimants)
        if self.settings.policy == "create-only":
            return self._as_it_is(name, claimants=claimants)
        heirs = {one for one in claimants if self._free_types(name, one) or self._adoptable(name, one)}
        if heirs:
            return self._given(name, self._first(name, heirs), claimants)
        if self._still_named(name, hold) or self.settings.policy == "upsert-only":
            return self._as_it_is(name, claimants=claimants)
        if self._in_grace(hold):
            return self._as_it_is(name, claimants=claimants)
        there = answers(self.before, name)
        left = {key: form(w.record) for key, w in there.items() if not self._ours(name, key, w)}
        return Expected({None}, {None: left}, {None: set()}, removal=len(left) < len(there))

    def _still_named(self, name: str, hold: Text) -> bool:
        """Whether the tag that once asked for the name does so still, whatever the settings say now."""
        holder = self.balancers[hold.resource]
        if (holder.arn, name) in self.named:
            return True
        if hold.origin == "rule" and not selects(self.settings, holder):
            return holder.alive  # nobody looks at its rules: a setting, and no evidence
        keys = [key for key in TAG_SETTINGS if fingerprint(key) == hold.origin]
        return holder.alive and name in names_in_tags(holder.tags, tuple(keys), self.albias.world.meaning)

    def _in_grace(self, hold: Text) -> bool:
        """Whether no rule has named the name for less than `rule_grace`."""
        began = hold.gone or self.albias.world.clock
        lasting = self.albias.world.clock - began < self.settings.rule_grace
        return hold.origin == "rule" and self.balancers[hold.resource].alive and lasting

    def _ours(self, name: str, key: Key, written: Written) -> bool:
        """Whether albias made a record set: an alias to the load balancer that holds the name."""
        hold = self.holds.get(name)
        if hold is None or not self.albias.owns(hold.owner, hold.resource) or key.type not in hold.types:
            return False
        return self._matches(written, self.balancers[hold.resource])

    def _in_way(self, name: str, one: str) -> set[Key]:
        """The record sets that a load balancer's would meet, and that albias did not make."""
        found = set()
        for key, written in answers(self.before, name).items():
            needed = key.type == "CNAME" or key.type in self.balancers[one].types
            if needed and not self._ours(name, key, written):
                found.add(key)
        return found

    def _free_types(self, name: str, one: str) -> set[str]:
        blocked = {key.type for key in self._in_way(name, one)}
        return set() if "CNAME" in blocked else {*self.balancers[one].types} - blocked

    def _adoptable(self, name: str, one: str) -> bool:
        """Whether `adopt = "matching"` takes over all that is in a load balancer's way."""
        in_way, there = self._in_way(name, one), answers(self.before, name)
        if self.settings.adopt != "matching" or not in_way:
            return False
        if external_dns_owns(self.before, name, self.settings.external_dns):
            return False
        if self.settings.policy == "create-only" and any(key.type == "CNAME" for key in in_way):
            return False
        return all(self._matches(there[key], self.balancers[one]) for key in in_way)

    def _given(self, name: str, winners: set[str], claimants: set[str]) -> Expected:
        return Expected(
            set(winners),
            {winner: self._records(name, winner) for winner in winners},
            {winner: claimants - {winner} for winner in winners},
        )

    def _records(self, name: str, winner: str) -> dict[Key, Answer]:
        """What answers once the winner has the name, within the policy."""
        there, lb = answers(self.before, name), self.balancers[winner]
        old = {key: form(written.record) for key, written in there.items()}
        alias = ("alias", lb.target, lb.canonical_zone, self.settings.evaluate_target_health)
        adopting = self._adoptable(name, winner)
        types = {*lb.types} if adopting else self._free_types(name, winner)
        made: dict[Key, Answer] = {Key(name, kind): alias for kind in types}
        if self.settings.policy == "create-only":
            return made | old
        hold = self.holds.get(name)
        for key, answer in old.items():
            replaced = adopting and key in self._in_way(name, winner)
            spared = self.settings.policy != "sync" and (hold is None or hold.resource == winner)
            if key in made or replaced:
                continue
            if spared or not types or not self._ours(name, key, there[key]):
                made[key] = answer
        return made

    def _nobody(self, name: str) -> Expected:
        """The name is not this deployment's, and what is there stays."""
        there = {key: form(written.record) for key, written in answers(self.before, name).items()}
        return Expected({None}, {None: there}, {None: set()})

    def _as_it_is(self, name: str, *, claimants: set[str] | None = None) -> Expected:
        hold = self.holds.get(name)
        holder = hold.resource if hold and self.albias.owns(hold.owner, hold.resource) else None
        there = {key: form(written.record) for key, written in answers(self.before, name).items()}
        expected = Expected({holder}, {holder: there})
        if claimants is not None:
            expected.waiting = {holder: claimants - {holder}} if holder else {}
        return expected

    def _first(self, name: str, claimants: set[str]) -> set[str]:
        """Who has waited longest; last are those who have not waited yet, first who has the name in another zone."""
        preferred = claimants & self.has.get(name, set())
        if preferred:
            return preferred
        since = {one: self.mine[one].since(name) if one in self.mine else None for one in claimants}
        noted = [moment for moment in since.values() if moment is not None]
        return {one for one, moment in since.items() if moment == min(noted)} if noted else claimants

    def _blocked(self, name: str, holder: str | None, records: dict[Key, Answer]) -> bool:
        """Whether a protected record set stands in the way."""
        old = {key: form(written.record) for key, written in answers(self.before, name).items()}
        touched = {key for key in old.keys() | records.keys() if old.get(key) != records.get(key)}
        if holder and self._adoptable(name, holder):
            touched |= self._in_way(name, holder)  # adopted: written again as it is, to prove that it still is
        return any((self.zone.id, name, key.type) in self.protected for key in touched)

    def _delegated(self, name: str) -> bool:
        labels = name.removesuffix(self.zone.name).rstrip(".").split(".")
        cuts = [".".join([*labels[start:], self.zone.name]) for start in range(len(labels)) if labels[start]]
        return any(Key(cut, "NS") in self.before for cut in cuts)

    @staticmethod
    def _matches(written: Written, balancer: Balancer) -> bool:
        return target_of(written.record) == balancer.target

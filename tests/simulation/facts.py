"""What one zone is before a sweep, and what it allows: the facts on which the oracle's verdicts rest.

From the documentation, place by place; shares no code with the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.simulation.beside import may_stand_beside, others_in_way, policy_of
from tests.simulation.ledger import Answer, Key, Written, Zone, answers, answers_of, entries, form, holds, target_of
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.texts import Place, Text, fingerprint, resource_of
from tests.simulation.wishes import Balancer, names_in_tags, selects

if TYPE_CHECKING:
    from albias.model import HostedZone
    from albias.settings import Settings
    from tests.simulation.invocations import Albias
    from tests.simulation.options_pool import Asked

TAG_SETTINGS = ("albias/hostname", "payments/hostname", "team:dns")  # every tag that a world may configure


class Facts:
    """One zone of one deployment, before a sweep that nothing disturbs: who has what, and what is in whose way."""

    def __init__(
        self,
        albias: Albias,
        zone: HostedZone,
        before: Zone,
        protected: set[tuple[str, str, str]],
        has: Mapping[str, set[str]],
    ) -> None:
        """`protected`: zone id, name and type of record sets that Route 53 never changes.

        `has`: who holds each name in another zone, and so is preferred here.
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
        self.contested: list[tuple[Place, Place]] = []
        self.wants: dict[Place, dict[str, Asked]] = {}
        for (zone_id, arn, place), asked in albias.wishes(albias.settings).items():
            if zone_id == zone.id:
                self.wants.setdefault(place, {})[resource_of(arn)] = asked

    def is_mine(self, hold: Text) -> bool:
        return self.albias.owns(hold.owner, hold.resource)

    def holder(self, place: Place) -> str | None:
        """Which load balancer of ours has a place now."""
        hold = self.holds.get(place)
        return hold.resource if hold and self.is_mine(hold) else None

    def asks_otherwise(self, place: Place, one: str) -> bool:
        """Whether a load balancer asks for the name of a place, but not for that."""
        if one in self.wants.get(place, ()):
            return False
        return any(other.name == place.name and one in wants for other, wants in self.wants.items())

    def leaves(self, place: Place, one: str) -> bool:
        """Whether a load balancer has a place and gives it up for another of the name, with nobody to inherit it."""
        if self.holder(place) != one or not self.asks_otherwise(place, one) or self.settings.policy != "sync":
            return False
        return not self.heirs(place, {*self.wants.get(place, ())})

    def heirs(self, place: Place, claimants: set[str]) -> set[str]:
        return {one for one in claimants if self.free_types(place, one) or self.adoptable(place, one)}

    def still_named(self, name: str, hold: Text) -> bool:
        """Whether the tag that once asked for the name does so still, whatever the settings say now."""
        holder = self.balancers[hold.resource]
        if (holder.arn, name) in self.named:
            return True
        if hold.origin == "rule" and not selects(self.settings, holder):
            return holder.alive  # nobody looks at its rules: a setting, and no evidence
        keys = [key for key in TAG_SETTINGS if fingerprint(key) == hold.origin]
        return holder.alive and name in names_in_tags(holder.tags, tuple(keys), self.albias.world.meaning)

    def in_grace(self, hold: Text) -> bool:
        """Whether no rule has named the name for less than `rule_grace`."""
        began = hold.gone or self.albias.world.clock
        lasting = self.albias.world.clock - began < self.settings.rule_grace
        return hold.origin == "rule" and self.balancers[hold.resource].alive and lasting

    def ours(self, place: Place, key: Key, written: Written) -> bool:
        """Whether albias made a record set: an alias to the load balancer that holds the place."""
        hold = self.holds.get(place)
        if hold is None or key.place != place or not self.is_mine(hold) or key.type not in hold.types:
            return False
        return self.matches(written, self.balancers[hold.resource])

    def in_way(self, place: Place, one: str) -> set[Key]:
        """The record sets that a load balancer's would meet, and that albias did not make."""
        found = set()
        types = self.balancers[one].types
        for key, written in answers_of(self.before, place).items():
            if (key.type == "CNAME" or key.type in types) and not self.ours(place, key, written):
                found.add(key)
        asked = self.wants[place][one]
        for key, written in others_in_way(self.before, place, asked, types).items():
            if not (self.leaves(key.place, one) and self.ours(key.place, key, written)):
                found.add(key)
        return found

    def free_types(self, place: Place, one: str) -> set[str]:
        blocked = {key.type for key in self.in_way(place, one)}
        return set() if "CNAME" in blocked else {*self.balancers[one].types} - blocked

    def twins(self, place: Place, one: str) -> set[Key]:
        """Routed record sets that nobody holds, of the policy asked for, which point at the load balancer already."""
        found = set()
        asked = self.wants[place][one]
        for key, written in answers(self.before, place.name).items():
            apart = key.place != place and key.place not in self.holds
            theirs = external_dns_owns(self.before, key.place, self.settings.external_dns)
            beside = apart and not theirs and may_stand_beside(asked, written.record)
            if beside and self.matches(written, self.balancers[one]):
                found.add(key)
        return found

    def taken_over(self, place: Place, one: str) -> set[Key]:
        """Record sets under other set identifiers that are adopted where a load balancer is given a new place."""
        if not self.adoptable(place, one):
            return set()
        return {key for key in self.in_way(place, one) | self.twins(place, one) if key.place != place}

    def adoptable(self, place: Place, one: str) -> bool:
        """Whether `adopt = "matching"` takes over all that is in a load balancer's way, and its twins."""
        in_way, there = self.in_way(place, one), answers(self.before, place.name)
        if self.settings.adopt != "matching" or external_dns_owns(self.before, place, self.settings.external_dns):
            return False
        others = [key for key in in_way if key.type == "CNAME" or key.place != place]
        if self.settings.policy == "create-only" and (others or self.twins(place, one)):
            return False
        if not in_way:
            return bool(self.twins(place, one)) and place not in self.holds
        asked = self.wants[place][one]
        for key in in_way:
            theirs = external_dns_owns(self.before, key.place, self.settings.external_dns)
            if key.place != place and (theirs or key.place in self.holds):
                return False
        alike = all(policy_of(there[key].record) == asked.field for key in in_way)
        checked = any("HealthCheckId" in there[key].record for key in in_way)
        return alike and not checked and all(self.matches(there[key], self.balancers[one]) for key in in_way)

    def first(self, place: Place, claimants: set[str]) -> set[str]:
        """Who has waited longest; last are those who have not waited yet, first who has the name in another zone."""
        preferred = claimants & self.has.get(place.name, set())
        if preferred:
            return preferred
        since = {one: self.mine[one].since(place) if one in self.mine else None for one in claimants}
        noted = [moment for moment in since.values() if moment is not None]
        return {one for one, moment in since.items() if moment == min(noted)} if noted else claimants

    def blocked(self, place: Place, holder: str | None, records: dict[Key, Answer]) -> bool:
        """Whether a protected record set stands in the way."""
        old = {key: form(written.record) for key, written in answers_of(self.before, place).items()}
        touched = {key for key in old.keys() | records.keys() if old.get(key) != records.get(key)}
        if holder in self.wants.get(place, {}) and self.adoptable(place, holder):
            touched |= self.in_way(place, holder)  # adopted: written again as it is, to prove that it still is
        return any((self.zone.id, place.name, key.type) in self.protected for key in touched)

    def delegated(self, name: str) -> bool:
        labels = name.removesuffix(self.zone.name).rstrip(".").split(".")
        cuts = [".".join([*labels[start:], self.zone.name]) for start in range(len(labels)) if labels[start]]
        return any(Key(cut, "NS") in self.before for cut in cuts)

    @staticmethod
    def matches(written: Written, balancer: Balancer) -> bool:
        return target_of(written.record) == balancer.target

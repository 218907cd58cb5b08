"""One place of a name in one change batch that took effect: what a batch may not do to it. Judges facts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.beside import others_in_way, policy_of
from tests.simulation.ledger import (
    Key,
    Violation,
    Written,
    Zone,
    answers_of,
    entry_of,
    form,
    index_texts,
    key_of,
    routing_of,
    target_of,
)
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.texts import (
    Place,
    Text,
    resource_of,
)

if TYPE_CHECKING:
    from tests.simulation.invocations import SteppedInvocation
    from tests.simulation.wishes import Balancer


def _of_one_alone(these: dict[Key, Written], those: dict[Key, Written]) -> dict[Key, Written]:
    """What these have that those have not, or in another form."""
    alone: dict[Key, Written] = {}
    for key, written in these.items():
        if key not in those or form(those[key].record) != form(written.record):
            alone[key] = written
    return alone


@dataclass(frozen=True, slots=True)
class Turn:
    """One place in one batch that took effect: the zone before and after, and its hold before and after."""

    invocation: SteppedInvocation
    zone_id: str
    place: Place
    before: Zone
    after: Zone
    was: Text | None
    now: Text | None
    beside: dict[Place, tuple[Text | None, Text]]

    def judge(self) -> None:
        """Everything that a batch may not do to a name."""
        albias = self.invocation.albias
        for text in (self.was, self.now):
            if text is not None and not albias.owns(text.owner, text.resource) and not self._vandalised:
                self._fail("owned-elsewhere", f"written, while {text} holds it")
        here, there = answers_of(self.before, self.place), answers_of(self.after, self.place)
        for written in _of_one_alone(there, here).values():
            self._made(written)
        for key, written in _of_one_alone(here, there).items():
            self._taken_away(key, written, there)
        if self.was is None and self.now is not None and not self._vandalised:
            types = self.now.types
            met = [key for key in here if key.type == "CNAME" or (key in there and key.type in types)]
            self._adopted([here[key] for key in met])
            self._mark_adopted(there)
        if self.invocation.settings.policy != "sync":
            self._leave_behind(there)
        self._evidence()
        self._no_gap(here, there)

    def _fail(self, invariant: str, text: str) -> None:
        where = " ".join(self.place).rstrip()
        raise Violation(invariant, f"{self.invocation.name} in {self.zone_id}, {where}: {text}")

    @property
    def name(self) -> str:
        """The name of the place."""
        return self.place.name

    @property
    def _winner(self) -> Balancer | None:
        return self.invocation.albias.balancer(self.now.resource) if self.now else None

    @property
    def _loser(self) -> Balancer | None:
        return self.invocation.albias.balancer(self.was.resource) if self.was else None

    @property
    def _vandalised(self) -> bool:
        """A vandal may have taken the hold away, and the entry still says whose the name is."""
        return self.invocation.albias.world.profile.kind == "vandal"

    def _made(self, written: Written) -> None:
        if self._winner is None and self._vandalised:
            return
        if self._winner is None or target_of(written.record) != self._winner.target:
            self._fail("record-without-hold", f"made {written.record['Type']}, while the hold says {self.now}")
        if self._winner is None or not self.place.set_identifier:
            return
        wish = (self.zone_id, self._winner.arn, self.place)
        asked = {one.routing for wanted, one in self.invocation.asked if wanted == wish}
        if asked and routing_of(written.record) not in asked:
            self._fail("unwanted-routing", f"made {written.record}, and asked for was {asked}")

    def _taken_away(self, key: Key, written: Written, there: dict[Key, Written]) -> None:
        """H29 to H33, H40: which record sets may be deleted, and which replaced."""
        settings = self.invocation.settings
        candidates = [one for one in (self._winner, self._loser) if one]
        if self._vandalised:  # without a hold, only an entry says whose the name is
            candidates = list(self.invocation.albias.world.balancers.values())
        ours = target_of(written.record) in {one.target for one in candidates}
        held = ours and key.type != "CNAME" and (self.was is not None or self._vandalised)
        adopting = ours and settings.adopt == "matching" and self._winner and (self.was is None or key.type == "CNAME")
        if not (held or adopting or self._taken_over(written)):
            self._fail("foreign-record-changed", f"took away {written}")
        if (not ours or key.type == "CNAME") and self._is_external_dns(key, written):
            self._fail("external-dns-robbed", f"took away {written}, of which a TXT says that external-dns has it")
        gone = not there and not self._taken_over(written)  # what goes on under another set identifier is not gone
        if settings.policy == "create-only" or (settings.policy == "upsert-only" and gone):
            self._fail("policy", f"{settings.policy} took away {key.type}")

    def _is_external_dns(self, key: Key, written: Written) -> bool:
        """Whether external-dns has the name, and what answers there was so all the time (what albias made is its own).

        An alias to the very load balancer is not told from albias's own by anybody: that would cost four reads a name.
        """
        albias = self.invocation.albias
        owned = external_dns_owns(self.before, self.place, self.invocation.settings.external_dns)
        seen = albias.world.ledger.seen(self.zone_id, key, since=self.invocation.began)
        return owned and seen[:-1] in ([written], []) and not written.author.startswith("albias ")

    def _adopted(self, there: Sequence[Written]) -> None:
        """A name may be taken over together with record sets that are there only if they point at the winner.

        One of another type that appeared after the zone was read is as if it had appeared after the name was taken:
        Route 53 has no condition for that. One of a type that the winner answers was not missing, else it had been
        made: if it pointed at the winner once, it was adopted, and its change could have been noticed.
        """
        ledger, settings = self.invocation.albias.world.ledger, self.invocation.settings
        target = self._winner.target if self._winner else None
        for written in there:
            seen = ledger.seen(self.zone_id, key_of(written.record), since=self.invocation.began)
            matched = target in {target_of(one.record) for one in seen if one is not None}
            matched &= self._winner is not None and written.record["Type"] in self._winner.types
            if written.author == self.invocation.albias.label:
                continue
            if external_dns_owns(self.before, self.place, settings.external_dns) and None not in seen:
                self._fail("external-dns-robbed", f"took the name over, with {written}")
            if target_of(written.record) == target and settings.adopt != "matching" and None not in seen:
                self._fail("adopted-unasked", f"took the name over, with {written}")
            if target_of(written.record) != target and (None not in seen or matched):
                self._fail("adopted-what-does-not-match", f"took the name over, with {written}")

    def _mark_adopted(self, there: dict[Key, Written]) -> None:
        """What was adopted is albias's from now on."""
        zone = self.invocation.albias.world.ledger.zones[self.zone_id]
        for key, written in there.items():
            made = self.now is not None and key.type in self.now.types
            if made and self._winner and target_of(written.record) == self._winner.target:
                zone[key] = Written(written.record, self.invocation.albias.label)

    def _leave_behind(self, there: dict[Key, Written]) -> None:
        """What a policy forbids to delete is nobody's once it points elsewhere."""
        for key, written in there.items():
            if self._winner is None or target_of(written.record) != self._winner.target:
                self.invocation.albias.world.ledger.leave_behind(self.zone_id, key)

    def _evidence(self) -> None:
        """H48: a name is taken from its holder on positive evidence only, and given to one that asked for it."""
        if (self.was and self.was.resource) == (self.now and self.now.resource):
            return
        given_back = self._vandalised and self.was is None and self._is_listed(self.now)
        unwanted = self._winner and (self.zone_id, self._winner.arn, self.place) not in self.invocation.ever
        if unwanted and not given_back:
            self._fail("unwanted-hand-over", f"given to {self._winner}, which never wanted it meanwhile")
        if self._loser and (self.zone_id, self._loser.arn, self.place) in self.invocation.always:
            self._fail("no-evidence", f"taken from {self._loser.arn}, which wanted it all the time")
        self._grace()
        named = self._loser is not None and (self._loser.arn, self.name) in self.invocation.named
        gone = answers_of(self.before, self.place).keys() - answers_of(self.after, self.place).keys()
        if named and self.now is None and gone and not self._has_it_otherwise():
            self._fail("no-evidence", f"removed, and the tags of {self._loser} name it all the time")

    def _is_listed(self, hold: Text | None) -> bool:
        """Whether the index told already of whom a hold is given back to, which a vandal had taken away."""
        told = index_texts(self.before, self.invocation.albias.world.ledger.names[self.zone_id])
        return hold is not None and (hold.owner, hold.resource, self.place) in told

    def _has_it_otherwise(self) -> bool:
        """Whether the loser has the name under another set identifier, or none, from the same batch on or before."""
        others = [now.resource for _, now in self.beside.values()]
        return self.was is not None and self.was.resource in others

    def _taken_over(self, written: Written) -> bool:
        """H57: `adopt` takes over a routed record set that points at the claimant, under albias's own identifier."""
        if self.invocation.settings.adopt != "matching" or self.was or self.now or not self.place.set_identifier:
            return False
        for other, (was, now) in self.beside.items():
            taker = self.invocation.albias.balancer(now.resource)
            rewritten = was != now and taker is not None and target_of(written.record) == taker.target
            if rewritten and taker and self._asks_alike(other, taker, written):
                return not self._is_external_dns(key_of(written.record), written)
        return False

    def _asks_alike(self, place: Place, taker: Balancer, written: Written) -> bool:
        """Whether a load balancer asks for a place with the policy of a record set."""
        wish = (self.zone_id, taker.arn, place)
        return any(wanted == wish and one.field == policy_of(written.record) for wanted, one in self.invocation.asked)

    def _grace(self) -> None:
        """A name of a listener rule goes to nobody before its grace is over, unless its load balancer is deleted."""
        if self.was is None or self.was.origin != "rule" or self.now is not None or self.invocation.was_behind:
            return
        if self._has_it_otherwise():
            return  # a tag asks for another routing: nothing is lost
        lasted = self.invocation.albias.world.clock - self.was.gone
        alive = self._loser is not None and self._loser.alive
        if alive and (not self.was.gone or lasted < self.invocation.settings.rule_grace):
            self._fail("no-grace", f"given up, and its rules lack it since {self.was.gone} at most")

    def _no_gap(self, here: dict[Key, Written], there: dict[Key, Written]) -> None:
        """H36: who waits gets the name in the batch that frees it, and what is held answers at every moment."""
        if not any(self._was_the_losers(key, written) for key, written in here.items()):
            return
        # Who removes what answers between a read and the batch that rests on it could as well do so after it.
        if self.now and not there and not self.invocation.albias.world.ledger.disturbed(self.zone_id, self.place):
            self._fail("gap", "held, but without an answer")
        for zone_id, arn, place in sorted(self.invocation.always) if self.now is None else ():
            text = entry_of(
                self.before,
                self.invocation.albias.world.ledger.names[self.zone_id],
                self.invocation.albias.me.owner,
                resource_of(arn),
            )
            waited = (zone_id, place) == (self.zone_id, self.place) and text and text.since(place) is not None
            if waited and self._could_have(arn, here):
                self._fail("gap", f"stopped answering, while {arn} was waiting for it")

    def _could_have(self, arn: str, here: dict[Key, Written]) -> bool:
        """Whether a load balancer could have been given the name: some type of its own is free of other people's."""
        strange = {key.type for key, written in here.items() if not self._was_the_losers(key, written)}
        world = self.invocation.albias.world
        asked = {one for wish, one in self.invocation.asked if wish == (self.zone_id, arn, self.place)}
        readdressed = arn in world.readdressed  # it may have been seen with other types than it has now
        needed = ("A", "AAAA") if readdressed else world.balancers[arn].types
        for one in asked:  # neighbours of another policy, or in its slot
            strange |= {key.type for key in others_in_way(self.before, self.place, one, needed)}
        if readdressed and strange:
            return False
        types = {*world.balancers[arn].types} - strange
        return bool(types) and "CNAME" not in strange

    def _was_the_losers(self, key: Key, written: Written) -> bool:
        ours = self.was is not None and key.type in self.was.types
        return ours and self._loser is not None and target_of(written.record) == self._loser.target

"""What must hold at every moment, whatever happens around albias. Judged at each change batch of an invocation.

Facts only: the ledger's book of the zone before and after, and what load balancers wanted while the invocation ran.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from albias.names import DnsName, matches
from albias_config.fence import writable_patterns
from tests.simulation.consistency import consistent
from tests.simulation.late import note_late
from tests.simulation.ledger import Key, Violation, Written, Zone, answers, entry_of, form, holds, key_of, target_of
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.promises import keep_promises
from tests.simulation.removals import judge_removals
from tests.simulation.texts import Text, allowed, held_name, hold_place, index_place, inside, read_text, resource_of

if TYPE_CHECKING:
    from albias.model import HostedZone
    from tests.simulation.invocations import Albias, SteppedInvocation
    from tests.simulation.wishes import Balancer
    from tests.simulation.world import SimulatedWorld

MAX_ELEMENTS = 1_000
MAX_CHARACTERS = 32_000


def before_batch(world: SimulatedWorld, invocation: SteppedInvocation, zone_id: str, changes: Sequence[Any]) -> None:
    """What no request may contain, whether Route 53 takes it or not."""
    zone = next((zone for zone in invocation.settings.zones if zone.id == zone_id), None)
    if zone is None:
        raise Violation("foreign-zone", f"{invocation.name} writes in {zone_id}, which it was not given")
    if invocation.settings.dry_run:
        raise Violation("dry-run", f"{invocation.name} writes in {zone_id}")
    values = [value["Value"] for one in changes for value in one["ResourceRecordSet"].get("ResourceRecords", ())]
    elements = len(values) + sum(1 for one in changes if "AliasTarget" in one["ResourceRecordSet"])
    if not changes or elements > MAX_ELEMENTS or sum(map(len, values)) > MAX_CHARACTERS:
        raise Violation("batch-limits", f"{invocation.name} sends {len(changes)} changes, {elements} elements")
    for change in changes:
        key = key_of(change["ResourceRecordSet"])
        if change["Action"] not in ("CREATE", "DELETE") and world.strict:
            raise Violation("upsert", f"{invocation.name} sends {change['Action']} of {key}")
        if key.set_identifier or not _may_write(invocation, zone, key, change["Action"]):
            raise Violation("outside-allowed-names", f"{invocation.name} sends {change['Action']} of {key}")
        if not any(matches(pattern, DnsName(key.name)) for pattern in writable_patterns(zone, zone_owner(invocation))):
            raise Violation("outside-fence", f"IAM's fence does not let {invocation.name} write {key} in {zone_id}")


def zone_owner(invocation: SteppedInvocation) -> str:
    """The owner under whose name an invocation writes."""
    return invocation.settings.owner


def _may_write(invocation: SteppedInvocation, zone: HostedZone, key: Key, action: str) -> bool:
    if inside(key.name, f"_albias.{zone.name}"):
        hold = held_name(key.name, zone.name)
        below = inside(key.name, f"{zone_owner(invocation)}._albias.{zone.name}")
        entry = below and key.name.count(".") == zone.name.count(".") + 4
        return key.type == "TXT" and (entry if hold is None else allowed(hold, zone.name, zone.hostnames))
    if key.type == "CNAME" and (action != "DELETE" or invocation.settings.adopt != "matching"):
        return False
    return key.type in ("A", "AAAA", "CNAME") and allowed(key.name, zone.name, zone.hostnames)


def after_batch(
    world: SimulatedWorld, invocation: SteppedInvocation, zone_id: str, before: Zone, changes: Sequence[Any]
) -> None:
    """What a batch that took effect may have done, and the state that it must have left."""
    albias, zone_name = invocation.albias, world.ledger.names[zone_id]
    after = world.ledger.zones[zone_id]
    old, new = holds(before, zone_name), holds(after, zone_name)
    keys = [key_of(change["ResourceRecordSet"]) for change in changes]
    names = {key.name for key in keys if not inside(key.name, f"_albias.{zone_name}")}
    names |= {name for key in keys if (name := held_name(key.name, zone_name))}
    _registry_is_ours(albias, zone_name, before, after, keys)
    for name in sorted(names):
        _Turn(invocation, zone_id, name, before, after, old.get(name), new.get(name)).judge()
    judge_removals(world, invocation, zone_id, before)
    keep_promises(invocation, zone_id, names)
    note_late(invocation, zone_id, before, after)
    noted = {n for n in names if n in old and n in new and old[n].resource == new[n].resource}  # who waits, at most
    noted -= {key.name for key in keys}
    world.ledger.soothe(zone_id, names - noted, seen=invocation.began)
    if world.profile.kind != "vandal":
        consistent(world, zone_id)


def _registry_is_ours(albias: Albias, zone: str, before: Zone, after: Zone, keys: Sequence[Key]) -> None:
    """H37: texts of the registry that are not this deployment's are never touched, and ours lie where they belong."""
    for key in keys:
        texts = [read_text(written.record) for state in (before, after) if (written := state.get(key))]
        for text in texts if inside(key.name, f"_albias.{zone}") else ():
            if text is None or not albias.owns(text.owner, text.resource):
                raise Violation("foreign-registry", f"{albias.label} writes {key.name}, which says {text}")
            name = held_name(key.name, zone)
            arn = next((one for one in albias.world.balancers if resource_of(one) == text.resource), "")
            place = index_place(arn, text.owner, zone) if name is None else hold_place(name, zone)
            lies_at = key.name.partition(".")[2] if name is None else key.name
            if lies_at != place and albias.world.profile.kind != "vandal":
                raise Violation("wrong-place", f"{key.name} says {text}, which belongs at {place}")


def _of_one_alone(these: dict[Key, Written], those: dict[Key, Written]) -> dict[Key, Written]:
    """What these have that those have not, or in another form."""
    alone: dict[Key, Written] = {}
    for key, written in these.items():
        if key not in those or form(those[key].record) != form(written.record):
            alone[key] = written
    return alone


@dataclass(frozen=True, slots=True)
class _Turn:
    """One name in one batch that took effect: the zone before and after, and its hold before and after."""

    invocation: SteppedInvocation
    zone_id: str
    name: str
    before: Zone
    after: Zone
    was: Text | None
    now: Text | None

    def judge(self) -> None:
        """Everything that a batch may not do to a name."""
        albias = self.invocation.albias
        for text in (self.was, self.now):
            if text is not None and not albias.owns(text.owner, text.resource) and not self._vandalised:
                self._fail("owned-elsewhere", f"written, while {text} holds it")
        here, there = answers(self.before, self.name), answers(self.after, self.name)
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
        raise Violation(invariant, f"{self.invocation.name} in {self.zone_id}, {self.name}: {text}")

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

    def _taken_away(self, key: Key, written: Written, there: dict[Key, Written]) -> None:
        """H29 to H33, H40: which record sets may be deleted, and which replaced."""
        settings = self.invocation.settings
        candidates = [one for one in (self._winner, self._loser) if one]
        if self._vandalised:  # without a hold, only an entry says whose the name is
            candidates = list(self.invocation.albias.world.balancers.values())
        ours = target_of(written.record) in {one.target for one in candidates}
        held = ours and key.type != "CNAME" and (self.was is not None or self._vandalised)
        adopting = ours and settings.adopt == "matching" and self._winner and (self.was is None or key.type == "CNAME")
        if key.set_identifier or not (held or adopting):
            self._fail("foreign-record-changed", f"took away {written}")
        if (not ours or key.type == "CNAME") and self._is_external_dns(key, written):
            self._fail("external-dns-robbed", f"took away {written}, of which a TXT says that external-dns has it")
        if settings.policy == "create-only" or (settings.policy == "upsert-only" and not there):
            self._fail("policy", f"{settings.policy} took away {key.type}")

    def _is_external_dns(self, key: Key, written: Written) -> bool:
        """Whether external-dns has the name, and what answers there was so all the time (what albias made is its own).

        An alias to the very load balancer is not told from albias's own by anybody: that would cost four reads a name.
        """
        albias = self.invocation.albias
        owned = external_dns_owns(self.before, self.name, self.invocation.settings.external_dns)
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
            if external_dns_owns(self.before, self.name, settings.external_dns) and None not in seen:
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
        if self._winner and (self.zone_id, self._winner.arn, self.name) not in self.invocation.ever:
            self._fail("unwanted-hand-over", f"given to {self._winner.arn}, which never wanted it meanwhile")
        if self._loser and (self.zone_id, self._loser.arn, self.name) in self.invocation.always:
            self._fail("no-evidence", f"taken from {self._loser.arn}, which wanted it all the time")
        self._grace()
        named = self._loser is not None and (self._loser.arn, self.name) in self.invocation.named
        gone = answers(self.before, self.name).keys() - answers(self.after, self.name).keys()
        if named and self.now is None and gone:
            self._fail("no-evidence", f"removed, and the tags of {self._loser} name it all the time")

    def _grace(self) -> None:
        """A name of a listener rule goes to nobody before its grace is over, unless its load balancer is deleted."""
        if self.was is None or self.was.origin != "rule" or self.now is not None or self.invocation.was_behind:
            return
        lasted = self.invocation.albias.world.clock - self.was.gone
        alive = self._loser is not None and self._loser.alive
        if alive and (not self.was.gone or lasted < self.invocation.settings.rule_grace):
            self._fail("no-grace", f"given up, and its rules lack it since {self.was.gone} at most")

    def _no_gap(self, here: dict[Key, Written], there: dict[Key, Written]) -> None:
        """H36: who waits gets the name in the batch that frees it, and what is held answers at every moment."""
        if not any(self._was_the_losers(key, written) for key, written in here.items()):
            return
        # Who removes what answers between a read and the batch that rests on it could as well do so after it.
        if self.now and not there and not self.invocation.albias.world.ledger.disturbed(self.zone_id, self.name):
            self._fail("gap", "held, but without an answer")
        for zone_id, arn, name in sorted(self.invocation.always) if self.now is None else ():
            text = entry_of(
                self.before,
                self.invocation.albias.world.ledger.names[self.zone_id],
                self.invocation.albias.me.owner,
                resource_of(arn),
            )
            waited = (zone_id, name) == (self.zone_id, self.name) and text and text.since(name) is not None
            if waited and self._could_have(arn, here):
                self._fail("gap", f"stopped answering, while {arn} was waiting for it")

    def _could_have(self, arn: str, here: dict[Key, Written]) -> bool:
        """Whether a load balancer could have been given the name: some type of its own is free of other people's."""
        strange = {key.type for key, written in here.items() if not self._was_the_losers(key, written)}
        world = self.invocation.albias.world
        if arn in world.readdressed and strange:
            return False  # it may have been seen with other types than it has now
        types = {*world.balancers[arn].types} - strange
        return bool(types) and "CNAME" not in strange

    def _was_the_losers(self, key: Key, written: Written) -> bool:
        ours = self.was is not None and key.type in self.was.types
        return ours and self._loser is not None and target_of(written.record) == self._loser.target

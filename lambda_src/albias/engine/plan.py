"""Claims x registry x record sets -> what happens to each name of one hosted zone, and why. Pure.

A plan may come back with needs instead (names to read, load balancers to look at); the caller reads and asks again.
What is decided for one name is in decide.py; here the case for it is put together.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from albias.case import MAX_QUEUE, Case, Decision, EntryEdit, Party, Verdict, answering
from albias.claims import TOO_MANY, claims_of, within_limits
from albias.decide import decide
from albias.external_dns import registry_names
from albias.model import Entry, HostedZone, LoadBalancer, LoadBalancerId, RecordSet, Refusal
from albias.names import DnsName, ancestors
from albias.registry import Deployment, Hold, decode_entry, decode_hold, entry_name, hold_name
from albias.settings import Settings
from albias.view import ZoneView

# What ELB said: a load balancer, or None on positive evidence that it is gone. Not in it: nothing is known (H48).
States = Mapping[LoadBalancerId, LoadBalancer | None]
ELSEWHERE = "the configuration gives it to another hosted zone; here it stays until no tag names it"


@dataclass(slots=True)
class Plan:
    """The decisions for one zone in the order of names; or, where it needs to know more first, what."""

    decisions: list[Decision] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    entries: dict[LoadBalancerId, Entry] = field(default_factory=dict)
    names_needed: set[DnsName] = field(default_factory=set)
    load_balancers_needed: set[LoadBalancerId] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether everything that it rests on was known."""
        return not self.names_needed and not self.load_balancers_needed


@dataclass(slots=True)
class Planner:
    """Makes a plan for these load balancers, in this zone, by these rules, from what has been read and described.

    Gathers the parties, then decides name by name all that they claim or hold, unless something is missing.
    `careful`: read the holds before acting, not only when a name looks taken. `only`: leave every other name alone.
    `everything`: these and the registry's are all load balancers there are. `now` in Unix seconds.
    `decide`: what decides a case; the command line wraps the default one for its orders.
    """

    zone: HostedZone
    me: Deployment
    settings: Settings
    load_balancers: Set[LoadBalancerId]
    now: int
    view: ZoneView
    states: States
    careful: bool = False
    everything: bool = False
    only: frozenset[DnsName] | None = None
    decide: Callable[[Case], Verdict] = decide
    plan: Plan = field(default_factory=Plan)
    parties: dict[LoadBalancerId, Party] = field(default_factory=dict)
    concerned: dict[DnsName, list[Party]] = field(default_factory=dict)
    holds: dict[DnsName, Hold | None] = field(default_factory=dict)

    def run(self) -> Plan:
        """The plan: decided, or with what it needs to know first."""
        for load_balancer in sorted(self.load_balancers, key=str):
            self._join(load_balancer)
        names = [name for name in self.concerned if self._may_change(name)]
        self._need(cut for name in names if not self._listing(name) for cut in self._cuts(name))
        if self._need(names) and self.careful:
            # a sweep can do without the hold where one entry has the name, and it answers as it should
            self._need(
                hold_name(name, self.zone)
                for name in names
                if not (self.everything and self._taken(name) and self._is_settled(name))
            )
        if not self.plan.names_needed:
            for name in names:
                self._gather(name)
            self.plan.names_needed.update(key for name in names for key in self._outdated(name))
        if self.plan.complete:
            for name in sorted(names):
                decisions, refusals = self.decide(self._case(name))
                self.plan.decisions += decisions
                self.plan.refusals += refusals
            self.plan.decisions += [  # waits for names that a load balancer no longer claims
                Decision("tidy", name, party.id, "it no longer claims it", edits=(EntryEdit(party.id, name),))
                for party in self.parties.values()
                for name, _ in sorted(party.entry.waits)
                if name not in party.wanted and self._may_change(name)
            ]
            self.plan.entries = {party.id: party.entry for party in self.parties.values()}
        return self.plan

    def _may_change(self, name: DnsName) -> bool:
        return self.only is None or name in self.only

    def _taken(self, name: DnsName) -> list[RecordSet]:
        return answering(self.view.at(name))

    def _is_settled(self, name: DnsName) -> bool:
        """Whether one entry has the name, and all that answers is what albias would have made for it."""
        listed = self._listing(name)
        return len(listed) == 1 and all(map(listed[0].made, self._taken(name)))

    def _need(self, names: Iterable[DnsName]) -> bool:
        missing = self.view.missing(names)
        self.plan.names_needed.update(missing)
        return not missing

    def _join(self, load_balancer: LoadBalancerId) -> Party | None:
        """Take a load balancer in as a party to the plan; None while something of it is not known yet."""
        if load_balancer in self.parties:
            return self.parties[load_balancer]
        name = self._entry_name(load_balancer)
        if load_balancer not in self.states:
            self.plan.load_balancers_needed.add(load_balancer)
        if not self._need([name]) or load_balancer not in self.states:
            return None
        found, described = self.view.one(name, "TXT"), self.states[load_balancer]
        read = decode_entry(found, self.me) if found else Entry(load_balancer)
        entry, fenced = (read, read.load_balancer != load_balancer) if read else (Entry(load_balancer), True)
        claims, refusals = claims_of(described, self.settings) if described else ({}, ())
        claimed, granted = claims.get(self.zone.id, ()), {name for names in claims.values() for name in names}
        stay = () if self.settings.policy == "sync" else entry.hosts.difference(claimed)
        wanted, surplus = within_limits(claimed, entry.hosts, stay)
        self.plan.refusals += [
            Refusal(name, load_balancer, "too-many-hostnames", TOO_MANY, self.zone)
            if name in surplus
            else Refusal(name, load_balancer, "name-not-allowed", ELSEWHERE, self.zone)
            for name in [*surplus, *sorted(entry.hosts & granted.difference(claimed))]
            if self._may_change(name)
        ]
        refused = frozenset({*(refusal.hostname for refusal in refusals), *granted}.difference(wanted))
        party = self.parties[load_balancer] = Party(load_balancer, entry, described, frozenset(wanted), fenced, refused)
        for concern in sorted(party.wanted | party.entry.hosts):
            self.concerned.setdefault(concern, []).append(party)
        return party

    def _gather(self, name: DnsName) -> None:
        """See to it that everything is known that the decision on a name rests on."""
        free = not self._listing(name) and not self._taken(name)
        if not (free or self._is_settled(name)) and not self._need([hold_name(name, self.zone)]):
            return
        hold = self._hold(name)
        if hold and hold.load_balancer and not self._join(hold.load_balancer):
            return
        holder = self._holder(name)
        if holder and (self.everything or not holder.wants(name) or len(holder.entry.queue) >= MAX_QUEUE):
            for waiting in holder.entry.queue:
                self._join(waiting)
        self._need(self._external_dns(name))
        cuts = [] if holder or hold else self._cuts(name)
        if self._need(cuts) and any(self.view.one(cut, "NS") for cut in cuts):
            self._need([hold_name(name, self.zone)])

    def _outdated(self, name: DnsName) -> list[DnsName]:
        """What to read again, since no batch proves an absence: whatever is older than what speaks against it."""
        listing, hold, hold_place = self._listing(name), self._hold(name), hold_name(name, self.zone)
        read_at, told_at = self.view.read_at, self.view.told_at
        listed_at = max((told_at(self._entry_name(each.id)) for each in listing), default=0)
        line = {  # who is in line and does not want it was looked at before it began to wait
            party.id
            for holder in listing
            for party in filter(None, map(self.parties.get, holder.entry.queue))
            if party.described and not party.wanted & holder.entry.hosts
            if read_at(self._entry_name(party.id)) < listed_at
        }
        self.plan.load_balancers_needed |= line
        again = [each for each in (name, hold_place, *map(self._entry_name, line)) if 0 < read_at(each) < listed_at]
        if hold and hold.load_balancer and hold.load_balancer not in {each.id for each in listing}:
            again += [self._entry_name(hold.load_balancer)]
            # an entry that was read later may have gone together with a hold that is there anew by now
            self.plan.names_needed |= {hold_place} if read_at(hold_place) < told_at(again[-1]) else set()
        elif not hold and not listing and self._taken(name):
            again = [name, hold_place]
        return [place for place in again if read_at(place) < max(listed_at, told_at(hold_place), told_at(name))]

    def _entry_name(self, load_balancer: LoadBalancerId) -> DnsName:
        return entry_name(load_balancer, self.me.owner, self.zone)

    def _case(self, name: DnsName) -> Case:
        view, holder, hold = self.view, self._holder(name), self._hold(name)
        cuts = [] if holder or hold else self._cuts(name)
        return Case(
            name=name,
            zone=self.zone,
            me=self.me,
            settings=self.settings,
            now=self.now,
            records=view.at(name),
            hold=hold,
            hold_known=view.knows(hold_name(name, self.zone)),
            holder=holder,
            parties=tuple(self.concerned[name]),
            at_hand=self.parties,
            delegated_at=next((cut for cut in cuts if view.one(cut, "NS")), None),
            external_dns_records=tuple(found for key in self._external_dns(name) for found in view.at(key)),
        )

    def _listing(self, name: DnsName) -> list[Party]:
        return [party for party in self.concerned[name] if name in party.entry.hosts]

    def _hold(self, name: DnsName) -> Hold | None:
        if name not in self.holds:
            key = hold_name(name, self.zone)
            found = self.view.one(key, "TXT") if self.view.knows(key) else None
            self.holds[name] = decode_hold(found, self.me) if found else None
        return self.holds[name]

    def _holder(self, name: DnsName) -> Party | None:
        """Who has the name: the hold says so; without one, the entry that lists it (and whose target is answered)."""
        if hold := self._hold(name):
            return self.parties.get(hold.load_balancer) if hold.load_balancer else None
        listed, records = self._listing(name), self.view.at(name)
        pointed = [party for party in listed if any(found.points_at(party.entry.target) for found in records)]
        return min(pointed or listed, key=lambda party: party.id, default=None)

    def _cuts(self, name: DnsName) -> list[DnsName]:
        """Where an NS record set would delegate the name away from this zone (H22)."""
        return [cut for cut in (*ancestors(name, self.zone.name), name) if cut != self.zone.name]

    def _external_dns(self, name: DnsName) -> list[DnsName]:
        """Where external-dns would say that the name is its own: looked at where albias did not make what answers."""
        hold, holder, taken = self._hold(name), self._holder(name), self._taken(name)
        elsewhere = hold is not None and hold.load_balancer is None
        ours = holder is not None and all(map(holder.made, taken))
        return [] if elsewhere or ours or not taken else registry_names(name, self.settings.external_dns)

"""A person's orders, each a decision table in place of the engine's own: Case in, Verdict out. Pure.

They are made of albias.decide's own parts. So whatever the engine never does (write what was not read, take a name from
another deployment, tear a name from its hold), no order does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from albias.case import Case, Decision, Party, Verdict
from albias.decide import decide, give, remove, tidy_strays, with_lost_hold
from albias.model import Change, LoadBalancerId, RecordKey, RecordSet, Refusal
from albias.names import DnsName
from albias.record_sets import adoptable
from albias.refusals import refuse, why_not
from albias.registry import Key
from albias_cli.migrate.external_dns import Registry
from albias_cli.migrate.former import Former, comes_back
from albias_cli.migrate.routed import given_back_beside, take_over_routed

ANYBODY = Registry(owner=None)
Place = tuple[str, DnsName]  # hosted zone id, name
Spot = tuple[str, Key]  # hosted zone id, name with set identifier


@dataclass(frozen=True)
class Adopt:
    """Take existing record sets over. `replace`: also what points elsewhere, and what external-dns owns.

    `texts`: by hosted zone id, where the TXT record sets of an external-dns lie that speak of that very name;
    `objections`: by that and the set identifier, why what is there may not be taken from external-dns.
    """

    replace: bool = False
    load_balancer: LoadBalancerId | None = None
    texts: Mapping[str, frozenset[DnsName]] = field(default_factory=dict)
    objections: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, case: Case) -> Verdict:
        case = with_lost_hold(case)
        if self.load_balancer and case.hold is None:
            chosen = tuple(party for party in case.parties if party.id == self.load_balancer)
            case = replace(case, parties=chosen)
        another = case.hold is not None and self.load_balancer not in (None, case.hold.load_balancer)
        if case.delegated_at or another or not _is_ours_to_give(case):
            return Verdict([], decide(case).refusals)
        if not self.replace:
            return self._as_it_points(case)
        sets = _sets_of_the_order(case)
        for set_identifier in sorted(sets):
            if objection := self.objections.get((case.zone.id, set_identifier)):
                return Verdict([], refuse(case, case.claimants, "name-taken", objection))
        where = self.texts.get(case.zone.id, frozenset())
        theirs = [found for found in case.external_dns_records if found.key.set_identifier in sets]
        others = tuple(found for found in case.external_dns_records if found not in theirs)
        texts = [found for found in theirs if found.key.name in where]
        return _take_over(replace(case, external_dns_records=others), texts, ANYBODY, repoint=True)

    def _as_it_points(self, case: Case) -> Verdict:
        if case.hold is not None or not case.answering:
            return Verdict([], decide(case).refusals)
        if case.external_dns is not None:
            return Verdict([], _refuse_each(case))
        return _take_over(case, (), ANYBODY, repoint=False)


@dataclass(frozen=True)
class Release:
    """Give names up, whoever wants them: the registry forgets them. `delete`: what albias made goes, too.

    `zones`: the hosted zones in which, by their ids; None means in all of them.
    """

    delete: bool = False
    zones: frozenset[str] | None = None

    def __call__(self, case: Case) -> Verdict:
        if self.zones is not None and case.zone.id not in self.zones:
            return Verdict([], [])
        case = with_lost_hold(case)
        if case.hold is None:
            reason = "released by order: nobody holds it, and index entries told of it"
            return Verdict([replace(each, action="let-go", reason=reason) for each in tidy_strays(case)], [])
        if case.holder is None:
            return Verdict([], [])
        (decision,), _ = remove(case, case.holder, case.hold)
        return Verdict([self._released(case, decision)], [])

    def _released(self, case: Case, decision: Decision) -> Decision:
        gone = [change.record_set for change in decision.record_changes]
        left = [found for found in case.answering if found not in gone or not self.delete]
        reason = "released by order" + (f"; left in place: {_described(left)}" if left else "")
        if self.delete:
            return replace(decision, reason=reason)
        changes = tuple(change for change in decision.changes if change not in decision.record_changes)
        return replace(decision, action="let-go", reason=reason, changes=changes)


@dataclass(frozen=True)
class Migrate:
    """Take names over from an external-dns: its TXT record sets go, a hold comes, the answer stays; in one batch.

    A name that albias holds already becomes albias's alone: its record sets come back where external-dns wrote over
    them. `texts`: where the TXT record sets lie that speak of that very name.
    """

    registry: Registry
    texts: Mapping[Place, frozenset[RecordKey]]

    def __call__(self, case: Case) -> Verdict:
        case = with_lost_hold(case)
        where = self.texts.get((case.zone.id, case.name), frozenset())
        texts = [found for found in case.external_dns_records if found.key in where]
        if case.delegated_at or not _is_ours_to_give(case):
            return Verdict([], decide(case).refusals)
        if case.hold is not None and not texts:
            return Verdict([], [])
        if problem := self.registry.objection(texts):
            return Verdict([], refuse(case, case.claimants, "name-taken", problem))
        case = replace(case, external_dns_records=())
        routed = [found for found in texts if found.key.set_identifier and self.registry.removal(found)]
        if case.key.set_identifier and (routed or not texts):
            return take_over_routed(case, _candidates(case), routed, self.registry)
        if routed:
            reason = f"external-dns has it with routing, which it does not ask for: {_described(routed)}"
            return Verdict([], refuse(case, case.claimants, "routing-differs", reason))
        return _take_over(case, texts, self.registry, repoint=case.hold is not None)


@dataclass(frozen=True)
class Back:
    """Give names back: the registry forgets them, and in the same batch comes what external-dns had.

    `former`: what it had; `objections`: for which names that would fail, and why.
    """

    former: Mapping[Spot, Former]
    objections: Mapping[Spot, str] = field(default_factory=dict)

    def __call__(self, case: Case) -> Verdict:
        case = with_lost_hold(case)
        place = case.zone.id, case.key
        simple = case.zone.id, Key(case.name)
        former = self.former.get(place) or self.former.get(simple)
        if former is None or case.holder is None:
            return Verdict([], [])
        decisions, _ = Release()(case)
        ours = [found for found in case.answering if case.made(found)]
        target = case.holder.target or (case.hold.target if case.hold else "")
        again = comes_back(former, case.answering, ours, target)
        objection = self.objections.get(place) or _beside_a_cname(case, again)
        if place not in self.former:
            objection = "since the migration it has got routing: `albias release` gives it up"
        objection = objection or given_back_beside(case, again)
        if objection:
            return Verdict([], refuse(case, [case.holder], "name-taken", objection))
        reason = "given back by order"
        return Verdict([replace(each, reason=reason, changes=(*each.changes, *again)) for each in decisions], [])


def _is_ours_to_give(case: Case) -> bool:
    """Whether nobody holds the key, or a load balancer of ours that wants it; and the configuration allows the name."""
    if case.hold is None:
        return True
    wanting = case.holder is not None and case.holder in case.claimants
    return wanting and case.zone.allows(case.name)


def _take_over(case: Case, texts: Iterable[RecordSet], registry: Registry, *, repoint: bool) -> Verdict:
    """Give the name to who holds it, or to the first claimant who may have it; what `registry` wrote goes with it.

    `repoint`: also where what is there does not point at the load balancer.
    """
    case = replace(case, settings=replace(case.settings, adopt="matching", policy="sync"))
    removed = [found for found in texts if registry.removal(found)]
    if case.hold is not None and not removed and not any(_replaced(case, party) for party in _candidates(case)):
        return Verdict([], decide(case).refusals)
    refusals: list[Refusal] = []
    for party in _candidates(case):
        there = _replaced(case, party)
        if unfit := _unfit(there, party):
            refusals += refuse(case, [party], "routing-differs", unfit)
        elif not repoint and not all(adoptable(found, party) for found in there):
            refusals += refuse(case, [party], *why_not(case, party))
        else:
            return _taken_over(case, party, removed, registry)
    return Verdict([], refusals)


def _taken_over(case: Case, party: Party, removed: Collection[RecordSet], registry: Registry) -> Verdict:
    there = _replaced(case, party)
    twins = _twins(case, party)
    elsewhere = [found for found in there if not adoptable(found, party)]
    elsewhere += [found for found in twins if _answers_otherwise(found, party)]
    reason = "its record set already points at this load balancer"
    if elsewhere:
        reason = f"by order, in place of: {_described(elsewhere)}"
    elif case.hold is not None:
        reason = "external-dns had it, too"
    elif removed and not there and not twins:
        reason = "external-dns had it, without an address"
    elif not any(found.points_at(party.target) for found in case.answering):
        reason = "claimed, beside record sets of others"
    in_way = case.in_way(party)
    more = [Change("DELETE", found) for found in there if found not in in_way]
    for found in removed:
        more += registry.removal(found)
    decisions, refusals = give(case, party, "adopt", reason, adopts=True)
    return Verdict([replace(each, changes=(*each.changes, *more)) for each in decisions], refusals)


def _replaced(case: Case, party: Party) -> list[RecordSet]:
    """What is in a party's way, with what lies beside that of a type that the party does not need (an old AAAA)."""
    there = case.in_way(party)
    sets = {found.key.set_identifier for found in there} | {case.key.set_identifier}
    for found in case.answering:
        if found.key.set_identifier in sets and found not in there and not case.made(found):
            there.append(found)
    return there


def _sets_of_the_order(case: Case) -> set[str]:
    """The set identifiers of which `--replace` leaves no record set of others: they are taken from whoever has them."""
    sets = {case.key.set_identifier}
    for party in _candidates(case):
        taken_over = [*_replaced(case, party), *_twins(case, party)]
        for set_identifier in {found.key.set_identifier for found in taken_over}:
            of_set = [found for found in case.answering if found.key.set_identifier == set_identifier]
            if all(found in taken_over for found in of_set):
                sets.add(set_identifier)
    return sets


def _twins(case: Case, party: Party) -> list[RecordSet]:
    """Routed record sets of the policy that a party asks for, which point at it already, and which no albias holds."""
    twins: list[RecordSet] = []
    for found in case.answering:
        free = not found.managed and found.key.set_identifier not in case.siblings_by_set
        if free and case.beside(found, party) and found.points_at(party.target):
            twins.append(found)
    return twins


def _answers_otherwise(found: RecordSet, party: Party) -> bool:
    claim = party.claim
    return claim is not None and (found.routing, found.health_check) != (claim.routing, claim.health_check)


def _candidates(case: Case) -> list[Party]:
    """Who holds the key, or else who claims it."""
    return case.claimants if case.holder is None else [case.holder]


def _unfit(in_way: Iterable[RecordSet], party: Party) -> str:
    """Why record sets may not be replaced by a load balancer's, or the empty text."""
    for found in in_way:
        if found.managed:
            return f"a traffic policy made it, and nobody else may write it: {found.describe()}"
        if found.routing_policy != party.routing_policy:
            asked = party.routing_policy or "simple"
            return f"it asks for {asked} routing, and there is: {found.describe()}. Tag it alike, or remove that first"
    return ""


def _refuse_each(case: Case) -> list[Refusal]:
    refusals: list[Refusal] = []
    for party in case.claimants:
        refusals += refuse(case, [party], *why_not(case, party))
    return refusals


def _beside_a_cname(case: Case, again: Iterable[Change]) -> str:
    """What keeps a CNAME from coming back: it tolerates nothing beside it."""
    changes = [*again]
    gone = [change.record_set for change in changes if change.action == "DELETE"]
    cnames = [each for each in changes if each.action == "CREATE" and each.record_set.key.type == "CNAME"]
    left = [found for found in case.records if found not in gone]
    if not cnames or not left:
        return ""
    return f"since the migration something has come that no CNAME tolerates: {_described(left)}. Remove it first"


def _described(record_sets: Iterable[RecordSet]) -> str:
    return "; ".join(found.describe() for found in record_sets)

"""A person's orders: the engine's own decision table, asked about a case that the order has changed. Pure.

Each order is called in the table's place for every name that is concerned. It changes what the case says (a rule of
the configuration, who wants the name), lets albias.decide decide, and at most adds or leaves out record sets. So
whatever the table never does (write what was not read, take a name from another deployment), no order does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from albias.case import Case, Decision, Party, Verdict
from albias.decide import decide
from albias.model import Change, HostedZone, LoadBalancerId, RecordSet, Refusal
from albias.names import DnsName
from albias_cli.migrate.external_dns import Registry

ANYBODY = Registry(owner=None)

Decider = Callable[[Case], Verdict]
Shown = tuple[str, DnsName, str, LoadBalancerId, tuple[Change, ...]]


@dataclass
class Memo:
    """Remembers every case and what was decided for it."""

    order: Decider = decide
    cases: dict[tuple[str, DnsName], Case] = field(default_factory=dict)
    verdicts: dict[tuple[str, DnsName], Verdict] = field(default_factory=dict)

    def __call__(self, case: Case) -> Verdict:
        verdict = self.order(case)
        self.cases[case.zone.id, case.name] = case
        self.verdicts[case.zone.id, case.name] = verdict
        return verdict


@dataclass
class AsShown:
    """Does what was shown to a person, nothing else. `passed_over`: names for which something else is right by now."""

    shown: frozenset[Shown]
    order: Decider = decide
    passed_over: set[DnsName] = field(default_factory=set)

    @classmethod
    def of(cls, decisions: Iterable[tuple[HostedZone, Decision]], order: Decider = decide) -> "AsShown":
        """The order to do these decisions."""
        return cls(frozenset(_shown(zone, decision) for zone, decision in decisions), order)

    def __call__(self, case: Case) -> Verdict:
        decisions, refusals = self.order(case)
        acting = [decision for decision in decisions if decision.changes]
        if all(_shown(case.zone, decision) in self.shown for decision in acting):
            self.passed_over.discard(case.name)
            return decisions, refusals
        self.passed_over.add(case.name)
        return [], refusals


def _shown(zone: HostedZone, decision: Decision) -> Shown:
    return zone.id, decision.hostname, decision.action, decision.load_balancer, decision.changes


@dataclass
class Adopt:
    """Take existing record sets over. `replace`: also what points elsewhere, and what external-dns owns.

    `texts`: by hosted zone id, where the TXT record sets of an external-dns lie that speak of that very name;
    `objections`: likewise, why it may not be taken from external-dns.
    """

    replace: bool = False
    load_balancer: LoadBalancerId | None = None
    texts: Mapping[str, frozenset[DnsName]] = field(default_factory=dict)
    objections: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, case: Case) -> Verdict:
        if case.holder or case.hold or not case.taken:
            return [], decide(case)[1]
        if self.load_balancer:
            case = replace(case, parties=tuple(party for party in case.parties if party.id == self.load_balancer))
        if case.external_dns is not None and not self.replace:
            return _take_over(case)
        if objection := self.objections.get(case.zone.id):
            return [], [_refusal(case, party, objection) for party in case.claimants]
        where = self.texts.get(case.zone.id, frozenset())
        records = [found for found in case.external_dns_records if found.key.name in where]
        return _take_over(replace(case, external_dns_records=()), records, repoint=self.replace)


@dataclass
class Release:
    """Give names up, whoever wants them: the entry forgets them, the hold goes. `delete`: their record sets too."""

    delete: bool = False

    def __call__(self, case: Case) -> Verdict:
        if case.holder is None:
            return [], []
        unwanting = {party.id: _not_naming(party, case.name) for party in (*case.parties, case.holder)}
        everywhere = (case.zone.name, f"*.{case.zone.name}")
        decisions, refusals = decide(
            replace(
                case,
                zone=replace(case.zone, hostnames=everywhere),
                settings=replace(case.settings, policy="sync"),
                holder=unwanting[case.holder.id],
                parties=tuple(unwanting[party.id] for party in case.parties),
            )
        )
        return [self._released(case, decision) for decision in decisions], refusals

    def _released(self, case: Case, decision: Decision) -> Decision:
        gone = [change.record_set for change in decision.changes if change.record_set.key.name == case.name]
        left = [found for found in case.taken if found not in gone or not self.delete]
        reason = "released by order" + (f"; left in place: {_described(left)}" if left else "")
        if self.delete:
            return replace(decision, reason=reason)
        changes = tuple(change for change in decision.changes if change.record_set not in gone)
        return replace(decision, action="let-go", reason=reason, changes=changes)


@dataclass
class Migrate:
    """Take names over from an external-dns: its TXT record sets go, an entry comes, the answer stays; in one batch.

    `texts`: by hosted zone id and name, where the TXT record sets lie that speak of that very name.
    """

    registry: Registry
    texts: Mapping[tuple[str, DnsName], frozenset[DnsName]]

    def __call__(self, case: Case) -> Verdict:
        if case.holder or case.hold:
            return [], decide(case)[1] if case.hold and case.hold.load_balancer is None else []
        where = self.texts.get((case.zone.id, case.name), frozenset())
        records = [found for found in case.external_dns_records if found.key.name in where]
        if problem := self.registry.objection(records):
            return [], [_refusal(case, party, problem) for party in case.claimants]
        return _take_over(replace(case, external_dns_records=()), records, self.registry)


@dataclass
class Back:
    """Give names back: released, their record sets left, and in the same batch `changes`, external-dns's TXT again.

    `objections`: for which names those would fail, and why.
    """

    changes: Mapping[tuple[str, DnsName], tuple[Change, ...]]
    objections: Mapping[tuple[str, DnsName], str] = field(default_factory=dict)

    def __call__(self, case: Case) -> Verdict:
        decisions, refusals = Release()(case)
        again = self.changes.get((case.zone.id, case.name), ())
        if not again or case.holder is None:
            return [], []
        if objection := self.objections.get((case.zone.id, case.name)):
            return [], [_refusal(case, case.holder, objection)]
        return [replace(decision, changes=(*decision.changes, *again)) for decision in decisions], refusals


def _take_over(
    case: Case, texts: Iterable[RecordSet] = (), registry: Registry = ANYBODY, *, repoint: bool = False
) -> Verdict:
    """What the table says of the case when adoption is allowed; what `registry` wrote into `texts` goes with it.

    `repoint`: where the table would not adopt what is there, it is asked as if nothing were, and that goes, too.
    """
    case = replace(case, settings=replace(case.settings, adopt="matching", policy="sync"))
    texts = [found for found in texts if registry.removal(found)]
    routed = [found for found in (*case.taken, *texts) if found.opaque]
    if routed:
        reason = f"albias does not write record sets with routing: {_described(routed)}. Make it a simple one first"
        return [], [_refusal(case, party, reason) for party in case.claimants]
    decisions, refusals = decide(case)
    removed: list[RecordSet] = []
    if repoint and not any(decision.action == "adopt" for decision in decisions):
        removed = case.taken
        decisions, refusals = decide(replace(case, records=tuple(set(case.records) - set(removed))))
    deletions = tuple(Change("DELETE", found) for found in removed)
    cleaning = tuple(change for found in texts for change in registry.removal(found))
    return [
        replace(
            decision, action="adopt", reason=_why(decision, removed), changes=(*deletions, *decision.changes, *cleaning)
        )
        if decision.action in ("adopt", "create")
        else decision
        for decision in decisions
    ], refusals


def _not_naming(party: Party, name: DnsName) -> Party:
    """As if its tags did not name this one."""
    return replace(party, wanted=party.wanted - {name}, refused=party.refused - {name})


def _why(decision: Decision, removed: list[RecordSet]) -> str:
    return f"by order, in place of: {_described(removed)}" if removed else decision.reason


def _described(record_sets: Iterable[RecordSet]) -> str:
    return "; ".join(found.describe() for found in record_sets)


def _refusal(case: Case, party: Party, reason: str) -> Refusal:
    return Refusal(case.name, party.id, "name-taken", reason, case.zone)

"""Who comes next in a name when another routing of it is given up: whoever that kept out waits in its line. Pure.

Route 53 keeps one policy for all record sets of a name and type, and some slots only once. So a key that is held can
keep another one of its name from being made. Whoever wants that one is refused, and noted in one of the holds that keep
it out. Where that is given up, it is noted in another; where there is no other, it gets its own in the same batch.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from albias.case import Case, Decision, Party, Verdict
from albias.decide import decide
from albias.model import Change, LoadBalancerId, RecordKey, RecordSet, Refusal
from albias.names import DnsName
from albias.registry import Hold, Key, Waits, decode_hold

from .conversions import GIVES_UP, TAKES, asks_otherwise, join_conversions, routing_difference, taking

Lines = dict[tuple[DnsName, LoadBalancerId], int]


def with_kept_out(cases: Mapping[Key, Case]) -> dict[Key, Case]:
    """The cases, each with whom its key keeps out as things are."""
    verdicts = {key: decide(case) for key, case in cases.items() if case.siblings}
    noted = dict(cases)
    for key, kept_out in _kept_out(cases, verdicts, _lines(cases.values())).items():
        noted[key] = replace(cases[key], kept_out=kept_out)
    return noted


def settle(cases: Mapping[Key, Case]) -> dict[Key, Verdict]:
    """The verdicts on all keys, with what belongs into one batch joined in one decision."""
    verdicts = {key: decide(case) for key, case in cases.items()}
    successions = []
    for keys in _names_with_somebody_kept_out(verdicts):
        theirs = {key: cases[key] for key in keys}
        succession = Succession(theirs, {key: verdicts[key] for key in keys}, _lines(theirs.values()))
        succession.find_heirs()
        successions.append(succession)
        verdicts |= succession.verdicts
    join_conversions(cases, verdicts)
    for succession in successions:
        succession.join(cases, verdicts)
    return verdicts


@dataclass(slots=True)
class Succession:
    """The keys of one name, of which some are refused as others are there. `heirs`: those for which these make room.

    `lines`: who waits in the line of any of them, and since when.
    """

    cases: dict[Key, Case]
    verdicts: dict[Key, Verdict]
    lines: Lines
    heirs: list[Key] = field(default_factory=list)

    def find_heirs(self) -> None:
        """Give what is refused as soon as what is given up makes room, the longest waiting first."""
        while self._find_heir():
            pass
        self._look_at_the_rest()

    def join(self, before: Mapping[Key, Case], verdicts: Mapping[Key, Verdict]) -> None:
        """Put what an heir gets, and what kept it out and is given up, into one decision."""
        for key in self.heirs:
            decisions, _ = verdicts[key]
            heir = next(party for party in before[key].parties if party.id == decisions[0].load_balancer)
            for other in sorted(_keeping_out(before[key], heir) & verdicts.keys()):
                for leaves in [each for each in verdicts[other][0] if each.action in GIVES_UP]:
                    verdicts[other][0].remove(leaves)
                    decisions[0] = _handed_over(leaves, decisions[0], before[other])

    def _find_heir(self) -> bool:
        """Take in the next key that can be made once what is given up is gone; whether there is one."""
        refused = [key for key, verdict in self.verdicts.items() if _is_kept_out(verdict)]
        for key in sorted(refused, key=self._place_in_line):
            case = self._as_left(key)
            verdict = decide(case)
            if any(decision.action in TAKES for decision in verdict[0]):
                self.cases[key], self.verdicts[key] = case, verdict
                self.heirs.append(key)
                return True
        return False

    def _place_in_line(self, key: Key) -> tuple[int, Key]:
        """Since when somebody who wants a key waits; who is new comes last."""
        case = self.cases[key]
        return min((self.lines.get((key.name, party.id), case.now) for party in case.claimants), default=case.now), key

    def _look_at_the_rest(self) -> None:
        """Say of those that are refused still, and in the lines, what is so once everything is done."""
        for key, verdict in self.verdicts.items():
            if _is_kept_out(verdict):
                self.cases[key] = self._as_left(key)
                self.verdicts[key] = decide(self.cases[key])
        left = {key: self._as_left(key) for key in self.cases}
        now = _kept_out(left, self.verdicts, self.lines)
        for key, case in self.cases.items():
            kept_out = now.get(key, ())
            if kept_out != case.kept_out:
                self.cases[key] = replace(case, kept_out=kept_out)
                self.verdicts[key] = decide(self.cases[key])

    def _as_left(self, key: Key) -> Case:
        """A case as the decisions on the other keys leave it."""
        case = self.cases[key]
        records = {found.key: found for found in case.records}
        holds = {hold.key: hold for hold in case.siblings}
        for change in sorted(self._changes_beside(key), key=lambda change: change.action != "DELETE"):
            _carry_out(change, case, records, holds)
        return replace(case, records=tuple(records.values()), siblings=tuple(holds[each] for each in sorted(holds)))

    def _changes_beside(self, key: Key) -> Iterator[Change]:
        """What the decisions on the other keys do."""
        for other, (decisions, _) in self.verdicts.items():
            for decision in decisions if other != key else ():
                if self._comes_about(other, decision):
                    yield from decision.changes

    def _comes_about(self, key: Key, decision: Decision) -> bool:
        """Whether something is done: whoever gives a key up for another one does so together with getting that."""
        case = self.cases[key]
        if decision.action not in GIVES_UP or case.holder is None or not asks_otherwise(case, case.holder):
            return True
        return taking(key, case.holder, self.verdicts) is not None


def _carry_out(change: Change, case: Case, records: dict[RecordKey, RecordSet], holds: dict[Key, Hold]) -> None:
    """What answers for a name, and its holds, after a change."""
    found = change.record_set
    if found.key.name == case.name:
        records.pop(found.key, None)
        if change.action == "CREATE":
            records[found.key] = found
    hold = decode_hold(found, case.me, case.zone) if found.key.type == "TXT" else None
    if hold is not None and hold.key.name == case.name:
        holds.pop(hold.key, None)
        if change.action == "CREATE":
            holds[hold.key] = hold


def _is_kept_out(verdict: Verdict) -> bool:
    """Whether nothing is done with a key, and somebody is refused it for the routing of others."""
    decisions, refusals = verdict
    return not decisions and bool(_differing(refusals))


def _differing(refusals: Iterable[Refusal]) -> set[LoadBalancerId]:
    return {refusal.load_balancer for refusal in refusals if refusal.code == "routing-differs"}


def _names_with_somebody_kept_out(verdicts: Mapping[Key, Verdict]) -> list[list[Key]]:
    """The keys of each name of which somebody is kept out."""
    names = {key.name for key, verdict in verdicts.items() if _is_kept_out(verdict)}
    keys: dict[DnsName, list[Key]] = {}
    for key in verdicts if names else ():
        if key.name in names:
            keys.setdefault(key.name, []).append(key)
    return [*keys.values()]


def _lines(cases: Iterable[Case]) -> Lines:
    """Since when each waits for something of a name, in the line of whatever key."""
    lines: Lines = {}
    for case in cases:
        for each, since in case.hold.waits if case.hold else ():
            lines[case.name, each] = min(since, lines.get((case.name, each), since))
    return lines


def _kept_out(cases: Mapping[Key, Case], verdicts: Mapping[Key, Verdict], lines: Lines) -> dict[Key, Waits]:
    """By the key in whose line they wait: who is refused another one. Whom nobody could decide on stays in its line."""
    found: dict[Key, set[LoadBalancerId]] = {}
    for key, (_, refusals) in verdicts.items():
        case = cases[key]
        refused = _differing(refusals)
        for party in case.claimants:
            if party.id in refused and party != case.holder:
                for other in _line_of(case, party) & cases.keys():
                    found.setdefault(other, set()).add(party.id)
    for key, case in cases.items():
        for party in _undecided(case, cases.keys()):
            found.setdefault(key, set()).add(party.id)
    kept_out: dict[Key, Waits] = {}
    for key, those in found.items():
        kept_out[key] = tuple((each, lines.get((key.name, each), cases[key].now)) for each in sorted(those))
    return kept_out


def _undecided(case: Case, keys: Set[Key]) -> Iterator[Party]:
    """Who is noted in a key's line, and wants another key of the name that nothing could be concluded of."""
    waits = dict(case.hold.waits) if case.hold else {}
    for party in case.parties if waits else ():
        wanted = {Key(case.name, identifier) for identifier in party.sets}
        if party.id in waits and wanted - keys:
            yield party


def _line_of(case: Case, party: Party) -> set[Key]:
    """In whose line a party waits, of those that keep it out: where it is noted, else the first."""
    keeping_out = _keeping_out(case, party)
    noted = {hold.key for hold in case.siblings if party.id in dict(hold.waits)}
    return {*sorted(noted & keeping_out or keeping_out)[:1]}


def _keeping_out(case: Case, party: Party) -> set[Key]:
    """The keys of others of ours that keep a party's record sets from being made."""
    identifiers = {found.key.set_identifier for found in case.in_way(party)}
    identifiers |= {hold.key.set_identifier for hold in case.mixed_with(party)}
    held = {hold.key for hold in case.siblings if hold.load_balancer not in (None, party.id)}
    return {Key(case.name, identifier) for identifier in identifiers} & held


def _handed_over(leaves: Decision, takes: Decision, before: Case) -> Decision:
    """What one gives up and another gets, in one batch."""
    holder = before.holder
    assert holder is not None
    joined = replace(
        takes,
        changes=(*leaves.changes, *takes.changes),
        concerned=leaves.concerned | takes.concerned,
        given_up=(*takes.given_up, leaves.key),
    )
    if takes.action not in ("create", "adopt"):
        return joined
    why = "is deleted" if holder.described is None else "no longer claims it"
    reason = f"{holder.id} {why}: {routing_difference(leaves, takes)}"
    return replace(joined, action="hand-over", previous=holder.id, reason=reason)

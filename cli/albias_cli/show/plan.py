"""A plan as people read it: one line a name, zone by zone; refusals by their reason, with what to do. Pure.

`--verbose` shows describe.py's lines instead: every reason, every record set, every refusal by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from albias.case import Action, Decision
from albias.engine.outcome import Outcome
from albias.model import TYPES, HostedZone, LoadBalancerId, RecordSet, Refusal, RefusalCode, plain

from . import advice
from .configured import Configured
from .describe import (
    Line,
    by_zone,
    change_line,
    decision_lines,
    refusal_lines,
    refusals,
    shown_changes,
    sign_of,
    zone_title,
)
from .screen import Whole

# In the order in which they are shown; with the reason that goes without saying.
_ORDINARY: dict[Action, str] = {
    "create": "claimed, and nobody has it",
    "repair": "its record set was missing or differed",
    "convert": "",
    "hand-over": "",
    "adopt": "its record set already points at this load balancer",
    "remove": "",
    "let-go": "",
}
_ORDER = tuple(_ORDINARY)
# What stands above the refusals whose own words begin with what each of them is about, or are Route 53's.
_HEADINGS: Mapping[RefusalCode, str] = {
    "invalid-option": "an option in the tag cannot be followed",
    "name-not-allowed": "the hosted zone does not allow the name",
    "scheme-not-allowed": "the hosted zone is not for load balancers of this scheme",
    "type-not-supported": "load balancers of this type get no names",
    "protected": "the record set is protected",
    "guarded": "a change guardrail forbids the change",
    "zone-full": "the hosted zone has no room",
    "target-not-found": "Route 53 does not know the load balancer yet",
    "not-accepted": "Route 53 does not accept the change",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(TYPES)})/([\w-]+)/(\w{{4}})\w*")
_LONGEST = 32  # characters of a name that the other names of a zone are set right for


def brief(load_balancer: LoadBalancerId) -> str:
    """A load balancer in the fewest words that tell it from another: `app/web (50dc…)`."""
    return briefly(load_balancer.short)


def briefly(text: str) -> str:
    """A text with its load balancers in few words."""
    return _SHORT.sub(lambda match: f"{match[0].split('/')[0]}/{match[1]} ({match[2]}…)", plain(text))


def plan_lines(outcome: Outcome, zones: Iterable[HostedZone], *, verbose: bool = False) -> Iterator[Line]:
    """The decisions that do something, zone by zone, by action and name."""
    for zone, decisions in by_zone(outcome, zones):
        yield [(zone_title(zone), "bold underline")]
        if verbose:
            for decision in decisions:
                yield from decision_lines(decision)
            continue
        room = _room(decision.hostname for decision in decisions)
        for decision in sorted(decisions, key=lambda each: _ORDER.index(each.action)):
            yield _decision_line(decision, room)
            for change in shown_changes(decision):
                if change.record_set.key.name != decision.hostname:  # external-dns's: no other line says it
                    yield change_line(change, decision.hostname)


def _room(names: Iterable[str]) -> int:
    """What the names need, the few long ones left out: what follows those is not set right."""
    return max((len(name) for name in names if len(name) <= _LONGEST), default=0)


def _decision_line(decision: Decision, room: int) -> Line:
    sign, style = sign_of(decision.action)
    new = [each for each in _own(decision, "CREATE") if each.alias]
    gone = _own(decision, "DELETE")
    aliases = [each for each in new or gone if each.alias]
    what = " and ".join(each.key.type for each in aliases) + " alias" if aliases else ""
    if aliases and aliases[0].routing is not None:
        what += f" ({aliases[0].routing})"
    told = briefly(decision.reason)
    if decision.reason == _ORDINARY[decision.action]:
        told = f"was {', '.join(each.describe() for each in gone)}" if gone else ""
    return [
        (f"  {sign} ", style),
        (decision.hostname.ljust(room), "bold"),
        "  ",
        Whole(f"{what} -> {brief(decision.load_balancer)}" if what else brief(decision.load_balancer), "cyan"),
        (f"  {told}" if told else "", "dim"),
    ]


def _own(decision: Decision, action: str) -> list[RecordSet]:
    """The record sets of the name itself that come, or that go."""
    changes = [change for change in shown_changes(decision) if change.action == action]
    return [change.record_set for change in changes if change.record_set.key.name == decision.hostname]


def refused_lines(refused: Iterable[Refusal], configured: Configured, *, verbose: bool = False) -> Iterator[Line]:
    """The refusals by their code, those that another DNS explains last; of each code what to do, once."""
    ordered = sorted(refused, key=lambda each: (_is_quiet(each, configured), each.code, each.hostname))
    if ordered:
        yield [("Refused", "bold underline")]
    if verbose:
        for refusal in ordered:
            yield from refusal_lines(refusal)
        return
    for _, group in groupby(ordered, key=lambda each: (_is_quiet(each, configured), each.code)):
        yield from _group_lines([*group], configured)


def _is_quiet(refusal: Refusal, configured: Configured) -> bool:
    """Whether a name is probably another DNS's, and no slip of the pen: that is normal."""
    return refusal.code == "zone-not-allowed" and advice.nearly(refusal, configured.zones) is None


def _group_lines(group: Sequence[Refusal], configured: Configured) -> Iterator[Line]:
    code = group[0].code
    style = "dim" if _is_quiet(group[0], configured) else "bold yellow"
    sentences = [briefly(refusal.reason).partition(". ")[0] for refusal in group]
    near = [advice.nearly(refusal, configured.zones) for refusal in group]
    heading = _HEADINGS.get(code) or _common(sentences)
    if near[0]:
        heading = heading.partition(": ")[0]  # no other DNS has it
    yield [(f"  {code}  ", style), heading]
    room = _room(refusal.hostname for refusal in group)
    for refusal, sentence, meant in zip(group, sentences, near, strict=True):
        own = f"did you mean {meant}?" if meant else sentence.removeprefix(heading).lstrip(":; ")
        yield [
            ("    ! ", style),
            (refusal.hostname.ljust(room), "bold"),
            "  ",
            Whole(brief(refusal.load_balancer), "cyan"),
            (f"  {own}" if own else "", "dim"),
        ]
    yield [("    do: ", "bold"), advice.for_group(group, configured)]


def _common(sentences: Sequence[str]) -> str:
    """What all reasons say: the whole sentence, or what stands before its colon; empty where they differ."""
    if len(sentences) > 1 and len({*sentences}) == 1:
        return sentences[0]
    heads = {sentence.partition(": ")[0] for sentence in sentences}
    return heads.pop() if len(heads) == 1 else ""


def outcome_lines(outcome: Outcome, configured: Configured, *, verbose: bool = False) -> Iterator[Line]:
    """All of a plan but its last line."""
    yield from plan_lines(outcome, configured.zones, verbose=verbose)
    yield from refused_lines(refusals(outcome), configured, verbose=verbose)

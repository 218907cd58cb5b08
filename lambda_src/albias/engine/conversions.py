"""Conversions: a load balancer that gives one key of a name up for another gets both in one batch (no gap). Pure."""

from collections.abc import Mapping
from dataclasses import replace

from albias.case import Case, Decision, Party, Verdict
from albias.registry import Key

_TAKES = ("create", "adopt", "hand-over", "convert")


def join_conversions(cases: Mapping[Key, Case], verdicts: dict[Key, Verdict]) -> None:
    """Give up one key of a name and take another in one batch, where one load balancer does both; else do neither.

    Whoever has another key already that it asks for gives up what it asks for no more like anybody else.
    """
    for key, case in cases.items():
        for decision in list(verdicts[key].decisions):
            holder = case.holder
            if decision.action not in ("remove", "let-go") or holder is None or not _asks_otherwise(case, holder):
                continue
            taking = _taking(key, holder, verdicts)
            verdicts[key].decisions.remove(decision)
            if taking is not None:
                other, taken = taking
                joined = _joined(decision, taken)
                verdicts[other].decisions[verdicts[other].decisions.index(taken)] = joined


def _asks_otherwise(case: Case, holder: Party) -> bool:
    """Whether whoever leaves a key asks for another of the name, and has none of those yet."""
    if not holder.sets:
        return False
    held = {sibling.key.set_identifier for sibling in case.siblings if sibling.load_balancer == holder.id}
    return not held & holder.sets


def _taking(key: Key, holder: Party, verdicts: Mapping[Key, Verdict]) -> tuple[Key, Decision] | None:
    for other, (decisions, _) in verdicts.items():
        if other.name != key.name or other == key:
            continue
        for decision in decisions:
            if decision.load_balancer == holder.id and decision.action in _TAKES:
                return other, decision
    return None


def _joined(leaves: Decision, takes: Decision) -> Decision:
    return replace(
        takes,
        action="convert",
        reason=f"its tags ask for another routing: {_difference(leaves, takes)}",
        changes=(*leaves.changes, *takes.changes),
        concerned=leaves.concerned | takes.concerned,
    )


def _difference(leaves: Decision, takes: Decision) -> str:
    """What the routing was, and what it becomes, in Route 53's words."""
    was, becomes = leaves.routing, takes.routing
    if was == becomes:
        return f"set {leaves.key.set_identifier!r} -> set {takes.key.set_identifier!r}"
    return f"{was or 'simple'} -> {becomes or 'simple'}"

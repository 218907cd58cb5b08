"""Conversions: a load balancer that gives one key of a name up for another gets both in one batch (no gap). Pure."""

from collections.abc import Mapping
from dataclasses import replace

from albias.case import Case, Decision, Party, Verdict
from albias.registry import Key

_TAKES = ("create", "adopt", "hand-over", "convert")


def join_conversions(cases: Mapping[Key, Case], verdicts: dict[Key, Verdict]) -> None:
    """Give up one key of a name and take another in one batch, where one load balancer does both; else do neither."""
    for key, case in cases.items():
        for decision in list(verdicts[key][0]):
            holder = case.holder
            leaves = decision.action in ("remove", "let-go") and holder is not None and bool(holder.sets)
            if not leaves or holder is None:
                continue
            taking = _taking(key, holder, verdicts)
            verdicts[key][0].remove(decision)
            if taking is not None:
                other, taken = taking
                joined = _joined(decision, taken)
                verdicts[other][0][verdicts[other][0].index(taken)] = joined


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
        reason=f"its tags ask for another routing: {takes.reason}",
        changes=(*leaves.changes, *takes.changes),
        concerned=leaves.concerned | takes.concerned,
    )

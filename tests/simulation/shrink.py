"""Fewer steps with the same violation. Every step draws from a generator of its own, so steps can be left out."""

from __future__ import annotations

from tests.simulation.profile import Kind
from tests.simulation.run import Result, run

MOST_RUNS = 600


def shrink(seed: int, kind: Kind | None = None) -> tuple[Result, frozenset[int]]:
    """A run of the seed, with its trace, that breaks the same invariant in few steps; and the steps it leaves out."""
    found = run(seed, kind=kind)
    assert found.violation, f"seed {seed} breaks nothing"
    invariant = found.violation.invariant
    runs = 0

    def breaks(skip: frozenset[int]) -> bool:
        nonlocal runs
        runs += 1
        violation = run(seed, kind=kind, skip=skip).violation
        return violation is not None and violation.invariant == invariant

    skip: frozenset[int] = frozenset()
    size = found.steps
    while size >= 1 and runs < MOST_RUNS:
        kept = [step for step in range(found.steps) if step not in skip]
        for start in range(0, len(kept), size):
            without = skip | set(kept[start : start + size])
            if runs < MOST_RUNS and breaks(without):
                skip = without
        size //= 2
    return run(seed, kind=kind, tracing=True, skip=skip), skip

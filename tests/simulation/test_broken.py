"""A net is only worth what it catches: builds of albias that are broken on purpose, each caught within a few seeds."""

from __future__ import annotations

import pytest

from tests.simulation.broken import BROKEN, build, caught
from tests.simulation.broken_rules import BROKEN_RULES

WITHIN = 1_000  # seeds; nearly all are caught by the first two hundred


@pytest.mark.parametrize("name", [*BROKEN, *BROKEN_RULES])
def test_a_broken_build_is_caught(name: str) -> None:
    """By what it does to the zones: that the word UPSERT is forbidden is left out of the judgement."""
    with build((BROKEN | BROKEN_RULES)[name]()):
        seed, violation = caught(WITHIN)
    assert violation is not None, f"{name} went unnoticed for {WITHIN} seeds"
    assert violation.invariant != "upsert", seed


def test_upsert_is_caught_at_once() -> None:
    """H29: no request may contain it, not even one that does no harm."""
    with build(BROKEN["UPSERT instead of CREATE"]()):
        _, violation = caught(3, strict=True)
    assert violation is not None
    assert violation.invariant == "upsert"

"""A net is only worth what it catches: builds of albias that are broken on purpose, each caught within a few seeds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from albias.settings import TagMatch
from tests.simulation.broken import build, caught
from tests.simulation.every_broken import EVERY_BROKEN
from tests.simulation.stories import reads_from_the_past
from tests.support.scene import Scene
from tests.support.stories import by_event, rules_that_cannot_be_read

WITHIN = 1_000  # seeds; nearly all are caught by the first two hundred


def unread_rules() -> None:
    """Rules that cannot be read, while somebody waits."""
    selected = (TagMatch("albias/rules", "yes"),)
    rules_that_cannot_be_read(Scene(names_from_rules=selected, rule_grace=300), by_event)


# What chance meets too seldom: one story that notices it stands in place of a thousand histories.
STORIES: dict[str, Callable[[], None]] = {
    "refused twice is refused for good": reads_from_the_past,
    "rules that are not read are none": unread_rules,
}


@pytest.mark.parametrize("name", sorted(EVERY_BROKEN.keys() - STORIES.keys()))
def test_a_broken_build_is_caught(name: str) -> None:
    """By what it does to the zones: that the word UPSERT is forbidden is left out of the judgement."""
    with build(EVERY_BROKEN[name]()):
        seed, violation = caught(WITHIN)
    assert violation is not None, f"{name} went unnoticed for {WITHIN} seeds"
    assert violation.invariant != "upsert", seed


@pytest.mark.parametrize("name", STORIES)
def test_a_story_notices_a_broken_build(name: str) -> None:
    STORIES[name]()
    with build(EVERY_BROKEN[name]()), pytest.raises(AssertionError):
        STORIES[name]()


def test_upsert_is_caught_at_once() -> None:
    """H29: no request may contain it, not even one that does no harm."""
    with build(EVERY_BROKEN["UPSERT instead of CREATE"]()):
        _, violation = caught(3, strict=True)
    assert violation is not None
    assert violation.invariant == "upsert"

"""Broken builds that are about listener rules (see broken.py): what they get wrong, worlds with rules must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from albias import decide
from albias.case import Case, Party
from albias.engine.reading import HostReader
from albias.model import LoadBalancer
from tests.simulation.broken import Patches


def no_grace() -> Patches:
    """A name goes as soon as no rule has it, though its rule may only be made anew (H58)."""
    whole = decide._without_its_holder

    def release(case: Case, holder: Party) -> Any:
        return whole(replace(case, settings=replace(case.settings, rule_grace=0)), holder)

    return [(decide, "_without_its_holder", release)]


def rules_that_are_not_read_are_none() -> Patches:
    """Rules that could not be read count as if there were none (H48)."""
    whole = HostReader.with_hosts

    def with_hosts(self: HostReader, found: LoadBalancer) -> LoadBalancer:
        read = whole(self, found)
        return replace(read, hosts=read.hosts or ())

    return [(HostReader, "with_hosts", with_hosts)]


BROKEN_RULES: dict[str, Callable[[], Patches]] = {
    "no grace": no_grace,
    "rules that are not read are none": rules_that_are_not_read_are_none,
}

"""Builds of albias that are broken on purpose, to see whether the simulation notices. Each patches the engine in place.

Nothing here is ever imported by albias; a broken build lasts as long as its `with` block.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.simulation.ledger import Violation
from tests.simulation.run import run

Patches = list[tuple[Any, str, Any]]


def everywhere(name: str, broken: Any) -> Patches:
    """A function of the engine, in every module that imported it."""
    modules = [module for key, module in sorted(sys.modules.items()) if key.startswith("albias")]
    return [(module, name, broken) for module in modules if hasattr(module, name)]


@contextmanager
def build(patches: Patches) -> Iterator[None]:
    """The engine with patches; whole again afterwards."""
    before = [(where, name, getattr(where, name)) for where, name, _ in patches]
    for where, name, value in patches:
        setattr(where, name, value)
    try:
        yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)


def caught(within: int, *, strict: bool = False) -> tuple[int, Violation | None]:
    """The first of some seeds that notices the build as it is now, and what it noticed."""
    for seed in range(within):
        violation = run(seed, strict=strict).violation
        if violation:
            return seed, violation
    return within, None

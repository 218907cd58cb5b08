"""The Lambda's own edge (albias.edge.handler) over the simulated services: its message logic is the real one.

The handler keeps what a warm Lambda keeps in its module, so each simulated deployment gets a private copy of it.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import albias
from albias.registry import Deployment
from albias.settings import VARIABLE, Settings
from albias_config import to_json
from tests.support.clients import FakeClients
from tests.support.invocation import ENVIRONMENT, Context, Invocation, one_by_one, time_limit


class Listener:
    """Stands in for the journal: hears what a run came to, and writes no log and no metrics."""

    def __init__(self, hear: Callable[[Any], None]) -> None:
        """`hear` gets each Outcome."""
        self._hear = hear

    def outcome(self, outcome: Any, *_: Any) -> None:
        """A run is over."""
        self._hear(outcome)

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


@functools.lru_cache(maxsize=8)
def _module(slot: int) -> Any:
    """A private copy of albias.edge.handler: importing it needs the settings in the environment."""
    path = Path(albias.__file__).parent / "edge" / "handler.py"
    spec = spec_from_file_location(f"albias.edge.handler_of_simulation_{slot}", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = to_json(Settings("simulation", ()))
    try:
        spec.loader.exec_module(module)
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
    return module


def handlers() -> list[Any]:
    """The private copies of albias.edge.handler, one for each deployment that a world can have."""
    return [_module(slot) for slot in range(2)]


class Edge:
    """One deployment's function: makes invocations of the real handler code."""

    def __init__(
        self,
        slot: int,
        services: dict[str, Any],
        clock: Callable[[], float],
        draw: Callable[[int, int], int],
        hear: Callable[[Any], None],
    ) -> None:
        """`draw` stands in for random.randint, `hear` gets what each run came to."""
        self.handler = _module(slot)
        self.handler.clients = FakeClients(services)
        self.handler.journal = Listener(hear)
        self.handler.time = SimpleNamespace(time=clock, monotonic=clock, sleep=lambda _: None)
        self.handler.side_by_side = one_by_one
        self.handler.is_burst = lambda handed: len(handed) > 1  # a world has few messages at once
        self.handler.random = SimpleNamespace(randint=draw)
        self.handler.os = SimpleNamespace(environ=ENVIRONMENT)
        self._clock = clock

    def context(self, me: Deployment) -> Context:
        """What Lambda tells an invocation that begins now."""
        return Context(me, time_limit(self._clock))

    def invocation(self, context: Context, settings: Settings, messages: list[dict[str, Any]]) -> Invocation:
        """An invocation of the function as it is deployed now."""
        self.handler.settings = settings
        return Invocation.of(self.handler, context, messages)

"""The Lambda's own edge (albias.edge.handler) over the simulated services: its message logic is the real one.

The handler keeps what a warm Lambda keeps in its module, so each simulated deployment gets a private copy of it.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import albias
from albias.aws.route53 import Route53
from albias.model import HostedZone
from albias.registry import Deployment
from albias.settings import VARIABLE, Settings
from albias_config import to_json

LIMIT = 300.0  # the function's time-out in seconds


class Context:
    """What Lambda tells an invocation: who it is, and how long it has."""

    def __init__(self, me: Deployment, clock: Callable[[], float]) -> None:
        """The time starts now."""
        self.invoked_function_arn = f"arn:{me.partition}:lambda:{me.region}:{me.account}:function:albias-{me.owner}"
        self.deadline = clock() + LIMIT
        self._clock = clock

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return int((self.deadline - self._clock()) * 1000)


class SimulatedClients:
    """Stands in for albias.aws.clients.Clients: the simulated services by name."""

    def __init__(self, services: dict[str, Any]) -> None:
        """`services`: elbv2, route53 and sqs."""
        self.calls: Counter[str] = Counter()
        self._services = services

    def get(self, service: str, role_arn: str = "") -> Any:
        """A service's client; roles are of no consequence here."""
        return self._services[service]

    def route53(self, zone: HostedZone) -> Route53:
        """The real adapter over the simulated Route 53."""
        return Route53(self._services["route53"])


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
        self.handler.clients = SimulatedClients(services)
        self.handler.journal = Listener(hear)
        self.handler.time = SimpleNamespace(time=clock, monotonic=clock, sleep=lambda _: None)
        self.handler.side_by_side = lambda calls: [call() for call in calls]
        self.handler.is_burst = lambda handed: len(handed) > 1  # a world has few messages at once
        self.handler.random = SimpleNamespace(randint=draw)
        self.handler.os = SimpleNamespace(environ={"ALBIAS_QUEUE_URL": "queue", "ALBIAS_DLQ_URL": "dead-letters"})
        self._clock = clock

    def invocation(
        self, me: Deployment, settings: Settings, records: list[dict[str, Any]]
    ) -> tuple[Callable[[], dict[str, str]], Context]:
        """An invocation of the function as it is deployed now; run, it answers with the failures and why."""
        self.handler.settings = settings
        context = Context(me, self._clock)
        return self.handler.Invocation(records, context).run, context

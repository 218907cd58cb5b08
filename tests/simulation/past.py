"""What the services were before their last changes, so that a read can be answered from then. Keeps and lends only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from tests.simulation.wishes import Balancer

KEPT = 6  # moments: a replica that is further behind is no eventual consistency but an outage
READS = (
    "list_resource_record_sets",
    "describe_load_balancers",
    "describe_tags",
    "describe_listeners",
    "describe_rules",
)


class Service(Protocol):
    """A fake that can go to another moment and back."""

    def snapshot(self) -> Any:
        """Everything that it holds."""

    def restore(self, snapshot: Any) -> None:
        """Go there."""


@dataclass(frozen=True, slots=True)
class Moment:
    """All services at one time; `count`: the change batches until then, `balancers`: those that could be seen."""

    count: int
    balancers: Mapping[str, Balancer]
    services: Mapping[int, Any]


class Past:
    """The last moments of a world."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._moments: deque[Moment] = deque(maxlen=KEPT)

    def keep(self, count: int, balancers: Mapping[str, Balancer], services: list[Any]) -> None:
        """Something has changed: keep how it is now."""
        self._moments.append(Moment(count, dict(balancers), {id(one): one.snapshot() for one in services}))

    def draw(self, rng: Random, since: int = 0) -> Moment | None:
        """A moment before the last change, and not before `since` change batches; None where none is known."""
        moments = [moment for moment in list(self._moments)[:-1] if moment.count >= since]
        return rng.choice(moments) if moments else None


@contextmanager
def then(service: Service, moment: Moment | None) -> Iterator[None]:
    """A service as it was at a moment; as it is now, for None."""
    if moment is None:
        yield
        return
    now = service.snapshot()
    service.restore(moment.services[id(service)])
    try:
        yield
    finally:
        service.restore(now)

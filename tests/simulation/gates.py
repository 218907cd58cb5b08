"""The clients that an invocation sees: the exact fakes, behind a gate where every call waits for its turn and fate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.fakes import client_error, read_timeout
from tests.simulation.baton import Crash, Fate
from tests.simulation.past import READS, then
from tests.simulation.removals import begin_sweep

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld

_THROTTLED = {"route53": ("Throttling", "PriorRequestNotComplete"), "elbv2": ("Throttling",), "sqs": ("Throttling",)}


class Gate:
    """One service's client, for tasks only; people use the fakes themselves."""

    def __init__(
        self, world: SimulatedWorld, service: str, methods: dict[str, Callable[..., Any]], fake: Any = None
    ) -> None:
        """`methods` by boto3's names for them; `fake`: the service that can answer from the past."""
        self._world = world
        self._service = service
        self._methods = methods
        self._fake = fake

    def __getattr__(self, method: str) -> Callable[..., Any]:
        perform = self._methods[method]

        def call(**params: Any) -> Any:
            return self._call(method, perform, params)

        return call

    def _call(self, method: str, perform: Callable[..., Any], params: dict[str, Any]) -> Any:
        world = self._world
        task = world.running
        assert task is not None, "only a task calls through a gate"
        fate = task.park(method)
        world.calls_made(task)
        self._before(method, fate)
        answer = self._perform(method, perform, params)
        task.unanswered |= fate in ("retried-after", "timeout-after") and method not in READS
        if fate == "retried-after":
            world.note(f"{task.name}: {method}: the answer was lost, botocore asks again")
            again = task.park(f"{method} again")
            self._before(method, again)
            answer = self._perform(method, perform, params)
        if fate == "timeout-after":
            world.note(f"{task.name}: {method}: timed out after it took effect")
            raise read_timeout(self._service)
        if fate == "crash-after":
            world.note(f"{task.name}: crashed after {method}")
            raise Crash
        return answer

    def _before(self, method: str, fate: Fate) -> None:
        world, task = self._world, self._world.running
        assert task is not None
        if fate == "stale" and method in READS:
            task.fall_behind(self._service)
        if fate in ("well", "stale", "timeout-after", "crash-after", "retried-after"):
            return
        world.note(f"{task.name}: {method}: {fate}")
        if fate == "crash-before":
            raise Crash
        if fate == "timeout-before":
            raise read_timeout(self._service)
        if fate == "server-error":
            raise client_error(self._service, method, "InternalFailure", "500", 500)
        if fate == "denied":
            raise client_error(self._service, method, "AccessDenied", "User is not authorized", 403)
        raise client_error(self._service, method, world.rng.choice(_THROTTLED[self._service]), "Rate exceeded")

    def _perform(self, method: str, perform: Callable[..., Any], params: dict[str, Any]) -> Any:
        task = self._world.running
        assert task is not None
        if method == "change_resource_record_sets":
            try:
                return self._world.change(params["HostedZoneId"], params["ChangeBatch"]["Changes"], perform, params)
            finally:
                task.told = self._world.ledger.count
        moment = task.behind(self._service) if method in READS else None
        if method == "list_resource_record_sets":
            task.told = max(task.told, moment.count if moment else self._world.ledger.count)
        if method == "describe_load_balancers" and "LoadBalancerArns" not in params and "Marker" not in params:
            begin_sweep(task)
        if method == "list_resource_record_sets":
            params = params | {"MaxItems": str(self._world.profile.page_size)}
        if "PageSize" in params:
            params = params | {"PageSize": min(400, self._world.profile.page_size)}
        try:
            with then(self._fake, moment):
                return perform(**params)
        except ClientError as error:
            self._world.note(f"{self._world.running_name}: {method}: {error.response['Error']['Code']}")
            raise

"""What may happen in one step of a run, and who has the next turn. Draws and acts; judges nothing."""

from __future__ import annotations

from collections.abc import Callable

from albias_config import to_json
from tests.simulation import fleet, people, routes, rules
from tests.simulation.baton import Fate
from tests.simulation.invocations import Albias, SteppedInvocation
from tests.simulation.ledger import entries, holds
from tests.simulation.profile import redeployed
from tests.simulation.world import SimulatedWorld

_FATES: tuple[Fate, ...] = (
    "throttled",
    "server-error",
    "denied",
    "timeout-before",
    "timeout-after",
    *("stale",) * 4,  # what it leads to shows a few calls later, and not every time
    "retried-after",
    "crash-before",
    "crash-after",
)
_AT_ONCE = 4  # invocations of one deployment


def take_step(world: SimulatedWorld, step: int) -> None:
    """One of the things that may happen now, by lot; what kind of world it is says how likely each is."""
    rng = world.rng
    world.clock += rng.choice((0.0, 0.1, 1.0, 20.0))
    running = [one for albias in world.deployments for one in albias.invocations]
    lossless = world.profile.kind == "lossless"
    choices: list[tuple[Callable[[], None], int]] = [
        (lambda: _act(world, step, fleet.ACTIONS), 45 if world.profile.crossfire else 32),
        (lambda: _act(world, step, rules.ACTIONS), 20 if world.profile.rules else 0),
        (lambda: _act(world, step, routes.ACTIONS), 16 if world.profile.routed else 0),
        (lambda: _start_invocation(world), 22),
        (lambda: _wait(world), 3),
    ]
    if running:
        choices.append((lambda: _advance(world, _next(world, running)), 55))
    if world.retags:
        choices.append((lambda: _act(world, step, ((fleet.finish_retag, 1),)), 12))
    if world.profile.sweeps:
        choices.append((lambda: rng.choice(world.deployments).sweep_soon(), 3))
    if not lossless:
        choices += [
            (lambda: _act(world, step, people.ACTIONS), _people(world, running)),
            (lambda: _redeploy(world), 2),
            (lambda: _act(world, step, routes.OF_PEOPLE), _people(world, running) if world.profile.routed else 0),
        ]
    if world.profile.crossfire:
        choices.append((lambda: _slow_one(world, step), 6))
        choices.append((lambda: _wavering(world, step), 6))
    if world.profile.exodus:
        choices.append((lambda: _exodus(world, step), 5))
    if world.profile.kind == "vandal":
        choices.append((lambda: _act(world, step, ((people.vandal, 1),)), 5))
    rng.choices([action for action, _ in choices], [weight for _, weight in choices])[0]()


def _people(world: SimulatedWorld, running: list[SteppedInvocation]) -> int:
    """How likely people act: most when an invocation has decided and is about to send, which does most harm."""
    if world.profile.crossfire:
        return 2
    return 30 if any(one.parked_at.startswith("change_resource") for one in running) else 12


def _exodus(world: SimulatedWorld, step: int) -> None:
    """Much is gone, the sweep finds out, and loses a race on its way; then the fleet grows again."""
    _act(world, step, ((fleet.disaster, 1),))
    albias = world.rng.choice(world.deployments)
    albias.queue.messages.clear()
    albias.sweep_soon()
    invocation = _decided(albias, 10)
    if invocation is None:
        return
    for _ in range(world.rng.choice((0, 1, 2, 3))):
        _act(world, step, ((people.person_edits, 1),))
    invocation.finish()
    for _ in range(4):
        _act(world, step, ((fleet.create, 1),))


def _act(
    world: SimulatedWorld, step: int, actions: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...]
) -> None:
    action = world.rng.choices([one for one, _ in actions], [weight for _, weight in actions])[0]
    text = action(world)
    if text:
        world.note(f"[{step}] {text}")


def _start_invocation(world: SimulatedWorld) -> None:
    albias = world.rng.choice(world.deployments)
    most = world.rng.choice((1, 1, 2) if world.profile.crossfire else (1, 2, 10))
    if len(albias.invocations) < _AT_ONCE and (invocation := albias.invoke(most)):
        invocation.begin()


def _slow_one(world: SimulatedWorld, step: int) -> None:
    """One invocation is slow to read on, or to write; meanwhile retags go on, and others handle what there is."""
    albias = world.rng.choice(world.deployments)
    slow = _decided(albias, world.rng.choice((1, 10)), calls=world.rng.choice((3, 4, 5, 6, 7, 8, 50, 50, 50)))
    while world.retags:
        _act(world, step, ((fleet.finish_retag, 1),))
    _others(albias)
    if slow:
        slow.finish()


def _others(albias: Albias) -> None:
    """Other invocations handle some of what there is, from beginning to end."""
    rng = albias.world.rng
    for _ in range(rng.choice((1, 2, 4))):
        if other := albias.invoke(rng.choice((1, 10))):
            other.begin()
            other.finish()


def _wavering(world: SimulatedWorld, step: int) -> None:
    """Who waits for a name has its tag written anew; just then the holder is deleted, and the release is slow."""
    albias = world.rng.choice(world.deployments)
    lines = [
        (holder, waiter)
        for zone_id, zone in world.ledger.zones.items()
        for name, hold in holds(zone, world.ledger.names[zone_id]).items()
        for text in entries(zone, world.ledger.names[zone_id])
        if text.since(name) is not None
        and (holder := albias.balancer(hold.resource))
        and (waiter := albias.balancer(text.resource))
        and holder.alive
        and waiter.alive
        and waiter.tags
    ]
    if lines:
        holder, waiter = world.rng.choice(lines)
        world.note(f"[{step}] {fleet.rewrite(world, waiter)}")
        _others(albias)
        world.note(f"[{step}] {fleet.delete(world, holder)}")
        _slow_one(world, step)


def _decided(albias: Albias, most: int, calls: int = 50) -> SteppedInvocation | None:
    """A new invocation that is about to write, or has nothing to write; or that has made some calls."""
    invocation = albias.invoke(most) if len(albias.invocations) < _AT_ONCE else None
    if invocation:
        invocation.begin()
        while not (invocation.done or invocation.parked_at.startswith("change_resource")) and invocation.calls <= calls:
            invocation.advance()
    return invocation


def _next(world: SimulatedWorld, running: list[SteppedInvocation]) -> SteppedInvocation:
    """Whose turn it is. Where invocations meet, often the youngest's: what the others have read grows old meanwhile."""
    youngest = world.profile.crossfire and world.rng.random() < 0.6
    return max(running, key=lambda one: one.number) if youngest else world.rng.choice(running)


def _advance(world: SimulatedWorld, invocation: SteppedInvocation) -> None:
    """One call, or several, or all that are left."""
    calls = (1, 1, 1, 2, 4) if world.profile.crossfire else (1, 1, 2, 4, 30, 30)
    for _ in range(world.rng.choice(calls)):
        if invocation.done:
            return
        if world.rng.random() < 0.005:
            world.clock += 150  # a slow answer: two of them, and Lambda's deadline is there
        trouble = world.rng.random() < world.profile.fault_rate
        invocation.advance(world.rng.choice(_FATES) if trouble else "well")


def _wait(world: SimulatedWorld) -> None:
    """Time passes, until the next message can be received or longer."""
    moments = [moment for albias in world.deployments if (moment := albias.queue.next_visible()) is not None]
    world.clock = max(world.clock, min(moments, default=world.clock)) + world.rng.choice((0.0, 30.0, 2_000.0))


def _redeploy(world: SimulatedWorld) -> None:
    albias = world.rng.choice(world.deployments)
    albias.settings = redeployed(world.rng, albias.settings)
    albias.waiting.clear()
    world.note(f"{albias.label} is deployed anew: {to_json(albias.settings)}")

"""One seed from its first step to its verdict.

A run is a number of steps, each with a generator of its own (so that leaving one out leaves the others as they are): a
load balancer changes, somebody writes, an invocation starts or makes its next call, with or without trouble. Then
quiet: what runs ends, and each deployment sweeps once, alone, without trouble. After that the zone must be what the
oracle says; a second sweep, a dry run and old messages once more change nothing.

What the design does not promise, and the simulation leaves out:
- Somebody removes or edits albias's own TXT record sets. Then nobody can know who held a name. The worlds of kind
  `vandal` do it, and are held to less: no foreign record set is touched, nothing breaks, two sweeps later a third
  changes nothing.
- Elastic Load Balancing answers with tags from the past, or does not find a load balancer that it found before: then
  that is the evidence, and a sweep repairs what came of it. The fault `stale` does it, outside `lossless` worlds.
- A record set that the policy upsert-only or create-only left behind is not albias's any more, whatever the policy is
  afterwards: nothing says that albias made it.
- Of two invocations at once, one may write by tags that have changed since it read them, when the other has already
  handled the change and found nothing to do. The next sweep repairs it, or the next event (late.py).
- An alias to the very load balancer that holds the name is not told from albias's own, whoever made it: external-dns's
  TXT record sets are looked for where something else answers.
- external-dns has a TXT record set of a typed form (`a-NAME`) and no address: an event may make the name, since only a
  sweep reads there, and tells.
- A message is seen by nobody and no sweep runs: then nothing happens. The sweep is part of the product (H9).
- Whoever is refused another routing than its neighbours have is in no line: it gets its record set by the sweep after
  the one that makes room for it. So routed worlds are swept until nothing changes, five times at most.
- Several deployments sweep in turn; what one releases, another takes at its own next sweep, not at its last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

from tests.simulation import fleet, people
from tests.simulation.cloudtrail import SWEEP
from tests.simulation.invocations import Albias, SteppedInvocation
from tests.simulation.judge import book_is_right, essence, judge, judge_simple_names
from tests.simulation.ledger import Violation, Zone
from tests.simulation.lossless import needs_no_sweep
from tests.simulation.neighbours import external_dns_owns
from tests.simulation.options_pool import liked
from tests.simulation.oracle import Oracle
from tests.simulation.profile import Kind, draw_profile, with_routing, with_rules
from tests.simulation.steps import take_step
from tests.simulation.texts import Place
from tests.simulation.world import SimulatedWorld

_MOST_SWEEPS = 5  # until a routed world is settled; every one of them is judged


@dataclass(slots=True)
class Result:
    """What came of a seed; `violation` is None when all was well. `batches`: change batches that took effect."""

    seed: int
    violation: Violation | None = None
    trace: list[str] = field(default_factory=list)
    steps: int = 0
    calls: int = 0
    batches: int = 0


def run(
    seed: int,
    *,
    kind: Kind | None = None,
    tracing: bool = False,
    strict: bool = True,
    steps: int | None = None,
    skip: Collection[int] = (),
) -> Result:
    """Run one seed. `steps`: no more than these; `skip`: without these. Raises nothing of the simulation."""
    profile = with_rules(draw_profile(Random(f"{seed}/profile"), kind), Random(f"{seed}/rules"))
    profile = with_routing(profile, Random(f"{seed}/routing"))
    world = SimulatedWorld(profile, tracing=tracing, strict=strict)
    world.policies = liked(Random(f"{seed}/policies"))
    world.deployments = [Albias(world, slot, *deployment) for slot, deployment in enumerate(profile.deployments)]
    result = Result(seed, steps=profile.steps if steps is None else min(steps, profile.steps))
    world.note(f"seed {seed}: {profile}")
    try:
        _start(world, seed)
        for step in range(result.steps):
            if step not in skip:
                world.rng = Random(f"{seed}/{step}")
                take_step(world, step)
        world.rng = Random(f"{seed}/quiet")
        _quiet(world)
        book_is_right(world)
    except Violation as violation:
        world.note(f"VIOLATION {violation}")
        result.violation = violation
    finally:
        for albias in world.deployments:
            for invocation in list(albias.invocations):
                _abandon(invocation)
    result.trace = world.trace or []
    result.batches = world.ledger.count
    result.calls = sum(len(fake.calls) for fake in (world.route53, *world.elbv2.values()))
    return result


def _start(world: SimulatedWorld, seed: int) -> None:
    """Some load balancers and record sets are there before albias is (H12)."""
    world.rng = rng = Random(f"{seed}/start")
    actions: list[Callable[[SimulatedWorld], str | None]] = [fleet.create] * (
        7 if world.profile.exodus else rng.randint(1, 4)
    )
    if world.profile.migration:
        actions += [people.person_was_first] * 4
    if world.profile.kind != "lossless" and not world.profile.crossfire:
        first = (people.person_was_first, people.person_was_first, people.person_adds, people.external_dns)
        actions += rng.choices(first, k=rng.randint(0, 4))
    for action in actions:
        if text := action(world):
            world.note(f"[start] {text}")


def _quiet(world: SimulatedWorld) -> None:
    """Everything comes to an end, and the verdict."""
    world.note("quiet")
    while world.retags:
        fleet.finish_retag(world)
    for invocation in [one for albias in world.deployments for one in albias.invocations]:
        if world.profile.kind != "lossless" and world.rng.random() < 0.1:
            invocation.advance("crash-before")
        invocation.finish()
    for arn in [balancer.arn for balancer in world.living()]:
        world.fake_of(arn).hide(arn, 0)
    for albias in world.rng.sample(world.deployments, len(world.deployments)):
        if world.profile.kind == "lossless":
            _drain(world, albias)
            needs_no_sweep(albias, partial(_sweep, albias))
        _verdict(world, albias)


def _verdict(world: SimulatedWorld, albias: Albias) -> None:
    _let_graces_end(world, albias)
    _sweep_until_settled(world, albias)
    if albias.settings.dry_run:  # that it changes nothing is an invariant
        return
    if world.profile.kind == "vandal":
        _sweep(albias)
    if world.protected:
        _sweep(albias)  # what shared a batch with a change that is refused for ever may need another turn
    if albias.outcomes[-1].unsafe:
        return  # what is too much for a sweep, events do, and so does the next sweep when there are more names
    _changes_nothing(world, albias, "a second sweep", lambda: _sweep(albias))
    _dry_run(world, albias)
    # Where a hand-over is refused for ever, an event releases what a sweep does not.
    if not world.protected and world.profile.kind != "vandal":
        _hear_again(world, albias)


def _sweep_until_settled(world: SimulatedWorld, albias: Albias) -> None:
    """One judged sweep; of routed names as many as it takes, since one may make room for what the next one gives."""
    for _ in range(_MOST_SWEEPS):
        count = world.ledger.count
        _judged_sweep(world, albias)
        if world.ledger.count == count or not world.profile.routed:
            return
    raise Violation("not-settled", f"{_MOST_SWEEPS} sweeps of {albias.label}, and each of them changed something")


def _judged_sweep(world: SimulatedWorld, albias: Albias) -> None:
    """A sweep, and the zones are what the oracle says."""
    before = world.ledger.copy()
    oracles = _oracles(world, albias, before)
    count = world.ledger.count
    _sweep(albias)
    if albias.settings.dry_run or world.profile.kind == "vandal":
        return
    # A sweep of several rounds may have gone several steps, where routed names make room for each other: of those the
    # last sweep, which changes nothing, is judged.
    several = world.profile.routed and albias.outcomes[-1].lost_races > 0 and world.ledger.count != count
    for oracle in oracles:
        if not several:
            judge(albias, oracle)
        elif not albias.outcomes[-1].unsafe:  # a round counts what it removes by itself
            judge_simple_names(albias, oracle)


def _oracles(world: SimulatedWorld, albias: Albias, before: Mapping[str, Zone]) -> list[Oracle]:
    """One oracle a zone: who has a name in an earlier zone is preferred, else who keeps it in a later one."""
    elsewhere: dict[str, dict[str, set[str]]] = {}
    oracles = _one_after_the_other(world, albias, before, elsewhere)
    later: dict[str, set[str]] = {}
    for oracle in reversed(oracles):
        elsewhere[oracle.zone.id] = later
        later = later | oracle.keepers()
    return _one_after_the_other(world, albias, before, elsewhere)


def _one_after_the_other(
    world: SimulatedWorld, albias: Albias, before: Mapping[str, Zone], elsewhere: Mapping[str, dict[str, set[str]]]
) -> list[Oracle]:
    oracles: list[Oracle] = []
    has: dict[str, set[str]] = {}
    for zone in sorted(albias.settings.zones, key=lambda one: (len(one.name), one.private, one.id)):
        preferred = elsewhere.get(zone.id, {}) | has
        oracles.append(Oracle(albias, zone, before[zone.id], world.protected, preferred))
        has = has | oracles[-1].holders()
    return oracles


def _hear_again(world: SimulatedWorld, albias: Albias) -> None:
    """Messages that were heard before come once more: the zones are as they should be, so nothing may change."""
    albias.queue.messages.clear()
    bodies = albias.queue.sent
    for body in world.rng.sample(bodies, min(12, len(bodies))):
        albias.queue.send(body, world.clock)
    settled = essence(world)
    _drain(world, albias)
    changed = {fact for fact in essence(world) ^ settled if not _is_registered(world, albias, fact)}
    if changed:
        raise Violation("old-message", f"messages heard before changed for {albias.label}: {changed}")


def _let_graces_end(world: SimulatedWorld, albias: Albias) -> None:
    """Every grace begins, at the latest now, and ends before the sweep that is judged."""
    if world.profile.rules:
        _sweep(albias)
        world.clock += albias.settings.rule_grace + 1


def _is_registered(world: SimulatedWorld, albias: Albias, fact: tuple[object, ...]) -> bool:
    """Whether external-dns has a TXT record set alone of the name of a fact: an event does not look for those."""
    zone = world.ledger.zones[str(fact[0])]
    place = fact[1]
    return isinstance(place, Place) and external_dns_owns(zone, place, albias.settings.external_dns)


def _dry_run(world: SimulatedWorld, albias: Albias) -> None:
    """A dry run of what is as it should be plans nothing; that it never writes is an invariant."""
    deployed = albias.settings
    albias.settings = replace(deployed, dry_run=True)
    _sweep(albias)
    albias.settings = deployed
    planned = albias.outcomes[-1].decisions
    if planned and not world.protected:
        raise Violation("dry-run", f"a dry run after the sweeps of {albias.label} plans {planned}")


def _sweep(albias: Albias) -> None:
    """One sweep, alone and without trouble."""
    albias.world.clock += 2  # who begins to wait now comes after those noted in the last second
    albias.queue.messages.clear()
    albias.queue.send(SWEEP, albias.world.clock)
    invocation = albias.invoke(1)
    assert invocation
    invocation.begin()
    invocation.finish()
    if invocation.failed:
        raise Violation("sweep-failed", f"{invocation.name}: {albias.outcomes[-1].failures}")


def _drain(world: SimulatedWorld, albias: Albias) -> None:
    """Every message is handled, those that come back included."""
    for _ in range(1_000):
        moment = albias.queue.next_visible()
        if moment is None:
            return
        world.clock = max(world.clock, moment)
        invocation = albias.invoke(world.rng.choice((1, 3, 10)))
        if invocation:
            invocation.begin()
            invocation.finish()
    raise Violation("no-end", f"the queue of {albias.label} never gets empty")


def _changes_nothing(world: SimulatedWorld, albias: Albias, what: str, act: Callable[[], None]) -> None:
    before = world.ledger.count
    act()
    if world.ledger.count != before:
        raise Violation("not-idempotent", f"{what} of {albias.label} changed something")


def _abandon(invocation: SteppedInvocation) -> None:
    """End a task that a violation left behind: a thread may not outlive its run."""
    while not invocation.done:
        invocation.albias.world.running = invocation
        invocation.resume("crash-before")

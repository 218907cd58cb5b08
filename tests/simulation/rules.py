"""What happens to listener rules: made, changed, deleted, deleted with their listener, deleted to be made anew.

As in fleet.py, each function draws, acts, and says what it did; None when it could not. A host is in one rule of a load
balancer at most: else it could go from one rule to another between two pages, which is no evidence of anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.simulation import cloudtrail
from tests.simulation.profile import RULES
from tests.simulation.wishes import Balancer
from tests.simulation.world import SimulatedWorld

_PATTERNS = ("sh?p.apps.example.com", "a*.apps.example.com", "x.*.apps.example.com")
_PORTS = (443, 8443)
_OF_RULES_ALONE = ("r1.apps.example.com", "r2.apps.example.com", "r3.shop.apps.example.com", "r4.dev.apps.example.com")


def add(world: SimulatedWorld) -> str | None:
    """A rule more, now and then on a second listener."""
    balancer = _one(world)
    hosts = _hosts(world, balancer) if balancer else ()
    if balancer is None or not hosts:
        return None
    elbv2 = world.fake_of(balancer.arn)
    listeners = elbv2.listeners(balancer.arn)
    if len(listeners) < len(_PORTS) and (not listeners or world.rng.random() < 0.3):
        listeners.append(elbv2.add_listener(balancer.arn, _PORTS[len(listeners)]))
    rule = elbv2.add_rule(world.rng.choice(listeners), *hosts)
    _keep(world, balancer, (*balancer.rules, (rule, hosts)))
    world.event(balancer.arn, cloudtrail.rule_created(rule, hosts, world.clock))
    return f"makes a rule of {balancer.where} for {hosts}"


def change(world: SimulatedWorld) -> str | None:
    """Other hosts in a rule."""
    balancer = _one(world, ruled=True)
    hosts = _hosts(world, balancer) if balancer else ()
    if balancer is None or not hosts:
        return None
    rule, before = world.rng.choice(balancer.rules)
    world.fake_of(balancer.arn).set_hosts(rule, *hosts)
    _keep(world, balancer, tuple((arn, hosts if arn == rule else kept) for arn, kept in balancer.rules))
    world.event(balancer.arn, cloudtrail.rule_modified(rule, hosts, world.clock))
    return f"changes a rule of {balancer.where} from {before} to {hosts}"


def delete(world: SimulatedWorld) -> str | None:
    """A rule goes."""
    balancer = _one(world, ruled=True)
    if balancer is None:
        return None
    rule, hosts = world.rng.choice(balancer.rules)
    _delete(world, balancer, rule)
    return f"deletes the rule of {balancer.where} for {hosts}"


def make_anew(world: SimulatedWorld) -> str | None:
    """A controller deletes a rule and makes it anew at once, under another ARN."""
    balancer = _one(world, ruled=True)
    if balancer is None:
        return None
    rule, hosts = world.rng.choice(balancer.rules)
    listener = rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]
    _delete(world, balancer, rule)
    balancer = world.balancers[balancer.arn]
    made = world.fake_of(balancer.arn).add_rule(listener, *hosts)
    _keep(world, balancer, (*balancer.rules, (made, hosts)))
    world.event(balancer.arn, cloudtrail.rule_created(made, hosts, world.clock))
    return f"makes the rule of {balancer.where} for {hosts} anew"


def delete_listener(world: SimulatedWorld) -> str | None:
    """A listener goes, and all its rules with it."""
    balancer = _one(world, ruled=True)
    if balancer is None:
        return None
    elbv2 = world.fake_of(balancer.arn)
    listener = world.rng.choice(elbv2.listeners(balancer.arn))
    gone = set(elbv2.rules(listener))
    elbv2.remove_listener(listener)
    _keep(world, balancer, tuple(one for one in balancer.rules if one[0] not in gone))
    world.event(balancer.arn, cloudtrail.listener_deleted(listener, world.clock))
    return f"deletes a listener of {balancer.where} with {len(gone)} rules"


ACTIONS: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...] = (
    (add, 40),
    (change, 20),
    (delete, 25),
    (make_anew, 15),
    (delete_listener, 5),
)


def _one(world: SimulatedWorld, *, ruled: bool = False) -> Balancer | None:
    found = []
    for balancer in world.living():
        chosen = (RULES.key, RULES.value) in balancer.tags and balancer.kind == "application"
        if chosen and (balancer.rules or not ruled):
            found.append(balancer)
    return world.rng.choice(found) if found else None


def _hosts(world: SimulatedWorld, balancer: Balancer) -> tuple[str, ...]:
    """One host or two that no rule of it has, in the spelling of people; now and then a pattern."""
    taken = {host.lower() for _, hosts in balancer.rules for host in hosts}
    named = {word.name for word in world.profile.words if word.name}
    pool = _OF_RULES_ALONE if world.rng.random() < 0.6 else named
    names = sorted({*pool} - taken)
    chosen = world.rng.sample(names, min(len(names), world.rng.choice((1, 1, 2))))
    spelt = [world.rng.choice((name, name, name.upper())) for name in chosen]
    if world.rng.random() < 0.1:
        spelt.append(world.rng.choice(_PATTERNS))
    return tuple(spelt)


def _delete(world: SimulatedWorld, balancer: Balancer, rule: str) -> None:
    world.fake_of(balancer.arn).remove_rule(rule)
    _keep(world, balancer, tuple(one for one in balancer.rules if one[0] != rule))
    world.event(balancer.arn, cloudtrail.rule_deleted(rule, world.clock))


def _keep(world: SimulatedWorld, balancer: Balancer, rules: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    world.changed(replace(balancer, rules=rules))

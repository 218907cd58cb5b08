"""What load balancers want, and in which zones they may have it: from the documentation, without albias's code for it.

The oracle's first half. Names are the pool's (names_pool.py): their meaning is written down there, not computed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.simulation.options_pool import HERE, SIMPLE, Asked, meaning_of
from tests.simulation.texts import Place, allowed, inside, resource_of

if TYPE_CHECKING:
    from albias.settings import Settings


@dataclass(frozen=True, slots=True)
class Balancer:
    """A load balancer as it is now, or was at last."""

    arn: str
    dns_name: str
    canonical_zone: str
    scheme: str
    address_type: str
    tags: tuple[tuple[str, str], ...]
    alive: bool = True
    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()  # ARN and hosts, of all its listeners

    @property
    def where(self) -> str:
        """Its kind, name and id."""
        return self.arn.split("loadbalancer/")[1]

    @property
    def kind(self) -> str:
        """`application` or `network`."""
        return {"app": "application", "net": "network"}[self.arn.split("/")[1]]

    @property
    def target(self) -> str:
        """Its DNS name as an alias is compared."""
        return self.dns_name.lower()

    @property
    def types(self) -> tuple[str, ...]:
        """The record types that it answers (H35)."""
        return {"ipv4": ("A",), "dualstack": ("A", "AAAA"), "dualstack-without-public-ipv4": ("AAAA",)}[
            self.address_type
        ]


@functools.lru_cache(maxsize=100_000)
def _read(value: str) -> tuple[tuple[str, ...], Asked | None]:
    """The hostnames in a tag's value, and what its options ask for; None where there is a mistake in them."""
    words = value.split()
    options = [word for word in words if "=" in word]
    return tuple(word for word in words if "=" not in word), meaning_of(options)


def _asked_in_tags(
    tags: tuple[tuple[str, str], ...], keys: tuple[str, ...], meaning: Mapping[str, str | None]
) -> list[tuple[str, Asked | None]]:
    """The names that a load balancer's tags ask for, in the order of the tags, each with how."""
    found: list[tuple[str, Asked | None]] = []
    for key, value in sorted(tags):
        if key in keys or any(key.split("/")[: wanted.count("/") + 1] == wanted.split("/") for wanted in keys):
            words, asked = _read(value)
            found += [(name, asked) for word in words if (name := meaning[word]) is not None]
    return found


def names_in_tags(
    tags: tuple[tuple[str, str], ...], keys: tuple[str, ...], meaning: Mapping[str, str | None]
) -> set[str]:
    """The names that a load balancer's tags ask for, however."""
    return {name for name, _ in _asked_in_tags(tags, keys, meaning)}


def names_in_rules(balancer: Balancer, settings: Settings) -> set[str]:
    """The names that its listener rules ask for, where the configuration takes them."""
    if not selects(settings, balancer):
        return set()
    hosts = {host.lower() for _, hosts in balancer.rules for host in hosts}
    return {host for host in hosts if "?" not in host and "*" not in host.removeprefix("*.")}


def selects(settings: Settings, balancer: Balancer) -> bool:
    """Whether `names_from_rules` means a load balancer; worlds know one form of it, a tag with its value."""
    chosen = {str(match) for match in settings.names_from_rules}
    return any(f"{key}={value}" in chosen for key, value in balancer.tags)


def _placed(name: str, asked: Asked, balancer: Balancer, owner: str) -> tuple[Place, Asked]:
    """What of a name it asks for: under the set identifier said by hand, or the one that albias makes."""
    region = balancer.arn.split(":")[3]
    if asked.value == HERE:
        asked = replace(asked, value=region, slot=region)
    if not asked.field or asked.by_hand:
        return Place(name, asked.by_hand), asked
    account = resource_of(balancer.arn).partition("/")[0]
    slot = asked.slot or balancer.arn.rpartition("/")[2]
    return Place(name, f"{owner}/{account}/{region}/{slot}"), asked


def _asked(balancer: Balancer, settings: Settings, meaning: Mapping[str, str | None]) -> dict[Place, Asked]:
    """What it asks for, without contradictions: of two policies of one name, and two wishes for one set, the first."""
    found: dict[Place, Asked] = {}
    policies: dict[str, str] = {}
    in_tags = _asked_in_tags(balancer.tags, settings.hostname_tags, meaning)
    for name, asked in in_tags:
        if asked is None:
            continue
        place, here = _placed(name, asked, balancer, settings.owner)
        if policies.setdefault(name, here.field) == here.field:
            found.setdefault(place, here)
    for name in names_in_rules(balancer, settings) - {name for name, _ in in_tags}:
        found[Place(name)] = SIMPLE
    return found


def wishes(balancer: Balancer, settings: Settings, meaning: Mapping[str, str | None]) -> dict[tuple[str, Place], Asked]:
    """What a load balancer wants and may want, by zone id and place, and how it wants it."""
    found: dict[tuple[str, Place], Asked] = {}
    if not balancer.alive or balancer.kind not in settings.load_balancer_types:
        return found
    for place, asked in _asked(balancer, settings, meaning).items():
        around = [zone for zone in settings.zones if inside(place.name, zone.name)]
        if any(inside(place.name, f"_albias.{zone.name}") for zone in around):
            continue
        fitting = [
            zone
            for zone in around
            if allowed(place.name, zone.name, zone.hostnames) and balancer.scheme in zone.schemes
        ]
        for private in (False, True):
            world = [zone for zone in fitting if zone.private is private]
            if world:
                found[max(world, key=lambda zone: len(zone.name)).id, place] = asked
    return found

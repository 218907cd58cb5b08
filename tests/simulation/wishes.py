"""What load balancers want, and in which zones they may have it: from the documentation, without albias's code for it.

The oracle's first half. Names are the pool's (names_pool.py): their meaning is written down there, not computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.texts import allowed, inside

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


def names_in_tags(
    tags: tuple[tuple[str, str], ...], keys: tuple[str, ...], meaning: Mapping[str, str | None]
) -> set[str]:
    """The names that a load balancer's tags ask for."""
    words: list[str] = []
    for key, value in tags:
        if key in keys or any(key.split("/")[: wanted.count("/") + 1] == wanted.split("/") for wanted in keys):
            words += value.split()
    return {name for word in words if (name := meaning[word]) is not None}


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


def wishes(balancer: Balancer, settings: Settings, meaning: Mapping[str, str | None]) -> set[tuple[str, str]]:
    """What a load balancer wants and may want: pairs of zone id and name."""
    found: set[tuple[str, str]] = set()
    if not balancer.alive or balancer.kind not in settings.load_balancer_types:
        return found
    by_tags = names_in_tags(balancer.tags, settings.hostname_tags, meaning)
    for name in by_tags | names_in_rules(balancer, settings):
        around = [zone for zone in settings.zones if inside(name, zone.name)]
        if any(inside(name, f"_albias.{zone.name}") for zone in around):
            continue
        fitting = [
            zone for zone in around if allowed(name, zone.name, zone.hostnames) and balancer.scheme in zone.schemes
        ]
        for private in (False, True):
            world = [zone for zone in fitting if zone.private is private]
            if world:
                found.add((max(world, key=lambda zone: len(zone.name)).id, name))
    return found

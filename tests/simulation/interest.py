"""Where people write: at the names that load balancers want too, most of all where somebody is at work. Draws only."""

from __future__ import annotations

from tests.simulation.texts import inside
from tests.simulation.world import SimulatedWorld


def place_of_interest(world: SimulatedWorld) -> tuple[str, str]:
    """A zone, and a name in it that load balancers want too."""
    rng = world.rng
    running = [one for albias in world.deployments for one in albias.invocations]
    about_to_write = [one for one in running if one.parked_at.startswith("change_resource")]
    at_work = sorted({(zone, place.name) for one in about_to_write or running for zone, _, place in one.ever})
    if at_work and rng.random() < 0.4:
        return rng.choice(at_work)  # just now an invocation decides about it
    if not any(_names_in(world, zone.name) for zone in world.profile.zones):
        zone = rng.choice(world.profile.zones)
        return zone.id, f"shop.{zone.name}"
    while True:
        zone = rng.choice(world.profile.zones)
        if names := _names_in(world, zone.name):
            return zone.id, rng.choice(names)


def _names_in(world: SimulatedWorld, zone_name: str) -> list[str]:
    """The names in a zone that people ask for; few worlds have only names outside their zones."""
    names = {word.name for word in world.profile.words if word.name and inside(word.name, zone_name)}
    return sorted(name for name in names if "_albias" not in name.split("."))  # that is for vandals

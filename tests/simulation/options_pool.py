"""The options that people write beside hostnames, each with what it means: the oracle's knowledge of routing.

Written by hand from the documentation, so that it shares no mistake with albias.options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

HEALTH_CHECKS = ("0123abcd-0123-4567-89ab-0123456789ab", "fedcba98-0123-4567-89ab-0123456789ab")
HERE = "here"  # stands for the load balancer's own Region


@dataclass(frozen=True, slots=True)
class Asked:
    """How a load balancer asks for a name. `field`, `value`: Route 53's own; nothing for a simple record set.

    `slot`: the end of the set identifier that albias makes; empty where that is the load balancer's id.
    """

    field: str = ""
    value: str = ""
    slot: str = ""
    health_check: str = ""
    health: bool | None = None
    by_hand: str = ""

    @property
    def routing(self) -> tuple[tuple[str, str], ...]:
        """Route 53's fields, as the ledger reads them from a record set."""
        fields = [(self.field, self.value)] if self.field else []
        fields += [("HealthCheckId", self.health_check)] if self.health_check else []
        return tuple(sorted(fields))


SIMPLE = Asked()
_WEIGHTS = {f"weight={weight}": Asked("Weight", str(weight)) for weight in (0, 10, 100, 255)}
_PLACES = {
    "country=DE": Asked("GeoLocation", "{'CountryCode': 'DE'}", "country=de"),
    "country=default": Asked("GeoLocation", "{'CountryCode': '*'}", "country=default"),
    "continent=EU": Asked("GeoLocation", "{'ContinentCode': 'EU'}", "continent=eu"),
    "subdivision=US-CA": Asked("GeoLocation", "{'CountryCode': 'US', 'SubdivisionCode': 'CA'}", "subdivision=us-ca"),
}
POLICIES: Mapping[str, Asked] = {
    **_WEIGHTS,
    "latency=here": Asked("Region", HERE, HERE),
    "failover=primary": Asked("Failover", "PRIMARY", "primary"),
    "failover=secondary": Asked("Failover", "SECONDARY", "secondary"),
    **_PLACES,
}
BY_HAND = ("set=blue", "set=one")
HEALTH = {"health=yes": True, "health=no": False}
MISTAKES = (
    "weight=256",
    "weight=-1",
    "weight=ten",
    "latency=eu-west-1",
    "failover=both",
    "country=XX",
    "country=de",
    "continent=EUROPE",
    "subdivision=DE-BE",
    "health=perhaps",
    "health-check=x",
    "colour=red",
    "set=",
)


def liked(rng: Random) -> tuple[str, ...]:
    """The options that one world's people use most: one policy, else all names would differ; now and then others."""
    families = (tuple(_WEIGHTS), ("latency=here",), ("failover=primary", "failover=secondary"), tuple(_PLACES))
    family = rng.choices(families, (5, 3, 3, 2))[0]
    others = tuple(rng.choices(tuple(POLICIES), k=rng.choice((0, 0, 1, 1, 2))))
    return family * rng.choice((1, 3)) + others


def meaning_of(options: Iterable[str]) -> Asked | None:
    """What the options of one value ask for together; None where there is a mistake in them."""
    asked = SIMPLE
    for word in options:
        name, _, value = word.partition("=")
        if word in POLICIES:
            if asked.field:
                return None  # two policies at once
            wanted = POLICIES[word]
            asked = replace(asked, field=wanted.field, value=wanted.value, slot=wanted.slot)
        elif word in HEALTH:
            asked = replace(asked, health=HEALTH[word])
        elif name == "health-check" and value in HEALTH_CHECKS:
            asked = replace(asked, health_check=value)
        elif word in BY_HAND:
            asked = replace(asked, by_hand=value)
        else:
            return None
    alone = not asked.field and (asked.by_hand or asked.health_check)
    return None if alone else asked

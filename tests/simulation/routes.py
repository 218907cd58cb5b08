"""What happens to routed names: load balancers ask otherwise, and others put routed record sets beside albias's.

As in fleet.py and people.py, each function draws, acts, and says what it did; None when it could not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation import cloudtrail
from tests.simulation.fleet import keep_tags, options
from tests.simulation.interest import place_of_interest
from tests.simulation.ledger import ANSWERING, Key, answers
from tests.simulation.options_pool import HEALTH_CHECKS, POLICIES
from tests.simulation.people import alias_to, somebody
from tests.simulation.texts import inside
from tests.simulation.world import SimulatedWorld

Record = dict[str, Any]
_SETS = ("one", "two", "blue", "cluster-1")


def reroute(world: SimulatedWorld) -> str | None:
    """Another weight, another policy, a simple name from now on or no longer: the hostnames stay."""
    tagged = [one for one in world.living() if any(key.endswith("/hostname") for key, _ in one.tags)]
    if not tagged or not world.profile.routed:
        return None
    balancer, rng = world.rng.choice(tagged), world.rng
    tags = dict(balancer.tags)
    key = rng.choice([key for key in tags if key.endswith("/hostname")])
    words = tags[key].split()
    hostnames = [word for word in words if "=" not in word]
    kept = [word for word in words if "=" in word and word not in POLICIES and rng.random() < 0.5]
    tags[key] = " ".join([*hostnames, *rng.choice((options(world), [*kept, rng.choice(world.policies)], []))])
    if tags == dict(balancer.tags):
        return None
    keep_tags(world, balancer, tags)
    world.event(balancer.arn, cloudtrail.tagged([balancer.arn], {key: tags[key]}, world.clock))
    return f"reroutes {balancer.where}: {key} = {tags[key]}"


def person_routes(world: SimulatedWorld) -> str | None:
    """A routed record set by hand: to a load balancer or elsewhere, often of the policy that others have there."""
    zone_id, name = place_of_interest(world)
    identifier = world.rng.choice(_SETS)
    records = _routed(world, zone_id, name, identifier)
    if records is None:
        return None
    done = world.foreign_change("a person", zone_id, *(("CREATE", record) for record in records))
    return f"routes {name} in {zone_id}: {records[0]}" if done else None


def person_routes_for_albias(world: SimulatedWorld) -> str | None:
    """A record set under an identifier that albias makes: it is in albias's place, and not its own (H57)."""
    wanted = []
    for albias in world.deployments:
        wanted += [wish for wish in albias.wishes(albias.settings) if wish[2].set_identifier]
    if not wanted:
        return None
    zone_id, _, place = world.rng.choice(sorted(wanted))
    records = _routed(world, zone_id, place.name, place.set_identifier)
    if records is None:
        return None
    done = world.foreign_change("a person", zone_id, *(("CREATE", record) for record in records))
    return f"routes {place} in {zone_id}: {records[0]}" if done else None


def person_reweighs(world: SimulatedWorld) -> str | None:
    """A routed record set gets another weight or health check by hand, albias's own included (H31)."""
    routed = _of_others(world, albias_too=True)
    if not routed:
        return None
    zone_id, key, old = world.rng.choice(routed)
    new = dict(old)
    if "Weight" in old and world.rng.random() < 0.7:
        new["Weight"] = world.rng.choice((1, 50, 200))
    elif "HealthCheckId" in old:
        del new["HealthCheckId"]
    else:
        new["HealthCheckId"] = world.rng.choice(HEALTH_CHECKS)
    done = world.foreign_change("a person", zone_id, ("DELETE", old), ("CREATE", new))
    return f"edits {key} in {zone_id}" if done else None


def person_unroutes(world: SimulatedWorld) -> str | None:
    """A routed record set of somebody goes."""
    routed = _of_others(world, albias_too=world.rng.random() < 0.3)
    if not routed:
        return None
    zone_id, key, old = world.rng.choice(routed)
    done = world.foreign_change("a person", zone_id, ("DELETE", old))
    return f"removes {key} in {zone_id}" if done else None


def external_dns_routes(world: SimulatedWorld) -> str | None:
    """external-dns of some cluster makes its own record set of a name, with its TXT under the same identifier."""
    zone_id, name = place_of_interest(world)
    zone, identifier = world.ledger.zones[zone_id], world.rng.choice(("cluster-1", "cluster-2", "blue"))
    own = [key for key in zone if key.set_identifier == identifier and zone[key].author == "external-dns"]
    if own:
        gone = [("DELETE", zone[key].record) for key in own]
        done = world.foreign_change("external-dns", zone_id, *gone)
        return f"external-dns removes its set {identifier} in {zone_id}" if done else None
    records = _routed(world, zone_id, name, identifier)
    if records is None:
        return None
    style = world.deployments[0].settings.external_dns
    first, _, rest = name.partition(".")
    if first == "*" and style.txt_wildcard_replacement:
        first = style.txt_wildcard_replacement
    fields = {field: value for field, value in records[0].items() if field in ("SetIdentifier", *_FIELDS)}
    text = '"heritage=external-dns,external-dns/owner=cluster-1,external-dns/resource=ingress/shop/shop"'
    kind = records[0]["Type"].lower()
    place = f"{style.txt_prefix}{kind}-{first}.{rest}"
    if not inside(place, world.ledger.names[zone_id]):
        return None
    registered = {"Name": f"{place}.", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": text}], **fields}
    done = world.foreign_change("external-dns", zone_id, ("CREATE", records[0]), ("CREATE", registered))
    return f"external-dns routes {name} in {zone_id}: {records[0]}" if done else None


ACTIONS: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...] = ((reroute, 1),)
OF_PEOPLE: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...] = (
    (person_routes, 10),
    (person_routes_for_albias, 3),
    (person_reweighs, 5),
    (person_unroutes, 9),
    (external_dns_routes, 7),
)
_FIELDS = ("Weight", "Region", "Failover", "GeoLocation")


def _policy(world: SimulatedWorld, zone_id: str, name: str) -> Record:
    """Fields of a policy: the one that is there, if there is one; else one that people like."""
    rng = world.rng
    for written in answers(world.ledger.zones[zone_id], name).values():
        for field in _FIELDS:
            if field in written.record and rng.random() < 0.8:
                return {field: _another(world, field)}
    asked = POLICIES[rng.choice(world.policies)]
    return {asked.field: _another(world, asked.field)}


def _another(world: SimulatedWorld, field: str) -> Any:
    values: dict[str, tuple[Any, ...]] = {
        "Weight": (0, 10, 100),
        "Region": ("eu-west-1", "us-east-1", "ap-south-1"),
        "Failover": ("PRIMARY", "SECONDARY"),
        "GeoLocation": ({"CountryCode": "DE"}, {"CountryCode": "*"}, {"CountryCode": "FR"}, {"ContinentCode": "EU"}),
    }
    return world.rng.choice(values[field])


def _routed(world: SimulatedWorld, zone_id: str, name: str, identifier: str) -> list[Record] | None:
    rng, balancer = world.rng, somebody(world, name)
    routing = {"SetIdentifier": identifier, **_policy(world, zone_id, name)}
    if rng.random() < 0.15:
        routing["HealthCheckId"] = rng.choice(HEALTH_CHECKS)
    if balancer is None:
        return None
    if rng.random() < 0.25:
        plain = rng.choice((("A", "192.0.2.7"), ("AAAA", "2001:db8::7"), ("CNAME", balancer.dns_name)))
        routing.setdefault("HealthCheckId", HEALTH_CHECKS[0])
        value = {"TTL": 60, "ResourceRecords": [{"Value": plain[1]}]}
        return [{"Name": f"{name}.", "Type": plain[0], **value, **routing}]
    return [alias_to(world, name, kind, balancer) | routing for kind in rng.choice((balancer.types, ("A",)))]


def _of_others(world: SimulatedWorld, *, albias_too: bool) -> list[tuple[str, Key, Record]]:
    found = []
    for zone_id, zone in world.ledger.zones.items():
        for key, written in zone.items():
            theirs = albias_too or not written.author.startswith("albias ")
            if key.set_identifier and key.type in ANSWERING and theirs:
                found.append((zone_id, key, written.record))
    return found

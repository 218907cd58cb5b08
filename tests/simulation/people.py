"""Everybody else who writes in the zones: persons, external-dns, the legacy Lambda; and vandals in the registry.

Each function takes the world, draws from its generator, and says in a few words what it did; None when it could not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.interest import place_of_interest
from tests.simulation.ledger import ANSWERING, Key, answers, holds, target_of
from tests.simulation.texts import inside
from tests.simulation.wishes import Balancer, names_in_tags
from tests.simulation.world import SimulatedWorld

Record = dict[str, Any]


def _plain(name: str, kind: str, *values: str, ttl: int = 60) -> Record:
    return {"Name": name + ".", "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}


def alias_to(world: SimulatedWorld, name: str, kind: str, balancer: Balancer) -> Record:
    """As the console writes it (`dualstack.` before an ALB's name), or as Terraform does (H34)."""
    prefix = world.rng.choice(("", "dualstack.")) if balancer.kind == "application" else ""
    target = {"HostedZoneId": balancer.canonical_zone, "EvaluateTargetHealth": world.rng.random() < 0.5}
    return {"Name": name + ".", "Type": kind, "AliasTarget": target | {"DNSName": f"{prefix}{balancer.dns_name}."}}


def somebody(world: SimulatedWorld, name: str) -> Balancer | None:
    """A load balancer, preferably one that wants the name."""
    living = world.living()
    meaning = world.meaning | {"x": None}  # the Name tag's value
    wanting = [one for one in living if name in names_in_tags(one.tags, tuple(key for key, _ in one.tags), meaning)]
    pool = wanting if wanting and world.rng.random() < 0.7 else living
    return world.rng.choice(pool) if pool else None


def _removals(world: SimulatedWorld, zone_id: str, name: str) -> list[tuple[str, Record]]:
    return [("DELETE", written.record) for written in answers(world.ledger.zones[zone_id], name).values()]


def person_adds(world: SimulatedWorld) -> str | None:
    """A record set of any type at a name that is free for it."""
    zone_id, name = place_of_interest(world)
    rng = world.rng
    record = rng.choice(
        (
            _plain(name, "A", "192.0.2.1"),
            _plain(name, "AAAA", "2001:db8::1"),
            _plain(name, "CNAME", "elsewhere.example.net."),
            _plain(name, "TXT", '"v=spf1 -all"'),
            _plain(name, "MX", "10 mail.example.net."),
            _plain(name, "CAA", '0 issue "ca.example.net"'),
            _plain(name, "A", "192.0.2.2") | {"SetIdentifier": "one", "Weight": 10},
            _plain(name, "AAAA", "2001:db8::2") | {"SetIdentifier": "two", "Region": "eu-west-1"},
        )
    )
    done = world.foreign_change("a person", zone_id, ("CREATE", record))
    return f"adds {record['Type']} {name} in {zone_id}" if done else None


def person_points(world: SimulatedWorld) -> str | None:
    """An alias or a CNAME to a load balancer, by hand: what `adopt = "matching"` may take over."""
    zone_id, name = place_of_interest(world)
    balancer = somebody(world, name)
    if balancer is None:
        return None
    if world.rng.random() < 0.3:
        records = [_plain(name, "CNAME", world.rng.choice((balancer.dns_name, balancer.dns_name + ".")))]
    else:
        types = world.rng.choice((("A",), ("A", "AAAA"), ("AAAA",)))
        records = [alias_to(world, name, kind, balancer) for kind in types]
    done = world.foreign_change("a person", zone_id, *(("CREATE", record) for record in records))
    return f"points {name} in {zone_id} at {balancer.dns_name}" if done else None


def person_was_first(world: SimulatedWorld) -> str | None:
    """Before albias came, somebody pointed the names that a load balancer wants at it (H12)."""
    living = world.living()
    if not living:
        return None
    balancer = world.rng.choice(living)
    done = []
    wanted = names_in_tags(balancer.tags, tuple(key for key, _ in balancer.tags), world.meaning | {"x": None})
    for zone_id, zone_name in world.ledger.names.items():
        for name in sorted(wanted):
            if not inside(name, zone_name) or "_albias" in name.split(".") or world.rng.random() < 0.4:
                continue
            records = [alias_to(world, name, kind, balancer) for kind in balancer.types]
            if world.rng.random() < 0.2:
                records = [_plain(name, "CNAME", balancer.dns_name)]
            if world.foreign_change("a person", zone_id, *(("CREATE", record) for record in records)):
                done.append(name)
    return f"had pointed {done} at {balancer.dns_name}" if done else None


def person_in_an_incident(world: SimulatedWorld) -> str | None:
    """Whatever answers is put elsewhere, albias's record sets included (H40)."""
    zone_id, name = place_of_interest(world)
    balancer, rng = somebody(world, name), world.rng
    old = _removals(world, zone_id, name)
    if not old:
        return None
    new: list[Record] = [_plain(name, "A", "192.0.2.99")]
    if balancer and rng.random() < 0.4:
        new = [alias_to(world, name, "A", balancer)]
    elif rng.random() < 0.3:
        new = [_plain(name, "CNAME", "status.example.net.")]
    elif rng.random() < 0.3:
        new = [_plain(name, "A", "192.0.2.98") | {"SetIdentifier": "ours", "Weight": 1}]
    if rng.random() < 0.5 and new[0]["Type"] == "A" and "SetIdentifier" not in new[0]:
        old = [change for change in old if change[1]["Type"] != "AAAA"]
    done = world.foreign_change("an incident", zone_id, *old, *(("CREATE", record) for record in new))
    return f"puts {name} in {zone_id} elsewhere: {new[0]['Type']}" if done else None


def person_edits(world: SimulatedWorld) -> str | None:
    """A field of an alias that albias made is changed by hand: what it was read as is not what it is (H31)."""
    aliases = [
        (zone_id, key.name, written.record)
        for zone_id, zone in world.ledger.zones.items()
        for key, written in zone.items()
        if "AliasTarget" in written.record and written.author.startswith("albias ")
    ]
    if not aliases:
        return None
    alive = {one.target for one in world.living()}
    dead = [one for one in aliases if target_of(one[2]) not in alive]  # about to change hands
    zone_id, name, old = world.rng.choice(dead if dead and world.rng.random() < 0.7 else aliases)
    target = old["AliasTarget"]
    new = old | {"AliasTarget": target | {"EvaluateTargetHealth": not target["EvaluateTargetHealth"]}}
    done = world.foreign_change("a person", zone_id, ("DELETE", old), ("CREATE", new))
    return f"edits {old['Type']} {name} in {zone_id}" if done else None


def person_removes(world: SimulatedWorld) -> str | None:
    """Some or all of what answers is removed by hand."""
    zone_id, name = place_of_interest(world)
    old = _removals(world, zone_id, name)
    if not old:
        return None
    gone = old if world.rng.random() < 0.6 else [world.rng.choice(old)]
    done = world.foreign_change("a person", zone_id, *gone)
    return f"removes {[change[1]['Type'] for change in gone]} of {name} in {zone_id}" if done else None


def person_cleans_up(world: SimulatedWorld) -> str | None:
    """What albias did not make goes from a name."""
    strange = [
        (zone_id, key.name)
        for zone_id, zone in world.ledger.zones.items()
        for key, written in zone.items()
        if key.type in ANSWERING and not written.author.startswith("albias ")
    ]
    if not strange:
        return None
    zone_id, name = world.rng.choice(strange)
    done = world.foreign_change("a person", zone_id, *_removals(world, zone_id, name))
    return f"cleans up {name} in {zone_id}" if done else None


def person_delegates(world: SimulatedWorld) -> str | None:
    """A part of the zone is delegated away, or taken back (H22)."""
    zone_id, name = place_of_interest(world)
    zone_name = world.ledger.names[zone_id]
    labels = name.removesuffix(zone_name).rstrip(".").split(".")
    if not labels[0]:
        return None
    cut = ".".join([*labels[world.rng.randrange(len(labels)) :], zone_name])
    if cut.startswith("*"):
        return None
    there = world.ledger.zones[zone_id].get(Key(cut, "NS"))
    change = ("DELETE", there.record) if there else ("CREATE", _plain(cut, "NS", "ns1.example.net."))
    done = world.foreign_change("a person", zone_id, change)
    return f"{'takes back' if there else 'delegates'} {cut} in {zone_id}" if done else None


def person_protects(world: SimulatedWorld) -> str | None:
    """A record set is protected from every change, or no longer."""
    zone_id, name = place_of_interest(world)
    mark = (zone_id, name, world.rng.choice(("A", "AAAA")))
    if mark in world.protected:
        world.protected.discard(mark)
        world.route53.unprotect(*mark)
        return f"unprotects {mark}"
    world.protect(mark)
    return f"protects {mark}"


def external_dns(world: SimulatedWorld) -> str | None:
    """It makes a name of its own, with its TXT, or removes one of its own."""
    zone_id, name = place_of_interest(world)
    zone, rng = world.ledger.zones[zone_id], world.rng
    own = [key for key, written in zone.items() if written.author == "external-dns"]
    if own and rng.random() < 0.4:
        gone = [("DELETE", zone[key].record) for key in own]
        return "external-dns removes what it made" if world.foreign_change("external-dns", zone_id, *gone) else None
    return None if answers(zone, name) else _external_dns_makes(world, zone_id, name)


def external_dns_moves_in(world: SimulatedWorld) -> str | None:
    """A person empties a name that albias holds, and external-dns, which wanted it all along, is there first (H29)."""
    held = [
        (zone_id, place.name)
        for zone_id, zone in world.ledger.zones.items()
        for place in holds(zone, world.ledger.names[zone_id])
        if answers(zone, place.name)
    ]
    if not held:
        return None
    zone_id, name = world.rng.choice(held)
    world.foreign_change("a person", zone_id, *_removals(world, zone_id, name))
    made = _external_dns_makes(world, zone_id, name)
    return f"{made}, which albias holds" if made else f"empties {name} in {zone_id}"


def _external_dns_makes(world: SimulatedWorld, zone_id: str, name: str) -> str | None:
    rng, balancer = world.rng, somebody(world, name)
    if balancer is None:
        return None
    prefix, wildcard = world.deployments[0].settings.external_dns.txt_prefix, "any" if rng.random() < 0.5 else "*"
    text = '"heritage=external-dns,external-dns/owner=cluster-1,external-dns/resource=ingress/shop/shop"'
    first, _, rest = name.partition(".")
    if first == "*" and world.deployments[0].settings.external_dns.txt_wildcard_replacement:
        first = wildcard if wildcard == "any" else "any"
    old_form, cname = f"{prefix}{first}.{rest}", rng.random() < 0.4
    kind = "cname" if cname else "a"
    new_form = f"{prefix}{kind}-{first}.{rest}"
    places = rng.choice(((old_form,), (new_form,), (old_form, new_form)))
    record = _plain(name, "CNAME", balancer.dns_name) if cname else alias_to(world, name, "A", balancer)
    if (cname and name in places) or any(not inside(place, world.ledger.names[zone_id]) for place in places):
        return None
    texts = [_plain(place, "TXT", text, ttl=300) for place in places]
    made = world.foreign_change("external-dns", zone_id, *(("CREATE", one) for one in (record, *texts)))
    return f"external-dns makes {name} in {zone_id}, TXT at {places}" if made else None


def legacy_lambda(world: SimulatedWorld) -> str | None:
    """It UPSERTs its own names to the load balancer that it knows, whatever anybody thinks of it."""
    own = world.profile.legacy_names
    if not own:
        return None
    name = world.rng.choice(own)
    zones = [zone.id for zone in world.profile.zones if inside(name, zone.name)]
    balancer = somebody(world, name)
    if balancer is None or not zones:
        return None
    zone_id = world.rng.choice(zones)
    done = world.foreign_change("the legacy Lambda", zone_id, ("UPSERT", alias_to(world, name, "A", balancer)))
    return f"the legacy Lambda upserts {name} in {zone_id} to {balancer.dns_name}" if done else None


def vandal(world: SimulatedWorld) -> str | None:
    """Somebody changes the registry by hand: removes a text, writes nonsense in its place."""
    rng = world.rng
    zone_id = rng.choice(sorted(world.ledger.zones))
    zone = world.ledger.zones[zone_id]
    texts = [key for key in zone if key.type == "TXT" and inside(key.name, f"_albias.{world.ledger.names[zone_id]}")]
    if not texts:
        return None
    key = rng.choice(texts)
    changes: list[tuple[str, Record]] = [("DELETE", zone[key].record)]
    if rng.random() < 0.5:
        head = '"heritage=albias,v=1,owner=platform,resource=x,target=y"'
        nonsense = ('"hello"', head, '"heritage=albias,v=2"', '"a" "b"')
        changes.append(("CREATE", _plain(key.name.replace("*", "\\052"), "TXT", rng.choice(nonsense))))
    return f"vandalises {key.name}" if world.foreign_change("a vandal", zone_id, *changes) else None


ACTIONS: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...] = (
    (person_adds, 12),
    (person_points, 18),
    (person_was_first, 10),
    (person_in_an_incident, 12),
    (person_edits, 5),
    (person_removes, 14),
    (person_cleans_up, 22),
    (person_delegates, 5),
    (person_protects, 4),
    (external_dns, 8),
    (external_dns_moves_in, 5),
    (legacy_lambda, 8),
)

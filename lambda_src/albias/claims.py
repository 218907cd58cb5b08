"""A load balancer's tags and the configured zones -> claims and refusals: what may be wanted, not who gets it. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from .model import HostedZone, LoadBalancer, Refusal, RefusalCode, Scheme
from .names import MAX_NAME, DnsName, InvalidName, fits, is_within, parse_name
from .registry import hold_name, is_reserved
from .settings import Settings

# One load balancer's names in one zone fit into one entry, and every change to it into one change batch (batches.py).
MAX_NAMES = 100
MAX_CHARACTERS = 4_000
TOO_MANY = f"a load balancer may have {MAX_NAMES} names of {MAX_CHARACTERS:,} characters in all in one zone"

Claims = Mapping[str, Sequence[DnsName]]  # by hosted zone id


def hostnames_of(tags: Iterable[tuple[str, str]], keys: Sequence[str]) -> list[str]:
    """The hostnames as written in the tags whose key is one of ours, exactly, or one of ours and `/...` (H20)."""
    prefixes = tuple(f"{key}/" for key in keys)
    ours = [(key, value) for key, value in tags if key in keys or key.startswith(prefixes)]
    return list(dict.fromkeys(word for _, value in sorted(ours) for word in value.split()))


@lru_cache(maxsize=10_000)
def claims_of(load_balancer: LoadBalancer, settings: Settings) -> tuple[Claims, Sequence[Refusal]]:
    """What a load balancer asks for: the names that it may want in each zone, one refusal for each that may not be.

    How many it may have is another question: `within_limits`. Asked in each zone and each round, so it is remembered.
    """
    claims: dict[str, list[DnsName]] = {}
    refusals: list[Refusal] = []
    names: dict[DnsName, None] = {}
    for text in hostnames_of(load_balancer.tags, settings.hostname_tags):
        try:
            names[parse_name(text)] = None
        except InvalidName as error:
            refusals.append(Refusal(text, load_balancer.id, "invalid-name", f"not a hostname: {error}"))
    for name in names:
        zones = find_zones(name, load_balancer.scheme, settings.zones)
        if refused := _refused(name, load_balancer, settings, zones):
            refusals.append(Refusal(name, load_balancer.id, *refused))
            continue
        for zone in zones:
            claims.setdefault(zone.id, []).append(name)
    return claims, refusals


def _refused(
    name: DnsName, load_balancer: LoadBalancer, settings: Settings, zones: Sequence[HostedZone]
) -> tuple[RefusalCode, str] | None:
    """Why a name may not be claimed by this load balancer, the most telling reason first; None where it may be."""
    around = [zone for zone in settings.zones if is_within(name, zone.name)]
    allowing = [zone for zone in around if zone.allows(name)]
    if load_balancer.id.type not in settings.load_balancer_types:
        return (
            "type-not-supported",
            f"it is a {load_balancer.id.type} load balancer; configured: {', '.join(settings.load_balancer_types)}",
        )
    if not around:
        return "zone-not-allowed", "it lies in none of the configured hosted zones: some other DNS has it"
    reserved = any(is_reserved(name, zone) for zone in around)
    if reserved or not allowing:
        return (
            "name-not-allowed",
            "names below _albias belong to the registry"
            if reserved
            else f"configured: {', '.join(pattern for zone in around for pattern in zone.patterns)}",
        )
    if not zones:
        schemes = ", ".join(sorted({scheme for zone in allowing for scheme in zone.schemes}))
        return "scheme-not-allowed", f"the load balancer is {load_balancer.scheme}; configured: {schemes}"
    if not all(fits(hold_name(name, zone)) for zone in zones):
        needed = max(len(hold_name(name, zone)) for zone in zones) - len(name)
        return "invalid-name", f"it has {len(name)} characters, and the registry needs {needed} of the {MAX_NAME}"
    return None


def find_zones(name: DnsName, scheme: Scheme, zones: Sequence[HostedZone]) -> list[HostedZone]:
    """The public and the private zone for a name: of those that allow it and its scheme, the longest (H23 to H26)."""
    fitting = [zone for zone in zones if is_within(name, zone.name) and zone.allows(name) and scheme in zone.schemes]
    return list({zone.private: zone for zone in sorted(fitting, key=lambda zone: len(zone.name))}.values())


def within_limits(
    names: Iterable[DnsName], held: Collection[DnsName], stay: Collection[DnsName] = ()
) -> tuple[list[DnsName], list[DnsName]]:
    """Of the names that one load balancer claims in one zone those that fit its entry, held ones first; the others.

    `stay`: what its entry holds besides, since the policy removes nothing.
    """
    kept: list[DnsName] = []
    surplus: list[DnsName] = []
    room = MAX_CHARACTERS - sum(map(len, stay))
    for name in sorted(names, key=lambda name: name not in held):
        if len(kept) + len(stay) < MAX_NAMES and len(name) <= room:
            kept.append(name)
            room -= len(name)
        else:
            surplus.append(name)
    return kept, surplus

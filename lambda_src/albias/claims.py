"""A load balancer's wishes and the configured zones -> claims and refusals: what may be wanted, not who gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .model import HostedZone, LoadBalancer, Refusal, RefusalCode, Routing, RoutingPolicy, Scheme
from .names import MAX_NAME, DnsName, InvalidName, fits, is_within, parse_name
from .options import MAX_SET_IDENTIFIER
from .registry import Deployment, Key, hold_name, is_reserved
from .settings import Settings
from .sources import Source, Wish, wishes_of


class Claim(NamedTuple):
    """A load balancer wants a record set, and may have it."""

    key: Key
    routing: Routing | None
    health_check: str
    evaluate_target_health: bool
    wish: Wish

    @property
    def routing_policy(self) -> RoutingPolicy | None:
        """The policy of that; None for a simple name."""
        return self.routing.policy if self.routing else None

    def asks_the_same(self, other: "Claim") -> bool:
        """Whether another wish of the same load balancer asks for the very same record sets."""
        ours = self.key, self.routing, self.health_check, self.evaluate_target_health
        return ours == (other.key, other.routing, other.health_check, other.evaluate_target_health)


@dataclass(slots=True)
class Claims:
    """What one load balancer may want in each hosted zone, and one refusal for each wish that may not be.

    `named`: every hostname that it wishes for, granted or not. What is named is no evidence for a removal.
    """

    by_zone: dict[str, dict[Key, Claim]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    named: set[DnsName] = field(default_factory=set)

    def in_zone(self, zone: HostedZone) -> Mapping[Key, Claim]:
        """The claims in one hosted zone."""
        return self.by_zone.get(zone.id, {})


def claims_of(load_balancer: LoadBalancer, settings: Settings, me: Deployment) -> Claims:
    """What a load balancer asks for: its claims in each zone, and its refusals."""
    claims = Claims()
    made: dict[DnsName, list[Claim]] = {}
    named_by: dict[DnsName, Source] = {}
    for wish in wishes_of(load_balancer, settings):
        name = _parsed(wish, load_balancer, claims)
        if name is None:
            continue
        first = named_by.setdefault(name, wish.source)
        if first is not wish.source:
            continue
        claims.named.add(name)
        claim = _claim(name, wish, load_balancer, settings=settings, me=me)
        earlier = made.setdefault(name, [])
        if any(claim.asks_the_same(other) for other in earlier):
            continue
        zones = find_zones(name, load_balancer.scheme, settings.zones)
        refused = _refused(claim, load_balancer, settings, zones) or _contradicts(claim, earlier)
        if refused:
            claims.refusals.append(Refusal(name, load_balancer.id, *refused))
            continue
        earlier.append(claim)
        for zone in zones:
            claims.by_zone.setdefault(zone.id, {}).setdefault(claim.key, claim)
    claims.refusals = list(dict.fromkeys(claims.refusals))
    return claims


def find_zones(name: DnsName, scheme: Scheme, zones: Sequence[HostedZone]) -> list[HostedZone]:
    """The public and the private zone for a name: of those that allow it and its scheme, the longest (H23 to H26)."""
    chosen: dict[bool, HostedZone] = {}
    for zone in sorted(zones, key=lambda zone: len(zone.name)):
        if is_within(name, zone.name) and zone.allows(name) and scheme in zone.schemes:
            chosen[zone.private] = zone
    return list(chosen.values())


def _parsed(wish: Wish, load_balancer: LoadBalancer, claims: Claims) -> DnsName | None:
    try:
        return parse_name(wish.text)
    except InvalidName as error:
        if wish.source.tells_mistakes:
            reason = f"not a hostname: {error}"
            claims.refusals.append(Refusal(wish.text, load_balancer.id, "invalid-name", reason))
        return None


def _claim(name: DnsName, wish: Wish, load_balancer: LoadBalancer, *, settings: Settings, me: Deployment) -> Claim:
    options = wish.options
    health = options.evaluate_target_health
    identifier = ""
    if options.routing is not None:
        identifier = options.set_identifier or set_identifier(options.routing, load_balancer, me)
    return Claim(
        key=Key(name, identifier),
        routing=options.routing,
        health_check=options.health_check,
        evaluate_target_health=settings.evaluate_target_health if health is None else health,
        wish=wish,
    )


def set_identifier(routing: Routing, load_balancer: LoadBalancer, me: Deployment) -> str:
    """The set identifier that albias makes: one a slot that Route 53 gives only once, else one a load balancer."""
    slot = load_balancer.id.id if routing.slot is None else str(routing.slot).lower()
    return f"{me.owner}/{me.fingerprint}/{me.region}/{slot}"[:MAX_SET_IDENTIFIER]


def _contradicts(claim: Claim, earlier: Sequence[Claim]) -> tuple[RefusalCode, str] | None:
    """Route 53 keeps one policy for all record sets of a name and type, and one record set for a set identifier."""
    for other in earlier:
        if other.key == claim.key:
            return "invalid-option", f"another tag of it asks for the same record set as {_said(other)}; keep one"
        if other.routing_policy != claim.routing_policy:
            return "invalid-option", f"another tag of it asks for {_said(other)}; a name has one routing policy"
    return None


def _said(claim: Claim) -> str:
    return str(claim.routing) if claim.routing else "a simple record set"


def _refused(
    claim: Claim, load_balancer: LoadBalancer, settings: Settings, zones: Sequence[HostedZone]
) -> tuple[RefusalCode, str] | None:
    """Why a name may not be claimed by this load balancer, the most telling reason first; None where it may be."""
    name = claim.key.name
    around = [zone for zone in settings.zones if is_within(name, zone.name)]
    if load_balancer.id.type not in settings.load_balancer_types:
        types = ", ".join(settings.load_balancer_types)
        return "type-not-supported", f"it is a {load_balancer.id.type} load balancer; configured: {types}"
    if not around:
        return _outside(claim)
    return (
        _not_allowed(name, around)
        or _wrong_scheme(load_balancer, zones)
        or _not_theirs(name, load_balancer, zones)
        or _unfit(claim, zones)
    )


def _outside(claim: Claim) -> tuple[RefusalCode, str]:
    """One label alone is nobody's hostname: who writes it for albias errs, others may have their reasons."""
    if "." not in claim.key.name and claim.wish.source.tells_mistakes:
        return "invalid-name", "not a hostname: it is one label alone, and no configured hosted zone has that name"
    return "zone-not-allowed", "it lies in none of the configured hosted zones: some other DNS has it"


def _not_allowed(name: DnsName, around: Sequence[HostedZone]) -> tuple[RefusalCode, str] | None:
    if any(is_reserved(name, zone) for zone in around):
        return "name-not-allowed", "names below _albias belong to the registry"
    if any(zone.allows(name) for zone in around):
        return None
    if any(zone.excepts(name) for zone in around):
        return "name-not-allowed", "`except` or `service_names` of the hosted zone keeps it from everybody"
    patterns: list[str] = []
    for zone in around:
        patterns += zone.patterns
    return "name-not-allowed", f"configured: {', '.join(patterns)}"


def _wrong_scheme(load_balancer: LoadBalancer, zones: Sequence[HostedZone]) -> tuple[RefusalCode, str] | None:
    """There are two schemes: where no zone is left, all that allow the name serve the other one alone."""
    if zones:
        return None
    served = "internet-facing" if load_balancer.scheme == "internal" else "internal"
    return "scheme-not-allowed", f"the load balancer is {load_balancer.scheme}; configured: {served}"


def _not_theirs(
    name: DnsName, load_balancer: LoadBalancer, zones: Sequence[HostedZone]
) -> tuple[RefusalCode, str] | None:
    barring = [zone.name for zone in zones if not zone.may_claim(name, load_balancer.tags)]
    if not barring:
        return None
    return "claim-not-allowed", f"no claim of the hosted zone {', '.join(barring)} gives it to the load balancer's tags"


def _unfit(claim: Claim, zones: Sequence[HostedZone]) -> tuple[RefusalCode, str] | None:
    name = claim.key.name
    if not all(fits(hold_name(name, zone)) for zone in zones):
        needed = max(len(hold_name(name, zone)) for zone in zones) - len(name)
        return "invalid-name", f"it has {len(name)} characters, and the registry needs {needed} of the {MAX_NAME}"
    return ("invalid-option", claim.wish.mistake) if claim.wish.mistake else None

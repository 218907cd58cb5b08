"""What a person can do about a refusal, or about a name's state. Words only; reads nothing."""

from collections.abc import Iterable
from shlex import quote

from albias.model import LoadBalancer, Refusal, RefusalCode
from albias.names import DnsName
from albias_cli.ask.truth import Truth, ZoneTruth

_LONGEST_KEY = 128  # characters of a tag's key (ELB's Tag data type)
_BY_CODE: dict[RefusalCode, str] = {
    "invalid-name": "Correct the tag's value: letters, digits, '-' and '_' between dots; a wildcard is _wildcard.NAME.",
    "zone-not-allowed": "Normal where another DNS has the name: make a CNAME there to a name that albias keeps.",
    "name-not-allowed": "Add it to the zone's `hostnames` in the configuration and deploy, or choose an allowed name.",
    "scheme-not-allowed": "Add the scheme to the zone's `schemes` and deploy, or choose another load balancer.",
    "type-not-supported": "Add the type to `load_balancer_types` in the configuration and deploy.",
    "name-taken": "Remove that record, or take it over: `albias adopt {name}` (`--replace` where it points elsewhere).",
    "owned-elsewhere": "The other deployment must let go first: `albias release {name}` with its configuration.",
    "waiting": "It comes by itself when the other load balancer is deleted or loses the tag.",
    "delegated": "Configure the hosted zone that the name is delegated to, or remove the delegation.",
    "protected": "Route 53 says why; take the protection off the record set, and the next sweep does the rest.",
    "too-many-hostnames": "Share the names out among several load balancers, or use a wildcard.",
}


def in_general(refusal: Refusal) -> str:
    """What to do about a refusal, as far as its code alone tells."""
    return _BY_CODE[refusal.code].format(name=quote(refusal.hostname))


def for_refusal(refusal: Refusal, truth: Truth) -> str:
    """What to do about one refusal of this name."""
    zone = next((each for each in truth.zones if refusal.zone and each.zone.id == refusal.zone.id), None)
    if refusal.code == "name-taken" and zone:
        return _for_taken(truth, zone)
    return in_general(refusal)


def _for_taken(truth: Truth, zone: ZoneTruth) -> str:
    targets, name = [each.dns_name for each in truth.claimants], quote(truth.name)
    if zone.external_dns is not None:
        owner = quote(zone.external_dns or "ID")
        return f"Take it over from external-dns: `albias migrate external-dns --owner {owner} --only {name}`"
    if any(found.opaque for found in zone.record_sets):
        return "albias never writes record sets with routing: make it a simple one, or remove it."
    if any(all(found.points_at(target) for found in zone.record_sets) for target in targets):
        return f"It points at the right load balancer already: `albias adopt {name}` takes it over."
    return f"Remove the record, or repoint it: `albias adopt --replace {name}`."


def elsewhere(name: DnsName, technical: Iterable[DnsName]) -> list[str]:
    """The CNAMEs that a person would make in other DNS, so that a name there follows the load balancer."""
    kept = sorted(set(technical))
    if name in kept:
        return [f"YOUR-NAME. 300 IN CNAME {name}."]
    return [f"{name}. 300 IN CNAME {other}." for other in kept[:3]]


def tag_for(name: DnsName, key: str) -> str:
    """The tag that would claim a name, under a key of its own: it takes no other tag's place. AWS forbids `*` in it."""
    value = name.replace("*", "_wildcard", 1)
    own = f"{key}/{value}"[:_LONGEST_KEY].removesuffix("/")
    return f"{own} = {value}"


def named(load_balancer: LoadBalancer) -> str:
    """A load balancer's properties that decide what it may have."""
    return f"{load_balancer.scheme}, {load_balancer.ip_address_type}, {load_balancer.dns_name.lower()}"

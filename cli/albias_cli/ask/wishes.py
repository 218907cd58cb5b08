"""Which hostnames the tags of load balancers name: whom a name concerns. What is granted, the engine says. Pure."""

from collections.abc import Iterable

from albias.claims import hostnames_of
from albias.model import LoadBalancer, LoadBalancerId
from albias.names import DnsName, InvalidName, parse_name
from albias.settings import Settings


def named_in(described: LoadBalancer, settings: Settings) -> dict[DnsName, str]:
    """The hostnames that a load balancer's tags name, in the normal form, each with the text in the tag."""
    named: dict[DnsName, str] = {}
    for text in hostnames_of(described.tags, settings.hostname_tags):
        try:
            named.setdefault(parse_name(text), text)
        except InvalidName:
            continue  # the engine refuses it aloud; no name can be explained by it
    return named


def claiming(
    load_balancers: Iterable[LoadBalancer], names: Iterable[DnsName], settings: Settings
) -> list[LoadBalancer]:
    """The load balancers whose tags name one of these."""
    wanted = set(names)
    return [described for described in load_balancers if wanted & named_in(described, settings).keys()]


def by_name(load_balancers: Iterable[LoadBalancer], settings: Settings) -> dict[DnsName, list[LoadBalancerId]]:
    """For each hostname the load balancers whose tags name it."""
    found: dict[DnsName, list[LoadBalancerId]] = {}
    for each in load_balancers:
        for name in named_in(each, settings):
            found.setdefault(name, []).append(each.id)
    return found

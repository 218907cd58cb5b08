"""Which hostnames load balancers wish for, and where each wish comes from. What is granted, the engine says. Pure."""

from collections.abc import Iterable

from albias.model import LoadBalancer, LoadBalancerId
from albias.names import DnsName, InvalidName, parse_name
from albias.settings import Settings
from albias.sources import Wish, wishes_of
from albias.sources.tags import place_of


def wishes_by_name(described: LoadBalancer, settings: Settings) -> dict[DnsName, list[Wish]]:
    """What a load balancer wishes for, by hostname in the normal form."""
    found: dict[DnsName, list[Wish]] = {}
    for wish in wishes_of(described, settings):
        try:
            found.setdefault(parse_name(wish.text), []).append(wish)
        except InvalidName:
            continue  # the engine refuses it aloud; no name can be explained by it
    return found


def claiming(
    load_balancers: Iterable[LoadBalancer], names: Iterable[DnsName], settings: Settings
) -> list[LoadBalancer]:
    """The load balancers that wish for one of these."""
    wanted = {*names}
    return [each for each in load_balancers if wanted & wishes_by_name(each, settings).keys()]


def by_name(load_balancers: Iterable[LoadBalancer], settings: Settings) -> dict[DnsName, list[LoadBalancerId]]:
    """For each hostname the load balancers that wish for it."""
    found: dict[DnsName, list[LoadBalancerId]] = {}
    for each in load_balancers:
        for name in wishes_by_name(each, settings):
            found.setdefault(name, []).append(each.id)
    return found


def wish_words(wish: Wish, described: LoadBalancer) -> str:
    """A wish as it was written: the tag with its value, or another place with the name."""
    values = {place_of(key): value for key, value in described.tags}
    if wish.place in values:
        return f"{wish.place} = {values[wish.place]}"
    return f"{wish.place}: {wish.text}"

"""The sources of names, and what they say together of one load balancer. Pure.

Nothing that plans or decides knows what a tag, a listener rule or any other place means: claims.py makes claims of it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from albias.model import Host, LoadBalancer
from albias.names import DnsName
from albias.settings import Settings

from .base import Source, Wish
from .rules import Rules
from .tags import Tags

if TYPE_CHECKING:
    from albias.aws.elbv2 import Elbv2

Announced = frozenset[tuple[str, str]]  # what an event tells that a source shows: the source's name, and the text

TAGS, RULES = Tags(), Rules()
OTHERS: tuple[Source, ...] = (RULES,)  # what has to be read beside a load balancer's description
SOURCES = (TAGS, *OTHERS)  # where two name one hostname, the first one's wish counts
NOUNS = " or ".join(source.noun for source in SOURCES)
OTHER_NOUNS = " or ".join(f"{source.noun}s" for source in OTHERS)
_BY_NAME = {source.name: source for source in SOURCES}


def wishes_of(load_balancer: LoadBalancer, settings: Settings) -> list[Wish]:
    """Everything that a load balancer asks for, in the order of the sources."""
    wishes: list[Wish] = []
    for source in SOURCES:
        wishes += source.wishes(load_balancer, settings)
    return wishes


def still_names(load_balancer: LoadBalancer, origin: str, name: DnsName, settings: Settings) -> bool | None:
    """Whether what once asked for a name does so still, whatever the settings say of it now (H54).

    None where that is not known: something was not read, or not all of it.
    """
    answers = [source.still_names(load_balancer, origin, name, settings) for source in SOURCES]
    return True if True in answers else None if None in answers else False


def source_of(origin: str) -> Source:
    """The source of which a hold remembers something; the tags, where it does not."""
    return _BY_NAME.get(origin.partition(".")[0], TAGS)


def is_to_be_read(load_balancer: LoadBalancer, settings: Settings) -> bool:
    """Whether something beside its tags may name hostnames for a load balancer."""
    return any(source.takes(load_balancer, settings) for source in OTHERS)


def with_hosts(found: LoadBalancer, settings: Settings, elb: "Elbv2", turn: Callable[[], None]) -> LoadBalancer:
    """A load balancer with what is written for it beside its tags. Raises: AwsUnavailable."""
    hosts: list[Host] = []
    for source in OTHERS:
        read = source.read(elb, found.id, turn) if source.takes(found, settings) else ()
        if read is None:
            return found
        hosts += read
    return replace(found, hosts=tuple(hosts))

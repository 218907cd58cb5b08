"""What a load balancer asks for, put together once: the hostnames in its tags and in its listener rules. Pure.

A word with `=` in a hostname tag's value is an option of the hostnames in the same value. Nothing else of albias reads
tags or rules: claims.py makes claims of wishes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import LoadBalancer, LoadBalancerId
from .options import NO_OPTIONS, InvalidOption, Options, parse_options
from .settings import Settings


@dataclass(frozen=True, slots=True)
class TagSource:
    """A tag. `setting`: the entry of `hostname_tags` that makes its key one of ours."""

    key: str
    setting: str

    def __str__(self) -> str:
        return f"tag {self.key}"


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A listener rule, by its listener's port and its ARN."""

    port: int
    rule: str

    def __str__(self) -> str:
        return f"listener {self.port}, rule {self.rule.rpartition('/')[2]}"


Source = TagSource | RuleSource


@dataclass(frozen=True, slots=True)
class Wish:
    """One hostname as it was written, where, and with which options. `mistake`: what is wrong with the options."""

    text: str
    source: Source
    options: Options = NO_OPTIONS
    mistake: str = ""


def wishes_of(load_balancer: LoadBalancer, settings: Settings) -> list[Wish]:
    """Everything that a load balancer asks for, its tags first: where both name a hostname, the tag's options count."""
    wishes: list[Wish] = []
    for key, value in sorted(load_balancer.tags):
        setting = setting_of(key, settings.hostname_tags)
        if setting is not None:
            wishes += _of_value(value, TagSource(key, setting), load_balancer.id)
    if takes_rules(load_balancer, settings):
        wishes += _of_rules(load_balancer)
    return wishes


def setting_of(key: str, hostname_tags: Sequence[str]) -> str | None:
    """The entry of `hostname_tags` to which a tag's key belongs: it exactly, or it and `/...` (H20)."""
    for setting in hostname_tags:
        if key == setting or key.startswith(f"{setting}/"):
            return setting
    return None


def takes_rules(load_balancer: LoadBalancer, settings: Settings) -> bool:
    """Whether `names_from_rules` selects a load balancer by its tags."""
    return any(match.selects(load_balancer.tags) for match in settings.names_from_rules)


def hostnames_in(value: str) -> list[str]:
    """The words of a tag's value that are no options."""
    return [word for word in value.split() if "=" not in word]


def _of_value(value: str, source: TagSource, load_balancer: LoadBalancerId) -> Iterator[Wish]:
    options, mistake = NO_OPTIONS, ""
    try:
        options = parse_options([word for word in value.split() if "=" in word], load_balancer.region)
    except InvalidOption as error:
        mistake = str(error)
    for text in hostnames_in(value):
        yield Wish(text, source, options, mistake)


def _of_rules(load_balancer: LoadBalancer) -> Iterator[Wish]:
    """Hosts that are names: patterns are passed over."""
    for host in load_balancer.rule_hosts or ():
        if not host.is_pattern:
            yield Wish(host.text, RuleSource(host.port, host.rule))

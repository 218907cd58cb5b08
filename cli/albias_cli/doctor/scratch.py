"""What `albias doctor --try` would do: a name that nobody has, in a zone that grants it, for a load balancer that may
be tagged for some minutes. Chooses and refuses; changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from albias.claims import claims_of
from albias.model import HostedZone, LoadBalancer, LoadBalancerId
from albias.names import DnsName
from albias.sources.tags import hostnames_in, setting_of
from albias_cli.errors import CommandError
from albias_cli.show.tagging import is_of_a_cluster, key_and_value
from albias_cli.workspace import Workspace

_LABEL = re.compile(r"albias-try-[0-9a-f]{8}")
_MOST_TAGS = 50  # of one load balancer ("Quotas for your Application Load Balancers")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a load balancer's that a trial makes, or that one has left."""

    load_balancer: LoadBalancerId
    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Scratch:
    """One trial. `zones`: where the name goes; `leftovers`: the tags that trials have left that did not end."""

    name: DnsName
    tag: Tag
    zones: tuple[HostedZone, ...]
    leftovers: tuple[Tag, ...] = ()


class NothingToTry(CommandError):
    """Nothing may be made here; the advice says what would make it possible."""


def scratch(workspace: Workspace, chosen: LoadBalancerId | None, zones: frozenset[str] | None) -> Scratch:
    """What to try. `chosen`: the load balancer that a person named; `zones`: ids, None for all.

    Raises: NothingToTry; AwsUnavailable.
    """
    _check_settings(workspace)
    known = workspace.load_balancers()
    candidates = [each for each in known if chosen in (None, each.id)]
    if not candidates:
        what = f"{chosen} is not in this account and Region" if chosen else "there is no load balancer"
        raise NothingToTry(what, "Name one that is there: `albias doctor --try --load-balancer ARN`")
    reasons: list[str] = []
    for name in _names(workspace, zones):
        for each in candidates:
            reason = _objection(each) or _refusal(workspace, each, name)
            if not reason:
                return _of(workspace, each, name, tuple(leftovers(known, workspace.settings.hostname_tags)))
            reasons.append(f"{each.id.name}: {reason}")
    advice = "Name another load balancer or hosted zone: `albias doctor --try --load-balancer ARN --zone ZONE`"
    raise NothingToTry("; ".join(dict.fromkeys(reasons)), advice)


def _check_settings(workspace: Workspace) -> None:
    """Raises: NothingToTry where the function would not make the name, or not take it away."""
    settings = workspace.settings
    if settings.dry_run:
        raise NothingToTry(
            "dry_run = true: the function changes nothing",
            f"Write into {workspace.file}, and deploy: `dry_run = false`",
        )
    if settings.policy != "sync":
        what = f'policy = "{settings.policy}" removes nothing: the scratch name would stay'
        raise NothingToTry(
            what,
            f'Try it by hand, with a name that may stay; or write into {workspace.file}, and deploy: `policy = "sync"`',
        )


def _names(workspace: Workspace, zones: frozenset[str] | None) -> Iterator[DnsName]:
    """A new name for each hosted zone that grants names by a pattern. Raises: NothingToTry where none does."""
    label = f"albias-try-{int(workspace.now()):08x}"
    some = False
    for zone in workspace.settings.zones:
        if zones is not None and zone.id not in zones:
            continue
        for pattern in zone.patterns:
            if pattern.startswith("*."):
                some = True
                yield DnsName(f"{label}{pattern[1:]}")
    if not some:
        what = "the hosted zones grant certain names alone, and a trial takes none that somebody may want"
        raise NothingToTry(what, 'Grant a pattern in one of them for a while, and deploy: `hostnames = ["*.try.ZONE"]`')


def _objection(load_balancer: LoadBalancer) -> str:
    """Why nobody but its owner should tag it; empty where anybody may."""
    if is_of_a_cluster(load_balancer):
        return (
            "a controller in a cluster made it, and takes away the tags that it did not write: take another one, or try"
            " a name by the annotation there"
        )
    if len(load_balancer.tags) >= _MOST_TAGS:
        return f"it has {_MOST_TAGS} tags already"
    return ""


def _refusal(workspace: Workspace, load_balancer: LoadBalancer, name: DnsName) -> str:
    """Why albias would refuse it the name; empty where it would not."""
    claims = claims_of(_tagged(workspace, load_balancer, name), workspace.settings, workspace.me)
    refused = [f"{each.code}: {each.reason}" for each in claims.refusals if each.hostname == name]
    return refused[0] if refused else ""


def _tagged(workspace: Workspace, load_balancer: LoadBalancer, name: DnsName) -> LoadBalancer:
    key, value = key_and_value(name, workspace.settings.hostname_tags[0])
    return replace(load_balancer, tags=(*load_balancer.tags, (key, value)))


def _of(workspace: Workspace, load_balancer: LoadBalancer, name: DnsName, left: tuple[Tag, ...]) -> Scratch:
    claims = claims_of(_tagged(workspace, load_balancer, name), workspace.settings, workspace.me)
    zones: list[HostedZone] = []
    for zone in workspace.settings.zones:
        if any(key.name == name for key in claims.in_zone(zone)):
            zones.append(zone)
    key, value = key_and_value(name, workspace.settings.hostname_tags[0])
    return Scratch(name, Tag(load_balancer.id, key, value), tuple(zones), left)


def leftovers(load_balancers: Iterable[LoadBalancer], hostname_tags: tuple[str, ...]) -> Iterator[Tag]:
    """The tags of trials that did not end: they name nothing but scratch names."""
    for each in load_balancers:
        for key, value in sorted(each.tags):
            names = hostnames_in(value) if setting_of(key, hostname_tags) is not None else []
            if names and all(_LABEL.fullmatch(name.partition(".")[0]) for name in names):
                yield Tag(each.id, key, value)

"""What kind of world a seed makes: deployments and their settings, zones, names, how much goes wrong. Draws only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from albias.model import HostedZone, Scheme
from albias.names import DnsName
from albias.registry import Deployment
from albias.settings import ExternalDns, MaxRemovals, Settings, TagMatch
from albias_config import to_json
from tests.simulation.names_pool import Spelling, spellings

RULES = TagMatch("albias/rules", "yes")
_GRACES = (30, 60, 240, 1_800)  # none of them the default, by which worlds without rules are known
ACCOUNT, REGION, OTHER_REGION = "123456789012", "eu-west-1", "us-east-1"
TAG, OTHER_TAG = "albias/hostname", "payments/hostname"

# storm: everything at once. lossless: only load balancers change and no message is lost, so that no sweep is needed.
# vandal: people also change the registry itself, about which albias promises less (see run.py).
Kind = Literal["storm", "lossless", "vandal"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One world before anything has happened."""

    kind: Kind
    steps: int
    deployments: tuple[tuple[Deployment, Settings], ...]
    words: tuple[Spelling, ...]
    sweeps: bool  # while load balancers change, not only at the end
    exodus: bool  # many names go at once, again and again: what max_removals is for
    crossfire: bool  # invocations take turns call by call, over a few names and many small pages
    migration: bool  # names pointed at their load balancers before albias came: adopt = matching takes them over
    legacy_names: tuple[str, ...]  # the names that the legacy Lambda made and still writes
    crowd: tuple[Spelling, ...]  # many names at once, in the few worlds that have them
    page_size: int  # record sets on a page: small ones make the engine page
    fault_rate: float
    loss_rate: float
    rules: bool = False  # some load balancers' listener rules name hostnames, too
    routed: bool = False  # tags have options: several record sets of one name

    def __str__(self) -> str:
        """For the trace: what is not as usual."""
        also = {
            "rules": self.rules,
            "routed names": self.routed,
            "crossfire": self.crossfire,
            "a migration": self.migration,
            "an exodus": self.exodus,
        }
        seen = [f"{', '.join([self.kind, *(name for name, so in also.items() if so)])}, pages of {self.page_size}"]
        seen += [f"faults {self.fault_rate:.0%}, lost events {self.loss_rate:.0%}, {self.steps} steps"]
        for me, settings in self.deployments:
            seen += [f"deployment {me.owner} {me.account} {me.region}: {to_json(settings)}"]
        seen += [f"words: {', '.join(f'{word.text} = {word.name}' for word in self.words)}"]
        return "\n              ".join(seen)

    @property
    def zones(self) -> tuple[HostedZone, ...]:
        """Every hosted zone of the world, as the first deployment that knows it configures it."""
        known: dict[str, HostedZone] = {}
        for _, settings in self.deployments:
            for zone in settings.zones:
                known.setdefault(zone.id, zone)
        return tuple(known.values())


def draw_profile(rng: Random, kind: Kind | None = None) -> Profile:
    """A world's profile."""
    kind = kind or rng.choices(("storm", "lossless", "vandal"), (70, 24, 6))[0]
    crossfire = rng.random() < {"storm": 0.2, "lossless": 0.7, "vandal": 0.0}[kind]
    words = spellings(rng, few=crossfire)
    names = sorted({word.name for word in words if word.name})
    me = Deployment("platform", "aws", ACCOUNT, REGION)
    settings = _settings(rng, me.owner, TAG)
    if crossfire:  # nothing is forbidden, so that everybody meets
        settings = replace(
            settings, zones=_open(settings.zones)[:2], load_balancer_types=("application", "network"), policy="sync"
        )
    exodus = kind == "storm" and not crossfire and rng.random() < 0.2
    if exodus:
        names = [f"n{place}.apps.example.com" for place in range(rng.randint(6, 14))]
        words = tuple(Spelling(name, name) for name in names)
        limits = rng.choice((MaxRemovals(1, 30), MaxRemovals(2, 10), MaxRemovals(3, 20), MaxRemovals(0, 40)))
        settings = replace(settings, zones=_open(settings.zones), policy="sync", max_removals=limits)
    migration = kind == "storm" and not crossfire and rng.random() < 0.25
    deployments = [(me, replace(settings, adopt="matching") if migration else settings)]
    if kind == "storm" and rng.random() < (0.15 if crossfire else 0.45):
        deployments.append(_neighbour(rng, settings))
    crowd = rng.randint(40, 95) if rng.random() < 0.015 else 0
    return Profile(
        kind=kind,
        steps=rng.randint(30, 50) if crowd else rng.randint(100, 250) if crossfire else rng.randint(50, 200),
        deployments=tuple(deployments),
        words=words,
        sweeps=kind != "lossless" or rng.random() < 0.4,
        exodus=exodus,
        crossfire=crossfire,
        migration=migration,
        legacy_names=tuple(rng.sample(names, rng.choice((0, 0, 1, 2)) if len(names) > 1 else 0)),
        crowd=tuple(Spelling(name, name) for name in (f"n{place}.apps.example.com" for place in range(crowd))),
        page_size=rng.choice(_pages(kind, crowd=bool(crowd), crossfire=crossfire)),
        fault_rate=rng.choice((0.0, 0.0, 0.01) if crossfire else (0.0, 0.0, 0.02, 0.1, 0.2)),
        loss_rate=0.0 if kind == "lossless" else rng.choice((0.0, 0.1, 0.4)),
    )


def with_rules(profile: Profile, rng: Random) -> Profile:
    """The profile, in some worlds with names from listener rules; drawn apart, so that all others stay as they were.

    Not where nothing may need a sweep: the end of a grace has no event.
    """
    if profile.kind != "storm" or rng.random() >= 0.3:
        return profile
    grace = rng.choice(_GRACES)
    deployments = tuple(
        (me, replace(settings, names_from_rules=(RULES,), rule_grace=grace)) for me, settings in profile.deployments
    )
    return replace(profile, deployments=deployments, rules=True)


def with_routing(profile: Profile, rng: Random) -> Profile:
    """The profile, in some worlds with routed names; drawn apart, so that all others stay as they were.

    Few names, so that several record sets meet at each; often a second deployment, of another Region or owner.
    """
    if profile.exodus or profile.crowd or rng.random() >= 0.4:
        return profile
    deployments = profile.deployments
    if profile.kind != "vandal" and len(deployments) == 1 and rng.random() < 0.5:
        me, settings = deployments[0]
        where = rng.choice(("region", "owner"))
        other = Deployment("payments" if where == "owner" else me.owner, "aws", ACCOUNT, REGION)
        other = replace(other, region=OTHER_REGION) if where == "region" else other
        deployments = (*deployments, (other, replace(settings, owner=other.owner)))
    words = profile.words
    if len(words) > 3 and rng.random() < 0.7:
        words = tuple(rng.sample(words, 3))
    if not any(word.name for word in words):
        words = profile.words
    return replace(profile, deployments=deployments, words=words, routed=True)


def redeployed(rng: Random, settings: Settings) -> Settings:
    """The settings after an operator's edit: other patterns, another policy, other schemes."""
    if settings.rule_grace in _GRACES and rng.random() < 0.15:
        return replace(settings, names_from_rules=() if settings.names_from_rules else (RULES,))
    fresh = _settings(rng, settings.owner, settings.hostname_tags[0])
    zones = tuple(_configured(rng, zone.id, zone.name, private=zone.private) for zone in settings.zones)
    return rng.choice(
        (
            replace(settings, zones=zones),
            replace(settings, zones=zones[: rng.randint(1, len(zones))]),
            replace(settings, hostname_tags=fresh.hostname_tags),
            replace(settings, adopt=fresh.adopt),
            replace(settings, policy=fresh.policy),
            replace(settings, evaluate_target_health=not settings.evaluate_target_health),
            replace(settings, load_balancer_types=fresh.load_balancer_types),
            replace(settings, max_removals=fresh.max_removals),
        )
    )


def _settings(rng: Random, owner: str, tag: str) -> Settings:
    return Settings(
        owner=owner,
        zones=_zones(rng),
        hostname_tags=rng.choice(((tag,), (tag, "team:dns"))),
        policy=rng.choices(("sync", "upsert-only", "create-only"), (80, 12, 8))[0],
        adopt=rng.choice(("never", "matching")),
        load_balancer_types=rng.choices((("application",), ("application", "network")), (30, 70))[0],
        max_removals=rng.choice((MaxRemovals(), MaxRemovals(), MaxRemovals(1, 30), MaxRemovals(0, 20))),
        dry_run=rng.random() < 0.03,
        evaluate_target_health=rng.random() < 0.7,
        external_dns=rng.choice((ExternalDns(), ExternalDns(txt_prefix="xdns-", txt_wildcard_replacement="any"))),
    )


def _zones(rng: Random) -> tuple[HostedZone, ...]:
    chosen = [("Z0APPS", "apps.example.com", False)]
    others = [
        ("Z1APPSPRIVATE", "apps.example.com", True),
        ("Z2DEV", "dev.apps.example.com", False),
        ("Z3PARENT", "example.com", False),
    ]
    chosen += rng.sample(others, rng.choice((0, 1, 1, 2, 3)))
    return tuple(_configured(rng, zone_id, name, private=private) for zone_id, name, private in chosen)


def _pages(kind: Kind, *, crowd: bool, crossfire: bool) -> tuple[int, ...]:
    """Sizes of a page. Where several invocations meet and no sweep helps, a zone is seldom seen in one glance."""
    if crowd:
        return (50, 300)
    if kind == "lossless":
        return (2, 3, 4, 5, 300)  # of one, a name with A and AAAA would be read in two answers: AWS gives 300
    return (2, 3) if crossfire else (2, 3, 5, 12, 300, 300)


def _open(zones: tuple[HostedZone, ...]) -> tuple[HostedZone, ...]:
    """Zones in which nothing is forbidden."""
    return tuple(replace(zone, hostnames=(), schemes=("internet-facing", "internal")) for zone in zones)


def _configured(rng: Random, zone_id: str, name: str, *, private: bool) -> HostedZone:
    patterns: list[tuple[str, ...]] = [(), (), (f"*.{name}", name), (f"*.{name}", name)]
    if name == "apps.example.com":
        patterns += [("*.shop.apps.example.com", "shop.apps.example.com"), ("_wildcard.apps.example.com", f"*.{name}")]
    if name == "example.com":
        below = "*.apps.example.com"
        patterns = [(below, "www.example.com"), ("*.example.com",), ("example.com", below)]
    both: tuple[Scheme, ...] = ("internet-facing", "internal")
    schemes = rng.choices((both, both[:1], both[1:]), (70, 15, 15))[0]
    return HostedZone(zone_id, DnsName(name), private, rng.choice(patterns), schemes)


def _neighbour(rng: Random, settings: Settings) -> tuple[Deployment, Settings]:
    """Another albias on the same zones: another owner here, or the same owner in another Region or account (H37)."""
    where = rng.choice(("owner", "owner-same-tag", "region", "account"))
    account = "210987654321" if where == "account" else ACCOUNT
    region = OTHER_REGION if where == "region" else REGION
    owner = "payments" if where.startswith("owner") else "platform"
    tag = OTHER_TAG if where == "owner" else TAG
    theirs = _settings(rng, owner, tag)
    zones = rng.choice((settings.zones, theirs.zones))
    return Deployment(owner, "aws", account, region), replace(theirs, zones=zones)

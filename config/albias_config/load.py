"""Reads and checks a whole configuration; every mistake is told, all at once."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from albias.model import ClaimRule, HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings, TagMatch, duration

from .conflicts import conflicts
from .errors import ConfigurationError
from .limits import limits
from .placement import Placement
from .schema import File, ZoneTable
from .words import sentences, syntax_mistake

# Stands for an id until it was looked up.
_LATER = "Z0LATER"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A whole albias.toml: what albias does, and how it is deployed."""

    settings: Settings
    placement: Placement


# Told which hosted zones have no id yet, it answers with their ids, in this order.
FindZoneIds = Callable[[Sequence[HostedZone]], Sequence[str]]


def load(path: Path, *, region: str | None = None, find_zone_ids: FindZoneIds | None = None) -> Settings:
    """The settings of albias.toml; load_all says more."""
    return load_all(path, region=region, find_zone_ids=find_zone_ids).settings


def load_all(path: Path, *, region: str | None = None, find_zone_ids: FindZoneIds | None = None) -> Configuration:
    """Read albias.toml. `region`: the Region of the deployment, where it is known.

    `find_zone_ids`: looks up the zones whose `id` is left out; without it, every zone must have one.
    Raises: ConfigurationError with one mistake a line, each beginning with the file's name; what find_zone_ids raises.
    """
    text = _read(path)
    try:
        raw = tomllib.loads(text)
        return check_all(_with_ids(raw, region, find_zone_ids) if find_zone_ids else raw, region=region)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is not TOML: {syntax_mistake(text, str(error))}") from error
    except ConfigurationError as error:
        raise ConfigurationError("\n".join(f"{path}: {line}" for line in str(error).split("\n"))) from error


def check(raw: Mapping[str, Any], *, region: str | None = None) -> Settings:
    """The settings of a configuration's tables; check_all says more."""
    return check_all(raw, region=region).settings


def check_all(raw: Mapping[str, Any], *, region: str | None = None) -> Configuration:
    """Check the tables of a configuration.

    Raises: ConfigurationError with one mistake a line.
    """
    mistakes = list(conflicts(raw, region))
    try:
        file = File.model_validate(dict(raw))
    except ValidationError as error:
        found = sentences(error.errors(include_url=False))
        raise ConfigurationError("\n".join(found + mistakes)) from error
    configuration = Configuration(_settings(file), _placement(file))
    mistakes += limits(configuration.settings, configuration.placement)
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return configuration


def _with_ids(raw: Mapping[str, Any], region: str | None, find_zone_ids: FindZoneIds) -> Mapping[str, Any]:
    """The tables with the ids that were left out. All else is checked before anybody is asked."""
    tables = raw.get("zones")
    nameless = (
        [zone for zone in tables if isinstance(zone, dict) and "id" not in zone] if isinstance(tables, list) else []
    )
    if not nameless:
        return raw
    for number, zone in enumerate(nameless):
        zone["id"] = f"{_LATER}{number}"
    zones = [zone for zone in check(raw, region=region).zones if zone.id.startswith(_LATER)]
    for table, found in zip(nameless, find_zone_ids([replace(zone, id="") for zone in zones]), strict=True):
        table["id"] = found
    return raw


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark in front
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 text, as TOML must be") from error


def _settings(file: File) -> Settings:
    plain = file.model_dump(
        exclude={
            "zones",
            "max_removals",
            "external_dns",
            "hostname_tags",
            "load_balancer_types",
            "names_from_rules",
            "rule_grace",
            *Placement.__dataclass_fields__,
        }
    )
    return Settings(
        zones=tuple(map(_zone, file.zones)),
        hostname_tags=tuple(file.hostname_tags),
        load_balancer_types=tuple(file.load_balancer_types),
        max_removals=MaxRemovals(**file.max_removals.model_dump()),
        external_dns=ExternalDns(**file.external_dns.model_dump()),
        names_from_rules=tuple(map(TagMatch.parse, file.names_from_rules)),
        rule_grace=duration(file.rule_grace),
        **plain,
    )


def _placement(file: File) -> Placement:
    plain = {name: getattr(file, name) for name in Placement.__dataclass_fields__ if name != "tags"}
    return Placement(tags=tuple(file.tags.items()), **plain)


def _zone(table: ZoneTable) -> HostedZone:
    return HostedZone(
        id=table.id,
        name=DnsName(table.name),
        private=table.private,
        hostnames=tuple(table.hostnames),
        schemes=tuple(table.schemes),
        role_arn=table.role_arn,
        excepted=tuple(table.excepted),
        service_names=table.service_names,
        claims=tuple(ClaimRule(tuple(rule.hostnames), tuple(rule.tags.items())) for rule in table.claims),
    )

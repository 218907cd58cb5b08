"""Reads and checks a whole configuration; every mistake is told, all at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings

from .conflicts import conflicts
from .environment import MAX_ENVIRONMENT, environment_size
from .errors import ConfigurationError
from .schema import File
from .words import sentences, syntax_mistake


def load(path: Path, *, region: str | None = None) -> Settings:
    """Read albias.toml. `region`: the Region of the deployment, where it is known.

    Raises: ConfigurationError with one mistake a line, each beginning with the file's name.
    """
    text = _read(path)
    try:
        return check(tomllib.loads(text), region=region)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is not TOML: {syntax_mistake(text, str(error))}") from error
    except ConfigurationError as error:
        raise ConfigurationError("\n".join(f"{path}: {line}" for line in str(error).split("\n"))) from error


def check(raw: Mapping[str, Any], *, region: str | None = None) -> Settings:
    """Check the tables of a configuration and make them Settings.

    Raises: ConfigurationError with one mistake a line.
    """
    mistakes = list(conflicts(raw, region))
    try:
        file = File.model_validate(dict(raw))
    except ValidationError as error:
        found = sentences(error.errors(include_url=False))
        raise ConfigurationError("\n".join(found + mistakes)) from error
    settings = _settings(file)
    size = environment_size(settings)
    if size > MAX_ENVIRONMENT:
        mistakes.append(
            f"zones: the Lambda function's environment would take {size:,} bytes with this configuration; allowed:"
            f" {MAX_ENVIRONMENT:,}. Use fewer `hostnames`, or share the zones out among several owners"
        )
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return settings


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark in front
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 text, as TOML must be") from error


def _settings(file: File) -> Settings:
    zones = tuple(
        HostedZone(
            id=zone.id,
            name=DnsName(zone.name),
            private=zone.private,
            hostnames=tuple(zone.hostnames),
            schemes=tuple(zone.schemes),
            role_arn=zone.role_arn,
        )
        for zone in file.zones
    )
    plain = file.model_dump(exclude={"zones", "max_removals", "external_dns", "hostname_tags", "load_balancer_types"})
    return Settings(
        zones=zones,
        hostname_tags=tuple(file.hostname_tags),
        load_balancer_types=tuple(file.load_balancer_types),
        max_removals=MaxRemovals(**file.max_removals.model_dump()),
        external_dns=ExternalDns(**file.external_dns.model_dump()),
        **plain,
    )

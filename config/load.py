"""Reads and checks a whole configuration; words every mistake so that it names key, value and what is allowed."""

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from albias.errors import ConfigurationError
from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings

from .conflicts import conflicts
from .environment import MAX_ENVIRONMENT, environment_size
from .schema import ExternalDnsTable, File, MaxRemovalsTable, ZoneTable

_SHOWN = 80
_TABLES: dict[str, type[BaseModel]] = {
    "zones": ZoneTable,
    "max_removals": MaxRemovalsTable,
    "external_dns": ExternalDnsTable,
}
# pydantic's names for the kinds of mistakes that its own words would not explain to a reader of TOML
_WORDS = {
    "string_type": "should be a text in quotes",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "list_type": "should be a list in square brackets",
    "model_type": "should be a table",
    "too_short": "needs at least one",
}


def load(path: Path) -> Settings:
    """Read albias.toml.

    Raises: ConfigurationError with one mistake a line, each beginning with the file's name.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 text, as TOML must be") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is not TOML: {error}") from error
    try:
        return check(raw)
    except ConfigurationError as error:
        raise ConfigurationError("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from error


def check(raw: Mapping[str, Any]) -> Settings:
    """Check the tables of a configuration and make them Settings.

    Raises: ConfigurationError with one mistake a line.
    """
    mistakes = list(conflicts(raw))
    try:
        file = File.model_validate(dict(raw))
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise ConfigurationError("\n".join([_sentence(detail) for detail in details] + mistakes)) from error
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


def _sentence(detail: ErrorDetails) -> str:
    """One mistake in words. Values are shown as JSON: whatever they hold cannot break out of its line."""
    place, value, kind = _place(detail["loc"]), _shown(detail["input"]), detail["type"]
    if kind == "extra_forbidden":
        return f"{place} = {value}: unknown key{_known_keys(detail['loc'])}"
    if kind == "missing":
        return f"{place}: is missing; it has no default"
    if kind == "value_error":
        return f"{place} = {value}: {detail['ctx']['error']}"
    return f"{place} = {value}: {_WORDS.get(kind) or detail['msg'].removeprefix('Input ')}"


def _place(loc: tuple[int | str, ...]) -> str:
    """A key as one would point at it: `[[zones]] #2 schemes #1`, `max_removals.count`."""
    words = ""
    for part in loc:
        if isinstance(part, int):
            words += f" #{part + 1}"
        elif part == "zones":
            words = "[[zones]]"
        else:
            words += f".{part}" if words in _TABLES else f" {part}"
        words = words.strip()
    return words


def _known_keys(loc: tuple[int | str, ...]) -> str:
    known = list((_TABLES[str(loc[0])] if len(loc) > 1 else File).model_fields)
    near = difflib.get_close_matches(str(loc[-1]), known, n=1)
    guess = f' (did you mean "{near[0]}"?)' if near else ""
    return f"{guess}; allowed: {', '.join(known)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

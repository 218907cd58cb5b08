"""The configuration as one frozen object, shared by the Lambda, infra and the command line.

It arrives validated: config/ reads and checks albias.toml, and writes the JSON that is carried in the environment.
"""

import json
import zlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Literal

from .model import ClaimRule, HostedZone, LoadBalancerType, Tags

Policy = Literal["sync", "upsert-only", "create-only"]
Adopt = Literal["never", "matching"]

VARIABLE = "ALBIAS_SETTINGS"
SECONDS_OF = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_GZIP = 31  # zlib's word for: with gzip's head, as other programs write it


@dataclass(frozen=True, slots=True)
class MaxRemovals:
    """A sweep that would remove more than `count` names and more than `percent` of a zone's names is refused."""

    count: int = 10
    percent: int = 30


@dataclass(frozen=True, slots=True)
class ExternalDns:
    """How an external-dns next door names its TXT records: its flags of these names."""

    txt_prefix: str = ""
    txt_suffix: str = ""
    txt_wildcard_replacement: str = ""


@dataclass(frozen=True, slots=True)
class TagMatch:
    """Load balancers that have a tag, of any value or (`value`) of this one. Its text is `TAG` or `TAG=VALUE`."""

    key: str
    value: str | None = None

    @classmethod
    def parse(cls, text: str) -> "TagMatch":
        """From the text; a value may contain `=`, a key cannot."""
        key, equals, value = text.partition("=")
        return cls(key, value if equals else None)

    def __str__(self) -> str:
        return self.key if self.value is None else f"{self.key}={self.value}"

    def selects(self, tags: Tags) -> bool:
        """Whether a load balancer with these tags is meant."""
        return any(key == self.key and self.value in (None, value) for key, value in tags)


@dataclass(frozen=True, slots=True)
class Settings:
    """albias.toml, key by key; the defaults are the documented ones.

    `rule_grace` in seconds. What only says how albias is deployed is not here: albias_config.placement has it.
    """

    owner: str
    zones: tuple[HostedZone, ...]
    hostname_tags: tuple[str, ...] = ("albias/hostname",)
    policy: Policy = "sync"
    adopt: Adopt = "never"
    load_balancer_types: tuple[LoadBalancerType, ...] = ("application",)
    sweep: str = "15 minutes"
    max_removals: MaxRemovals = MaxRemovals()
    dry_run: bool = False
    log_level: str = "INFO"
    alarm_topic_arn: str = ""
    evaluate_target_health: bool = True
    create_trail: bool = False
    external_dns: ExternalDns = ExternalDns()
    names_from_rules: tuple[TagMatch, ...] = ()
    rule_grace: int = 300
    events_bus: str = ""

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """From what albias_config wrote, in either form. Trusts its input: only the deployment writes it."""
        data = json.loads(text, object_hook=_with_tuples) if text.startswith("{") else _unpacked(text)
        data["zones"] = tuple(_zone(table) for table in data["zones"])
        data["max_removals"] = MaxRemovals(**data.get("max_removals", {}))
        data["external_dns"] = ExternalDns(**data.get("external_dns", {}))
        data["names_from_rules"] = tuple(TagMatch.parse(text) for text in data.get("names_from_rules", ()))
        if "rule_grace" in data:
            data["rule_grace"] = duration(data["rule_grace"])
        return cls(**data)


def duration(text: str) -> int:
    """The seconds of `5 minutes`, `1 hour`, `0 seconds`: a number, a blank, and a unit in either number."""
    number, _, unit = text.partition(" ")
    return int(number) * SECONDS_OF[unit.removesuffix("s")]


def _unpacked(text: str) -> dict[str, Any]:
    """The settings as JSON would have had them. They are packed where a function's environment is too small for JSON.

    albias_config.packing says how, and why so.
    """
    packed, *late = text.split(" ")
    unpacked = zlib.decompress(b64decode(packed), _GZIP).decode()
    for number, value in enumerate(late):
        unpacked = unpacked.replace(f'"${number}"', f'"{value}"')
    data: dict[str, Any] = json.loads(unpacked, object_hook=_with_tuples)
    columns = data["zones"]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    ids = late[-len(rows) :]
    data["zones"] = [_unpacked_zone(zone_id, row) for zone_id, row in zip(ids, rows, strict=True)]
    return data


def _unpacked_zone(zone_id: str, row: dict[str, Any]) -> dict[str, Any]:
    name = row["name"]
    zone = _with_tuples({key: value for key, value in row.items() if value is not None})
    for key in ("hostnames", "except"):
        if key in zone:
            zone[key] = _in_full(zone[key], name)
    if "claims" in zone:
        rules = zip(zone["claims"], zone.pop("tag_keys"), zone.pop("tag_values"), strict=True)
        zone["claims"] = [
            {"hostnames": _in_full(hostnames, name), "tags": dict(zip(keys, values, strict=True))}
            for hostnames, keys, values in rules
        ]
    return zone | {"id": zone_id}


def _in_full(names: list[str], zone: str) -> tuple[str, ...]:
    return tuple(f"{name[:-1]}.{zone}" if name.endswith("~") else name for name in names)


def _with_tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(item) if isinstance(item, list) else item for key, item in table.items()}


def _zone(table: dict[str, Any]) -> HostedZone:
    """One `[[zones]]`: its keys are the fields but for `except`, which is a word of Python."""
    rules = [ClaimRule(rule["hostnames"], tuple(rule["tags"].items())) for rule in table.pop("claims", ())]
    return HostedZone(excepted=table.pop("except", ()), claims=tuple(rules), **table)

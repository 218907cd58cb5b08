"""The configuration as one frozen object, shared by the Lambda, infra and the command line.

It arrives validated (config/ reads and checks albias.toml); here it is only carried, as JSON in the environment.
"""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from .model import HostedZone

Policy = Literal["sync", "upsert-only", "create-only"]
Adopt = Literal["never", "matching"]
LoadBalancerType = Literal["application", "network"]

VARIABLE = "ALBIAS_SETTINGS"


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
class Settings:
    """albias.toml, key by key; the defaults are the documented ones."""

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

    def to_json(self) -> str:
        """Compact JSON without the defaults: a Lambda's environment holds 4 KB in all."""
        return json.dumps(_without_defaults(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """The inverse of to_json. Trusts its input: only the deployment writes it."""
        data = json.loads(text)
        zones = tuple(HostedZone(**{key: _frozen(value) for key, value in zone.items()}) for zone in data.pop("zones"))
        limits = MaxRemovals(**data.pop("max_removals", {}))
        external_dns = ExternalDns(**data.pop("external_dns", {}))
        rest = {key: _frozen(value) for key, value in data.items()}
        return cls(zones=zones, max_removals=limits, external_dns=external_dns, **rest)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _without_defaults(value: Any) -> dict[str, Any]:
    result = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item == field.default:
            continue
        if field.name == "zones":
            item = [_without_defaults(zone) for zone in item]
        result[field.name] = asdict(item) if isinstance(item, MaxRemovals | ExternalDns) else item
    return result

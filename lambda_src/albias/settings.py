"""The configuration as one frozen object, shared by the Lambda, infra and the command line.

It arrives validated: config/ reads and checks albias.toml, and writes the JSON that is carried in the environment.
"""

import json
from dataclasses import dataclass
from typing import Literal

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

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """From what config.to_json wrote. Trusts its input: only the deployment writes it."""
        data = json.loads(
            text,
            object_hook=lambda table: {
                key: tuple(item) if isinstance(item, list) else item for key, item in table.items()
            },
        )
        data["zones"] = tuple(HostedZone(**zone) for zone in data["zones"])
        data["max_removals"] = MaxRemovals(**data.get("max_removals", {}))
        data["external_dns"] = ExternalDns(**data.get("external_dns", {}))
        return cls(**data)

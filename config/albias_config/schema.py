"""The keys of albias.toml: their types, defaults and what each may hold. Nothing that compares two values.

A `description` is what is allowed, in words, for a key that is missing or has the wrong type.
"""

import json
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from albias.settings import ExternalDns, MaxRemovals, Settings

from . import values
from .shown import shown

DEFAULTS = Settings(owner="", zones=())
_NOT_EMPTY = "is empty; leave the key out for the default"


def _filled(value: object) -> object:
    """An empty list would silently mean its opposite, the default: refuse it."""
    if value == []:
        raise ValueError(_NOT_EMPTY)
    return value


def _tables(value: object) -> object:
    """`[zones]` makes one table, `[[zones]]` a list of them."""
    if not isinstance(value, list):
        raise ValueError("write `[[zones]]`, one table for each hosted zone")
    return value


def _form(default: MaxRemovals | ExternalDns) -> str:
    """How a table is written, shown at its default."""
    return f"{{ {', '.join(f'{key} = {json.dumps(value)}' for key, value in asdict(default).items())} }}"


Filled = BeforeValidator(_filled)
Owner = Annotated[str, AfterValidator(values.owner), Field(description=values.OWNER_ALLOWED)]
ZoneId = Annotated[str, AfterValidator(values.zone_id), Field(description=values.ZONE_ID_ALLOWED)]
ZoneName = Annotated[str, AfterValidator(values.zone_name), Field(description=values.ZONE_NAME_ALLOWED)]
RoleArn = Annotated[str, AfterValidator(values.role_arn), Field(description=values.ROLE_ARN_ALLOWED)]
TopicArn = Annotated[str, AfterValidator(values.topic_arn), Field(description=values.TOPIC_ARN_ALLOWED)]
TagKey = Annotated[str, AfterValidator(values.tag_key)]
TxtAffix = Annotated[str, AfterValidator(values.txt_affix), Field(description=values.TXT_AFFIX_ALLOWED)]
Sweep = Annotated[str, AfterValidator(values.sweep), Field(description=values.SWEEP_ALLOWED)]


class Table(BaseModel):
    """Strict: an unknown key is a mistake, and nothing is converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class MaxRemovalsTable(Table):
    """`max_removals`."""

    count: int = Field(default=DEFAULTS.max_removals.count, ge=0, description="0 or more")
    percent: int = Field(default=DEFAULTS.max_removals.percent, ge=0, le=100, description="0 to 100")


class ExternalDnsTable(Table):
    """`external_dns`: the flags of an external-dns that works in the same zones."""

    txt_prefix: TxtAffix = DEFAULTS.external_dns.txt_prefix
    txt_suffix: TxtAffix = DEFAULTS.external_dns.txt_suffix
    txt_wildcard_replacement: TxtAffix = DEFAULTS.external_dns.txt_wildcard_replacement

    @field_validator("txt_suffix")
    @classmethod
    def _one_of_two(cls, suffix: str, info: ValidationInfo) -> str:
        """external-dns itself refuses to start with both flags."""
        if suffix and info.data.get("txt_prefix"):
            raise ValueError("external-dns knows either txt_prefix or txt_suffix; allowed: one of them")
        return suffix


class ZoneTable(Table):
    """One `[[zones]]`."""

    id: ZoneId
    name: ZoneName
    private: bool = False
    hostnames: Annotated[list[str], Filled] = Field(default_factory=list, description=values.HOSTNAME_ALLOWED)
    schemes: Annotated[list[Literal["internet-facing", "internal"]], Filled] = ["internet-facing", "internal"]
    role_arn: RoleArn = ""

    @field_validator("hostnames")
    @classmethod
    def _inside(cls, hostnames: list[str], info: ValidationInfo) -> list[str]:
        """Patterns are checked against the zone's name; where that is wrong itself, its own message is enough."""
        zone = info.data.get("name")
        if zone is None:
            return hostnames
        good, wrong = [], []
        for pattern in hostnames:
            try:
                good.append(values.hostname_pattern(pattern, zone))
            except ValueError as error:
                wrong.append(f"{shown(pattern)}: {error}")
        if wrong:
            raise ValueError(f"{'; '.join(wrong)}; allowed: {values.HOSTNAME_ALLOWED}, in {zone}")
        return good


class File(Table):
    """albias.toml."""

    owner: Owner
    hostname_tags: Annotated[list[TagKey], Filled, Field(description=values.TAG_KEY_ALLOWED)] = list(
        DEFAULTS.hostname_tags
    )
    policy: Literal["sync", "upsert-only", "create-only"] = DEFAULTS.policy
    adopt: Literal["never", "matching"] = DEFAULTS.adopt
    load_balancer_types: Annotated[list[Literal["application", "network"]], Filled] = list(DEFAULTS.load_balancer_types)
    sweep: Sweep = DEFAULTS.sweep
    max_removals: MaxRemovalsTable = Field(MaxRemovalsTable(), description=_form(DEFAULTS.max_removals))
    dry_run: bool = DEFAULTS.dry_run
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    alarm_topic_arn: TopicArn = DEFAULTS.alarm_topic_arn
    evaluate_target_health: bool = DEFAULTS.evaluate_target_health
    create_trail: bool = DEFAULTS.create_trail
    external_dns: ExternalDnsTable = Field(ExternalDnsTable(), description=_form(DEFAULTS.external_dns))
    zones: Annotated[
        list[ZoneTable],
        BeforeValidator(_tables),
        Field(min_length=1, description="one `[[zones]]` for each hosted zone, with `id` and `name`"),
    ]

"""The keys of albias.toml: their types, defaults and what each may hold. Nothing that compares two values.

A `description` is what is allowed, in words, for a key that is missing or has the wrong type.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from albias.model import LoadBalancerType
from albias.settings import ExternalDns, MaxRemovals, Settings

from . import placing, values
from .placement import Architecture, Placement
from .shown import shown

DEFAULTS = Settings(owner="", zones=())
PLACEMENT = Placement()
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


def _claim_tables(value: object) -> object:
    """`[zones.claims]` makes one table, `[[zones.claims]]` a list of them."""
    if not isinstance(value, list):
        raise ValueError("write `[[zones.claims]]`, one table for each rule")
    return value


def _form(default: MaxRemovals | ExternalDns) -> str:
    """How a table is written, shown at its default."""
    return f"{{ {', '.join(f'{key} = {json.dumps(value)}' for key, value in asdict(default).items())} }}"


Filled = BeforeValidator(_filled)
Owner = Annotated[str, AfterValidator(values.owner), Field(description=values.OWNER_ALLOWED)]
ZoneId = Annotated[
    str, AfterValidator(values.zone_id), Field(description=f"{values.ZONE_ID_ALLOWED}; {values.ZONE_ID_SHOWN}")
]
ZoneName = Annotated[str, AfterValidator(values.zone_name), Field(description=values.ZONE_NAME_ALLOWED)]
RoleArn = Annotated[str, AfterValidator(values.role_arn), Field(description=values.ROLE_ARN_ALLOWED)]
TopicArn = Annotated[str, AfterValidator(values.topic_arn), Field(description=values.TOPIC_ARN_ALLOWED)]
TagKey = Annotated[str, AfterValidator(values.tag_key)]
TxtAffix = Annotated[str, AfterValidator(values.txt_affix), Field(description=values.TXT_AFFIX_ALLOWED)]
Sweep = Annotated[str, AfterValidator(values.sweep), Field(description=values.SWEEP_ALLOWED)]


TagMatchText = Annotated[str, AfterValidator(values.tag_match)]
ClaimTags = Annotated[dict[str, str], AfterValidator(values.claim_tags), Field(description=values.CLAIM_TAGS_ALLOWED)]
Grace = Annotated[str, AfterValidator(values.rule_grace), Field(description=values.GRACE_ALLOWED)]
EventsBus = Annotated[str, AfterValidator(values.events_bus), Field(description=values.BUS_ARN_ALLOWED)]

RoleNamePrefix = Annotated[
    str, AfterValidator(placing.role_name_prefix), Field(description=placing.ROLE_NAME_PREFIX_ALLOWED)
]
RolePath = Annotated[str, AfterValidator(placing.role_path), Field(description=placing.ROLE_PATH_ALLOWED)]
PolicyArn = Annotated[str, AfterValidator(placing.policy_arn), Field(description=placing.POLICY_ARN_ALLOWED)]
KeyArn = Annotated[str, AfterValidator(placing.key_arn), Field(description=placing.KEY_ARN_ALLOWED)]
LogRetention = Annotated[int, AfterValidator(placing.log_retention), Field(description=placing.LOG_RETENTION_ALLOWED)]
ResourceTags = Annotated[
    dict[str, str], AfterValidator(placing.resource_tags), Field(description=placing.RESOURCE_TAGS_ALLOWED)
]


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


def _patterns(patterns: list[str], zone: str, normal: Callable[[str, str], str], allowed: str) -> list[str]:
    """Each pattern in its normal form; what is wrong with any of them is told in one sentence."""
    good, wrong = [], []
    for pattern in patterns:
        try:
            good.append(normal(pattern, zone))
        except ValueError as error:
            wrong.append(f"{shown(pattern)}: {error}")
    if wrong:
        raise ValueError(f"{'; '.join(wrong)}; allowed: {allowed}, in {zone}")
    return good


class ClaimTable(Table):
    """One `[[zones.claims]]`. The zone checks the hostnames, since it knows which names are its."""

    hostnames: list[str] = Field(min_length=1, description=values.HOSTNAME_ALLOWED)
    tags: ClaimTags


class ZoneTable(Table):
    """One `[[zones]]`."""

    id: ZoneId
    name: ZoneName
    private: bool = False
    hostnames: Annotated[list[str], Filled] = Field(default_factory=list, description=values.HOSTNAME_ALLOWED)
    schemes: Annotated[list[Literal["internet-facing", "internal"]], Filled] = ["internet-facing", "internal"]
    role_arn: RoleArn = ""
    # `except` is a word of Python.
    excepted: list[str] = Field(default_factory=list, alias="except", description=values.EXCEPTION_ALLOWED)
    service_names: bool = False
    claims: Annotated[list[ClaimTable], Filled, BeforeValidator(_claim_tables)] = Field(default_factory=list)

    @field_validator("hostnames", "excepted")
    @classmethod
    def _inside(cls, patterns: list[str], info: ValidationInfo) -> list[str]:
        """Patterns are checked against the zone's name; where that is wrong itself, its own message is enough."""
        zone = info.data.get("name")
        if zone is None:
            return patterns
        if info.field_name == "excepted":
            return _patterns(patterns, zone, values.exception_pattern, values.EXCEPTION_ALLOWED)
        return _patterns(patterns, zone, values.hostname_pattern, values.HOSTNAME_ALLOWED)

    @field_validator("claims")
    @classmethod
    def _claims_inside(cls, claims: list[ClaimTable], info: ValidationInfo) -> list[ClaimTable]:
        """A claim for names that `hostnames` does not allow would never grant anything."""
        zone, hostnames = info.data.get("name"), info.data.get("hostnames")
        if zone is None or hostnames is None:
            return claims
        allowed = hostnames or [f"*.{zone}"]

        def normal(pattern: str, zone: str) -> str:
            pattern = values.hostname_pattern(pattern, zone)
            if not any(values.covers(wide, pattern) for wide in allowed):
                raise ValueError("lies outside the hostnames of the zone")
            return pattern

        words = f"what hostnames allows: {', '.join(map(shown, allowed))}"
        return [
            claim.model_copy(update={"hostnames": _patterns(claim.hostnames, zone, normal, words)}) for claim in claims
        ]


class File(Table):
    """albias.toml."""

    owner: Owner
    hostname_tags: Annotated[list[TagKey], Filled, Field(description=values.TAG_KEY_ALLOWED)] = list(
        DEFAULTS.hostname_tags
    )
    policy: Literal["sync", "upsert-only", "create-only"] = DEFAULTS.policy
    adopt: Literal["never", "matching"] = DEFAULTS.adopt
    load_balancer_types: Annotated[list[LoadBalancerType], Filled] = list(DEFAULTS.load_balancer_types)
    sweep: Sweep = DEFAULTS.sweep
    max_removals: MaxRemovalsTable = Field(MaxRemovalsTable(), description=_form(DEFAULTS.max_removals))
    dry_run: bool = DEFAULTS.dry_run
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    alarm_topic_arn: TopicArn = DEFAULTS.alarm_topic_arn
    evaluate_target_health: bool = DEFAULTS.evaluate_target_health
    create_trail: bool = DEFAULTS.create_trail
    external_dns: ExternalDnsTable = Field(ExternalDnsTable(), description=_form(DEFAULTS.external_dns))
    names_from_rules: list[TagMatchText] = Field(default_factory=list, description=values.TAG_MATCH_ALLOWED)
    rule_grace: Grace = "5 minutes"
    events_bus: EventsBus = DEFAULTS.events_bus
    role_name_prefix: RoleNamePrefix = PLACEMENT.role_name_prefix
    role_path: RolePath = PLACEMENT.role_path
    permissions_boundary: PolicyArn = PLACEMENT.permissions_boundary
    architecture: Architecture = PLACEMENT.architecture
    kms_key_arn: KeyArn = PLACEMENT.kms_key_arn
    log_retention: LogRetention = PLACEMENT.log_retention
    tags: ResourceTags = Field(default_factory=dict)
    zones: Annotated[
        list[ZoneTable],
        BeforeValidator(_tables),
        Field(min_length=1, description="one `[[zones]]` for each hosted zone, with `id` and `name`"),
    ]

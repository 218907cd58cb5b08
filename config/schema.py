"""The keys of albias.toml: their types, defaults and what each may hold. Nothing that compares two values."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from albias.settings import Settings

from . import values

DEFAULTS = Settings(owner="", zones=())
_NOT_EMPTY = "is empty; leave the key out for the default"


def _filled(value: object) -> object:
    """An empty list would silently mean its opposite, the default: refuse it."""
    if value == []:
        raise ValueError(_NOT_EMPTY)
    return value


Filled = BeforeValidator(_filled)


class Table(BaseModel):
    """Strict: an unknown key is a mistake, and nothing is converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class MaxRemovalsTable(Table):
    """`max_removals`."""

    count: int = Field(default=DEFAULTS.max_removals.count, ge=0)
    percent: int = Field(default=DEFAULTS.max_removals.percent, ge=0, le=100)


class ExternalDnsTable(Table):
    """`external_dns`: the flags of an external-dns that works in the same zones."""

    txt_prefix: Annotated[str, AfterValidator(values.txt_affix)] = DEFAULTS.external_dns.txt_prefix
    txt_suffix: Annotated[str, AfterValidator(values.txt_affix)] = DEFAULTS.external_dns.txt_suffix
    txt_wildcard_replacement: Annotated[str, AfterValidator(values.txt_affix)] = (
        DEFAULTS.external_dns.txt_wildcard_replacement
    )

    @field_validator("txt_suffix")
    @classmethod
    def _one_of_two(cls, suffix: str, info: ValidationInfo) -> str:
        """external-dns itself refuses to start with both flags."""
        if suffix and info.data.get("txt_prefix"):
            raise ValueError("external-dns knows either txt_prefix or txt_suffix; allowed: one of them")
        return suffix


class ZoneTable(Table):
    """One `[[zones]]`."""

    id: Annotated[str, AfterValidator(values.zone_id)]
    name: Annotated[str, AfterValidator(values.zone_name)]
    private: bool = False
    hostnames: Annotated[list[str], Filled] = Field(default_factory=list)
    schemes: Annotated[list[Literal["internet-facing", "internal"]], Filled] = ["internet-facing", "internal"]
    role_arn: Annotated[str, AfterValidator(values.role_arn)] = ""

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
                wrong.append(f'"{pattern}": {error}')
        if wrong:
            raise ValueError("; ".join(wrong))
        return good


class File(Table):
    """albias.toml."""

    owner: Annotated[str, AfterValidator(values.owner)]
    hostname_tags: Annotated[list[Annotated[str, AfterValidator(values.tag_key)]], Filled] = list(
        DEFAULTS.hostname_tags
    )
    policy: Literal["sync", "upsert-only", "create-only"] = DEFAULTS.policy
    adopt: Literal["never", "matching"] = DEFAULTS.adopt
    load_balancer_types: Annotated[list[Literal["application", "network"]], Filled] = list(DEFAULTS.load_balancer_types)
    sweep: Annotated[str, AfterValidator(values.sweep)] = DEFAULTS.sweep
    max_removals: MaxRemovalsTable = MaxRemovalsTable()
    dry_run: bool = DEFAULTS.dry_run
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    alarm_topic_arn: Annotated[str, AfterValidator(values.topic_arn)] = DEFAULTS.alarm_topic_arn
    evaluate_target_health: bool = DEFAULTS.evaluate_target_health
    create_trail: bool = DEFAULTS.create_trail
    external_dns: ExternalDnsTable = ExternalDnsTable()
    zones: Annotated[list[ZoneTable], Field(min_length=1)]

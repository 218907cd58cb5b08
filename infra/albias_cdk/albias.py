"""Albias: the whole of it as one construct, for the stack `albias-<owner>` and for other people's CDK apps.

Only wiring is done here: each part lives in its own file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypedDict, Unpack, cast

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_route53 as route53
from constructs import Construct

from albias.model import HostedZone, LoadBalancerType, Scheme
from albias.settings import Adopt, ExternalDns, MaxRemovals, Policy, Settings, TagMatch
from albias_config import Configuration, Placement, check_all
from albias_config.environment import plain
from albias_config.placement import Architecture
from albias_config.values import duration_text

from .bundle import bundled_code
from .function import Function
from .observability import Observability
from .placing import place
from .queues import Queues
from .trail import Trail
from .triggers import Triggers

Zone = route53.IHostedZone | HostedZone | Mapping[str, Any]


class ClaimKeys(TypedDict):
    """One `[[zones.claims]]`."""

    hostnames: Sequence[str]
    tags: Mapping[str, str]


class Options(TypedDict, total=False):
    """The keys of albias.toml that have a default, under the same names."""

    hostname_tags: Sequence[str]
    policy: Policy
    adopt: Adopt
    load_balancer_types: Sequence[LoadBalancerType]
    sweep: str
    max_removals: MaxRemovals
    dry_run: bool
    log_level: str
    alarm_topic_arn: str
    evaluate_target_health: bool
    create_trail: bool
    external_dns: ExternalDns
    names_from_rules: Sequence[str | TagMatch]
    rule_grace: str
    events_bus: str
    role_name_prefix: str
    role_path: str
    permissions_boundary: str
    architecture: Architecture
    kms_key_arn: str
    log_retention: int
    tags: Mapping[str, str]


class Albias(Construct):
    """Names load balancers of this account and Region in the given hosted zones.

        zone = route53.PublicHostedZone(self, "Zone", zone_name="apps.example.com")
        Albias(self, "Albias", owner="platform", zones=[zone], sweep="5 minutes")

    `zones`: hosted zones as constructs, or `in_zone(...)` for one with more keys of `[[zones]]`.
    `code`: another Lambda bundle (tests); `local_aws`: for a CloudFormation that knows neither query definitions nor
    alarms on metric math.

    Raises: ConfigurationError with every mistake, as for albias.toml.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        owner: str,
        zones: Sequence[Zone],
        code: lambda_.Code | None = None,
        local_aws: bool = False,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(scope, construct_id)
        configuration = _checked(owner, zones, options)
        settings, placement = configuration.settings, configuration.placement
        self.queues = Queues(self, "Queues", key_arn=placement.kms_key_arn)
        self._function = Function(
            self,
            "Function",
            settings=settings,
            placement=placement,
            queues=self.queues,
            code=code or bundled_code(),
        )
        Triggers(self, "Triggers", settings=settings, placement=placement, queues=self.queues)
        self._observability = Observability(
            self,
            "Observability",
            settings=settings,
            function=self.function,
            widget=self.widget,
            log_group=self.log_group,
            queues=self.queues,
            local_aws=local_aws,
        )
        if settings.create_trail:
            Trail(self, "Trail")
        place(self, placement)

    @property
    def function(self) -> lambda_.Function:
        """The Lambda function."""
        return self._function.function

    @property
    def widget(self) -> lambda_.Alias:
        """The function as the dashboard calls it: `widget.grant_invoke(viewers)` lets them see the table of names."""
        return self._function.widget

    @property
    def role(self) -> iam.Role:
        """The function's role, `albias-<owner>-<region>`."""
        return self._function.role

    @property
    def log_group(self) -> logs.LogGroup:
        """One line of JSON for each decision."""
        return self._function.log_group

    @property
    def dashboard_url(self) -> str:
        """Where the dashboard is in the console."""
        return self._observability.dashboard_url


def in_zone(
    hosted_zone: route53.IHostedZone,
    *,
    private: bool | None = None,
    hostnames: Sequence[str] | None = None,
    schemes: Sequence[Scheme] | None = None,
    role_arn: str = "",
    excepted: Sequence[str] = (),
    service_names: bool = False,
    claims: Sequence[ClaimKeys] | None = None,
) -> Mapping[str, Any]:
    """A hosted zone construct with what a `[[zones]]` table says of it. Its id may be known at deployment only.

    `private` must be said of a zone that is looked up or imported: the CDK does not know it then. `excepted`: the key
    `except`, which is a word of Python.
    """
    table = {
        "id": hosted_zone.hosted_zone_id,
        "name": hosted_zone.zone_name,
        "private": isinstance(hosted_zone, route53.PrivateHostedZone) if private is None else private,
        "hostnames": hostnames,
        "schemes": schemes,
        "role_arn": role_arn,
        "except": excepted,
        "service_names": service_names,
        "claims": claims,
    }
    return {key: plain(value) for key, value in table.items() if value is not None}


def options_of(settings: Settings, placement: Placement) -> Options:
    """All of the configuration but owner and zones, as Albias takes it."""
    rest = {field.name: getattr(settings, field.name) for field in fields(settings)}
    rest |= {field.name: getattr(placement, field.name) for field in fields(placement)}
    rest |= {"rule_grace": duration_text(settings.rule_grace), "tags": dict(placement.tags)}
    return cast(Options, {name: value for name, value in rest.items() if name not in ("owner", "zones")})


def _checked(owner: str, zones: Sequence[Zone], options: Options) -> Configuration:
    """The same checks, and the same normal forms, as for a file."""
    tables = [zone if isinstance(zone, HostedZone | Mapping) else in_zone(zone) for zone in zones]
    return check_all(plain({"owner": owner, "zones": tables, **options}))

"""Everything that a command works with, wired in one place: configuration, credentials, clients, the engine."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import botocore.session

from albias.aws.clients import Clients, Pace
from albias.aws.elbv2 import Elbv2
from albias.aws.route53 import Route53
from albias.decide import decide
from albias.engine.plan import Table
from albias.engine.run import Engine
from albias.model import HostedZone, LoadBalancer
from albias.names import DnsName, is_within
from albias.read import ZoneReader
from albias.registry import Deployment
from albias.settings import MaxRemovals, Settings
from albias.sources import is_to_be_read, with_hosts
from albias.view import ZoneView
from albias_cli.ask.asking import Dns
from albias_cli.show.configured import Configured
from albias_cli.show.screen import Screen
from albias_config import load
from albias_config.load import FindZoneIds

from .ask.hosted_zones import zone_ids
from .config_file import NAME, ConfigFile, find_config
from .errors import NO_REGION, CommandError
from .work import Work

_NO_LIMIT = MaxRemovals(count=10**9)
_OF_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
RATE = 5.0  # calls a second, as the handler's SWEEP_RATE: half of what Route 53 gives the whole account


@dataclass(frozen=True, slots=True)
class Options:
    """What may stand before or after any command.

    `profiles`, `regions`: the first ones are the deployment's; `albias audit` looks at the others, too.
    """

    config: Path | None = None
    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    stack: str | None = None

    @property
    def profile(self) -> str | None:
        """The deployment's AWS profile, where one is named."""
        return self.profiles[0] if self.profiles else None

    @property
    def region(self) -> str | None:
        """The deployment's Region, where one is named."""
        return self.regions[0] if self.regions else None


class ClientSource(Protocol):
    """albias.aws.clients.Clients, or what a test has in its place."""

    def get(self, service: str, role_arn: str = "") -> Any:
        """A service's client."""

    def route53(self, zone: HostedZone) -> Route53:
        """Route 53 as the account that owns a zone sees it."""


Elsewhere = Callable[[str | None, str], ClientSource]  # by AWS profile (None: the deployment's own) and Region


def _nowhere_else(_profile: str | None, region: str) -> ClientSource:
    raise CommandError(
        f"nobody said how to look at the Region {region}", f"Work there: `albias COMMAND --region {region}`"
    )


@dataclass(frozen=True)
class Workspace:
    """One deployment, as one person with credentials sees it. `now` in Unix seconds.

    `stack`: what it was deployed as, where that is not `albias-<owner>`; `pace`: called before each call of what looks
    at everything, so that it can wait its turn; `config`: the file that `settings` are from, where they are from one;
    `elsewhere`: clients of another profile or Region; `dns`: what answers questions to DNS; `local`: the address of a
    local AWS, where one is worked with.
    """

    settings: Settings
    me: Deployment
    clients: ClientSource
    screen: Screen
    work: Work
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    stack: str | None = None
    pace: Callable[[], None] = lambda: None
    config: ConfigFile | None = None
    elsewhere: Elsewhere = _nowhere_else
    dns: Dns = field(default_factory=Dns)
    local: str = ""

    @property
    def file(self) -> str:
        """What messages call the configuration."""
        return self.config.said if self.config else NAME

    @property
    def configured(self) -> Configured:
        """What words about names take from the configuration."""
        return Configured(self.settings.zones, self.file)

    def engine(self, table: Table = decide, *, settings: Settings | None = None, limited: bool = True) -> Engine:
        """The engine of the Lambda, on these credentials; what it plans is done only when it is told to apply it.

        `table`: a person's order in place of the decision table; `limited`: whether max_removals holds.
        """
        settings = replace(settings or self.settings, dry_run=False)
        return Engine(
            settings=settings if limited else replace(settings, max_removals=_NO_LIMIT),
            me=self.me,
            elbv2=self.elbv2,
            route53=self.route53,
            now=self.now,
            remaining=self.work.remaining,
            pace=self.pace,
            wait=self.sleep,
            table=table,
        )

    def zones_around(self, name: DnsName) -> list[HostedZone]:
        """The configured hosted zones that a name lies in."""
        return [zone for zone in self.settings.zones if is_within(name, zone.name)]

    def reader(self, zone: HostedZone) -> ZoneReader:
        """Reads in a hosted zone, registry included, as the engine does."""
        return ZoneReader(zone, self.me, self.route53(zone), lambda: None)

    @property
    def elbv2(self) -> Elbv2:
        """The load balancers of the deployment's account and Region."""
        return Elbv2(lambda service: self.work.counted(self.clients.get(service)))

    def route53(self, zone: HostedZone) -> Route53:
        """A hosted zone's adapter, which tells what it is at."""
        return self.work.watched(self.clients.route53(zone), zone.name)

    def described(self) -> list[LoadBalancer]:
        """Every load balancer there is, with its tags, without its rules. Raises: AwsUnavailable."""
        return [*self.elbv2.all(self.pace)]

    def load_balancers(self, described: Iterable[LoadBalancer] | None = None) -> list[LoadBalancer]:
        """The same with their rules' hosts, where those count. `described`: where they have been listed already.

        Raises: AwsUnavailable.
        """
        elbv2 = self.elbv2
        found = []
        for each in self.described() if described is None else described:
            read = is_to_be_read(each, self.settings)
            found.append(with_hosts(each, self.settings, elbv2, self.pace) if read else each)
        return found

    def read(self, zone: HostedZone, names: Iterable[DnsName]) -> ZoneView:
        """What lies at these names. Raises: AwsUnavailable."""
        reader = self.reader(zone)
        reader.read(names)
        return reader.view

    @property
    def stack_name(self) -> str:
        """The stack of the deployment."""
        return self.stack or f"albias-{self.me.owner}"

    @property
    def place(self) -> str:
        """Where we are, for messages."""
        return f"owner {self.me.owner}, account {self.me.account}, Region {self.me.region}"


def open_workspace(options: Options, screen: Screen) -> Workspace:
    """Read the configuration, find credentials and ask AWS who they are.

    Raises: ConfigurationError; botocore's and AWS's errors as they are.
    """
    config = find_config(options.config)
    settings = load(config.path, find_zone_ids=zone_finder(options, connect))
    here = connect(options, settings.owner)
    me = Deployment(settings.owner, here.partition, here.number, here.region)
    pace = Pace(RATE, time.monotonic, time.sleep)

    def elsewhere(other: str | None, where: str) -> ClientSource:
        return Clients(settings.owner, _session(other or options.profile, where))

    return Workspace(
        settings,
        me,
        here.clients,
        screen,
        work=Work(screen.err),
        stack=options.stack,
        pace=pace,
        config=config,
        elsewhere=elsewhere,
        local=_local(os.environ),
    )


@dataclass(frozen=True)
class Account:
    """An AWS account and Region, as one person with credentials sees it. `number`: the account's."""

    clients: ClientSource
    number: str
    partition: str
    region: str


Connect = Callable[[Options, str], Account]


def connect(options: Options, owner: str) -> Account:
    """Find credentials and ask AWS who they are; the owner's name stands in the sessions of roles.

    Raises: CommandError; botocore's and AWS's errors as they are.
    """
    session = botocore.session.Session(profile=options.profile)
    region = options.region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise CommandError("no AWS Region is chosen", NO_REGION)
    session.set_config_variable("region", region)
    clients = Clients(owner, session)
    caller = clients.get("sts").get_caller_identity()
    return Account(clients, number=caller["Account"], partition=caller["Arn"].split(":")[1], region=region)


def zone_finder(options: Options, connect: Connect) -> FindZoneIds:
    """What looks up the ids that a configuration leaves out; AWS is asked for nothing where it has them all."""

    def find(zones: Sequence[HostedZone]) -> Sequence[str]:
        clients = connect(options, "lookup").clients
        return zone_ids(zones, lambda role_arn: clients.get("route53", role_arn))

    return find


def _local(environment: Mapping[str, str]) -> str:
    """The address of what stands in for AWS as a whole; empty where it is AWS's own, or none is named."""
    address = environment.get("AWS_ENDPOINT_URL", "")
    host = urlsplit(address).hostname or ""
    return "" if host.endswith(_OF_AWS) else address


def _session(profile: str | None, region: str) -> botocore.session.Session:
    session = botocore.session.Session(profile=profile)
    session.set_config_variable("region", region)
    return session

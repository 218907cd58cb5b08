"""Everything that a command works with, wired in one place: configuration, credentials, clients, the engine."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import botocore.session

from albias.aws.clients import Clients, Pace
from albias.aws.elbv2 import Elbv2
from albias.aws.route53 import Route53
from albias.engine.reconcile import Reconciler
from albias.model import HostedZone, LoadBalancer
from albias.names import DnsName
from albias.registry import Deployment
from albias.settings import MaxRemovals, Settings
from albias.view import ZoneView
from albias_cli.show.screen import Screen
from albias_config import load

from .config_file import ConfigFile, find_config
from .errors import CommandError
from .work import Work

RATE = 5.0  # calls a second, as the handler's SWEEP_RATE: half of what Route 53 gives the whole account


@dataclass(frozen=True, slots=True)
class Options:
    """What may stand before or after any command."""

    config: Path | None = None
    profile: str | None = None
    region: str | None = None
    stack: str | None = None


class ClientSource(Protocol):
    """albias.aws.clients.Clients, or what a test has in its place."""

    def get(self, service: str, role_arn: str = "") -> Any:
        """A service's client."""

    def route53(self, zone: HostedZone) -> Route53:
        """Route 53 as the account that owns a zone sees it."""


@dataclass(frozen=True)
class Workspace:
    """One deployment, as one person with credentials sees it. `now` in Unix seconds.

    `stack`: what it was deployed as, where that is not `albias-<owner>`; `pace`: called before each call of what looks
    at everything, so that it can wait its turn; `config`: the file that `settings` are from, where they are from one.
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

    def engine(self, **options: Any) -> Reconciler:
        """The engine of the Lambda, on these credentials; `options` are Reconciler's, and two that say more plainly:

        `dry_run`: plan, change nothing, whatever the configuration says; `force`: past max_removals.
        """
        settings = replace(options.pop("settings", self.settings), dry_run=options.pop("dry_run", False))
        if options.pop("force", False):
            settings = replace(settings, max_removals=MaxRemovals(count=sys.maxsize, percent=100))
        return Reconciler(
            settings=settings,
            me=self.me,
            elbv2=self.elbv2,
            route53=self.route53,
            now=self.now,
            remaining=self.work.remaining,
            pace=self.pace,
            **options,
        )

    @property
    def elbv2(self) -> Elbv2:
        """The load balancers of the deployment's account and Region."""
        return Elbv2(self.work.counted(self.clients.get("elbv2")))

    def route53(self, zone: HostedZone) -> Route53:
        """A hosted zone's adapter, which tells what it is at."""
        return self.work.watched(self.clients.route53(zone), zone.name)

    def load_balancers(self) -> list[LoadBalancer]:
        """Every load balancer there is, with its tags. Raises: AwsUnavailable."""
        return list(self.elbv2.all(self.pace))

    def read(self, zone: HostedZone, names: Iterable[DnsName]) -> ZoneView:
        """What lies at these names. Raises: AwsUnavailable."""
        view, route53 = ZoneView(), self.route53(zone)
        wanted = list(names)
        while missing := view.missing(wanted):
            view.add_page(missing[0], *route53.page(zone.id, missing[0]))
        return view

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
    settings = load(config.path)
    session = botocore.session.Session(profile=options.profile)
    region = options.region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise CommandError("no AWS Region is chosen", "Say --region, or set AWS_REGION.")
    session.set_config_variable("region", region)
    clients = Clients(settings.owner, session)
    caller = clients.get("sts").get_caller_identity()
    partition = caller["Arn"].split(":")[1]
    me = Deployment(settings.owner, partition, caller["Account"], region)
    pace = Pace(RATE, time.monotonic, time.sleep)
    return Workspace(settings, me, clients, screen, Work(screen.err), stack=options.stack, pace=pace, config=config)

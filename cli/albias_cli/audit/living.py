"""Which load balancers there are, in the accounts and Regions that were asked for: also classic ones. Reads only.

Source: DescribeLoadBalancers of both generations of the API (`elbv2` and `elb`); each pages by Marker.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from albias.errors import AlbiasError, AwsUnavailable
from albias_cli.errors import CommandError, explained, repeated
from albias_cli.workspace import ClientSource, Workspace

from .elb_names import elb_name

_GENERATIONS = (("elbv2", "LoadBalancers"), ("elb", "LoadBalancerDescriptions"))
_PAGE = 400  # the most that a page of either holds


@dataclass(frozen=True, slots=True)
class Unseen:
    """A Region of an account that could not be looked at, and what to do about it."""

    profile: str
    region: str
    why: str
    advice: str


@dataclass(slots=True)
class Living:
    """The load balancers' names, bare; the accounts whose every load balancer of a Region is among them."""

    names: set[str] = field(default_factory=set)
    accounts: dict[str, list[str]] = field(default_factory=dict)  # by Region
    unseen: list[Unseen] = field(default_factory=list)

    def looked_at(self, region: str) -> bool:
        """Whether a Region was looked at in every account that was asked for."""
        return region in self.accounts and all(each.region != region for each in self.unseen)

    @property
    def places(self) -> list[str]:
        """What was looked at, in words."""
        return [f"account {', '.join(who)} in {region}" for region, who in sorted(self.accounts.items())]


def living(workspace: Workspace, profiles: Iterable[str | None], regions: Iterable[str]) -> Living:
    """Look at each Region with each profile (None: the deployment's credentials). What fails is told, not raised."""
    found = Living()
    wanted = list(regions)
    for profile in profiles:
        for region in wanted:
            try:
                _look(workspace, profile, region, found)
            except (ClientError, BotoCoreError, AlbiasError, CommandError) as error:
                told = explained(error)
                found.unseen.append(
                    Unseen(profile or "", region, told.what, repeated(told.advice, workspace.screen.command))
                )
    return found


def _look(workspace: Workspace, profile: str | None, region: str, found: Living) -> None:
    clients = workspace.elsewhere(profile, region)
    account = clients.get("sts").get_caller_identity()["Account"]
    if account in found.accounts.get(region, ()):
        return  # two profiles of one account
    names: set[str] = set()
    for described in _all(clients, workspace.pace):
        name = elb_name(described.get("DNSName", ""))  # a Gateway Load Balancer has none
        if name:
            names.add(name.name)
    workspace.work.at(f"{region}: {len(names):,} load balancers of account {account}")
    found.names |= names
    found.accounts.setdefault(region, []).append(account)


def _all(clients: ClientSource, turn: Callable[[], None]) -> Iterator[Any]:
    """Raises: AwsUnavailable, where an answer is another one's: a local AWS may know one generation alone."""
    for service, listed in _GENERATIONS:
        client = clients.get(service)
        position: dict[str, str] = {}
        while position.get("Marker", "first"):
            turn()
            page = client.describe_load_balancers(PageSize=_PAGE, **position)
            if listed not in page:
                raise AwsUnavailable(
                    f"DescribeLoadBalancers of {service} answered without {listed}, which proves nothing"
                )
            yield from page[listed]
            position = {"Marker": page.get("NextMarker", "")}

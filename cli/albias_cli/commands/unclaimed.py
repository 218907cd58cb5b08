"""Why no load balancer claims a name, where that can be told: a slip of the pen, or a look from the wrong place."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from albias.model import HostedZone, LoadBalancer
from albias.names import DnsName
from albias.registry import Hold
from albias_cli.ask import elsewhere, slips
from albias_cli.errors import repeated
from albias_cli.workspace import Workspace


class Why(NamedTuple):
    """One reason: what is known, and what to do."""

    told: str
    advice: str

    def __str__(self) -> str:
        return f"{self.told}{'' if self.told.endswith('?') else '.'} {self.advice}"


def nearly(workspace: Workspace, name: DnsName, load_balancers: Iterable[LoadBalancer]) -> list[slips.Slip]:
    """Who would claim a name, but for a slip of the pen."""
    described = [*load_balancers]
    found = [*slips.in_keys(described, workspace.settings), *slips.in_values(described, workspace)]
    return [each for each in found if name in each.names]


def other_places(
    workspace: Workspace, holds: Iterable[tuple[HostedZone, Hold]], load_balancers: Sequence[LoadBalancer]
) -> list[Why]:
    """Where the owner has the name, by its holds; else where it has any, if there is no load balancer here at all."""
    me = workspace.me
    found: list[tuple[HostedZone, elsewhere.Elsewhere]] = []
    for zone, hold in holds:
        other = elsewhere.of_hold(hold, me)
        if other is not None and (zone, other) not in found:
            found.append((zone, other))
    if not found and not load_balancers:
        found = elsewhere.of_zones(workspace)
    return [Why(other.told(zone, me), repeated(other.advice, workspace.screen.command)) for zone, other in found]


def first_reason(workspace: Workspace, name: DnsName, load_balancers: Sequence[LoadBalancer]) -> Why | None:
    """The first thing that there is to tell of a name that nobody claims. Raises: AwsUnavailable."""
    for slip in nearly(workspace, name, load_balancers):
        return Why(slip.told, slip.mend)
    holds: list[tuple[HostedZone, Hold]] = []
    for zone in workspace.zones_around(name):
        holds += [(zone, hold) for hold in workspace.reader(zone).holds_at([name]).values()]
    return next(iter(other_places(workspace, holds, load_balancers)), None)

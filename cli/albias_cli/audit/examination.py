"""The audit: every alias and CNAME to a load balancer, and whether that is there. Gathers; shows nothing.

A load balancer's name tells its Region and not its account. So one that is in no account looked at is gone only where
DNS does not know the name any more, which holds for every account there is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from albias.engine.outcome import Request
from albias.errors import AlbiasError
from albias.model import HostedZone, RecordSet
from albias.names import DnsName
from albias_cli.workspace import Workspace

from .consequences import Consequence, consequence
from .elb_names import ElbName
from .living import Living, living
from .makers import Maker, Stacks, ZoneRecords, maker_of, read_zone
from .ways import ways

State = Literal["alive", "gone", "elsewhere", "not looked at"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """The record sets of one key, mostly A and AAAA, that lead to one load balancer.

    `elsewhere`: DNS knows its name, and no account looked at has it. `why`: what is not known of it. `maker`, `then`:
    who made it, and what becomes of it, where it is gone.
    """

    zone: HostedZone
    record_sets: tuple[RecordSet, ...]
    target: ElbName
    state: State = "not looked at"
    why: str = ""
    maker: Maker | None = None
    then: Consequence | None = None


@dataclass(slots=True)
class Audit:
    """What was found. `troubles`: hosted zones that could not be read. `unasked`: Regions that records name and that
    nobody asked for."""

    pointers: list[Pointer] = field(default_factory=list)
    living: Living = field(default_factory=Living)
    troubles: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    note: str = ""

    def those(self, *states: State) -> list[Pointer]:
        """The record sets in one of these states."""
        return [each for each in self.pointers if each.state in states]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look. `profiles`: None is the deployment's own. `every_region`: also those that record sets name."""

    profiles: tuple[str | None, ...]
    regions: tuple[str, ...]
    every_region: bool = False
    nameserver: str | None = None


def examine(workspace: Workspace, scope: Scope) -> Audit:
    """Look at everything, a hosted zone that cannot be read left out and told."""
    found = Audit()
    zones: list[ZoneRecords] = []
    for zone in workspace.settings.zones:
        try:
            zones.append(read_zone(workspace, zone))
        except AlbiasError as error:
            found.troubles.append(f"{zone.name}: {error}")
    pointers = _pointing(zones)
    named = dict.fromkeys(each.target.region for each in pointers)
    regions = tuple(dict.fromkeys([*scope.regions, *(named if scope.every_region else ())]))
    found.unasked = sorted({*named} - {*regions})
    found.living = living(workspace, scope.profiles, regions)
    judge = _judge(workspace, found.living, scope.nameserver)
    for each in pointers:
        state, why = judge(each.target)
        found.pointers.append(replace(each, state=state, why=why))
    _explain_the_gone(workspace, found, zones, Stacks(workspace, scope.profiles, regions))
    return found


def _pointing(zones: Iterable[ZoneRecords]) -> list[Pointer]:
    """Every key whose record sets lead to a load balancer, in Route 53's order."""
    together: dict[tuple[str, DnsName, str, ElbName], Pointer] = {}
    for zone, record_set, target in ways(zones):
        place = zone.id, record_set.key.name, record_set.key.set_identifier, target
        before = together.get(place, Pointer(zone, (), target))
        together[place] = replace(before, record_sets=(*before.record_sets, record_set))
    return list(together.values())


def _judge(workspace: Workspace, known: Living, nameserver: str | None) -> Callable[[ElbName], tuple[State, str]]:
    """What is to be said of a load balancer's name; DNS is asked once for each that was not found."""
    said: dict[ElbName, tuple[State, str]] = {}

    def judge(target: ElbName) -> tuple[State, str]:
        if target not in said:
            said[target] = _state(workspace, target, known, nameserver=nameserver)
        return said[target]

    return judge


def _state(workspace: Workspace, target: ElbName, known: Living, *, nameserver: str | None) -> tuple[State, str]:
    if target.name in known.names:
        return "alive", ""
    if not known.looked_at(target.region):
        return "not looked at", f"the Region {target.region} was not looked at"
    there, problem = workspace.dns.exists(target.name, nameserver)
    accounts = ", ".join(known.accounts[target.region])
    if there is None:
        return "not looked at", f"not in account {accounts}; DNS does not tell whether another has it: {problem}"
    if there:
        return "elsewhere", f"DNS knows it, and account {accounts} does not have it"
    return "gone", ""


def _explain_the_gone(workspace: Workspace, found: Audit, zones: Iterable[ZoneRecords], stacks: Stacks) -> None:
    """Who made what is gone, and what becomes of it; a dry sweep says that, and is made only where it is needed."""
    if not found.those("gone"):
        return
    plan = workspace.engine().plan(Request(sweep=True))
    found.troubles = list(dict.fromkeys([*found.troubles, *plan.foreseen().problems]))
    by_zone = {records.zone.id: records for records in zones}
    for place, each in enumerate(found.pointers):
        if each.state == "gone":
            maker = maker_of(each.record_sets[0], by_zone[each.zone.id], workspace, stacks)
            then = consequence(each.zone, each.record_sets, maker, plan)
            found.pointers[place] = replace(each, maker=maker, then=then)
    if stacks.problem:
        found.note = f"CloudFormation could not be asked for the stacks of record sets: {stacks.problem}"

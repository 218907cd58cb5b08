"""The whole truth about one name: what tags, rules, zones, the registry and Route 53 say of it, and what would be done.

Gathers, through the engine's own plan of this name alone; shows nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from albias.case import Case, Decision
from albias.claims import find_zones
from albias.engine.knowledge import cuts, delegations
from albias.engine.outcome import Plan, Request, ZonePlan
from albias.external_dns import registry_names
from albias.model import SCHEMES, HostedZone, LoadBalancer, LoadBalancerId, Note, RecordSet, Refusal, Scheme
from albias.names import DnsName, InvalidName, is_within, parse_name
from albias.read import ZoneReader
from albias.registry import Hold, Key, is_reserved
from albias.sources import Wish
from albias_cli.show.configured import Configured
from albias_cli.show.describe import is_pending
from albias_cli.workspace import Workspace

from .wishes import wishes_by_name

# What keeps some or all from seeing a record that is as albias wants it, or that nobody wants any more.
TOLD = ("delegated", "hidden", "left-behind", "rules-not-read")


@dataclass(frozen=True, slots=True)
class ZoneTruth:
    """A name in one hosted zone: one case for each of its record sets, at least one.

    `unused`: why the name does not go into this one, although it lies in it.
    """

    zone: HostedZone
    cases: tuple[Case, ...]
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    unused: str = ""

    @property
    def pending(self) -> list[Decision]:
        """What a sweep would do to the name here."""
        return [decision for decision in self.decisions if is_pending(decision)]

    @property
    def holds(self) -> list[Hold]:
        """Who holds the name here: one hold a record set."""
        return [case.hold for case in self.cases if case.hold is not None]

    @property
    def is_ours(self) -> bool:
        """Whether a load balancer of this deployment has the name here."""
        return any(hold.load_balancer for hold in self.holds)

    @property
    def is_left_behind(self) -> bool:
        """Whether the configuration gives the name to another hosted zone, and its holder has it here still (C3)."""
        for case in self.cases:
            if case.holder is not None and case.holder.elsewhere and case.holder.claim is None:
                return True
        return False

    @property
    def external_dns(self) -> str | None:
        """The owner id of the external-dns that registers the name here, empty where hidden; None where none does."""
        owners = [case.external_dns for case in self.cases if case.external_dns is not None]
        return owners[0] if owners else None

    @property
    def is_held_twice(self) -> bool:
        """Whether albias and an external-dns hold the name (X3)."""
        return self.is_ours and self.external_dns is not None


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything about one name. `wishes`: by load balancer, where it asks for the name.

    `zones`: those that it lies in, of all that are `configured`; `pointed_at`: the load balancers to which its records
    point.
    """

    name: DnsName
    claimants: tuple[LoadBalancer, ...]
    wishes: dict[LoadBalancerId, list[Wish]]
    zones: tuple[ZoneTruth, ...]
    refusals: tuple[Refusal, ...]
    configured: Configured
    problems: tuple[str, ...] = field(default=())
    pointed_at: tuple[LoadBalancer, ...] = ()

    @property
    def holds(self) -> list[tuple[HostedZone, Hold]]:
        """Every hold on the name, each with its hosted zone."""
        found: list[tuple[HostedZone, Hold]] = []
        for each in self.zones:
            found += [(each.zone, hold) for hold in each.holds]
        return found

    @property
    def notes(self) -> list[Note]:
        """What there is to tell of the name beside decisions and refusals."""
        found: list[Note] = []
        for zone in self.zones:
            found += zone.notes
        return list(dict.fromkeys(found))


def truth_about(workspace: Workspace, name: DnsName, load_balancers: Collection[LoadBalancer]) -> Truth:
    """Read and judge. Raises: AwsUnavailable."""
    settings = workspace.settings
    wishes: dict[LoadBalancerId, list[Wish]] = {}
    for each in load_balancers:
        if found := wishes_by_name(each, settings).get(name):
            wishes[each.id] = found
    claimants = tuple(each for each in load_balancers if each.id in wishes)
    readers = {zone.id: workspace.reader(zone) for zone in settings.zones if is_within(name, zone.name)}
    concerned = {*wishes, *_holding(readers.values(), name)}
    plan = workspace.engine().plan(Request(frozenset(concerned), only=frozenset([name]), whole=True))
    schemes = {each.scheme for each in claimants}
    zones: list[ZoneTruth] = []
    for planned in plan.zones:
        if planned.zone.id in readers:
            unused = _unused(planned.zone, name, schemes, settings.zones)
            found_here = _zone_truth(workspace, planned, readers[planned.zone.id], name)
            zones.append(replace(found_here, unused=unused))
    places = {zone.id: place for place, zone in enumerate(settings.zones)}
    ordered = tuple(sorted(zones, key=lambda found: places[found.zone.id]))
    targets: list[RecordSet] = []
    for zone in ordered:
        targets += zone.cases[0].answering
    pointed_at: list[LoadBalancer] = []
    for each in load_balancers:
        if any(found.points_at(each.dns_name) for found in targets):
            pointed_at.append(each)
    return Truth(
        name=name,
        claimants=claimants,
        wishes=wishes,
        zones=ordered,
        refusals=_refusals(plan, name, ordered),
        configured=workspace.configured,
        problems=tuple(dict.fromkeys(plan.foreseen().problems)),
        pointed_at=tuple(pointed_at),
    )


def is_name(text: str, name: DnsName) -> bool:
    """Whether a text is this name, however it is written."""
    try:
        return parse_name(text) == name
    except InvalidName:
        return False


def _holding(readers: Collection[ZoneReader], name: DnsName) -> set[LoadBalancerId]:
    """Who holds the name, or waits for it."""
    found: set[LoadBalancerId] = set()
    for reader in readers:
        for hold in reader.holds_at([name]).values():
            found |= hold.load_balancers
    return found


def _zone_truth(workspace: Workspace, planned: ZonePlan, reader: ZoneReader, name: DnsName) -> ZoneTruth:
    cases = tuple(case for key, case in sorted(planned.cases.items()) if key.name == name)
    cases = cases or tuple(_bare_cases(workspace, reader, name))
    return ZoneTruth(planned.zone, cases, tuple(planned.decisions), tuple(planned.notes))


def _bare_cases(workspace: Workspace, reader: ZoneReader, name: DnsName) -> list[Case]:
    """What lies at a name that nobody of ours asks for, holds or waits for: there is nothing to decide."""
    zone = reader.zone
    places = registry_names(name, workspace.settings.external_dns, zone.name)
    reader.read([name, *cuts(name, zone), *places])
    texts = []
    for place in places:
        texts += reader.view.of_type(place, "TXT")
    holds = {key: hold for key, hold in reader.holds_at([name]).items() if key.name == name}
    found = []
    for key in holds or [Key(name)]:
        case = Case(
            key=key,
            zone=zone,
            me=workspace.me,
            settings=workspace.settings,
            now=int(workspace.now()),
            records=reader.view.at(name),
            hold=holds.get(key),
            delegated_at=next(iter(delegations(name, zone, reader.view)), None),
            external_dns_records=tuple(texts),
        )
        found.append(case)
    return found


def _refusals(plan: Plan, name: DnsName, zones: Sequence[ZoneTruth]) -> tuple[Refusal, ...]:
    """The refusals of the name; what is left behind in a zone is no refusal, since another zone gives the name (C3)."""
    left_behind = {found.zone.id for found in zones if found.is_left_behind}
    refusals = []
    for refusal in dict.fromkeys(plan.foreseen().refusals):
        behind = refusal.zone is not None and refusal.zone.id in left_behind and refusal.code == "name-not-allowed"
        if is_name(refusal.hostname, name) and not behind:
            refusals.append(refusal)
    return tuple(refusals)


def _unused(zone: HostedZone, name: DnsName, schemes: Collection[Scheme], zones: Sequence[HostedZone]) -> str:
    """Why the engine would not choose a zone for a name, for load balancers of these schemes (none: of any)."""
    chosen: list[HostedZone] = []
    for scheme in schemes or SCHEMES:
        chosen += find_zones(name, scheme, zones)
    if zone in chosen and not is_reserved(name, zone):
        return ""
    if is_reserved(name, zone):
        return "names below _albias belong to the registry"
    if zone.excepts(name):
        return "its `except` or `service_names` keeps the name from everybody"
    if not zone.allows(name):
        return f"its hostnames do not allow it: {', '.join(zone.patterns)}"
    if schemes and not {*schemes} & {*zone.schemes}:
        return f"its schemes do not allow it: {', '.join(zone.schemes)}"
    longer = next((each.name for each in chosen if each.private == zone.private), zone.name)
    return f"{longer} is longer"

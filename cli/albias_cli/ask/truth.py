"""The whole truth about one name: what tags, zones, the registry and Route 53 say of it, and what the engine would do.

Gathers, through the engine's own reading and its own verdict; shows nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from albias.case import Decision, answering
from albias.claims import find_zones
from albias.external_dns import owner_of, registry_names
from albias.model import SCHEMES, HostedZone, LoadBalancer, LoadBalancerId, RecordSet, Refusal, Scheme
from albias.names import DnsName, InvalidName, ancestors, fits, is_within, parse_name
from albias.registry import Hold, decode_hold, hold_name
from albias.view import ZoneView
from albias_cli.orders import Memo
from albias_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ZoneTruth:
    """A name in one hosted zone. `external_dns`: owner id, where its TXT record sets speak of the name.

    `unused`: why the name does not go into this one, although it lies in it.
    """

    zone: HostedZone
    record_sets: tuple[RecordSet, ...]
    hold: Hold | None
    external_dns: str | None
    delegated_at: DnsName | None
    waiting: tuple[LoadBalancerId, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unused: str = ""

    @property
    def pending(self) -> list[Decision]:
        """What a sweep would do to the name here."""
        return [decision for decision in self.decisions if decision.action not in ("keep", "wait", "tidy")]


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything about one name. `tags`: by load balancer, the tag that claims it, as key and value."""

    name: DnsName
    claimants: tuple[LoadBalancer, ...]
    tags: dict[LoadBalancerId, list[tuple[str, str]]]
    zones: tuple[ZoneTruth, ...]
    refusals: tuple[Refusal, ...]
    problems: tuple[str, ...] = field(default=())


def truth_about(workspace: Workspace, name: DnsName, load_balancers: Collection[LoadBalancer]) -> Truth:
    """Read and judge. Raises: AwsUnavailable."""
    settings = workspace.settings
    tags = {each.id: found for each in load_balancers if (found := claiming_tags(each, name, settings.hostname_tags))}
    zones = [zone for zone in settings.zones if is_within(name, zone.name)]
    views = {zone.id: _read(workspace, zone, name) for zone in zones}
    holds = (_hold(workspace, zone, name, views[zone.id]) for zone in zones)
    holders = {hold.load_balancer for hold in holds if hold and hold.load_balancer}
    memo = Memo()
    engine = workspace.engine(dry_run=True, careful=True, only=frozenset([name]), decide=memo)
    outcome = engine.look({*tags, *holders})
    claimants = tuple(each for each in load_balancers if each.id in tags)
    schemes = {each.scheme for each in claimants}
    return Truth(
        name=name,
        claimants=claimants,
        tags=tags,
        zones=tuple(
            replace(
                _zone_truth(workspace, zone, name, views[zone.id], memo),
                unused=_unused(zone, name, schemes, settings.zones),
            )
            for zone in zones
        ),
        refusals=tuple(dict.fromkeys(each for each in outcome.refusals if _is(each.hostname, name))),
        problems=tuple(dict.fromkeys(outcome.problems)),
    )


def claiming_tags(load_balancer: LoadBalancer, name: DnsName, keys: Collection[str]) -> list[tuple[str, str]]:
    """The tags of ours that name this hostname."""
    ours = [tag for tag in load_balancer.tags if any(tag[0] == key or tag[0].startswith(key + "/") for key in keys)]
    return [(key, value) for key, value in ours if any(_is(word, name) for word in value.split())]


def _is(text: str, name: DnsName) -> bool:
    try:
        return parse_name(text) == name
    except InvalidName:
        return False


def _read(workspace: Workspace, zone: HostedZone, name: DnsName) -> ZoneView:
    names = [name, hold_name(name, zone), *_cuts(name, zone), *registry_names(name, workspace.settings.external_dns)]
    return workspace.read(zone, filter(fits, names))


def _cuts(name: DnsName, zone: HostedZone) -> list[DnsName]:
    return [cut for cut in (*ancestors(name, zone.name), name) if cut != zone.name]


def _hold(workspace: Workspace, zone: HostedZone, name: DnsName, view: ZoneView) -> Hold | None:
    key = hold_name(name, zone)
    found = view.one(key, "TXT") if fits(key) else None
    return decode_hold(found, workspace.me) if found else None


def _unused(zone: HostedZone, name: DnsName, schemes: Collection[Scheme], zones: Sequence[HostedZone]) -> str:
    """Why the engine would not choose a zone for a name, for load balancers of these schemes (none: of any)."""
    chosen = [each for scheme in schemes or SCHEMES for each in find_zones(name, scheme, zones)]
    if zone in chosen:
        return ""
    if not zone.allows(name):
        return f"its hostnames do not allow it: {', '.join(zone.patterns)}"
    if schemes and not {*schemes} & {*zone.schemes}:
        return f"its schemes do not allow it: {', '.join(zone.schemes)}"
    longer = next((each.name for each in chosen if each.private == zone.private), zone.name)
    return f"{longer} is longer"


def _zone_truth(workspace: Workspace, zone: HostedZone, name: DnsName, view: ZoneView, memo: Memo) -> ZoneTruth:
    case = memo.cases.get((zone.id, name))
    decisions, _ = memo.verdicts.get((zone.id, name), ([], []))
    holder = case.holder.id if case and case.holder else None
    texts = (found for key in registry_names(name, workspace.settings.external_dns) for found in view.at(key))
    return ZoneTruth(
        zone=zone,
        record_sets=tuple(answering(view.at(name))),
        hold=_hold(workspace, zone, name, view),
        external_dns=owner_of(texts),
        delegated_at=next((cut for cut in _cuts(name, zone) if view.one(cut, "NS")), None),
        waiting=tuple(party.id for party in case.claimants if party.id != holder) if case and holder else (),
        decisions=tuple(decisions),
    )

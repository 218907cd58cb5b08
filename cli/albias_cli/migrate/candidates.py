"""A migration from external-dns: which names can be taken over, and whose the TXT record sets are.

Finds; what happens to a name is decided by orders.Migrate and the engine.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from shlex import quote

from albias.case import answering
from albias.model import HostedZone, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, is_within
from albias.settings import ExternalDns
from albias_cli.ask.wishes import by_name
from albias_cli.orders import ANYBODY, Place
from albias_cli.show.tagging import how_to_tag
from albias_cli.workspace import Workspace

from .external_dns import Findings, Registry, neighbours, survey
from .former import options_of

Claimed = Mapping[DnsName, Collection[LoadBalancerId]]

_BY_HAND = "Find out whose it is and delete it by hand; then: `albias adopt {}`"
_LOOK = "What is there: `albias explain {}`"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name of the external-dns that is not taken over, and what to do about it."""

    hostname: DnsName
    zone: HostedZone
    reason: str
    advice: str


@dataclass(slots=True)
class Candidates:
    """What external-dns has in the configured zones. `texts`: of each name to take over, where its TXT record sets lie.

    `leftover`: its TXT record sets that speak of no name that answers for an address.
    `of_it`: all its names, also those that `only` left out; `owners`: every owner id that was seen.
    """

    texts: dict[Place, frozenset[RecordKey]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    leftover: list[tuple[HostedZone, RecordSet]] = field(default_factory=list)
    of_it: set[Place] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)

    @property
    def names(self) -> frozenset[DnsName]:
        """The names to take over."""
        return frozenset(name for _, name in self.texts)

    @property
    def total(self) -> int:
        """How many names it has."""
        return len(self.of_it)


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for an external-dns's names in every configured zone, or for `only` some of them."""

    workspace: Workspace
    registry: Registry
    style: ExternalDns
    load_balancers: Collection[LoadBalancer]
    only: frozenset[DnsName] | None = None

    def run(self) -> Candidates:
        """Read the zones, whole. Raises: AwsUnavailable."""
        found = Candidates()
        claimed = by_name(self.load_balancers, self.workspace.settings)
        for zone in self.workspace.settings.zones:
            self._look(zone, claimed, found)
        return found

    def _look(self, zone: HostedZone, claimed: Claimed, found: Candidates) -> None:
        by_set: dict[str, list[RecordSet]] = {"": []}
        for each in self._all(zone):
            by_set.setdefault(each.key.set_identifier, []).append(each)
        for set_identifier, record_sets in by_set.items():
            wanted: set[DnsName] = set()
            if not set_identifier:
                wanted = {name for name in claimed if is_within(name, zone.name)}
            self._look_at_set(zone, record_sets, wanted, found=found, claimed=claimed)

    def _look_at_set(
        self,
        zone: HostedZone,
        record_sets: list[RecordSet],
        wanted: set[DnsName],
        *,
        found: Candidates,
        claimed: Claimed,
    ) -> None:
        """Sort what lies under one set identifier: external-dns's TXT record set has that of its record set."""
        findings = survey(record_sets, self.style, self.registry, zone.name, wanted=wanted)
        for name, texts in sorted(findings.registered.items()):
            taken = answering(each for each in record_sets if each.key.name == name)
            found.owners |= self._owners(texts)
            if self._concerns_us(name, texts):
                found.of_it.add((zone.id, name))
            if self._wanted(name):
                unclaimed = None if self._is_claimed(claimed.get(name, ()), taken) else taken
                self._sort(zone, name, texts, found=found, unclaimed=unclaimed)
        found.of_it |= {(zone.id, name) for name in findings.ambiguous}
        for name, other in sorted(findings.ambiguous.items()):
            if self._wanted(name):
                reason = f"its TXT record set could be that of {other}, too"
                found.skipped.append(Skipped(name, zone, reason, _BY_HAND.format(quote(name))))
        found.leftover += [(zone, text) for text in findings.unreached if not self.registry.objection([text])]

    def _sort(
        self,
        zone: HostedZone,
        name: DnsName,
        texts: Sequence[RecordSet],
        *,
        found: Candidates,
        unclaimed: list[RecordSet] | None,
    ) -> None:
        """Put one name where it belongs. `unclaimed`: what answers for it, where no load balancer claims it."""
        objection = self.registry.objection(texts)
        if objection:
            if self._concerns_us(name, texts):
                found.skipped.append(Skipped(name, zone, objection, _LOOK.format(quote(name))))
        elif unclaimed is None:
            keys = frozenset(text.key for text in texts)
            found.texts[zone.id, name] = found.texts.get((zone.id, name), frozenset()) | keys
        else:
            found.skipped.append(self._unclaimed(zone, name, unclaimed))

    def _is_claimed(self, claimants: Collection[LoadBalancerId], taken: Collection[RecordSet]) -> bool:
        """Whether the name is claimed; of a routed record set, by a load balancer that it points at."""
        targets = [each.dns_name for each in self.load_balancers if each.id in claimants]
        for found in taken:
            if found.routing is not None and not any(found.points_at(target) for target in targets):
                return False
        return bool(targets)

    def _owners(self, texts: Iterable[RecordSet]) -> set[str]:
        owners: set[str] = set()
        for text in texts:
            owners |= {*self.registry.owners(text)}
        return owners - {""}

    def _concerns_us(self, name: DnsName, texts: Iterable[RecordSet]) -> bool:
        """Whether a name that is not simply ours may be ours in part.

        What looks encrypted at the name itself is most likely some service's verification token. Where the same name's
        TXT record sets name another owner, or the key opens others, one encrypted value makes it nobody's guess (X6).
        """
        readable: set[str] = set()
        hidden = False
        for text in texts:
            owners = {*self.registry.owners(text)}
            readable |= owners - {""}
            hidden = hidden or ("" in owners and text.key.name != name)
        return self.registry.owner in readable or (hidden and not readable)

    def _wanted(self, name: DnsName) -> bool:
        return self.only is None or name in self.only

    def _all(self, zone: HostedZone) -> Iterator[RecordSet]:
        route53 = self.workspace.route53(zone)
        cursor: DnsName | None = zone.name
        while cursor:
            self.workspace.pace()
            page, following = route53.page(zone.id, cursor)
            yield from (found for found in page if found.key.name != following)
            cursor = following

    def _unclaimed(self, zone: HostedZone, name: DnsName, taken: list[RecordSet]) -> Skipped:
        """Nobody claims it yet: which load balancer to tag is where it points."""
        for each in self.load_balancers:
            if taken and all(found.points_at(each.dns_name) for found in taken):
                options = options_of(taken[0], each.id.region)
                way = how_to_tag(each, name, self.workspace.settings.hostname_tags[0], options)
                return Skipped(name, zone, "no load balancer claims it", way)
        there = "; ".join(found.describe() for found in taken)
        reason = f"no load balancer claims it; it points at none of this Region: {there}"
        return Skipped(name, zone, reason, _LOOK.format(quote(name)))


def own_texts(workspace: Workspace, zone: HostedZone, name: DnsName) -> tuple[frozenset[DnsName], dict[str, str]]:
    """Where the TXT record sets lie by which an external-dns, whoever's it is, owns this very name (H32); and by set
    identifier why they may not be removed.

    What looks encrypted at a name that answers is most likely some service's verification token: nobody's here.
    Raises: AwsUnavailable.
    """
    style = workspace.settings.external_dns
    keys = neighbours(name, style, zone.name)
    view = workspace.read(zone, keys)
    by_set: dict[str, list[RecordSet]] = {}
    for key in keys:
        for found in view.at(key):
            token = {*ANYBODY.owners(found)} == {""} and answering(view.at(key))
            if not token:
                by_set.setdefault(found.key.set_identifier, []).append(found)
    places: set[DnsName] = set()
    objections: dict[str, str] = {}
    for set_identifier, record_sets in by_set.items():
        texts, objection = _of_set(survey(record_sets, style, ANYBODY, zone.name, wanted=[name]), name)
        places |= texts
        if objection:
            objections[set_identifier] = objection
    return frozenset(places), objections


def _of_set(findings: Findings, name: DnsName) -> tuple[frozenset[DnsName], str]:
    """Where the TXT record sets of a name lie under one set identifier; and why they may not be removed, or nothing."""
    if other := findings.ambiguous.get(name):
        way = _BY_HAND.format(quote(name))
        return frozenset(), f"its external-dns TXT record set could be that of {other}, too. {way}"
    texts = findings.registered.get(name, ())
    if hidden := [text.key.name for text in texts if "" in ANYBODY.owners(text)]:
        way = f"Take it over: `albias migrate external-dns --owner ID --aes-key-file FILE --only {quote(name)}`"
        return frozenset(), f"the external-dns TXT record set {hidden[0]} is encrypted. {way}"
    return frozenset(text.key.name for text in texts), ""

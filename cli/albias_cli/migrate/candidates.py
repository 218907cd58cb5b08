"""A migration from external-dns: which names can be taken over, and whose the TXT record sets are.

Finds; what happens to a name is decided by orders.Migrate and the engine.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from shlex import quote

from albias.case import answering
from albias.model import HostedZone, LoadBalancer, RecordSet
from albias.names import DnsName, is_within
from albias.settings import ExternalDns
from albias_cli.ask.wishes import by_name
from albias_cli.orders import ANYBODY
from albias_cli.show.advice import tag_for
from albias_cli.workspace import Workspace

from .external_dns import Registry, neighbours, survey

Place = tuple[str, DnsName]  # hosted zone id, name
_BY_HAND = "Find out whose it is and delete it by hand; then `albias adopt {}`."


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name of the external-dns that is not taken over, and what to do about it."""

    hostname: DnsName
    zone: HostedZone
    reason: str
    advice: str = ""


@dataclass(slots=True)
class Candidates:
    """What external-dns has in the configured zones. `texts`: of each name to take over, where its TXT record sets lie.

    `leftover`: its TXT record sets that speak of no name that answers for an address.
    `total`: all its names, also those that `only` left out; `owners`: every owner id that was seen.
    """

    texts: dict[Place, frozenset[DnsName]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    leftover: list[tuple[HostedZone, RecordSet]] = field(default_factory=list)
    total: int = 0
    owners: set[str] = field(default_factory=set)

    @property
    def names(self) -> frozenset[DnsName]:
        """The names to take over."""
        return frozenset(name for _, name in self.texts)


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
            record_sets = list(self._all(zone))
            findings = survey(record_sets, self.style, self.registry)
            for name, texts in sorted(findings.registered.items()):
                objection, concerns_us = self.registry.objection(texts), self._concerns_us(name, texts)
                found.total += concerns_us
                found.owners |= {owner for text in texts for owner in self.registry.owners(text) if owner}
                if not self._wanted(name):
                    continue
                if objection:
                    if concerns_us:
                        found.skipped.append(Skipped(name, zone, objection))
                elif name in claimed:
                    found.texts[zone.id, name] = frozenset(text.key.name for text in texts)
                else:
                    taken = answering(each for each in record_sets if each.key.name == name)
                    found.skipped.append(self._unclaimed(zone, name, taken))
            found.total += len(findings.ambiguous)
            found.skipped += [
                Skipped(name, zone, f"its TXT record set could be that of {other}, too", _BY_HAND.format(quote(name)))
                for name, other in sorted(findings.ambiguous.items())
                if self._wanted(name)
            ]
            found.leftover += [(zone, text) for text in findings.unreached if not self.registry.objection([text])]
        return found

    def _concerns_us(self, name: DnsName, texts: Iterable[RecordSet]) -> bool:
        """Whether a name that is not simply ours may be ours in part. What looks encrypted at the name itself is most
        likely some service's verification token."""
        owners = {owner for text in texts for owner in self.registry.owners(text) if owner or text.key.name != name}
        return bool(owners & {self.registry.owner, ""})

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
        target = next(
            (each for each in self.load_balancers if all(found.points_at(each.dns_name) for found in taken)), None
        )
        if target:
            tag = tag_for(name, self.workspace.settings.hostname_tags[0])
            return Skipped(name, zone, "no load balancer claims it", f"Tag {target.id}: {tag}")
        there = "; ".join(found.describe() for found in taken)
        return Skipped(name, zone, f"no load balancer claims it; it points at none of this Region: {there}")


def own_texts(workspace: Workspace, zone: HostedZone, name: DnsName) -> tuple[frozenset[DnsName], str]:
    """Where the TXT record sets lie by which an external-dns, whoever's it is, owns this very name (H32); and why they
    may not be removed, or the empty text.

    What looks encrypted at a name that answers is most likely some service's verification token: nobody's here.
    Raises: AwsUnavailable.
    """
    style = workspace.settings.external_dns
    keys = [key for key in neighbours(name, style) if is_within(key, zone.name)]
    view = workspace.read(zone, keys)
    record_sets = [
        found
        for key in keys
        for found in view.at(key)
        if not (set(ANYBODY.owners(found)) == {""} and answering(view.at(key)))
    ]
    findings = survey(record_sets, style, ANYBODY)
    if other := findings.ambiguous.get(name):
        way = _BY_HAND.format(quote(name))
        return frozenset(), f"its external-dns TXT record set could be that of {other}, too. {way}"
    texts = findings.registered.get(name, ())
    if hidden := [text.key.name for text in texts if "" in ANYBODY.owners(text)]:
        way = f"`albias migrate external-dns --owner ID --aes-key-file FILE --only {quote(name)}` takes it over"
        return frozenset(), f"the external-dns TXT record set {hidden[0]} is encrypted: {way}"
    return frozenset(text.key.name for text in texts), ""

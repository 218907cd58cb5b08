"""A migration from external-dns: which names can be taken over, and the report that makes it resumable and reversible.

Finds and remembers; what happens to a name is decided by orders.Migrate and the engine.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from albias.case import Decision, answering
from albias.model import Change, HostedZone, LoadBalancer, RecordKey, RecordSet
from albias.names import DnsName, is_within
from albias.registry import SUBTREE
from albias.settings import ExternalDns

from .advice import tag_for
from .describe import Document, record_set_document
from .errors import CommandError
from .external_dns import Registry, neighbours, survey
from .orders import ANYBODY
from .wishes import by_name
from .workspace import Workspace

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
    """

    texts: dict[Place, frozenset[DnsName]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    leftover: list[tuple[HostedZone, RecordSet]] = field(default_factory=list)

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
                if not self._wanted(name):
                    continue
                if objection := self.registry.objection(texts):
                    if self._concerns_us(name, texts):
                        found.skipped.append(Skipped(name, zone, objection))
                elif name in claimed:
                    found.texts[zone.id, name] = frozenset(text.key.name for text in texts)
                else:
                    taken = answering(each for each in record_sets if each.key.name == name)
                    found.skipped.append(self._unclaimed(zone, name, taken))
            found.skipped += [
                Skipped(name, zone, f"its TXT record set could be that of {other}, too", _BY_HAND.format(name))
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
        return frozenset(), f"its external-dns TXT record set could be that of {other}, too. {_BY_HAND.format(name)}"
    texts = findings.registered.get(name, ())
    if hidden := [text.key.name for text in texts if "" in ANYBODY.owners(text)]:
        way = f"`albias migrate external-dns --owner ID --aes-key-file FILE --only {name}` takes it over"
        return frozenset(), f"the external-dns TXT record set {hidden[0]} is encrypted: {way}"
    return frozenset(text.key.name for text in texts), ""


class Report:
    """What was taken over and what was removed for it, in a file: written before any change, kept over runs."""

    def __init__(self, path: Path, header: Document) -> None:
        self._path = path
        self._header = header
        self._names: dict[str, Document] = {}
        if path.exists():
            self._names = _read(path, header)

    def plan(self, decisions: Iterable[tuple[HostedZone, Decision]]) -> None:
        """Note what is about to be done. Raises: CommandError when the file cannot be written."""
        for zone, decision in decisions:
            self._names[f"{zone.id} {decision.hostname}"] = {
                "state": "planned",
                "hostname": decision.hostname,
                "zone": zone.name,
                "zone_id": zone.id,
                "load_balancer": str(decision.load_balancer),
                "external_dns": [
                    {"action": change.action} | record_set_document(change.record_set)
                    for change in decision.changes
                    if change.record_set.key.type == "TXT" and f".{SUBTREE}." not in change.record_set.key.name
                ],
            }
        self._write()

    def done(self, decisions: Iterable[tuple[HostedZone, Decision]]) -> None:
        """Note what was done."""
        for zone, decision in decisions:
            if noted := self._names.get(f"{zone.id} {decision.hostname}"):
                noted["state"] = "migrated"
        self._write()

    def _write(self) -> None:
        text = json.dumps(self._header | {"names": list(self._names.values())}, indent=2) + "\n"
        try:
            self._path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{self._path}: the report cannot be written: {error.strerror}") from error


def _read(path: Path, header: Document) -> dict[str, Document]:
    document = read_report(path)
    if any(document.get(key) != value for key, value in header.items()):
        raise CommandError(f"{path} is the report of another migration", "Choose another file with --report.")
    return {f"{each['zone_id']} {each['hostname']}": each for each in document["names"]}


def read_report(path: Path) -> Document:
    """A report as it was written. Raises: CommandError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or not isinstance(document.get("names"), list):
            raise ValueError("no report of a migration")
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(
            f"{path}: {error}", "`albias migrate external-dns --report FILE` writes such a file."
        ) from error
    return document


def way_back(document: Document) -> dict[Place, tuple[Change, ...]]:
    """For each name of a report, the changes that bring external-dns's TXT record sets back."""
    return {
        (each["zone_id"], DnsName(each["hostname"])): tuple(
            Change("CREATE" if change["action"] == "DELETE" else "DELETE", _record_set(change))
            for change in reversed(each["external_dns"])
        )
        for each in document["names"]
        if each["external_dns"]
    }


def not_back(workspace: Workspace, texts: Mapping[Place, tuple[Change, ...]]) -> list[DnsName]:
    """The names whose TXT record sets of external-dns are not as they would be after these changes, or whose hosted
    zone is not configured any more. Raises: AwsUnavailable."""
    found = set()
    for zone in workspace.settings.zones:
        made = {change.record_set for (where, _), each in texts.items() if where == zone.id for change in each}
        view = workspace.read(zone, {record_set.key.name for record_set in made})
        found |= {(zone.id, record_set) for record_set in made if record_set in view.at(record_set.key.name)}
    return [
        name
        for (where, name), each in texts.items()
        if not all((where, change.record_set) in found for change in each if change.action == "CREATE")
    ]


def _record_set(document: Mapping[str, Any]) -> RecordSet:
    key = RecordKey(DnsName(document["name"]), document["type"])
    return RecordSet(key, document["ttl"], tuple(document["values"]))

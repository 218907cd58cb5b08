"""The report of a migration, which makes it resumable and reversible: written before any change, read for the way back.

Remembers; what happens to a name is decided by orders.Back and the engine.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, cast

from albias.case import Case, Decision
from albias.engine.outcome import Plan
from albias.model import Change, HostedZone, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import SUBTREE, Key
from albias_cli.errors import CommandError
from albias_cli.orders import Spot
from albias_cli.show.describe import is_pending, record_set_document
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .former import Former, kept_record_set

WayBack = dict[Spot, Former]
_REPORT = "Name the file that the migration wrote: `albias migrate back albias-migration.json`"


class Report:
    """What was taken over and what was removed for it, in a file: written before any change, kept over runs."""

    def __init__(self, path: Path, header: Document) -> None:
        self._path = path
        self._header = header
        self._names: dict[str, Document] = {}
        if path.exists():
            self._names = _read(path, header)

    @property
    def known(self) -> int:
        """How many names it tells of."""
        return len(self._names)

    def plan(self, plan: Plan) -> None:
        """Note what is about to be done. Raises: CommandError when the file cannot be written."""
        for zone, decision in plan.decisions:
            if not is_pending(decision):
                continue
            case = next(each for each in plan.cases if (each.zone.id, each.key) == (zone.id, decision.key))
            self._names[_place(zone.id, decision.hostname, decision.key.set_identifier)] = {
                "state": "planned",
                "hostname": decision.hostname,
                "set_identifier": decision.key.set_identifier,
                "zone": zone.name,
                "zone_id": zone.id,
                "load_balancer": str(decision.load_balancer),
                "external_dns": _text_changes(decision),
                "record_sets": [record_set_document(found) for found in _answered(case, decision)],
            }
        self._write()

    def done(self, decisions: Iterable[tuple[HostedZone, Decision]]) -> None:
        """Note what was done."""
        for zone, decision in decisions:
            if noted := self._names.get(_place(zone.id, decision.hostname, decision.key.set_identifier)):
                noted["state"] = "migrated"
        self._write()

    def _write(self) -> None:
        text = json.dumps(self._header | {"names": list(self._names.values())}, indent=2) + "\n"
        part = self._path.with_name(f"{self._path.name}.part")  # the old report stays whole until the new one is
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            what = f"{self._path}: the report cannot be written: {error.strerror}"
            raise CommandError(
                what, "Without it there is no way back; choose another file: `--report OTHER.json`"
            ) from error


def _place(zone_id: str, hostname: str, set_identifier: str) -> str:
    return f"{zone_id} {hostname} {set_identifier}".rstrip()


def _answered(case: Case, decision: Decision) -> list[RecordSet]:
    """What answered under the key and is replaced: all of a simple name, of a routed one without its neighbours."""
    if not decision.key.set_identifier:
        return case.answering
    deleted = [change.record_set for change in decision.changes if change.action == "DELETE"]
    return [found for found in case.answering if found in deleted and not case.made(found)]


def _text_changes(decision: Decision) -> list[Document]:
    """The changes of external-dns's TXT record sets."""
    changes = []
    for change in decision.changes:
        if change.record_set.key.type == "TXT" and f".{SUBTREE}." not in change.record_set.key.name:
            changes.append({"action": change.action} | record_set_document(change.record_set))
    return changes


def _read(path: Path, header: Document) -> dict[str, Document]:
    document = read_report(path)
    if any(document.get(key) != value for key, value in header.items()):
        raise CommandError(f"{path} is the report of another migration", "Choose another file: `--report OTHER.json`")
    names: dict[str, Document] = {}
    for each in document["names"]:
        names[_place(each["zone_id"], each["hostname"], each.get("set_identifier", ""))] = each
    return names


def read_report(path: Path) -> Document:
    """A report as it was written. Raises: CommandError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        way_back(document)
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}", _REPORT) from error
    except ValueError as error:
        raise CommandError(f"{path}: no report of a migration: {error}", _REPORT) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path}: no report of a migration", _REPORT) from error
    return cast(Document, document)


def way_back(document: Document) -> WayBack:
    """For each name of a report, what external-dns had."""
    found: WayBack = {}
    for each in document["names"]:
        texts: list[Change] = []
        for change in reversed(each["external_dns"]):
            action: Literal["CREATE", "DELETE"] = "CREATE" if change["action"] == "DELETE" else "DELETE"
            texts.append(Change(action, kept_record_set(change)))
        answered = tuple(kept_record_set(kept) for kept in each["record_sets"])
        if texts:
            key = Key(DnsName(each["hostname"]), each.get("set_identifier", ""))
            found[each["zone_id"], key] = Former(tuple(texts), answered)
    return found


def texts_now(workspace: Workspace, former: WayBack) -> dict[Spot, dict[RecordKey, RecordSet]]:
    """What lies now where the TXT record sets would come back, in the configured zones. Raises: AwsUnavailable."""
    found: dict[Spot, dict[RecordKey, RecordSet]] = {}
    for zone in workspace.settings.zones:
        keys: dict[Spot, set[RecordKey]] = {}
        wanted: set[DnsName] = set()
        for place, each in former.items():
            if place[0] == zone.id:
                keys[place] = {change.record_set.key for change in each.texts}
                wanted |= {key.name for key in keys[place]}
        view = workspace.read(zone, wanted)
        for place, asked in keys.items():
            found[place] = {}
            for key in asked:
                for there in view.of_type(key.name, key.type):
                    if there.key == key:
                        found[place][key] = there
    return found


def are_back(changes: Iterable[Change], now: Mapping[RecordKey, RecordSet]) -> bool:
    """Whether all is there that these changes would make."""
    return all(now.get(each.record_set.key) == each.record_set for each in changes if each.action == "CREATE")


def in_the_way(changes: Iterable[Change], now: Mapping[RecordKey, RecordSet]) -> str:
    """What of that which is there now would make these changes fail, in words; empty where nothing would."""
    left = dict(now)
    for change in changes:
        there = left.pop(change.record_set.key, None)
        if there != (change.record_set if change.action == "DELETE" else None):
            what = there.describe() if there else "not there"
            return f"since the migration {change.record_set.key.name} has changed: {what}. Put that right by hand first"
    return ""

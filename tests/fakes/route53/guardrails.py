"""Change Guardrails: checks that refuse a whole request, each turned on for a hosted zone (C16).

Rests on the Developer Guide, "Change Guardrails for hosted zones" and "Hosted zone features", and on the API reference
of ChangeGuardrail. That the error is InvalidChangeBatch and says which record, which guardrail and how to mend it is
documented; its wording is not. Whether glue below a delegation is exempt is not documented either: it is not, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.route53.names import within
from tests.fakes.route53.readings import Readings
from tests.fakes.route53.store import Key, Record, View, Zone, key_of_record, stored

NS_OCCLUSION_CHECK = "NS_OCCLUSION_CHECK"
ALIAS_TARGET_CHECK = "ALIAS_TARGET_CHECK"
ACTIVE_RECORD_CHECK = "ACTIVE_RECORD_CHECK"
WORDS = {
    NS_OCCLUSION_CHECK: "name server occlusion check",
    ALIAS_TARGET_CHECK: "alias target check",
    ACTIVE_RECORD_CHECK: "active record check",
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a guardrail looks at: the changes, and the zone as they leave it."""

    after: View
    removed: Sequence[Key]
    written: Sequence[Key]


def guardrail_problems(
    view: View, zones: Mapping[str, Zone], changes: Sequence[dict[str, Any]], readings: Readings
) -> list[str]:
    """Why the guardrails of a zone refuse a batch that would pass otherwise; ``view`` is the zone after it."""
    if not view.zone.guardrails:
        return []
    cases = [_whole(view)]
    if readings.guardrails_judge == "each change":
        cases = [_alone(view.zone, change) for change in changes]
    problems = []
    for case in cases:
        for guardrail in sorted(view.zone.guardrails):
            for key, because in _CHECKS[guardrail](case, zones):
                problems.append(_text(guardrail, key, because, readings))
    return list(dict.fromkeys(problems))


def _whole(view: View) -> _Judged:
    there = {key for key in view.changes if view.get(key) is not None}
    return _Judged(view, [key for key in view.changes if key not in there], sorted(there))


def _alone(zone: Zone, change: dict[str, Any]) -> _Judged:
    """One change as if it were the only one."""
    record = stored(change["ResourceRecordSet"])
    key = key_of_record(record)
    after = View(zone)
    if change["Action"] == "DELETE":
        after.changes[key] = None
        return _Judged(after, [key], [])
    after.changes[key] = record
    return _Judged(after, [], [key])


Found = Iterable[tuple[Key, str]]


def _active(case: _Judged, _zones: Mapping[str, Zone]) -> Found:
    """A record set goes whose name and type are still asked for, and none of its name and type is left."""
    for key in case.removed:
        left = any(other.type == key.type for other in case.after.at(key.name))
        if (key.name, key.type) in case.after.zone.asked_for and not left:
            yield key, "it was queried recently. Wait until nobody asks for it, or turn the guardrail off"


def _alias_target(case: _Judged, zones: Mapping[str, Zone]) -> Found:
    """A record set goes to which an alias of the account points."""
    for key in case.removed:
        if any(other.type == key.type for other in case.after.at(key.name)):
            continue
        for zone in zones.values():
            pointing = _pointing_at(key, case.after, zone)
            if pointing:
                yield key, f"the alias record {pointing} points at it. First delete or change that record"


def _pointing_at(key: Key, after: View, zone: Zone) -> str | None:
    here = after.zone
    records: Iterable[Record] = after.all() if zone.id == here.id else zone
    for record in records:
        target = record.get("AliasTarget")
        if not target or record["Type"] != key.type:
            continue
        if (target["HostedZoneId"], target["DNSName"]) == (here.id, key.name):
            return str(record["Name"])
    return None


def _occlusion(case: _Judged, _zones: Mapping[str, Zone]) -> Found:
    """A record set is made that a delegation hides, or a delegation that hides record sets."""
    for key in case.written:
        for delegation in _delegations(case.after):
            if _hides(delegation, key):
                yield key, f"the delegation {delegation} hides it. Create it in the hosted zone of that name"
        if key.type != "NS" or key.name == case.after.zone.name:
            continue
        for record in case.after.all():
            if _hides(key.name, key_of_record(record)):
                yield key, f"it hides the record {record['Name']}. First delete that record"


def _delegations(view: View) -> list[str]:
    """The names that are delegated to other hosted zones."""
    return [record["Name"] for record in view.all() if record["Type"] == "NS" and record["Name"] != view.zone.name]


def _hides(delegation: str, key: Key) -> bool:
    if key.name == delegation:
        return key.type not in ("NS", "DS")
    return within(key.name, delegation)


_CHECKS = {
    ACTIVE_RECORD_CHECK: _active,
    ALIAS_TARGET_CHECK: _alias_target,
    NS_OCCLUSION_CHECK: _occlusion,
}


def _text(guardrail: str, key: Key, because: str, readings: Readings) -> str:
    identifier = f", set-identifier='{key.set_identifier}'" if key.set_identifier else ""
    called = guardrail if readings.guardrails_called == "name" else f"{WORDS[guardrail]} guardrail"
    return (
        f"The {called} rejected the change of resource record set [name='{key.name}', type='{key.type}'{identifier}] "
        f"because {because}."
    )

"""The rules that put events into the queue: those that the configuration asks for, and what came through them."""

import re
from collections.abc import Iterator
from typing import Any

from albias_cli.ask.by_names import rule_names
from albias_cli.ask.deployed import DEPLOY, name_of

from .finding import Check, Finding, Patient, attempted, judged, ok, problem
from .numbers import DAYS, Number, numbers

# What albias writes into a rule's description, in each form of deployment: a stack may have other rules beside ours.
OURS = re.compile(r"albias: .*\((?P<name>\w+)\)")


def rules(patient: Patient) -> Iterator[Finding]:
    """Whether events reach the queue: the rules of this configuration, enabled, each with a target."""
    if patient.deployed is None:
        return
    client = patient.workspace.clients.get("events")
    ours = _described(client, patient.deployed.of_type("AWS::Events::Rule"))
    if ours:
        yield _enabled(client, ours)
    wanted = rule_names(patient.workspace.settings)
    missing = [name for name in wanted if name not in ours]
    if missing:
        yield problem("rules", f"this configuration asks for {len(wanted)}; not there: {', '.join(missing)}", DEPLOY)
    if ours:
        names = {name: rule["Name"] for name, rule in ours.items()}
        yield from attempted("events", _came_through, patient, names)


def _enabled(client: Any, ours: dict[str, Any]) -> Finding:
    """Whether each rule that is there is enabled and has a target."""
    off = [rule["Name"] for rule in ours.values() if not rule["State"].startswith("ENABLED")]  # C27: it has two words
    aimless = [rule["Name"] for rule in ours.values() if not client.list_targets_by_rule(Rule=rule["Name"])["Targets"]]
    bad = sorted({*off, *aimless})
    told = f"; not: {', '.join(bad)}" if bad else ""
    words = f"{len(ours) - len(bad)} of {len(ours)} enabled, with a target{told}"
    enable = "".join(f"Enable each that is off: `aws events enable-rule --name {name}`" for name in off[:1])
    return judged(not bad, "rules", words, enable or DEPLOY)


def _described(client: Any, physical_ids: list[str]) -> dict[str, Any]:
    """Albias's rules as EventBridge describes them, by what they hear of."""
    found: dict[str, Any] = {}
    for physical_id in physical_ids:
        described = client.describe_rule(Name=name_of(physical_id))
        ours = OURS.fullmatch(described.get("Description", ""))
        if ours:
            found[ours["name"]] = {"Name": name_of(physical_id), **described}
    return found


def _came_through(patient: Patient, rules: dict[str, str]) -> Iterator[Finding]:
    """How often each rule has put an event into the queue, and failed to. Source: "Monitoring Amazon EventBridge"."""
    asked: dict[str, Number] = {}
    for name, rule in rules.items():
        asked[name] = Number("AWS/Events", "Invocations", ("RuleName", rule))
        asked[f"{name} failed"] = Number("AWS/Events", "FailedInvocations", ("RuleName", rule))
    found = numbers(patient.workspace, asked)
    failed = [name for name in rules if found[f"{name} failed"]]
    if failed:
        words = f"events of {', '.join(failed)} did not reach the queue within {DAYS} days"
        yield problem("events", words, f"Mend the queue's policy, and its key's where it has one of its own. {DEPLOY}")
        return
    counts = ", ".join(f"{name} {found[name] or 0:.0f}" for name in rules)
    yield ok("events", f"within {DAYS} days: {counts}{_hint(found)}")


def _hint(found: dict[str, float | None]) -> str:
    """How AWS's own tag events look is not documented for load balancers: that they pass can only be seen (C20)."""
    by_calls = (found.get("Tagged") or 0) + (found.get("Untagged") or 0)
    if by_calls and not found.get("TagChange"):
        return (
            "; tags were told by API calls alone, AWS's own tag events do not come: nothing is lost while a trail logs"
        )
    return ""


CHECKS: tuple[Check, ...] = (rules,)

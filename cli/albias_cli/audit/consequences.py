"""What albias would do with a record set whose load balancer is gone, and what a person can do. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shlex import quote

from albias.aws.route53 import written
from albias.case import Decision
from albias.engine.outcome import Plan
from albias.model import Change, HostedZone, RecordSet, Refusal, plain
from albias.registry import Hold
from albias_cli.show.describe import is_pending, short

from .makers import Maker


@dataclass(frozen=True, slots=True)
class Consequence:
    """What albias does with it by itself, in words, and what to do. `handled`: the next sweep sees to it."""

    albias: str
    do: str
    handled: bool = False


def consequence(zone: HostedZone, found: Sequence[RecordSet], maker: Maker, plan: Plan) -> Consequence:
    """What becomes of the record sets of one key. `plan`: of a sweep."""
    name = quote(found[0].key.name)
    for planned in plan.zones:
        if planned.zone.id != zone.id:
            continue
        if decision := _decision(found, planned.decisions):
            said = f"{decision.action} by the next sweep: {plain(decision.reason)}"
            return Consequence(said, f"Or at once: `albias apply --only {name}`", handled=True)
        if _decision(found, planned.left_out):
            said = "nothing: max_removals stops the sweep that would remove it"
            return Consequence(said, f"If that is right: `albias apply --force --only {name}`")
        if refused := _refused(found, planned.refusals):
            said = f"nothing: it refuses it to {short(refused.load_balancer)} ({refused.code})"
            return Consequence(said, f"Give it to that load balancer: `albias adopt --replace {name}`")
    return _held(maker.hold, name) if maker.hold else _not_ours(zone, found, maker)


def _held(hold: Hold, name: str) -> Consequence:
    if hold.load_balancer is not None:
        return Consequence("nothing: it keeps it", f"Why: `albias explain {name}`")
    way = f"`albias release --config ITS-FILE --delete {name}`"
    return Consequence(f"nothing: the deployment {hold.owner!r} holds it ({hold.resource})", f"Give it up there: {way}")


def _not_ours(zone: HostedZone, found: Sequence[RecordSet], maker: Maker) -> Consequence:
    delete = f"`{delete_command(zone, [*found, *maker.texts])}`"
    if maker.texts:
        do = f"Where that external-dns still runs, remove its Ingress or Service; else delete it: {delete}"
        return Consequence("nothing: it is external-dns's", do)
    if maker.stack:
        name, region = maker.stack.name, maker.stack.region
        template = f"`aws cloudformation get-template --stack-name {quote(name)} --region {region}`"
        return Consequence("nothing: it is CloudFormation's", f"Take it out of the stack's template: {template}")
    again = f"`albias adopt --replace {quote(found[0].key.name)}`"
    do = f"Delete it: {delete}; or, if a load balancer should have it, tag that one, then: {again}"
    return Consequence("nothing: albias did not make it", do)


def _decision(found: Sequence[RecordSet], decisions: Iterable[Decision]) -> Decision | None:
    """What a sweep does to exactly these record sets."""
    for decision in decisions:
        gone = [change.record_set for change in decision.record_changes if change.action == "DELETE"]
        if is_pending(decision) and any(each in gone for each in found):
            return decision
    return None


def _refused(found: Sequence[RecordSet], refusals: Iterable[Refusal]) -> Refusal | None:
    """The refusal of the name to a load balancer that asks for it, because of what is there."""
    for refusal in refusals:
        if refusal.hostname == found[0].key.name and refusal.code == "name-taken":
            return refusal
    return None


def delete_command(zone: HostedZone, record_sets: Iterable[RecordSet]) -> str:
    """The AWS CLI's command that deletes record sets exactly as they were read, all or none."""
    changes = [written(Change("DELETE", each)) for each in record_sets]
    batch = json.dumps({"Changes": changes}, separators=(",", ":"))
    return f"aws route53 change-resource-record-sets --hosted-zone-id {zone.id} --change-batch {quote(batch)}"

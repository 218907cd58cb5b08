"""What a change batch did to one name, and who seems to have done it. Pure.

albias's batches tell most: they rewrite the name's hold, which says who has it; what they only prove comes back the
same.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from albias.case import answering
from albias.external_dns import owner_of
from albias.model import HostedZone, LoadBalancerId, RecordSet, bare_target
from albias.names import DnsName
from albias.registry import Deployment, Hold, decode_hold, hold_name, texts

from .batch import Batch

_RESOURCE = re.compile(r"[0-9a-f]{8}/[a-z0-9-]+/(.+)")  # of a hold, whoever's: fingerprint, Region, load balancer
_OURS = re.compile(r"albias (?P<owner>[A-Za-z0-9_-]+)\b")  # how the comments of albias's batches begin
_TOOLS = (
    ("externaldns", "external-dns"),
    ("external-dns", "external-dns"),
    ("terraform", "Terraform"),
    ("opentofu", "OpenTofu"),
    ("pulumi", "Pulumi"),
    ("cloudformation", "CloudFormation"),
    ("octodns", "octoDNS"),
    ("certbot", "certbot"),
    ("console", "the console"),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of a name, when and by whom. `at` in Unix seconds; `who` in words, `principal` as an ARN.

    `notable`: whether the name's answer or holder changed; a hold that is written anew alone is not.
    """

    at: float
    what: str
    who: str
    principal: str = ""
    comment: str = ""
    change_id: str = ""
    notable: bool = True


@dataclass(slots=True)
class _Difference:
    """What went and what came, without what came back the same. `overwritten`: something may have been there before."""

    gone: list[RecordSet] = field(default_factory=list)
    come: list[RecordSet] = field(default_factory=list)
    overwritten: bool = False


def what_happened(batch: Batch, name: DnsName, zone: HostedZone, me: Deployment) -> Happened | None:
    """What a batch did to a name; None where it has nothing to do with it."""
    concerned = {name, hold_name(name, zone)}
    if not any(change.record_set.key.name in concerned for change in batch.changes):
        return None
    records = _difference(batch, name)
    holds = _difference(batch, hold_name(name, zone))
    before, after = _holder(holds.gone, me, zone), _holder(holds.come, me, zone)
    what = _what(records, before, after)
    told = Happened(batch.at, what, who(batch), batch.principal, comment=batch.comment, change_id=batch.change_id)
    return told if what else replace(told, what=_unnoticed(records), notable=False)


def who(batch: Batch) -> str:
    """Who sent a batch, in words: albias by its holds or comment, other tools by what they leave or are called."""
    owner = _albias(batch)
    if owner is not None:
        return f"albias {owner}".strip()
    external = owner_of(change.record_set for change in batch.changes)
    if external is not None:
        return f"external-dns {external}".strip()
    agent = batch.agent.lower()
    tools = [tool for word, tool in _TOOLS if word in agent]
    return tools[0] if tools else short_principal(batch.principal)


def short_principal(arn: str) -> str:
    """A principal as people know it: `role/Admin` with its session, `user/name`; the whole text where it is no ARN."""
    return arn.split(":", 5)[5].removeprefix("assumed-role/") if arn.count(":") >= 5 else arn or "unknown"


def _albias(batch: Batch) -> str | None:
    """The owner of the albias that sent a batch; None where none did."""
    for change in batch.changes:
        for value in change.record_set.values:
            if value.startswith('"heritage=albias,'):
                return texts.pairs(texts.unquote(value)).get("owner", "")
    said = _OURS.match(batch.comment)
    return said["owner"] if said else None


def _difference(batch: Batch, name: DnsName) -> _Difference:
    """What a batch changed at a name."""
    found = _Difference()
    for change in batch.changes:
        if change.record_set.key.name != name:
            continue
        if change.action == "DELETE":
            found.gone.append(change.record_set)
        else:
            found.come.append(change.record_set)
            found.overwritten = found.overwritten or change.action == "UPSERT"
    proved = [each for each in found.gone if each in found.come]
    found.gone = [each for each in found.gone if each not in proved]
    found.come = [each for each in found.come if each not in proved]
    return found


def _holder(record_sets: Iterable[RecordSet], me: Deployment, zone: HostedZone) -> str:
    """Who has the name by the holds among these; empty where nobody has."""
    for found in record_sets:
        hold = decode_hold(found, me, zone) if found.key.type == "TXT" else None
        if hold is not None:
            return _named(hold)
    return ""


def _named(hold: Hold) -> str:
    if isinstance(hold.load_balancer, LoadBalancerId):
        return hold.load_balancer.short
    resource = _RESOURCE.fullmatch(hold.resource)
    return resource[1] if resource else hold.resource


def _what(records: _Difference, before: str, after: str) -> str:
    """In words; empty where neither what answers nor who has the name changed."""
    gone, come = answering(records.gone), answering(records.come)
    if before and after and before != after:
        return f"handed over from {before} to {after}"
    if come and not gone:
        return _came(come, after, overwritten=records.overwritten)
    if gone and not come:
        return f"removed: {_described(gone)}" + (f", which {before} had" if before else "")
    if gone and come:
        return _changed(gone, come)
    return _held_anew(before, after)


def _held_anew(before: str, after: str) -> str:
    """What a hold that came or went means where the record sets stayed."""
    if after and not before:
        return f"adopted for {after}"
    return f"let go of by {before}; its record set stayed" if before and not after else ""


def _unnoticed(records: _Difference) -> str:
    """What changed where neither the answer nor the holder did."""
    parts = [f"{verb} {_described(those)}" for verb, those in (("-", records.gone), ("+", records.come)) if those]
    return f"beside its answer: {', '.join(parts)}" if parts else "its hold was rewritten, nothing else"


def _came(come: list[RecordSet], holder: str, *, overwritten: bool) -> str:
    verb = "written, whatever was there" if overwritten else "created"
    return f"{verb}: {_described(come)}" + (f", for {holder}" if holder else "")


def _changed(gone: list[RecordSet], come: list[RecordSet]) -> str:
    """What differs: the weights or other routing, the target, or something else."""
    for verb, said in (("repointed", _target), ("routing changed", _routed)):
        before, after = _all(said, gone), _all(said, come)
        if before != after:
            return f"{verb} from {before} to {after}"
    return f"changed: {_described(gone)}, now {_described(come)}"


def _all(said: Callable[[RecordSet], str], record_sets: Iterable[RecordSet]) -> str:
    return ", ".join(sorted({said(each) for each in record_sets}))


def _routed(found: RecordSet) -> str:
    return str(found.routing) if found.routing else "simple"


def _target(found: RecordSet) -> str:
    return bare_target(found.alias.dns_name) if found.alias else " ".join(found.values)


def _described(record_sets: Iterable[RecordSet]) -> str:
    return "; ".join(found.describe() for found in record_sets)

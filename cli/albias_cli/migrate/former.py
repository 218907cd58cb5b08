"""What external-dns had at a name before its migration, and the changes that bring exactly that back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from albias.model import AliasTarget, Change, RecordKey, RecordSet
from albias.names import DnsName


@dataclass(frozen=True, slots=True)
class Former:
    """`texts`: the changes that bring its TXT record sets back; `record_sets`: what answered for the name."""

    texts: tuple[Change, ...]
    record_sets: tuple[RecordSet, ...] = ()


def comes_back(former: Former, there: Iterable[RecordSet], ours: Iterable[RecordSet], target: str) -> list[Change]:
    """The changes from what is there to what external-dns had. `target`: where the name points today.

    What pointed elsewhere keeps today's answer, in the form that external-dns had: it corrects that by itself.
    """
    made = {found.key.type: found for found in ours}
    wanted: list[RecordSet] = []
    for found in former.record_sets:
        if found.points_at(target):
            wanted.append(found)
        elif found.key.type == "CNAME":
            wanted.append(replace(found, values=(target,)))
        elif found.key.type in made:
            wanted.append(made[found.key.type])
    if not wanted:
        return list(former.texts)
    foreign = {found.key.type for found in there if found not in made.values()}
    deleted = [Change("DELETE", found) for found in made.values() if found not in wanted]
    missing = [found for found in wanted if found not in made.values() and found.key.type not in foreign]
    return [*deleted, *(Change("CREATE", found) for found in missing), *former.texts]


def kept_record_set(document: Mapping[str, Any]) -> RecordSet:
    """A record set from the document of it that a report keeps. Raises: KeyError, TypeError where it is none."""
    key = RecordKey(DnsName(document["name"]), document["type"])
    if "alias" in document:
        alias = document["alias"]
        target = AliasTarget(alias["dns_name"], alias["hosted_zone_id"], alias["evaluate_target_health"])
        return RecordSet(key, alias=target)
    return RecordSet(key, document["ttl"], tuple(document["values"]))

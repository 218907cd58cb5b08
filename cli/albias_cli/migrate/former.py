"""What external-dns had at a name before its migration, and the changes that bring exactly that back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from albias.model import AliasTarget, Change, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.options import parse_options
from albias_cli.show.routing import option_of


@dataclass(frozen=True, slots=True)
class Former:
    """`texts`: the changes that bring its TXT record sets back; `record_sets`: what answered for the name."""

    texts: tuple[Change, ...]
    record_sets: tuple[RecordSet, ...] = ()


def comes_back(former: Former, there: Iterable[RecordSet], ours: Iterable[RecordSet], target: str) -> list[Change]:
    """The changes from what is there to what external-dns had. `target`: where the name points today.

    What pointed elsewhere keeps today's answer, in the form that external-dns had: it corrects that by itself.
    Record sets of other set identifiers are neighbours, and stay.
    """
    made = {found.key.type: found for found in ours}
    wanted: list[RecordSet] = []
    for found in former.record_sets:
        if found.points_at(target):
            wanted.append(found)
        elif found.key.type == "CNAME":
            wanted.append(replace(found, values=(target,)))
        elif found.key.type in made:
            ours_now = made[found.key.type]
            wanted.append(replace(found, alias=ours_now.alias) if found.routing else ours_now)
    if not wanted:
        return list(former.texts)
    foreign = {found.key for found in there if found not in made.values()}
    deleted = [Change("DELETE", found) for found in made.values() if found not in wanted]
    missing = [found for found in wanted if found not in made.values() and found.key not in foreign]
    return [*deleted, *(Change("CREATE", found) for found in missing), *former.texts]


def kept_record_set(document: Mapping[str, Any]) -> RecordSet:
    """A record set from the document of it that a report keeps. Raises: KeyError, TypeError where it is none."""
    key = RecordKey(DnsName(document["name"]), document["type"], document.get("set_identifier", ""))
    routing = _kept_routing(document["routing"]) if "routing" in document else None
    health_check = document.get("health_check", "")
    if "alias" in document:
        alias = document["alias"]
        target = AliasTarget(alias["dns_name"], alias["hosted_zone_id"], alias["evaluate_target_health"])
        return RecordSet(key, alias=target, routing=routing, health_check=health_check)
    values = tuple(document["values"])
    return RecordSet(key, document["ttl"], values, routing=routing, health_check=health_check)


def options_of(found: RecordSet, region: str) -> str:
    """The options of a tag that ask for a record set's routing and health check; empty where none do.

    A load balancer has the latency of its own Region alone.
    """
    if found.routing is None or (found.routing.policy == "latency" and found.routing.value != region):
        return ""
    word = option_of(found.routing.policy, str(found.routing.value))
    return f"{word} health-check={found.health_check}" if word and found.health_check else word


def _kept_routing(text: str) -> Routing | None:
    """The routing of which a report keeps the words. Raises: ValueError where they are none."""
    policy, _, value = text.partition(" ")
    return parse_options([option_of(policy, value)], value).routing

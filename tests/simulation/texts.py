"""How the simulation reads the registry's TXT record sets: by the documented format, not by albias's own code.

<name>._hold._albias.<zone>             "heritage=albias,v=1,owner=O,resource=R,target=T,zone=Z,types=A+AAAA,..."
                                        "wait=R,since=N" ...
<hash>.<id>.<owner>._albias.<zone>      "heritage=albias,v=1,owner=O,resource=R" "host=NAME"

The hold of a routed record set is a routed one with the same set identifier; its index entry says `set=...`, too.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

Record = dict[str, Any]
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_HEAD = re.compile(
    r"heritage=albias,v=1,owner=([a-z0-9-]+),resource=([^,]+)(?:,target=([^,]*))?(?:,zone=[A-Z0-9]+,types=([A+]+)"
    r",health=(?:yes|no))?(?:,origin=([a-z0-9.]+))?(?:,revision=\d+)?"
)
_HOST = re.compile(r"host=([^,]+)")
_SET = re.compile(r"set=([^,]+)")
_GONE = re.compile(r"gone=(\d+)")
_WAIT = re.compile(r"wait=([^,]+),since=(\d+)")


class Place(NamedTuple):
    """What is wanted and held: a name, and the set identifier of a routed record set; a simple one's is empty."""

    name: str
    set_identifier: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A hold or an entry, as anybody can read it; `resource` is the load balancer without its account number."""

    owner: str
    resource: str
    target: str = ""
    hosts: frozenset[Place] = frozenset()
    waits: tuple[tuple[Place, int], ...] = ()
    line: frozenset[str] = frozenset()  # the resources that wait for names of these
    waiters: tuple[tuple[str, int], ...] = ()  # of a hold: who waits, and since when
    origin: str = ""  # of a hold: by which tag the name was asked for
    types: tuple[str, ...] = ("A", "AAAA")  # of a hold: the record sets that albias made
    gone: int = 0  # of a hold: since when no listener rule names it

    def since(self, place: Place) -> int | None:
        """Since when it waits for a name."""
        return dict(self.waits).get(place)


def read_text(record: Record | None) -> Text | None:
    """What a TXT record set of the registry says; None when it is none."""
    if record is None:
        return None
    return _read(tuple(value["Value"] for value in record.get("ResourceRecords", ())))


@functools.lru_cache(maxsize=10_000)
def _read(values: tuple[str, ...]) -> Text | None:
    lines = ["".join(_STRING.findall(value)) for value in values]
    head = next((found for line in lines if (found := _HEAD.fullmatch(line))), None)
    if head is None:
        return None
    identifier = next((found[1] for line in lines if (found := _SET.fullmatch(line))), "")
    hosts = frozenset(Place(found[1], identifier) for line in lines if (found := _HOST.match(line)))
    waits = tuple((found[1], int(found[2])) for line in lines if (found := _WAIT.match(line)))
    types = tuple((head[4] or "A+AAAA").split("+"))
    gone = max((int(found[1]) for text in lines if (found := _GONE.fullmatch(text))), default=0)
    return Text(head[1], head[2], head[3] or "", hosts, (), frozenset(), waits, head[5] or "", types, gone)


def resource_of(arn: str) -> str:
    """A load balancer as the registry names it: its ARN, with a fingerprint for the account number."""
    _, _, _, region, account, path = arn.split(":")
    fingerprint = hashlib.sha256(f"albias:{account}".encode()).hexdigest()[:8]
    return f"{fingerprint}/{region}/{path.removeprefix('loadbalancer/')}"


def fingerprint(setting: str) -> str:
    """What a hold remembers of the tag by which its name was asked for."""
    return f"tag.{hashlib.sha256(setting.encode()).hexdigest()[:8]}"


def hold_place(name: str, zone: str) -> str:
    """The name of the hold on a hostname; the apex's has no label in front."""
    return f"{name[: -len(zone)].replace('*', '_wildcard')}_hold._albias.{zone}"


def held_name(place: str, zone: str) -> str | None:
    """The hostname whose hold lies at a place; None where no hold can lie."""
    relative, found, rest = place.rpartition(f"_hold._albias.{zone}")
    if not found or rest or (relative and not relative.endswith(".")):
        return None
    first, dot, others = relative.partition(".")
    return f"{'*' if first == '_wildcard' else first}{dot}{others}{zone}"


def index_place(arn: str, owner: str, zone: str) -> str:
    """The name above a load balancer's index entries."""
    return f"{arn.rpartition('/')[2]}.{owner}._albias.{zone}"


def plain(name: str) -> str:
    """A name as Route 53 spells it, in the form that people write: lower case, `*`, no dot at the end."""
    return name.lower().removesuffix(".").replace("\\052", "*")


def inside(name: str, zone: str) -> bool:
    """Whether a name is a zone's apex or below it."""
    labels, ends = name.split("."), zone.split(".")
    return labels[-len(ends) :] == ends


def allowed(name: str, zone: str, hostnames: Iterable[str]) -> bool:
    """Whether a zone's `hostnames` allow a name; none means everything below the apex."""
    patterns = list(hostnames) or [f"*.{zone}"]
    for pattern in patterns:
        if pattern.startswith("*."):
            if inside(name, pattern[2:]) and name != pattern[2:]:
                return True
        elif name == (f"*.{pattern[10:]}" if pattern.startswith("_wildcard.") else pattern):
            return True
    return False

"""The engine's own work for very many names, in a process of its own: `python -m bench.planning CASE NUMBER NAMES`.

Prints as JSON the CPU seconds of one sweep, the peak memory of the whole process, and what came of it. The adapters
answer from memory with the domain's own types: what AWS's client libraries take is not in it (bench/wire.py has that).
"""

import json
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from albias.aws.elbv2 import Described
from albias.engine.outcome import Outcome
from albias.engine.run import Engine
from albias.model import Change, HostedZone, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment
from albias.settings import MaxRemovals, Settings
from albias.view import order_bounds

Case = Literal["all new", "all in order", "all deleted", "hostile tags"]
CASES: tuple[Case, ...] = ("all new", "all in order", "all deleted", "hostile tags")
NOW = 1_795_396_120
_PAGE = 300
_ME = Deployment("platform", "aws", "123456789012", "eu-west-1")
_ZONE = HostedZone("Z0BENCH", DnsName("apps.example.com"))
_SETTINGS = Settings(owner=_ME.owner, zones=(_ZONE,), max_removals=MaxRemovals(count=10**9))
# The most that a load balancer's tags can say: 50 tags of 255 characters, and every name lies outside of the zones.
_HOSTILE_TAGS, _TAG_LENGTH = 50, 255


class Balancers:
    """In place of the adapter of Elastic Load Balancing: these, and no others."""

    def __init__(self, found: Sequence[LoadBalancer]) -> None:
        self._found = {each.id: each for each in found}

    def all(self, turn: Callable[[], None]) -> Iterator[LoadBalancer]:
        """Every one of them."""
        turn()
        yield from self._found.values()

    def describe(self, ids: Sequence[LoadBalancerId], *_: Any, **_how: Any) -> Described:
        """These; None for each that is not there."""
        return Described({each: self._found.get(each) for each in ids})


class Zone:
    """In place of the adapter of Route 53: one hosted zone."""

    def __init__(self) -> None:
        self.calls = 0
        self._records: dict[RecordKey, RecordSet] = {}
        self._order: list[tuple[str, RecordSet]] = []

    def page(self, zone_id: str, start: DnsName) -> tuple[list[RecordSet], DnsName | None]:  # noqa: ARG002
        """Up to 300 record sets from a name on, and the name at which the next page begins."""
        self.calls += 1
        first = bisect_left(self._order, order_bounds(start)[0], key=lambda each: each[0])
        found = [record_set for _, record_set in self._order[first : first + _PAGE + 1]]
        return found[:_PAGE], found[_PAGE].key.name if len(found) > _PAGE else None

    def change(self, zone_id: str, changes: Sequence[Change], comment: str) -> str:  # noqa: ARG002
        """A change batch; nobody asks for its id."""
        self.calls += 1
        for change in changes:
            if change.action == "DELETE":
                del self._records[change.record_set.key]
            else:
                self._records[change.record_set.key] = change.record_set
        return ""

    def settle(self) -> None:
        """Let pages answer what was changed."""
        self._order = sorted(((order_bounds(key.name)[0], found) for key, found in self._records.items()), key=_place)


def _place(each: tuple[str, RecordSet]) -> str:
    return each[0]


def main(case: Case, number: int, names: int) -> dict[str, Any]:
    """One sweep; CPU seconds, megabytes, and what came of it."""
    balancers = [_balancer(index, _tags(index, names)) for index in range(number)]
    zone = Zone()
    if case != "all new":
        _sweep(balancers, zone)
        zone.settle()
    zone.calls = 0
    if case == "all deleted":
        balancers = []
    if case == "hostile tags":
        balancers.append(_balancer(number, _hostile_tags()))
    began = time.process_time()
    outcome = _sweep(balancers, zone)
    return {
        "seconds": time.process_time() - began,
        "megabytes": _peak() / 1024,
        "decisions": len(outcome.decisions),
        "refusals": len(outcome.refusals),
        "problems": outcome.problems,
        "calls": zone.calls,
    }


def _sweep(balancers: Sequence[LoadBalancer], zone: Zone) -> Outcome:
    elbv2: Any = Balancers(balancers)
    route53: Any = zone
    return Engine(_SETTINGS, _ME, elbv2, lambda _: route53, now=lambda: NOW).sweep()


def _peak() -> int:
    """The most memory that this process ever had, in KiB; getrusage also knows that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def _balancer(index: int, tags: tuple[tuple[str, str], ...]) -> LoadBalancer:
    found = LoadBalancerId("aws", _ME.region, _ME.account, "app", f"web-{index}", f"{index:016x}")
    dns_name = f"web-{index}-{index:010}.{_ME.region}.elb.amazonaws.com"
    return LoadBalancer(found, dns_name, "Z32O12XQLNTSW2", "internet-facing", "ipv4", tags)


def _tags(index: int, names: int) -> tuple[tuple[str, str], ...]:
    """Hostnames, as many to a tag as fit; they lie scattered over the zone."""
    tags: list[str] = []
    for each in range(index * names, (index + 1) * names):
        hostname = f"service-{each * 7919 % 1_000_003:06}.{_ZONE.name}"
        if tags and len(tags[-1]) + 1 + len(hostname) <= _TAG_LENGTH:
            tags[-1] += f" {hostname}"
        else:
            tags.append(hostname)
    return tuple((f"albias/hostname/{place}", value) for place, value in enumerate(tags))


def _hostile_tags() -> tuple[tuple[str, str], ...]:
    """As many hostnames as fit, and none of them may be had."""
    hostnames = iter(f"x{number:04}.net" for number in range(10_000))
    tags = []
    for place in range(_HOSTILE_TAGS):
        value = next(hostnames)
        while len(value) + 10 <= _TAG_LENGTH:
            value += f" {next(hostnames)}"
        tags.append((f"albias/hostname/{place:02}", value))
    return tuple(tags)


if __name__ == "__main__":
    wanted = next(case for case in CASES if case == sys.argv[1])
    print(json.dumps(main(wanted, int(sys.argv[2]), int(sys.argv[3]))))

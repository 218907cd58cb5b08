"""Plans for very many load balancers, in a process of its own: `python -m bench.planning LOAD_BALANCERS CASE`.

Prints as JSON the CPU seconds from record sets to change batches, and the peak memory of the whole process. Only the
engine's pure part runs, on the domain's own types: what AWS's client libraries need is not in it.
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from albias.claims import claims_of
from albias.engine.apply import Applier
from albias.engine.plan import Planner, States
from albias.model import AliasTarget, Change, Entry, HostedZone, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, order_bounds
from albias.registry import Deployment, encode_entry, encode_hold, subtree
from albias.settings import Settings
from albias.view import ZoneView

Case = Literal["all new", "all in order", "all deleted"]
CASES: tuple[Case, ...] = ("all new", "all in order", "all deleted")
NOW = 1_795_396_120
_PAGE = 300
_ME = Deployment("platform", "aws", "123456789012", "eu-west-1")
_ZONE = HostedZone("Z0BENCH", DnsName("apps.example.com"))
_SETTINGS = Settings(owner=_ME.owner, zones=(_ZONE,))


class _Nowhere:
    """Takes change batches and does nothing with them."""

    batches = 0

    def change(self, zone_id: str, changes: Sequence[Change], comment: str) -> None:  # noqa: ARG002
        self.batches += 1


def main(number: int, case: Case) -> dict[str, Any]:
    """Plan once; CPU seconds, megabytes, and what came of it."""
    balancers = [_balancer(index) for index in range(number)]
    records = [] if case == "all new" else _records(balancers)
    states: States = {found.id: None if case == "all deleted" else found for found in balancers}
    route53: Any = _Nowhere()
    began = time.process_time()
    view = _view(records)
    for found in filter(None, states.values()):
        claims_of(found, _SETTINGS)
    plan = Planner(_ZONE, _ME, _SETTINGS, states.keys(), NOW, view, states, careful=True, everything=True).run()
    if not plan.complete:
        raise AssertionError("the plan asks for more, although everything was read")
    applied = Applier(route53, _ZONE, _ME, lambda: None).apply(plan)
    seconds = time.process_time() - began
    return {
        "seconds": seconds,
        "megabytes": _peak() / 1024,
        "decisions": len(applied.decisions),
        "batches": route53.batches,
    }


def _peak() -> int:
    """The most memory that this process ever had, in KiB; getrusage also knows that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def _balancer(index: int) -> LoadBalancer:
    found = LoadBalancerId("aws", _ME.region, _ME.account, "app", f"web-{index}", f"{index:016x}")
    dns_name = f"web-{index}-{index:010}.{_ME.region}.elb.amazonaws.com"
    tags = (("albias/hostname", _hostname(index)),)
    return LoadBalancer(found, dns_name, "Z32O12XQLNTSW2", "internet-facing", "ipv4", tags)


def _hostname(index: int) -> DnsName:
    return DnsName(f"service-{index * 7919 % 1_000_003:06}.{_ZONE.name}")


def _records(balancers: Sequence[LoadBalancer]) -> list[RecordSet]:
    """Every name's alias, hold and entry, as they are when all is in order."""
    made: list[RecordSet] = []
    for index, found in enumerate(balancers):
        name = _hostname(index)
        alias = AliasTarget(found.dns_name + ".", found.canonical_hosted_zone_id, True)
        entry = encode_entry(Entry(found.id, found.dns_name, frozenset({name})), _ME, _ZONE)
        assert entry
        made += [RecordSet(RecordKey(name, "A"), alias=alias), encode_hold(name, found.id, _ME, _ZONE), entry]
    return sorted(made, key=lambda record: order_bounds(record.key.name))


def _view(records: Sequence[RecordSet]) -> ZoneView:
    """The zone as a sweep reads it: page by page, the entries before what they list."""
    view = ZoneView()
    names = [record.key.name for record in records]
    entries = next((place for place, name in enumerate(names) if name.endswith(subtree(_ME.owner, _ZONE))), 0)
    for first, end in ((entries, len(records)), (0, entries)):
        for place in range(first, max(first + 1, end), _PAGE):
            after = min(place + _PAGE, end)
            following = names[after] if after < len(records) else None
            view.add_page(names[place] if names else _ZONE.name, records[place:after], following)
    return view


if __name__ == "__main__":
    wanted = next(case for case in CASES if case == sys.argv[2])
    print(json.dumps(main(int(sys.argv[1]), wanted)))

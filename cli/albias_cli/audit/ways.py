"""What leads to a load balancer by way of other names: CNAMEs and aliases to a name of a configured zone. Pure.

`www CNAME shop`, and `shop` is an alias to a load balancer: `www` leads there, too. A name is gone through only where
all that it answers with is one load balancer: with several, nobody knows which one is meant.
"""

from collections.abc import Iterable, Iterator

from albias.case import answering
from albias.model import HostedZone, RecordSet

from .elb_names import ElbName, pointed_at, target_of
from .makers import ZoneRecords

_Place = tuple[bool, str]  # whether in private zones, and the name: the two are worlds of their own


def ways(zones: Iterable[ZoneRecords]) -> Iterator[tuple[HostedZone, RecordSet, ElbName]]:
    """Every record set that leads to a load balancer, directly or not, with its hosted zone; in Route 53's order."""
    known = list(zones)
    ends = _ends(known)
    for records in known:
        for record_set in records.all:
            target = pointed_at(record_set) or ends.get((records.zone.private, target_of(record_set)))
            if target is not None:
                yield records.zone, record_set, target


def _ends(zones: Iterable[ZoneRecords]) -> dict[_Place, ElbName]:
    """The one load balancer at the end of each name; names are added as long as there are more, loops are none."""
    names = list(_answers(zones))
    ends: dict[_Place, ElbName] = {}
    before = -1
    while len(ends) > before:
        before = len(ends)
        for (private, name), there in names:
            found = {pointed_at(each) or ends.get((private, target_of(each))) for each in there}
            end = found.pop() if len(found) == 1 else None
            if end is not None:
                ends[private, name] = end
    return ends


def _answers(zones: Iterable[ZoneRecords]) -> Iterator[tuple[_Place, list[RecordSet]]]:
    """All that answers at each name; of two zones of one kind together, as nobody knows here which one is asked."""
    together: dict[_Place, list[RecordSet]] = {}
    for records in zones:
        for name, there in records.by_name.items():
            together.setdefault((records.zone.private, name), []).extend(answering(there))
    yield from together.items()

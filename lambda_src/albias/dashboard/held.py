"""Every name that this deployment holds, as the hosted zones alone tell it: what the dashboard's table is made of.

Two parts of a zone are read: the holds, and the names that they speak of. Load balancers are not asked, so a row says
whether DNS is as the registry says, and not whether the load balancer wants the name still. What no hold knows is not
in the table: when a name was taken, for one (docs/decisions/0038-the-table-says-what-the-zones-say.md).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from albias.aws.route53 import Route53
from albias.case import answering
from albias.engine.knowledge import cuts, delegations
from albias.errors import AwsUnavailable
from albias.model import HostedZone, RecordSet
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Deployment, Hold
from albias.sources import source_of

from .table import Row, moment

REPAIRED = "the next sweep puts it right, or refuses it where somebody else's record is in the way"


@dataclass(slots=True)
class Reading:
    """What was read, until `at` in Unix seconds. `troubles`: why some of it could not be."""

    at: float = 0.0
    rows: list[Row] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read_names(
    zones: Iterable[HostedZone], me: Deployment, route53: Callable[[HostedZone], Route53], *, turn: Callable[[], None]
) -> Reading:
    """Read all hosted zones, one after the other; trouble in one is told, and stops no other.

    `turn`: called before each page, so that it can wait or end the work.
    """
    reading = Reading()
    for zone in zones:
        try:
            reader = ZoneReader(zone, me, route53(zone), turn)
            reading.rows += _rows_of(reader, reading)
        except AwsUnavailable as error:
            reading.troubles.append(f"{zone.name}: {error}")
    return reading


def _rows_of(reader: ZoneReader, reading: Reading) -> list[Row]:
    holds = [hold for _, hold in sorted(reader.all_holds().items()) if hold.load_balancer is not None]
    names: set[DnsName] = set()
    for hold in holds:
        names |= {hold.key.name, *cuts(hold.key.name, reader.zone)}
    try:
        reader.read(names)
    except AwsUnavailable as error:  # the holds are worth showing all the same
        reading.troubles.append(f"{reader.zone.name}: not every name could be read: {error}")
    return [_row(hold, reader) for hold in holds]


def _row(hold: Hold, reader: ZoneReader) -> Row:
    assert hold.load_balancer is not None
    zone = reader.zone
    policy = "routed" if hold.key.set_identifier else "simple"
    row = Row(
        hostname=hold.key.name,
        load_balancer=hold.load_balancer.short,
        zone=f"{zone.name} (private)" if zone.private else zone.name,
        policy=policy,
        state="not read",
        tone="dim",
        zone_id=zone.id,
        target=hold.target,
        remarks=tuple(_waits(hold)),
    )
    return _judged(row, hold, reader) if reader.view.knows(hold.key.name) else row


def _judged(row: Row, hold: Hold, reader: ZoneReader) -> Row:
    """The row of a name that was read: whether its record sets are as the hold says."""
    there = answering(reader.view.at(hold.key.name))
    ours = [found for found in there if found.key.set_identifier == hold.key.set_identifier]
    for found in ours:
        if found.routing is not None:
            row = replace(row, policy=str(found.routing))
    delegated = tuple(_delegations(hold, reader))
    differences = tuple(_differences(hold, ours, there))
    if differences:
        remarks = (*differences, REPAIRED, *delegated, *row.remarks)
        return replace(row, state="differs", tone="warn", remarks=remarks)
    remarks = (*delegated, *row.remarks)
    if hold.unnamed_since:
        remarks = (source_of(hold.origin).said_in_grace, *remarks)
        return replace(row, state="leaving", tone="warn", since=moment(hold.unnamed_since), remarks=remarks)
    return replace(row, state="in place", tone="warn" if delegated else "good", remarks=remarks)


def _delegations(hold: Hold, reader: ZoneReader) -> Iterator[str]:
    for cut in delegations(hold.key.name, reader.zone, reader.view):
        yield f"the zone delegates {cut} to other name servers, so nobody sees the record here"


def _differences(hold: Hold, ours: Sequence[RecordSet], there: Sequence[RecordSet]) -> Iterator[str]:
    """What of the hold's answer is not there as it says."""
    if hold.alias is None:
        yield "the registry does not say that albias made anything"
        return
    instead = [found for found in there if found.key.type == "CNAME"]
    for kind in hold.types:
        of_kind = [found for found in ours if found.key.type == kind]
        if not of_kind:
            yield f"there is no {kind} record set"
        for found in of_kind:
            if found.alias is None or not found.alias.same(hold.alias):
                yield f"there is instead: {found.describe()}"
    for found in instead:
        yield f"there is instead: {found.describe()}"


def _waits(hold: Hold) -> Iterator[str]:
    for waiting, since in hold.waits:
        known = f" since {moment(since)}" if since else ""
        yield f"{waiting.short} waits for it{known}"

"""Decisions of any size and shape: which load balancers they touch, and how much they write. Asserts nothing."""

from collections.abc import Sequence

from hypothesis import strategies as st

from albias.case import Decision, EntryEdit
from albias.model import Change, Entry, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import encode_entry
from tests.builders import ME, ZONE, load_balancer_id

BALANCERS = [load_balancer_id(f"lb{number}", f"{number:016x}") for number in range(6)]


def name(number: int) -> DnsName:
    return DnsName(f"n{number:04}.{ZONE.name}")


def writing(number: int, *values: str) -> Change:
    """A CREATE of a record set of its own."""
    return Change("CREATE", RecordSet(RecordKey(name(number), "TXT"), 300, values or ('"x"',)))


def deleting(number: int, *values: str) -> Change:
    return Change("DELETE", RecordSet(RecordKey(name(number), "TXT"), 300, values or ('"x"',)))


def decision(number: int, *load_balancers: LoadBalancerId, changes: Sequence[Change] | None = None) -> Decision:
    """The first load balancer gets a name; the others, if any, are touched by it."""
    edits = tuple(EntryEdit(each, name(number), held=True) for each in load_balancers)
    made = (writing(number),) if changes is None else tuple(changes)
    return Decision("create", name(number), load_balancers[0], "for a test", made, edits)


def entries(*listing: int) -> dict[LoadBalancerId, Entry]:
    """Every load balancer's entry as read: those at the given places list a name already."""
    result = {each: Entry(each, "x") for each in BALANCERS}
    for place in listing:
        listed = Entry(BALANCERS[place], "x", frozenset({name(9000 + place)}))
        result[listed.load_balancer] = Entry(
            listed.load_balancer, "x", listed.hosts, record_set=encode_entry(listed, ME, ZONE)
        )
    return result


@st.composite
def decisions(draw: st.DrawFn, most: int = 12) -> list[Decision]:
    """Decisions on different names; a few of them are huge, so that limits are met."""
    sizes = st.sampled_from([(1, 10), (1, 10), (3, 200), (350, 5), (7, 1_200), (12, 3_000)])
    drawn = draw(
        st.lists(
            st.tuples(st.lists(st.sampled_from(BALANCERS), min_size=1, max_size=2, unique=True), sizes), max_size=most
        )
    )
    return [
        decision(number, *touched, changes=[writing(number, *(f'"{"x" * length}"' for _ in range(count)))])
        for number, (touched, (count, length)) in enumerate(drawn)
    ]

"""One decision always fits into one change batch, whatever a load balancer may claim: else it could never be done."""

from dataclasses import replace

import pytest

from albias.case import MAX_QUEUE, Decision, EntryEdit
from albias.claims import MAX_CHARACTERS, MAX_NAMES
from albias.engine.batches import make_groups
from albias.model import Entry, LoadBalancerId
from albias.names import DnsName
from albias.registry import encode_entry, encode_hold
from tests.builders import ME, ZONE, load_balancer_id
from tests.unit.decisions import deleting, writing

BLUE, GREEN, RED = (load_balancer_id("n" * 32, letter * 16) for letter in "abc")
QUEUE = frozenset(load_balancer_id("q" * 32, f"{number:016x}") for number in range(MAX_QUEUE))
LENGTH = MAX_CHARACTERS // MAX_NAMES
NAMES = [
    DnsName(f"{number:03}".ljust(LENGTH - len(ZONE.name) - 1, "x") + f".{ZONE.name}") for number in range(MAX_NAMES)
]


def read(load_balancer: LoadBalancerId, *, holds: bool) -> Entry:
    """An entry that is full: of names held, with a whole queue, or of names waited for."""
    hosts = frozenset(NAMES if holds else ())
    waits = frozenset(() if holds else ((name, 1_795_396_120) for name in NAMES))
    entry = Entry(load_balancer, "t" * 100, hosts, waits, QUEUE if holds else frozenset(), revision=99_999)
    return replace(entry, record_set=encode_entry(entry, ME, ZONE))


@pytest.mark.parametrize("action", ["hand-over", "wait", "repair", "remove"])
def test_a_decision_on_the_largest_entries_fits(action: str) -> None:
    name = NAMES[50]
    assert (len(NAMES), sum(map(len, NAMES))) == (MAX_NAMES, MAX_CHARACTERS)
    entries = {BLUE: read(BLUE, holds=True), GREEN: read(GREEN, holds=False)}
    hold = encode_hold(name, BLUE, ME, ZONE).values[0]
    edits = {
        "hand-over": (
            EntryEdit(BLUE, name),
            EntryEdit(GREEN, name, held=True, joins=frozenset({RED}), target="u" * 100),
        ),
        "wait": (EntryEdit(GREEN, name, wait=1), EntryEdit(BLUE, name, held=None, joins=frozenset({GREEN}))),
        "repair": (EntryEdit(BLUE, name, held=True, target="u" * 100),),
        "remove": (EntryEdit(BLUE, name),),
    }[action]
    changes = (deleting(1, hold), deleting(2), deleting(3), writing(4, hold), writing(5), writing(6))
    decision = Decision("hand-over", name, GREEN, "for a test", changes, edits)
    groups, rest, too_large = make_groups([decision], entries, ME, ZONE)
    assert (len(groups), rest, too_large) == (1, [], [])

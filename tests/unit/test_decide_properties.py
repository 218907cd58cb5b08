"""What holds for every case, however odd: nothing foreign is written, and nothing is half done (H29, H31, H32, H39)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from albias.case import Case, Decision
from albias.decide import decide
from albias.model import RecordSet
from albias.registry import decode_hold
from tests.builders import ME
from tests.unit.cases import (
    GREEN,
    NAME,
    RED,
    WEB,
    address,
    alias,
    case,
    cname,
    dns_name,
    entries_after,
    holding,
    party,
)

BALANCERS = st.sampled_from([WEB, GREEN, RED])
ADDRESS_TYPES = st.sampled_from(["ipv4", "dualstack", "dualstack-without-public-ipv4"])
PARTIES = st.builds(
    party,
    BALANCERS,
    wants=st.booleans(),
    lists=st.booleans(),
    since=st.none() | st.integers(1, 3),
    address_type=ADDRESS_TYPES,
    fenced=st.booleans(),
    queue=st.frozensets(BALANCERS, max_size=2),
) | st.builds(party, BALANCERS, lists=st.booleans(), gone=st.just(True))
A_SETS = st.builds(alias, BALANCERS, st.just("A"), opaque=st.booleans()) | st.just(address())
AAAA_SETS = st.builds(alias, BALANCERS, st.just("AAAA"), opaque=st.booleans()) | st.just(address("2001:db8::1", "AAAA"))
CNAMES = st.sampled_from([cname("elsewhere.example.net"), cname(dns_name(WEB)), cname(dns_name(GREEN))])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parties = draw(st.lists(PARTIES, min_size=1, max_size=3, unique_by=lambda each: each.id))
    addresses = st.tuples(st.none() | A_SETS, st.none() | AAAA_SETS)
    drawn = draw(addresses | CNAMES.map(lambda found: (found,)))
    records: tuple[RecordSet, ...] = tuple(found for found in drawn if found)
    holder = draw(st.none() | st.sampled_from(parties))
    hold_known = draw(st.booleans()) if holder else True
    hold = decode_hold(holding(holder.id), ME) if holder and hold_known and draw(st.booleans()) else None
    return case(
        *parties,
        holder=holder,
        records=records,
        hold=hold,
        hold_known=hold_known,
        settings={
            "policy": draw(st.sampled_from(["sync", "upsert-only", "create-only"])),
            "adopt": draw(st.sampled_from(["never", "matching"])),
        },
    )


@given(cases())
def test_h31_what_is_deleted_was_read_and_what_is_created_has_room(found: Case) -> None:
    read = {record.key: record for record in found.records}
    if found.hold:
        read[found.hold.record_set.key] = found.hold.record_set
    for decision in decide(found)[0]:
        deleted = [change.record_set for change in decision.changes if change.action == "DELETE"]
        created = [change.record_set for change in decision.changes if change.action == "CREATE"]
        for record_set in deleted:
            assert read.get(record_set.key) is record_set or (not found.hold_known and record_set.key.type == "TXT")
        left = {record.key for record in found.records} - {record_set.key for record_set in deleted}
        assert not left & {record_set.key for record_set in created}
        types = {key.type for key in left | {record_set.key for record_set in created} if key.name == NAME}
        assert not ("CNAME" in types and types & {"A", "AAAA"})


@given(cases())
def test_h29_h32_only_addresses_and_cnames_without_routing_are_ever_written(found: Case) -> None:
    for decision in decide(found)[0]:
        for record_set in (change.record_set for change in decision.changes):
            assert not record_set.opaque
            assert record_set.key.type in ("A", "AAAA", "CNAME") or record_set.key == holding(WEB).key


@given(cases())
def test_h29_an_unheld_name_is_only_ever_added_to_unless_it_is_adopted(found: Case) -> None:
    if found.holder is None and found.settings.adopt == "never":
        changes = [change for decision in decide(found)[0] for change in decision.changes]
        assert not [change for change in changes if change.action == "DELETE"]
        assert not (changes and found.taken)


@given(cases())
def test_h39_a_name_has_its_hold_and_its_entry_line_in_the_same_decision(found: Case) -> None:
    for decision in decide(found)[0]:
        listed = {each for each, entry in entries_after(decision, found).items() if NAME in entry.hosts}
        if decision.action in ("create", "repair", "adopt", "hand-over", "keep"):
            assert listed == {decision.load_balancer}
            if decision.action in ("create", "adopt", "hand-over"):
                assert decision.changes[-1].record_set == holding(decision.load_balancer)
        if decision.action in ("remove", "let-go") and found.holder:
            assert listed == set()
        if decision.changes and not found.holder:
            assert decision.edits


@given(cases())
def test_everybody_who_claims_the_name_gets_it_or_is_told_why_not(found: Case) -> None:
    decisions, refusals = decide(found)
    winners = {
        each.load_balancer for each in decisions if each.action in ("create", "repair", "adopt", "hand-over", "keep")
    }
    refused = {refusal.load_balancer for refusal in refusals}
    wanting = {each.id for each in found.parties if NAME in each.wanted}
    assert len(winners) <= 1
    assert not winners & refused
    if not (found.holder and found.holder.fenced):
        assert wanting <= winners | refused
    assert refused <= wanting | ({found.holder.id} if found.holder else set())


def _acting(found: Case) -> list[Decision]:
    entries = {each.id: each.entry for each in found.parties}
    return [decision for decision in decide(found)[0] if decision.acts_on(entries)]


def _after(found: Case) -> Case:
    """The case as it is once its decisions are carried out, for whoever looks again."""
    records = {record.key: record for record in found.records}
    entries = {each.id: each.entry for each in found.parties}
    held = {found.hold.record_set.key: found.hold.record_set} if found.hold else {}
    if found.holder and not found.hold_known:
        held = {holding(found.holder.id).key: holding(found.holder.id)}
    for decision in decide(found)[0]:
        for change in decision.changes:
            place = records if change.record_set.key.name == NAME else held
            if change.action == "CREATE":
                place[change.record_set.key] = change.record_set
            else:
                del place[change.record_set.key]
        for edit in decision.edits:
            entries[edit.load_balancer] = edit.apply(entries[edit.load_balancer])
    parties = tuple(replace(each, entry=entries[each.id]) for each in found.parties)
    hold = next((decode_hold(record, ME) for record in held.values()), None)
    listing = [each for each in parties if NAME in each.entry.hosts]
    holder = next(
        (each for each in parties if hold and each.id == hold.load_balancer),
        None if hold else next(iter(listing), None),
    )
    at_hand = {each.id: each for each in parties}
    return replace(
        found,
        records=tuple(records.values()),
        hold=hold,
        hold_known=True,
        holder=holder,
        parties=parties,
        at_hand=at_hand,
    )


@given(cases())
def test_looking_again_comes_to_rest(found: Case) -> None:
    """No flapping: a release may let somebody else create or adopt the name, or show an entry that lists it too."""
    once = _after(found)
    allowed = {"create", "adopt", "repair", "remove", "wait", "let-go", "tidy"}
    assert {decision.action for decision in _acting(once)} <= allowed
    assert _acting(_after(_after(once))) == []

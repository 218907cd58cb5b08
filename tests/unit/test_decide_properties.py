"""What holds for every case, however odd: nothing foreign is written, and nothing is half done (H29, H31, H32, H39)."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from albias.case import Case, Party, Standing
from albias.decide import decide, with_lost_hold
from albias.model import ADDRESS_TYPES, RecordKey, RecordSet, Routing
from albias.registry import Hold, IndexEntry, decode_hold, encode_index, hold_name
from tests.support.world import ME, ZONE
from tests.unit.cases import (
    GREEN,
    NAME,
    RED,
    WEB,
    address,
    alias,
    carried_out,
    case,
    cname,
    dns_name,
    everything_in,
    held,
    party,
)

BALANCERS = st.sampled_from([WEB, GREEN, RED])
ADDRESSING = st.sampled_from(["ipv4", "dualstack", "dualstack-without-public-ipv4"])
STANDINGS = st.sampled_from([Standing.WANTS, Standing.WANTS, Standing.NAMES, Standing.LEFT, Standing.GONE])
PARTIES = st.builds(party, BALANCERS, STANDINGS, address_type=ADDRESSING, told=st.booleans())
WEIGHTED = Routing("weighted", 1)


def address_sets(kind: str, value: str) -> st.SearchStrategy[RecordSet]:
    routing = st.sampled_from([None, None, WEIGHTED])
    return st.builds(alias, BALANCERS, st.just(kind), routing=routing) | st.just(address(value, kind))


CNAMES = st.sampled_from([cname("elsewhere.example.net"), cname(dns_name(WEB)), cname(dns_name(GREEN))])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parties = draw(st.lists(PARTIES, min_size=1, max_size=3, unique_by=lambda each: each.id))
    pair = st.tuples(st.none() | address_sets("A", "192.0.2.1"), st.none() | address_sets("AAAA", "2001:db8::1"))
    drawn = draw(pair | CNAMES.map(lambda found: (found,)))
    holder = draw(st.none() | st.sampled_from(parties))
    hold = _hold(draw, holder, parties) if holder else None
    settings: dict[str, Any] = {
        "policy": draw(st.sampled_from(["sync", "upsert-only", "create-only"])),
        "adopt": draw(st.sampled_from(["never", "matching"])),
    }
    records = tuple(found for found in drawn if found)
    return case(*parties, hold=hold, records=records, settings=settings, told=draw(st.booleans()))


def _hold(draw: st.DrawFn, holder: Party, parties: list[Party]) -> Hold:
    others = [each.id for each in parties if each is not holder]
    waiting = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    types = draw(st.sampled_from([("A",), ("AAAA",), ADDRESS_TYPES]))
    return held(holder.id, waits=[(each, place) for place, each in enumerate(waiting)], types=types)


@given(cases())
def test_h31_what_is_deleted_was_read_and_what_is_created_has_room(found: Case) -> None:
    after = carried_out(decide(found).decisions, everything_in(found))
    types = {key.type for key in after if key.name == NAME}
    assert not ("CNAME" in types and types & {*ADDRESS_TYPES})


@given(cases())
def test_h29_h45_what_albias_did_not_make_stays_unless_it_is_adopted(found: Case) -> None:
    if found.settings.adopt == "matching":
        return
    after = carried_out(decide(found).decisions, everything_in(found))
    whole = with_lost_hold(found)
    for record_set in found.records:
        if not whole.made(record_set):
            assert after[record_set.key] == record_set


@given(cases())
def test_h32_only_addresses_cnames_and_the_registrys_own_texts_are_ever_written(found: Case) -> None:
    for decision in decide(found).decisions:
        for record_set in (change.record_set for change in decision.changes):
            assert record_set.key.type in ("A", "AAAA", "CNAME", "TXT")
            assert (record_set.key.type == "TXT") is ("._albias." in record_set.key.name)


@given(cases())
def test_h39_record_sets_hold_and_index_change_together(found: Case) -> None:
    """After every decision the index tells of exactly those whom the hold names."""
    decisions = decide(found).decisions
    if not decisions:
        return
    after = carried_out(decisions, everything_in(found))
    hold = _hold_in(after)
    told = {hold.load_balancer, *dict(hold.waits)} if hold else set()
    for each in found.parties:
        place = encode_index(found.key, each.id, ME, ZONE)
        assert (place.key in after) is (each.id in told)


@given(cases())
def test_everybody_who_claims_the_name_gets_it_or_is_told_why_not(found: Case) -> None:
    decisions, refusals = decide(found)
    after = carried_out(decisions, everything_in(found))
    hold = _hold_in(after)
    refused = {refusal.load_balancer for refusal in refusals}
    for each in found.claimants:
        has = hold is not None and hold.load_balancer == each.id
        assert has or each.id in refused
    if hold is not None and hold.load_balancer in refused:
        assert found.in_way(next(each for each in found.parties if each.id == hold.load_balancer))


@given(cases())
def test_h36_who_can_have_the_name_gets_it_in_the_batch_that_frees_it(found: Case) -> None:
    if found.holder is None or found.holder.standing not in (Standing.LEFT, Standing.GONE):
        return
    if found.settings.policy == "create-only":
        return
    after = carried_out(decide(found).decisions, everything_in(found))
    able = [each for each in found.claimants if found.free_types(each)]
    if able:
        answers = [record_set for record_set in after.values() if record_set.key.name == NAME]
        assert any(record_set.points_at(each.target) for record_set in answers for each in able)


def _hold_in(after: dict[RecordKey, RecordSet]) -> Hold | None:
    record_set = after.get(RecordKey(hold_name(NAME, ZONE), "TXT"))
    return decode_hold(record_set, ME, ZONE) if record_set else None


def _next(found: Case) -> Case:
    """The case as it is once its decisions are carried out, for whoever looks again."""
    after = carried_out(decide(found).decisions, everything_in(found))
    parties = []
    for each in found.parties:
        place = encode_index(found.key, each.id, ME, ZONE)
        entry = IndexEntry(after[place.key], ours=True, right=True) if place.key in after else None
        parties.append(replace(each, index=entry))
    records = tuple(record_set for key, record_set in sorted(after.items()) if key.name == NAME)
    return replace(found, records=records, hold=_hold_in(after), parties=tuple(parties))


@given(cases())
def test_looking_again_comes_to_rest(found: Case) -> None:
    """No flapping: a release may let somebody else create or adopt the name, and then it is as it should be."""
    later = _next(_next(_next(found)))
    assert decide(later).decisions == []

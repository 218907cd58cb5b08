"""The fake of Route 53 against the rules of routing policies written a second time, by generated record sets."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.zones import Record, a, alias, create, delete, txt
from tests.fakes import FakeRoute53

ZONE = "Z0PROPERTIES"
SHOP = "shop.example.com."
# How long an example takes says nothing here.
relaxed = settings(deadline=None)
NAMES = st.sampled_from(["a-b.example.com.", "a.example.com.", "x.a.example.com.", "ab.example.com."])
# Around the characters that albias's own set identifiers have, and where orders of texts differ.
IDENTIFIERS = st.text("/-.0Aaé ", min_size=1, max_size=3)


def _zone() -> FakeRoute53:
    fake = FakeRoute53(check_parameters=False)
    fake.add_zone(ZONE, "example.com")
    return fake


def _weighted(name: str, record_type: str, identifier: str) -> Record:
    return alias(name, record_type=record_type, SetIdentifier=identifier, Weight=1)


SETS = st.builds(_weighted, NAMES, st.sampled_from(["A", "AAAA"]), IDENTIFIERS)


def _filled(sets: list[Record]) -> FakeRoute53:
    """A zone with routed record sets, and a simple one behind those of each name."""
    fake = _zone()
    for record in sets:
        fake.put(ZONE, record)
        fake.put(ZONE, txt(record["Name"], '"x"'))
    return fake


def _identity(record: Record) -> tuple[str, str, str]:
    return record["Name"], record["Type"], record.get("SetIdentifier", "")


@relaxed
@given(st.lists(SETS, max_size=30), st.integers(1, 7))
def test_pages_join_to_the_whole_list_also_within_one_name_and_type(sets: list[Record], size: int) -> None:
    """H27: no record set is listed twice, none is left out, and each page begins where the one before said."""
    fake = _filled(sets)
    listed: list[Record] = []
    start: dict[str, Any] = {}
    while True:
        answer = fake.list_resource_record_sets(HostedZoneId=ZONE, MaxItems=str(size), **start)
        page = answer["ResourceRecordSets"]
        assert not start or _identity(page[0])[: len(start)] == tuple(start.values())
        listed += page
        if not answer["IsTruncated"]:
            break
        assert len(page) == size
        names = ("RecordName", "RecordType", "RecordIdentifier")
        start = {f"Start{name}": answer[f"Next{name}"] for name in names if f"Next{name}" in answer}
    assert listed == fake.records(ZONE)
    assert len({_identity(record) for record in listed}) == len(listed)


@relaxed
@given(st.lists(SETS, max_size=30))
def test_the_order_is_that_of_names_then_types_then_set_identifiers(sets: list[Record]) -> None:
    """The names are those of another test; here, what lies within one name."""
    of_a_name: dict[str, list[tuple[str, str]]] = {}
    for record in _filled(sets).records(ZONE)[2:]:
        name, record_type, identifier = _identity(record)
        of_a_name.setdefault(name, []).append((record_type, identifier))
    assert all(found == sorted(found) for found in of_a_name.values())


@relaxed
@given(st.lists(SETS, min_size=1, max_size=20), SETS)
def test_a_list_starts_at_a_set_identifier_or_at_the_next_one(sets: list[Record], start: Record) -> None:
    fake = _filled(sets)
    name, record_type, identifier = _identity(start)
    answer = fake.list_resource_record_sets(
        HostedZoneId=ZONE, StartRecordName=name, StartRecordType=record_type, StartRecordIdentifier=identifier
    )
    everything = fake.records(ZONE)
    fake.put(ZONE, start)
    position = [_identity(record) for record in fake.records(ZONE)].index((name, record_type, identifier))
    assert answer["ResourceRecordSets"] == everything[position:]


# What may stand beside what, written a second time ------------------------------------------------------------------

POLICIES: list[dict[str, Any]] = [
    {},
    {"Weight": 0},
    {"Weight": 255},
    {"Region": "eu-west-1"},
    {"Region": "us-east-1"},
    {"Failover": "PRIMARY"},
    {"Failover": "SECONDARY"},
    {"GeoLocation": {"CountryCode": "*"}},
    {"GeoLocation": {"CountryCode": "US"}},
    {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}},
    {"GeoLocation": {"ContinentCode": "NA"}},
]


def _routed(record_type: str, identifier: str, policy: dict[str, Any]) -> Record:
    more = {"SetIdentifier": identifier, **policy} if policy else {}
    return alias(SHOP, record_type=record_type, **more)


ROUTED = st.builds(
    _routed, st.sampled_from(["A", "AAAA"]), st.sampled_from(["blue", "green", "red"]), st.sampled_from(POLICIES)
)


def _policy(record: Record) -> tuple[str, str]:
    """The policy of a record set, and what it says."""
    for name in ("Weight", "Region", "Failover", "GeoLocation"):
        if name in record:
            return name, str(record[name])
    return "", ""


def _fits(there: list[Record], wanted: Record) -> bool:
    for other in there:
        if other["Type"] != wanted["Type"]:
            continue
        (policy, slot), (wanted_policy, wanted_slot) = _policy(other), _policy(wanted)
        same_identifier = other.get("SetIdentifier") == wanted.get("SetIdentifier")
        if policy != wanted_policy or same_identifier or (policy != "Weight" and slot == wanted_slot):
            return False
    return True


@relaxed
@given(st.lists(ROUTED, max_size=12))
def test_what_may_stand_beside_what(wanted: list[Record]) -> None:
    fake, there = _zone(), list[Record]()
    for record in wanted:
        fits = _fits(there, record)
        try:
            fake.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": [create(record)]})
        except ClientError:
            assert not fits
            continue
        assert fits
        there.append(record)
    left = fake.records(ZONE)[2:]
    assert sorted(map(str, left)) == sorted(map(str, there))


@relaxed
@given(st.lists(ROUTED, max_size=8), ROUTED)
def test_all_of_a_name_give_way_to_anything_in_one_batch(wanted: list[Record], heir: Record) -> None:
    """The conversion from any policies to any other: DELETE all, then CREATE."""
    fake = _zone()
    for record in wanted:
        try:
            fake.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": [create(record)]})
        except ClientError:
            continue
    leaving = [delete(record) for record in fake.records(ZONE)[2:] if record["Type"] == heir["Type"]]
    fake.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": [*leaving, create(heir)]})
    assert [record for record in fake.records(ZONE)[2:] if record["Type"] == heir["Type"]] == [heir]


@relaxed
@given(st.sampled_from(POLICIES[1:]), st.sampled_from(POLICIES[1:]), st.booleans(), st.booleans())
def test_delete_matches_only_the_same_routing(
    there: dict[str, Any], believed: dict[str, Any], checked: bool, believed_checked: bool
) -> None:
    """H31."""
    fake = _zone()
    kept, stale = _checked(there, checked), _checked(believed, believed_checked)
    fake.put(ZONE, kept)
    try:
        fake.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": [delete(stale)]})
    except ClientError:
        assert kept != stale
    else:
        assert kept == stale


def _checked(policy: dict[str, Any], checked: bool) -> Record:
    """A routed record set, with a health check or without."""
    record = a(SHOP, SetIdentifier="x", **policy)
    return {**record, "HealthCheckId": "check"} if checked else record

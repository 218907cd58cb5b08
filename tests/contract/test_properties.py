"""The fake of Route 53 against rules written a second time, by generated names, record sets and batches."""

from __future__ import annotations

import functools
from typing import Any

from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.zones import Record, a, alias, cname, create, delete, txt, upsert
from tests.fakes import FakeRoute53

ZONE = "Z0PROPERTIES"
# How long an example takes says nothing here.
relaxed = settings(deadline=None)
# Around the dot (0x2E) and the backslash (0x5C), where wrong orders differ from the right one.
LABELS = st.text("!*+,-/09aAbz_", min_size=1, max_size=3)
NAMES = st.lists(LABELS, min_size=1, max_size=3).map(lambda labels: ".".join(labels) + ".example.com.")


def _zone() -> FakeRoute53:
    fake = FakeRoute53(check_parameters=False)
    fake.add_zone(ZONE, "example.com")
    return fake


def _send(fake: FakeRoute53, *changes: Record) -> str | None:
    """Send a batch; returns the message if it is refused."""
    try:
        fake.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": list(changes)})
    except ClientError as refusal:
        return refusal.response["Error"]["Message"]
    return None


# The order, written again: octet by octet, label by label from the right. ------------------------------------------


def _plain_labels(name: str) -> list[str]:
    labels = []
    for label in name.rstrip(".").split("."):
        plain, rest = "", label
        while rest:
            width = 4 if rest[0] == "\\" else 1
            plain += chr(int(rest[1:4], 8)) if width == 4 else rest[0].lower()
            rest = rest[width:]
        labels.append(plain)
    return labels[::-1]


def _compare(one: str, other: str) -> int:
    """A label that ends is followed by a dot; so ``a`` against ``a-b`` is ``.`` against ``-``."""
    for left, right in zip(_plain_labels(one), _plain_labels(other), strict=False):
        for x, y in zip(left + ".", right + ".", strict=False):
            if x != y:
                return -1 if x < y else 1
    return len(_plain_labels(one)) - len(_plain_labels(other))


@relaxed
@given(st.lists(NAMES, max_size=30), st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_second_rule(names: list[str], chance: Any) -> None:
    fake = _zone()
    for name in names:
        fake.put(ZONE, a(name))
    listed = [record["Name"] for record in fake.records(ZONE) if record["Type"] == "A"]
    shuffled = chance.sample(listed, len(listed))
    assert listed == sorted(shuffled, key=functools.cmp_to_key(_compare))


@relaxed
@given(st.lists(NAMES, max_size=40), NAMES, st.integers(1, 7))
def test_pages_join_to_the_whole_list_and_start_where_they_say(names: list[str], start: str, size: int) -> None:
    """H27, H28."""
    fake = _zone()
    for name in names:
        fake.put(ZONE, a(name))
        fake.put(ZONE, txt(name, '"x"'))
    pages = fake.get_paginator("list_resource_record_sets").paginate(
        HostedZoneId=ZONE, StartRecordName=start, PaginationConfig={"PageSize": str(size)}
    )
    listed = [record for page in pages for record in page["ResourceRecordSets"]]
    assert listed == [record for record in fake.records(ZONE) if _compare(record["Name"], start) >= 0]


@relaxed
@given(NAMES)
def test_a_name_that_was_listed_names_the_same_record_set(name: str) -> None:
    """H21."""
    fake = _zone()
    fake.put(ZONE, a(name))
    [listed] = [record for record in fake.records(ZONE) if record["Type"] == "A"]
    assert fake.record(ZONE, listed["Name"], "A") == listed
    assert _send(fake, delete(listed)) is None


# Conditional writes ------------------------------------------------------------------------------------------------

ADDRESSES = st.lists(st.sampled_from(["192.0.2.1", "192.0.2.2", "192.0.2.3"]), min_size=1, max_size=3, unique=True)
TARGETS = st.sampled_from(["a-1.eu-west-1.elb.amazonaws.com.", "dualstack.a-1.eu-west-1.elb.amazonaws.com."])


def _a_or_alias(name: str) -> st.SearchStrategy[Record]:
    plain = st.builds(lambda values, ttl: a(name, *values, ttl=ttl), ADDRESSES, st.sampled_from([60, 300]))
    aliases = st.builds(
        lambda target, health, zone: alias(name, target, health=health, zone_id=zone),
        TARGETS,
        st.booleans(),
        st.sampled_from(["Z32O12XQLNTSW2", "Z35SXDOTRQ7X7K"]),
    )
    return plain | aliases


def _meaning(record: Record) -> Any:
    """All that a record set says, with its values as a set."""
    values = frozenset(value["Value"] for value in record.get("ResourceRecords", []))
    return record["Name"], record.get("TTL"), values, tuple(record.get("AliasTarget", {}).items())


@relaxed
@given(_a_or_alias("shop.example.com."), _a_or_alias("shop.example.com."))
def test_delete_succeeds_only_for_what_is_there(there: Record, believed: Record) -> None:
    """H31, H40."""
    fake = _zone()
    assert _send(fake, create(there)) is None
    refused = _send(fake, delete(believed))
    if _meaning(there) == _meaning(believed):
        assert refused is None
        assert fake.record(ZONE, "shop.example.com.", "A") is None
    else:
        assert refused is not None
        assert "do not match the current values" in refused
        assert fake.record(ZONE, "shop.example.com.", "A") == there


FEW_NAMES = st.sampled_from(["a.example.com.", "b.example.com.", "c.example.com.", "d.example.net."])
RECORDS = FEW_NAMES.flatmap(lambda name: _a_or_alias(name) | st.just(cname(name)) | st.just(txt(name, '"x"')))
CHANGES = st.builds(lambda action, record: action(record), st.sampled_from([create, delete, upsert]), RECORDS)
BATCHES = st.lists(CHANGES, min_size=1, max_size=4)


def _one_by_one(records: dict[tuple[str, str], Record], changes: list[Record]) -> dict[tuple[str, str], Record] | None:
    """What a batch makes of record sets, written a second time; None if it is refused."""
    result, seen = dict(records), dict[tuple[str, str], list[str]]()
    for change in changes:
        action, record = change["Action"], change["ResourceRecordSet"]
        name, record_type = key = record["Name"], record["Type"]
        seen.setdefault(key, []).append(action)
        beside = {other for at, other in result if at == name and other != record_type}
        clash = bool(beside) if record_type == "CNAME" else "CNAME" in beside
        refused = {
            "CREATE": key in result or clash,
            "DELETE": key not in result or _meaning(result[key]) != _meaning(record),
            "UPSERT": clash,
        }[action]
        if refused or not name.endswith(".example.com."):
            return None
        if action == "DELETE":
            del result[key]
        else:
            result[key] = record
    allowed = (["CREATE"], ["DELETE"], ["UPSERT"], ["DELETE", "CREATE"], ["DELETE", "UPSERT"])
    return result if all(actions in allowed for actions in seen.values()) else None


@relaxed
@given(st.lists(BATCHES, min_size=1, max_size=6))
def test_a_batch_is_done_in_order_and_whole_or_refused_without_a_trace(batches: list[list[Record]]) -> None:
    """H39: against a model of batches written a second time."""
    fake, model = _zone(), dict[tuple[str, str], Record]()
    for changes in batches:
        before = fake.records(ZONE)
        expected = _one_by_one(model, changes)
        refused = _send(fake, *changes)
        assert (refused is None) == (expected is not None)
        if expected is None:
            assert fake.records(ZONE) == before
        else:
            model = expected
        now = {(record["Name"], record["Type"]): _meaning(record) for record in fake.records(ZONE)[2:]}
        assert now == {key: _meaning(record) for key, record in model.items()}


@relaxed
@given(st.lists(st.tuples(FEW_NAMES, st.booleans()), max_size=12))
def test_a_snapshot_is_the_zone_as_it_was(writes: list[tuple[str, bool]]) -> None:
    fake = _zone()
    kept = []
    for name, add in writes:
        kept.append((fake.snapshot(), fake.records(ZONE)))
        if add:
            fake.put(ZONE, a(name))
        else:
            fake.remove(ZONE, name, "A")
    for snapshot, records in reversed(kept):
        fake.restore(snapshot)
        assert fake.records(ZONE) == records
        fake.put(ZONE, a("later.example.com."))
        fake.restore(snapshot)
        assert fake.records(ZONE) == records

"""ChangeResourceRecordSets: the limits of one request and of one record set."""

from __future__ import annotations

import pytest

from tests.contract.marks import gap
from tests.contract.zones import Record, ZoneUnderTest, a, alias, create, txt, upsert

NO_LIMITS = gap(ministack="has no limits")
TOO_MANY = "[Number of records limit of 1000 exceeded.]"
TOO_LONG = "limit of 32000 exceeded"


def _sets(count: int, values: int = 1) -> list[Record]:
    addresses = [f"10.0.{n // 250}.{n % 250}" for n in range(values)]
    return [a(f"n{number}.example.com.", *addresses) for number in range(count)]


def test_1000_resource_records_are_accepted(zone: ZoneUnderTest) -> None:
    zone.change(*map(create, [*_sets(500), *(alias(f"x{number}.example.com.") for number in range(500))]))
    assert len(zone.names()) == 1000


@NO_LIMITS
@pytest.mark.parametrize(
    "changes",
    [
        [create(record) for record in _sets(1001)],
        [create(alias(f"x{number}.example.com.")) for number in range(1001)],
        [create(record) for record in _sets(11, values=91)],
        [upsert(record) for record in _sets(501)],
    ],
    ids=["sets", "aliases", "values", "upserts-count-twice"],
)
def test_1001_resource_records_are_refused(zone: ZoneUnderTest, changes: list[Record]) -> None:
    assert zone.refused(*changes) == TOO_MANY


def _texts(characters: int) -> list[Record]:
    """TXT record sets whose values have so many characters in all, quotation marks included."""
    whole, rest = divmod(characters, 200)
    lengths = [200] * whole + ([rest] if rest else [])
    return [txt(f"t{n}.example.com.", '"' + "x" * (length - 2) + '"') for n, length in enumerate(lengths)]


def test_32000_characters_are_accepted(zone: ZoneUnderTest) -> None:
    zone.change(*map(create, _texts(32000)))
    zone.change(*map(upsert, _texts(16000)))


@NO_LIMITS
@pytest.mark.parametrize(
    "changes", [[create(r) for r in _texts(32003)], [upsert(r) for r in _texts(16003)]], ids=["create", "upsert"]
)
def test_more_than_32000_characters_are_refused(zone: ZoneUnderTest, changes: list[Record]) -> None:
    assert TOO_LONG in zone.refused(*changes)


def test_400_values_are_accepted(zone: ZoneUnderTest) -> None:
    [record] = _sets(1, values=400)
    zone.change(create(record))
    assert zone.records() == [record]


@NO_LIMITS
def test_401_values_are_refused(zone: ZoneUnderTest) -> None:
    [record] = _sets(1, values=401)
    assert zone.refused(create(record)) == "[Cannot have more than 400 records in a RRSet.]"


def test_a_txt_value_of_4000_characters_is_accepted(zone: ZoneUnderTest) -> None:
    value = " ".join(['"' + "x" * 198 + '"'] * 19 + ['"' + "x" * 179 + '"'])
    assert len(value) == 4000
    zone.change(create(txt("t.example.com.", value)))
    assert zone.records() == [txt("t.example.com.", value)]


@NO_LIMITS
def test_a_txt_value_of_more_than_4000_characters_is_refused(zone: ZoneUnderTest) -> None:
    value = " ".join(['"' + "x" * 198 + '"'] * 20)
    assert "length" in zone.refused(create(txt("t.example.com.", value)), code="InvalidInput")

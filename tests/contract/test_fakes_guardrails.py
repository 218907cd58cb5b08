"""Route 53's Change Guardrails, which no local AWS has (C16)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from tests.contract.routing import weighted
from tests.contract.zones import FAKE_ZONE, Record, ZoneUnderTest, a, alias, create, delete, txt, upsert
from tests.fakes import FakeRoute53

SHOP = "shop.example.com."
NS: Record = {
    "Name": "team9.example.com.",
    "Type": "NS",
    "TTL": 300,
    "ResourceRecords": [{"Value": "ns1.example.net."}],
}


@pytest.fixture
def zone(fake: FakeRoute53) -> ZoneUnderTest:
    return ZoneUnderTest(fake, FAKE_ZONE, "example.com.")


def test_c16_a_record_set_that_is_asked_for_is_not_deleted(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.change(create(alias(SHOP)), create(a("other.example.com.")))
    fake.guard(FAKE_ZONE, "ACTIVE_RECORD_CHECK")
    fake.ask_for(FAKE_ZONE, "Shop.example.com", "A")
    message = zone.refused(delete(alias(SHOP)), delete(a("other.example.com.")))
    assert message.startswith("[The ACTIVE_RECORD_CHECK rejected the change of resource record set [name='shop.exam")
    assert "other.example.com." not in message
    fake.forget_questions(FAKE_ZONE)
    zone.change(delete(alias(SHOP)))


def test_c16_a_guardrail_may_be_called_by_its_words(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.readings = replace(fake.readings, guardrails_called="words")
    zone.change(create(alias(SHOP)))
    fake.guard(FAKE_ZONE, "ACTIVE_RECORD_CHECK")
    fake.ask_for(FAKE_ZONE, SHOP, "A")
    assert "The active record check guardrail rejected" in zone.refused(delete(alias(SHOP)))


@pytest.mark.parametrize(("reading", "passes"), [("the outcome", True), ("each change", False)])
def test_c16_both_readings_of_delete_and_create_in_one_batch(
    fake: FakeRoute53, zone: ZoneUnderTest, reading: Literal["the outcome", "each change"], passes: bool
) -> None:
    fake.readings = replace(fake.readings, guardrails_judge=reading)
    zone.change(create(a(SHOP)))
    fake.guard(FAKE_ZONE, "ACTIVE_RECORD_CHECK")
    fake.ask_for(FAKE_ZONE, SHOP, "A")
    handed_over = [delete(a(SHOP)), create(alias(SHOP))]
    if passes:
        zone.change(*handed_over)
    else:
        assert "ACTIVE_RECORD_CHECK" in zone.refused(*handed_over)
    zone.change(upsert(alias(SHOP)))
    assert zone.records() == [alias(SHOP)]


def test_c16_only_the_last_record_set_of_a_name_and_type_counts_as_asked_for(
    fake: FakeRoute53, zone: ZoneUnderTest
) -> None:
    zone.change(create(weighted("blue", 1)), create(weighted("green", 1)), create(txt(SHOP, '"x"')))
    fake.guard(FAKE_ZONE, "ACTIVE_RECORD_CHECK")
    fake.ask_for(FAKE_ZONE, SHOP, "A")
    zone.change(delete(weighted("blue", 1)), delete(txt(SHOP, '"x"')))
    assert "set-identifier='green'" in zone.refused(delete(weighted("green", 1)))


def test_c16_a_record_set_that_an_alias_points_at_is_not_deleted(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    pointing = alias("www.example.com.", SHOP, zone_id=FAKE_ZONE)
    zone.change(create(a(SHOP)), create(pointing))
    fake.guard(FAKE_ZONE, "ALIAS_TARGET_CHECK")
    message = zone.refused(delete(a(SHOP)))
    assert "ALIAS_TARGET_CHECK" in message
    assert "the alias record www.example.com. points at it" in message
    zone.change(delete(pointing), delete(a(SHOP)))


def test_c16_an_alias_of_another_hosted_zone_counts(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    fake.add_zone("Z0OTHER", "example.net")
    fake.put("Z0OTHER", alias("www.example.net.", SHOP, zone_id=FAKE_ZONE))
    fake.guard(FAKE_ZONE, "ALIAS_TARGET_CHECK")
    assert "www.example.net." in zone.refused(delete(a(SHOP)))


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("x.team9.example.com.", True),
        ("team9.example.com.", True),
        ("y.x.team9.example.com.", True),
        ("xteam9.example.com.", False),
        ("example.com.", False),
    ],
)
def test_c16_a_record_set_below_a_delegation_is_refused(
    fake: FakeRoute53, zone: ZoneUnderTest, name: str, refused: bool
) -> None:
    zone.change(create(NS))
    fake.guard(FAKE_ZONE, "NS_OCCLUSION_CHECK")
    if not refused:
        zone.change(create(alias(name)))
        return
    assert "NS_OCCLUSION_CHECK" in zone.refused(create(alias(name)), create(a("innocent.example.com.")))


def test_c16_a_delegation_above_record_sets_is_refused(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.change(create(alias("x.team9.example.com.")))
    fake.guard(FAKE_ZONE, "NS_OCCLUSION_CHECK")
    assert "it hides the record x.team9.example.com." in zone.refused(create(NS))
    zone.change(delete(alias("x.team9.example.com.")), create(NS))


def test_c16_what_is_occluded_already_can_be_deleted(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.change(create(NS), create(alias("x.team9.example.com.")))
    fake.guard(FAKE_ZONE, "NS_OCCLUSION_CHECK")
    zone.change(delete(alias("x.team9.example.com.")))
    assert zone.names() == ["team9.example.com."]


def test_c16_guardrails_are_those_of_one_zone_and_go_back_to_a_snapshot(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.change(create(alias(SHOP)))
    open_zone = fake.snapshot()
    fake.guard(FAKE_ZONE, "ACTIVE_RECORD_CHECK", "NS_OCCLUSION_CHECK")
    fake.ask_for(FAKE_ZONE, SHOP, "A")
    guarded = fake.snapshot()
    fake.restore(open_zone)
    zone.change(delete(alias(SHOP)))
    fake.restore(guarded)
    zone.refused(delete(alias(SHOP)))
    fake.guard(FAKE_ZONE)
    zone.change(delete(alias(SHOP)))


def test_guardrails_that_the_fake_does_not_know_are_a_mistake(fake: FakeRoute53) -> None:
    with pytest.raises(AssertionError, match="ACTIVE_RECORDS_CHECK"):
        fake.guard(FAKE_ZONE, "ACTIVE_RECORDS_CHECK")

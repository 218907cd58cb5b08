"""What Route 53 does and no local AWS shows: protections, quotas, rate limits, targets it cannot find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.contract.routing import routed, weighted
from tests.contract.zones import (
    ALB_NAME,
    ALB_ZONE,
    FAKE_ZONE,
    Record,
    ZoneUnderTest,
    a,
    alias,
    create,
    delete,
    upsert,
)
from tests.fakes import FakeRoute53

SHOP = "shop.example.com."
NLB_NAME = "tcp-50dc6c4900000001.elb.eu-west-1.amazonaws.com."


@pytest.fixture
def zone(fake: FakeRoute53) -> ZoneUnderTest:
    return ZoneUnderTest(fake, FAKE_ZONE, "example.com.")


# Protections ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["blue", "green", "new"])
@pytest.mark.parametrize("change", [create, upsert, delete])
def test_a_protection_holds_whatever_the_set_identifier(
    fake: FakeRoute53, zone: ZoneUnderTest, identifier: str, change: Callable[[Record], Record]
) -> None:
    """H33."""
    zone.change(create(weighted("blue", 1)), create(weighted("green", 1)))
    fake.protect(FAKE_ZONE, SHOP, "A", "ask the network team")
    message = zone.refused(change(weighted(identifier, 1)))
    assert f"set-identifier='{identifier}'" in message
    assert "ask the network team" in message
    zone.change(create(alias(SHOP, record_type="AAAA")))


# Quotas and rate limits -----------------------------------------------------------------------------------------------


def _records(count: int) -> list[Record]:
    return [a(f"n{number}.example.com.") for number in range(count)]


def test_c12_a_full_hosted_zone_takes_what_does_not_make_it_larger(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    """The apex's NS and SOA count."""
    fake.zone_limit = 10_000
    for record in _records(9_998):
        fake.put(FAKE_ZONE, record)
    assert "limit of 10000 resource record sets" in zone.refused(create(alias(SHOP)))
    zone.change(delete(a("n1.example.com.")), create(alias(SHOP)))
    zone.change(upsert(a("n2.example.com.", "192.0.2.9")))
    zone.change(delete(a("n3.example.com.")), delete(a("n4.example.com.")), create(a("n4.example.com.")))
    zone.change(create(a("n3.example.com.")))


def test_c12_a_hosted_zone_over_its_quota_can_be_made_smaller(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    for record in _records(5):
        fake.put(FAKE_ZONE, record)
    fake.zone_limit = 4
    zone.change(delete(a("n0.example.com.")))
    zone.refused(create(alias(SHOP)))


@pytest.mark.parametrize("code", ["InvalidChangeBatch", "LimitsExceeded", "TooManyRecords"])
def test_c12_the_code_of_a_full_hosted_zone_may_be_one_that_is_not_modelled(
    fake: FakeRoute53, zone: ZoneUnderTest, code: Literal["InvalidChangeBatch", "LimitsExceeded", "TooManyRecords"]
) -> None:
    fake.zone_limit = 2
    fake.readings = replace(fake.readings, full_zone=code)
    assert "limit of 2 resource record sets" in zone.refused(create(alias(SHOP)), code=code)


def test_c17_changes_have_a_limit_of_their_own(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    """What is refused takes nothing; a batch that is larger than the whole bucket never passes."""
    now = [0.0]
    fake.limit_requests(50, 10, lambda: now[0])
    fake.limit_changes(100, 10, lambda: now[0])
    records = _records(301)
    for _ in range(3):
        assert zone.refused(*map(create, records[:101]), code="Throttling") == "Rate exceeded"
        now[0] += 3600
    zone.change(*map(create, records[:100]))
    zone.refused(create(records[100]), code="Throttling")
    now[0] += 1
    zone.refused(*map(create, records[100:111]), code="Throttling")
    zone.change(*map(create, records[100:110]))
    assert len(zone.records()) == 110


def test_c17_the_limit_is_the_accounts(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.add_zone("Z0OTHER", "example.net")
    fake.limit_changes(2, 0, lambda: 0.0)
    ZoneUnderTest(fake, "Z0OTHER", "example.net.").change(create(a("a.example.net.")), create(a("b.example.net.")))
    zone.refused(create(a(SHOP)), code="Throttling")


def test_requests_of_all_kinds_share_a_limit(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    now = [0.0]
    fake.limit_requests(2, 1, lambda: now[0])
    zone.page()
    zone.change(create(a(SHOP)))
    with pytest.raises(ClientError) as refusal:
        fake.get_hosted_zone(Id=FAKE_ZONE)
    assert refusal.value.response["Error"]["Code"] == "Throttling"
    now[0] = 1
    zone.page()


# Alias targets --------------------------------------------------------------------------------------------------------


def test_c14_an_alias_target_that_is_not_found_refuses_the_batch(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.put(FAKE_ZONE, alias("old.example.com."))
    fake.lose_target(ALB_NAME.removesuffix(".").upper())
    assert zone.refused(create(alias(SHOP)), create(a("innocent.example.com."))) == (
        f"[Tried to create an alias that targets {ALB_NAME}, type A in zone {ALB_ZONE}, but that target was not found]"
    )
    zone.change(delete(alias("old.example.com.")))
    fake.find_target(ALB_NAME)
    zone.change(create(alias(SHOP)))


def test_c14_a_young_alias_target_is_found_after_a_while(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.lose_target(ALB_NAME, batches=2)
    zone.change(create(a("other.example.com.")))
    for _ in range(2):
        zone.refused(create(alias(SHOP)), create(alias("www.example.com.")))
    zone.change(create(alias(SHOP)))


@pytest.mark.parametrize("reading", ["taken", "not found"])
def test_c5_both_readings_of_the_dualstack_name_of_an_nlb(
    fake: FakeRoute53, zone: ZoneUnderTest, reading: Literal["taken", "not found"]
) -> None:
    """It does not exist in DNS; an ALB's does."""
    fake.readings = replace(fake.readings, dualstack_of_nlb=reading)
    zone.change(create(alias("alb.example.com.", f"dualstack.{ALB_NAME}")), create(alias("nlb.example.com.", NLB_NAME)))
    wrong = create(alias(SHOP, f"dualstack.{NLB_NAME}"))
    if reading == "taken":
        zone.change(wrong)
    else:
        assert "but that target was not found" in zone.refused(wrong)


# Other readings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["taken", "refused"])
def test_both_readings_of_a_failover_alias_without_target_health(
    fake: FakeRoute53, zone: ZoneUnderTest, reading: Literal["taken", "refused"]
) -> None:
    fake.readings = replace(fake.readings, failover_alias_without_health=reading)
    wanted = create(alias(SHOP, health=False, SetIdentifier="one", Failover="SECONDARY"))
    if reading == "taken":
        zone.change(wanted)
    else:
        assert "EvaluateTargetHealth" in zone.refused(wanted)
    zone.change(create(routed("two", "failover")))


@pytest.mark.parametrize("reading", ["taken", "refused"])
def test_both_readings_of_several_values_in_a_weighted_record_set(
    fake: FakeRoute53, zone: ZoneUnderTest, reading: Literal["taken", "refused"]
) -> None:
    fake.readings = replace(fake.readings, several_values_of_a_routed_set=reading)
    wanted = create(a(SHOP, "192.0.2.1", "192.0.2.2", SetIdentifier="x", Weight=1))
    if reading == "taken":
        zone.change(wanted)
    else:
        assert "exactly one resource record" in zone.refused(wanted)


def test_a_health_check_that_does_not_exist_is_not_found(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.health_checks = {"there"}
    fake.put(FAKE_ZONE, weighted("old", 1, HealthCheckId="gone"))
    with pytest.raises(fake.exceptions.NoSuchHealthCheck):
        zone.change(create(weighted("new", 1, HealthCheckId="gone")))
    zone.change(create(weighted("new", 1, HealthCheckId="there")), delete(weighted("old", 1, HealthCheckId="gone")))


# What AWS may add (C15) -----------------------------------------------------------------------------------------------


def test_c15_a_new_member_must_be_in_the_delete_and_is_kept(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    shielded: Record = {**alias(SHOP), "Shield": {"Level": "high"}}
    fake.put(FAKE_ZONE, shielded)
    assert zone.records() == [shielded]
    with pytest.raises(ParamValidationError, match="Shield"):
        zone.change(delete(shielded))
    fake.extra_members = frozenset({"Shield"})
    assert "do not match" in zone.refused(delete(alias(SHOP)))
    zone.change(delete(shielded), create({**alias(SHOP, health=False), "Shield": {"Level": "high"}}))
    [left] = zone.records()
    assert left["Shield"] == {"Level": "high"}


def test_c15_an_answer_may_have_more_members(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.extra_answer = {"HostedZoneTier": "ADVANCED"}
    answer: Any = zone.page()
    assert answer["HostedZoneTier"] == "ADVANCED"

"""ChangeResourceRecordSets: what a request may say of a routing policy."""

from __future__ import annotations

import pytest

from tests.contract.marks import gap
from tests.contract.routing import SHOP, at, routed, weighted
from tests.contract.zones import Record, ZoneUnderTest, a, alias, cname, create

NO_VALUE_RULES = gap(ministack="takes any value")


def test_a_set_identifier_of_128_characters_is_accepted(zone: ZoneUnderTest) -> None:
    records = [weighted("x" * 128, 1), weighted("a b/c:d*é", 1)]
    zone.change(*map(create, records))
    assert {record["SetIdentifier"] for record in zone.records()} == {"x" * 128, "a b/c:d*é"}


@NO_VALUE_RULES
@pytest.mark.parametrize(
    ("record", "text"),
    [
        (weighted("x" * 129, 1), "with length = '129' is not facet-valid with respect to maxLength '128'"),
        (weighted("x", 256), "Value '256' is not facet-valid with respect to maxInclusive '255'"),
        (alias(SHOP, SetIdentifier="x", Region="eu-west-9"), "Value 'eu-west-9' is not facet-valid"),
        (alias(SHOP, SetIdentifier="x", Failover="primary"), "Value 'primary' is not facet-valid"),
        (at("x", Country="ZZ"), "Value 'ZZ' is not facet-valid"),
        (at("x", Continent="XX"), "Value 'XX' is not facet-valid"),
        (at("x", Continent="EU", Country="DE"), "Expected exactly one of [ContinentCode, or CountryCode]"),
        (at("x", Continent="NA", Subdivision="CA"), "SubdivisionCode cannot be with ContinentCode"),
        (at("x", Subdivision="CA"), "Expected exactly one of [ContinentCode, or CountryCode]"),
        (at("x", Country="DE", Subdivision="BY"), "SubdivisionCode BY is not one of CountryCode DE"),
        (at("x", Country="US", Subdivision="ZZ"), "SubdivisionCode ZZ is not one of CountryCode US"),
        (alias(SHOP, SetIdentifier="x", MultiValueAnswer=True), "MultiValueAnswer is not allowed with AliasTarget"),
        (cname(SHOP, SetIdentifier="x", MultiValueAnswer=True), "MultiValueAnswer is not allowed for type CNAME"),
        (
            alias(SHOP, SetIdentifier="x", GeoProximityLocation={"AWSRegion": "eu-west-1", "LocalZoneGroup": "y"}),
            "Expected exactly one of [AWSRegion, LocalZoneGroup, Coordinates]",
        ),
        (weighted("x", 1, HealthCheckId="y" * 65), "with length = '65' is not facet-valid"),
        (
            weighted("x", 1) | {"Region": "eu-west-1"},
            "Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found more than",
        ),
        (
            alias(SHOP, SetIdentifier="x"),
            "Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found none in",
        ),
        (alias(SHOP, Weight=1), "Missing field 'SetIdentifier' in"),
    ],
    ids=[
        "identifier",
        "weight",
        "region",
        "role",
        "country",
        "continent",
        "two-places",
        "continent-and-state",
        "state-alone",
        "subdivision-of-germany",
        "no-state",
        "multivalue-alias",
        "multivalue-cname",
        "two-positions",
        "health-check",
        "two-policies",
        "no-policy",
        "no-identifier",
    ],
)
def test_routing_that_is_refused(zone: ZoneUnderTest, record: Record, text: str) -> None:
    message = zone.refused(create(record), code="InvalidInput")
    assert message.startswith("Invalid ")
    assert text in message


@NO_VALUE_RULES
def test_a_primary_of_values_needs_a_health_check(zone: ZoneUnderTest) -> None:
    """An alias does not, nor does a secondary."""
    assert zone.refused(create(a(SHOP, SetIdentifier="one", Failover="PRIMARY"))) == (
        "[A non-alias primary ResourceRecordSet must have an associated health check. No changes made.]"
    )
    zone.change(create(routed("one", "failover")), create(a(SHOP, SetIdentifier="two", Failover="SECONDARY")))


def test_a_secondary_may_stand_without_a_primary(zone: ZoneUnderTest) -> None:
    record = routed("two", "failover", Failover="SECONDARY")
    zone.change(create(record))
    assert zone.records() == [record]


def test_multivalue_answers_stand_beside_each_other(zone: ZoneUnderTest) -> None:
    records = [a(SHOP, f"192.0.2.{n}", SetIdentifier=f"s{n}", MultiValueAnswer=True) for n in range(2)]
    zone.change(*map(create, records))
    assert zone.records() == records

"""ChangeResourceRecordSets: routing policies, how they are stored, and what may stand beside what."""

from __future__ import annotations

import pytest

from tests.contract.marks import gap
from tests.contract.routing import HEALTH, POLICIES, SHOP, at, routed, weighted, who
from tests.contract.zones import Record, ZoneUnderTest, a, alias, cname, create, delete, txt, upsert

NO_RULES = gap(ministack="knows no rule of routing policies")
NO_PROXIMITY = gap(ministack="drops GeoProximityLocation")


# What is stored -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(policy, marks=[NO_PROXIMITY] if "GeoProximityLocation" in says else [])
        for policy, says in POLICIES.items()
    ],
)
def test_a_routed_record_set_is_listed_as_it_was_given_and_can_be_deleted_as_listed(
    zone: ZoneUnderTest, policy: str
) -> None:
    """H31."""
    record = routed("platform/here", policy, HealthCheckId=HEALTH)
    zone.change(create(record))
    [listed] = zone.records()
    assert listed == record
    zone.change(delete(listed))
    assert zone.records() == []


@pytest.mark.parametrize(
    "stale",
    [
        weighted("blue", 11, HealthCheckId=HEALTH),
        weighted("blue", 10),
        weighted("blue", 10, HealthCheckId=HEALTH.replace("0", "1")),
        routed("blue", "latency", HealthCheckId=HEALTH),
        weighted("blue", 10, HealthCheckId=HEALTH, health=False),
    ],
    ids=["weight", "no-health-check", "health-check", "policy", "target-health"],
)
def test_delete_must_say_routing_and_health_check_exactly(zone: ZoneUnderTest, stale: Record) -> None:
    """H31, H40."""
    zone.change(create(weighted("blue", 10, HealthCheckId=HEALTH)))
    assert "but the values provided do not match the current values" in zone.refused(delete(stale))


@pytest.mark.parametrize(
    ("there", "stale"),
    [
        (at("x", Country="US", Subdivision="CA"), at("x", Country="US")),
        (at("x", Continent="EU"), at("x", Continent="AS")),
        (routed("x", "latency"), routed("x", "latency", Region="us-east-1")),
        (routed("x", "failover"), routed("x", "failover", Failover="SECONDARY")),
    ],
    ids=["subdivision", "continent", "region", "role"],
)
def test_delete_of_another_slot_does_not_match(zone: ZoneUnderTest, there: Record, stale: Record) -> None:
    zone.change(create(there))
    assert "do not match the current values" in zone.refused(delete(stale))


def test_a_record_set_is_known_by_its_set_identifier(zone: ZoneUnderTest) -> None:
    zone.change(create(weighted("blue", 1)), create(weighted("green", 1)))
    assert "but it was not found" in zone.refused(delete(weighted("gone", 1)))
    zone.change(delete(weighted("blue", 1)))
    assert zone.records() == [weighted("green", 1)]


def test_upsert_changes_the_weight(zone: ZoneUnderTest) -> None:
    zone.change(create(weighted("blue", 1)))
    zone.change(upsert(weighted("blue", 0)))
    assert zone.records() == [weighted("blue", 0)]


# What stands beside what ----------------------------------------------------------------------------------------------


def test_weights_from_0_to_255_stand_beside_each_other(zone: ZoneUnderTest) -> None:
    blue, green = weighted("blue", 0), weighted("green", 255)
    zone.change(create(green), create(blue))
    assert zone.records() == [blue, green]


def test_slots_of_one_policy_stand_beside_each_other(zone: ZoneUnderTest) -> None:
    places = [at("a", Continent="EU"), at("b", Country="*"), at("c", Country="US")]
    places.append(at("d", Country="US", Subdivision="CA"))
    zone.change(*map(create, places))
    assert zone.records() == places


def test_a_and_aaaa_have_policies_of_their_own(zone: ZoneUnderTest) -> None:
    records = [
        weighted("blue", 1),
        alias(SHOP, record_type="AAAA", SetIdentifier="blue", Region="eu-west-1"),
        txt(SHOP, '"x"'),
    ]
    zone.change(*map(create, records))
    assert zone.records() == records


@pytest.mark.parametrize("policy", ["weighted", "latency", "failover", "anywhere"])
def test_one_policy_gives_way_to_another_in_one_batch(zone: ZoneUnderTest, policy: str) -> None:
    """The conversion without a gap: DELETE before CREATE."""
    zone.change(create(alias(SHOP)))
    zone.change(delete(alias(SHOP)), create(routed("blue", policy)))
    assert zone.records() == [routed("blue", policy)]
    zone.change(delete(routed("blue", policy)), create(weighted("other", 1)))
    zone.change(delete(weighted("other", 1)), create(alias(SHOP)))
    assert zone.records() == [alias(SHOP)]


@pytest.mark.parametrize("policy", ["weighted", "latency", "failover", "anywhere"])
def test_a_set_identifier_changes_in_one_batch(zone: ZoneUnderTest, policy: str) -> None:
    zone.change(create(routed("old", policy)))
    zone.change(delete(routed("old", policy)), create(routed("new", policy)))
    assert zone.records() == [routed("new", policy)]


@NO_RULES
@pytest.mark.parametrize(
    ("there", "wanted", "text"),
    [
        (
            weighted("blue", 1),
            alias(SHOP),
            "RRSet with DNS name shop.example.com., type A cannot be created as other RRSets exist with the same name "
            "and type.",
        ),
        (
            alias(SHOP),
            weighted("blue", 1),
            f"{who('blue')} cannot be created as a non-weighted set exists with the same name and type.",
        ),
        (
            weighted("blue", 1),
            routed("here", "latency"),
            f"{who('here')}, and Region Name=eu-west-1 cannot be created because a non-latency RRSet with the same "
            "name and type already exists.",
        ),
        (
            weighted("blue", 1),
            routed("one", "failover"),
            f"{who('one')}, and marked as primary cannot be created because a non-failover RRSet with the same name "
            "and type already exists.",
        ),
        (
            routed("one", "failover"),
            routed("de", "country"),
            f"{who('de')} cannot be created because a non geolocation rrset exists with the same name and type.",
        ),
        (
            a(SHOP),
            a(SHOP, SetIdentifier="one", MultiValueAnswer=True),
            f"{who('one')} cannot be created because a non multivalue answer rrset exists with the same name and type.",
        ),
        (
            a(SHOP, SetIdentifier="blue", Weight=1),
            a(SHOP, SetIdentifier="green", Weight=1, ttl=5),
            "RRSet with DNS name shop.example.com. and type A, SetIdentifier green cannot be created as weighted sets "
            "must contain the same TTL.",
        ),
    ],
    ids=["simple", "weighted", "latency", "failover", "geolocation", "multivalue", "ttl"],
)
def test_policies_do_not_mix(zone: ZoneUnderTest, there: Record, wanted: Record, text: str) -> None:
    """H33."""
    zone.change(create(there))
    assert zone.refused(create(wanted)) == f"[{text}]"


def test_weighted_aliases_stand_beside_weighted_values_of_any_ttl(zone: ZoneUnderTest) -> None:
    """An alias has no TTL of its own."""
    records = [weighted("alias", 1), a(SHOP, SetIdentifier="values", Weight=1, ttl=300)]
    zone.change(*map(create, records))
    assert zone.records() == records


@NO_RULES
@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (
            "latency",
            ", and Region Name=eu-west-1 cannot be created because a latency RRSet with the same name, type and region "
            "already exists.",
        ),
        ("failover", ", and marked as primary cannot be created because a failover RRSet with the same name"),
        ("continent", " cannot be created because a geolocation RRSet with the same name"),
        ("country", " cannot be created because a geolocation RRSet with the same name"),
        ("anywhere", " cannot be created because a geolocation RRSet with the same name"),
        ("state", " cannot be created because a geolocation RRSet with the same name"),
    ],
)
def test_a_slot_is_given_once(zone: ZoneUnderTest, policy: str, text: str) -> None:
    zone.change(create(routed("blue", policy)))
    for change in (create, upsert):
        assert zone.refused(change(routed("green", policy))).startswith(f"[{who('green')}{text}")


@NO_RULES
def test_a_slot_is_free_only_after_the_delete(zone: ZoneUnderTest) -> None:
    zone.change(create(routed("blue", "latency")))
    assert "already exists" in zone.refused(create(routed("green", "latency")), delete(routed("blue", "latency")))


@NO_RULES
def test_upsert_cannot_change_the_policy_beside_others(zone: ZoneUnderTest) -> None:
    zone.change(create(weighted("blue", 1)), create(weighted("green", 1)))
    assert "non-latency RRSet" in zone.refused(upsert(routed("blue", "latency")))


@NO_RULES
def test_routed_addresses_stand_beside_no_cname(zone: ZoneUnderTest) -> None:
    zone.change(create(cname(SHOP, SetIdentifier="blue", Weight=1)), create(cname(SHOP, SetIdentifier="x", Weight=2)))
    assert "conflicting RRSet of type  CNAME" in zone.refused(create(weighted("green", 1)))


@NO_RULES
def test_100_weighted_record_sets_of_one_name_and_type(zone: ZoneUnderTest) -> None:
    zone.change(*(create(weighted(f"s{number}", 1)) for number in range(100)))
    assert zone.refused(create(weighted("more", 1))) == (
        "[Exceeded limit on number of weighted RRSets for shop.example.com., type A in this zone.]"
    )
    zone.change(upsert(weighted("s7", 2)), create(alias(SHOP, record_type="AAAA", SetIdentifier="more", Weight=1)))

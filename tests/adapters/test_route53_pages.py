"""Pages of record sets: where they begin and end, and what is read of a record set (H21, H27, H28)."""

import json
from typing import Any

import pytest

from albias.aws.route53 import Route53
from albias.errors import AwsUnavailable
from albias.model import AliasTarget, Change, Location, RecordKey, RecordSet, Routing
from albias.names import DnsName
from tests.fakes import FakeRoute53

ZONE = "Z0APPS"
TARGET = {
    "DNSName": "web-1.eu-west-1.elb.amazonaws.com.",
    "HostedZoneId": "Z32O12XQLNTSW2",
    "EvaluateTargetHealth": True,
}


def name(label: str) -> DnsName:
    return DnsName(f"{label}.apps.example.com")


@pytest.fixture
def client() -> FakeRoute53:
    fake = FakeRoute53()
    fake.add_zone(ZONE, "apps.example.com")
    return fake


def adapter(client: FakeRoute53) -> Route53:
    return Route53(client)  # type: ignore[arg-type]


def put(client: FakeRoute53, label: str, kind: str = "A", value: str = "192.0.2.1", **more: Any) -> None:
    records = {"TTL": 60, "ResourceRecords": [{"Value": value}]}
    client.put(ZONE, {"Name": f"{label}.apps.example.com.", "Type": kind, **records, **more})


def test_h28_a_page_begins_at_the_name_or_after_it_and_says_which_names_it_holds(client: FakeRoute53) -> None:
    put(client, "a")
    put(client, "c")
    found, following = adapter(client).page(ZONE, name("b"))
    assert [record_set.key for record_set in found] == [RecordKey(name("c"), "A")]
    assert following is None


def test_h27_a_page_holds_300_and_says_where_the_next_one_begins(client: FakeRoute53) -> None:
    for number in range(700):
        put(client, f"n{number:04}")
    pages, start = [], DnsName("apps.example.com")
    while True:
        found, following = adapter(client).page(ZONE, start)
        pages.append([record_set.key.name for record_set in found])
        if following is None:
            break
        start = following
    assert list(map(len, pages)) == [300, 300, 702 - 600]
    assert len({each for page in pages for each in page}) == 701  # the apex has NS and SOA
    assert client.count() == 3


def test_h27_a_page_that_ends_within_its_first_name_is_read_on(client: FakeRoute53) -> None:
    for number in range(650):
        put(client, "shop", SetIdentifier=f"s{number:03}", Weight=1)
    put(client, "tail")
    found, following = adapter(client).page(ZONE, name("shop"))
    assert len(found) == 651
    assert following is None
    assert client.count() == 3


def test_h27_reading_on_stops_at_the_page_that_ends_elsewhere(client: FakeRoute53) -> None:
    for number in range(350):
        put(client, "shop", SetIdentifier=f"s{number:03}", Weight=1)
    for number in range(300):
        put(client, f"tail{number:03}")
    found, following = adapter(client).page(ZONE, name("shop"))
    assert len(found) == 600
    assert following == name("tail250")
    assert client.count() == 2


def test_h27_types_without_a_set_identifier_are_read_on_too(client: FakeRoute53) -> None:
    for number in range(299):
        put(client, "shop", SetIdentifier=f"s{number:03}", Weight=1)
    put(client, "shop", "MX", "10 mail.example.com.")
    put(client, "shop", "TXT", '"x"')
    found, _ = adapter(client).page(ZONE, name("shop"))
    assert len(found) == 301


def test_h21_a_wildcard_is_asked_for_and_read_as_a_star(client: FakeRoute53) -> None:
    put(client, "*")
    found, _ = adapter(client).page(ZONE, name("*"))
    assert client.calls[0].params["StartRecordName"] == r"\052.apps.example.com."
    assert [record_set.key.name for record_set in found] == [name("*")]


def test_an_alias_is_read_exactly_since_a_delete_must_repeat_it(client: FakeRoute53) -> None:
    shouting = {**TARGET, "DNSName": "dualstack.WEB-1.eu-west-1.elb.amazonaws.com."}
    client.put(ZONE, {"Name": "shop.apps.example.com.", "Type": "A", "AliasTarget": shouting})
    [found], _ = adapter(client).page(ZONE, name("shop"))
    target = AliasTarget("dualstack.web-1.eu-west-1.elb.amazonaws.com.", "Z32O12XQLNTSW2", True)
    assert found == RecordSet(RecordKey(name("shop"), "A"), alias=target)


def test_values_are_read_in_their_order_with_their_quotes(client: FakeRoute53) -> None:
    values = [{"Value": '"b" "c"'}, {"Value": '"a"'}]
    client.put(ZONE, {"Name": "shop.apps.example.com.", "Type": "TXT", "TTL": 300, "ResourceRecords": values})
    [found], _ = adapter(client).page(ZONE, name("shop"))
    assert found == RecordSet(RecordKey(name("shop"), "TXT"), 300, ('"b" "c"', '"a"'))


HEALTH_CHECK = "abcdef11-2222-3333-4444-555555fedcba"
ROUTED: list[tuple[dict[str, Any], Routing]] = [
    ({"Weight": 0}, Routing("weighted", 0)),
    ({"Weight": 255}, Routing("weighted", 255)),
    ({"Region": "eu-west-1"}, Routing("latency", "eu-west-1")),
    ({"Failover": "PRIMARY"}, Routing("failover", "PRIMARY")),
    ({"GeoLocation": {"ContinentCode": "EU"}}, Routing("geolocation", Location(continent="EU"))),
    ({"GeoLocation": {"CountryCode": "*"}}, Routing("geolocation", Location(country="*"))),
    (
        {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}},
        Routing("geolocation", Location(country="US", subdivision="CA")),
    ),
    ({"MultiValueAnswer": True}, Routing("multivalue", "true")),
    (
        {"CidrRoutingConfig": {"CollectionId": "0123", "LocationName": "*"}},
        Routing("ip-based", '{"CollectionId": "0123", "LocationName": "*"}'),
    ),
    (
        {"GeoProximityLocation": {"AWSRegion": "eu-west-1", "Bias": 5}},
        Routing("geoproximity", '{"AWSRegion": "eu-west-1", "Bias": 5}'),
    ),
]


@pytest.mark.parametrize(("fields", "routing"), ROUTED)
def test_h33_routing_is_read_as_it_is_and_a_delete_repeats_it(
    client: FakeRoute53, fields: dict[str, Any], routing: Routing
) -> None:
    put(client, "shop", SetIdentifier="blue", **fields)
    [found], _ = adapter(client).page(ZONE, name("shop"))
    assert found == RecordSet(RecordKey(name("shop"), "A", "blue"), 60, ("192.0.2.1",), routing=routing)
    stored = client.record(ZONE, "shop.apps.example.com", "A", "blue")
    assert_deleted_as_read(client, found, stored)


def test_a_health_check_is_read_and_repeated(client: FakeRoute53) -> None:
    put(client, "shop", SetIdentifier="blue", Weight=1, HealthCheckId=HEALTH_CHECK)
    [found], _ = adapter(client).page(ZONE, name("shop"))
    assert found.health_check == HEALTH_CHECK
    assert found.unknown == ()
    assert_deleted_as_read(client, found, client.record(ZONE, "shop.apps.example.com", "A", "blue"))


def test_h33_what_a_traffic_policy_made_is_known_as_managed(client: FakeRoute53) -> None:
    put(client, "shop", TrafficPolicyInstanceId="1")
    [found], _ = adapter(client).page(ZONE, name("shop"))
    assert found.managed
    assert (found.routing, found.unknown) == (None, ())


@pytest.mark.parametrize("value", ["no", 7, True, {"Deep": ["a", {"b": 1}]}, ["x"]])
def test_c15_h62_a_field_that_nobody_knows_changes_nothing_and_is_repeated_by_a_delete(
    client: FakeRoute53, value: Any
) -> None:
    client.extra_members = frozenset({"FieldOfTomorrow"})
    put(client, "shop", FieldOfTomorrow=value)
    [found], _ = adapter(client).page(ZONE, name("shop"))
    assert found == RecordSet(
        RecordKey(name("shop"), "A"), 60, ("192.0.2.1",), unknown=(("FieldOfTomorrow", json.dumps(value)),)
    )
    assert_deleted_as_read(client, found, client.record(ZONE, "shop.apps.example.com", "A"))


def test_c15_an_answer_that_has_more_than_today_is_read_all_the_same(client: FakeRoute53) -> None:
    put(client, "shop")
    client.extra_answer = {"AnswerOfTomorrow": "yes"}
    [found], following = adapter(client).page(ZONE, name("shop"))
    assert (found.key.name, following) == (name("shop"), None)


def assert_deleted_as_read(client: FakeRoute53, found: RecordSet, stored: dict[str, Any] | None) -> None:
    """Route 53 takes the DELETE, which it does for exactly what it stores."""
    assert stored
    adapter(client).change(ZONE, [Change("DELETE", found)], "albias platform")
    [sent] = client.calls[-1].params["ChangeBatch"]["Changes"]
    assert sent == {"Action": "DELETE", "ResourceRecordSet": stored}


def test_a_page_that_route53_does_not_give_is_no_empty_page(client: FakeRoute53) -> None:
    """H48: a throttled read proves nothing."""

    def throttle(operation: str, params: dict[str, Any]) -> None:
        raise client.error(operation, "Throttling", "Rate exceeded")

    client.before = throttle
    with pytest.raises(AwsUnavailable, match="ListResourceRecordSets of Z0APPS: Throttling: Rate exceeded"):
        adapter(client).page(ZONE, name("shop"))


def test_a_hosted_zone_that_is_not_there_is_trouble(client: FakeRoute53) -> None:
    with pytest.raises(AwsUnavailable, match="NoSuchHostedZone"):
        adapter(client).page("Z0OTHER", name("shop"))

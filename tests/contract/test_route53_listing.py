"""ListResourceRecordSets and the lists of hosted zones: order, starting points, pages."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.marks import gap
from tests.contract.zones import Record, ZoneUnderTest, a, alias, create, txt

SHOP = "shop.example.com."


def test_a_new_zone_has_its_apex(zone: ZoneUnderTest) -> None:
    """H22."""
    ns, soa = zone.everything()
    assert (ns["Name"], ns["Type"], ns["TTL"], len(ns["ResourceRecords"])) == ("example.com.", "NS", 172800, 4)
    assert (soa["Name"], soa["Type"], soa["TTL"], len(soa["ResourceRecords"])) == ("example.com.", "SOA", 900, 1)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["a.example.com.", "x.a.example.com.", "b.example.com."], id="depth-first"),
        pytest.param(
            ["a-b.example.com.", "a.example.com.", "x.a.example.com.", "ab.example.com."],
            id="hyphen-before-dot",
            marks=gap(ministack="compares labels, without the dot"),
        ),
        pytest.param(
            ["\\052.example.com.", "-.example.com.", "0.example.com.", "_.example.com.", "a.example.com."],
            id="star-first",
            marks=gap(ministack="stores names as sent, unescaped or not"),
        ),
    ],
)
def test_names_come_in_the_order_of_reversed_labels_with_their_dots(zone: ZoneUnderTest, names: list[str]) -> None:
    """H28."""
    zone.change(*(create(a(name)) for name in sorted(names, key=len)))
    assert zone.names() == names


@gap(ministack="returns names as sent")
def test_names_come_back_in_lower_case_with_other_characters_in_octal(zone: ZoneUnderTest) -> None:
    """H21."""
    zone.change(create(a("*.Shop.example.com")), create(a("a@b!.example.com.")), create(a(r"x\056y.example.com.")))
    assert zone.names() == [r"a\100b\041.example.com.", r"\052.shop.example.com.", r"x\056y.example.com."]


def test_types_of_one_name_come_in_alphabetical_order(zone: ZoneUnderTest) -> None:
    wanted: list[Record] = [txt(SHOP, '"x"'), alias(SHOP, record_type="AAAA"), a(SHOP)]
    zone.change(*map(create, wanted))
    assert [record["Type"] for record in zone.records()] == ["A", "AAAA", "TXT"]


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ({"StartRecordName": "b.example.com."}, ("b.example.com.", "A")),
        ({"StartRecordName": "b.example.com"}, ("b.example.com.", "A")),
        ({"StartRecordName": "ab.example.com."}, ("b.example.com.", "A")),
        ({"StartRecordName": "b.example.com.", "StartRecordType": "AAAA"}, ("b.example.com.", "TXT")),
        ({"StartRecordName": "b.example.com.", "StartRecordType": "TXT"}, ("b.example.com.", "TXT")),
        ({"StartRecordName": "b.example.com.", "StartRecordType": "SRV"}, ("b.example.com.", "TXT")),
        ({"StartRecordName": "a.example.com.", "StartRecordType": "TXT"}, ("b.example.com.", "A")),
        pytest.param(
            {"StartRecordName": "B.Example.com."},
            ("b.example.com.", "A"),
            marks=gap(ministack="compares the start as sent"),
        ),
    ],
)
def test_a_list_starts_at_a_name_or_at_the_next_one(
    zone: ZoneUnderTest, start: dict[str, str], first: tuple[str, str]
) -> None:
    """H28: the name that comes back must be compared."""
    zone.change(create(a("a.example.com.")), create(a("b.example.com.")), create(txt("b.example.com.", '"x"')))
    record = zone.page(**start, MaxItems="1")["ResourceRecordSets"][0]
    assert (record["Name"], record["Type"]) == first


def test_a_list_that_starts_after_the_last_name_is_empty(zone: ZoneUnderTest) -> None:
    """H28."""
    answer = zone.page(StartRecordName="zzz.example.com.")
    assert answer["ResourceRecordSets"] == []
    assert answer["IsTruncated"] is False


@gap(ministack="ignores a type without a name")
@pytest.mark.parametrize("start", [{"StartRecordType": "A"}, {"StartRecordIdentifier": "x"}])
def test_a_type_without_a_name_is_refused(zone: ZoneUnderTest, start: Any) -> None:
    with pytest.raises(ClientError) as refusal:
        zone.page(**start)
    assert refusal.value.response["Error"]["Code"] == "InvalidInput"


def test_a_short_page_says_where_the_next_begins(zone: ZoneUnderTest) -> None:
    """H27."""
    zone.change(create(a("a.example.com.")), create(a("b.example.com.")))
    answer = zone.page(MaxItems="3")
    assert [record["Type"] for record in answer["ResourceRecordSets"]] == ["NS", "SOA", "A"]
    assert (answer["IsTruncated"], answer["MaxItems"]) == (True, "3")
    assert (answer["NextRecordName"], answer["NextRecordType"]) == ("b.example.com.", "A")
    assert "NextRecordIdentifier" not in answer


def test_the_last_page_has_no_next(zone: ZoneUnderTest) -> None:
    answer = zone.page()
    assert not {"NextRecordName", "NextRecordType", "NextRecordIdentifier"} & set(answer)
    assert answer["MaxItems"] == "300"


@pytest.mark.parametrize("asked", [{}, {"MaxItems": "1000"}])
def test_a_page_has_300_record_sets_at_most(zone: ZoneUnderTest, asked: dict[str, str]) -> None:
    """H27."""
    zone.change(*(create(a(f"n{number:03}.example.com.")) for number in range(300)))
    answer = zone.page(**asked)
    assert len(answer["ResourceRecordSets"]) == 300
    assert (answer["IsTruncated"], answer["NextRecordName"]) == (True, "n298.example.com.")
    assert len(zone.everything()) == 302


def test_one_name_may_lie_across_the_end_of_a_page(zone: ZoneUnderTest) -> None:
    """H27: the next page begins with another set identifier, or another type, of the same name."""
    routed = [a("shop.example.com.", SetIdentifier=f"s{n}", Weight=n) for n in range(5)]
    below = [a(f"n{number:03}.example.com.") for number in range(296)]
    zone.change(*map(create, below), *map(create, routed), create(txt(SHOP, '"x"')))

    first = zone.page()
    assert len(first["ResourceRecordSets"]) == 300
    assert first["ResourceRecordSets"][-1]["SetIdentifier"] == "s1"
    assert (first["NextRecordName"], first["NextRecordType"], first["NextRecordIdentifier"]) == (SHOP, "A", "s2")
    second = zone.page(
        StartRecordName=first["NextRecordName"],
        StartRecordType=first["NextRecordType"],
        StartRecordIdentifier=first["NextRecordIdentifier"],
    )
    assert [record.get("SetIdentifier") for record in second["ResourceRecordSets"]] == ["s2", "s3", "s4", None]
    assert zone.records() == [*below, *routed, txt(SHOP, '"x"')]


def test_a_list_shows_writes_at_once(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    assert zone.page(StartRecordName=SHOP, MaxItems="1")["ResourceRecordSets"] == [a(SHOP)]


@pytest.mark.parametrize("method", ["list_resource_record_sets", "get_hosted_zone"])
def test_an_unknown_zone_cannot_be_read(route53: Any, method: str) -> None:
    field = "Id" if method == "get_hosted_zone" else "HostedZoneId"
    with pytest.raises(route53.exceptions.NoSuchHostedZone, match="No hosted zone found with ID: Z0UNKNOWN"):
        getattr(route53, method)(**{field: "Z0UNKNOWN"})


# Hosted zones --------------------------------------------------------------------------------------------------------


def test_a_hosted_zone_says_its_name_and_size(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    found = zone.client.get_hosted_zone(Id=zone.id)["HostedZone"]
    assert (found["Id"], found["Name"]) == (f"/hostedzone/{zone.id}", "example.com.")
    assert (found["Config"]["PrivateZone"], found["ResourceRecordSetCount"]) == (False, 3)


@gap(ministack="takes no VPC for a sign that the zone is private")
def test_a_zone_made_with_a_vpc_is_private(route53: Any) -> None:
    """H26."""
    vpc = {"VPCRegion": "eu-west-1", "VPCId": "vpc-0123456789abcdef0"}
    made = route53.create_hosted_zone(Name="example.com", CallerReference="private", VPC=vpc)
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    assert found["HostedZone"]["Config"]["PrivateZone"] is True
    assert found["VPCs"] == [vpc]


@gap(ministack="answers a used caller reference with the zone that has it")
def test_a_caller_reference_is_used_once(route53: Any) -> None:
    route53.create_hosted_zone(Name="example.com", CallerReference="once")
    with pytest.raises(route53.exceptions.HostedZoneAlreadyExists):
        route53.create_hosted_zone(Name="example.com", CallerReference="once")


def test_two_zones_may_have_one_name(route53: Any) -> None:
    """H25, H26."""
    ids = {
        route53.create_hosted_zone(Name="example.com", CallerReference=str(number))["HostedZone"]["Id"]
        for number in range(2)
    }
    listed = route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"]
    assert {zone["Id"] for zone in listed} == ids


def test_hosted_zones_come_in_pages_of_100(route53: Any) -> None:
    """H27."""
    ids = {
        route53.create_hosted_zone(Name=f"n{number}.example.com", CallerReference=str(number))["HostedZone"]["Id"]
        for number in range(103)
    }
    first = route53.list_hosted_zones()
    assert (len(first["HostedZones"]), first["IsTruncated"]) == (100, True)
    pages = route53.get_paginator("list_hosted_zones").paginate()
    listed = [zone["Id"] for page in pages for zone in page["HostedZones"]]
    assert len(listed) == 103
    assert set(listed) == ids


def test_zones_by_name_start_at_the_next_name(route53: Any) -> None:
    """H25: the first answer may be another zone."""
    route53.create_hosted_zone(Name="b.example.com", CallerReference="b")
    [found] = route53.list_hosted_zones_by_name(DNSName="a.example.com", MaxItems="1")["HostedZones"]
    assert found["Name"] == "b.example.com."


@gap(ministack="orders zones by their plain names")
def test_zones_by_name_come_in_the_order_of_reversed_labels(route53: Any) -> None:
    names = ["z.example.com.", "a.example.net."]
    for name in ("a.example.net", "z.example.com"):
        route53.create_hosted_zone(Name=name, CallerReference=name)
    assert [zone["Name"] for zone in route53.list_hosted_zones_by_name()["HostedZones"]] == names

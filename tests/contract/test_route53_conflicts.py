"""ChangeResourceRecordSets: what may not stand beside what, and which names and values are refused."""

from __future__ import annotations

import pytest

from tests.contract.marks import gap
from tests.contract.zones import ALB_NAME, ALB_ZONE, Record, ZoneUnderTest, a, alias, cname, create, delete, txt, upsert

SHOP = "shop.example.com."
NO_CNAME_RULES = gap(ministack="does not know that a CNAME stands alone")
NO_VALUE_RULES = gap(ministack="takes any value and any combination of fields")
NO_APEX_RULES = gap(ministack="lets the apex lose its NS and SOA")


@NO_CNAME_RULES
@pytest.mark.parametrize("there", [a(SHOP), alias(SHOP), txt(SHOP, '"x"')])
def test_a_cname_beside_others_is_refused(zone: ZoneUnderTest, there: Record) -> None:
    """H33."""
    zone.change(create(there))
    assert zone.refused(create(cname(SHOP))) == (
        "[RRSet of type CNAME with DNS name shop.example.com. is not permitted as it conflicts with other records "
        "with the same DNS name in zone example.com.]"
    )


@NO_CNAME_RULES
@pytest.mark.parametrize("wanted", [a(SHOP), alias(SHOP), alias(SHOP, record_type="AAAA"), txt(SHOP, '"x"')])
def test_others_beside_a_cname_are_refused(zone: ZoneUnderTest, wanted: Record) -> None:
    """H33."""
    zone.change(create(cname(SHOP)))
    message = zone.refused(create(wanted))
    assert message.startswith(f"[RRSet of type {wanted['Type']} with DNS name shop.example.com. is not permitted")
    assert message.endswith("CNAME with the same DNS name already exists in zone example.com.]")


def test_a_cname_gives_way_in_one_batch(zone: ZoneUnderTest) -> None:
    zone.change(create(cname(SHOP)))
    zone.change(delete(cname(SHOP)), create(alias(SHOP)), create(alias(SHOP, record_type="AAAA")))
    assert zone.records() == [alias(SHOP), alias(SHOP, record_type="AAAA")]


@NO_CNAME_RULES
def test_a_cname_must_give_way_before_the_others_come(zone: ZoneUnderTest) -> None:
    zone.change(create(cname(SHOP)))
    zone.refused(create(alias(SHOP)), delete(cname(SHOP)))


@NO_CNAME_RULES
def test_no_cname_at_the_apex(zone: ZoneUnderTest) -> None:
    """H22."""
    assert zone.refused(create(cname("example.com."))) == (
        "[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]"
    )


def test_an_alias_at_the_apex_is_allowed(zone: ZoneUnderTest) -> None:
    """H22."""
    zone.change(create(alias("example.com.")))
    assert zone.records() == [alias("example.com.")]


@gap(ministack="takes any name")
@pytest.mark.parametrize("name", ["shop.example.net.", "evil-example.com.", "com.", "xexample.com."])
def test_a_name_outside_the_zone_is_refused(zone: ZoneUnderTest, name: str) -> None:
    """H23: on a label boundary."""
    assert zone.refused(create(a(name))) == f"[RRSet with DNS name {name} is not permitted in zone example.com.]"


def test_a_name_below_a_delegation_is_accepted(zone: ZoneUnderTest) -> None:
    """H22: Route 53 takes it, and no resolver will ever ask for it."""
    ns = {"Name": "sub.example.com.", "Type": "NS", "TTL": 300, "ResourceRecords": [{"Value": "ns1.example.net."}]}
    zone.change(create(ns), create(a("www.sub.example.com.")))
    assert zone.names() == ["sub.example.com.", "www.sub.example.com."]


@NO_APEX_RULES
@pytest.mark.parametrize(
    ("record_type", "text"),
    [
        ("NS", "A HostedZone must contain at least one NS record for the zone itself."),
        ("SOA", "A HostedZone must contain exactly one SOA record."),
    ],
)
def test_the_apex_keeps_its_ns_and_soa(zone: ZoneUnderTest, record_type: str, text: str) -> None:
    """H22."""
    [apex] = [record for record in zone.everything() if record["Type"] == record_type]
    assert zone.refused(delete(apex)) == f"[{text}]"


def test_the_apex_ns_can_be_replaced_in_one_batch(zone: ZoneUnderTest) -> None:
    [apex] = [record for record in zone.everything() if record["Type"] == "NS"]
    zone.change(delete(apex), create({**apex, "TTL": 300}))
    assert [r["TTL"] for r in zone.everything() if r["Type"] == "NS"] == [300]


# Fields and values ---------------------------------------------------------------------------------------------------


@NO_VALUE_RULES
@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({**alias(SHOP), "TTL": 60}, "more than one"),
        ({**alias(SHOP), "ResourceRecords": [{"Value": "192.0.2.1"}], "TTL": 60}, "more than one"),
        ({"Name": SHOP, "Type": "A"}, "none"),
        ({"Name": SHOP, "Type": "A", "TTL": 60}, "none"),
        ({"Name": SHOP, "Type": "A", "ResourceRecords": [{"Value": "192.0.2.1"}]}, "none"),
    ],
)
def test_a_record_set_is_an_alias_or_has_ttl_and_values(zone: ZoneUnderTest, record: Record, found: str) -> None:
    assert zone.refused(upsert(record), code="InvalidInput") == (
        "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
        f"TrafficPolicyInstanceId], but found {found} in Change with [Action=UPSERT, Name=shop.example.com., Type=A, "
        "SetIdentifier=null]"
    )


@pytest.mark.parametrize("value", ['"a"', '"a" "b"', '"a""b"', '""', r'"say \"hi\""', r'"\100"', '"' + "x" * 255 + '"'])
def test_txt_values_in_quotation_marks(zone: ZoneUnderTest, value: str) -> None:
    zone.change(create(txt(SHOP, value)))
    assert zone.records() == [txt(SHOP, value)]


@NO_VALUE_RULES
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a", "InvalidCharacterString (Value should be enclosed in quotation marks)"),
        ("", "InvalidCharacterString (Value should be enclosed in quotation marks)"),
        ('"a', "InvalidCharacterString (Value should be enclosed in quotation marks)"),
        ('"a" b', "InvalidCharacterString (Value should be enclosed in quotation marks)"),
        ('"owner="x""', "InvalidCharacterString (Value should be enclosed in quotation marks)"),
        ('"' + "x" * 256 + '"', "CharacterStringTooLong (Value is too long)"),
    ],
)
def test_txt_values_that_are_refused(zone: ZoneUnderTest, value: str, problem: str) -> None:
    assert zone.refused(create(txt(SHOP, value))) == (
        f"[Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}'']"
    )


@NO_VALUE_RULES
@pytest.mark.parametrize(
    ("record", "text"),
    [
        (
            a(SHOP, "lb.example.com"),
            "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) "
            "encountered with 'lb.example.com''",
        ),
        (a(SHOP, "192.0.2.1", "192.0.2.1"), "Duplicate Resource Record: '192.0.2.1'"),
        (
            alias(SHOP, "web.example.net."),
            f"Tried to create an alias that targets web.example.net., type A in zone {ALB_ZONE}, but the alias target "
            "name does not lie within the target zone, Tried to create an alias that targets web.example.net., type A "
            f"in zone {ALB_ZONE}, but that target was not found",
        ),
    ],
    ids=["address", "duplicate", "alias"],
)
def test_values_that_are_refused(zone: ZoneUnderTest, record: Record, text: str) -> None:
    assert zone.refused(create(record)) == f"[{text}]"


@gap(ministack="takes any alias target")
def test_an_alias_within_the_zone_needs_its_target(zone: ZoneUnderTest) -> None:
    pointing = alias("www.example.com.", SHOP, zone_id=zone.id, health=False)
    assert "but that target was not found" in zone.refused(create(pointing))
    zone.change(create(a(SHOP)), create(pointing))
    assert zone.names() == [SHOP, "www.example.com."]


@gap(ministack="takes any name")
@pytest.mark.parametrize(
    ("name", "problem", "culprit"),
    [
        ("x" * 64 + ".example.com.", "DomainLabelTooLong (Domain label is too long)", "x" * 64),
        ("a..example.com.", "DomainLabelEmpty (Domain label is empty)", "a..example.com."),
        ("example.com..", "DomainLabelEmpty (Domain label is empty)", "example.com.."),
        ("a b.example.com.", "UnsupportedCharacter (Value contains unsupported characters)", "a b.example.com."),
        ("ä.example.com.", "UnsupportedCharacter (Value contains unsupported characters)", "ä.example.com."),
    ],
)
def test_names_that_are_refused(zone: ZoneUnderTest, name: str, problem: str, culprit: str) -> None:
    """H19."""
    assert zone.refused(create(a(name))) == f"[FATAL problem: {problem} encountered with '{culprit}']"


@pytest.mark.parametrize("labels", ["x" * 63, "_a-b", ".".join(["y" * 60] * 3 + ["z" * 58])])
def test_long_names_that_are_accepted(zone: ZoneUnderTest, labels: str) -> None:
    """H19: up to 63 characters in a label, 255 in all with the last dot."""
    name = f"{labels}.example.com."
    zone.change(create(a(name)))
    assert zone.names() == [name]


def test_the_alias_target_may_be_a_dualstack_name(zone: ZoneUnderTest) -> None:
    """H34."""
    zone.change(create(alias(SHOP, "dualstack." + ALB_NAME)))
    assert zone.records() == [alias(SHOP, "dualstack." + ALB_NAME)]

"""ChangeResourceRecordSets: conditional writes, all or none. What albias's compare-and-swap rests on."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.contract.marks import gap
from tests.contract.zones import ALB_NAME, Record, ZoneUnderTest, a, alias, cname, create, delete, txt, upsert

SHOP = "shop.example.com."


@pytest.mark.parametrize(
    "record",
    [
        a(SHOP, "192.0.2.1", "192.0.2.2"),
        txt("_x.example.com.", '"heritage=albias,v=1"', '"host=shop.example.com"'),
        cname(SHOP),
        alias(SHOP),
        alias(SHOP, record_type="AAAA", health=False),
        a(SHOP, SetIdentifier="one", Weight=10),
        a(SHOP, SetIdentifier="one", Region="eu-west-1"),
        a(SHOP, SetIdentifier="one", GeoLocation={"CountryCode": "DE"}),
        a(SHOP, SetIdentifier="one", MultiValueAnswer=True),
    ],
    ids=lambda record: record["Type"] + "".join(f"-{field}" for field in record if field not in {"Name", "Type"}),
)
def test_what_is_created_is_listed_as_it_was_given_and_can_be_deleted_as_listed(
    zone: ZoneUnderTest, record: Record
) -> None:
    """H31."""
    zone.change(create(record))
    [listed] = zone.records()
    assert listed == record
    zone.change(delete(listed))
    assert zone.records() == []


def test_a_change_is_pending_and_then_in_sync(zone: ZoneUnderTest) -> None:
    info = zone.change(create(a(SHOP)))["ChangeInfo"]
    assert info["Status"] == "PENDING"
    asked = [zone.client.get_change(Id=info["Id"])["ChangeInfo"]["Status"] for _ in range(2)]
    assert asked[-1] == "INSYNC"


@pytest.mark.parametrize("wanted", [a(SHOP), a(SHOP, "192.0.2.9", ttl=5), alias(SHOP)])
def test_create_never_replaces(zone: ZoneUnderTest, wanted: Record) -> None:
    """H29."""
    zone.change(create(a(SHOP)))
    assert "but it already exists" in zone.refused(create(wanted))


@gap(ministack="its text of a refused CREATE is its own, and it has no list form")
def test_the_text_of_a_refused_create(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    assert zone.refused(create(a(SHOP))) == (
        "[Tried to create resource record set [name='shop.example.com.', type='A'] but it already exists]"
    )


@gap(ministack="its text of a refused CREATE is its own, and it has no list form")
def test_the_text_of_a_refused_create_names_the_set_identifier(zone: ZoneUnderTest) -> None:
    record = a(SHOP, SetIdentifier="one", Weight=1)
    zone.change(create(record))
    assert zone.refused(create(record)) == (
        "[Tried to create resource record set [name='shop.example.com.', type='A', set-identifier='one'] "
        "but it already exists]"
    )


def test_delete_of_nothing_is_refused(zone: ZoneUnderTest) -> None:
    text = "Tried to delete resource record set [name='shop.example.com.', type='A'] but it was not found"
    assert text in zone.refused(delete(a(SHOP)))


@pytest.mark.parametrize(
    ("there", "stale"),
    [
        (a(SHOP), a(SHOP, ttl=61)),
        (a(SHOP), a(SHOP, "192.0.2.2")),
        (a(SHOP), a(SHOP, "192.0.2.1", "192.0.2.2")),
        (a(SHOP, "192.0.2.1", "192.0.2.2"), a(SHOP)),
        (a(SHOP), alias(SHOP)),
        (alias(SHOP), a(SHOP)),
        (alias(SHOP), alias(SHOP, health=False)),
        (alias(SHOP), alias(SHOP, zone_id="Z35SXDOTRQ7X7K")),
        (alias(SHOP), alias(SHOP, "dualstack." + ALB_NAME)),
        (alias(SHOP), alias(SHOP, "web-2.eu-west-1.elb.amazonaws.com.")),
        (txt(SHOP, '"x"'), txt(SHOP, '"X"')),
        (a(SHOP, SetIdentifier="one", Weight=1), a(SHOP, SetIdentifier="one", Weight=2)),
    ],
)
def test_delete_must_say_exactly_what_is_there(zone: ZoneUnderTest, there: Record, stale: Record) -> None:
    """H31, H40."""
    zone.change(create(there))
    assert "but the values provided do not match the current values" in zone.refused(delete(stale))


@pytest.mark.parametrize("stale", [a(SHOP, SetIdentifier="two", Weight=1), alias(SHOP, record_type="AAAA")])
def test_delete_of_another_type_or_set_identifier_finds_nothing(zone: ZoneUnderTest, stale: Record) -> None:
    """H32."""
    zone.change(create(a(SHOP, SetIdentifier="one", Weight=1)))
    assert "but it was not found" in zone.refused(delete(stale))


def test_delete_takes_values_in_any_order(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP, "192.0.2.1", "192.0.2.2", "192.0.2.3")))
    zone.change(delete(a(SHOP, "192.0.2.3", "192.0.2.1", "192.0.2.2")))
    assert zone.records() == []


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("shop.example.com", id="no-dot"),
        pytest.param("Shop.EXAMPLE.com.", id="case", marks=gap(ministack="keeps and compares names as sent")),
        pytest.param("\\163hop.example.com.", id="octal", marks=gap(ministack="keeps and compares names as sent")),
    ],
)
def test_a_name_is_one_name_however_it_is_spelt(zone: ZoneUnderTest, spelling: str) -> None:
    """H21, H34."""
    zone.change(create(a(spelling)))
    assert zone.records() == [a(SHOP)]
    zone.change(delete(a(SHOP)))


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(ALB_NAME.removesuffix("."), id="no-dot"),
        pytest.param(ALB_NAME.capitalize(), id="case", marks=gap(ministack="keeps and compares alias names as sent")),
    ],
)
def test_an_alias_target_is_stored_in_lower_case_with_a_dot(zone: ZoneUnderTest, spelling: str) -> None:
    """H31, H34."""
    zone.change(create(alias(SHOP, spelling)))
    assert zone.records() == [alias(SHOP, ALB_NAME)]
    zone.change(delete(alias(SHOP, spelling)))


def test_delete_then_create_replaces_in_one_batch(zone: ZoneUnderTest) -> None:
    """H36."""
    zone.change(create(a(SHOP)))
    zone.change(delete(a(SHOP)), create(alias(SHOP)))
    assert zone.records() == [alias(SHOP)]


def test_a_stale_delete_then_create_is_refused(zone: ZoneUnderTest) -> None:
    """H29: the compare-and-swap."""
    zone.change(create(a(SHOP)))
    zone.change(upsert(a(SHOP, "192.0.2.66")))
    assert "do not match the current values" in zone.refused(delete(a(SHOP)), create(alias(SHOP)))
    assert zone.records() == [a(SHOP, "192.0.2.66")]


def test_create_before_the_delete_that_makes_room_is_refused(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    zone.refused(create(alias(SHOP)), delete(a(SHOP)))


def test_one_record_set_cannot_be_deleted_twice_in_a_batch(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    zone.refused(delete(a(SHOP)), delete(a(SHOP)))


@pytest.mark.parametrize("action", ["CREATE", pytest.param("UPSERT", marks=gap(ministack="the last UPSERT wins"))])
def test_one_record_set_cannot_be_made_twice_in_a_batch(zone: ZoneUnderTest, action: str) -> None:
    zone.refused(*({"Action": action, "ResourceRecordSet": a(SHOP, address)} for address in ("192.0.2.1", "192.0.2.2")))


@gap(ministack="looks at one change after the other, and has other texts")
def test_the_text_of_a_record_set_named_twice(zone: ZoneUnderTest) -> None:
    assert zone.refused(create(a(SHOP)), create(a(SHOP, "192.0.2.2"))) == (
        "[The request contains an invalid set of changes for a resource record set 'A shop.example.com.']"
    )


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_batch_is_done_whole_or_not_at_all(zone: ZoneUnderTest, position: int) -> None:
    """H39."""
    zone.change(create(txt("b.example.com.", '"there"')), create(a("old.example.com.")))
    changes: list[Any] = [create(a("a.example.com.")), delete(a("old.example.com."))]
    changes.insert(position, create(txt("b.example.com.", '"other"')))
    zone.refused(*changes)


@gap(ministack="stops at the first change that fails")
def test_every_failing_change_is_named(zone: ZoneUnderTest) -> None:
    zone.change(create(a(SHOP)))
    message = zone.refused(create(a(SHOP)), create(a("good.example.com.")), delete(a("gone.example.com.")))
    assert message == (
        "[Tried to create resource record set [name='shop.example.com.', type='A'] but it already exists, "
        "Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found]"
    )


def test_upsert_makes_and_replaces(zone: ZoneUnderTest) -> None:
    zone.change(upsert(a(SHOP)))
    zone.change(upsert(alias(SHOP)))
    assert zone.records() == [alias(SHOP)]


def test_the_zone_id_may_carry_its_prefix(zone: ZoneUnderTest) -> None:
    zone.client.change_resource_record_sets(
        HostedZoneId=f"/hostedzone/{zone.id}", ChangeBatch={"Changes": [create(a(SHOP))]}
    )
    assert zone.names() == [SHOP]


def test_an_unknown_zone_is_not_found(zone: ZoneUnderTest) -> None:
    with pytest.raises(zone.client.exceptions.NoSuchHostedZone) as refusal:
        zone.client.change_resource_record_sets(
            HostedZoneId="Z00000000000000UNKNOWN", ChangeBatch={"Changes": [create(a(SHOP))]}
        )
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert refusal.value.response["Error"] == {
        "Type": "Sender",
        "Code": "NoSuchHostedZone",
        "Message": "No hosted zone found with ID: Z00000000000000UNKNOWN",
    }


def test_a_refused_batch_is_the_modelled_exception(zone: ZoneUnderTest) -> None:
    with pytest.raises(zone.client.exceptions.InvalidChangeBatch) as refusal:
        zone.change(delete(a(SHOP)))
    assert isinstance(refusal.value, ClientError)
    assert refusal.value.operation_name == "ChangeResourceRecordSets"


def test_wrong_parameters_are_never_sent(zone: ZoneUnderTest) -> None:
    with pytest.raises(ParamValidationError, match="Missing required parameter"):
        zone.change({"Action": "CREATE"})
    with pytest.raises(ParamValidationError, match="Unknown parameter"):
        zone.change({"Action": "CREATE", "ResourceRecordSet": {**a(SHOP), "Ttl": 60}})
    with pytest.raises(ParamValidationError, match="MaxItems"):
        zone.page(MaxItems=1)
    with pytest.raises(ParamValidationError, match="EvaluateTargetHealth"):
        zone.change(create(alias(SHOP, health="true")))  # type: ignore[arg-type]

"""Why Route 53 refuses a batch, by what the fake plays of it: every reading of what the documentation leaves open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.aws.route53 import Route53
from albias.errors import BatchRefused, Cause
from albias.model import AliasTarget, Change, RecordKey, RecordSet, Routing
from albias.names import DnsName
from tests.fakes import FakeRoute53
from tests.fakes.route53.guardrails import WORDS

ZONE = "Z0APPS"
SHOP = DnsName("shop.apps.example.com")
TARGET = AliasTarget("web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", False)
SIMPLE = RecordSet(RecordKey(SHOP, "A"), alias=TARGET)


def routed(identifier: str, policy: Any, value: Any) -> RecordSet:
    return RecordSet(RecordKey(SHOP, "A", identifier), alias=TARGET, routing=Routing(policy, value))


@pytest.fixture
def client() -> FakeRoute53:
    fake = FakeRoute53()
    fake.add_zone(ZONE, "apps.example.com")
    return fake


def change(client: FakeRoute53, *changes: Change) -> None:
    Route53(client).change(ZONE, changes, "albias platform")  # type: ignore[arg-type]


def cause(client: FakeRoute53, *changes: Change) -> Cause:
    with pytest.raises(BatchRefused) as refused:
        change(client, *changes)
    return refused.value.cause


@pytest.mark.parametrize(
    ("there", "created"),
    [
        (routed("blue", "weighted", 1), SIMPLE),
        (SIMPLE, routed("blue", "weighted", 1)),
        (SIMPLE, routed("blue", "latency", "eu-west-1")),
        (SIMPLE, routed("blue", "failover", "PRIMARY")),
        (routed("green", "weighted", 1), routed("blue", "latency", "eu-west-1")),
        (routed("green", "latency", "eu-west-1"), routed("blue", "latency", "eu-west-1")),
        (routed("green", "failover", "PRIMARY"), routed("blue", "failover", "PRIMARY")),
        (routed("blue", "weighted", 1), routed("blue", "weighted", 2)),
    ],
)
def test_a_record_set_that_cannot_stand_beside_what_is_there_has_lost_a_race(
    client: FakeRoute53, there: RecordSet, created: RecordSet
) -> None:
    change(client, Change("CREATE", there))
    assert cause(client, Change("CREATE", created)) is Cause.OUTDATED


def test_a_delete_of_what_was_changed_or_went_has_lost_a_race(client: FakeRoute53) -> None:
    assert cause(client, Change("DELETE", SIMPLE)) is Cause.OUTDATED
    change(client, Change("CREATE", routed("blue", "weighted", 1)))
    assert cause(client, Change("DELETE", routed("blue", "weighted", 2))) is Cause.OUTDATED


def test_a_cname_that_came_meanwhile_has_won_the_race(client: FakeRoute53) -> None:
    cname = {"Name": f"{SHOP}.", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "x.example.net"}]}
    client.put(ZONE, cname)
    assert cause(client, Change("CREATE", SIMPLE)) is Cause.OUTDATED


@pytest.mark.parametrize("code", ["InvalidChangeBatch", "LimitsExceeded", "TooManyRecords"])
def test_c12_a_full_zone_is_told_in_every_code_it_may_have(client: FakeRoute53, code: Any) -> None:
    client.readings = replace(client.readings, full_zone=code)
    client.zone_limit = 2
    assert cause(client, Change("CREATE", SIMPLE)) is Cause.ZONE_FULL


def _asked_for(client: FakeRoute53) -> Change:
    change(client, Change("CREATE", SIMPLE))
    client.ask_for(ZONE, SHOP, "A")
    return Change("DELETE", SIMPLE)


def _below_a_delegation(client: FakeRoute53) -> Change:
    name = "team.apps.example.com"
    delegation = {"Name": f"{name}.", "Type": "NS", "TTL": 60, "ResourceRecords": [{"Value": "ns1.example.net"}]}
    client.put(ZONE, delegation)
    return Change("CREATE", RecordSet(RecordKey(DnsName(f"x.{name}"), "A"), alias=TARGET))


@pytest.mark.parametrize("called", ["name", "words"])
@pytest.mark.parametrize(
    ("guardrail", "refused"), [("ACTIVE_RECORD_CHECK", _asked_for), ("NS_OCCLUSION_CHECK", _below_a_delegation)]
)
def test_c16_a_guardrail_is_recognised_by_its_name_and_by_its_words(
    client: FakeRoute53, guardrail: str, refused: Callable[[FakeRoute53], Change], called: Any
) -> None:
    assert guardrail in WORDS
    client.readings = replace(client.readings, guardrails_called=called)
    asked = refused(client)
    client.guard(ZONE, guardrail)
    assert cause(client, asked) is Cause.GUARDED


@pytest.mark.parametrize("comment", ["", "ask the DNS team"])
def test_a_protected_record_set_is_protected_whatever_its_comment_says(client: FakeRoute53, comment: str) -> None:
    change(client, Change("CREATE", SIMPLE))
    client.protect(ZONE, SHOP, "A", comment)
    assert cause(client, Change("DELETE", SIMPLE)) is Cause.PROTECTED


def test_c14_an_alias_target_that_route53_does_not_know_yet(client: FakeRoute53) -> None:
    client.lose_target(TARGET.dns_name)
    assert cause(client, Change("CREATE", SIMPLE)) is Cause.TARGET_NOT_FOUND


def test_a_health_check_that_does_not_exist_is_not_accepted(client: FakeRoute53) -> None:
    client.health_checks = set()
    checked = replace(routed("blue", "weighted", 1), health_check="abcdef11-2222-3333-4444-555555fedcba")
    assert cause(client, Change("CREATE", checked)) is Cause.OTHER

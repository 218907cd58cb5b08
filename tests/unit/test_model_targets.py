"""Where record sets point, and when two spellings of that mean the same (H34, H35)."""

from dataclasses import replace
from typing import Any

import pytest

from albias.model import (
    AliasTarget,
    HostedZone,
    LoadBalancer,
    Location,
    RecordKey,
    RecordSet,
    Routing,
    RoutingPolicy,
    bare_target,
)
from albias.names import DnsName
from tests.support.world import load_balancer_id

WEB = "web-1234567890.eu-west-1.elb.amazonaws.com"
NAME = DnsName("shop.apps.example.com")
TARGET = AliasTarget(WEB, "Z32O12XQLNTSW2", True)


@pytest.mark.parametrize(
    "spelling",
    [WEB, WEB + ".", "dualstack." + WEB, "dualstack." + WEB + ".", "Web-1234567890.eu-west-1.ELB.amazonaws.com"],
)
def test_h34_case_dualstack_and_trailing_dot_mean_nothing(spelling: str) -> None:
    assert bare_target(spelling) == WEB
    assert AliasTarget(spelling, "Z32O12XQLNTSW2", True).same(TARGET)
    assert TARGET.same(AliasTarget(spelling, "Z32O12XQLNTSW2", True))
    assert RecordSet(RecordKey(NAME, "A"), alias=replace(TARGET, dns_name=spelling)).points_at(WEB)
    assert RecordSet(RecordKey(NAME, "CNAME"), 60, (spelling,)).points_at(WEB)
    assert RecordSet(RecordKey(NAME, "A"), alias=TARGET).points_at(spelling)


@pytest.mark.parametrize("end", ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"])
def test_c5_before_the_name_of_a_network_load_balancer_dualstack_is_a_difference(end: str) -> None:
    target = replace(TARGET, dns_name=f"tcp-1234567890abcdef.elb.eu-west-1.{end}")
    assert not target.same(replace(target, dns_name=f"dualstack.{target.dns_name}"))
    assert target.same(replace(target, dns_name=f"{target.dns_name.upper()}."))


@pytest.mark.parametrize(
    "other",
    [
        replace(TARGET, dns_name="x" + WEB),
        replace(TARGET, hosted_zone_id="Z2IFOLAFXWLO4F"),
        replace(TARGET, evaluate_target_health=False),
    ],
)
def test_everything_that_route53_acts_on_tells_alias_targets_apart(other: AliasTarget) -> None:
    assert not other.same(TARGET)


@pytest.mark.parametrize(
    "record_set",
    [
        RecordSet(RecordKey(NAME, "A"), alias=replace(TARGET, dns_name="x" + WEB)),
        RecordSet(RecordKey(NAME, "A"), 60, ("192.0.2.1",)),
        RecordSet(RecordKey(NAME, "TXT"), 60, (WEB,)),
        RecordSet(RecordKey(NAME, "CNAME"), 60, ("elsewhere.example.net",)),
    ],
)
def test_a_record_set_with_another_answer_does_not_point_at_the_load_balancer(record_set: RecordSet) -> None:
    assert not record_set.points_at(WEB)


def test_a_record_set_without_an_alias_points_nowhere_even_for_an_unknown_target() -> None:
    """A hold that a person has damaged may have no target: then nothing is at its target."""
    assert not RecordSet(RecordKey(NAME, "A"), 60, ("192.0.2.1",)).points_at("")


@pytest.mark.parametrize(
    ("ip_address_type", "types"),
    [
        ("ipv4", ("A",)),
        ("dualstack", ("A", "AAAA")),
        ("dualstack-without-public-ipv4", ("AAAA",)),
        ("something-new", ("A",)),
    ],
)
def test_h35_the_address_type_says_which_record_sets_there_are(ip_address_type: str, types: tuple[str, ...]) -> None:
    load_balancer = LoadBalancer(load_balancer_id(), WEB, "Z1", "internal", ip_address_type, ())
    assert load_balancer.address_types == types


@pytest.mark.parametrize(
    ("record_set", "words"),
    [
        (RecordSet(RecordKey(NAME, "A"), alias=replace(TARGET, dns_name=WEB + ".")), f"A alias to {WEB}"),
        (
            RecordSet(RecordKey(NAME, "A", "blue"), alias=TARGET, routing=Routing("weighted", 20)),
            f"A (weighted 20, set 'blue') alias to {WEB}",
        ),
        (RecordSet(RecordKey(NAME, "CNAME"), 60, ("elsewhere.example.net",)), "CNAME elsewhere.example.net"),
        (RecordSet(RecordKey(NAME, "A"), 60, ("192.0.2.1", "192.0.2.2")), "A 192.0.2.1 192.0.2.2"),
        (RecordSet(RecordKey(NAME, "TXT"), 60, ('"' + "x" * 300 + '"',)), 'TXT "' + "x" * 119),
    ],
)
def test_a_record_set_is_described_in_one_short_phrase(record_set: RecordSet, words: str) -> None:
    assert record_set.describe() == words


@pytest.mark.parametrize(
    ("hostnames", "name", "allowed"),
    [
        ((), "shop.apps.example.com", True),
        ((), "apps.example.com", False),
        (("apps.example.com",), "apps.example.com", True),
        (("apps.example.com",), "shop.apps.example.com", False),
        (("shop.apps.example.com", "*.team.apps.example.com"), "a.team.apps.example.com", True),
        (("shop.apps.example.com", "*.team.apps.example.com"), "team.apps.example.com", False),
    ],
)
def test_h22_a_zone_allows_every_name_below_its_apex_or_just_those_listed(
    hostnames: tuple[str, ...], name: str, allowed: bool
) -> None:
    zone = HostedZone("Z0APPS", DnsName("apps.example.com"), hostnames=hostnames)
    assert zone.allows(DnsName(name)) is allowed


@pytest.mark.parametrize(
    ("routing", "said"),
    [
        (Routing("weighted", 10), "weighted 10"),
        (Routing("failover", "PRIMARY"), "failover PRIMARY"),
        (Routing("geolocation", Location(continent="EU")), "geolocation continent=EU"),
        (Routing("geolocation", Location(country="DE")), "geolocation country=DE"),
        (Routing("geolocation", Location(country="*")), "geolocation country=default"),
        (Routing("geolocation", Location(country="US", subdivision="CA")), "geolocation subdivision=US-CA"),
    ],
)
def test_a_routing_is_told_in_the_words_of_a_tag(routing: Routing, said: str) -> None:
    assert str(routing) == said


@pytest.mark.parametrize(
    ("record_set", "said"),
    [
        (RecordSet(RecordKey(NAME, "A"), alias=replace(TARGET, dns_name=f"dualstack.{WEB}.")), f"A alias to {WEB}"),
        (RecordSet(RecordKey(NAME, "TXT"), 60, ('"one"', '"two"')), 'TXT "one" "two"'),
        (RecordSet(RecordKey(NAME, "TXT"), 60, ("x" * 121,)), f"TXT {'x' * 120}"),
        (
            RecordSet(RecordKey(NAME, "A", "blue"), alias=TARGET, routing=Routing("weighted", 1)),
            f"A (weighted 1, set 'blue') alias to {WEB}",
        ),
    ],
)
def test_a_record_set_is_told_in_one_short_phrase(record_set: RecordSet, said: str) -> None:
    assert record_set.describe() == said


NETWORK = "web-1234567890abcdef.elb.eu-west-1.amazonaws.com"


@pytest.mark.parametrize("spelling", [NETWORK, f"{NETWORK}.", NETWORK.upper(), f"{NETWORK.upper()}."])
def test_c5_a_network_load_balancers_name_has_no_prefix_and_other_spellings_mean_nothing(spelling: str) -> None:
    target = replace(TARGET, dns_name=NETWORK)
    assert target.same(replace(TARGET, dns_name=spelling))
    assert not target.same(replace(TARGET, dns_name=f"dualstack.{spelling}"))


def test_what_is_no_alias_and_no_cname_points_nowhere() -> None:
    assert not RecordSet(RecordKey(NAME, "TXT"), 60, (WEB,)).points_at("")


@pytest.mark.parametrize(
    ("policy", "field", "routing"),
    [
        ("weighted", 0, Routing("weighted", 0)),
        ("latency", "eu-west-1", Routing("latency", "eu-west-1")),
        ("failover", "PRIMARY", Routing("failover", "PRIMARY")),
        ("geolocation", {"ContinentCode": "EU"}, Routing("geolocation", Location(continent="EU"))),
        (
            "geolocation",
            {"CountryCode": "US", "SubdivisionCode": "CA"},
            Routing("geolocation", Location(country="US", subdivision="CA")),
        ),
        ("multivalue", True, Routing("multivalue", "true")),
        (
            "ip-based",
            {"LocationName": "office", "CollectionId": "0123"},
            Routing("ip-based", '{"CollectionId": "0123", "LocationName": "office"}'),
        ),
    ],
)
def test_h62_a_routing_keeps_all_that_route_53_said_of_it(policy: RoutingPolicy, field: Any, routing: Routing) -> None:
    """A DELETE repeats it, whatever the order in which an answer has its fields."""
    assert Routing.read(policy, field) == routing
    assert routing.field == field

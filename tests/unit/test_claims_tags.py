"""Which tags name hostnames, and what becomes of what people write in them (H17, H19, H20)."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from albias.claims import Claims
from albias.claims import claims_of as claims_by
from albias.model import LoadBalancer, Refusal
from albias.names import DnsName, parse_name
from albias.options import made_whole
from albias.settings import Settings
from albias.sources import wishes_of
from albias.sources.tags import hostnames_in
from tests.support.world import ME, ZONE, load_balancer_id
from tests.unit.strategies import tag_values

KEYS = ("albias/hostname",)
SETTINGS = Settings("platform", (ZONE,))


def hostnames_of(tags: list[tuple[str, str]], keys: tuple[str, ...]) -> list[str]:
    """The hostnames as written, each once."""
    wishes = wishes_of(tagged(*tags), replace(SETTINGS, hostname_tags=keys))
    return list(dict.fromkeys(wish.text for wish in wishes))


def claims_of(
    load_balancer: LoadBalancer, settings: Settings = SETTINGS
) -> tuple[dict[str, list[DnsName]], list[Refusal]]:
    """The names that are claimed, by hosted zone, and the refusals."""
    claims: Claims = claims_by(load_balancer, settings, ME)
    names = {zone_id: [key.name for key in found] for zone_id, found in claims.by_zone.items()}
    return names, claims.refusals


def load_balancer(**tags: str) -> LoadBalancer:
    return tagged(*((key.replace("__", "/"), value) for key, value in tags.items()))


def tagged(*tags: tuple[str, str]) -> LoadBalancer:
    return LoadBalancer(load_balancer_id(), "web-1.eu-west-1.elb.amazonaws.com", "Z1", "internet-facing", "ipv4", tags)


@pytest.mark.parametrize(
    ("value", "as_written", "right"),
    [
        ("shop.apps.example.com weight= 20", "weight= 20", "weight=20"),
        ("weight =20 shop.apps.example.com", "weight =20", "weight=20"),
        ("shop.apps.example.com weight  =  20", "weight  =  20", "weight=20"),
        ("failover= primary shop.apps.example.com health= no", "failover= primary", "failover=primary"),
        ("shop.apps.example.com weight 30", "weight 30", "weight=30"),
        ("latency shop.apps.example.com", "latency", "latency="),
    ],
)
def test_an_option_that_a_space_tears_is_one_mistake(value: str, as_written: str, right: str) -> None:
    names, refusals = claims_of(load_balancer(albias__hostname=value))
    assert names == {}
    (refusal,) = refusals
    assert (refusal.hostname, refusal.code) == ("shop.apps.example.com", "invalid-option")
    assert refusal.reason == f"{as_written!r} is not how an option is written; write {right}"


def test_a_hostname_after_an_option_without_a_value_is_a_hostname() -> None:
    _, (refusal,) = claims_of(load_balancer(albias__hostname="weight= shop.apps.example.com"))
    assert (refusal.hostname, refusal.code) == ("shop.apps.example.com", "invalid-option")
    assert refusal.reason == "'weight=' is no weight; allowed: weight=0 to weight=255"


@pytest.mark.parametrize(
    ("key", "counts"),
    [
        ("albias/hostname", True),
        ("albias/hostname/", True),
        ("albias/hostname/cart", True),
        ("albias/hostname/cart/2", True),
        ("albias/hostnames", False),
        ("albias/hostname-old", False),
        ("xalbias/hostname", False),
        ("hostname", False),
        ("albias", False),
        ("Albias/Hostname", False),
        ("", False),
    ],
)
def test_h20_a_tag_counts_by_its_exact_key_or_by_what_follows_its_slash(key: str, counts: bool) -> None:
    assert hostnames_of([(key, "shop.apps.example.com")], KEYS) == (["shop.apps.example.com"] if counts else [])


def test_several_configured_keys_count() -> None:
    tags = [("dns", "a.example.com"), ("albias/hostname", "b.example.com"), ("dns2", "c.example.com")]
    assert hostnames_of(tags, ("dns", "albias/hostname")) == ["b.example.com", "a.example.com"]


@pytest.mark.parametrize(
    "value",
    [
        "shop.example.com cart.example.com",
        "  shop.example.com   cart.example.com ",
        "shop.example.com\u00a0cart.example.com",
        "shop.example.com\u3000cart.example.com",
        "shop.example.com\u2003\u2028cart.example.com",
        "shop.example.com cart.example.com shop.example.com",
    ],
)
def test_h19_hostnames_are_separated_by_any_space_that_aws_allows(value: str) -> None:
    assert hostnames_of([("albias/hostname", value)], KEYS) == ["shop.example.com", "cart.example.com"]


@pytest.mark.parametrize("value", ["", " ", "\u00a0\u3000"])
def test_h17_an_empty_tag_asks_for_nothing(value: str) -> None:
    assert claims_of(tagged(("albias/hostname", value)), SETTINGS) == ({}, [])


def test_h17_no_tag_asks_for_nothing() -> None:
    assert claims_of(tagged(("team", "checkout")), SETTINGS) == ({}, [])


def test_the_order_of_hostnames_is_that_of_the_keys_whatever_elb_answers() -> None:
    tags = [("albias/hostname/b", "b.example.com"), ("albias/hostname/a", "a.example.com z.example.com")]
    assert (
        hostnames_of(tags, KEYS)
        == hostnames_of(tags[::-1], KEYS)
        == ["a.example.com", "z.example.com", "b.example.com"]
    )


def test_a_name_written_in_several_ways_is_claimed_once() -> None:
    value = "Shop.apps.example.com shop.apps.example.com. SHOP.APPS.EXAMPLE.COM"
    claims, refusals = claims_of(
        tagged(("albias/hostname", value), ("albias/hostname/2", "shop.apps.example.com")), SETTINGS
    )
    assert claims == {ZONE.id: ["shop.apps.example.com"]}
    assert refusals == []


def test_h19_h21_names_are_claimed_in_their_normal_form() -> None:
    value = "_wildcard.apps.example.com BÜCHER.apps.example.com"
    claims, _ = claims_of(tagged(("albias/hostname", value)), SETTINGS)
    assert claims == {ZONE.id: ["*.apps.example.com", "xn--bcher-kva.apps.example.com"]}


def test_h19_a_wrong_name_is_refused_as_written_and_blocks_no_other() -> None:
    claims, refusals = claims_of(
        tagged(("albias/hostname", "shop@apps a..b.apps.example.com ok.apps.example.com")), SETTINGS
    )
    assert claims == {ZONE.id: ["ok.apps.example.com"]}
    assert [(refusal.hostname, refusal.code) for refusal in refusals] == [
        ("shop@apps", "invalid-name"),
        ("a..b.apps.example.com", "invalid-name"),
    ]
    assert refusals[0].reason == (
        "not a hostname: the label 'shop@apps' has characters other than letters, digits, '-' and '_'"
    )
    assert refusals[1].reason == "not a hostname: it has an empty label (two dots in a row, or one at the front)"
    assert {refusal.load_balancer for refusal in refusals} == {load_balancer_id()}


@pytest.mark.parametrize("value", ["weight=20", "latency", "weight 20", "latency=here weight=20", "health=no"])
def test_options_without_a_hostname_are_refused_as_they_were_written(value: str) -> None:
    """Who forgot the hostname hears of it."""
    claims, refusals = claims_of(load_balancer(albias__hostname=value))
    assert claims == {}
    assert [(refusal.hostname, refusal.code) for refusal in refusals] == [
        (word, "invalid-name") for word in value.split()
    ]
    assert all(refusal.reason.startswith("not a hostname: ") for refusal in refusals)


@example(["latency"])
@example(["weight=20"])
@example(["shop.apps.example.com weight 30"])
@given(st.lists(tag_values(), max_size=4))
def test_h19_every_word_of_any_tag_is_claimed_or_refused_or_part_of_a_hostnames_options(values: list[str]) -> None:
    asking = tagged(*((f"albias/hostname/{number}", value) for number, value in enumerate(values)))
    claims, refusals = claims_of(asking, SETTINGS)
    words: set[str] = set()
    for value in values:
        words |= {*(hostnames_in(made_whole(value)[0]) or value.split())}
    refused = {refusal.hostname for refusal in refusals}
    claimed = {name for names in claims.values() for name in names}
    for word in words - refused:  # what is refused as no name is told as it was written
        assert parse_name(word) in claimed | refused
    assert all(parse_name(name) == name for name in claimed)
    assert not claimed & refused

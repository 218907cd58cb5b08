"""Zones and patterns: label boundaries, the apex, wildcards, and the names between a name and its zone."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.names import DnsName, ancestors, is_within, matches, pattern_name, to_route53
from tests.unit.strategies import NEAR_LABEL, hostnames

ZONE = DnsName("apps.example.com")


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("apps.example.com", True),
        ("shop.apps.example.com", True),
        ("a.b.apps.example.com", True),
        ("*.apps.example.com", True),
        ("evilapps.example.com", False),
        ("evil-apps.example.com", False),
        ("example.com", False),
        ("apps.example.com.evil.net", False),
        ("com", False),
    ],
)
def test_h23_a_name_is_in_a_zone_only_on_a_label_boundary(name: str, within: bool) -> None:
    assert is_within(DnsName(name), ZONE) is within


@pytest.mark.parametrize(
    ("pattern", "name", "allowed"),
    [
        ("*.apps.example.com", "shop.apps.example.com", True),
        ("*.apps.example.com", "a.b.apps.example.com", True),
        ("*.apps.example.com", "*.apps.example.com", True),
        ("*.apps.example.com", "apps.example.com", False),
        ("*.apps.example.com", "evilapps.example.com", False),
        ("*.apps.example.com", "shop.apps.example.com.evil.net", False),
        ("shop.apps.example.com", "shop.apps.example.com", True),
        ("shop.apps.example.com", "a.shop.apps.example.com", False),
        ("shop.apps.example.com", "workshop.apps.example.com", False),
        ("_wildcard.apps.example.com", "*.apps.example.com", True),
        ("_wildcard.apps.example.com", "shop.apps.example.com", False),
        ("apps.example.com", "apps.example.com", True),
        ("apps.example.com", "*.apps.example.com", False),
    ],
)
def test_a_pattern_allows_what_lies_below_its_star_or_the_one_name_that_it_is(
    pattern: str, name: str, allowed: bool
) -> None:
    assert matches(pattern, DnsName(name)) is allowed


@given(
    st.sampled_from(["*.apps.example.com", "*.a.apps.example.com", "a.apps.example.com", "_wildcard.apps.example.com"]),
    hostnames("apps.example.com", NEAR_LABEL) | hostnames("example.com", NEAR_LABEL),
)
def test_a_pattern_allows_exactly_what_iam_would(pattern: str, name: DnsName) -> None:
    """IAM's StringLike on Route 53's spelling, in fnmatch's words: `*` spans dots, nothing else is special here."""
    star, rest = ("*", pattern[1:]) if pattern.startswith("*.") else ("", to_route53(pattern_name(pattern)))
    like = f"{star}{rest.removesuffix('.')}"
    assert matches(pattern, name) is fnmatch.fnmatchcase(to_route53(name).removesuffix("."), like)


@pytest.mark.parametrize(
    ("name", "between"),
    [
        ("apps.example.com", []),
        ("shop.apps.example.com", []),
        ("*.apps.example.com", []),
        ("a.b.apps.example.com", ["b.apps.example.com"]),
        ("*.b.apps.example.com", ["b.apps.example.com"]),
        ("a.b.c.apps.example.com", ["b.c.apps.example.com", "c.apps.example.com"]),
    ],
)
def test_h22_a_name_may_be_delegated_away_anywhere_between_itself_and_its_zone(name: str, between: list[str]) -> None:
    assert ancestors(DnsName(name), ZONE) == between

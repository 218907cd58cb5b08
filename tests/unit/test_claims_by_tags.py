"""By which tags a load balancer may have a name: `*` in a rule's value stands for any text."""

import pytest

from albias.model import ClaimRule
from albias.names import DnsName

SHOP = DnsName("shop.apps.example.com")


@pytest.mark.parametrize(
    ("pattern", "value", "granted"),
    [
        ("shop", "shop", True),
        ("shop", "shops", False),
        ("shop", "a shop", False),
        ("*", "", True),
        ("*", "any", True),
        ("shop*", "shop", True),
        ("shop*", "shops", True),
        ("shop*", "a shop", False),
        ("*shop", "shop", True),
        ("*shop", "a shop", True),
        ("*shop", "shops", False),
        ("*shop*", "shop", True),
        ("*shop*", "a shops", True),
        ("*shop*", "sho", False),
        ("ab*b", "ab", False),
        ("ab*b", "abb", True),
        ("x*x*y", "xy", False),
        ("x*x*y", "xxy", True),
        ("*a*b*", "aba", True),
        ("*a*b*", "ba", False),
        ("*ab*ab*", "ab", False),
        ("*ab*ab*", "abab", True),
    ],
)
def test_a_star_stands_for_any_text_and_nothing_is_counted_twice(pattern: str, value: str, granted: bool) -> None:
    rule = ClaimRule((SHOP,), (("team", pattern),))
    assert rule.grants(SHOP, (("team", value),)) is granted


@pytest.mark.parametrize(
    ("tags", "granted"),
    [
        ((("team", "shop"), ("stage", "prod")), True),
        ((("stage", "prod"), ("other", "x"), ("team", "shop")), True),
        ((("team", "shop"),), False),
        ((("team", "shop"), ("stage", "test")), False),
        ((), False),
    ],
)
def test_every_tag_of_a_rule_must_match(tags: tuple[tuple[str, str], ...], granted: bool) -> None:
    rule = ClaimRule(("*.example.org", "*.apps.example.com"), (("team", "shop"), ("stage", "prod")))
    assert rule.grants(SHOP, tags) is granted
    assert not rule.grants(DnsName("shop.example.net"), tags)

"""`[[zones.claims]]`: who may have which names of a zone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import ClaimRule, HostedZone
from albias.names import DnsName
from albias.settings import Settings
from albias_config import check, to_json
from albias_config.environment import plain
from albias_config.packing import pack
from tests.support.iam import like

from .tables import configuration, mistakes

STACK = "ingress.k8s.aws/stack"
TEAM_A = {"hostnames": ["*.team-a.apps.example.com"], "tags": {STACK: "team-a/*"}}
SHOP = DnsName("shop.team-a.apps.example.com")


def zone(*claims: dict[str, Any], **keys: Any) -> HostedZone:
    return check(configuration({"claims": list(claims)} | keys)).zones[0]


def test_without_rules_every_load_balancer_may_have_every_name() -> None:
    assert check(configuration()).zones[0].may_claim(SHOP, ())


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([(STACK, "team-a/shop")], True),
        ([("other", "x"), (STACK, "team-a/")], True),
        ([(STACK, "team-a")], False),
        ([(STACK, "Team-a/shop")], False),
        ([(STACK, "xteam-a/shop")], False),
        ([(STACK.upper(), "team-a/shop")], False),
        ([("other", "team-a/shop")], False),
        ([], False),
    ],
)
def test_a_rule_grants_names_to_whoever_has_its_tag(tags: list[tuple[str, str]], expected: bool) -> None:
    assert zone(TEAM_A).may_claim(SHOP, tuple(tags)) is expected


def test_where_there_are_rules_a_name_of_none_of_them_is_nobodys() -> None:
    ruled = zone(TEAM_A)

    assert not ruled.may_claim(DnsName("team-a.apps.example.com"), ((STACK, "team-a/shop"),))
    assert not ruled.may_claim(DnsName("www.apps.example.com"), ((STACK, "team-a/shop"),))


def test_every_tag_of_a_rule_is_needed_and_one_rule_of_several_is_enough() -> None:
    both = zone(
        {"hostnames": ["shop.apps.example.com"], "tags": {"team": "shop", "stage": "prod"}},
        {"hostnames": ["*.apps.example.com"], "tags": {"team": "platform"}},
        {"hostnames": ["*.try.apps.example.com"], "tags": {}},
    )
    shop = DnsName("shop.apps.example.com")

    assert both.may_claim(shop, (("team", "shop"), ("stage", "prod")))
    assert both.may_claim(shop, (("team", "platform"),))
    assert not both.may_claim(shop, (("team", "shop"), ("stage", "test")))
    assert not both.may_claim(shop, (("team", "shop"),))
    assert both.may_claim(DnsName("x.try.apps.example.com"), ())


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_an_asterisk_in_a_value_is_any_text(pattern: str, value: str) -> None:
    """Against the evaluator of IAM that the fence is measured with."""
    rule = ClaimRule((SHOP,), (("team", pattern),))

    assert rule.grants(SHOP, (("team", value),)) is like(pattern, value)


def test_many_asterisks_take_no_longer_than_few() -> None:
    """Whoever may tag chooses the value: a pattern that goes back and forth over it would never end."""
    rule = ClaimRule((SHOP,), (("team", "*a" * 120 + "*b"),))

    assert not rule.grants(SHOP, (("team", "a" * 255),))


def test_the_rules_patterns_come_in_the_normal_form() -> None:
    (rule,) = zone({"hostnames": ["_wildcard.Team.Apps.Example.com."], "tags": {"aws:eks:cluster-name": "prod"}}).claims

    assert rule == ClaimRule(("_wildcard.team.apps.example.com",), (("aws:eks:cluster-name", "prod"),))
    assert rule.grants(DnsName("*.team.apps.example.com"), (("aws:eks:cluster-name", "prod"),))


@pytest.mark.parametrize(
    ("hostnames", "claimed", "inside"),
    [
        (["*.a.apps.example.com"], "*.a.apps.example.com", True),
        (["*.a.apps.example.com"], "*.b.a.apps.example.com", True),
        (["*.a.apps.example.com"], "x.a.apps.example.com", True),
        (["*.a.apps.example.com"], "_wildcard.a.apps.example.com", True),
        (["*.a.apps.example.com"], "a.apps.example.com", False),
        (["*.a.apps.example.com"], "_wildcard.apps.example.com", False),
        (["*.a.apps.example.com"], "*.ba.apps.example.com", False),
        (["*.a.apps.example.com"], "*.apps.example.com", False),
        (["shop.apps.example.com"], "*.shop.apps.example.com", False),
        (["shop.apps.example.com", "www.apps.example.com"], "www.apps.example.com", True),
        (["_wildcard.apps.example.com"], "_wildcard.apps.example.com", True),
        (["_wildcard.apps.example.com"], "x.apps.example.com", False),
        (None, "*.apps.example.com", True),
        (None, "apps.example.com", False),
    ],
)
def test_a_rule_is_about_names_that_the_zone_has(hostnames: list[str] | None, claimed: str, inside: bool) -> None:
    raw = configuration(
        ({"hostnames": hostnames} if hostnames else {}) | {"claims": [{"hostnames": [claimed], "tags": {}}]}
    )
    if inside:
        assert check(raw).zones[0].claims[0].hostnames == (claimed,)
        return
    (message,) = mistakes(raw)
    assert f'"{claimed}": lies outside the hostnames of the zone; allowed: what hostnames allows: "' in message


@pytest.mark.parametrize("tags", [{}, {"team": ""}, {"team": "a*", "stage": "prod"}])
def test_a_rule_reaches_the_function_as_it_is(tags: dict[str, str]) -> None:
    settings = check(configuration({"claims": [{"hostnames": ["a.apps.example.com"], "tags": tags}]}))

    assert Settings.from_json(to_json(settings)) == settings
    assert Settings.from_json(pack(plain(settings))) == settings
    assert check(plain(settings)) == settings


MISTAKES = [
    ({"claims": {}}, "[[zones]] #1 claims = {}: write `[[zones.claims]]`, one table for each rule"),
    ({"claims": 5}, "[[zones]] #1 claims = 5: write `[[zones.claims]]`, one table for each rule"),
    ({"claims": [5]}, "[[zones]] #1 claims #1 = 5: should be a table"),
    ({"claims": [{"tags": {}}]}, "[[zones]] #1 claims #1 hostnames: is missing; it has no default; allowed: a name, *"),
    ({"claims": [{"hostnames": ["a.apps.example.com"]}]}, "claims #1 tags: is missing; it has no default; allowed: { "),
    ({"claims": [TEAM_A, TEAM_A | {"hostnames": []}]}, "claims #2 hostnames = []: needs at least one; allowed: a name"),
    ({"claims": [TEAM_A | {"hostname": []}]}, 'claims #1 hostname = []: unknown key (did you mean "hostnames"?); allo'),
    ({"claims": [TEAM_A | {"hostnames": [5]}]}, "claims #1 hostnames #1 = 5: should be a text in quotes; allowed: a n"),
    ({"claims": [TEAM_A | {"hostnames": ["a.b.example.com"]}]}, '"a.b.example.com": lies outside the hosted zone; all'),
    ({"claims": [TEAM_A | {"tags": "team=a"}]}, 'claims #1 tags = "team=a": should be a table; allowed: { "TAG" = '),
    ({"claims": [TEAM_A | {"tags": {"team": 5}}]}, "claims #1 tags team = 5: should be a text in quotes; allowed: { "),
    ({"claims": [TEAM_A | {"tags": {"": "x"}}]}, '"" is no tag key; allowed: { "TAG" = "VALUE", ... }'),
    ({"claims": [TEAM_A | {"tags": {"a*": "x"}}]}, '"a*" is no tag key; allowed: { "TAG" = "VALUE", ... }'),
    ({"claims": [TEAM_A | {"tags": {"a": "x?"}}]}, '"x?" is no tag value; allowed: up to 256 letters, digits, spaces'),
    ({"claims": [TEAM_A | {"tags": {"a": "x" * 257}}]}, "is no tag value; allowed: up to 256 letters"),
    ({"claims": [TEAM_A | {"dry_run": True}]}, 'claims #1 dry_run = true: unknown key; "dry_run" belongs above the fi'),
    ({"name": "a b", "claims": [{"hostnames": ["x"], "tags": {}}]}, '[[zones]] #1 name = "a b": the label'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), MISTAKES)
def test_a_mistake_is_named(table: dict[str, Any], expected: str) -> None:
    assert expected in "\n".join(mistakes(configuration(table)))

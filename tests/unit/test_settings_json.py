"""The settings travel to the Lambda as JSON, and arrive as they left."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import SCHEMES, ClaimRule, HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings, TagMatch, duration
from albias_config import to_json
from albias_config.environment import plain
from albias_config.packing import pack
from tests.unit.strategies import zones

SETTINGS = st.builds(
    Settings,
    owner=st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True),
    zones=st.lists(zones(), min_size=1, max_size=3).map(tuple),
    hostname_tags=st.lists(st.text(min_size=1, max_size=10), min_size=1, max_size=3).map(tuple),
    policy=st.sampled_from(["sync", "upsert-only", "create-only"]),
    adopt=st.sampled_from(["never", "matching"]),
    load_balancer_types=st.sampled_from([("application",), ("network",), ("application", "network")]),
    sweep=st.sampled_from(["15 minutes", "off"]),
    max_removals=st.builds(MaxRemovals, count=st.integers(0, 50), percent=st.integers(0, 100)),
    dry_run=st.booleans(),
    log_level=st.sampled_from(["INFO", "DEBUG"]),
    evaluate_target_health=st.booleans(),
    create_trail=st.booleans(),
    external_dns=st.builds(ExternalDns, txt_prefix=st.text(max_size=5), txt_wildcard_replacement=st.text(max_size=5)),
)


@given(SETTINGS)
def test_settings_survive_the_way_through_json(settings: Settings) -> None:
    assert Settings.from_json(to_json(settings)) == settings


def test_a_zone_with_every_key_survives_it_too() -> None:
    role = "arn:aws:iam::123456789012:role/albias-dns"
    zone = HostedZone("Z0APPS", DnsName("apps.example.com"), True, ("*.apps.example.com",), ("internal",), role)
    assert Settings.from_json(to_json(Settings("platform", (zone,)))).zones == (zone,)


def everything() -> Settings:
    """Settings in which no value is the default, with two zones that differ in everything."""
    apps, team = DnsName("apps.example.com"), DnsName("team.example.net")
    rules = (
        ClaimRule(("shop.apps.example.com", "*.apps.example.com"), (("team", "shop-*"), ("stage", "prod"))),
        ClaimRule(("elsewhere.example.org",), ()),
    )
    excepted = ("x.*", "inner.apps.example.com")
    first = HostedZone("Z0APPS", apps, hostnames=("*.apps.example.com", apps), excepted=excepted, claims=rules)
    role = "arn:aws:iam::111122223333:role/albias"
    second = HostedZone("Z0TEAM", team, True, schemes=("internal",), role_arn=role, service_names=True)
    return Settings(
        owner="platform",
        zones=(first, second),
        hostname_tags=("dns/name", "albias/hostname"),
        policy="upsert-only",
        adopt="matching",
        load_balancer_types=("network", "application"),
        sweep="1 hour",
        max_removals=MaxRemovals(3, 7),
        dry_run=True,
        log_level="DEBUG",
        alarm_topic_arn="arn:aws:sns:eu-west-1:111122223333:alarms",
        evaluate_target_health=False,
        create_trail=True,
        external_dns=ExternalDns("a-", "-b", "any"),
        names_from_rules=(TagMatch("albias/rules"), TagMatch("a", "b=c"), TagMatch("empty", "")),
        rule_grace=3600,
        events_bus="default",
    )


@pytest.mark.parametrize("form", [to_json, lambda settings: pack(plain(settings))])
def test_everything_that_settings_say_arrives_in_either_form(form: Callable[[Settings], str]) -> None:
    arrived = Settings.from_json(form(everything()))
    assert arrived == everything()
    assert hash(arrived) == hash(everything())


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("team", TagMatch("team")),
        ("team=", TagMatch("team", "")),
        ("team=shop", TagMatch("team", "shop")),
        ("team=a=b", TagMatch("team", "a=b")),
    ],
)
def test_a_selection_is_a_tag_or_a_tag_with_its_value(text: str, match: TagMatch) -> None:
    assert TagMatch.parse(text) == match
    assert str(match) == text


@pytest.mark.parametrize(
    ("match", "selected"),
    [
        (TagMatch("team"), True),
        (TagMatch("team", "shop"), True),
        (TagMatch("team", "blog"), False),
        (TagMatch("team", ""), False),
        (TagMatch("shop"), False),
        (TagMatch("stage", "shop"), False),
    ],
)
def test_a_selection_means_the_tag_of_that_value_or_of_any(match: TagMatch, selected: bool) -> None:
    assert match.selects((("stage", "prod"), ("team", "shop"))) is selected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0 seconds", 0), ("1 second", 1), ("5 minutes", 300), ("1 hour", 3600), ("2 days", 172_800)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == seconds


def test_the_documented_defaults_take_no_room_in_the_environment() -> None:
    settings = Settings("platform", (HostedZone("Z0APPS", DnsName("apps.example.com")),))
    assert json.loads(to_json(settings)) == {
        "owner": "platform",
        "zones": [{"id": "Z0APPS", "name": "apps.example.com"}],
    }
    assert " " not in to_json(settings)


def test_the_defaults_are_the_documented_ones() -> None:
    settings = Settings.from_json('{"owner": "platform", "zones": [{"id": "Z0APPS", "name": "apps.example.com"}]}')
    assert settings.zones[0].schemes == SCHEMES == ("internet-facing", "internal")
    assert not settings.zones[0].private
    assert (settings.hostname_tags, settings.load_balancer_types) == (("albias/hostname",), ("application",))
    assert (settings.policy, settings.adopt, settings.sweep) == ("sync", "never", "15 minutes")
    assert (settings.max_removals.count, settings.max_removals.percent) == (10, 30)
    assert (settings.dry_run, settings.evaluate_target_health, settings.create_trail) == (False, True, False)
    assert (settings.log_level, settings.alarm_topic_arn) == ("INFO", "")

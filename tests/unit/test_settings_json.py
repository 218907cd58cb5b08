"""The settings travel to the Lambda as JSON, and arrive as they left."""

import json

from hypothesis import given
from hypothesis import strategies as st

from albias.model import SCHEMES, HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings
from albias_config import to_json
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

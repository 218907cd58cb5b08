"""Where the registry keeps what it says: names that no hostname can have, and that IAM can fence off (H50, H51)."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import HostedZone
from albias.names import DnsName, is_within, matches
from albias.registry import Key, encode_index, held_name, hold_name, index_root, is_reserved, owner_root
from albias_config.fence import writable_patterns
from tests.support.world import ME, ZONE, load_balancer_id
from tests.unit.strategies import NEAR_LABEL, hostnames, zones

WEB = load_balancer_id(suffix="50dc6c495c0c9188")
NAMES = st.just(ZONE.name) | hostnames(ZONE.name, NEAR_LABEL)


def test_the_index_lies_below_its_owner_under_the_load_balancers_id() -> None:
    assert index_root(WEB, "platform", ZONE) == "50dc6c495c0c9188.platform._albias.apps.example.com"
    assert owner_root("platform", ZONE) == "platform._albias.apps.example.com"


@pytest.mark.parametrize(
    ("hostname", "name"),
    [
        ("shop.apps.example.com", "shop._hold._albias.apps.example.com"),
        ("a.b.apps.example.com", "a.b._hold._albias.apps.example.com"),
        ("*.apps.example.com", "_wildcard._hold._albias.apps.example.com"),
        ("*.b.apps.example.com", "_wildcard.b._hold._albias.apps.example.com"),
        ("apps.example.com", "_hold._albias.apps.example.com"),
    ],
)
def test_h21_h22_a_hold_lies_at_the_name_below_the_registry_also_for_a_wildcard_and_the_apex(
    hostname: str, name: str
) -> None:
    assert hold_name(DnsName(hostname), ZONE) == name


@given(NAMES)
def test_a_holds_place_tells_the_name(name: DnsName) -> None:
    assert held_name(hold_name(name, ZONE), ZONE) == name


@given(NAMES, NAMES)
def test_two_names_never_share_a_hold(one: DnsName, other: DnsName) -> None:
    assert (hold_name(one, ZONE) == hold_name(other, ZONE)) == (one == other)


@pytest.mark.parametrize("label", ["_apex", "_hold", "_albias", "_x"])
def test_no_hostname_has_the_hold_of_the_apex(label: str) -> None:
    assert hold_name(DnsName(f"{label}.{ZONE.name}"), ZONE) != hold_name(ZONE.name, ZONE)


@pytest.mark.parametrize(
    ("hostname", "reserved"),
    [
        ("_albias.apps.example.com", True),
        ("x._albias.apps.example.com", True),
        ("shop._hold._albias.apps.example.com", True),
        ("_albias.shop.apps.example.com", False),
        ("x_albias.apps.example.com", False),
        ("_albias.example.com", False),
        ("shop.apps.example.com", False),
    ],
)
def test_the_registrys_own_subtree_is_reserved(hostname: str, reserved: bool) -> None:
    assert is_reserved(DnsName(hostname), ZONE) is reserved


def like(pattern: str, name: str) -> bool:
    """IAM's StringLike: `*` spans anything, and `_wildcard` is a label like any other."""
    return fnmatch.fnmatchcase(name, pattern)


@given(zones(), NAMES)
def test_h50_h51_what_albias_writes_for_a_name_is_writable_exactly_where_the_name_is(
    zone: HostedZone, name: DnsName
) -> None:
    patterns = writable_patterns(zone, "platform")
    assert patterns[: len(zone.patterns)] == zone.patterns
    own = patterns[len(zone.patterns) :]
    assert any(like(pattern, hold_name(name, zone)) for pattern in own) == zone.allows(name)
    assert any(like(pattern, encode_index(Key(name), WEB, ME, zone).key.name) for pattern in own)


@given(zones(), NAMES)
def test_h50_no_hostname_outside_the_configured_ones_is_writable(zone: HostedZone, name: DnsName) -> None:
    writable = any(matches(pattern, name) for pattern in writable_patterns(zone, "platform"))
    assert writable == (zone.allows(name) or is_within(name, owner_root("platform", zone)))


def test_h51_another_owners_entries_are_out_of_reach_where_hostnames_are_listed() -> None:
    zone = HostedZone("Z0APPS", ZONE.name, hostnames=("*.team.apps.example.com", "shop.apps.example.com"))
    patterns = writable_patterns(zone, "platform")
    foreign = [
        index_root(WEB, "other", zone),
        hold_name(DnsName("a.apps.example.com"), zone),
        hold_name(DnsName("*.apps.example.com"), zone),
        hold_name(DnsName("a.other.apps.example.com"), zone),
        hold_name(zone.name, zone),
        DnsName("apps.example.com"),
        DnsName("team.apps.example.com"),
    ]
    assert not [name for name in foreign if any(matches(pattern, name) for pattern in patterns)]

"""Into which hosted zones a name goes, and why into none (H18, H22 to H26, H38)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.claims import claims_of, find_zones
from albias.model import ClaimRule, HostedZone, LoadBalancer, Scheme
from albias.names import MAX_NAME, DnsName
from albias.registry import hold_name
from albias.settings import Settings
from tests.support.world import ME, load_balancer_id
from tests.unit.strategies import NEAR_LABEL, hostnames

ROOT = HostedZone("Z0ROOT", DnsName("example.com"))
APPS = HostedZone("Z0APPS", DnsName("apps.example.com"))
INSIDE = HostedZone("Z0INSIDE", DnsName("apps.example.com"), private=True)


def load_balancer(hostname: str, scheme: Scheme = "internet-facing", kind: str = "app") -> LoadBalancer:
    tags = (("albias/hostname", hostname),)
    return LoadBalancer(load_balancer_id(kind=kind), "web-1.eu-west-1.elb.amazonaws.com", "Z1", scheme, "ipv4", tags)


def zones_of(hostname: str, *zones: HostedZone, scheme: Scheme = "internet-facing") -> list[str]:
    return list(claims_of(load_balancer(hostname, scheme), Settings("platform", zones), ME).by_zone)


def refused(hostname: str, *zones: HostedZone, kind: str = "app", **settings: Any) -> tuple[str, str]:
    """The code and the reason of the one refusal."""
    scheme: Scheme = settings.pop("scheme", "internet-facing")
    claims = claims_of(load_balancer(hostname, scheme, kind), Settings("platform", zones, **settings), ME)
    assert claims.by_zone == {}
    [refusal] = claims.refusals
    assert refusal.load_balancer == load_balancer_id(kind=kind)
    return refusal.code, refusal.reason


@pytest.mark.parametrize("zones", [(ROOT, APPS), (APPS, ROOT)])
def test_h24_a_name_goes_into_the_longest_zone_whatever_the_order(zones: tuple[HostedZone, ...]) -> None:
    assert zones_of("shop.apps.example.com", *zones) == ["Z0APPS"]
    assert zones_of("shop.example.com", *zones) == ["Z0ROOT"]
    assert zones_of("a.b.c.apps.example.com", *zones) == ["Z0APPS"]


def test_h24_a_zone_that_does_not_allow_the_name_gives_way_to_a_shorter_one_that_does() -> None:
    narrow = replace(APPS, hostnames=("cart.apps.example.com",))
    assert zones_of("shop.apps.example.com", ROOT, narrow) == ["Z0ROOT"]
    assert zones_of("cart.apps.example.com", ROOT, narrow) == ["Z0APPS"]


def test_h26_a_name_goes_into_the_best_public_and_the_best_private_zone() -> None:
    assert zones_of("shop.apps.example.com", APPS, INSIDE) == ["Z0APPS", "Z0INSIDE"]
    assert zones_of("shop.apps.example.com", ROOT, INSIDE) == ["Z0ROOT", "Z0INSIDE"]
    private_root = replace(ROOT, id="Z0INNER", private=True)
    assert zones_of("shop.apps.example.com", ROOT, APPS, private_root, INSIDE) == ["Z0APPS", "Z0INSIDE"]


def test_h38_an_internal_load_balancer_stays_out_of_a_zone_for_internet_facing_ones() -> None:
    public = replace(APPS, schemes=("internet-facing",))
    assert zones_of("shop.apps.example.com", public, INSIDE, scheme="internal") == ["Z0INSIDE"]
    assert zones_of("shop.apps.example.com", public, INSIDE, scheme="internet-facing") == ["Z0APPS", "Z0INSIDE"]
    assert refused("shop.apps.example.com", public, scheme="internal") == (
        "scheme-not-allowed",
        "the load balancer is internal; configured: internet-facing",
    )
    assert refused("shop.apps.example.com", replace(INSIDE, schemes=("internal",))) == (
        "scheme-not-allowed",
        "the load balancer is internet-facing; configured: internal",
    )


@pytest.mark.parametrize("hostname", ["shop.example.com", "evilapps.example.com", "apps.example.com.evil.net"])
def test_h18_h23_a_name_outside_the_configured_zones_is_other_dnss(hostname: str) -> None:
    code, reason = refused(hostname, APPS)
    assert code == "zone-not-allowed"
    assert reason == "it lies in none of the configured hosted zones: some other DNS has it"


def test_one_label_alone_is_a_slip_of_the_pen_but_where_a_zone_has_that_name() -> None:
    code, reason = refused("apps", APPS)
    assert code == "invalid-name"
    assert reason == "not a hostname: it is one label alone, and no configured hosted zone has that name"
    assert refused("corp", replace(APPS, name=DnsName("corp")))[0] == "name-not-allowed"


def test_h22_the_apex_is_refused_unless_listed() -> None:
    code, reason = refused("apps.example.com", APPS)
    assert (code, reason) == ("name-not-allowed", "configured: *.apps.example.com")
    assert zones_of("apps.example.com", replace(APPS, hostnames=("apps.example.com",))) == ["Z0APPS"]


def test_a_name_that_no_pattern_allows_is_refused_with_the_patterns() -> None:
    narrow = replace(APPS, hostnames=("cart.apps.example.com", "*.team.apps.example.com"))
    assert refused("shop.apps.example.com", narrow, HostedZone("Z0X", DnsName("x.net"))) == (
        "name-not-allowed",
        "configured: cart.apps.example.com, *.team.apps.example.com",
    )


def test_the_patterns_of_every_zone_around_a_name_are_told() -> None:
    narrow = [replace(ROOT, hostnames=("www.example.com",)), replace(APPS, hostnames=("cart.apps.example.com",))]
    told = "configured: www.example.com, cart.apps.example.com"
    assert refused("shop.apps.example.com", *narrow) == ("name-not-allowed", told)


def test_each_zone_whose_claims_bar_a_load_balancer_is_told() -> None:
    rules = (ClaimRule(("*.apps.example.com",), (("team", "a/*"),)),)
    barring = [replace(ROOT, claims=rules), replace(INSIDE, claims=rules)]
    told = "no claim of the hosted zone example.com, apps.example.com gives it to the load balancer's tags"
    assert refused("shop.apps.example.com", *barring) == ("claim-not-allowed", told)


def test_what_is_refused_is_named_all_the_same() -> None:
    """A name that a load balancer may not have is no less written there: nobody takes it for one that was given up."""
    asking = load_balancer("shop.apps.example.com elsewhere.example.net")
    claims = claims_of(asking, Settings("platform", (APPS,)), ME)
    assert claims.named == {"shop.apps.example.com", "elsewhere.example.net"}


@pytest.mark.parametrize(
    "hostname", ["_albias.apps.example.com", "x._albias.apps.example.com", "shop._hold._albias.apps.example.com"]
)
def test_nobody_claims_the_registrys_own_names(hostname: str) -> None:
    assert refused(hostname, ROOT, APPS) == ("name-not-allowed", "names below _albias belong to the registry")


@pytest.mark.parametrize(
    ("kind", "types", "code"),
    [
        ("net", ("application",), "type-not-supported"),
        ("app", ("network",), "type-not-supported"),
    ],
)
def test_a_load_balancer_of_a_type_that_is_not_configured_is_refused(
    kind: str, types: tuple[str, ...], code: str
) -> None:
    got, reason = refused("shop.apps.example.com", APPS, kind=kind, load_balancer_types=types)
    assert got == code
    assert reason.endswith(f"load balancer; configured: {', '.join(types)}")


def test_a_network_load_balancer_is_served_where_configured() -> None:
    settings = Settings("platform", (APPS,), load_balancer_types=("application", "network"))
    claims = claims_of(load_balancer("shop.apps.example.com", kind="net"), settings, ME)
    assert [key.name for key in claims.by_zone[APPS.id]] == ["shop.apps.example.com"]
    assert claims.refusals == []


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        (replace(APPS, excepted=("*.legacy.apps.example.com",)), "name-not-allowed"),
        (replace(APPS, claims=(ClaimRule(("*.apps.example.com",), (("team", "a/*"),)),)), "claim-not-allowed"),
    ],
)
def test_what_is_excepted_or_given_to_others_is_refused(zone: HostedZone, code: str) -> None:
    assert refused("x.legacy.apps.example.com", zone)[0] == code


def test_an_exception_of_the_longer_zone_is_no_way_into_the_shorter_one_for_names_that_all_except() -> None:
    zones = [replace(zone, excepted=("_acme-challenge.*",)) for zone in (ROOT, APPS)]
    assert refused("_acme-challenge.shop.apps.example.com", *zones) == (
        "name-not-allowed",
        "`except` or `service_names` of the hosted zone keeps it from everybody",
    )


def test_h19_a_name_whose_hold_would_be_too_long_is_refused_with_the_room_that_the_registry_needs() -> None:
    room = MAX_NAME - len(hold_name(APPS.name, APPS))
    fits = ("x" * 60 + ".") * 3 + "y" * (room - 3 * 61 - 1) + "." + APPS.name
    assert zones_of(fits, APPS) == [APPS.id]
    longer = fits.replace("y", "yy", 1)
    code, reason = refused(longer, APPS)
    assert code == "invalid-name"
    needed = len(hold_name(DnsName(fits), APPS)) - len(fits)
    assert reason == f"it has {len(longer)} characters, and the registry needs {needed} of the 253"


NAMES = hostnames("apps.example.com", NEAR_LABEL) | hostnames("example.com", NEAR_LABEL) | hostnames("com", NEAR_LABEL)
ZONES = st.lists(
    st.builds(
        HostedZone,
        id=st.uuids().map(str),
        name=st.sampled_from(["com", "example.com", "apps.example.com", "a.apps.example.com", "b.com"]).map(DnsName),
        private=st.booleans(),
        schemes=st.sampled_from([("internet-facing",), ("internal",), ("internet-facing", "internal")]),
    ),
    max_size=5,
    unique_by=lambda zone: (zone.name, zone.private),
)


@given(NAMES, st.sampled_from(["internet-facing", "internal"]), ZONES)
def test_h23_h24_h26_at_most_one_public_and_one_private_zone_and_no_longer_one_fits(
    name: DnsName, scheme: Scheme, zones: list[HostedZone]
) -> None:
    found = find_zones(name, scheme, zones)
    assert len({zone.private for zone in found}) == len(found)
    for private in (False, True):
        fitting = [zone for zone in zones if zone.private is private and _fits(name, scheme, zone)]
        chosen = [zone for zone in found if zone.private is private]
        assert bool(chosen) == bool(fitting)
        assert all(len(chosen[0].name) >= len(zone.name) for zone in fitting)
        assert all(zone in fitting for zone in chosen)


def _fits(name: str, scheme: Scheme, zone: HostedZone) -> bool:
    """By labels, from the right: the zone's are the name's last, and the name has more of them."""
    labels, of_zone = name.split("."), zone.name.split(".")
    return scheme in zone.schemes and len(labels) > len(of_zone) and labels[-len(of_zone) :] == of_zone

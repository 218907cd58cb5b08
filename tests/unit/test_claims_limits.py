"""How much one load balancer may claim: what fits into one entry, and into the registry's names."""

from collections.abc import Collection, Sequence

from albias.claims import MAX_CHARACTERS, MAX_NAMES, claims_of, within_limits
from albias.model import HostedZone, LoadBalancer, Refusal
from albias.names import MAX_NAME, DnsName
from albias.registry import hold_name
from albias.settings import Settings
from tests.builders import ZONE, load_balancer_id

INSIDE = HostedZone("Z0INSIDE", ZONE.name, private=True)


def asking_for(*names: str) -> LoadBalancer:
    tags = tuple((f"albias/hostname/{number:04}", name) for number, name in enumerate(names))
    return LoadBalancer(load_balancer_id(), "web-1.eu-west-1.elb.amazonaws.com", "Z1", "internet-facing", "ipv4", tags)


def claimed(
    load_balancer: LoadBalancer, *zones: HostedZone, held: Collection[DnsName] = ()
) -> tuple[list[tuple[DnsName, str]], list[DnsName], Sequence[Refusal]]:
    """The names within the limits, each with its zone; the names beyond; what is refused at once."""
    claims, refusals = claims_of(load_balancer, Settings("platform", zones or (ZONE,)))
    within = {zone: within_limits(names, held) for zone, names in claims.items()}
    kept = [(name, zone) for zone, (fitting, _) in within.items() for name in fitting]
    return kept, [name for _, surplus in within.values() for name in surplus], refusals


def test_the_names_beyond_the_limit_are_refused_and_the_first_ones_kept() -> None:
    names = [f"n{number:03}.{ZONE.name}" for number in range(MAX_NAMES + 2)]
    claims, surplus, _ = claimed(asking_for(*names))
    assert claims == [(name, ZONE.id) for name in names[:MAX_NAMES]]
    assert surplus == names[MAX_NAMES:]


def test_what_is_held_comes_before_what_is_new() -> None:
    """A tag more, that sorts before all others, must not take a name away."""
    names = [DnsName(f"n{number:03}.{ZONE.name}") for number in range(MAX_NAMES)]
    claims, surplus, _ = claimed(asking_for(f"a.{ZONE.name}", *names), held=names)
    assert {name for name, _ in claims} == {*names}
    assert surplus == [f"a.{ZONE.name}"]


def test_the_limit_on_characters_is_reached_exactly() -> None:
    long = [f"{number}{'x' * 62}.{'y' * 63}.{'z' * 55}.{ZONE.name}" for number in range(10)]
    each = len(long[0])
    assert (each, MAX_CHARACTERS // each) == (200, 20)
    names = [name.replace("z", letter, 1) for letter in "abc" for name in long]
    claims, surplus, _ = claimed(asking_for(*names))
    assert [name for name, _ in claims] == names[:20]
    assert len(surplus) == 10


def test_a_shorter_name_after_a_refused_one_still_fits() -> None:
    long = [f"{letter}{'x' * 62}.{'y' * 63}.{'z' * 54}.{ZONE.name}" for letter in "abcdefghijklmnopqrstu"]
    claims, surplus, _ = claimed(asking_for(*long, f"s.{ZONE.name}"))
    assert len(claims) == 20 + 1
    assert claims[-1] == (f"s.{ZONE.name}", ZONE.id)
    assert surplus == long[20:]


def test_each_zone_has_a_limit_of_its_own() -> None:
    names = [f"n{number:03}.{ZONE.name}" for number in range(MAX_NAMES)]
    claims, surplus, _ = claimed(asking_for(*names), ZONE, INSIDE)
    assert len(claims) == 2 * MAX_NAMES
    assert surplus == []


def test_h19_a_name_whose_hold_would_be_too_long_is_refused_with_the_room_that_the_registry_needs() -> None:
    room = MAX_NAME - len(hold_name(ZONE.name, ZONE))
    fits = DnsName(("x" * 60 + ".") * 3 + "y" * (room - 3 * 61 - 1) + "." + ZONE.name)
    longer = fits.replace("y", "yy", 1)
    assert len(hold_name(fits, ZONE)) == MAX_NAME
    claims, _, [refusal] = claimed(asking_for(fits, longer))
    assert [name for name, _ in claims] == [fits]
    assert (refusal.hostname, refusal.code) == (longer, "invalid-name")
    needed = len(hold_name(fits, ZONE)) - len(fits)
    assert refusal.reason == f"it has {len(longer)} characters, and the registry needs {needed} of the 253"


def test_what_stays_though_nobody_claims_it_counts_in_names_and_in_characters() -> None:
    stay = [DnsName(f"s{number:03}.{ZONE.name}") for number in range(60)]
    names = [DnsName(f"n{number:03}.{ZONE.name}") for number in range(MAX_NAMES)]
    assert within_limits(names, (), stay) == (names[:40], names[40:])
    long = [DnsName("x" * (MAX_CHARACTERS - 2 * len(names[0])))]
    assert within_limits(names[:3], (), long) == (names[:2], names[2:3])

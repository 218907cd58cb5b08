"""Route 53's spelling of names, and its order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.names import DnsName, from_route53, to_route53
from albias.view import order_bounds
from tests.fakes.route53.names import canonical, order
from tests.unit.strategies import NEAR_LABEL, hostnames

NAMES = hostnames("apps.example.com", NEAR_LABEL)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("shop.apps.example.com", "shop.apps.example.com."),
        ("*.apps.example.com", r"\052.apps.example.com."),
        ("_x-y.apps.example.com", "_x-y.apps.example.com."),
    ],
)
def test_h21_a_wildcard_is_spelled_with_an_octal_escape(name: str, spelled: str) -> None:
    assert to_route53(name) == spelled == canonical(name)
    assert from_route53(spelled) == name


@pytest.mark.parametrize(
    ("returned", "name"),
    [
        ("Shop.Apps.Example.com.", "shop.apps.example.com"),
        ("shop.apps.example.com", "shop.apps.example.com"),
        (r"a\100b.apps.example.com.", r"a\100b.apps.example.com"),
        (r"\052.apps.example.com.", "*.apps.example.com"),
    ],
)
def test_a_returned_name_is_brought_into_the_normal_form(returned: str, name: str) -> None:
    assert from_route53(returned) == name


@given(NAMES)
def test_h21_every_name_survives_the_way_to_route53_and_back(name: DnsName) -> None:
    assert from_route53(to_route53(name)) == name
    assert to_route53(name) == canonical(name)


def test_a_b_comes_before_a_since_the_dot_at_the_end_counts() -> None:
    names = [DnsName(f"{label}.apps.example.com") for label in ("a", "a-b", "a0", "b", "0")]
    below = DnsName("x.a.apps.example.com")
    ordered = sorted([*names, below], key=order_bounds)
    assert [name.removesuffix(".apps.example.com") for name in ordered] == ["0", "a-b", "a", "x.a", "a0", "b"]


@given(st.lists(NAMES, unique=True, max_size=12))
def test_names_without_special_characters_have_one_place_and_it_is_route53s(names: list[DnsName]) -> None:
    plain = [name for name in names if "*" not in name]
    assert all(low == high for low, high in map(order_bounds, plain))
    assert sorted(plain, key=order_bounds) == sorted(plain, key=order)


@given(NAMES, NAMES)
def test_whichever_way_route53_orders_a_wildcard_it_stays_within_its_bounds(one: DnsName, other: DnsName) -> None:
    """Whether `*` counts as itself or as its escape is not documented: both orders agree with the bounds."""
    if order_bounds(one)[1] < order_bounds(other)[0]:
        assert order(one) < order(other), "as itself"
        assert _escaped(one) < _escaped(other), "as its escape"


def _escaped(name: DnsName) -> str:
    return "".join(label + "." for label in reversed(to_route53(name).removesuffix(".").split(".")))


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        (r"a\100b.com", (r"com.a@b.", r"com.a\100b.")),
        (r"\052.com", (r"com.*.", r"com.\052.")),
        ("*.com", (r"com.*.", r"com.\052.")),
        (r"a\200.com", (r"com.a\200.", "com.a\x80.")),
    ],
)
def test_a_name_with_an_escape_has_two_possible_places(name: str, bounds: tuple[str, str]) -> None:
    assert order_bounds(DnsName(name)) == bounds

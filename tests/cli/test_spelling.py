"""What somebody meant who wrote no hostname, and what is told then: the line to write."""

import pytest

from albias_cli.errors import Exit
from albias_cli.show.spelling import meant, unescaped
from tests.support.desk import Desk
from tests.support.world import World

_SHOP = "shop.apps.example.com"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://shop.apps.example.com", _SHOP),
        ("HTTPS://user:secret@shop.apps.example.com:8443/cart?x=1", _SHOP),
        ("shop.apps.example.com:443", _SHOP),
        ("shop.apps.example.com/cart", _SHOP),
        ("shop.apps.example.com,", _SHOP),
        ('"shop.apps.example.com"', _SHOP),
        ("shop..apps.example.com", _SHOP),
        (".shop.apps.example.com", _SHOP),
        (r"\052.apps.example.com.", "*.apps.example.com"),
        ("http://", None),
        ("$%", None),
    ],
)
def test_what_was_meant(text: str, name: str | None) -> None:
    assert meant(text) == name


def test_c31_a_name_in_route_53s_own_spelling_is_understood(world: World, desk: Desk) -> None:
    world.look(world.create("web", "_wildcard.apps.example.com"))
    result = desk.run("explain", r"\052.apps.example.com.")
    assert result.code == Exit.OK
    assert result.out.startswith("*.apps.example.com  held")
    assert unescaped(r"a\137b.example.com") == "a_b.example.com"


def test_an_address_in_the_place_of_a_hostname_is_told_with_what_to_write(desk: Desk) -> None:
    result = desk.run("explain", "http://shop.apps.example.com/cart")
    assert result.code == Exit.USAGE
    assert result.err.endswith("do: Write the hostname alone: `shop.apps.example.com`\n")


def test_an_address_in_a_tag_is_told_with_what_to_write(world: World, desk: Desk) -> None:
    world.create("web", "http://shop.apps.example.com")
    assert "do: In the tag, write the hostname alone: `shop.apps.example.com`\n" in desk.run("plan").out

"""Which known word a text nearly is."""

import pytest

from albias_config.alike import meant, nearest

KEYS = ["hostnames", "hostname_tags", "zones"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hostname", "hostnames"),
        ("hostname_tag", "hostname_tags"),
        ("HOSTNAME-TAGS", "hostname_tags"),
        ("zone", "zones"),
        ("policy", None),
    ],
)
def test_the_word_of_a_closed_list_that_is_nearest(text: str, found: str | None) -> None:
    assert nearest(text, KEYS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("albias/hostnam", "albias/hostname"),
        ("Albias/hostname", "albias/hostname"),
        ("albias/dns", "albias/dns"),
        ("albias/host", "albias/hostname"),
        ("albias/rules", None),
        ("hostname", None),
        ("", None),
    ],
)
def test_a_slip_of_the_pen_is_more_like_a_word_than_what_may_be_something_else(text: str, found: str | None) -> None:
    assert meant(text, ["albias/dns", "albias/hostname"]) == found


def test_of_two_words_that_are_equally_near_it_is_the_first() -> None:
    assert nearest("team3", ["team1", "team2"]) == "team1"
    assert nearest("team2", ["team1", "team2"]) == "team2"


def test_nothing_is_like_a_word_of_an_empty_list() -> None:
    assert nearest("zone", []) is None

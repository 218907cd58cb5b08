"""Lines within a width: broken at spaces, never within a name, continued under their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from albias_cli.show.layout import Column, hang_of, table, wrapped

_WORDS = st.lists(st.text("abc.-/", min_size=1, max_size=30), min_size=1, max_size=12)


def _plain(line: str, width: int | None, hang: int) -> list[str]:
    return [piece.plain for piece in wrapped(Text(line), width, hang)]


def test_a_line_is_broken_at_spaces_and_goes_on_under_its_text() -> None:
    assert _plain("error: one two three four five six", 27, 7) == ["error: one two three four", "       five six"]


def test_without_a_width_nothing_is_broken() -> None:
    assert _plain("word " * 200, None, 2) == ["word " * 200]


def test_a_name_that_is_too_long_stands_whole_on_a_line_of_its_own() -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"
    assert _plain(f"    do: tag {arn} now", 40, 8) == ["    do: tag", f"        {arn}", "        now"]


def test_a_name_that_is_too_long_for_its_place_moves_to_the_left_as_far_as_it_fits() -> None:
    name = "shop-blue-1234567891.eu-west-1.elb.amazonaws.com,"
    assert _plain(f"when  repointed: {name} now", 50, 6) == ["when  repointed:", f" {name}", "      now"]
    assert _plain(f"when  repointed: {name} now", 48, 6) == ["when  repointed:", f"      {name}", "      now"]


def test_a_command_between_backticks_is_one_word() -> None:
    lines = _plain("    do: take it over, then look: `albias adopt www.example.com`", 50, 8)
    assert lines == ["    do: take it over, then look:", "        `albias adopt www.example.com`"]


@given(_WORDS, st.integers(min_value=25, max_value=80), st.integers(min_value=0, max_value=60))
def test_no_word_is_ever_lost_or_broken_and_no_line_is_longer_than_it_must_be(
    words: list[str], width: int, hang: int
) -> None:
    lines = _plain(" ".join(words), width, hang)
    assert " ".join(lines).split() == words
    for line in lines:
        assert len(line) <= width or len(line.split()) == 1


@pytest.mark.parametrize(
    ("text", "label", "hang"), [("    do: x", "    do: ", 8), ("  name  why", "", 4), ("Plan: 1", "Plan:", 2)]
)
def test_where_a_continuation_begins(text: str, label: str, hang: int) -> None:
    assert hang_of(text, label) == hang


def _columns() -> list[Column]:
    return [
        Column("hostname", [Text("shop.apps.example.com"), Text("a.apps.example.com")]),
        Column("zone", [Text("apps.example.com")] * 2, drop=2),
        Column("target", [Text("web-1.eu-west-1.elb.amazonaws.com")] * 2, drop=1),
        Column("state", [Text("healthy"), Text("drifted: its record set was missing or differed")]),
    ]


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (None, ["hostname", "zone", "target", "state"]),
        (140, ["hostname", "zone", "target", "state"]),
        (100, ["hostname", "target", "state"]),
        (60, ["hostname", "state"]),
    ],
)
def test_columns_are_dropped_in_their_order(width: int | None, titles: list[str]) -> None:
    lines = [line.plain for line in table(_columns(), width)]
    assert lines[0].split() == titles
    assert all(width is None or len(line) <= width for line in lines)


def test_the_last_column_goes_on_under_itself() -> None:
    lines = [line.plain for line in table(_columns(), 60)]
    assert lines[-1].startswith(" " * len("shop.apps.example.com  "))
    assert lines[-1].strip() in "drifted: its record set was missing or differed"


def test_where_even_that_does_not_do_names_stand_on_lines_of_their_own() -> None:
    lines = [line.plain for line in table(_columns(), 40)]
    assert lines[:2] == ["shop.apps.example.com", "    healthy"]


def test_a_column_makes_room_for_a_word_that_would_stand_out() -> None:
    what = Text("created: A alias to shop-blue-1234567891.eu-west-1.elb.amazonaws.com")
    columns = [Column("when", [Text("2026-11-22")]), Column("as", [Text("role")], drop=1), Column("what", [what])]
    lines = [line.plain for line in table(columns, 60)]
    assert lines[0].split() == ["when", "what"]
    assert max(map(len, lines)) == 60

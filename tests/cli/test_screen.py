"""What other people wrote is shown, never obeyed (H49)."""

import io
import sys
from pathlib import Path

import pytest

from albias_cli.errors import CommandError
from albias_cli.show.screen import Screen, safe, words
from tests.support.desk import Desk
from tests.support.world import TAG, World

HOSTILE = "\x1b[31mred\x07 \u202eevil [bold]x[/bold] \x9b2J \u200b:smile: \ud800"


def test_h49_control_direction_and_zero_width_characters_become_escapes() -> None:
    shown = safe(HOSTILE)
    assert shown.isprintable()
    assert shown == "\\x1b[31mred\\x07 \\u202eevil [bold]x[/bold] \\x9b2J \\u200b:smile: \\ud800"


def test_h49_no_markup_is_read_from_a_text() -> None:
    out = io.StringIO()
    Screen(out=out).line(("[bold]x[/bold] :smile: [link=https://evil.example]y[/link]", "green"))
    assert out.getvalue() == "[bold]x[/bold] :smile: [link=https://evil.example]y[/link]\n"


def test_h49_a_line_break_in_a_text_stays_in_its_line() -> None:
    assert words("a\nb", ("c\r", "red")).plain == "a\\nbc\\r"


@pytest.mark.parametrize("arguments", [["plan"], ["explain", "ARN"], ["explain", "shop.apps.example.com"], ["list"]])
def test_h49_a_hostile_tag_reaches_no_terminal(world: World, desk: Desk, arguments: list[str]) -> None:
    web = world.create("web", tags={TAG: f"shop.apps.example.com {HOSTILE}", "Name": HOSTILE})
    world.route53.put(
        world.zones[0].id,
        {"Name": "shop.apps.example.com.", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "\x1b[2Jx"}]},
    )
    result = desk.run(*(str(web) if each == "ARN" else each for each in arguments))
    assert not any(char in result.out + result.err for char in "\x1b\x07\u202e\x9b\u200b")
    document = desk.run(*(str(web) if each == "ARN" else each for each in arguments), "--json")
    assert document.out.isascii()
    assert "\x1b" not in document.out


def test_results_and_notes_go_to_different_streams() -> None:
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out=out, err=err)
    screen.line("result")
    screen.note("note")
    screen.error(CommandError("what", "advice"))
    assert out.getvalue() == "result\n"
    assert err.getvalue() == "note\nerror: what\n    do: advice\n"


def test_with_json_nothing_but_the_document_is_on_standard_output() -> None:
    out = io.StringIO()
    screen = Screen(form="json", out=out, err=io.StringIO())
    screen.line("for people")
    screen.document({"a": "\u202e"})
    assert out.getvalue() == '{\n  "a": "\\u202e"\n}\n'


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "answer"), [("y\n", True), ("YES\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_only_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, typed: str, answer: bool) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal(typed))
    assert Screen(out=io.StringIO(), err=io.StringIO()).ask("Do this?") is answer


def test_nobody_to_ask_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    err = io.StringIO()
    assert not Screen(out=io.StringIO(), err=err).ask("Do this?")
    assert "--yes" in err.getvalue()


def test_a_closed_standard_input_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert not Screen(out=io.StringIO(), err=io.StringIO()).ask("Do this?")


def test_a_piped_line_is_never_broken() -> None:
    out = io.StringIO()
    Screen(out=out).line("x" * 500)
    assert out.getvalue() == "x" * 500 + "\n"


def test_raw_results_are_seen_at_once(tmp_path: Path) -> None:
    """`albias logs --follow --json | ...`: a pipe is written when its buffer is full, or flushed."""
    with (tmp_path / "out").open("w") as stream:
        Screen(out=stream).raw("one\n")
        assert (tmp_path / "out").read_text() == "one\n"

"""Colour, width and pager: what the person's environment says is done."""

import io
from pathlib import Path

import pytest

from albias_cli.show.screen import Screen
from albias_cli.show.terminal import Terminal, page, pager


class _Person(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "5")


def _red(stream: io.StringIO) -> str:
    Screen(out=stream).line(("alarm", "red"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("stream", "variables", "colour"),
    [
        (_Person, {}, True),
        (io.StringIO, {}, False),
        (_Person, {"NO_COLOR": "1"}, False),
        (_Person, {"NO_COLOR": ""}, True),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
        (io.StringIO, {"FORCE_COLOR": "0"}, False),
        (io.StringIO, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour(
    stream: type[io.StringIO], variables: dict[str, str], colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[31m" in _red(stream())) is colour


def test_forced_colour_gives_a_pipe_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert (Terminal(io.StringIO()).columns, Terminal(io.StringIO()).is_terminal) == (None, False)
    assert Terminal(_Person()).columns == 60


@pytest.mark.parametrize(
    ("environment", "less", "command"),
    [
        ({}, "/usr/bin/less", "less"),
        ({}, None, ""),
        ({"PAGER": "more -s"}, "/usr/bin/less", "more -s"),
        ({"PAGER": ""}, "/usr/bin/less", ""),
        ({"PAGER": "cat"}, "/usr/bin/less", ""),
    ],
)
def test_which_pager(environment: dict[str, str], less: str | None, command: str) -> None:
    assert pager(environment, lambda name: less) == command


def _paged(monkeypatch: pytest.MonkeyPatch, folder: Path, lines: int) -> tuple[str, str]:
    """What the screen got, and what the pager got, of so many lines and a note on a screen of five."""
    kept = folder / "paged"
    monkeypatch.setenv("PAGER", f"cat > {kept}")
    out, err = _Person(), _Person()
    screen = Screen(out=out, err=err)
    with screen.paged():
        for number in range(lines):
            screen.line(f"line {number}")
        screen.note("a note")
    assert err.getvalue() == ""
    return out.getvalue(), kept.read_text() if kept.exists() else ""


def test_what_is_longer_than_the_screen_goes_through_the_pager(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown, paged = _paged(monkeypatch, tmp_path, 9)
    assert shown == ""
    assert paged.splitlines() == [*(f"line {number}" for number in range(9)), "a note"]


def test_what_fits_the_screen_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown, paged = _paged(monkeypatch, tmp_path, 2)
    assert (shown, paged) == ("line 0\nline 1\na note\n", "")


def test_what_was_said_before_an_error_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "cat -s")
    out = _Person()
    screen = Screen(out=out, err=_Person())

    def fail() -> None:
        with screen.paged():
            screen.line("so far")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert out.getvalue() == "so far\n"


def test_a_pipe_and_a_document_are_never_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "false")
    pipe = io.StringIO()
    screen = Screen(out=pipe)
    with screen.paged():
        for number in range(9):
            screen.line(f"line {number}")
    document = _Person()
    with Screen(form="json", out=document).paged() as _:
        Screen(form="json", out=document).document({"a": list(range(50))})
    assert (pipe.getvalue().count("\n"), document.getvalue().count("\n")) == (9, 54)


def test_a_pager_that_is_left_early_is_no_error() -> None:
    page(Terminal(_Person()), "line\n" * 200_000, "true")


def test_less_is_told_what_git_tells_it(tmp_path: Path) -> None:
    page(Terminal(_Person()), "line\n" * 9, f'printf %s "$LESS" > {tmp_path}/less')
    assert (tmp_path / "less").read_text() == "FRX"

"""`albias list --html`: what stands in its page, and where it is written. No file of anybody else is overwritten."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from albias.dashboard.table import Row, Tone, counted, moment, names, refused_of
from albias.engine.outcome import Outcome
from albias.model import Refusal
from albias_cli.ask.holdings import Holding, State
from albias_cli.errors import CommandError, Exit
from albias_cli.show.advice import in_general
from albias_cli.show.describe import short
from albias_cli.show.webpage import MARK, Told, webpage
from albias_cli.workspace import Workspace

STDOUT = "-"
_OTHER = "Name another file: `--html OTHER.html`"
_TONES: dict[State, Tone] = {
    "healthy": "good",
    "drifted": "warn",
    "orphaned": "warn",
    "kept": "dim",
    "blocked": "bad",
}


def check_place(place: str) -> None:
    """Whether a page may be written there: a new file, or a page of ours. Raises: CommandError."""
    path = Path(place)
    if place == STDOUT or not path.exists():
        return
    if not path.is_file() and not path.is_dir():  # of a pipe or a terminal reading would not end
        raise CommandError(f"{place} is no file", "For another program, write to the output: `--html -`", Exit.USAGE)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            ours = file.read(len(MARK)) == MARK
    except OSError as error:
        raise CommandError(f"{place}: {error.strerror}", _OTHER, Exit.USAGE) from error
    if not ours:
        what = f"{place} is there already, and albias did not write it"
        raise CommandError(what, "Name another file, or remove that one first: `--html OTHER.html`", Exit.USAGE)


def page_of(workspace: Workspace, held: Sequence[Holding], outcome: Outcome, refusals: Sequence[Refusal]) -> str:
    """The page with these names and refusals."""
    rows = [_row(each) for each in held]
    summary = f"{names(len(rows))}: {counted(rows)}" if rows else names(0)
    read = f"Read {moment(workspace.now())}."
    told = Told(workspace.place, f"{summary}; {len(refusals):,} refused. {read}", list(dict.fromkeys(outcome.problems)))
    return webpage(rows, refused_of(refusals, lambda each: in_general(each, workspace.configured)), told)


def write_page(workspace: Workspace, place: str, text: str) -> None:
    """Write the page as a whole or not at all: who reloads it meanwhile sees the one before. Raises: CommandError."""
    if place == STDOUT:
        workspace.screen.raw(text)
        return
    path = Path(place)
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as scratch:
            scratch.write(text)
        made = Path(scratch.name)
        made.chmod(0o644)
        made.replace(path)
    except OSError as error:
        raise CommandError(f"{place}: {error.strerror}", _OTHER, Exit.USAGE) from error
    workspace.screen.note(f"written: {place}")


def _row(each: Holding) -> Row:
    waiting = [f"{short(other)} waits for it" for other in each.waiting]
    return Row(
        hostname=each.hostname,
        load_balancer=short(each.load_balancer),
        zone=f"{each.zone.name} (private)" if each.zone.private else each.zone.name,
        policy=str(each.routing) if each.routing else "simple",
        state=each.state,
        tone=_TONES[each.state],
        zone_id=each.zone.id,
        target=each.target,
        since=moment(each.since) if each.since is not None else "",
        remarks=(*filter(None, [each.next]), *waiting),
    )

"""`albias list`: every name held, by which load balancer, where it points, and whether all is as it should be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from albias.engine.outcome import Outcome
from albias.model import Refusal
from albias.names import DnsName, matches
from albias_cli.app import app, command
from albias_cli.ask.cache import remember
from albias_cli.ask.holdings import STATES, Holding, State, holdings, taken_since
from albias_cli.ask.identity import check_zones
from albias_cli.changes import show_problems
from albias_cli.errors import Exit, repeated
from albias_cli.show.counting import many
from albias_cli.show.describe import record_set_document, refusals, short
from albias_cli.show.documents import Document
from albias_cli.show.layout import Column
from albias_cli.show.screen import words
from albias_cli.workspace import Workspace

from . import completing
from .common import hostname, screen_of, workspace_of, zones_named
from .page import check_place, page_of, write_page
from .sweeping import ask_for_the_place, tell_of_dry_run

_TITLES = (
    *("hostname", "zone", "zone_id", "load_balancer", "target", "source", "since", "state", "next"),
    *("routing", "set_identifier"),
)
_STYLE = {"healthy": "green", "drifted": "yellow", "orphaned": "magenta", "kept": "dim", "blocked": "bold red"}


@command(
    app,
    "list",
    "Every name that this deployment holds.",
    more=("Exits with 2 when one is drifted or orphaned, 3 when one is blocked.",),
    examples=(
        "list",
        "list '*.team.apps.example.com' --state drifted",
        "list --wide",
        "list --output csv",
        "list --html names.html",
    ),
    paged=True,
)
def listing(
    context: typer.Context,
    *,
    pattern: Annotated[
        str | None,
        typer.Argument(
            metavar="[HOSTNAME]",
            help="One name, or *.NAME for all below.",
            show_default=False,
            autocompletion=completing.names,
        ),
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Only this hosted zone, by its id or name.")] = None,
    load_balancer: Annotated[
        str | None, typer.Option("--load-balancer", metavar="TEXT", help="Only where its ARN contains this.")
    ] = None,
    state: Annotated[State | None, typer.Option(help="Only names in this state.")] = None,
    since: Annotated[bool, typer.Option("--since", help="Since when, as far as the function's log knows.")] = False,
    wide: Annotated[bool, typer.Option("--wide", help="All columns, however narrow the screen is.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The same as --output csv.")] = False,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write a page for a browser, refusals included; - is the output."),
    ] = None,
) -> Exit:
    """Read, filter, show."""
    wanted = Wanted(hostname(pattern) if pattern else None, zone, load_balancer, state)
    if html is not None:
        check_place(html)
    if as_csv and screen_of(context).form == "table":
        screen_of(context).form = "csv"
    workspace = workspace_of(context)
    zones_named(workspace, zone)
    log_problem = None
    with workspace.work.doing("looking"):
        check_zones(workspace)
        found, outcome = holdings(workspace)
        chosen = [each for each in found if wanted.has(each)]
        if since:
            taken, log_problem = taken_since(workspace)
            chosen = [replace(each, since=taken.get((each.zone.id, each.hostname))) for each in chosen]
    remember(workspace, found)
    tell_of_dry_run(workspace, outcome, by_order=False)
    if html is None:
        _show(workspace, chosen, outcome, since=since, wide=wide)
    else:
        told = [each for each in refusals(outcome) if wanted.tells(each)]
        write_page(workspace, html, page_of(workspace, chosen, outcome, told))
    show_problems(workspace, outcome)
    if log_problem:
        workspace.screen.note(("note: ", "yellow"), f"since when is not known: {log_problem.what}")
        workspace.screen.note(("  do: ", "bold"), repeated(log_problem.advice, workspace.screen.command))
    counts = Counter(each.state for each in chosen)
    counted = ", ".join(f"{counts[state]:,} {state}" for state in STATES if counts[state])
    if outcome.problems:
        return Exit.FAILED
    ask_for_the_place(workspace, held=len(found))
    workspace.screen.note(f"{len(chosen):,} of {many(len(found), 'name')}" + (f": {counted}" if counted else ""))
    if counts["blocked"] or (outcome.unsafe and counts["orphaned"]):
        return Exit.REFUSED
    return Exit.PENDING if counts["drifted"] or counts["orphaned"] else Exit.OK


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which names are asked for; what is None asks for all."""

    name: DnsName | None
    zone: str | None
    load_balancer: str | None
    state: State | None

    def has(self, each: Holding) -> bool:
        """Whether a held name is asked for."""
        return (
            (self.name is None or matches(self.name, each.hostname))
            and self.zone in (None, each.zone.id, each.zone.name)
            and (self.load_balancer is None or self.load_balancer in str(each.load_balancer))
            and self.state in (None, each.state)
        )

    def tells(self, refusal: Refusal) -> bool:
        """Whether a refusal belongs to what is asked for; where one state is asked for, none does."""
        zone = (refusal.zone.id, refusal.zone.name) if refusal.zone else ()
        return (
            self.state is None
            and (self.name is None or matches(self.name, DnsName(refusal.hostname)))
            and (self.zone is None or self.zone in zone)
            and (self.load_balancer is None or self.load_balancer in str(refusal.load_balancer))
        )


def _show(workspace: Workspace, chosen: Sequence[Holding], outcome: Outcome, *, since: bool, wide: bool) -> None:
    if chosen:
        workspace.screen.table(_columns(chosen, since=since), wide=wide)
    told = {"troubles": outcome.troubles, "unsafe": [str(unsafe) for unsafe in outcome.unsafe]}
    document = {"names": [_document(each) for each in chosen]} | told
    workspace.screen.document(document, [_row(each) for each in chosen])


def _columns(chosen: Sequence[Holding], *, since: bool) -> list[Column]:
    """Where the screen is narrow the zone goes, if there is only one, then what asks for the name, then the target."""
    zones = {each.zone.id for each in chosen}
    columns = [
        Column.of("hostname", chosen, lambda each: words((each.hostname, "bold"))),
        Column.of("zone", chosen, lambda each: words(each.zone.name), drop=3 if len(zones) == 1 else 0),
        Column.of("load balancer", chosen, lambda each: words((short(each.load_balancer), "cyan"))),
        Column.of("target", chosen, lambda each: words(each.target), drop=1),
        Column.of("asked for by", chosen, lambda each: words(_asked(each)), drop=2),
    ]
    if since:
        columns.append(Column.of("since", chosen, lambda each: words(_time(each)[:16].replace("T", " "))))
    return [*columns, Column.of("state", chosen, _state)]


def _state(each: Holding) -> Text:
    coming = f" ({each.next})" if each.next else ""
    waits = f", {len(each.waiting)} waiting" if each.waiting else ""
    return words((each.state, _STYLE[each.state]), coming, waits)


def _asked(each: Holding) -> str:
    """What asks for the name, and with which routing."""
    routed = f"{each.routing}, set {each.set_identifier}" if each.routing else ""
    return ", ".join(filter(None, [each.source, routed]))


def _document(each: Holding) -> Document:
    return {
        "hostname": each.hostname,
        "zone": each.zone.name,
        "zone_id": each.zone.id,
        "load_balancer": str(each.load_balancer),
        "target": each.target,
        "source": each.source,
        "set_identifier": each.set_identifier,
        "routing": str(each.routing) if each.routing else None,
        "since": _time(each) or None,
        "state": each.state,
        "next": each.next,
        "notes": [{"code": note.code, "reason": note.reason} for note in each.notes],
        "waiting": list(map(str, each.waiting)),
        "record_sets": list(map(record_set_document, each.record_sets)),
    }


def _row(each: Holding) -> Document:
    """A holding as one line of a table for programs."""
    document = _document(each)
    return {title: document[title] for title in _TITLES}


def _time(each: Holding) -> str:
    return "" if each.since is None else datetime.fromtimestamp(each.since, UTC).isoformat(timespec="seconds")

"""`albias list`: every name held, by which load balancer, where it points, and whether all is as it should be."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from albias.names import DnsName, matches
from albias_cli.app import app, command
from albias_cli.ask.holdings import STATES, Holding, State, holdings, taken_since
from albias_cli.changes import show_problems
from albias_cli.errors import CommandError, Exit
from albias_cli.show.describe import Document, record_set_document, short
from albias_cli.show.screen import safe, words
from albias_cli.workspace import Workspace

from .common import hostname, workspace_of

_STYLE = {"healthy": "green", "drifted": "yellow", "orphaned": "magenta", "kept": "dim", "blocked": "bold red"}


@command(app, "list", "Every name that this deployment holds.", "Exits with 2 when one is not as it should be.")
def listing(
    context: typer.Context,
    *,
    pattern: Annotated[
        str | None, typer.Argument(metavar="[HOSTNAME]", help="One name, or *.NAME for all below.", show_default=False)
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Only this hosted zone, by its id or name.")] = None,
    load_balancer: Annotated[
        str | None, typer.Option("--load-balancer", metavar="TEXT", help="Only where its ARN contains this.")
    ] = None,
    state: Annotated[State | None, typer.Option(help="Only names in this state.")] = None,
    since: Annotated[bool, typer.Option("--since", help="Since when, as far as the function's log knows.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
) -> Exit:
    """Read, filter, show."""
    wanted = hostname(pattern) if pattern else None
    workspace = workspace_of(context)
    _check_zone(workspace, zone)
    log_problem = ""
    with workspace.work.doing("looking"):
        found, outcome = holdings(workspace)
        chosen = [each for each in found if _chosen(each, wanted, zone, load_balancer, state)]
        if since:
            taken, log_problem = taken_since(workspace)
            chosen = [replace(each, since=taken.get((each.zone.id, each.hostname))) for each in chosen]
    if as_csv and not workspace.screen.as_json:
        workspace.screen.raw(_csv(chosen))
    elif chosen:
        workspace.screen.show(_table(chosen, since=since))
    told = {"troubles": outcome.troubles, "unsafe": [str(unsafe) for unsafe in outcome.unsafe]}
    workspace.screen.json({"names": [_document(each) for each in chosen]} | told)
    show_problems(workspace, outcome)
    if log_problem:
        workspace.screen.note(("note: ", "yellow"), f"since when is not known: {log_problem}")
    counts = Counter(each.state for each in chosen)
    counted = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    if outcome.problems:
        return Exit.FAILED
    workspace.screen.note(f"{len(chosen)} of {len(found)} names" + (f": {counted}" if counted else ""))
    return Exit.PENDING if len(chosen) > counts["healthy"] + counts["kept"] else Exit.OK


def _check_zone(workspace: Workspace, zone: str | None) -> None:
    known = [zone.name for zone in workspace.settings.zones] + [zone.id for zone in workspace.settings.zones]
    if zone is not None and zone not in known:
        raise CommandError(f"{zone!r} is no configured hosted zone", f"One of: {', '.join(known)}", Exit.USAGE)


def _chosen(
    each: Holding, name: DnsName | None, zone: str | None, load_balancer: str | None, state: State | None
) -> bool:
    return (
        (name is None or matches(name, each.hostname))
        and zone in (None, each.zone.id, each.zone.name)
        and (load_balancer is None or load_balancer in str(each.load_balancer))
        and state in (None, each.state)
    )


def _table(chosen: Iterable[Holding], *, since: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("hostname", "zone", "load balancer", "target", *(["since"] if since else []), "state"):
        table.add_column(title, overflow="fold")
    for each in chosen:
        cells = [each.hostname, each.zone.name, short(each.load_balancer), each.target]
        cells += [_time(each)[:16].replace("T", " ")] if since else []
        coming = f" ({each.next})" if each.next else ""
        waits = f", {len(each.waiting)} waiting" if each.waiting else ""
        state = words((each.state, _STYLE[each.state]), coming, waits)
        table.add_row(*(words(cell) for cell in cells), state)
    return table


def _document(each: Holding) -> Document:
    return {
        "hostname": each.hostname,
        "zone": each.zone.name,
        "zone_id": each.zone.id,
        "load_balancer": str(each.load_balancer),
        "target": each.target,
        "since": _time(each) or None,
        "state": each.state,
        "next": each.next,
        "waiting": [str(other) for other in each.waiting],
        "record_sets": [record_set_document(record_set) for record_set in each.record_sets],
    }


def _csv(chosen: Iterable[Holding]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["hostname", "zone", "zone_id", "load_balancer", "target", "since", "state", "next"])
    for each in chosen:
        place = [each.hostname, each.zone.name, each.zone.id, str(each.load_balancer), each.target]
        writer.writerow(_cell(cell) for cell in (*place, _time(each), each.state, each.next))
    return text.getvalue()


def _cell(text: str) -> str:
    """A cell that no terminal and no spreadsheet takes for more than text (H49; OWASP, "CSV Injection")."""
    return ("'" if text.startswith(("=", "+", "-", "@")) else "") + safe(text)


def _time(each: Holding) -> str:
    return "" if each.since is None else datetime.fromtimestamp(each.since, UTC).isoformat(timespec="seconds")

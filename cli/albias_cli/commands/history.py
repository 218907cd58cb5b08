"""`albias history`: who did what to a name, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime
from shlex import quote
from typing import Annotated

import typer

from albias.model import HostedZone
from albias.names import DnsName, is_within
from albias_cli.app import app, command
from albias_cli.errors import CommandError, Exit, repeated
from albias_cli.history.happened import Happened, short_principal
from albias_cli.history.sources import History, history_of
from albias_cli.show.describe import zone_title
from albias_cli.show.documents import Document
from albias_cli.show.layout import Column
from albias_cli.show.screen import words
from albias_cli.workspace import Workspace

from . import completing
from .common import hostname, span, workspace_of, zones_named


@command(
    app,
    "history",
    "Who did what to a name, and when.",
    more=(
        "From Route 53's Change History where the hosted zone has it, else from CloudTrail's event history, else from"
        " the function's log; which one answered, and why not a better one, is told.",
    ),
    examples=(
        "history shop.apps.example.com",
        "history shop.apps.example.com --since 7d --verbose",
        "history shop.apps.example.com --output csv",
    ),
    paged=True,
)
def history(
    context: typer.Context,
    *,
    name_text: Annotated[str, typer.Argument(metavar="HOSTNAME", autocompletion=completing.names)],
    since: Annotated[str, typer.Option(metavar="TIME", help="How far back: 30m, 2h, 7d.")] = "90d",
    zone: Annotated[str | None, typer.Option(help="Only in this hosted zone, by its id or name.")] = None,
) -> Exit:
    """Ask, show."""
    name = hostname(name_text)
    back = span("--since", since)
    workspace = workspace_of(context)
    zones = _zones(workspace, name, zones_named(workspace, zone))
    start = workspace.now() - back
    with workspace.work.doing("looking"):
        found = [history_of(workspace, name, each, start) for each in zones]
    for each in found:
        _show(workspace, each, name)
    documents = [_document(each) for each in found]
    rows = [row for document in documents for row in _rows(document)]
    workspace.screen.document({"hostname": name, "zones": documents}, rows)
    return Exit.OK if all(each.source for each in found) else Exit.FAILED


def _zones(workspace: Workspace, name: DnsName, chosen: frozenset[str] | None) -> list[HostedZone]:
    """The configured hosted zones that a name lies in. Raises: CommandError where there is none."""
    zones = [zone for zone in workspace.settings.zones if is_within(name, zone.name)]
    if chosen is not None:
        zones = [zone for zone in zones if zone.id in chosen]
    if not zones:
        known = ", ".join(zone.name for zone in workspace.settings.zones)
        what = f"{name} lies in none of the configured hosted zones ({known})"
        raise CommandError(
            what, f"Ask with the configuration that has its zone: `albias history {quote(name)} --config FILE`"
        )
    return zones


def _show(workspace: Workspace, found: History, name: DnsName) -> None:
    line = workspace.screen.line
    line((f"{name} in {zone_title(found.zone)}", "bold underline"))
    verbose = workspace.screen.verbose
    shown = [each for each in found.happened if each.notable or verbose]
    if shown:
        workspace.screen.table(_columns(shown))
    if verbose:
        for each in shown:
            if each.comment:
                line((f"comment  {_when(each.at)}  ", "dim"), each.comment)
    if found.source is not None and not shown:
        line("nothing happened to it, as far as is known")
    _show_source(workspace, found, hidden=len(found.happened) - len(shown))


def _show_source(workspace: Workspace, found: History, hidden: int) -> None:
    """Who told it, of which time, what is missing, and why it was not a better source."""
    line = workspace.screen.line
    if found.source is not None:
        since = f"{_when(found.since)} to {_when(workspace.now())}"
        line(("source   ", "bold"), f"{found.source}, {since}; {found.limits}")
    if hidden:
        line(
            ("left out ", "bold"),
            f"{hidden} of {len(found.happened)}: neither its answer nor its holder changed; --verbose shows that",
        )
    for batch in found.unread:
        said = f": {batch.comment}" if batch.comment else ""
        who = short_principal(batch.principal)
        line(("unread   ", "bold yellow"), f"{_when(batch.at)} a batch of {who} was too large for the source{said}")
    for each in found.passed:
        line(("not from ", "bold yellow"), f"{each.source}: {each.why}")
        line(("     do: ", "bold"), repeated(each.advice, workspace.screen.command))


def _columns(shown: Sequence[Happened]) -> list[Column]:
    return [
        Column.of("when", shown, lambda each: words(_when(each.at))),
        Column.of("who", shown, lambda each: words((each.who, "cyan"))),
        Column.of("as", shown, lambda each: words(short_principal(each.principal)), drop=1),
        Column.of("what", shown, lambda each: words(each.what)),
    ]


def _when(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _document(found: History) -> Document:
    happened: list[Document] = []
    for each in found.happened:
        happened.append(
            {
                "at": _time(each.at),
                "what": each.what,
                "who": each.who,
                "principal": each.principal or None,
                "comment": each.comment or None,
                "change_id": each.change_id or None,
                "notable": each.notable,
            }
        )
    passed = [{"source": each.source, "why": each.why, "advice": each.advice} for each in found.passed]
    unread = [{"at": _time(each.at), "principal": each.principal, "comment": each.comment} for each in found.unread]
    return {
        "zone": found.zone.name,
        "zone_id": found.zone.id,
        "source": found.source,
        "since": _time(found.since) if found.source else None,
        "limits": found.limits,
        "happened": happened,
        "unread": unread,
        "not_from": passed,
    }


def _rows(document: Document) -> list[Document]:
    place = {key: document[key] for key in ("zone", "zone_id", "source")}
    return [place | happened for happened in document["happened"]]

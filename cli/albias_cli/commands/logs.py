"""`albias logs`: the decisions of the deployed function, readable."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from albias.model import LoadBalancerId, plain
from albias.names import DnsName
from albias_cli.app import app, command
from albias_cli.ask.deployed import LogLine, log_group, log_lines, log_more, unlogged
from albias_cli.errors import CommandError, Exit, explained
from albias_cli.show.describe import Line, short
from albias_cli.workspace import Workspace

from . import completing
from .common import hostname, screen_of, span, workspace_of

_STYLE = {
    "create": "green",
    "repair": "yellow",
    "hand-over": "cyan",
    "adopt": "magenta",
    "remove": "red",
    "let-go": "yellow",
    "refusal": "bold yellow",
    "failure": "bold red",
    "unsafe": "bold red",
    "malformed": "bold red",
    "defect": "bold red",
}
_DAYS = 7
_LAST = 5
_QUIET = ("ignored", "sweep")
_POLL = 2.0  # seconds between two looks at the log
_COLUMNS = ("timestamp", "level", "kind", "action", "code", "hostname", "load_balancer", "zone", "reason", "message")
_LATE = 30.0  # seconds that a line may take into CloudWatch Logs


@command(
    app,
    "logs",
    "What the deployed function decided.",
    more=("From its log in CloudWatch Logs.",),
    examples=(
        "logs",
        "logs shop.apps.example.com --since 7d",
        "logs --follow",
    ),
    paged=True,
)
def logs(
    context: typer.Context,
    *,
    name_text: Annotated[
        str | None, typer.Argument(metavar="[HOSTNAME]", show_default=False, autocompletion=completing.names)
    ] = None,
    since: Annotated[str, typer.Option(metavar="TIME", help="How far back: 90s, 30m, 2h, 7d.")] = "1d",
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new lines until interrupted.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also ignored events and sweeps without news.")] = False,
) -> Exit:
    """Show, and follow."""
    screen_of(context).by_line = follow
    name = hostname(name_text) if name_text else None
    back = span("--since", since)
    workspace = workspace_of(context)
    if why := unlogged(workspace):
        workspace.screen.note(("note: ", "yellow"), why)
        workspace.screen.note(("  do: ", "bold"), log_more(workspace))
    try:
        documents = _show(workspace, name, workspace.now() - back, follow=follow, everything=everything)
    except KeyboardInterrupt:
        if not follow:
            raise
        return Exit.OK  # the way to end it
    workspace.screen.document(documents, documents)
    if not documents:
        about = f" about {name}" if name else ""
        workspace.screen.note(f"nothing in the last {since}{about}; farther back: `albias logs --since 14d`")
    return Exit.OK


def _show(
    workspace: Workspace, name: DnsName | None, start: float, *, follow: bool, everything: bool
) -> list[dict[str, object]]:
    """Show what there is from a time on (Unix seconds), once; `follow`: and what comes, until interrupted."""
    group = log_group(workspace)
    told: set[tuple[float, str]] = set()
    documents: list[dict[str, object]] = []
    while True:
        for line in _read(workspace, group, start, name, follow=follow):
            key = (line.at, json.dumps(line.said, sort_keys=True))
            if key in told or (line.text("kind") in _QUIET and not everything):
                continue
            told.add(key)
            documents.append(line.said)
            _tell(workspace, line, follow=follow)
        if not follow:
            return documents
        start = max(start, workspace.now() - _LATE)
        told = {key for key in told if key[0] >= start}
        workspace.sleep(_POLL)


def _read(workspace: Workspace, group: str, start: float, name: DnsName | None, *, follow: bool) -> Iterable[LogLine]:
    """The lines from a time on. While one follows the log, nothing but lines is shown."""
    lines = log_lines(workspace, group, start, name)
    if follow:
        return lines
    found: list[LogLine] = []
    with workspace.work.doing("reading the log"):
        for line in lines:
            found.append(line)
            workspace.work.at(f"{len(found):,} lines of the log read")
    return found


def _tell(workspace: Workspace, line: LogLine, *, follow: bool) -> None:
    if follow:
        workspace.screen.next(line.said, _row(line.said))  # there is no end to wait for
    workspace.screen.line(*log_line(line))


def _row(said: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the log in the columns that every line has, whatever comes; what no column is for, in the last one."""
    row = {column: said.get(column) for column in _COLUMNS}
    rest = {key: value for key, value in said.items() if key not in row}
    return row | {"more": rest or None}


def log_line(line: LogLine) -> Line:
    """One line of the log for people: when, what, which name, for whom, why."""
    kind, action = line.text("kind"), line.text("action")
    word = action if kind == "decision" else line.text("code") if kind == "refusal" else kind
    dry = "(dry run) " if line.said.get("dry_run") else ""
    load_balancer = LoadBalancerId.parse(line.text("load_balancer"))
    who = f"  {short(load_balancer)}" if load_balancer else ""
    return [
        (datetime.fromtimestamp(line.at).astimezone().strftime("%Y-%m-%d %H:%M:%S "), "dim"),
        (f"{dry}{word:<18} ", _STYLE.get(action if kind == "decision" else kind, "")),
        (line.text("hostname") or line.text("message"), "bold"),
        (who, "cyan"),
        (f"  {plain(line.text('reason') or line.text('exception_name'))}", "dim"),
    ]


@dataclass(frozen=True, slots=True)
class Last:
    """The last lines about something; `problem`: why they could not be read."""

    lines: list[LogLine]
    problem: str = ""


def last_lines(workspace: Workspace, name: DnsName | None = None, *, load_balancer: str = "") -> Last:
    """The last lines about a name or a load balancer. The rest of the truth does without them: an error is told."""
    since = workspace.now() - _DAYS * 86400
    try:
        found = log_lines(workspace, log_group(workspace), since, name, load_balancer=load_balancer)
        return Last(list(found)[-_LAST:])
    except (CommandError, ClientError, BotoCoreError) as error:
        return Last([], explained(error).what)


def show_last_lines(workspace: Workspace, last: Last) -> None:
    """They, or that there are none, or why."""
    title = ("log          ", "bold")
    if last.problem:
        workspace.screen.line(title, f"not read: {last.problem}")
    elif not last.lines:
        why = unlogged(workspace)
        workspace.screen.line(title, f"nothing about it in {_DAYS} days" + (f": {why}" if why else ""))
    for each in last.lines:
        workspace.screen.line(title, *log_line(each))

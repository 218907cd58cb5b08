"""`albias audit`: what in the zones points at load balancers that are not there any more."""

from collections.abc import Iterable
from typing import Annotated

import typer

from albias_cli.app import app, command
from albias_cli.audit.examination import Audit, Pointer, Scope, examine
from albias_cli.errors import Exit, advice_for, repeated
from albias_cli.show.counting import many
from albias_cli.show.describe import record_set_document, zone_title
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .common import Nameserver, all_workspace_of, options_of

_SHOWN = 5  # names of one Region that was not looked at


@command(
    app,
    "audit",
    "What points at load balancers that are not there any more.",
    more=(
        "Aliases and CNAMEs in the configured zones: whose they seem to be, what albias would do with them, and what"
        " you can do. --region and --profile may be repeated: a load balancer counts as gone only where every Region"
        " and account that was asked for could be looked at, and DNS does not know its name any more.",
        "Exits with 3 when something is gone that no sweep removes, 1 when something was not looked at, 2 when the next"
        " sweep removes all that is gone.",
    ),
    examples=(
        "audit",
        "audit --all-regions",
        "audit --profile prod --profile shared --region eu-west-1 --region us-east-1",
        "audit --output csv",
    ),
    paged=True,
)
def audit(
    context: typer.Context,
    *,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Look in every Region that a record names.")
    ] = False,
    nameserver: Nameserver = None,
) -> Exit:
    """Look, show."""
    workspace = all_workspace_of(context)
    options = options_of(context)
    regions = options.regions or (workspace.me.region,)
    scope = Scope(options.profiles or (None,), regions, every_region=all_regions, nameserver=nameserver)
    with workspace.work.doing("looking"):
        found = examine(workspace, scope)
    for each in found.those("gone"):
        _show_gone(workspace, each)
    _show_unknown(workspace, found)
    _show_problems(workspace, found)
    _show_sum(workspace, found)
    named = [each for each in found.pointers if each.state != "alive"]
    documents = [_document(each, workspace.me.region) for each in named]
    unseen = [{"profile": each.profile, "region": each.region, "why": each.why} for each in found.living.unseen]
    whole = {"record_sets": documents, "alive": len(found.those("alive")), "looked_at": found.living.accounts}
    whole |= {"not_looked_at": unseen, "troubles": found.troubles}
    workspace.screen.document(whole, [_row(each) for each in documents])
    return judge(found)


def judge(found: Audit) -> Exit:
    """The gravest that applies."""
    gone = found.those("gone")
    if any(each.then is None or not each.then.handled for each in gone):
        return Exit.REFUSED
    if found.troubles or found.living.unseen or found.those("not looked at", "elsewhere"):
        return Exit.FAILED
    return Exit.PENDING if gone else Exit.OK


def _show_gone(workspace: Workspace, each: Pointer) -> None:
    assert each.maker is not None
    assert each.then is not None
    line = workspace.screen.line
    line(("gone  ", "bold red"), (each.record_sets[0].key.name, "bold"), f"  in {zone_title(each.zone)}")
    for record_set in each.record_sets:
        line(("      ", ""), record_set.describe())
    line(("      made by  ", "dim"), (each.maker.words, "cyan"))
    line(("      albias   ", "dim"), each.then.albias)
    line(("      do       ", "bold"), each.then.do)


def _show_unknown(workspace: Workspace, found: Audit) -> None:
    """What was not looked at, together by the reason; with what would look at it."""
    line = workspace.screen.line
    for why, those in _by_reason(found.those("not looked at", "elsewhere")).items():
        names = list(dict.fromkeys(each.record_sets[0].key.name for each in those))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        line(("not looked at  ", "bold yellow"), f"{why}: {', '.join(names[:_SHOWN])}{more}")
        line(("           do: ", "bold"), _way_to_look(those[0], workspace.me.region))
    for region in found.living.unseen:
        who = f"profile {region.profile}, " if region.profile else ""
        line(("not looked at  ", "bold yellow"), f"{who}Region {region.region}: {region.why}")
        line(("           do: ", "bold"), region.advice)


def _by_reason(pointers: Iterable[Pointer]) -> dict[str, list[Pointer]]:
    together: dict[str, list[Pointer]] = {}
    for each in pointers:
        together.setdefault(each.why, []).append(each)
    return together


def _way_to_look(each: Pointer, ours: str) -> str:
    """The command that looks there. `ours`: the deployment's Region, which stands first."""
    region = f"--region {ours}" + (f" --region {each.target.region}" if each.target.region != ours else "")
    region = region.removeprefix("--region ")
    if each.state == "elsewhere":
        return f"Look in its account, too: `albias audit --profile OURS --profile ITS-PROFILE --region {region}`"
    if "DNS" in each.why:
        return f"Ask a DNS server that can be reached: `albias audit --nameserver IP --region {region}`"
    return f"Look there, too: `albias audit --region {region}`, or in every Region: `albias audit --all-regions`"


def _show_problems(workspace: Workspace, found: Audit) -> None:
    for trouble in found.troubles:
        workspace.screen.problem(trouble, workspace.place)
    if found.note:
        workspace.screen.note(("note: ", "yellow"), found.note)
        workspace.screen.note(("  do: ", "bold"), repeated(advice_for(found.note), workspace.screen.command))


def _show_sum(workspace: Workspace, found: Audit) -> None:
    """How many there are, and where was looked."""
    gone, alive = found.those("gone"), found.those("alive")
    unknown = len(found.pointers) - len(gone) - len(alive)
    handled = sum(each.then is not None and each.then.handled for each in gone)
    swept = f" ({handled} of them by the next sweep's hand)" if handled else ""
    told = f"{len(gone)} gone{swept}, {len(alive)} alive" + (f", {unknown} not looked at" if unknown else "")
    places = "; ".join(found.living.places) or "nowhere"
    workspace.screen.note(
        f"{many(len(found.pointers), 'name points', 'names point')} at load balancers: {told}. Looked at: {places}"
    )


def _document(each: Pointer, ours: str) -> Document:
    first = each.record_sets[0].key
    record_sets = [record_set_document(record_set) for record_set in each.record_sets]
    return {
        "hostname": first.name,
        "set_identifier": first.set_identifier,
        "zone": each.zone.name,
        "zone_id": each.zone.id,
        "state": each.state,
        "target": each.target.name,
        "region": each.target.region,
        "why": each.why,
        "made_by": each.maker.words if each.maker else None,
        "albias": each.then.albias if each.then else None,
        "advice": each.then.do if each.then else _way_to_look(each, ours),
        "record_sets": record_sets,
    }


def _row(document: Document) -> Document:
    types = ",".join(each["type"] for each in document["record_sets"])
    return {key: value for key, value in document.items() if key != "record_sets"} | {"types": types}

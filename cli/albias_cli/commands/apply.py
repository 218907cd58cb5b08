"""`albias apply`: a sweep by hand, after showing what it would do and asking."""

from typing import Annotated

import typer

from albias.engine.outcome import Plan
from albias.model import HostedZone
from albias.names import DnsName
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.errors import Exit
from albias_cli.show.counting import many
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .common import DryRun, Only, Yes, answer_for_all, only_names, workspace_of
from .sweeping import ask_for_the_place, sweep, tell_of_dry_run, told


@command(
    app,
    "apply",
    "Do what a sweep would do now, after showing it and asking.",
    more=(
        "It is your order, and carried out whatever `dry_run` says: that binds the deployed function alone.",
        "Exits with 3 when a name is refused, also where everything else was done.",
    ),
    examples=(
        "apply",
        "apply --only shop.apps.example.com,api.apps.example.com",
        "apply --yes --output json",
    ),
)
def apply(
    context: typer.Context,
    *,
    only: Only = None,
    yes: Yes = False,
    force: Annotated[bool, typer.Option("--force", help="Go past max_removals; what that removes is named.")] = False,
    dry_run: DryRun = False,
) -> Exit:
    """Show, ask, do what was shown."""
    names = only_names(only)
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        check_zones(workspace)
    passed = _past_max_removals(workspace, names) if force else []
    for zone, hostnames in passed:
        what = f"{zone.name}: {many(len(hostnames), 'name is', 'names are')} removed: {', '.join(hostnames)}"
        workspace.screen.note(("past max_removals by --force: ", "bold red"), what)

    order = sweep(workspace, names, force=force)

    def preface(plan: Plan) -> None:
        outcome = order.told(plan.foreseen())
        answer_for_all(workspace, names or (), told(outcome), whole=not outcome.problems)
        tell_of_dry_run(workspace, outcome, by_order=not dry_run)
        if names is None and not outcome.problems:
            ask_for_the_place(workspace, held=outcome.held)

    def extra(_: Plan) -> Document:
        past = [name for _, hostnames in passed for name in hostnames]
        return {"past_max_removals": past}

    return changes.carry_out(workspace, order, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


def _past_max_removals(
    workspace: Workspace, names: frozenset[DnsName] | None
) -> list[tuple[HostedZone, list[DnsName]]]:
    """For each hosted zone that max_removals would stop, the names that it would keep."""
    with workspace.work.doing("looking"):
        plan = sweep(workspace, names).plan()
    passed = []
    for planned in plan.zones:
        if planned.left_out:
            passed.append((planned.zone, sorted(each.hostname for each in planned.left_out if each.removes)))
    return passed

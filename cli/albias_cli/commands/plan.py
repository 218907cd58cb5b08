"""`albias plan`: what a sweep would do now."""

import typer

from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.errors import Exit
from albias_cli.show.counting import many
from albias_cli.show.describe import pending

from .common import Only, answer_for_all, only_names, workspace_of
from .sweeping import ask_for_the_place, sweep, tell_of_dry_run, told


@command(
    app,
    "plan",
    "What a sweep would do now.",
    more=("Exits with 2 when changes are pending, 3 when a name is refused.",),
    examples=(
        "plan",
        "plan --only shop.apps.example.com",
        "plan --verbose",
        "plan --output json",
    ),
    paged=True,
)
def plan(context: typer.Context, only: Only = None) -> Exit:
    """Show a dry run."""
    names = only_names(only)
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        check_zones(workspace)
        order = sweep(workspace, names)
        outcome = order.told(order.plan().foreseen())
    answer_for_all(workspace, names or (), told(outcome), whole=not outcome.problems)
    if not pending(outcome) and not outcome.problems:
        workspace.screen.line(
            f"{many(outcome.held, 'name is', 'names are')} held, {outcome.waiting} waiting for one ({workspace.place})."
        )
    code = changes.report(workspace, order, outcome, extra={"dry_run": workspace.settings.dry_run})
    tell_of_dry_run(workspace, outcome, by_order=False)
    if names is None and not outcome.problems:
        ask_for_the_place(workspace, held=outcome.held)
    return code

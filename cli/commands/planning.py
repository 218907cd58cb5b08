"""`albias plan` and `albias apply`: what a sweep would do now, and a sweep by hand."""

from typing import Annotated

import typer

from albias.decide import decide
from albias.names import DnsName
from albias.reconcile import Outcome
from cli import changes
from cli.app import app, command
from cli.describe import pending, refusals
from cli.errors import CommandError, Exit
from cli.orders import Decider
from cli.workspace import Workspace

from .common import DryRun, Yes, hostnames, workspace_of

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="HOSTNAME…", help="Leave every other name alone (may be repeated)."),
]


@command(app, "plan", "What a sweep would do now.", "Exits with 2 when changes are pending.")
def plan(context: typer.Context, only: Only = None) -> Exit:
    """Show a dry run."""
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        outcome = _sweep(workspace, dry_run=True, only=_names(only), decider=decide)
    if not pending(outcome):
        workspace.screen.line(f"{outcome.held} names are held, {outcome.waiting} wait for one ({workspace.place}).")
    return changes.report(workspace, outcome)


@command(app, "apply", "Do what a sweep would do now, after showing it and asking.")
def apply(
    context: typer.Context,
    *,
    only: Only = None,
    yes: Yes = False,
    force: Annotated[bool, typer.Option("--force", help="Go past max_removals; what that removes is named.")] = False,
    dry_run: DryRun = False,
) -> Exit:
    """Show, ask, do what was shown."""
    workspace = workspace_of(context)
    names = _names(only)
    if force:
        _name_what_is_passed(workspace, names)

    def run(dry: bool, decider: Decider) -> Outcome:
        outcome = _sweep(workspace, dry_run=dry, only=names, decider=decider, force=force)
        if names and dry:
            _answer_for_all(workspace, names, outcome)
        return outcome

    return changes.carry_out(workspace, run, decide, yes=yes, dry_run=dry_run, strict=False)


def _names(only: list[str] | None) -> frozenset[DnsName] | None:
    if only is None:
        return None
    names = hostnames(only)
    if not names:
        raise CommandError("--only names no hostname", code=Exit.USAGE)
    return frozenset(names)


def _sweep(
    workspace: Workspace, *, dry_run: bool, only: frozenset[DnsName] | None, decider: Decider, force: bool = False
) -> Outcome:
    outcome = workspace.engine(dry_run=dry_run, only=only, decide=decider, force=force).sweep()
    if only is not None:  # what the tags alone rule out is refused before names are chosen
        outcome.refusals = [refusal for refusal in outcome.refusals if refusal.hostname in only]
    return outcome


def _name_what_is_passed(workspace: Workspace, names: frozenset[DnsName] | None) -> None:
    with workspace.work.doing("looking"):
        bound = _sweep(workspace, dry_run=True, only=names, decider=decide)
    for unsafe in bound.unsafe:
        workspace.screen.note(("past max_removals by --force: ", "bold red"), str(unsafe))


def _answer_for_all(workspace: Workspace, names: frozenset[DnsName], outcome: Outcome) -> None:
    """A name that was asked for and needs nothing is worth a word: a slip of the pen looks the same."""
    told = {decision.hostname for _, decision in pending(outcome)} | {each.hostname for each in refusals(outcome)}
    for name in sorted(names - told):
        workspace.screen.note(f"nothing to do for {name}; `albias explain {name}` says why")

"""`albias release`: give names up. The registry forgets them; their record sets stay, or go with --delete."""

from shlex import quote
from typing import Annotated

import typer

from albias.engine.outcome import Outcome
from albias.names import DnsName, is_within
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.errors import CommandError, Exit, advice_for
from albias_cli.orders import Decider, Memo, Release
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .common import DryRun, Hostnames, Yes, hostnames, of_order, workspace_of


@command(
    app,
    "release",
    "Give names up.",
    "Their records stay as they are, or go with --delete.",
    examples=(
        "release www.apps.example.com",
        "release --all --delete --force",
    ),
)
def release(
    context: typer.Context,
    *,
    name_texts: Hostnames = None,
    every: Annotated[bool, typer.Option("--all", help="Every name that this deployment holds.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Remove the records, too, where they are albias's.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also names that load balancers still claim.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Exit:
    """Show, ask, release."""
    names = hostnames(name_texts)
    if bool(names) == every:
        raise CommandError("either hostnames or --all", "Say which names to release.", Exit.USAGE)
    workspace = workspace_of(context)
    memo = Memo(Release(delete))

    def run(dry: bool, decider: Decider) -> Outcome:
        only = None if every else frozenset(names)
        outcome = workspace.engine(dry_run=dry, only=only, decide=decider, force=True).sweep()
        outcome.refusals = of_order(outcome)
        if dry:
            _check_held(workspace, memo, names, outcome.troubles)
        return outcome

    def preface() -> None:
        _still_claimed(workspace, memo, delete=delete, force=force)

    def extra() -> Document:
        return {"still_claimed": _claimed(memo)}

    return changes.carry_out(workspace, run, memo, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


def _check_held(workspace: Workspace, memo: Memo, names: list[DnsName], troubles: list[str]) -> None:
    """Raises: CommandError for a name that nobody of ours holds, as far as its hosted zones could be read."""
    held = {case.name for case in memo.cases.values() if case.holder}
    elsewhere = {case.name: case.hold.owner for case in memo.cases.values() if case.hold and not case.holder}
    for name in names:
        if name in held:
            continue
        if trouble := _unread(workspace, name, troubles):
            what = f"whether this deployment holds {name} could not be found out: {trouble} ({workspace.place})"
            raise CommandError(what, advice_for(trouble))
        if name in elsewhere:
            what = f"{name} is held by the deployment {elsewhere[name]!r}, not by this one ({workspace.place})"
            raise CommandError(what, "Release it with that deployment's configuration.", Exit.REFUSED)
        what = f"this deployment does not hold {name} ({workspace.place})"
        raise CommandError(what, f"`albias explain {quote(name)}` says who has it.", Exit.REFUSED)


def _unread(workspace: Workspace, name: DnsName, troubles: list[str]) -> str:
    """Why a hosted zone that the name lies in could not be read; empty where all could."""
    around = tuple(f"{zone.name}: " for zone in workspace.settings.zones if is_within(name, zone.name))
    return next((trouble for trouble in troubles if trouble.startswith(around)), "")


def _claimed(memo: Memo) -> list[DnsName]:
    """The names that a load balancer asks for: who holds them, or who waits for them."""
    return sorted({case.name for case in memo.cases.values() if case.holder and case.claimants})


def _still_claimed(workspace: Workspace, memo: Memo, *, delete: bool, force: bool) -> None:
    """What is given up while a tag still asks for it does not stay so. Raises: CommandError, with --delete."""
    claimed = _claimed(memo)
    if not claimed:
        return
    names = ", ".join(claimed[:5]) + (f" and {len(claimed) - 5} more" if len(claimed) > 5 else "")
    if delete and not force:
        what = f"load balancers still claim {names}: a sweep may create them again"
        advice = "Remove the tags first. Or say --force, as after `cdk destroy`."
        raise CommandError(what, advice, Exit.REFUSED)
    what = "a sweep treats that as the claim of a name that nobody holds: it creates, adopts or refuses it"
    workspace.screen.note(("note: ", "yellow"), f"load balancers still claim {names}; {what}")

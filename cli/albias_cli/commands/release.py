"""`albias release`: give names up. The registry forgets them; their record sets stay, or go with --delete."""

from collections.abc import Iterable
from shlex import quote
from typing import Annotated

import typer

from albias.case import Case
from albias.decide import with_lost_hold
from albias.engine.outcome import Plan, Request
from albias.names import DnsName, is_within
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.errors import CommandError, Exit, advice_for
from albias_cli.orders import Release
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .common import DryRun, Hostnames, Yes, hostnames, workspace_of, zones_named


@command(
    app,
    "release",
    "Give names up.",
    more=("Their records stay as they are, or go with --delete.",),
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
    zone: Annotated[
        str | None, typer.Option(help="Only in this hosted zone, by its id or name; else in all of them.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also names that load balancers still claim.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Exit:
    """Show, ask, release."""
    names = hostnames(name_texts)
    if bool(names) == every:
        raise CommandError(
            "either hostnames or --all",
            "Say which names to release, such as: `albias release shop.apps.example.com`",
            Exit.USAGE,
        )
    workspace = workspace_of(context)
    check_zones(workspace)
    zones = zones_named(workspace, zone)
    table = Release(delete, zones)
    only = None if every else frozenset(names)
    order = changes.Order(
        workspace.engine(table, limited=False), Request(sweep=True, only=only), chosen=only, only_own_refusals=True
    )

    def preface(plan: Plan) -> None:
        cases = _releasable(plan, zones)
        _check_held(workspace, cases, names, plan.foreseen().troubles)
        _still_claimed(workspace, _claimed(cases), delete=delete, force=force)

    def extra(plan: Plan) -> Document:
        return {"still_claimed": _claimed(_releasable(plan, zones))}

    return changes.carry_out(workspace, order, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


def _releasable(plan: Plan, zones: frozenset[str] | None) -> list[Case]:
    """The cases in the chosen zones, with the holds that somebody deleted."""
    return [with_lost_hold(case) for case in plan.cases if zones is None or case.zone.id in zones]


def _check_held(workspace: Workspace, cases: Iterable[Case], names: list[DnsName], troubles: list[str]) -> None:
    """Raises: CommandError for a name that nobody of ours holds, as far as its hosted zones could be read."""
    held: set[DnsName] = set()
    elsewhere: dict[DnsName, str] = {}
    for case in cases:
        if case.holder is not None or (case.hold is None and _is_told_of(case)):
            held.add(case.name)
        elif case.hold is not None:
            elsewhere[case.name] = case.hold.owner
    for name in names:
        if name not in held:
            raise _not_held(workspace, name, elsewhere, _unread(workspace, name, troubles))


def _is_told_of(case: Case) -> bool:
    """Whether index entries of ours tell of a key that nobody holds any more."""
    return any(party.index is not None and party.index.ours for party in case.parties)


def _not_held(workspace: Workspace, name: DnsName, elsewhere: dict[DnsName, str], trouble: str) -> CommandError:
    if trouble:
        what = f"whether this deployment holds {name} could not be found out: {trouble} ({workspace.place})"
        return CommandError(what, advice_for(trouble))
    if name in elsewhere:
        what = f"{name} is held by the deployment {elsewhere[name]!r}, not by this one ({workspace.place})"
        return CommandError(
            what,
            f"Release it with that deployment's configuration: `albias release --config ITS-FILE {quote(name)}`",
            Exit.REFUSED,
        )
    what = f"this deployment does not hold {name} ({workspace.place})"
    return CommandError(what, f"Who has it: `albias explain {quote(name)}`", Exit.REFUSED)


def _unread(workspace: Workspace, name: DnsName, troubles: list[str]) -> str:
    """Why a hosted zone that the name lies in could not be read; empty where all could."""
    around = tuple(f"{zone.name}: " for zone in workspace.settings.zones if is_within(name, zone.name))
    return next((trouble for trouble in troubles if trouble.startswith(around)), "")


def _claimed(cases: Iterable[Case]) -> list[DnsName]:
    """The names that a load balancer asks for: who holds them, or who waits for them."""
    return sorted({case.name for case in cases if case.holder and case.claimants})


def _still_claimed(workspace: Workspace, claimed: list[DnsName], *, delete: bool, force: bool) -> None:
    """What is given up while a tag still asks for it does not stay so. Raises: CommandError, with --delete."""
    if not claimed:
        return
    names = ", ".join(claimed[:5]) + (f" and {len(claimed) - 5} more" if len(claimed) > 5 else "")
    if delete and not force:
        what = f"load balancers still claim {names}: a sweep may create them again"
        advice = "Remove the tags first; or, as after `cdk destroy`: `albias COMMAND --force`"
        raise CommandError(what, advice, Exit.REFUSED)
    what = "a sweep treats that as the claim of a name that nobody holds: it creates, adopts or refuses it"
    workspace.screen.note(("note: ", "yellow"), f"load balancers still claim {names}; {what}")
    workspace.screen.note(("  do: ", "bold"), f"Remove the tag; whose it is: `albias explain {quote(claimed[0])}`")

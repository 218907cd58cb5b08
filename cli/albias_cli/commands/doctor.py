"""`albias doctor`: everything that makes albias silent, looked at from here."""

from dataclasses import asdict, replace
from typing import Annotated

import typer

from albias.model import LoadBalancerId
from albias_cli.app import app, command
from albias_cli.ask.deployed import DEPLOY
from albias_cli.doctor import Finding, NothingToTry, Scratch, Trial, examination, nothing_tried, scratch
from albias_cli.errors import CommandError, Exit, repeated
from albias_cli.show.counting import many
from albias_cli.workspace import Workspace

from . import completing
from .common import Nameserver, Yes, load_balancer, workspace_of, zones_named

_STYLE = {"ok": "green", "problem": "bold red", "unknown": "yellow"}


@command(
    app,
    "doctor",
    "Check everything that makes albias silent.",
    more=(
        "Exits with 3 when something is wrong, else with 1 when something could not be looked at.",
        "With --try it also makes a name that nobody has: tags a load balancer, waits, measures, and takes the tag"
        " away.",
    ),
    examples=(
        "doctor",
        "doctor --dns",
        "doctor --try",
        "doctor --output json",
    ),
    paged=True,
)
def doctor(
    context: typer.Context,
    *,
    dns: Annotated[
        bool, typer.Option("--dns", help="Also ask resolvers whether the public zones are delegated.")
    ] = False,
    nameserver: Nameserver = None,
    try_: Annotated[
        bool, typer.Option("--try", help="Send one scratch name through: made, changed, removed. Asked for first.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--load-balancer",
            metavar="ARN",
            help="Which one --try tags for some minutes, where not any.",
            autocompletion=completing.load_balancers,
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The hosted zone that --try uses: id or name.")
    ] = None,
    yes: Yes = False,
) -> Exit:
    """Examine, try where that was asked for, and show each finding with how to mend it."""
    if not try_ and (to or zone or yes):
        raise CommandError(
            "--load-balancer, --zone and --yes belong to --try", "Say that, too: `albias doctor --try`", Exit.USAGE
        )
    chosen = load_balancer(to) if to else None
    workspace = workspace_of(context)
    found: list[Finding] = []
    planned = None
    if try_:
        planned = _planned(workspace, found, chosen=chosen, zone=zone)
        if planned and not _agreed(workspace, planned, yes=yes):
            workspace.screen.note("nothing was tried")
            return Exit.FAILED
    with workspace.work.doing("looking"):
        for finding in examination(workspace, dns=dns or nameserver is not None, nameserver=nameserver):
            workspace.work.at(f"{len(found) + 1} things looked at: {finding.area}")
            found.append(finding)
    if planned:
        found += _tried(workspace, planned, found)
    code = _told(workspace, found)
    return Exit.INTERRUPTED if workspace.work.stopped else code


def _planned(
    workspace: Workspace, found: list[Finding], *, chosen: LoadBalancerId | None, zone: str | None
) -> Scratch | None:
    """What would be tried; where nothing may be, that is a finding."""
    zones = zones_named(workspace, zone)
    try:
        with workspace.work.doing("looking for what may be tried"):
            return scratch(workspace, chosen, zones)
    except NothingToTry as why:
        found.append(nothing_tried(why))
        return None


def _agreed(workspace: Workspace, planned: Scratch, *, yes: bool) -> bool:
    """Whether the person wants this name and this tag. Raises: CommandError where nobody can be asked."""
    if workspace.screen.for_programs and not yes:
        raise CommandError(
            "a document is written at the end: nothing is asked before",
            "Say it before: `albias doctor --try --yes`",
            Exit.USAGE,
        )
    tag = planned.tag
    zones = ", ".join(each.name for each in planned.zones)
    what = f"{tag.load_balancer} gets the tag {tag.key} = {tag.value} for some minutes: a name in {zones}"
    workspace.screen.note(("try: ", "bold"), what)
    for left in planned.leftovers:
        workspace.screen.note(("try: ", "bold"), f"what an earlier trial left goes: {left.key} on {left.load_balancer}")
    return yes or workspace.screen.ask("Try this?")


def _tried(workspace: Workspace, planned: Scratch, found: list[Finding]) -> list[Finding]:
    """The trial's findings; nothing is made where nothing is deployed that could make a name."""
    if any(finding.area in ("stack", "function") and finding.state == "problem" for finding in found):
        return [nothing_tried(NothingToTry("no whole deployment was found", DEPLOY))]
    with workspace.work.doing("trying"):
        return list(Trial(workspace, planned).run())


def _told(workspace: Workspace, found: list[Finding]) -> Exit:
    """Show the findings; the exit code that they come to."""
    config = workspace.config
    if config:
        workspace.screen.line(("configuration  ", "bold"), f"{config.path} ({config.how})")
    found = [replace(each, mend=repeated(each.mend, "albias doctor")) for each in found]
    for finding in found:
        _show(workspace, finding)
    problems = sum(finding.state == "problem" for finding in found)
    unknown = sum(finding.state == "unknown" for finding in found)
    told = f"{many(problems, 'problem')}, {many(len(found) - problems - unknown, 'check is', 'checks are')} well"
    workspace.screen.line((told + (f", {unknown} could not be made" if unknown else ""), "bold"))
    findings = [asdict(finding) for finding in found]
    document = {"findings": findings, "problems": problems, "unknown": unknown}
    document["configuration"] = str(config.path) if config else None
    workspace.screen.document(document, findings)
    if problems:
        return Exit.REFUSED
    return Exit.FAILED if unknown else Exit.OK


def _show(workspace: Workspace, finding: Finding) -> None:
    line = workspace.screen.line
    line((f"{finding.state:<8} ", _STYLE[finding.state]), (f"{finding.area}  ", "bold"), finding.words)
    if finding.mend and finding.state != "ok":
        line(("         do: ", "bold"), finding.mend)

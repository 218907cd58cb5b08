"""`albias doctor`: everything that makes albias silent, looked at from here."""

from dataclasses import asdict
from typing import Annotated

import typer

from albias_cli.app import app, command
from albias_cli.doctor import Finding, examination
from albias_cli.errors import Exit
from albias_cli.workspace import Workspace

from .common import workspace_of

_STYLE = {"ok": "green", "problem": "bold red", "unknown": "yellow"}


@command(
    app,
    "doctor",
    "Check everything that makes albias silent.",
    "Exits with 3 when something is wrong, else with 1 when something could not be looked at.",
)
def doctor(
    context: typer.Context,
    *,
    dns: Annotated[
        bool, typer.Option("--dns", help="Also ask resolvers whether the public zones are delegated.")
    ] = False,
    nameserver: Annotated[
        str | None, typer.Option(metavar="IP[:PORT]", help="The DNS server to ask, in place of this machine's.")
    ] = None,
) -> Exit:
    """Examine, show each finding with how to mend it."""
    workspace = workspace_of(context)
    found: list[Finding] = []
    with workspace.work.doing("looking"):
        for finding in examination(workspace, dns=dns or nameserver is not None, nameserver=nameserver):
            workspace.work.at(finding.area)
            found.append(finding)
    for finding in found:
        _show(workspace, finding)
    problems = sum(finding.state == "problem" for finding in found)
    unknown = sum(finding.state == "unknown" for finding in found)
    told = f"{problems} problems, {len(found) - problems - unknown} checks are well"
    workspace.screen.line((told + (f", {unknown} could not be made" if unknown else ""), "bold"))
    document = {"findings": [asdict(finding) for finding in found], "problems": problems, "unknown": unknown}
    workspace.screen.json(document)
    if problems:
        return Exit.REFUSED
    return Exit.FAILED if unknown else Exit.OK


def _show(workspace: Workspace, finding: Finding) -> None:
    workspace.screen.line((f"{finding.state:<8} ", _STYLE[finding.state]), (f"{finding.area}  ", "bold"), finding.words)
    if finding.mend and finding.state != "ok":
        workspace.screen.line((f"         do: {finding.mend}", "dim"))

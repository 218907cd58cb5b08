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
    examples=(
        "doctor",
        "doctor --dns",
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
    nameserver: Annotated[
        str | None, typer.Option(metavar="IP[:PORT]", help="The DNS server to ask, in place of this machine's.")
    ] = None,
) -> Exit:
    """Examine, show each finding with how to mend it."""
    workspace = workspace_of(context)
    found: list[Finding] = []
    with workspace.work.doing("looking"):
        for finding in examination(workspace, dns=dns or nameserver is not None, nameserver=nameserver):
            workspace.work.at(f"{len(found) + 1} things looked at: {finding.area}")
            found.append(finding)
    config = workspace.config
    if config:
        workspace.screen.line(("configuration  ", "bold"), f"{config.path} ({config.how})")
    for finding in found:
        _show(workspace, finding)
    problems = sum(finding.state == "problem" for finding in found)
    unknown = sum(finding.state == "unknown" for finding in found)
    told = f"{problems} problems, {len(found) - problems - unknown} checks are well"
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
        line(("         do: ", "dim"), (finding.mend, "dim"))

"""What `albias doctor` looks at: one module an area. Every check reads only, and says how to mend what it finds."""

from collections.abc import Iterator

from albias_cli.ask.deployed import Deployed, find_deployed
from albias_cli.workspace import Workspace

from .account import CHECKS as ACCOUNT
from .deployment import CHECKS as DEPLOYMENT
from .finding import Finding, Patient, attempted, examine
from .leftovers import CHECKS as LEFTOVERS
from .zones import CHECKS as ZONES

__all__ = ["Finding", "Patient", "examination", "examine"]


def examination(workspace: Workspace, *, dns: bool = False, nameserver: str | None = None) -> Iterator[Finding]:
    """All findings of all checks; those of the deployment only where somebody says what is deployed."""
    found: list[Deployed | None] = []

    def look() -> Iterator[Finding]:
        found.append(find_deployed(workspace))
        yield from ()

    untold = list(attempted("stack", look))
    patient = Patient(workspace, found[0] if found else None, dns, nameserver)
    yield from examine(patient, ACCOUNT)
    yield from untold or examine(patient, DEPLOYMENT)
    yield from examine(patient, ZONES)
    yield from examine(patient, LEFTOVERS)

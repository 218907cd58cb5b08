"""What `albias doctor` looks at: one module an area. Every check reads only, and says how to mend what it finds.

What it tries, where a person asks for that, is in scratch.py and trial.py.
"""

from collections.abc import Iterator

from albias_cli.ask.deployed import Deployed, find_deployed
from albias_cli.workspace import Workspace

from .account import CHECKS as ACCOUNT
from .alarms import CHECKS as ALARMS
from .bus import CHECKS as BUS
from .deployment import CHECKS as DEPLOYMENT
from .finding import Finding, Patient, attempted, examine, unknown
from .leftovers import CHECKS as LEFTOVERS
from .numbers import CHECKS as NUMBERS
from .permissions import CHECKS as PERMISSIONS
from .rules import CHECKS as RULES
from .scratch import NothingToTry, Scratch, scratch
from .trial import AREA, Trial
from .zones import CHECKS as ZONES

__all__ = [
    "Finding",
    "NothingToTry",
    "Patient",
    "Scratch",
    "Trial",
    "examination",
    "examine",
    "nothing_tried",
    "scratch",
]


def examination(workspace: Workspace, *, dns: bool = False, nameserver: str | None = None) -> Iterator[Finding]:
    """All findings of all checks; those of the deployment only where somebody says what is deployed."""
    found: list[Deployed | None] = []

    def look() -> Iterator[Finding]:
        found.append(find_deployed(workspace))
        yield from ()

    untold = list(attempted("stack", look))
    patient = Patient(workspace, found[0] if found else None, dns, nameserver)
    yield from examine(patient, ACCOUNT)
    yield from untold or examine(patient, (*DEPLOYMENT, *RULES, *ALARMS, *NUMBERS, *BUS))
    yield from examine(patient, ZONES)
    yield from examine(patient, PERMISSIONS)
    yield from examine(patient, LEFTOVERS)


def nothing_tried(why: NothingToTry) -> Finding:
    """A trial that may not be made here, with what would make it possible."""
    return unknown(AREA, f"nothing was tried: {why.what}", why.advice)

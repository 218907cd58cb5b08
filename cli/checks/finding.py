"""What a check is and what it finds. No check is here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from albias.errors import AlbiasError
from cli.deployed import Stack
from cli.errors import explained
from cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and how to mend it. `unknown`: it could not be looked at."""

    area: str
    state: Literal["ok", "problem", "unknown"]
    words: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at. `stack`: None where nothing is deployed. `dns`: ask resolvers, too."""

    workspace: Workspace
    stack: Stack | None
    dns: bool = False
    nameserver: str | None = None


Check = Callable[[Patient], Iterable[Finding]]


def ok(area: str, words: str) -> Finding:
    """All is well."""
    return Finding(area, "ok", words)


def problem(area: str, words: str, mend: str) -> Finding:
    """Something makes albias silent or wrong."""
    return Finding(area, "problem", words, mend)


def unknown(area: str, words: str, mend: str = "") -> Finding:
    """Nothing was learned."""
    return Finding(area, "unknown", words, mend)


def judged(good: bool, area: str, words: str, mend: str) -> Finding:
    """One or the other."""
    return ok(area, words) if good else problem(area, words, mend)


def examine(patient: Patient, checks: Iterable[Check]) -> Iterator[Finding]:
    """All findings; a check that AWS does not answer finds nothing, and stops no other."""
    for check in checks:
        area = check.__name__.replace("_", " ")
        try:
            yield from check(patient)
        except (ClientError, BotoCoreError, AlbiasError) as error:
            told = explained(error)
            yield unknown(area, f"could not be looked at: {told.what}", told.advice)

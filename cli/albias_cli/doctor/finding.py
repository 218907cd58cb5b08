"""What a check is, what it finds, and what becomes of AWS's errors in it. No check is here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, ParamSpec

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from albias.aws.failures import error_code
from albias.errors import AlbiasError
from albias_cli.ask.deployed import DEPLOY, Deployed
from albias_cli.errors import CommandError, explained, repeated
from albias_cli.workspace import Workspace

P = ParamSpec("P")
# What a client raises where AWS does not answer, or something answers that is not AWS.
UNANSWERED = (ClientError, BotoCoreError, ResponseParserError)
AGAIN = f"{DEPLOY}. Where that sees no difference, make it anew; names stay meanwhile: `cdk destroy && cdk deploy`"
# How services say that there is no such thing: Lambda, EventBridge, Scheduler and Logs; SQS, in both protocols; IAM.
_MISSING = (
    "ResourceNotFoundException",
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
    "NoSuchEntity",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and how to mend it. `unknown`: it could not be looked at."""

    area: str
    state: Literal["ok", "problem", "unknown"]
    words: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at. `deployed`: None where nothing is, or nobody knows. `dns`: ask resolvers, too."""

    workspace: Workspace
    deployed: Deployed | None
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


def attempted(area: str, look: Callable[P, Iterable[Finding]], *args: P.args, **kwargs: P.kwargs) -> Iterator[Finding]:
    """What a look finds. Where AWS does not answer, or the stack lacks an output, it finds nothing, and stops no other;
    what was deployed and is not there any more is a problem."""
    try:
        yield from look(*args, **kwargs)
    except (*UNANSWERED, AlbiasError, CommandError) as error:
        told = explained(error)
        if isinstance(error, ClientError) and error_code(error) in _MISSING:
            yield problem(area, f"deployed, and not there any more: {told.what}", AGAIN)
        else:
            yield unknown(area, f"could not be looked at: {told.what}", repeated(told.advice, "albias doctor"))


def examine(patient: Patient, checks: Iterable[Check]) -> Iterator[Finding]:
    """All findings of these checks."""
    for check in checks:
        yield from attempted(check.__name__.replace("_", " "), check, patient)

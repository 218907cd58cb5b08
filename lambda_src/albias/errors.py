"""What can break. A refusal is not an error: it is a value (model/telling.py). Pure."""

from enum import Enum
from typing import NamedTuple


class AlbiasError(Exception):
    """The root of everything that albias raises on purpose."""


class UnsafePlan(AlbiasError):
    """A sweep would remove more names of a hosted zone than `max_removals` allows; the message has the numbers."""


class AwsUnavailable(AlbiasError):
    """AWS throttled, failed or did not answer in time: nothing is known, nothing may be concluded.

    `throttled`: it was too much at once, so that less of it may pass.
    """

    def __init__(self, message: str, *, throttled: bool = False) -> None:
        super().__init__(message)
        self.throttled = throttled


class OutOfTime(AwsUnavailable):
    """The deadline is too near to begin anything; what is left goes back to the queue."""


class Cause(Enum):
    """Why Route 53 refuses a change batch, as far as its answer tells (aws/route53.py reads it)."""

    OUTDATED = "something is not as it was read"
    DENIED = "IAM denied the change"
    PROTECTED = "a record set is protected from changes"
    GUARDED = "a change guardrail of the hosted zone refuses the change"
    ZONE_FULL = "the hosted zone has as many record sets as it may have"
    TARGET_NOT_FOUND = "Route 53 does not know the alias target, or not yet"
    OTHER = "Route 53 does not accept the change"


class BatchRefused(AlbiasError):
    """Route 53 refused a whole change batch, and nothing of it happened."""

    def __init__(self, message: str, cause: Cause) -> None:
        super().__init__(message)
        self.cause = cause


class Failure(NamedTuple):
    """Why a load balancer's work is not done. `denied`: IAM did it, so that another try is of no use until a person
    mends that."""

    reason: str
    denied: bool = False

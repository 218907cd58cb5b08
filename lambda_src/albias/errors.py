"""What can break. A refusal is not an error: it is a value (see model.py). Pure."""


class AlbiasError(Exception):
    """The root of everything that albias raises on purpose."""


class UnsafePlan(AlbiasError):
    """A sweep would remove more names of a hosted zone than `max_removals` allows; the message has the numbers."""


class AwsUnavailable(AlbiasError):
    """AWS throttled, failed or did not answer in time: nothing is known, nothing may be concluded."""


class OutOfTime(AwsUnavailable):
    """The deadline is too near to begin anything; what is left goes back to the queue."""


class Denial(str):
    """The reason of a failure that a person has to mend: IAM denied the change."""

    __slots__ = ()


class BatchRefused(AlbiasError):
    """Route 53 refused a whole change batch, and nothing of it happened.

    `denied`: IAM did. `outdated`: something was not as it had been read, says Route 53.
    """

    def __init__(self, message: str, *, denied: bool = False, outdated: bool = False) -> None:
        super().__init__(message)
        self.denied = denied
        self.outdated = outdated

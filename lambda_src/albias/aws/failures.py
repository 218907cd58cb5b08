"""What every adapter shares: which AWS errors mean "try again later". Knows botocore's exceptions, no service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from albias.errors import AwsUnavailable

THROTTLED = frozenset(("Throttling", "ThrottlingException", "PriorRequestNotComplete", "RequestLimitExceeded"))


def error_code(error: ClientError) -> str:
    """The error code that AWS answered, such as `Throttling`."""
    return error.response.get("Error", {}).get("Code", "")


def error_message(error: ClientError) -> str:
    """AWS's own words; Route 53 may give InvalidChangeBatch's in a list, which botocore then leaves as it came."""
    listed: Any = error.response.get("messages") or error.response.get("Messages") or ()
    listed = listed.get("Message", ()) if isinstance(listed, dict) else listed
    return (listed if isinstance(listed, str) else "; ".join(listed)) or error.response.get("Error", {}).get(
        "Message", ""
    )


@contextmanager
def translated(what: str, *expected: str) -> Iterator[None]:
    """Turn every AWS failure into AwsUnavailable, but for the expected error codes, which the caller understands.

    botocore has retried throttling and server errors by now, a bounded number of times (clients.py).
    """
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        if code in expected:
            raise
        raise AwsUnavailable(f"{what}: {code}: {error_message(error)}", throttled=code in THROTTLED) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise AwsUnavailable(f"{what}: {error}") from error

"""What a command ends with: exit codes, and errors that say what happened, where, and what to do. Prints nothing."""

import shlex
from enum import IntEnum

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    CredentialRetrievalError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from albias.aws.failures import error_code, error_message
from albias.errors import AlbiasError
from albias_config.errors import ArgumentError, ConfigurationError


class Exit(IntEnum):
    """Exit codes, for scripts. A command ends with the gravest that applies."""

    OK = 0  # done, or nothing to do
    FAILED = 1  # something broke, or was left undone
    PENDING = 2  # sound, and changes are pending
    REFUSED = 3  # what was asked for is not granted, or a check found a problem
    TIMED_OUT = 4  # what was waited for did not come in time
    USAGE = 64  # the command line itself is wrong
    INTERRUPTED = 130  # by the person at the keyboard


class CommandError(Exception):
    """A command cannot go on. `what` happened and where; `advice`: what to do, and at its end what can be pasted."""

    def __init__(self, what: str, advice: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.code = code


# What was run just now; `repeated` puts the command itself in its place.
AGAIN = "albias COMMAND"
_REPLACED = ("--config", "--profile", "--region")  # options with which an advice says to try another value
_NETWORK = "Check the network, and AWS_ENDPOINT_URL where it is set; then again: `albias COMMAND`"
_LATER = "It may pass by itself; in a minute: `albias COMMAND`"
_LOOK = "Repeat it, and see where that came from: `albias COMMAND --debug`"
_SETTINGS = (
    "Correct the file (docs/settings.md has every key), or name the one that was deployed:"
    " `albias COMMAND --config FILE`"
)
_NO_SETTINGS = (
    "Go where the file is, or name the one that was deployed: `albias COMMAND --config FILE`;"
    " to write one: `albias init`"
)
_LOG_IN = "Log in again, here or with fresh keys, and repeat the command: `aws sso login`"
_DENIED = (
    "Your credentials lack that permission: ask whoever owns the account, or use others:"
    " `albias COMMAND --profile NAME`"
)
_ADVICE = {
    "AccessDenied": _DENIED,
    "IAM denied": _DENIED,
    "UnauthorizedOperation": _DENIED,
    "ExpiredToken": _LOG_IN,
    "InvalidClientTokenId": _LOG_IN,
    "UnrecognizedClient": _LOG_IN,
    "SignatureDoesNotMatch": "The secret key or this machine's clock is wrong; what AWS makes of it:"
    " `aws sts get-caller-identity`",
    "RequestExpired": "This machine's clock is wrong: set it, then again: `albias COMMAND`",
    "Throttling": "AWS is busy with this account's other requests; in a minute: `albias COMMAND`",
    "PriorRequestNotComplete": "Route 53 is still busy with this hosted zone; in a minute: `albias COMMAND`",
    "NoSuchHostedZone": "Check the zone's id in the configuration, and that these credentials are its account's:"
    " `albias doctor`",
    "LoadBalancerNotFound": "It is gone, or in another account or Region:"
    " `albias COMMAND --profile NAME --region REGION`",
    "endpoint URL": _NETWORK,  # botocore: could not connect, time-outs, closed connections
    "proxy URL": _NETWORK,
    "SSL validation": _NETWORK,
    "out of time": "Run it again, and it takes up where this one stopped: `albias COMMAND`",
    "attempts": "Somebody else changes the same names right now; in a moment: `albias COMMAND`",
}


# For somebody who has no Region anywhere: one line that holds for every command that follows.
NO_REGION = "Say which, with --region for this command, or for all that follow: `export AWS_REGION=eu-west-1`"


def advice_for(text: str, otherwise: str = _LATER) -> str:
    """What to do about an error, by the AWS error code or the words of botocore in it."""
    return next((advice for code, advice in _ADVICE.items() if code in text), otherwise)


def repeated(advice: str, command: str) -> str:
    """An advice that says to run the command again, with the command itself: what can be pasted.

    Of an option that the advice brings, what was said of it before is left out; help is asked for of the command alone.
    """
    for option in _REPLACED:
        if f"{AGAIN} {option}" in advice:
            command = _without(command, option)
    if f"{AGAIN} --help" in advice:
        words = shlex.split(command)
        plain = [word for word in words[1:2] if not word.startswith("-")]
        command = shlex.join([*words[:1], *plain])
    return advice.replace(AGAIN, command)


def _without(command: str, option: str) -> str:
    """A command line without an option that takes a value, in either spelling."""
    kept: list[str] = []
    words = iter(shlex.split(command))
    for word in words:
        if word == option:
            next(words, None)
        elif not word.startswith(f"{option}="):
            kept.append(word)
    return shlex.join(kept)


def explained(error: Exception) -> CommandError:
    """An error of albias, AWS or botocore, in words for the person at the keyboard; any other one is a defect."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, ClientError):
        what = f"{error.operation_name}: {error_code(error)}: {error_message(error)}"
        return CommandError(what, advice_for(what, _LOOK))
    if isinstance(error, ValueError) and str(error).startswith("Invalid endpoint"):  # botocore's, of a client
        return CommandError(
            str(error), "It begins with http:// or https://; to do without it: `unset AWS_ENDPOINT_URL`"
        )
    if not isinstance(error, AlbiasError | BotoCoreError | ResponseParserError):
        what = f"unexpected {type(error).__name__}: {error}"
        return CommandError(
            what, "This is a defect of albias; report it, with what this shows: `albias COMMAND --debug`"
        )
    by_kind = next((advice for kinds, advice in _BY_KIND if isinstance(error, kinds)), "")
    if isinstance(error.__cause__, FileNotFoundError):
        by_kind = _NO_SETTINGS
    what = str(error).partition(_ANSWER)[0].removesuffix(".")
    code = Exit.USAGE if isinstance(error, ArgumentError) else Exit.FAILED
    return CommandError(what, by_kind or advice_for(what, _LOOK), code)


_ANSWER = ", invalid XML received"  # where botocore's words go on with all that was received
_BY_KIND: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ResponseParserError,), f"What answered is not AWS, or does not know that service. {_NETWORK}"),
    ((ArgumentError,), "Correct what was said; every option: `albias COMMAND --help`"),
    ((ConfigurationError,), _SETTINGS),
    (
        (NoCredentialsError, PartialCredentialsError),
        "Log in to AWS (`aws sso login`), or choose a profile: `albias COMMAND --profile NAME`",
    ),
    ((NoRegionError,), NO_REGION),
    ((InvalidRegionError,), "Write a Region's name: `albias COMMAND --region eu-west-1`"),
    ((ProfileNotFound,), "Those there are: `aws configure list-profiles`"),
    ((ConfigParseError, ConfigNotFound), "Correct that file, or choose another one: `export AWS_CONFIG_FILE=FILE`"),
    ((CredentialRetrievalError, SSOError, TokenRetrievalError), _LOG_IN),
)

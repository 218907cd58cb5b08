"""The locked requirements, read."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALL = (
    "requirements.txt",
    "locks/requirements-oldest-sdk.txt",
    "locks/requirements-second.txt",
    "locks/requirements-tests.txt",
    "locks/requirements-uv.txt",
    "lambda_src/requirements.txt",
)
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;]+)( ; [^\\]+)?( \\)?$")


def lines(lock: str) -> list[str]:
    """A lock's lines, by its path in the repository."""
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def pins(lock: str) -> dict[str, str]:
    """The version of each package."""
    return {match["name"]: match["version"] for match in map(PIN.match, lines(lock)) if match}

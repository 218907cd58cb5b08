"""What Lambda says of a function's state and of its last update, and what to do. Asks nothing.

AWS Lambda's developer guide, "Lambda function states": an inactive function had no call for so long that Lambda took
its network away; a call fails then, and has Lambda make it anew. A message of the queue stays there meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from albias_cli.ask.deployed import DEPLOY

from .finding import AGAIN, Finding, judged, ok

_SOON = "It is being made or updated; look again in a minute: `albias doctor`"
_ANEW = f"Lambda could not make it. Mend the reason; then it must be deleted and made anew. {AGAIN}"
_ASLEEP = f"Lambda could not wake it. Mend the reason. {DEPLOY}"
_AS_BEFORE = f"It runs as before the update. Mend the reason. {DEPLOY}"


def condition(name: str, described: Mapping[str, Any]) -> Finding:
    """Whether a function can run, from what GetFunctionConfiguration says of it."""
    state, update = described.get("State", "Active"), described.get("LastUpdateStatus", "Successful")
    reason = described.get("LastUpdateStatusReason") if update == "Failed" else described.get("StateReason")
    words = f"{name}: {state}, last update {update}"
    if reason:
        words = f"{words}: {reason}"
    if state == "Inactive" and described.get("StateReasonCode") == "Idle":
        return ok("function", f"{words} (the next message wakes it)")
    return judged((state, update) == ("Active", "Successful"), "function", words, _mend(state, update))


def _mend(state: str, update: str) -> str:
    if state == "Failed":
        return _ANEW
    if state == "Inactive":
        return _ASLEEP
    if state == "Pending" or update == "InProgress":
        return _SOON
    if update == "Failed":
        return _AS_BEFORE
    return DEPLOY

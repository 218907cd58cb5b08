"""The time between change batches, learnt from Route 53: its limit on changes has no published size."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

MOST = 4.0  # seconds; with the slowest call after it, less than the engine's margin before its deadline
_LESS = 0.75


@dataclass(slots=True)
class Spacing:
    """How long a change batch waits after the one before it: as long as Route 53 made that one wait, and then less.

    Who asks again too soon is throttled again. Nothing is waited for where nothing was throttled.
    """

    now: Callable[[], float]
    sleep: Callable[[float], None]
    _ended: float = float("-inf")
    _pause: float = 0.0

    def send(self, call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Send a change batch when its time has come; returns the answer. Raises: what the call raises."""
        if (early := self._ended + self._pause - self.now()) > 0:
            self.sleep(early)
        began = self.now()
        retries = 0
        try:
            answer = call()
            retries = _retries(answer)
            return answer
        except ClientError as error:
            retries = _retries(error.response)
            raise
        finally:
            self._ended = self.now()
            taken = self._ended - began
            self._pause = min(MOST, self._pause + taken) if retries else self._pause * _LESS


def _retries(answer: Mapping[str, Any]) -> int:
    """How often botocore sent a call again before it had this answer."""
    return int(answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))

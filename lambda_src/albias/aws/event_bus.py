"""An event bus, to tell notices on: calls, retries and translation of errors. What is told says edge/notices.py.

Nobody's work depends on it: what could not be told is counted, and left. Limits: Amazon EventBridge API, PutEvents (ten
entries a call) and "Calculating PutEvents event entry size"; edge/notices.py keeps ten entries well below 256 KB.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from albias.edge.together import AT_ONCE, SideBySide
from albias.errors import AwsUnavailable
from albias.model import NOTICE_SOURCE, Notice

from .failures import translated

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient

BATCH = 10  # entries in one call
TRIES = 3  # of an entry that EventBridge does not take; botocore repeats only a call that failed as a whole
FIRST_PAUSE = 0.2  # seconds at most before the second try; twice as many before the next
OUT_OF_TIME = "no time was left for them"


@dataclass(slots=True)
class Delivery:
    """How many notices were told, how many were not, and why not."""

    delivered: int = 0
    lost: int = 0
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventBus:
    """One event bus, by name or ARN. `pause`: lets seconds pass; `has_time`: whether another call may begin."""

    client: "EventBridgeClient"
    name: str
    side_by_side: SideBySide
    pause: Callable[[float], None]
    has_time: Callable[[], bool]

    def tell(self, notices: Sequence[Notice]) -> Delivery:
        """Tell what there is time for, several calls at once. Where none of them works, the rest is not tried."""
        sum_of_all = Delivery()
        batches = [notices[start : start + BATCH] for start in range(0, len(notices), BATCH)]
        for start in range(0, len(batches), AT_ONCE):
            at_once = batches[start : start + AT_ONCE]
            answers = self.side_by_side([partial(self._tell_batch, batch) for batch in at_once])
            for answer in answers:
                sum_of_all.delivered += answer.delivered
                sum_of_all.troubles += answer.troubles
            if not any(answer.delivered for answer in answers):
                break
        sum_of_all.lost = len(notices) - sum_of_all.delivered
        return sum_of_all

    def _tell_batch(self, batch: Sequence[Notice]) -> Delivery:
        """One call; the entries that fail alone are tried again, a little later. What is lost, the caller counts."""
        left = list(batch)
        failed: list[tuple[Notice, str]] = []
        try:
            for number in range(TRIES):
                if number:
                    self.pause(random.uniform(0, FIRST_PAUSE * 2 ** (number - 1)))
                if not self.has_time():
                    failed = failed or [(notice, OUT_OF_TIME) for notice in left]
                    break
                failed = self._put(left)
                left = [notice for notice, _ in failed]
                if not left:
                    break
        except AwsUnavailable as error:
            failed = [(notice, str(error)) for notice in left]
        troubles = dict.fromkeys(reason for _, reason in failed)
        return Delivery(len(batch) - len(failed), troubles=list(troubles))

    def _put(self, notices: Sequence[Notice]) -> list[tuple[Notice, str]]:
        """Put entries on the bus; returns those that it did not take, with its reasons. Raises: AwsUnavailable."""
        with translated("PutEvents"):
            answer = self.client.put_events(Entries=[self._entry(notice) for notice in notices])
        failed = []
        for notice, result in zip(notices, answer["Entries"], strict=True):
            if "ErrorCode" in result:
                failed.append((notice, f"PutEvents: {result['ErrorCode']}: {result.get('ErrorMessage', '')}"))
        return failed

    def _entry(self, notice: Notice) -> Any:
        return {
            "EventBusName": self.name,
            "Source": NOTICE_SOURCE,
            "DetailType": notice.type,
            "Resources": list(notice.resources),
            "Detail": notice.detail,
        }

"""EventBridge's PutEvents without EventBridge: it takes entries, and fails those of which it is told.

Sources: Amazon EventBridge API, PutEvents; User Guide, "Calculating PutEvents event entry size". The total that a call
may have is the older one, 256 KB: whoever keeps to it keeps to every newer one.
"""

import json
from typing import Any

from tests.fakes.aws import FakeClient

MOST_ENTRIES = 10
MOST_BYTES = 256 * 1024


def entry_size(entry: dict[str, Any]) -> int:
    """The bytes of an entry as EventBridge counts them."""
    texts = [entry["Source"], entry["DetailType"], entry["Detail"], *entry.get("Resources", ())]
    return sum(len(text.encode()) for text in texts)


class FakeEvents(FakeClient):
    """`taken`: the entries, in the order in which they came. `faults`: error codes for the next ones."""

    service = "events"

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []
        self.faults: list[str] = []

    def put_events(self, **params: Any) -> Any:
        """PutEvents."""
        return self._perform("PutEvents", params, self._put)

    def notices(self) -> list[tuple[str, dict[str, Any]]]:
        """What was taken: each detail type with its detail."""
        return [(entry["DetailType"], json.loads(entry["Detail"])) for entry in self.taken]

    def _put(self, params: dict[str, Any]) -> dict[str, Any]:
        entries = params["Entries"]
        if len(entries) > MOST_ENTRIES:
            raise self.error("PutEvents", "ValidationException", "Member must have length less than or equal to 10")
        if sum(map(entry_size, entries)) > MOST_BYTES:
            message = "Total size of the entries in the request is over the limit."
            raise self.error("PutEvents", "ValidationException", message)
        results = [self._take(entry) for entry in entries]
        return {"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results}

    def _take(self, entry: dict[str, Any]) -> dict[str, str]:
        fault = self.faults.pop(0) if self.faults else ""
        if fault:
            return {"ErrorCode": fault, "ErrorMessage": "try again"}
        if not isinstance(json.loads(entry["Detail"]), dict):
            return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
        self.taken.append(entry)
        return {"EventId": f"00000000-0000-4000-8000-{len(self.taken):012x}"}

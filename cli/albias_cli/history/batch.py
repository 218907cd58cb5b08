"""A change batch that Route 53 accepted, as Change History or CloudTrail tell of it. Pure.

CloudTrail writes each field of a request with its first letter in small: `tTL`, `dNSName`, `aliasTarget`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from albias.aws.route53 import read_record_set
from albias.model import RecordSet

ChangeAction = Literal["CREATE", "DELETE", "UPSERT"]


@dataclass(frozen=True, slots=True)
class PastChange:
    """One element of a change batch that somebody sent. Others may send UPSERT; what it overwrote nobody tells."""

    action: ChangeAction
    record_set: RecordSet


@dataclass(frozen=True, slots=True)
class Batch:
    """A change batch. `at` in Unix seconds; `principal`: the ARN of who sent it; `agent`: with what, if that is told.

    `change_id`: what GetChange takes; empty where it is not known. `unread`: its changes were too many to be told.
    """

    at: float
    principal: str
    changes: tuple[PastChange, ...] = ()
    agent: str = ""
    comment: str = ""
    change_id: str = ""
    unread: bool = False


def past_changes(changes: Iterable[Mapping[str, Any]]) -> tuple[PastChange, ...]:
    """The changes of a batch, in the API's spelling."""
    return tuple(PastChange(_action(each), read_record_set(each["ResourceRecordSet"])) for each in changes)


def _action(change: Mapping[str, Any]) -> ChangeAction:
    return cast(ChangeAction, change["Action"])


def in_the_apis_spelling(told: Any) -> Any:
    """What CloudTrail tells of a request, with the names of fields as the API has them."""
    if isinstance(told, dict):
        return {key[:1].upper() + key[1:]: in_the_apis_spelling(value) for key, value in told.items()}
    if isinstance(told, list):
        return [in_the_apis_spelling(each) for each in told]
    return told

"""Calls to AWS made at once. botocore's clients may be used by several threads; nothing else of albias is."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

_T = TypeVar("_T")
AT_ONCE = 10  # as many connections as a client of botocore keeps open


class SideBySide(Protocol):
    """Makes calls, perhaps at once, and returns their answers in the same order."""

    def __call__(self, calls: Sequence[Callable[[], _T]]) -> list[_T]:
        """Raises what a call raised, when all of them have ended."""


def side_by_side(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """Up to ten calls at once, each in a thread; one alone needs none."""
    if len(calls) < 2:
        return [call() for call in calls]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  only a burst needs it

    with ThreadPoolExecutor(min(AT_ONCE, len(calls))) as threads:
        return list(threads.map(lambda call: call(), calls))

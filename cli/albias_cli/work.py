"""Long work: what it is at is shown on standard error, and an interrupt ends it between two change batches."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from albias.aws.route53 import Route53
from albias.model import Change
from albias.names import DnsName
from albias_cli.show.screen import safe


class Work:
    """One command's work. The engine asks `remaining` before each call: after an interrupt nothing new is begun.

    A change batch is all or none, so between two of them everything is consistent.
    """

    def __init__(self, console: Console) -> None:
        self.stopped = False
        self.counts: Counter[tuple[str, str]] = Counter()
        self._console = console
        self._progress: Progress | None = None
        self._task: Any = None

    @property
    def accepted(self) -> int:
        """Change batches that Route 53 has accepted."""
        return sum(number for (_, what), number in self.counts.items() if what == "changed")

    def remaining(self) -> float:
        """Seconds that are left: all there are, or none."""
        return 0.0 if self.stopped else float("inf")

    @contextmanager
    def doing(self, what: str, total: int | None = None) -> Iterator[None]:
        """Show progress on a terminal; elsewhere say nothing."""
        counted = [BarColumn(), MofNCompleteColumn()] if total else []
        columns = [SpinnerColumn(), TextColumn("{task.description}", markup=False), *counted]
        with Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        ) as progress:
            self._progress, self._task = progress, progress.add_task(safe(what), total=total)
            try:
                yield
            finally:
                self._progress = None

    def at(self, what: str) -> None:
        """Say what the work is at."""
        if self._progress:
            self._progress.update(self._task, description=safe(what))

    def advance(self, steps: int = 1) -> None:
        """Some more of the total is done."""
        if self._progress:
            self._progress.advance(self._task, steps)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A first interrupt lets the change batch that is on its way end; a second one does not wait for it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self._stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
        self.at("interrupted: waiting for the change batch that is on its way (Ctrl-C again: at once)")

    def watched(self, route53: Route53, zone: str) -> Route53:
        """The adapter, telling what it is at."""
        return _Watched(route53, zone, self)

    def counted(self, client: Any) -> Any:
        """A client of Elastic Load Balancing, telling how many load balancers it has described."""
        return _Counted(client, self)


class _Counted:
    """Tells of load balancers whose tags were read; adds nothing to what the client does."""

    def __init__(self, inner: Any, work: Work) -> None:
        self._inner, self._work = inner, work

    def __getattr__(self, operation: str) -> Any:
        return self._describe_tags if operation == "describe_tags" else getattr(self._inner, operation)

    def _describe_tags(self, **asked: Any) -> Any:
        answer = self._inner.describe_tags(**asked)
        self._work.counts["", "described"] += len(answer["TagDescriptions"])
        self._work.at(f"{self._work.counts['', 'described']:,} load balancers looked at")
        return answer


class _Watched(Route53):
    """Tells of record sets read and change batches accepted; adds nothing to what it does."""

    def __init__(self, inner: Route53, zone: str, work: Work) -> None:
        self._inner, self._zone, self._work = inner, zone, work

    def page(self, zone_id: str, start: DnsName) -> Any:
        answer = self._inner.page(zone_id, start)
        self._work.counts[self._zone, "read"] += len(answer[0])
        self._work.at(f"{self._zone}: {self._work.counts[self._zone, 'read']:,} record sets read")
        return answer

    def change(self, zone_id: str, changes: Sequence[Change], comment: str) -> str:
        change_id = self._inner.change(zone_id, changes, comment)
        self._work.counts[self._zone, "changed"] += 1
        self._work.at(f"{self._zone}: {self._work.counts[self._zone, 'changed']} change batches accepted")
        return change_id

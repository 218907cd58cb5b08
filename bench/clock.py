"""Virtual time: tasks that sleep without waiting. Knows nothing of AWS.

A task is plain blocking code in a thread of its own, so that the real engine runs in it unchanged; one task runs at a
time, and the one that wakes first runs next. Equal moments go in the order of asking: a run is the same every time.
"""

import threading
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TypeVar

_T = TypeVar("_T")
_STACK = 512 * 1024  # bytes: a thousand Lambda functions at once are a thousand threads


class _Task:
    """One task: its work, and the baton that lets it run."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.baton = threading.Semaphore(0)
        self.thread: threading.Thread | None = None


class Clock:
    """A simulation's time in seconds, from 0, and the tasks that live in it."""

    def __init__(self) -> None:
        self.now = 0.0
        self._queue: list[tuple[float, int, _Task]] = []
        self._asked = 0
        self._idle = threading.Semaphore(0)
        self._running: _Task | None = None
        self._error: BaseException | None = None

    @property
    def task(self) -> int:
        """Which task runs; 0 outside of any."""
        return id(self._running) if self._running else 0

    def start(self, work: Callable[[], None], after: float = 0.0) -> None:
        """Let a task begin `after` seconds from now."""
        self._wake(_Task(work), after)

    def sleep(self, seconds: float) -> None:
        """Let the running task sleep; outside of any task, time only passes."""
        task = self._running
        if task is None:
            self.now += seconds
            return
        self._wake(task, seconds)
        self._idle.release()
        task.baton.acquire()

    def run(self) -> None:
        """Run until no task is left. Raises what a task raised."""
        before = threading.stack_size(_STACK)
        try:
            while self._queue and self._error is None:
                self.now, _, self._running = heappop(self._queue)
                self._resume(self._running)
                self._idle.acquire()
        finally:
            threading.stack_size(before)
            self._running = None
        if self._error is not None:
            raise self._error

    def timed(self, work: Callable[[], _T]) -> tuple[_T, float]:
        """Run one piece of work alone: its result, and the virtual seconds that it took."""
        results: list[_T] = []
        began = self.now
        self.start(lambda: results.append(work()))
        self.run()
        return results[0], self.now - began

    def _wake(self, task: _Task, after: float) -> None:
        self._asked += 1
        heappush(self._queue, (self.now + after, self._asked, task))

    def _resume(self, task: _Task) -> None:
        if task.thread is None:
            # A daemon: where one task fails, those that sleep are left behind.
            task.thread = threading.Thread(target=self._live, args=(task,), daemon=True)
            task.thread.start()
        else:
            task.baton.release()

    def _live(self, task: _Task) -> None:
        try:
            task.work()
        except BaseException as error:  # noqa: BLE001  it is raised again by run()
            self._error = error
        finally:
            self._idle.release()

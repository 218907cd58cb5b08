"""The function's own processor time, put on the virtual clock: what albias takes, and what botocore takes (wire.py).

The fakes' time is left out: on AWS it is somebody else's. So figures with it depend on the machine; those without do
not, and are the ones that tests hold.
"""

import time
from collections.abc import Callable
from typing import Any

from bench.clock import Clock
from bench.wire import cost_of

# Lambda Developer Guide, "Configure Lambda function memory": 1,769 MB are one processor; less is a share of it.
ONE_PROCESSOR = 1_769


def stretch(megabytes: float) -> float:
    """How much longer the same work takes with so much memory than with one whole processor."""
    return max(1.0, ONE_PROCESSOR / megabytes)


class Processor:
    """The processor of one function's instances. `pace`: virtual seconds for one second of this machine; 0: none."""

    def __init__(self, clock: Clock, pace: float) -> None:
        self.spent = 0.0  # seconds of this machine
        self._clock = clock
        self._pace = pace
        self._marks: dict[int, float] = {}

    def begin(self) -> None:
        """From here on the running task's time counts."""
        self._marks[self._clock.task] = time.thread_time()

    def end(self, more: float = 0.0) -> None:
        """Let the time pass that was taken since, and `more`."""
        taken = time.thread_time() - self._marks[self._clock.task] + more
        self.spent += taken
        if self._pace:
            self._clock.sleep(taken * self._pace)

    def around(self, fake: Any, turn: Callable[[], None]) -> Any:
        """A client whose calls are not counted as the function's own time, but for what botocore takes.

        `turn`: called before each of them.
        """
        return _Client(fake, self, turn)


class _Client:
    def __init__(self, fake: Any, processor: Processor, turn: Callable[[], None]) -> None:
        self._fake = fake
        self._turn = turn
        self._processor = processor

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._fake, name)
        return self._counted(name, found) if callable(found) and name.islower() else found

    def _counted(self, operation: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(**parameters: Any) -> Any:
            self._processor.end()
            self._turn()
            answer: dict[str, Any] = {}
            try:
                answer = call(**parameters)
            finally:
                botocores = cost_of(operation, parameters, answer)
                self._processor.begin()
                self._processor.end(botocores)
                self._processor.begin()
            return answer

        return counted

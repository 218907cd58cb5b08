"""Virtual time for what waits: nothing passes but by sleeping, and by what a test lets calls take."""

from dataclasses import dataclass, field


@dataclass
class Clock:
    """A clock in seconds, and how long was slept each time."""

    time: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """What a monotonic clock says."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.time += seconds

"""Whether a name ever had no answer: who watches has looked before anything else happens."""

import threading
from typing import Any

import pytest

from demo.watch import Watch
from demo.zone import LoadBalancer
from local_aws.observe import NotSeen

SHOP = "shop.apps.example.com"
BLUE = LoadBalancer("blue", "arn:blue", "blue.example.net")
GREEN = LoadBalancer("green", "arn:green", "green.example.net")


class _Zone:
    """Where the name points; it answers when it is let."""

    def __init__(self) -> None:
        self.now: LoadBalancer | None = BLUE
        self.let = threading.Event()

    def target(self, hostname: str) -> str | None:
        assert hostname == SHOP
        self.let.wait()
        return self.now.dns_name if self.now else None


def _watch(zone: Any) -> Watch:
    return Watch(zone, SHOP)


def test_what_was_there_at_first_is_seen_however_slow_the_machine_is() -> None:
    zone = _Zone()
    threading.Timer(0.2, zone.let.set).start()
    with _watch(zone) as watch:
        zone.now = GREEN
    watch.check(BLUE, GREEN)


def test_a_moment_without_an_answer_is_told() -> None:
    zone = _Zone()
    zone.let.set()
    with _watch(zone) as watch:
        zone.now = None
    with pytest.raises(NotSeen, match="one after the other; it answered"):
        watch.check(BLUE)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_look_that_breaks_ends_the_waiting_for_it() -> None:
    with _watch(None) as watch:
        pass
    with pytest.raises(NotSeen):
        watch.check(BLUE)

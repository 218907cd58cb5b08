"""Looking at one name again and again while something else happens: was there a moment without an answer?"""

import threading
from types import TracebackType

from demo.zone import LoadBalancer, Zone
from local_aws.observe import NotSeen


class Watch:
    """Asks for a name's target, in a thread of its own, for the length of a `with` block.

    The block begins when there was a first answer: what was before its first line is seen, too.
    """

    def __init__(self, zone: Zone, hostname: str) -> None:
        self._zone = zone
        self._hostname = hostname
        self._begun = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._answers: list[str | None] = []

    def __enter__(self) -> "Watch":
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def looks(self) -> int:
        """How often it was asked."""
        return len(self._answers)

    def check(self, *load_balancers: LoadBalancer) -> None:
        """That the answers were these load balancers, one after the other, and never nothing. Raises: NotSeen."""
        seen = [answer for place, answer in enumerate(self._answers) if self._answers[place - 1 : place] != [answer]]
        wanted = [one.dns_name.lower() for one in load_balancers]
        if seen != wanted:
            raise NotSeen(f"{self._hostname} answering {wanted}, one after the other; it answered {seen}")

    def _look(self) -> None:
        try:
            self._look_until_it_is_over()
        finally:
            self._begun.set()

    def _look_until_it_is_over(self) -> None:
        while True:
            over = self._over.is_set()
            self._answers.append(self._zone.target(self._hostname))
            self._begun.set()
            if over:  # one look after the end, so that the last state was seen
                return

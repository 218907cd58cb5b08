"""What a command that plans or carries out ends with: how grave it is. Reads nothing, shows nothing."""

from collections.abc import Collection

from albias.engine.outcome import Outcome
from albias.model import RefusalCode
from albias_cli.show.describe import pending

from .errors import Exit

# What passes by itself: the other load balancer goes, or Route 53 comes to know a young one.
PASSING: tuple[RefusalCode, ...] = ("waiting", "target-not-found")
# What a sweep always meets somewhere, and nobody has to mend: that, and names that some other DNS has.
NORMAL: tuple[RefusalCode, ...] = (*PASSING, "zone-not-allowed")


def exit_code(outcome: Outcome, *, done: bool = False, normal: Collection[RefusalCode] = ()) -> Exit:
    """The gravest that applies: failures, then refusals, then changes that wait to be made.

    `normal`: refusals that are none here. What a person asked for by name has none that is: each is an answer.
    """
    if outcome.problems:
        return Exit.FAILED
    if outcome.unsafe or any(refusal.code not in normal for refusal in outcome.refusals):
        return Exit.REFUSED
    return Exit.PENDING if pending(outcome) and not done else Exit.OK

"""What `plan` and `apply` have in common: one sweep over all names or some, and what it told of. Shows nothing."""

from albias.engine.outcome import Outcome, Request
from albias.names import DnsName
from albias_cli.changes import Order
from albias_cli.show.describe import pending, refusals
from albias_cli.workspace import Workspace


def sweep(workspace: Workspace, only: frozenset[DnsName] | None, *, force: bool = False) -> Order:
    """A sweep, over these names alone; `force`: past max_removals."""
    return Order(workspace.engine(limited=not force), Request(sweep=True, only=only), chosen=only)


def told(outcome: Outcome) -> set[str]:
    """The names of which an outcome says something."""
    names: set[str] = {decision.hostname for _, decision in pending(outcome)}
    names |= {each.hostname for each in refusals(outcome)}
    return names | {each.hostname for each in outcome.notes}

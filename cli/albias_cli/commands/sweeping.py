"""What `plan` and `apply` have in common: one sweep over all names or some, what it told of, and `dry_run` in words."""

from albias.engine.outcome import Outcome, Request
from albias.names import DnsName
from albias_cli.ask import elsewhere
from albias_cli.ask.slips import Slip, in_keys
from albias_cli.changes import Order
from albias_cli.errors import repeated
from albias_cli.gravity import NORMAL, PASSING
from albias_cli.show.describe import pending, refusals
from albias_cli.workspace import Workspace

NOT_BY_ITSELF = "dry_run = true: the function plans this, and changes nothing until you deploy false; by hand"
_BY_ORDER = "dry_run = true binds the function alone: what is shown here is done when you say so"


def sweep(workspace: Workspace, only: frozenset[DnsName] | None, *, force: bool = False) -> Order:
    """A sweep, over these names alone; `force`: past max_removals."""

    def nearly(outcome: Outcome) -> list[Slip]:
        found = in_keys(outcome.load_balancers.values(), workspace.settings)
        return [each for each in found if only is None or each.names & only]

    return Order(
        workspace.engine(limited=not force),
        Request(sweep=True, only=only),
        chosen=only,
        normal=NORMAL if only is None else PASSING,
        nearly=nearly,
    )


def told(outcome: Outcome) -> set[str]:
    """The names of which an outcome says something."""
    names: set[str] = {decision.hostname for _, decision in pending(outcome)}
    names |= {each.hostname for each in refusals(outcome)}
    return names | {each.hostname for each in outcome.notes}


def ask_for_the_place(workspace: Workspace, *, held: int) -> None:
    """Where this deployment holds nothing, and others of its owner do: whether Region and credentials are right."""
    for zone, other in [] if held else elsewhere.of_zones(workspace):
        workspace.screen.note(("note: ", "yellow"), other.told(zone, workspace.me))
        workspace.screen.note(("  do: ", "bold"), repeated(other.advice, workspace.screen.command))


def tell_of_dry_run(workspace: Workspace, outcome: Outcome, *, by_order: bool) -> None:
    """One line on who does what is planned; none where the function does it, or nothing is planned."""
    if workspace.settings.dry_run and pending(outcome):
        words = _BY_ORDER if by_order else f"{NOT_BY_ITSELF}: `albias apply`"
        workspace.screen.note(("note: ", "yellow"), words)

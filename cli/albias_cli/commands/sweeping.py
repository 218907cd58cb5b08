"""What `plan` and `apply` have in common: one sweep over all names or some, and what it told of. Shows nothing."""

from albias.engine.outcome import Outcome
from albias.names import DnsName
from albias_cli.orders import Decider
from albias_cli.show.describe import pending, refusals
from albias_cli.workspace import Workspace


def sweep(
    workspace: Workspace, *, dry_run: bool, only: frozenset[DnsName] | None, decider: Decider, force: bool = False
) -> Outcome:
    """The engine's sweep, with the refusals of these names alone."""
    outcome = workspace.engine(dry_run=dry_run, only=only, decide=decider, force=force).sweep()
    if only is not None:  # what the tags alone rule out is refused before names are chosen
        outcome.refusals = [refusal for refusal in outcome.refusals if refusal.hostname in only]
    return outcome


def told(outcome: Outcome) -> set[str]:
    """The names of which an outcome says something."""
    return {decision.hostname for _, decision in pending(outcome)} | {each.hostname for each in refusals(outcome)}

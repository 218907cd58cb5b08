"""The way that every change takes: show what would be done, ask, do it, say what was done. Decides nothing itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from albias.case import Decision
from albias.engine.outcome import Outcome
from albias.model import HostedZone, Refusal
from albias_cli.show.describe import (
    outcome_document,
    outcome_rows,
    pending,
    plain,
    refusals,
    summary,
)
from albias_cli.show.documents import Document

from .errors import CommandError, Exit, advice_for
from .orders import AsShown, Decider
from .show.plan import outcome_lines, refused_lines
from .workspace import Workspace

_OUT_OF_TIME = "out of time"  # albias.errors.OutOfTime: how the engine takes an interrupt
Runner = Callable[[bool, Decider], Outcome]  # dry_run, decide -> outcome


def show(workspace: Workspace, outcome: Outcome) -> None:
    """What an outcome holds, zone by zone, for people."""
    for line in outcome_lines(outcome, workspace.settings.zones, verbose=workspace.screen.verbose):
        workspace.screen.line(*line)


def show_problems(workspace: Workspace, outcome: Outcome) -> None:
    """What could not be done or looked at, with what to do about it."""
    for unsafe in outcome.unsafe:
        workspace.screen.note(("unsafe: ", "bold red"), str(unsafe))
        workspace.screen.note(("    do: ", "bold"), "If that is right, `albias apply --force` does it.")
    of_zones = set(outcome.troubles)
    of_load_balancers = {f"{lb}: {why}" for lb, why in outcome.failures.items() if why not in of_zones}
    for problem in [*outcome.troubles, *sorted(of_load_balancers)]:
        if workspace.work.stopped and _OUT_OF_TIME in problem:
            continue  # the interrupt is told once, below
        workspace.screen.note(("failed: ", "bold red"), f"{problem} ({workspace.place})")
        if advice := advice_for(problem):
            workspace.screen.note(("    do: ", "bold"), advice)


def exit_code(outcome: Outcome, *, done: bool = False, strict: bool = False) -> Exit:
    """The gravest that applies: failures, then refusals of a sweep or of an order, then changes that wait to be made.

    `strict`: a person asked for this very thing, so a refusal is an answer to them.
    """
    if outcome.problems:
        return Exit.FAILED
    if outcome.unsafe or (strict and outcome.refusals):
        return Exit.REFUSED
    return Exit.PENDING if pending(outcome) and not done else Exit.OK


def carry_out(
    workspace: Workspace,
    run: Runner,
    order: Decider,
    *,
    yes: bool,
    dry_run: bool,
    strict: bool = True,
    preface: Callable[[], None] = lambda: None,
    extra: Callable[[], Document] = dict,
) -> Exit:
    """Show what an order would do, ask, and do exactly that. `run` is asked twice: for the plan, then for the deed.

    `preface`: shows what belongs before the plan, once that is made; `extra`: the same for the JSON document.
    """
    screen, work = workspace.screen, workspace.work
    if screen.for_programs and not (yes or dry_run):
        raise CommandError(
            "a document is written at the end: nothing is shown before it is asked for",
            "Say --yes or --dry-run.",
            Exit.USAGE,
        )
    with _told_of_a_closed_pipe(dry_run):
        with work.doing("looking"):
            planned = run(True, order)
        preface()
        if not pending(planned) or dry_run:
            return report(workspace, planned, strict=strict, extra=extra())
        show(workspace, planned)
        show_problems(workspace, planned)
        screen.line(summary(planned))
        if not yes and not screen.ask("Do this?"):
            screen.note("nothing was changed")
            return Exit.FAILED
        as_shown = AsShown.of(pending(planned), order)
        with work.doing("changing"), work.changing():
            outcome = run(False, as_shown)
        return _done(workspace, planned, outcome, as_shown, strict=strict, extra=extra())


@contextmanager
def _told_of_a_closed_pipe(dry_run: bool) -> Iterator[None]:
    """Who changes something hears of it when nobody reads on; where nothing is changed it is no fault."""
    try:
        yield
    except BrokenPipeError as error:
        if dry_run:
            raise
        what = "nobody reads what this command shows any more"
        raise CommandError(what, "Run it again, without the pipe: it shows what is left.") from error


def report(workspace: Workspace, outcome: Outcome, *, strict: bool = False, extra: Document | None = None) -> Exit:
    """Show a plan that is not carried out."""
    show(workspace, outcome)
    show_problems(workspace, outcome)
    workspace.screen.line((summary(outcome), "bold"))
    workspace.screen.document(outcome_document(outcome) | {"done": False} | (extra or {}), outcome_rows(outcome))
    return exit_code(outcome, strict=strict)


def _done(
    workspace: Workspace, planned: Outcome, outcome: Outcome, as_shown: AsShown, *, strict: bool, extra: Document
) -> Exit:
    """Say what was done, and what of the plan was not."""
    screen = workspace.screen
    missing = undone(planned, outcome)
    new = [refusal for refusal in refusals(outcome) if refusal not in planned.refusals]
    screen.line(("done: " + summary(outcome, done=True), "bold green"))
    for zone, decision in missing:
        why = _why_not(zone, decision, new, as_shown)
        screen.note(("  not done ", "yellow"), f"{decision.action} {decision.hostname} in {zone.name}: {why}")
    told = {decision.hostname for _, decision in missing}
    for line in refused_lines(refusal for refusal in new if refusal.hostname not in told):
        screen.line(*line)
    show_problems(workspace, outcome)
    left = {"done": True, "not_done": [decision.hostname for _, decision in missing]}
    screen.document(outcome_document(outcome) | left | extra, outcome_rows(outcome))
    if workspace.work.stopped:
        screen.note(
            ("interrupted: ", "bold yellow"),
            f"{len(pending(outcome))} of {len(pending(planned))} changes are done, each of them whole; the rest is"
            " untouched. Run the command again to go on.",
        )
        return Exit.INTERRUPTED
    return Exit.FAILED if missing else exit_code(outcome, done=True, strict=strict)


def _why_not(zone: HostedZone, decision: Decision, new: list[Refusal], as_shown: AsShown) -> str:
    refused = [each for each in new if each.hostname == decision.hostname and each.zone in (None, zone)]
    if refused:
        return "; ".join(f"{each.code}: {plain(each.reason)}" for each in refused)
    return "something else is right for it by now" if decision.hostname in as_shown.passed_over else "not done"


def undone(planned: Outcome, outcome: Outcome) -> list[tuple[HostedZone, Decision]]:
    """What was planned and did not come about."""
    done = {(zone.id, decision.hostname, decision.action) for zone, decision in outcome.decisions}
    return [
        (zone, decision)
        for zone, decision in pending(planned)
        if (zone.id, decision.hostname, decision.action) not in done
    ]


def add(total: Outcome, part: Outcome) -> None:
    """Add what one part of the work came to."""
    total.decisions += part.decisions
    total.refusals += part.refusals
    total.failures |= part.failures
    total.troubles += part.troubles
    total.unsafe += part.unsafe
    total.lost_races += part.lost_races

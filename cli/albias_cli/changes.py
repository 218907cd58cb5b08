"""The way that every change takes: show what would be done, ask, do it, say what was done. Decides nothing itself."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from shlex import quote

from albias.case import Decision
from albias.engine.outcome import Outcome, Plan, Request
from albias.engine.run import Engine
from albias.errors import OutOfTime
from albias.model import HostedZone, LoadBalancerId, Refusal, RefusalCode, plain
from albias.names import DnsName
from albias_cli.show.describe import (
    outcome_document,
    outcome_rows,
    pending,
    refusals,
    summary,
)
from albias_cli.show.documents import Document

from .ask.slips import Slip
from .errors import CommandError, Exit
from .gravity import exit_code
from .show import mending
from .show.plan import outcome_lines, refused_lines
from .work import Work
from .workspace import Workspace

_OUT_OF_TIME = "out of time"  # albias.errors.OutOfTime: how the engine takes an interrupt


def show(workspace: Workspace, outcome: Outcome, nearly: Sequence[Slip] = ()) -> None:
    """What an outcome holds, zone by zone, for people. `nearly`: slips of the pen to be told with it."""
    for line in outcome_lines(outcome, workspace.configured, verbose=workspace.screen.verbose):
        workspace.screen.line(*line)
    if outcome.notes or nearly:
        workspace.screen.line(("To know", "bold underline"))
    for note in outcome.notes:
        workspace.screen.line((f"  i {note.code}  ", "cyan"), (note.hostname, "bold"), "  ", note.reason)
        workspace.screen.line(("    do: ", "bold"), mending.for_note(note))
    for slip in nearly:
        workspace.screen.line(("  i ", "cyan"), slip.told)
        workspace.screen.line(("    do: ", "bold"), slip.mend)


def show_problems(workspace: Workspace, outcome: Outcome) -> None:
    """What could not be done or looked at, with what to do about it."""
    for unsafe in outcome.unsafe:
        workspace.screen.note(("unsafe: ", "bold red"), str(unsafe))
        workspace.screen.note(("    do: ", "bold"), "If that is right: `albias apply --force`")
    of_zones = set(outcome.troubles)
    of_load_balancers = {f"{lb}: {why.reason}" for lb, why in outcome.failures.items() if why.reason not in of_zones}
    for problem in [*outcome.troubles, *sorted(of_load_balancers)]:
        if workspace.work.stopped and _OUT_OF_TIME in problem:
            continue  # the interrupt is told once, below
        workspace.screen.problem(problem, workspace.place)


@dataclass(frozen=True)
class Order:
    """What a person wants done: a request to an engine, whose table is the order.

    `chosen`: names to which what is told of it is limited; `normal`: refusals with which it is done; `nearly`: slips of
    the pen that are told with what it comes to. `at_once`: how many names are done between two looks at an interrupt
    (0: all); `about_to_do`: called before anything is done; `done`: called with what each part came to.
    """

    engine: Engine
    request: Request
    chosen: frozenset[DnsName] | None = None
    only_own_refusals: bool = False
    normal: tuple[RefusalCode, ...] = ()
    nearly: Callable[[Outcome], Sequence[Slip]] = lambda _: ()
    at_once: int = 0
    about_to_do: Callable[[Plan], None] = lambda _: None
    done: Callable[[Outcome], None] = lambda _: None

    def plan(self) -> Plan:
        """What it would do. Raises: AwsUnavailable."""
        return self.engine.plan(self.request)

    def told(self, outcome: Outcome) -> Outcome:
        """The outcome with the refusals of the chosen names alone; where tags rule a name out, no name was chosen."""
        if self.chosen is not None:
            outcome.refusals = [each for each in outcome.refusals if each.hostname in self.chosen]
        if self.only_own_refusals:
            outcome.refusals = [each for each in outcome.refusals if each.zone is not None]
        return outcome


def carry_out(
    workspace: Workspace,
    order: Order,
    *,
    yes: bool,
    dry_run: bool,
    preface: Callable[[Plan], None] = lambda _: None,
    extra: Callable[[Plan], Document] = lambda _: {},
) -> Exit:
    """Show what an order would do, ask, plan it again, and do of that what is still the same.

    `preface`: shows what belongs before the plan, once that is made; `extra`: the same for the JSON document.
    """
    screen, work = workspace.screen, workspace.work
    if screen.for_programs and not (yes or dry_run):
        raise CommandError(
            "a document is written at the end: nothing is shown before it is asked for",
            "Say that it may be done, or look first: `albias COMMAND --dry-run`",
            Exit.USAGE,
        )
    with _told_of_a_closed_pipe(dry_run):
        with work.doing("looking"):
            plan = order.plan()
        shown = order.told(plan.foreseen())
        preface(plan)
        if not pending(shown) or dry_run:
            return report(workspace, order, shown, extra=extra(plan))
        show(workspace, shown, order.nearly(shown))
        show_problems(workspace, shown)
        screen.line(summary(shown))
        if not yes and not screen.ask("Do this?"):
            screen.note("nothing was changed")
            return Exit.FAILED
        order.about_to_do(plan)
        with work.doing("changing", total=len(pending(shown)) if order.at_once else None), work.changing():
            outcome = order.told(do_as_shown(order, plan, work))
        outcome.held, outcome.waiting = shown.held, shown.waiting
        return _done(workspace, shown, outcome, normal=order.normal, extra=extra(plan))


def do_as_shown(order: Order, shown: Plan, work: Work) -> Outcome:
    """Do what was shown, in parts; an interrupt ends it between two of them."""
    total = Outcome()
    for part in parts_of(order, shown):
        try:
            outcome = order.engine.run(part, shown)
        except OutOfTime:
            if not work.stopped:
                raise
            break  # while the load balancers were listed anew: nothing of this part was begun
        order.done(outcome)
        total.take(outcome)
        work.advance(len(part.only or ()))
        if work.stopped:
            break
    return total


def parts_of(order: Order, shown: Plan) -> list[Request]:
    """The request, or one for every few names."""
    if not order.at_once:
        return [order.request]
    concerned: dict[DnsName, frozenset[LoadBalancerId]] = {}
    for _, decision in shown.decisions:
        concerned[decision.hostname] = concerned.get(decision.hostname, frozenset()) | decision.concerned
    names = sorted(concerned)
    parts: list[Request] = []
    for start in range(0, len(names), order.at_once):
        part = names[start : start + order.at_once]
        load_balancers = frozenset().union(*(concerned[name] for name in part))
        parts.append(Request(load_balancers, only=frozenset(part), whole=True))
    return parts


@contextmanager
def _told_of_a_closed_pipe(dry_run: bool) -> Iterator[None]:
    """Who changes something hears of it when nobody reads on; where nothing is changed it is no fault."""
    try:
        yield
    except BrokenPipeError as error:
        if dry_run:
            raise
        what = "nobody reads what this command shows any more"
        raise CommandError(
            what, "Run it again, without the pipe, and it shows what is left: `albias COMMAND`"
        ) from error


def report(workspace: Workspace, order: Order, outcome: Outcome, *, extra: Document | None = None) -> Exit:
    """Show what an order would do and is not done."""
    nearly = order.nearly(outcome)
    show(workspace, outcome, nearly)
    show_problems(workspace, outcome)
    workspace.screen.line((summary(outcome), "bold"))
    document = outcome_document(outcome) | {"slips": [each.document() for each in nearly], "done": False}
    workspace.screen.document(document | (extra or {}), outcome_rows(outcome))
    return exit_code(outcome, normal=order.normal)


def _done(
    workspace: Workspace, planned: Outcome, outcome: Outcome, *, normal: Collection[RefusalCode], extra: Document
) -> Exit:
    """Say what was done, and what of the plan was not."""
    screen = workspace.screen
    missing = undone(planned, outcome)
    new = [refusal for refusal in refusals(outcome) if refusal not in planned.refusals]
    screen.line(("done: " + summary(outcome, done=True), "bold green"))
    if missing and not workspace.work.stopped:
        _tell_what_is_missing(workspace, missing, new)
    told = {decision.hostname for _, decision in missing}
    untold = [refusal for refusal in new if refusal.hostname not in told]
    for line in refused_lines(untold, workspace.configured):
        screen.line(*line)
    show_problems(workspace, outcome)
    left = {"done": True, "not_done": [decision.hostname for _, decision in missing]}
    screen.document(outcome_document(outcome) | left | extra, outcome_rows(outcome))
    if workspace.work.stopped:
        screen.note(
            ("interrupted: ", "bold yellow"),
            f"{len(pending(outcome))} of {len(pending(planned))} changes are done, each of them whole; the rest is"
            f" untouched. To go on: `{screen.command}`",
        )
        return Exit.INTERRUPTED
    return Exit.FAILED if missing else exit_code(outcome, done=True, normal=normal)


def _tell_what_is_missing(
    workspace: Workspace, missing: Sequence[tuple[HostedZone, Decision]], new: list[Refusal]
) -> None:
    """What of the plan was not done, why, and how to find out what is right by now."""
    for zone, decision in missing:
        why = _why_not(zone, decision, new)
        workspace.screen.note(("  not done ", "yellow"), f"{decision.action} {decision.hostname} in {zone.name}: {why}")
    names = ",".join(sorted({decision.hostname for _, decision in missing}))
    workspace.screen.note(("    do: ", "bold"), f"What is right for them by now: `albias plan --only {quote(names)}`")


def _why_not(zone: HostedZone, decision: Decision, new: list[Refusal]) -> str:
    refused = [each for each in new if each.hostname == decision.hostname and each.zone in (None, zone)]
    if refused:
        return "; ".join(f"{each.code}: {plain(each.reason)}" for each in refused)
    return "not done, or something else is right for it by now"


def undone(planned: Outcome, outcome: Outcome) -> list[tuple[HostedZone, Decision]]:
    """What was planned and did not come about."""
    done = {(zone.id, decision.key, decision.action) for zone, decision in outcome.decisions}
    missing = []
    for zone, decision in pending(planned):
        if (zone.id, decision.key, decision.action) not in done:
            missing.append((zone, decision))
    return missing

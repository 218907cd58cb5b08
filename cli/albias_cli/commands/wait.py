"""`albias wait`: until a name is accepted, in sync and answered; for pipelines."""

from shlex import quote
from typing import Annotated

import typer

from albias.model import plain
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.errors import CommandError, Exit
from albias_cli.show import advice, mending
from albias_cli.show.describe import refusal_document, short
from albias_cli.show.documents import Document
from albias_cli.waiting.progress import Progress, Step, Wanted, look
from albias_cli.workspace import Workspace

from . import completing
from .common import check_in_a_zone, hostname, load_balancer, span, workspace_of
from .unclaimed import first_reason

_POLL = 5.0  # seconds between two looks
_STYLE = {"yes": "green", "no": "yellow", "not asked": "dim"}


@command(
    app,
    "wait",
    "Wait until a name is accepted, in sync and answered.",
    more=(
        "Accepted: its load balancer holds it. In sync: GetChange says so, where the change's id is to be had."
        " Answered: each of the zone's name servers gives an address of the load balancer. Of a private zone only the"
        " first can be seen.",
        "Exits with 0 when all that can be asked is so, 3 at once when the name is refused, 4 when the time is over.",
    ),
    examples=(
        "wait shop.apps.example.com",
        "wait shop.apps.example.com --timeout 10m --load-balancer"
        " arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
        "wait shop.apps.example.com --no-dns --output json",
    ),
)
def wait(
    context: typer.Context,
    *,
    name_text: Annotated[str, typer.Argument(metavar="HOSTNAME", autocompletion=completing.names)],
    timeout: Annotated[str, typer.Option(metavar="TIME", help="For how long: 90s, 5m, 1h.")] = "5m",
    to: Annotated[
        str | None,
        typer.Option(
            "--load-balancer",
            metavar="ARN",
            help="Until this one has it; else whoever claims it.",
            autocompletion=completing.load_balancers,
        ),
    ] = None,
    no_dns: Annotated[bool, typer.Option("--no-dns", help="Do not ask the zone's name servers.")] = False,
    nameserver: Annotated[
        str | None, typer.Option(metavar="IP[:PORT]", help="The DNS server to ask, in place of the zone's own.")
    ] = None,
) -> Exit:
    """Look, until there is nothing to wait for or no time."""
    chosen = load_balancer(to) if to else None
    wanted = Wanted(hostname(name_text), chosen, dns=not no_dns, nameserver=nameserver)
    seconds = span("--timeout", timeout)
    workspace = workspace_of(context)
    check_zones(workspace, wanted.name)
    began = workspace.now()
    found = _wait(workspace, wanted, began + seconds)
    waited = round(workspace.now() - began)
    code = _code(found)
    for step in found.steps:
        _show(workspace, step)
    do = _advice(workspace, wanted, found)
    _show_end(workspace, found, wanted, waited=waited, do=do)
    steps = [_step_document(step) for step in found.steps]
    refusals = [refusal_document(each) | {"advice": mending.for_refusal(each, found.truth)} for each in found.refused]
    document = {"hostname": wanted.name, "ready": code is Exit.OK, "seconds": waited, "steps": steps}
    workspace.screen.document(document | {"refusals": refusals, "advice": do}, steps)
    return code


def _wait(workspace: Workspace, wanted: Wanted, until: float) -> Progress:
    """The last look. Raises: CommandError for a name in no configured zone, and for a function that changes nothing."""
    told = ""
    with workspace.work.doing(f"waiting for {wanted.name}"):
        while True:
            found = look(workspace, wanted)
            _check_possible(workspace, wanted, found)
            left = until - workspace.now()
            if found.done or found.refused or left <= 0:
                return found
            now = _where(found)
            if now != told:
                workspace.work.at(now)
            told = now
            workspace.sleep(min(_POLL, left))


def _where(found: Progress) -> str:
    """What is being waited for, in words."""
    first = next(step for step in found.steps if step.state == "no")
    return f"not {first.what} yet: {first.words}"


def _check_possible(workspace: Workspace, wanted: Wanted, found: Progress) -> None:
    name = quote(wanted.name)
    check_in_a_zone(workspace, wanted.name)
    if all(zone.unused for zone in found.truth.zones) and not found.truth.claimants and not found.done:
        why = "; ".join(f"{zone.zone.name}: {zone.unused}" for zone in found.truth.zones)
        what = f"no load balancer may have {wanted.name}: {why}"
        raise CommandError(what, f"What is known of it: `albias explain {name}`", Exit.REFUSED)
    if workspace.settings.dry_run and not found.done and any(zone.pending for zone in found.truth.zones):
        what = f"dry_run = true: the function does not do what {wanted.name} waits for ({workspace.place})"
        raise CommandError(what, f"Do it yourself: `albias apply --only {name}`", Exit.REFUSED)


def _code(found: Progress) -> Exit:
    if found.refused:
        return Exit.REFUSED
    return Exit.OK if found.done else Exit.TIMED_OUT


def _show(workspace: Workspace, step: Step) -> None:
    where = f"  in {step.zone}" if step.zone else ""
    title = (f"{step.what:<9} {step.state:<10} ", _STYLE[step.state])
    workspace.screen.line(title, step.words, (where, "dim"))


def _show_end(workspace: Workspace, found: Progress, wanted: Wanted, *, waited: int, do: str) -> None:
    note = workspace.screen.note
    for refusal in found.refused:
        who = short(refusal.load_balancer)
        note(("refused: ", "bold yellow"), f"{refusal.code} for {who}: {plain(refusal.reason)}")
    if found.refused:
        note(("     do: ", "bold"), do)
    elif found.done:
        note(f"{wanted.name} is ready after {waited} s")
    else:
        note(("timed out: ", "bold red"), f"after {waited} s {wanted.name} is {_where(found)} ({workspace.place})")
        note(("       do: ", "bold"), do)


def _advice(workspace: Workspace, wanted: Wanted, found: Progress) -> str:
    """What to do, where it is not ready."""
    if found.done:
        return ""
    if found.refused:
        return mending.for_refusal(found.refused[0], found.truth)
    return _for_waiting(workspace, wanted, found)


def _for_waiting(workspace: Workspace, wanted: Wanted, found: Progress) -> str:
    """What to do about what did not come in time."""
    name = quote(wanted.name)
    first = next(step for step in found.steps if step.state == "no")
    if first.what == "answered":
        closed = f"Where port 53 is closed: `albias wait --no-dns {name}`"
        return f"{closed}; else, what DNS says: `albias explain --resolve {name}`"
    if first.what == "in sync":
        return f"Wait longer: `albias wait --timeout 15m {name}`"
    if found.truth.claimants:
        return f"What the function said: `albias logs {name}`; whether it hears of changes: `albias doctor`"
    if why := first_reason(workspace, wanted.name, workspace.described()):
        return str(why)
    tag = advice.tag_for(wanted.name, workspace.settings.hostname_tags[0])
    return f"Tag the load balancer that should have it: `{tag}`"


def _step_document(step: Step) -> Document:
    return {"step": step.what, "state": step.state, "words": step.words, "zone": step.zone or None}

"""`albias adopt`: take over one name whose record set exists already, without a moment in which it does not answer."""

from shlex import quote
from typing import Annotated

import typer

from albias.case import Case
from albias.engine.outcome import Outcome
from albias.model import LoadBalancer, LoadBalancerId
from albias.names import DnsName, is_within
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.wishes import claiming
from albias_cli.errors import CommandError, Exit
from albias_cli.migrate.candidates import own_texts
from albias_cli.orders import ANYBODY, Adopt, Decider, Memo
from albias_cli.show.advice import tag_for
from albias_cli.show.describe import record_set_document, short, zone_title
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from . import completing
from .common import DryRun, Yes, hostname, load_balancer, workspace_of


@command(
    app,
    "adopt",
    "Take over one record that exists already.",
    "It goes to the load balancer whose tag claims the name, in one batch: the name answers all the time.",
    examples=(
        "adopt www.apps.example.com",
        "adopt www.apps.example.com --replace --dry-run",
    ),
)
def adopt(
    context: typer.Context,
    *,
    name_text: Annotated[str, typer.Argument(metavar="HOSTNAME")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also what points elsewhere, or what external-dns has: repoint it.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--load-balancer",
            metavar="ARN",
            help="Which one, when several claim the name.",
            autocompletion=completing.load_balancers,
        ),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Exit:
    """Show what is there and whose it seems to be, ask, take it over."""
    name = hostname(name_text)
    chosen = load_balancer(to) if to else None
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        claimants = claiming(workspace.load_balancers(), [name], workspace.settings)
        _check(workspace, name, claimants, chosen, replace=replace)
        zones = [zone for zone in workspace.settings.zones if is_within(name, zone.name)]
        external = {zone.id: own_texts(workspace, zone, name) for zone in zones}
    order = Adopt(
        replace,
        chosen,
        {zone: texts for zone, (texts, _) in external.items()},
        {zone: objection for zone, (_, objection) in external.items()},
    )
    memo = Memo(order)

    def run(dry: bool, decider: Decider) -> Outcome:
        engine = workspace.engine(dry_run=dry, careful=True, only=frozenset([name]), decide=decider)
        outcome = engine.look([each.id for each in claimants])
        outcome.refusals = [refusal for refusal in outcome.refusals if refusal.hostname == name]
        return outcome

    def preface() -> None:
        _show_what_is_there(workspace, memo, order)

    def extra() -> Document:
        return {"now": [_document(case) for case in memo.cases.values()]}

    return changes.carry_out(workspace, run, memo, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


def _check(
    workspace: Workspace,
    name: DnsName,
    claimants: list[LoadBalancer],
    chosen: LoadBalancerId | None,
    *,
    replace: bool,
) -> None:
    ids = [each.id for each in claimants]
    tag = tag_for(name, workspace.settings.hostname_tags[0])
    if chosen and chosen not in ids:
        raise CommandError(f"{chosen} does not claim {name}", f"Tag it first: {tag}", Exit.REFUSED)
    if not ids:
        what = f"no load balancer claims {name} ({workspace.place})"
        raise CommandError(what, f"Tag the load balancer first: {tag}", Exit.REFUSED)
    if len(ids) > 1 and replace and not chosen:
        what = f"several load balancers claim {name}: {', '.join(map(str, ids))}"
        raise CommandError(what, "Say which one with --load-balancer.", Exit.REFUSED)


def _show_what_is_there(workspace: Workspace, memo: Memo, order: Adopt) -> None:
    """The record sets as they are, and who seems to own them."""
    for case in memo.cases.values():
        line = workspace.screen.line
        line((f"{case.name} in {zone_title(case.zone)} now", "bold underline"))
        for record_set in case.taken:
            line(f"  {record_set.describe()}")
        if not case.taken:
            way = f"`albias plan --only {quote(case.name)}` says what a sweep would do"
            line(f"  no record: there is nothing to adopt; {way}")
        for owner, place in _owners(case):
            who = f"external-dns, owner {owner}" if owner else "external-dns, owner hidden by encryption"
            if place in order.texts[case.zone.id] or order.objections[case.zone.id]:
                line((f"  owned by {who} (TXT {place})", "yellow"))
            else:
                line((f"  TXT {place} stays: it is another name's, or another service's", "dim"))
        if case.holder:
            line((f"  held by {short(case.holder.id)} already", "green"))


def _owners(case: Case) -> list[tuple[str, DnsName]]:
    """The external-dns owners that TXT record sets name, each with where it lies."""
    return [(owner, found.key.name) for found in case.external_dns_records for owner in ANYBODY.owners(found)]


def _document(case: Case) -> Document:
    return {
        "zone": case.zone.name,
        "zone_id": case.zone.id,
        "record_sets": [record_set_document(found) for found in case.taken],
        "external_dns": [{"owner": owner, "txt": place} for owner, place in _owners(case)],
        "held_by": str(case.holder.id) if case.holder else None,
    }

"""`albias adopt`: take over one name whose record set exists already, without a moment in which it does not answer."""

from collections.abc import Iterable
from shlex import quote
from typing import Annotated

import typer

from albias.case import Case, answering
from albias.engine.outcome import Plan, Request
from albias.model import LoadBalancer, LoadBalancerId, RecordSet
from albias.names import DnsName
from albias.registry import is_reserved
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.ask.wishes import claiming
from albias_cli.errors import CommandError, Exit
from albias_cli.migrate.candidates import own_texts
from albias_cli.migrate.external_dns import NO_TXT
from albias_cli.orders import ANYBODY, Adopt
from albias_cli.show.advice import name_not_allowed, tag_for
from albias_cli.show.describe import record_set_document, short, zone_title
from albias_cli.show.documents import Document
from albias_cli.show.tagging import how_to_tag
from albias_cli.workspace import Workspace

from . import completing
from .common import DryRun, Yes, check_in_a_zone, hostname, load_balancer, there, workspace_of
from .unclaimed import first_reason


@command(
    app,
    "adopt",
    "Take over one record that exists already.",
    more=("It goes to the load balancer whose tag claims the name, in one batch: the name answers all the time.",),
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
        check_zones(workspace, name)
        check_in_a_zone(workspace, name)
        claimants = _check_claimed(workspace, name, workspace.load_balancers(), chosen)
        _check_choice(name, claimants, chosen, replace=replace)
        zones = workspace.zones_around(name)
        texts: dict[str, frozenset[DnsName]] = {}
        objections: dict[tuple[str, str], str] = {}
        for zone in zones:
            texts[zone.id], of_sets = own_texts(workspace, zone, name)
            objections |= {(zone.id, set_identifier): why for set_identifier, why in of_sets.items()}
    table = Adopt(replace, chosen, texts, objections)
    only = frozenset([name])
    request = Request(frozenset(each.id for each in claimants), only=only, whole=True)
    order = changes.Order(workspace.engine(table), request, chosen=only)

    def preface(plan: Plan) -> None:
        _show_what_is_there(workspace, plan.cases, table)

    def extra(plan: Plan) -> Document:
        return {"now": [_document(case) for case in plan.cases]}

    return changes.carry_out(workspace, order, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


def _check_claimed(
    workspace: Workspace, name: DnsName, load_balancers: Iterable[LoadBalancer], chosen: LoadBalancerId | None
) -> list[LoadBalancer]:
    """The load balancers that claim the name, the chosen one among them. Raises: CommandError where that is not so."""
    known = list(load_balancers)
    claimants = claiming(known, [name], workspace.settings)
    key = workspace.settings.hostname_tags[0]
    if chosen and chosen not in {each.id for each in claimants}:
        ways = [how_to_tag(each, name, key) for each in known if each.id == chosen]
        way = ways[0] if ways else there(chosen, workspace.me)
        raise CommandError(f"{chosen} does not claim {name}", way, Exit.REFUSED)
    if not claimants:
        what = f"no load balancer claims {name} ({workspace.place})"
        if why := first_reason(workspace, name, known):
            raise CommandError(f"{what}; {why.told}", why.advice, Exit.REFUSED)
        raise CommandError(what, _whom_to_tag(workspace, name, known), Exit.REFUSED)
    return claimants


def _whom_to_tag(workspace: Workspace, name: DnsName, load_balancers: Iterable[LoadBalancer]) -> str:
    """Which load balancer to tag, where the record tells that."""
    key = workspace.settings.hostname_tags[0]
    zones = workspace.zones_around(name)
    if not any(zone.allows(name) and not is_reserved(name, zone) for zone in zones):
        return name_not_allowed(name, workspace.file)
    record_sets: list[RecordSet] = []
    for zone in zones:
        record_sets += answering(workspace.read(zone, [name]).at(name))
    for each in load_balancers:
        if any(found.points_at(each.dns_name) for found in record_sets):
            return how_to_tag(each, name, key)
    return f"Tag the load balancer first: `{tag_for(name, key)}`"


def _check_choice(
    name: DnsName, claimants: list[LoadBalancer], chosen: LoadBalancerId | None, *, replace: bool
) -> None:
    """Raises: CommandError where several claim the name, and nobody says which one gets it."""
    if len(claimants) > 1 and replace and not chosen:
        what = f"several load balancers claim {name}: {', '.join(str(each.id) for each in claimants)}"
        raise CommandError(what, f"Say which one: `albias COMMAND --load-balancer {claimants[0].id}`", Exit.REFUSED)


def _show_what_is_there(workspace: Workspace, cases: Iterable[Case], order: Adopt) -> None:
    """The record sets as they are, and who seems to own them."""
    for case in cases:
        line = workspace.screen.line
        line((f"{case.name} in {zone_title(case.zone)} now", "bold underline"))
        for record_set in case.answering:
            line(f"  {record_set.describe()}")
        if not case.answering:
            way = f"what a sweep would do: `albias plan --only {quote(case.name)}`"
            line(f"  no record: there is nothing to adopt; {way}")
        if case.answering and case.holder is None and not _owners(case):
            line((f"  no TXT record set of external-dns names it; {NO_TXT}", "dim"))
        for owner, text in _owners(case):
            who = f"external-dns, owner {owner}" if owner else "external-dns, owner hidden by encryption"
            place, set_identifier = text.key.name, text.key.set_identifier
            of_set = f", set {set_identifier!r}" if set_identifier else ""
            if place in order.texts[case.zone.id] or (case.zone.id, set_identifier) in order.objections:
                line((f"  owned by {who} (TXT {place}{of_set})", "yellow"))
            else:
                line((f"  TXT {place} stays: it is another name's, or another service's", "dim"))
        if case.holder:
            line((f"  held by {short(case.holder.id)} already", "green"))


def _owners(case: Case) -> list[tuple[str, RecordSet]]:
    """The external-dns owners that TXT record sets name, each with where it lies."""
    owners: list[tuple[str, RecordSet]] = []
    for found in case.external_dns_records:
        owners += [(owner, found) for owner in ANYBODY.owners(found)]
    return owners


def _document(case: Case) -> Document:
    external_dns: list[Document] = []
    for owner, text in _owners(case):
        of_set = {"set_identifier": text.key.set_identifier} if text.key.set_identifier else {}
        external_dns.append({"owner": owner, "txt": text.key.name, **of_set})
    return {
        "zone": case.zone.name,
        "zone_id": case.zone.id,
        "record_sets": [record_set_document(found) for found in case.answering],
        "external_dns": external_dns,
        "held_by": str(case.holder.id) if case.holder else None,
    }

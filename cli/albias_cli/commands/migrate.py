"""`albias migrate`: take names over from an external-dns, each in one batch, and the way back."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from albias.decide import with_lost_hold
from albias.engine.outcome import Plan, Request
from albias.model import LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.settings import ExternalDns
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.identity import check_zones
from albias_cli.ask.wishes import by_name
from albias_cli.errors import CommandError, Exit
from albias_cli.migrate.candidates import Candidates, Search
from albias_cli.migrate.external_dns import Registry, aes_key
from albias_cli.migrate.report import Report, WayBack, are_back, in_the_way, read_report, texts_now, way_back
from albias_cli.orders import Back, Migrate, Spot
from albias_cli.show.counting import many
from albias_cli.show.describe import pending
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace
from albias_config.alike import nearest

from .common import DryRun, Only, Yes, answer_for_all, only_names, workspace_of

_AT_ONCE = 25  # names between two looks at the progress, the report and an interrupt

migrate = typer.Typer(help="Take names over from external-dns, and back.", no_args_is_help=False)
app.add_typer(migrate, name="migrate")


@command(
    migrate,
    "external-dns",
    "Take names over from an external-dns.",
    more=(
        "For each name that a load balancer claims and answers: its TXT record sets go, albias's hold comes, the answer"
        " stays; all in one batch. Shown first; a second run takes up where one stopped.",
    ),
    examples=(
        "migrate external-dns --owner my-cluster --dry-run",
        "migrate external-dns --owner my-cluster --only shop.apps.example.com",
    ),
)
def external_dns(
    context: typer.Context,
    *,
    owner: Annotated[str, typer.Option(help="Its owner id: --txt-owner-id.")],
    only: Only = None,
    txt_prefix: Annotated[str | None, typer.Option(help="Its --txt-prefix, where not in the configuration.")] = None,
    txt_suffix: Annotated[str | None, typer.Option(help="Its --txt-suffix.")] = None,
    txt_wildcard_replacement: Annotated[str | None, typer.Option(help="Its --txt-wildcard-replacement.")] = None,
    aes_key_file: Annotated[
        Path | None, typer.Option("--aes-key-file", help="A file with its --txt-encrypt-aes-key.")
    ] = None,
    report: Annotated[Path, typer.Option(help="Where to keep what is removed: for the way back.")] = Path(
        "albias-migration.json"
    ),
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Exit:
    """Read both registries, show a plan for each name, ask, take them over; a second run takes up where one stopped."""
    if not owner:
        raise CommandError(
            "--owner is empty", "Say what external-dns gets as --txt-owner-id, such as: `--owner default`", Exit.USAGE
        )
    chosen = only_names(only)
    registry = Registry(owner, _key(aes_key_file))
    workspace = workspace_of(context)
    configured = workspace.settings.external_dns
    style = ExternalDns(
        configured.txt_prefix if txt_prefix is None else txt_prefix,
        configured.txt_suffix if txt_suffix is None else txt_suffix,
        configured.txt_wildcard_replacement if txt_wildcard_replacement is None else txt_wildcard_replacement,
    )
    with workspace.work.doing("looking"):
        check_zones(workspace)
        load_balancers = workspace.load_balancers()
        claimed = by_name(load_balancers, workspace.settings)
        found = Search(workspace, registry, style, load_balancers, only=chosen).run()
    kept = Report(report, {"external_dns_owner": owner, "owner": workspace.me.owner, "account": workspace.me.account})
    if not found.total and found.owners and not kept.known:
        what = f"no TXT record set in the configured zones names the external-dns {owner!r} ({workspace.place})"
        seen = sorted(found.owners)
        near = nearest(owner, seen) or seen[0]
        advice = f"Owner ids seen there: {', '.join(seen)}; so: `albias migrate external-dns --owner {quote(near)}`"
        raise CommandError(what, advice, Exit.REFUSED)
    settings = replace(workspace.settings, external_dns=style)
    engine = workspace.engine(Migrate(registry, found.texts), settings=settings)
    concerned: set[LoadBalancerId] = set()
    for name in found.names:
        concerned |= {*claimed[name]}
    order = changes.Order(
        engine,
        Request(frozenset(concerned), only=found.names, whole=True),
        chosen=found.names,
        at_once=_AT_ONCE,
        about_to_do=kept.plan,
        done=lambda outcome: kept.done(pending(outcome)),
    )

    def preface(_: Plan) -> None:
        _show_skipped(workspace, found, owner)
        _warn_of_apexes(workspace, found)
        answer_for_all(workspace, chosen or (), {*found.names, *(each.hostname for each in found.skipped)})

    def extra(_: Plan) -> Document:
        return _document(found)

    return changes.carry_out(workspace, order, yes=yes, dry_run=dry_run, preface=preface, extra=extra)


@command(
    migrate,
    "back",
    "Give names back to an external-dns.",
    more=(
        "As the report of their migration says: its TXT record sets come back, albias's hold goes, the answer stays.",
    ),
    examples=(
        "migrate back albias-migration.json",
        "migrate back albias-migration.json --only shop.apps.example.com",
    ),
)
def back(
    context: typer.Context,
    *,
    report: Annotated[Path, typer.Argument(metavar="REPORT")],
    only: Only = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Exit:
    """The registry forgets the names, external-dns's TXT record sets come back, the records stay: one batch a name."""
    chosen = only_names(only)
    former = _former(report, chosen)
    names = frozenset(key.name for _, key in former)
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        check_zones(workspace)
        now = texts_now(workspace, former)
    objections: dict[Spot, str] = {}
    for place, there in now.items():
        if why := in_the_way(former[place].texts, there):
            objections[place] = why
    engine = workspace.engine(Back(former, objections), limited=False)
    order = changes.Order(engine, Request(sweep=True, only=names), chosen=names, only_own_refusals=True)
    lost: list[DnsName] = []

    def preface(plan: Plan) -> None:
        lost.extend(_lost(former, plan, now))
        for name in lost:
            what = f"{name} is not given back: this deployment does not hold it, and external-dns's TXT records differ"
            workspace.screen.note(("note: ", "yellow"), f"{what}; who has it: `albias explain {quote(name)}`")

    def extra(_: Plan) -> Document:
        return {"not_back": lost}

    code = changes.carry_out(workspace, order, yes=yes, dry_run=dry_run, preface=preface, extra=extra)
    return Exit.REFUSED if lost and code in (Exit.OK, Exit.PENDING) else code


def _former(report: Path, chosen: frozenset[DnsName] | None) -> WayBack:
    """What external-dns had, of all names or the chosen ones. Raises: CommandError."""
    former: WayBack = {}
    for place, each in way_back(read_report(report)).items():
        if not chosen or place[1].name in chosen:
            former[place] = each
    if unknown := (chosen or frozenset()) - {key.name for _, key in former}:
        raise CommandError(
            f"{report} says nothing of {', '.join(sorted(unknown))}",
            f"See which names it holds: `grep hostname {quote(str(report))}`",
            Exit.REFUSED,
        )
    return former


def _lost(former: WayBack, plan: Plan, now: Mapping[Spot, Mapping[RecordKey, RecordSet]]) -> list[DnsName]:
    """The names that this deployment does not hold any more, and whose TXT record sets are not back."""
    held = {(case.zone.id, case.key) for case in map(with_lost_hold, plan.cases) if case.holder}
    held_names = {(zone_id, key.name) for zone_id, key in held}
    lost = []
    for place, each in former.items():
        simple = not place[1].set_identifier and (place[0], place[1].name) in held_names
        if place not in held and not simple and not are_back(each.texts, now.get(place, {})):
            lost.append(place[1].name)
    return lost


def _warn_of_apexes(workspace: Workspace, found: Candidates) -> None:
    """external-dns writes no TXT record set for a zone's apex, so nothing tells whether it has that one, too (X7)."""
    apexes = [zone.name for zone in workspace.settings.zones if zone.allows(zone.name)]
    if found.total and apexes:
        what = f"external-dns registers no apex: whether it has {', '.join(apexes)}, too, only its sources tell"
        look = f"kubectl get ingress,service --all-namespaces --output yaml | grep -F {quote(apexes[0])}"
        workspace.screen.note(("note: ", "yellow"), f"{what}: `{look}`")


def _key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return aes_key(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        advice = "It holds what external-dns gets as --txt-encrypt-aes-key, and nothing else: `--aes-key-file FILE`"
        raise CommandError(f"--aes-key-file {path}: {error}", advice, Exit.USAGE) from error


def _show_skipped(workspace: Workspace, found: Candidates, owner: str) -> None:
    screen = workspace.screen
    screen.line(f"external-dns {owner!r} has {many(found.total, 'name')} in the configured zones.")
    if found.skipped:
        screen.line(("Left with external-dns", "bold underline"))
    for each in found.skipped:
        screen.line(("  o ", "yellow"), (each.hostname, "bold"), f"  {each.reason}")
        screen.line(("    do: ", "bold"), each.advice)
    if found.leftover:
        names = ", ".join(text.key.name for _, text in found.leftover[:5])
        more = f" and {len(found.leftover) - 5} more" if len(found.leftover) > 5 else ""
        screen.line(
            (f"{many(len(found.leftover), 'TXT record set')} of it without an address here: {names}{more}", "dim")
        )


def _document(found: Candidates) -> Document:
    skipped = [
        {"hostname": each.hostname, "zone": each.zone.name, "reason": each.reason, "advice": each.advice}
        for each in found.skipped
    ]
    leftover = [{"zone": zone.name, "name": text.key.name} for zone, text in found.leftover]
    return {"skipped": skipped, "leftover": leftover}

"""`albias migrate`: take names over from an external-dns, each in one batch, and the way back."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from albias.engine.outcome import Outcome
from albias.model import LoadBalancerId
from albias.names import DnsName
from albias.settings import ExternalDns
from albias_cli import changes
from albias_cli.app import app, command
from albias_cli.ask.wishes import by_name
from albias_cli.errors import CommandError, Exit
from albias_cli.migrate.candidates import Candidates, Search
from albias_cli.migrate.external_dns import Registry, aes_key
from albias_cli.migrate.report import Report, are_back, in_the_way, read_report, texts_now, way_back
from albias_cli.orders import Back, Decider, Memo, Migrate
from albias_cli.show.describe import pending
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from .common import DryRun, Only, Yes, answer_for_all, of_order, only_names, workspace_of

_AT_ONCE = 25  # names between two looks at the progress, the report and an interrupt

migrate = typer.Typer(help="Take names over from external-dns, and back.", no_args_is_help=False)
app.add_typer(migrate, name="migrate")


@command(
    migrate,
    "external-dns",
    "Take names over from an external-dns.",
    "For each name that a load balancer claims and answers: its TXT record sets go, albias's entry comes, the answer"
    " stays; all in one batch. Shown first; a second run takes up where one stopped.",
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
        raise CommandError("--owner is empty", "Say what external-dns gets as --txt-owner-id.", Exit.USAGE)
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
        load_balancers = workspace.load_balancers()
        claimed = by_name(load_balancers, workspace.settings)
        found = Search(workspace, registry, style, load_balancers, chosen).run()
    kept = Report(report, {"external_dns_owner": owner, "owner": workspace.me.owner, "account": workspace.me.account})
    if not found.total and found.owners and not kept.known:
        what = f"no TXT record set in the configured zones names the external-dns {owner!r} ({workspace.place})"
        raise CommandError(what, f"Owner ids seen there: {', '.join(sorted(found.owners))}.", Exit.REFUSED)
    run = _Run(workspace, style, found, claimed, kept)
    order = Migrate(registry, found.texts)

    def preface() -> None:
        _show_skipped(workspace, found, owner)
        answer_for_all(workspace, chosen or (), {*found.names, *(each.hostname for each in found.skipped)})

    return changes.carry_out(
        workspace, run, order, yes=yes, dry_run=dry_run, preface=preface, extra=lambda: _document(found)
    )


@command(
    migrate,
    "back",
    "Give names back to an external-dns.",
    "As the report of their migration says: its TXT record sets come back, albias's entry goes, the answer stays.",
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
    texts = {place: texts for place, texts in way_back(read_report(report)).items() if not chosen or place[1] in chosen}
    names = frozenset(name for _, name in texts)
    if unknown := (chosen or frozenset()) - names:
        raise CommandError(f"{report} says nothing of {', '.join(sorted(unknown))}", "Look into it.", Exit.REFUSED)
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        now = texts_now(workspace, texts)
    memo = Memo(Back(texts, {place: why for place in now if (why := in_the_way(texts[place], now[place]))}))
    lost: list[DnsName] = []

    def run(dry: bool, decider: Decider) -> Outcome:
        outcome = workspace.engine(dry_run=dry, only=names, decide=decider, force=True).sweep()
        outcome.refusals = of_order(outcome)
        return outcome

    def preface() -> None:
        held = {place for place, case in memo.cases.items() if case.holder}
        away = [place for place in texts if place not in held and not are_back(texts[place], now.get(place, {}))]
        lost.extend(name for _, name in away)
        for name in lost:
            what = f"{name} is not given back: this deployment does not hold it, and external-dns's TXT records differ"
            workspace.screen.note(("note: ", "yellow"), f"{what}; `albias explain {quote(name)}` says who has it")

    code = changes.carry_out(
        workspace, run, memo, yes=yes, dry_run=dry_run, preface=preface, extra=lambda: {"not_back": lost}
    )
    return Exit.REFUSED if lost and code in (Exit.OK, Exit.PENDING) else code


class _Run:
    """The engine, over all names for the plan, and over a few at once for the deed."""

    def __init__(
        self,
        workspace: Workspace,
        style: ExternalDns,
        found: Candidates,
        claimed: dict[DnsName, list[LoadBalancerId]],
        report: Report,
    ) -> None:
        self._workspace = workspace
        self._settings = replace(workspace.settings, external_dns=style)
        self._names = sorted(found.names)
        self._claimed = claimed
        self._report = report
        self._planned: list[DnsName] = []

    def __call__(self, dry: bool, decider: Decider) -> Outcome:
        if dry:
            outcome = self._look(self._names, decider, dry=True)
            self._planned = sorted({decision.hostname for _, decision in pending(outcome)})
            self._decided = pending(outcome)
            return outcome
        self._report.plan(self._decided)
        total = Outcome()
        work = self._workspace.work
        with work.doing("taking over", total=len(self._planned)):
            for start in range(0, len(self._planned), _AT_ONCE):
                part = self._planned[start : start + _AT_ONCE]
                outcome = self._look(part, decider, dry=False)
                self._report.done(pending(outcome))
                changes.add(total, outcome)
                work.advance(len(part))
                if work.stopped:
                    break
        return total

    def _look(self, names: Iterable[DnsName], decider: Decider, *, dry: bool) -> Outcome:
        wanted = frozenset(names)
        balancers = {each for name in wanted for each in self._claimed[name]}
        engine = self._workspace.engine(settings=self._settings, dry_run=dry, only=wanted, decide=decider)
        outcome = engine.look(balancers)
        outcome.refusals = [refusal for refusal in outcome.refusals if refusal.hostname in wanted]
        return outcome


def _key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return aes_key(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        advice = "The file holds what --txt-encrypt-aes-key gets, and nothing else."
        raise CommandError(f"--aes-key-file {path}: {error}", advice, Exit.USAGE) from error


def _show_skipped(workspace: Workspace, found: Candidates, owner: str) -> None:
    screen = workspace.screen
    screen.line(f"external-dns {owner!r} has {found.total} names in the configured zones.")
    if found.skipped:
        screen.line(("Left with external-dns", "bold underline"))
    for each in found.skipped:
        screen.line(("  o ", "yellow"), (each.hostname, "bold"), f"  {each.reason}")
        if each.advice:
            screen.line((f"      {each.advice}", "dim"))
    if found.leftover:
        names = ", ".join(text.key.name for _, text in found.leftover[:5])
        more = f" and {len(found.leftover) - 5} more" if len(found.leftover) > 5 else ""
        screen.line((f"{len(found.leftover)} of its TXT record sets speak of no address here: {names}{more}", "dim"))


def _document(found: Candidates) -> Document:
    return {
        "skipped": [
            {"hostname": each.hostname, "zone": each.zone.name, "reason": each.reason, "advice": each.advice}
            for each in found.skipped
        ],
        "leftover": [{"zone": zone.name, "name": text.key.name} for zone, text in found.leftover],
    }

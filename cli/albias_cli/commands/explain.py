"""`albias explain`: the whole truth about one name, or about one load balancer."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from shlex import quote
from typing import Annotated

import typer

from albias.case import Case, Decision
from albias.model import LoadBalancer, bare_target, plain
from albias.names import DnsName, fits, is_within
from albias.registry import hold_name
from albias.settings import Settings
from albias.sources import source_of
from albias_cli.app import app, command
from albias_cli.ask import resolving
from albias_cli.ask.identity import check_zones
from albias_cli.ask.truth import TOLD, Truth, ZoneTruth, truth_about
from albias_cli.ask.wishes import wish_words, wishes_by_name
from albias_cli.errors import Exit
from albias_cli.show import advice, mending, outside
from albias_cli.show.describe import (
    short,
    zone_title,
)
from albias_cli.workspace import Workspace

from . import completing, unclaimed
from .balancer import explain_load_balancer, is_said_of_load_balancers, named
from .common import Nameserver, hostname, load_balancer, workspace_of
from .logs import last_lines, show_last_lines
from .sweeping import NOT_BY_ITSELF
from .truth_document import truth_document


@command(
    app,
    "explain",
    "The whole truth about a hostname or an ARN.",
    more=(
        "Who claims it, who holds it, what is in Route 53, why it was refused, and what to do.",
        "Exits with 0 when the name is held and right, 2 when changes are pending or something hides it, 3 when"
        " it is refused or unclaimed.",
    ),
    examples=(
        "explain shop.apps.example.com",
        "explain --resolve shop.apps.example.com",
        "explain arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
    ),
    paged=True,
)
def explain(
    context: typer.Context,
    *,
    what: Annotated[str, typer.Argument(metavar="HOSTNAME|ARN", autocompletion=completing.names_and_load_balancers)],
    resolve: Annotated[bool, typer.Option("--resolve", help="Also ask DNS, and compare.")] = False,
    nameserver: Nameserver = None,
) -> Exit:
    """Gather, show."""
    if what.startswith("arn:"):
        return explain_load_balancer(workspace_of(context), load_balancer(what))
    if "/" not in what:
        hostname(what)  # what is none is told before AWS is asked
    workspace = workspace_of(context)
    described = None
    if is_said_of_load_balancers(what):
        with workspace.work.doing("looking"):
            described = workspace.described()
        meant = named(what, described)
        if meant is not None:
            return explain_load_balancer(workspace, meant)
    name = hostname(what)
    return _explain_name(workspace, name, described, resolve=resolve or nameserver is not None, nameserver=nameserver)


def _explain_name(
    workspace: Workspace,
    name: DnsName,
    described: Sequence[LoadBalancer] | None,
    *,
    resolve: bool,
    nameserver: str | None,
) -> Exit:
    """The truth about one name. `described`: the load balancers, where they have been listed already."""
    with workspace.work.doing("looking"):
        check_zones(workspace, name)
        load_balancers = workspace.load_balancers(described)
        truth = truth_about(workspace, name, load_balancers)
        log = last_lines(workspace, name)
        cnames = outside.cnames(name, _held_names(workspace, truth))
    answers = _answers(truth, nameserver) if resolve else {}
    state, code = judge(truth)
    _show(workspace, truth, state)
    _show_who_does_it(workspace, truth)
    nearly = [] if truth.claimants else unclaimed.nearly(workspace, name, load_balancers)
    others: list[unclaimed.Why] = []
    if not truth.claimants and not truth.problems:
        others = unclaimed.other_places(workspace, truth.holds, load_balancers)
    for told, way in [*others, *((slip.told, slip.mend) for slip in nearly)]:
        workspace.screen.line(("to know      ", "bold cyan"), told)
        workspace.screen.line(("to do        ", "bold"), way)
    _show_advice(workspace, truth, cnames, told=bool(nearly or others))
    for target, comparison in answers.items():
        for line in resolving.words(comparison):
            workspace.screen.line(("DNS answers  ", "bold"), line, (f"  {target}", "dim"))
    show_last_lines(workspace, log)
    dns = {target: asdict(found) for target, found in answers.items()}
    said = [line.said for line in log.lines]
    document = truth_document(truth, cnames) | {"state": state, "cnames": cnames, "log": said, "dns": dns}
    document["slips"] = [each.document() for each in nearly]
    document["dry_run"] = workspace.settings.dry_run
    workspace.screen.document(document, document["zones"])
    for problem in truth.problems:
        workspace.screen.problem(problem)
    return code


def judge(truth: Truth) -> tuple[str, Exit]:
    """The state in one sentence, and the exit code for it."""
    if truth.problems:
        return "could not be found out", Exit.FAILED
    pending: list[Decision] = []
    for zone in truth.zones:
        pending += zone.pending
    coming = [f"{each.action} is pending: {plain(each.reason)}" for each in pending]
    held = any(zone.is_ours for zone in truth.zones)
    refused = sorted({refusal.code for refusal in truth.refusals if refusal.code != "waiting" or not held})
    if refused:
        return "; ".join([f"refused: {', '.join(refused)}", *coming]), Exit.REFUSED
    if coming:
        return "; ".join(coming), Exit.PENDING
    if not held:
        return "no load balancer of this account and Region claims it", Exit.REFUSED
    told: list[str] = sorted({note.code for note in truth.notes if note.code in TOLD})
    if any(zone.is_held_twice for zone in truth.zones):
        told.append("external-dns registers it, too")
    if told:
        return f"held, and there is something to know: {', '.join(told)}", Exit.PENDING
    return "held, and as it should be", Exit.OK


def _held_names(workspace: Workspace, truth: Truth) -> list[DnsName]:
    """What the claimants of a name outside all zones have: names to make a CNAME to."""
    if truth.zones:
        return []
    held: list[DnsName] = []
    claimants = {each.id for each in truth.claimants}
    wished: set[DnsName] = set()
    for each in truth.claimants:
        wished |= wishes_by_name(each, workspace.settings).keys()
    for zone in workspace.settings.zones:
        names = [name for name in wished if is_within(name, zone.name) and fits(hold_name(name, zone))]
        for key, hold in workspace.reader(zone).holds_at(names).items():
            if hold.load_balancer in claimants:
                held.append(key.name)
    return held


def _answers(truth: Truth, nameserver: str | None) -> dict[str, resolving.Comparison]:
    """What DNS answers, by what it is compared with: the claimants; else where its records point; else nothing."""
    name = truth.name.replace("*", "albias-explain", 1)
    claimants = [each.dns_name.lower() for each in truth.claimants]
    aliases: set[str] = set()
    for zone in truth.zones:
        aliases |= {bare_target(found.alias.dns_name) for found in zone.cases[0].answering if found.alias}
    targets = claimants or sorted(aliases) or [""]
    return {target: resolving.compare(name, target, nameserver) for target in targets}


def _show(workspace: Workspace, truth: Truth, state: str) -> None:
    line = workspace.screen.line
    line((truth.name, "bold"), ("  ", ""), (state, "bold"))
    for described in truth.claimants:
        line(("claimed by   ", "bold"), (short(described.id), "cyan"), f"  ({advice.named(described)})")
        for wish in truth.wishes[described.id]:
            line("             ", wish_words(wish, described))
    for zone in truth.zones:
        line(("in zone      ", "bold"), zone_title(zone.zone), f", not used: {zone.unused}" if zone.unused else "")
        for word in _zone_words(zone, workspace.settings):
            line("             ", word)
    if not truth.zones:
        zones = ", ".join(zone.name for zone in workspace.settings.zones)
        line(("in zone      ", "bold"), f"none of the configured hosted zones ({zones})")


def _show_who_does_it(workspace: Workspace, truth: Truth) -> None:
    """Whose hand it takes, where the function does nothing of what is pending."""
    if workspace.settings.dry_run and any(zone.pending for zone in truth.zones):
        by_hand = f"`albias apply --only {quote(truth.name)}`"
        workspace.screen.line(("to do        ", "bold"), f"{NOT_BY_ITSELF}: {by_hand}")


def _zone_words(zone: ZoneTruth, settings: Settings) -> list[str]:
    first = zone.cases[0]
    words = [f"record: {found.describe()}" for found in first.answering] or ["record: none"]
    for case in zone.cases:
        words += _hold_words(case, [each for each in zone.pending if each.key == case.key])
    if zone.external_dns is not None:
        words.append(f"external-dns: owner {zone.external_dns or 'hidden by encryption'} registers it")
    if first.delegated_at:
        words.append(f"delegated: {first.delegated_at} has name servers of its own")
    for each in zone.pending:
        stopped = "; max_removals may stop it" if each.removes else ""
        when = "a sweep without dry_run" if settings.dry_run else "next sweep"
        words.append(f"{when}: {each.action}: {plain(each.reason)}{stopped}")
    return words


def _hold_words(case: Case, pending: Sequence[Decision]) -> list[str]:
    """Who has a record set of the name, or is to have it, and who waits; with its set identifier where it is routed."""
    routed = f" (set identifier {case.key.set_identifier})" if case.key.set_identifier else ""
    hold = case.hold
    if hold is None:
        coming = [f" yet; {short(each.load_balancer)} is to have it" for each in pending]
        return [f"held by: nobody{next(iter(coming), '')}{routed}"]
    if hold.load_balancer is None:
        return [f"held by: the deployment {hold.owner or 'of somebody'} ({hold.resource or 'no albias'}){routed}"]
    words = [f"held by: {short(hold.load_balancer)}{routed}"]
    if hold.unnamed_since:
        source = source_of(hold.origin)
        end = _minute(hold.unnamed_since + source.grace(case.settings))
        since = f"none names it since {_minute(hold.unnamed_since)}; given up after {end} unless one does again"
        words.append(f"no {source.name}: {since}")
    waiting = [party.id for party in case.claimants if party.id != hold.load_balancer]
    return words + [f"waiting: {short(each)}{routed}" for each in waiting]


def _minute(at: int) -> str:
    """A moment in this machine's time."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _show_advice(workspace: Workspace, truth: Truth, cnames: list[str], *, told: bool) -> None:
    """What to do. `told`: how the name comes to be claimed has been said already."""
    line = workspace.screen.line
    for refusal in truth.refusals:
        where = f" in {refusal.zone.name}" if refusal.zone else ""
        line(
            ("refused      ", "bold yellow"),
            f"{refusal.code}{where} for {short(refusal.load_balancer)}: {plain(refusal.reason)}",
        )
        line(("to do        ", "bold"), mending.for_refusal(refusal, truth, cnames))
    for note in truth.notes:
        line(("to know      ", "bold cyan"), f"{note.code} in {note.zone.name}: {plain(note.reason)}")
        line(("to do        ", "bold"), mending.for_note(note))
    for zone in truth.zones:
        if zone.is_held_twice and not truth.refusals:
            line(("to do        ", "bold"), mending.for_external_dns(zone, truth.name))
    if not truth.claimants and not told:
        for way in mending.for_unclaimed(truth, workspace.settings.hostname_tags[0]):
            line(("to do        ", "bold"), way)
    for cname in cnames:
        line(("in other DNS ", "bold"), cname)

"""`albias explain`: the whole truth about one name, or about one load balancer."""

from dataclasses import asdict
from typing import Annotated

import typer

from albias.model import bare_target
from albias.names import DnsName, fits, is_within
from albias.registry import decode_hold, hold_name
from albias_cli.app import app, command
from albias_cli.ask import resolving
from albias_cli.ask.truth import Truth, ZoneTruth, truth_about
from albias_cli.ask.wishes import named_in
from albias_cli.errors import Exit, advice_for
from albias_cli.show import advice
from albias_cli.show.describe import (
    decision_document,
    plain,
    record_set_document,
    refusal_document,
    short,
    zone_title,
)
from albias_cli.show.documents import Document
from albias_cli.workspace import Workspace

from . import completing
from .balancer import explain_load_balancer
from .common import hostname, load_balancer, workspace_of
from .logs import last_lines, show_last_lines


@command(
    app,
    "explain",
    "The whole truth about a hostname or an ARN.",
    "Who claims it, who holds it, what is in Route 53, why it was refused, and what to do.",
    "Exits with 0 when the name is held and right, 2 when changes are pending, 3 when it is refused or unclaimed.",
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
    nameserver: Annotated[
        str | None, typer.Option(metavar="IP[:PORT]", help="The DNS server to ask, in place of this machine's.")
    ] = None,
) -> Exit:
    """Gather, show. Exits with 0 when the name is held and right, 2 when changes are pending, 3 when it is refused."""
    if what.startswith("arn:"):
        return explain_load_balancer(workspace_of(context), load_balancer(what))
    name = hostname(what)
    workspace = workspace_of(context)
    with workspace.work.doing("looking"):
        load_balancers = workspace.load_balancers()
        truth = truth_about(workspace, name, load_balancers)
        log = last_lines(workspace, name)
        held = _held_names(workspace, truth)
    cnames = advice.elsewhere(name, held)
    answers = _answers(truth, nameserver) if resolve or nameserver else {}
    state, code = judge(truth)
    _show(workspace, truth, state)
    _show_advice(workspace, truth, cnames)
    for target, comparison in answers.items():
        for line in resolving.words(comparison):
            workspace.screen.line(("DNS answers  ", "bold"), line, (f"  {target}", "dim"))
    show_last_lines(workspace, log)
    document = _document(truth) | {
        "state": state,
        "cnames": cnames,
        "log": [line.said for line in log.lines],
        "dns": {target: asdict(found) for target, found in answers.items()},
    }
    workspace.screen.document(document, document["zones"])
    for problem in truth.problems:
        workspace.screen.note(("failed: ", "bold red"), problem)
        if mend := advice_for(problem):
            workspace.screen.note(("    do: ", "bold"), mend)
    return code


def judge(truth: Truth) -> tuple[str, Exit]:
    """The state in one sentence, and the exit code for it."""
    if truth.problems:
        return "could not be found out", Exit.FAILED
    pending = [decision for zone in truth.zones for decision in zone.pending]
    if pending:
        return "; ".join(f"{each.action} is pending: {plain(each.reason)}" for each in pending), Exit.PENDING
    held = any(zone.hold and zone.hold.load_balancer for zone in truth.zones)
    refused = [refusal for refusal in truth.refusals if refusal.code != "waiting" or not held]
    if refused:
        return f"refused: {', '.join(sorted({refusal.code for refusal in refused}))}", Exit.REFUSED
    if held:
        return "held, and as it should be", Exit.OK
    return "no load balancer of this account and Region claims it", Exit.REFUSED


def _held_names(workspace: Workspace, truth: Truth) -> list[DnsName]:
    """The name itself, if a load balancer of ours has it; else what its claimants have: names to make a CNAME to."""
    if any(zone.hold and zone.hold.load_balancer for zone in truth.zones):
        return [truth.name]
    held = []
    for each in truth.claimants:
        names = named_in(each, workspace.settings)
        for zone in workspace.settings.zones:
            keys = {hold_name(name, zone): name for name in names if is_within(name, zone.name)}
            view = workspace.read(zone, filter(fits, keys))
            found = ((name, view.one(key, "TXT")) for key, name in keys.items() if fits(key))
            held += [name for name, hold in found if hold and decode_hold(hold, workspace.me).load_balancer == each.id]
    return held


def _answers(truth: Truth, nameserver: str | None) -> dict[str, resolving.Comparison]:
    """What DNS answers, by what it is compared with: the claimants; else where its records point; else nothing."""
    name = truth.name.replace("*", "albias-explain", 1)
    claimants = [each.dns_name.lower() for each in truth.claimants]
    aliases = [found.alias for zone in truth.zones for found in zone.record_sets if found.alias]
    targets = claimants or sorted({bare_target(alias.dns_name) for alias in aliases}) or [""]
    return {target: resolving.compare(name, target, nameserver) for target in targets}


def _show(workspace: Workspace, truth: Truth, state: str) -> None:
    line = workspace.screen.line
    line((truth.name, "bold"), ("  ", ""), (state, "bold"))
    for described in truth.claimants:
        line(("claimed by   ", "bold"), (short(described.id), "cyan"), f"  ({advice.named(described)})")
        for key, value in truth.tags[described.id]:
            line("             ", f"tag {key} = {value}")
    for zone in truth.zones:
        line(("in zone      ", "bold"), zone_title(zone.zone), f", not used: {zone.unused}" if zone.unused else "")
        for word in _zone_words(zone):
            line("             ", word)
    if not truth.zones:
        zones = ", ".join(zone.name for zone in workspace.settings.zones)
        line(("in zone      ", "bold"), f"none of the configured hosted zones ({zones})")


def _zone_words(zone: ZoneTruth) -> list[str]:
    words = [f"record: {found.describe()}" for found in zone.record_sets] or ["record: none"]
    if zone.hold is None:
        words.append("held by: nobody")
    elif zone.hold.load_balancer:
        words.append(f"held by: {short(zone.hold.load_balancer)}")
    else:
        words.append(
            f"held by: the deployment {zone.hold.owner or 'of somebody'} ({zone.hold.resource or 'no albias'})"
        )
    words += [f"waiting: {short(each)}" for each in zone.waiting]
    if zone.external_dns is not None:
        words.append(f"external-dns: owner {zone.external_dns or 'hidden by encryption'} registers it")
    if zone.delegated_at:
        words.append(f"delegated: {zone.delegated_at} has name servers of its own")
    return words + [
        f"next sweep: {each.action}: {plain(each.reason)}" + ("; max_removals may stop it" if each.removes else "")
        for each in zone.pending
    ]


def _show_advice(workspace: Workspace, truth: Truth, cnames: list[str]) -> None:
    line = workspace.screen.line
    for refusal in truth.refusals:
        where = f" in {refusal.zone.name}" if refusal.zone else ""
        line(
            ("refused      ", "bold yellow"),
            f"{refusal.code}{where} for {short(refusal.load_balancer)}: {plain(refusal.reason)}",
        )
        line(("to do        ", "bold"), advice.for_refusal(refusal, truth))
    if not truth.claimants:
        tag = advice.tag_for(truth.name, workspace.settings.hostname_tags[0])
        line(("to do        ", "bold"), f"tag the load balancer that should have it: {tag}")
    for cname in cnames:
        line(("in other DNS ", "bold"), cname)


def _document(truth: Truth) -> Document:
    return {
        "hostname": truth.name,
        "claimed_by": [
            {"load_balancer": str(each.id), "dns_name": each.dns_name, "tags": dict(truth.tags[each.id])}
            for each in truth.claimants
        ],
        "zones": [
            {
                "zone": zone.zone.name,
                "zone_id": zone.zone.id,
                "unused": zone.unused or None,
                "record_sets": [record_set_document(found) for found in zone.record_sets],
                "held_by": str(zone.hold.load_balancer or zone.hold.resource) if zone.hold else None,
                "owner": zone.hold.owner if zone.hold else None,
                "waiting": [str(each) for each in zone.waiting],
                "external_dns": zone.external_dns,
                "delegated_at": zone.delegated_at,
                "pending": [decision_document(zone.zone, each) for each in zone.pending],
            }
            for zone in truth.zones
        ],
        "refusals": [refusal_document(each) | {"advice": advice.for_refusal(each, truth)} for each in truth.refusals],
        "problems": list(truth.problems),
    }

"""`albias explain ARN`: what one load balancer claims and holds. A part of `explain`."""

from collections.abc import Iterable

from albias.case import Case
from albias.engine.outcome import Outcome, Request
from albias.model import LoadBalancer, LoadBalancerId, Refusal, bare_target, plain
from albias.names import DnsName, InvalidName, parse_name
from albias.sources import wishes_of
from albias.sources.tags import setting_of
from albias_cli.ask.identity import check_zones
from albias_cli.ask.slips import in_keys
from albias_cli.audit.elb_names import elb_name
from albias_cli.changes import show_problems
from albias_cli.errors import Exit, repeated
from albias_cli.gravity import exit_code
from albias_cli.show import advice, mending
from albias_cli.show.configured import Configured
from albias_cli.show.describe import outcome_document, pending, refusals, short, zone_title
from albias_cli.show.documents import Document
from albias_cli.show.tagging import looking_at
from albias_cli.workspace import Workspace

from .common import there
from .logs import last_lines, show_last_lines
from .sweeping import tell_of_dry_run


def is_said_of_load_balancers(text: str) -> bool:
    """Whether a text looks like what people call a load balancer: by its name, as albias shows it, by its DNS name."""
    return "/" in text or "." not in text or elb_name(text) is not None


def named(text: str, load_balancers: Iterable[LoadBalancer]) -> LoadBalancerId | None:
    """The load balancer that a person means; None where none of these is called so."""
    for each in load_balancers:
        if text in (short(each.id), each.id.name) or bare_target(text) == bare_target(each.dns_name):
            return each.id
    return None


def explain_load_balancer(workspace: Workspace, load_balancer: LoadBalancerId) -> Exit:
    """Its tags, every name that it claims or holds, what a sweep would do about each, and its last log lines."""
    with workspace.work.doing("looking"):
        check_zones(workspace)
        plan = workspace.engine().plan(Request(frozenset([load_balancer]), whole=True))
        log = last_lines(workspace, load_balancer=str(load_balancer))
    described = plan.load_balancers.get(load_balancer)
    outcome = plan.foreseen()
    line = workspace.screen.line
    line((short(load_balancer), "bold cyan"), f"  {load_balancer}")
    line(advice.named(described) if described else "Elastic Load Balancing does not know it: deleted, or elsewhere")
    nearly = in_keys([described] if described else [], workspace.settings)
    for key, value in described.tags if described else ():
        ours = setting_of(key, workspace.settings.hostname_tags) is not None
        line((f"  tag {key} = {value}", "bold" if ours else "dim"))
    configured = workspace.configured
    rows = [_row(case, load_balancer, outcome, configured) for case in plan.cases]
    rows += [_refused(each, "", configured) for each in refusals(outcome) if each.zone is None]
    rows = [row | {"asked_for_by": _sources(row["hostname"], described, workspace)} for row in rows]
    for row in rows:
        _show(workspace, row)
    for slip in nearly:
        line(("  to know    ", "bold cyan"), slip.told)
        line(("             do: ", "bold"), slip.mend)
    if not rows:
        line("  it names no hostname, and holds none")
    unknown = described is None and not rows
    if unknown:
        line("             do: ", _how_to_look(workspace, load_balancer))
    tell_of_dry_run(workspace, outcome, by_order=False)
    show_last_lines(workspace, log)
    show_problems(workspace, outcome)
    document = {"load_balancer": str(load_balancer), "names": rows, "log": [each.said for each in log.lines]}
    document["slips"] = [each.document() for each in nearly]
    workspace.screen.document(outcome_document(outcome) | document, rows)
    code = exit_code(outcome)
    return Exit.REFUSED if unknown and code == Exit.OK else code


def _how_to_look(workspace: Workspace, load_balancer: LoadBalancerId) -> str:
    """What to do about a load balancer that is not known here."""
    if not workspace.me.owns(load_balancer):
        return repeated(there(load_balancer, workspace.me), workspace.screen.command)
    look = looking_at(load_balancer)
    return f"Check the ARN, and that it is one of this deployment's ({workspace.place}): `{look}`"


def _sources(hostname: str, described: LoadBalancer | None, workspace: Workspace) -> list[str]:
    """The tags and listener rules that ask for a name; none where the load balancer is gone, or does not any more."""
    if described is None:
        return []
    found: list[str] = []
    for wish in wishes_of(described, workspace.settings):
        if hostname in (wish.text, _normal(wish.text)):
            found.append(wish.place)
    return list(dict.fromkeys(found))


def _normal(text: str) -> DnsName | None:
    """A hostname as albias writes it; None where it is none, so that it is refused as it stands."""
    try:
        return parse_name(text)
    except InvalidName:
        return None


def _show(workspace: Workspace, row: Document) -> None:
    line = workspace.screen.line
    words = [f"  {row[key]}" for key in ("zone", "why") if row[key]]
    line(f"  {row['state']:<10} ", (row["hostname"], "bold"), *words)
    if row["asked_for_by"]:
        line(("             by: ", "dim"), (", ".join(row["asked_for_by"]), "dim"))
    if row["do"]:
        line(("             do: ", "bold"), row["do"])


def _refused(refusal: Refusal, zone: str, configured: Configured) -> Document:
    why = f"{refusal.code}: {plain(refusal.reason)}"
    return {
        "hostname": refusal.hostname,
        "zone": zone,
        "state": "refused",
        "why": why,
        "do": advice.in_general(refusal, configured),
    }


def _row(case: Case, load_balancer: LoadBalancerId, outcome: Outcome, configured: Configured) -> Document:
    """One name in one zone, in one line."""
    place = zone_title(case.zone)
    coming = [each for zone, each in pending(outcome) if (zone.id, each.key) == (case.zone.id, case.key)]
    wanted = (*case.key, case.zone, load_balancer)
    refused = [
        each
        for each in refusals(outcome)
        if (each.hostname, each.set_identifier, each.zone, each.load_balancer) == wanted
    ]
    do = ""
    if coming:
        state, why = "pending", "; ".join(f"{each.action}: {plain(each.reason)}" for each in coming)
    elif refused:
        return _refused(refused[0], place, configured)
    elif case.holder and case.holder.id == load_balancer:
        notes = [note for note in outcome.notes if (note.hostname, note.zone) == (case.name, case.zone)]
        state, why = "held", "; ".join(f"{note.code}: {note.reason}" for note in notes) or "as it should be"
        do = "; ".join(mending.for_note(note) for note in notes)
    else:
        state, why = "free", ""
    return {"hostname": case.name, "zone": place, "state": state, "why": why, "do": do}

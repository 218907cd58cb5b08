"""`albias explain ARN`: what one load balancer claims and holds. A part of `explain`."""

from albias.case import Case
from albias.model import LoadBalancerId
from albias.names import DnsName
from albias.reconcile import Outcome
from cli import advice
from cli.changes import exit_code, show_problems
from cli.describe import Document, outcome_document, pending, plain, refusals, short, zone_title
from cli.errors import Exit
from cli.orders import Memo
from cli.workspace import Workspace


def explain_load_balancer(workspace: Workspace, load_balancer: LoadBalancerId) -> Exit:
    """Its tags, every name that it claims or holds, and what a sweep would do about each."""
    memo = Memo()
    with workspace.work.doing("looking"):
        described = workspace.elbv2.describe([load_balancer])[load_balancer]
        outcome = workspace.engine(dry_run=True, careful=True, decide=memo).look([load_balancer])
    line = workspace.screen.line
    line((short(load_balancer), "bold cyan"), f"  {load_balancer}")
    line(advice.named(described) if described else "Elastic Load Balancing does not know it: deleted, or elsewhere")
    for key, value in described.tags if described else ():
        ours = any(key == wanted or key.startswith(wanted + "/") for wanted in workspace.settings.hostname_tags)
        line((f"  tag {key} = {value}", "bold" if ours else "dim"))
    rows = [_row(case, load_balancer, outcome) for case in memo.cases.values()]
    for row in rows:
        line(f"  {row['state']:<10}", (row["hostname"], "bold"), f"  {row['zone']}  {row['why']}")
    for refusal in refusals(outcome):
        if refusal.zone is None:
            why = f"  {refusal.code}: {plain(refusal.reason)}"
            line((f"  {'refused':<10}", "bold yellow"), (refusal.hostname, "bold"), why)
    if not rows and not outcome.refusals:
        line("  it names no hostname, and holds none")
    show_problems(workspace, outcome)
    workspace.screen.json(outcome_document(outcome) | {"load_balancer": str(load_balancer), "names": rows})
    return exit_code(outcome, strict=True)


def _row(case: Case, load_balancer: LoadBalancerId, outcome: Outcome) -> Document:
    """One name in one zone, in one line."""
    coming = [
        decision for zone, decision in pending(outcome) if zone.id == case.zone.id and decision.hostname == case.name
    ]
    refused = [each for each in refusals(outcome) if _is_of(each.hostname, each.zone, case, load_balancer, each)]
    holder = case.holder.id if case.holder else None
    if coming:
        state, why = "pending", "; ".join(f"{each.action}: {plain(each.reason)}" for each in coming)
    elif refused:
        state, why = "refused", "; ".join(f"{each.code}: {plain(each.reason)}" for each in refused)
    elif holder == load_balancer:
        state, why = "held", "as it should be"
    else:
        state, why = "free", ""
    return {"hostname": case.name, "zone": zone_title(case.zone), "state": state, "why": why}


def _is_of(hostname: str, zone: object, case: Case, load_balancer: LoadBalancerId, refusal: object) -> bool:
    same = getattr(refusal, "load_balancer", None) == load_balancer
    return same and hostname == DnsName(case.name) and zone == case.zone

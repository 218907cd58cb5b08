"""What a run came to -> what others are told of it on an event bus. Pure; docs/events.md is the contract.

A change is told by whoever makes it, event or sweep. A refusal is told when an event of its load balancer led to it:
each sweep meets it again. What changes the registry alone is not told; who waits hears it as a refusal.
"""

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any

from albias.advice import ADVICE
from albias.case import Action, Decision
from albias.engine.outcome import Outcome
from albias.model import HostedZone, LoadBalancerId, Notice, NoticeType, Refusal, bare_target

_TYPES: Mapping[Action, NoticeType] = {
    "create": "Name Granted",
    "adopt": "Name Granted",
    "convert": "Name Granted",
    "hand-over": "Name Handed Over",
    "repair": "Name Repaired",
    "remove": "Name Removed",
    "let-go": "Name Removed",
}
# Whose load balancer it is in Kubernetes: `<namespace>/<name>`, or the name of an Ingress group. The first are tags of
# the AWS Load Balancer Controller, the others of EKS Auto Mode (H73).
STACK_TAGS = (
    "ingress.k8s.aws/stack",
    "service.k8s.aws/stack",
    "gateway.k8s.aws.alb/stack",
    "gateway.k8s.aws.nlb/stack",
    "ingress.eks.amazonaws.com/stack",
    "service.eks.amazonaws.com/stack",
    "gateway.eks.amazonaws.com.alb/stack",
    "gateway.eks.amazonaws.com.nlb/stack",
)
MAX_REASON = 1_000  # characters: so ten notices fit into one call, however each of them is spelt in JSON


def notices_of(outcome: Outcome, owner: str, asked: Set[LoadBalancerId] = frozenset()) -> list[Notice]:
    """The notices of one run. `asked`: the load balancers whose events led to it; none in a sweep."""
    notices = []
    for zone, decision in outcome.decisions:
        if decision.action in _TYPES:
            notices.append(_of_decision(zone, decision, outcome, owner))
    for refusal in outcome.refusals:
        if refusal.load_balancer in asked:
            notices.append(_of_refusal(refusal, outcome, owner))
    return notices


def _of_decision(zone: HostedZone, decision: Decision, outcome: Outcome, owner: str) -> Notice:
    target = _target(decision) or _described(decision.load_balancer, outcome).get("target", "")
    detail = {
        "owner": owner,
        "action": decision.action,
        "hostname": decision.hostname,
        "reason": _clipped(decision.reason),
        **_in_zone(zone),
        "set_identifier": decision.key.set_identifier,
        "routing": decision.policy,
        **_described(decision.load_balancer, outcome),
        "target": target,
        "previous": str(decision.previous) if decision.previous else "",
    }
    return _notice(_TYPES[decision.action], [zone], decision.load_balancer, detail)


def _of_refusal(refusal: Refusal, outcome: Outcome, owner: str) -> Notice:
    detail = {
        "owner": owner,
        "code": refusal.code,
        "hostname": refusal.hostname,
        "reason": _clipped(refusal.reason),
        "advice": ADVICE[refusal.code],
        **(_in_zone(refusal.zone) if refusal.zone else {}),
        "set_identifier": refusal.set_identifier,
        "routing": refusal.policy,
        **_described(refusal.load_balancer, outcome),
    }
    return _notice("Name Refused", [refusal.zone] if refusal.zone else [], refusal.load_balancer, detail)


def _notice(
    type_: NoticeType, zones: Iterable[HostedZone], load_balancer: LoadBalancerId, detail: Mapping[str, Any]
) -> Notice:
    """The notice, without the keys that say nothing; in ASCII, as the text may hold anybody's signs (H49)."""
    resources = [str(load_balancer)]
    for zone in zones:
        resources.append(f"arn:{load_balancer.partition}:route53:::hostedzone/{zone.id}")
    said = {key: value for key, value in detail.items() if value}
    return Notice(type_, tuple(resources), json.dumps(said, separators=(",", ":")))


def _in_zone(zone: HostedZone) -> dict[str, str]:
    return {"zone": zone.name, "zone_id": zone.id}


def _described(load_balancer: LoadBalancerId, outcome: Outcome) -> dict[str, str]:
    """What is known of the load balancer: of one that is gone, its ARN alone."""
    found = outcome.load_balancers.get(load_balancer)
    if found is None:
        return {"load_balancer": str(load_balancer)}
    said = {"load_balancer": str(load_balancer), "target": found.dns_name.lower()}
    tags = dict(found.tags)
    for key in STACK_TAGS:
        if key in tags:
            return said | {"stack": tags[key], "stack_tag": key}
    return said


def _target(decision: Decision) -> str:
    """Where the name's record sets point afterwards, or pointed before they were deleted."""
    targets: dict[str, str] = {}
    for change in decision.record_changes:
        if change.record_set.alias is not None:
            targets[change.action] = bare_target(change.record_set.alias.dns_name)
    return targets.get("CREATE") or targets.get("DELETE", "")


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_REASON else text[: MAX_REASON - 1] + "…"

"""What a run came to -> what others are told of it on an event bus. Pure; docs/events.md is the contract.

A change is told by whoever makes it, event or sweep. A refusal is told when an event of its load balancer led to it:
each sweep meets it again. What changes the registry alone is not told; who waits hears it as a refusal.
"""

import json
from collections.abc import Mapping, Set

from albias.advice import advice_of
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
# Where such an object has the tags of its load balancer, by the first label of these (H53).
_TAGS_OF = {
    "ingress": "the annotation alb.ingress.kubernetes.io/tags",
    "service": "the annotation service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags",
    "gateway": "spec.tags of the LoadBalancerConfiguration",
}
_ABOUT_TAGS = ("invalid-name", "invalid-option", "routing-differs", "claim-not-allowed")  # mended by other tags
MAX_REASON = 1_000  # characters: so ten notices fit into one call, however each of them is spelt in JSON


def notices_of(outcome: Outcome, owner: str, asked: Set[LoadBalancerId] = frozenset()) -> list[Notice]:
    """The notices of one run. `asked`: the load balancers whose events led to it; none in a sweep."""
    notices = []
    for zone, decision in outcome.decisions:
        if decision.action in _TYPES:
            said = _common(decision, zone, outcome, decision.key.set_identifier)
            said |= {"owner": owner, "action": decision.action, "previous": str(decision.previous or "")}
            said["target"] = _target(decision) or said.get("target")
            notices.append(_notice(_TYPES[decision.action], decision, zone, said))
    for refusal in outcome.refusals:
        if refusal.load_balancer in asked:
            said = _common(refusal, refusal.zone, outcome, refusal.set_identifier)
            said |= {"owner": owner, "code": refusal.code, "advice": _advice(refusal, said)}
            notices.append(_notice("Name Refused", refusal, refusal.zone, said))
    return notices


def _advice(refusal: Refusal, said: Mapping[str, str | None]) -> str:
    """What a person can do; a controller in a cluster takes away the tags that it did not write itself (H53)."""
    stack_tag = said.get("stack_tag")
    if not stack_tag or refusal.code not in _ABOUT_TAGS:
        return advice_of(refusal)
    place = f"{_TAGS_OF[stack_tag.partition('.')[0]]} of {said['stack']}"
    return advice_of(refusal, f"; its tags are written in the cluster, in {place}")


def _common(
    about: Decision | Refusal, zone: HostedZone | None, outcome: Outcome, set_identifier: str
) -> dict[str, str | None]:
    """What is said of a change and of a refusal alike."""
    return {
        "hostname": about.hostname,
        "reason": _clipped(about.reason),
        **({"zone": zone.name, "zone_id": zone.id} if zone else {}),
        "set_identifier": set_identifier,
        "routing": about.routing_policy,
        **_described(about.load_balancer, outcome),
    }


def _notice(
    type_: NoticeType, about: Decision | Refusal, zone: HostedZone | None, detail: Mapping[str, str | None]
) -> Notice:
    """The notice, without the keys that say nothing; in ASCII, as the text may hold anybody's signs (H49)."""
    resources = [str(about.load_balancer)]
    if zone:
        resources.append(f"arn:{about.load_balancer.partition}:route53:::hostedzone/{zone.id}")
    said = {key: value for key, value in detail.items() if value}
    return Notice(type_, tuple(resources), json.dumps(said, separators=(",", ":")))


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


def _target(decision: Decision) -> str | None:
    """Where the name's record sets point afterwards, or pointed before they were deleted; None where none changes."""
    targets: dict[str, str] = {}
    for change in decision.record_changes:
        if change.record_set.alias is not None:
            targets[change.action] = bare_target(change.record_set.alias.dns_name)
    return targets.get("CREATE") or targets.get("DELETE")


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_REASON else text[: MAX_REASON - 1] + "…"

"""An EventBridge event -> the load balancers to look at, or why there are none. Pure.

An event only says where to look (H7): of its content nothing is used but ARNs, its time, and that a delete succeeded.
Shapes: "AWS API Call via CloudTrail" (ELBv2 API, 2015-12-01), "Tag Change on Resource" (aws.tag), and our own Sweep.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from albias.model import LoadBalancerId
from albias.registry import Deployment

_CALLS = {"CreateLoadBalancer", "DeleteLoadBalancer", "AddTags", "RemoveTags", "SetIpAddressType", "SetSubnets"}


class MalformedEvent(ValueError):
    """A message that is no event of a kind that albias sends itself; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look at these load balancers. `deleted`: a DeleteLoadBalancer for them succeeded. `at`: Unix seconds.

    `event_id`: EventBridge's, to find what came of an event in the logs.
    """

    load_balancers: frozenset[LoadBalancerId] = frozenset()
    deleted: frozenset[LoadBalancerId] = frozenset()
    at: float = 0.0
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Look at everything."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A sound event that is none of our business, and why."""

    reason: str


def read_event(event: Any, me: Deployment) -> Look | Sweep | Ignored:
    """What an event asks for. Raises: MalformedEvent (H15)."""
    if not isinstance(event, Mapping):
        raise MalformedEvent("the message is no JSON object")
    source, kind, detail = event.get("source"), event.get("detail-type"), event.get("detail")
    if not isinstance(detail, Mapping):
        raise MalformedEvent("the event has no detail")
    if source == "albias" and kind == "Sweep":
        return Sweep()
    if source == "aws.tag":
        return _look(event, me, _list(event.get("resources")))
    if source == "aws.elasticloadbalancing" and isinstance(detail.get("eventName"), str):
        return _api_call(event, detail, me)
    raise MalformedEvent(f"source {source!r} with detail-type {kind!r} is no event of albias's rules")


def _api_call(event: Mapping[str, Any], detail: Mapping[str, Any], me: Deployment) -> Look | Ignored:
    name = detail["eventName"]
    if "errorCode" in detail:
        return Ignored(f"{name} failed with {detail['errorCode']}")  # H1, H2
    if name not in _CALLS:
        return Ignored(f"{name} changes nothing that albias looks at")
    request, answer = _mapping(detail.get("requestParameters")), _mapping(detail.get("responseElements"))
    spoken_of = request.get("loadBalancerArn")
    arns = [spoken_of, *_list(request.get("resourceArns"))]
    arns += [_mapping(made).get("loadBalancerArn") for made in _list(answer.get("loadBalancers"))]
    return _look(event, me, arns, deleted=spoken_of if name == "DeleteLoadBalancer" else None)


def _look(event: Mapping[str, Any], me: Deployment, arns: Iterable[Any], *, deleted: Any = None) -> Look | Ignored:
    parsed = (LoadBalancerId.parse(arn) for arn in arns if isinstance(arn, str))
    named = {found for found in parsed if found and found.type != "gateway"}
    if not named:
        return Ignored("it names no application or network load balancer")  # H3, H5
    ours = frozenset(found for found in named if me.owns(found))
    if not ours:
        return Ignored("its load balancers lie in another account or Region")
    return Look(ours, frozenset(lb for lb in ours if str(lb) == deleted), _time(event), str(event.get("id", "")))


def _time(event: Mapping[str, Any]) -> float:
    """When it happened, in Unix seconds; 0 where the event does not say."""
    text = _mapping(event.get("detail")).get("eventTime") or event.get("time")
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return 0.0


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

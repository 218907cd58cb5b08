"""An EventBridge event -> the load balancers to look at, or why there are none. Pure.

An event only says where to look (H7): of its content nothing is used but ARNs, its time, that a delete or a call that
can only add succeeded, and which tag keys and hosts of rules it says are there now, for Elastic Load Balancing
may not show them yet (C25).
Shapes: "AWS API Call via CloudTrail" (ELBv2 API, 2015-12-01), "Tag Change on Resource" (aws.tag), and our own Sweep.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from albias.model import SERVED, LoadBalancerId
from albias.registry import Deployment
from albias.sources import RULES, TAGS, Announced, Source

# Calls after which a load balancer can only have got names: none that it has already goes by them.
_GAINING = {"CreateLoadBalancer", "CreateListener", "CreateRule"}
# Calls that carry no tags, by what their `requestParameters` name. The rules' patterns are made of these, too
# (config/albias_config/patterns.py), in this order.
NAMING_LOAD_BALANCERS = ("DeleteLoadBalancer", "SetIpAddressType", "SetSubnets")
# Of those that change the hosts of listener rules. ModifyListener and SetRulePriorities change no host: a listener's
# default rule has no conditions.
HOSTS_NAMING_LOAD_BALANCERS = ("CreateListener",)
HOSTS_NAMING_LISTENERS = ("CreateRule", "DeleteListener")
HOSTS_NAMING_RULES = ("ModifyRule", "DeleteRule")
_OF_RULES = {*HOSTS_NAMING_LOAD_BALANCERS, *HOSTS_NAMING_LISTENERS, *HOSTS_NAMING_RULES}
_LISTENER = re.compile(r"(arn:[^/]+):listener(?:-rule)?/([^/]+/[^/]+/[^/]+)/.+")


class MalformedEvent(ValueError):
    """A message that no rule or schedule of albias sends; the text says what is wrong with it."""


class Look(NamedTuple):
    """Look at these load balancers. `deleted`: a DeleteLoadBalancer for exactly them succeeded. `at`: Unix seconds.

    `announced`: what all of them show by now, says the event: each tag's key and each rule's host, with the name of its
    source. `gaining`: whether they can only have got names. `event_id`: EventBridge's, to find what came of an event in
    the logs.
    """

    load_balancers: frozenset[LoadBalancerId] = frozenset()
    deleted: frozenset[LoadBalancerId] = frozenset()
    announced: Announced = frozenset()
    gaining: bool = False
    at: float = 0.0
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Look at everything."""


class Ignored(NamedTuple):
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
        return _look(event, me, _strings(event.get("resources")), _announced(TAGS, _changed_to(detail)))
    if source == "aws.elasticloadbalancing" and isinstance(detail.get("eventName"), str):
        return _api_call(event, detail, me)
    raise MalformedEvent(f"source {source!r} with detail-type {kind!r} is no event of albias's rules")


def _api_call(event: Mapping[str, Any], detail: Mapping[str, Any], me: Deployment) -> Look | Ignored:
    name = detail["eventName"]
    if "errorCode" in detail:
        return Ignored(f"{name} failed with {detail['errorCode']}")  # H1, H2
    request, answer = _mapping(detail.get("requestParameters")), _mapping(detail.get("responseElements"))
    arns = _strings([request.get("loadBalancerArn")])
    if name in NAMING_LOAD_BALANCERS:
        return _look(event, me, arns, call=name)
    if name in _OF_RULES:
        arns += _of_listeners(request, answer)
        return _look(event, me, arns, _announced(RULES, _hosts(request)), call=name)
    keys = _announced(TAGS, _members(request, "tags", "key"))  # none of RemoveTags
    if name in ("AddTags", "RemoveTags"):
        return _look(event, me, _strings(request.get("resourceArns")), keys, call=name)
    if name == "CreateLoadBalancer":
        return _look(event, me, _members(answer, "loadBalancers", "loadBalancerArn"), keys, call=name)
    return Ignored(f"{name} changes nothing that albias looks at")


def _of_listeners(request: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """The ARNs of the load balancers that own the listeners and rules of a call: theirs contain it."""
    arns = _strings([request.get("listenerArn"), request.get("ruleArn")])
    arns += _members(answer, "listeners", "listenerArn")
    arns += _members(answer, "rules", "ruleArn")
    for found in map(_LISTENER.fullmatch, arns):
        if found:
            yield f"{found[1]}:loadbalancer/{found[2]}"


def _look(
    event: Mapping[str, Any], me: Deployment, arns: Iterable[str], announced: Announced = frozenset(), *, call: str = ""
) -> Look | Ignored:
    named = set(filter(None, map(LoadBalancerId.parse, arns)))
    if not named:
        return Ignored(f"it names no {SERVED}")  # H3, H5, C41, C42
    ours = frozenset(found for found in named if me.owns(found))
    if not ours:
        return Ignored("its load balancers lie in another account or Region")
    deleted = ours if call == "DeleteLoadBalancer" else frozenset()
    event_id = str(event.get("id", ""))
    return Look(ours, deleted, announced, gaining=call in _GAINING, at=_time(event), event_id=event_id)


def _announced(source: Source, texts: Iterable[str]) -> Announced:
    return frozenset((source.name, text) for text in texts)


def _changed_to(detail: Mapping[str, Any]) -> set[str]:
    """The keys of the tags that changed and are there now; one that was removed has changed, too."""
    return {*_strings(detail.get("changed-tag-keys"))} & _mapping(detail.get("tags")).keys()


def _hosts(request: Mapping[str, Any]) -> list[str]:
    """The hosts that a call gives a rule, in both forms of the API; their case does not count."""
    hosts: list[str] = []
    for condition in _elements(request, "conditions"):
        if condition.get("field") == "host-header":
            hosts += _strings(_mapping(condition.get("hostHeaderConfig")).get("values"))
            hosts += _strings(condition.get("values"))
    return [host.lower() for host in hosts]


def _time(event: Mapping[str, Any]) -> float:
    """When it happened, in Unix seconds; 0 where the event does not say."""
    text = _mapping(event.get("detail")).get("eventTime") or event.get("time")
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return 0.0


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _members(parent: Mapping[str, Any], of: str, member: str) -> list[str]:
    """One member of each element of a list, where it is a text."""
    return _strings([each.get(member) for each in _elements(parent, of)])


def _elements(parent: Mapping[str, Any], of: str) -> list[Mapping[str, Any]]:
    """The elements of a list; one that is no mapping has nothing in it."""
    elements = parent.get(of)
    return [_mapping(each) for each in elements] if isinstance(elements, list) else []


def _strings(values: Any) -> list[str]:
    """The texts in a list; none where it is no list."""
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []

"""The events that AWS sends about load balancers, in the shape in which they reach the queue. Text only.

"AWS API Call via CloudTrail" (ELBv2 API) and "Tag Change on Resource"; and what else a queue may get to see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.support import events

SWEEP = json.dumps(events.SWEEP)
MALFORMED = ("{", "[]", '{"source": "aws.elasticloadbalancing"}', '{"detail": {}, "source": "aws.ec2"}', "null")


def api_call(name: str, request: dict[str, Any], now: float, *, response: Any = None, failed: str = "") -> str:
    """A call to Elastic Load Balancing as CloudTrail tells it; `failed` is an error code."""
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail: dict[str, Any] = {
        "eventTime": at,
        "eventSource": "elasticloadbalancing.amazonaws.com",
        "eventName": name,
        "requestParameters": request,
        "responseElements": response,
        "apiVersion": "2015-12-01",
    }
    if failed:
        detail |= {"errorCode": failed, "errorMessage": "refused", "responseElements": None}
    source = {"source": "aws.elasticloadbalancing", "detail-type": "AWS API Call via CloudTrail", "time": at}
    return json.dumps(source | {"detail": detail})


def created(arn: str, tags: Mapping[str, str], now: float) -> str:
    """A CreateLoadBalancer that succeeded."""
    request = {"name": arn.split("/")[2], "tags": _pairs(tags)}
    return api_call("CreateLoadBalancer", request, now, response={"loadBalancers": [{"loadBalancerArn": arn}]})


def deleted(arn: str, now: float, *, failed: str = "") -> str:
    """A DeleteLoadBalancer; with `failed`, one that deletion protection refused (H1)."""
    return api_call("DeleteLoadBalancer", {"loadBalancerArn": arn}, now, failed=failed)


def tagged(arns: list[str], tags: Mapping[str, str], now: float) -> str:
    """An AddTags, which carries the changed tags only (H7)."""
    return api_call("AddTags", {"resourceArns": arns, "tags": _pairs(tags)}, now)


def untagged(arn: str, keys: list[str], now: float) -> str:
    """A RemoveTags."""
    return api_call("RemoveTags", {"resourceArns": [arn], "tagKeys": keys}, now)


def address_type_set(arn: str, address_type: str, now: float) -> str:
    """A SetIpAddressType."""
    return api_call("SetIpAddressType", {"loadBalancerArn": arn, "ipAddressType": address_type}, now)


def rule_created(rule: str, hosts: tuple[str, ...], now: float) -> str:
    """A CreateRule: the request names the listener, the answer the rule."""
    listener = rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]
    return api_call("CreateRule", {"listenerArn": listener, "conditions": _hosts(hosts)}, now)


def rule_modified(rule: str, hosts: tuple[str, ...], now: float) -> str:
    """A ModifyRule, which carries the conditions as they are now."""
    return api_call("ModifyRule", {"ruleArn": rule, "conditions": _hosts(hosts)}, now)


def rule_deleted(rule: str, now: float) -> str:
    """A DeleteRule."""
    return api_call("DeleteRule", {"ruleArn": rule}, now)


def listener_deleted(listener: str, now: float) -> str:
    """A DeleteListener; of its rules nothing is said."""
    return api_call("DeleteListener", {"listenerArn": listener}, now)


def tag_change(arn: str, tags: Mapping[str, str], now: float) -> str:
    """A "Tag Change on Resource", with all tags as they were at that moment."""
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail = {"changed-tag-keys": sorted(tags), "tags": dict(tags), "service": "elasticloadbalancing"}
    return json.dumps(
        {
            "source": "aws.tag",
            "detail-type": "Tag Change on Resource",
            "time": at,
            "resources": [arn],
            "detail": detail | {"resource-type": "loadbalancer", "version": 1},
        }
    )


def noise(arn: str, now: float) -> str:
    """A call that names something beside load balancers, or a Classic one (H3, H5)."""
    listener = arn.replace(":loadbalancer/", ":listener/") + "/0123456789abcdef"
    return api_call("AddTags", {"resourceArns": [listener], "loadBalancerNames": ["classic"]}, now)


def _hosts(hosts: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"field": "host-header", "hostHeaderConfig": {"values": list(hosts)}}]


def _pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]

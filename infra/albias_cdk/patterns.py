"""The event patterns of the rules: which events look at a load balancer at all. Pure; no constructs.

They are a coarse sieve: the creation of an untagged load balancer, a tag that is not ours, a failed call or a classic
load balancer starts nothing. DeleteLoadBalancer, SetIpAddressType and SetSubnets carry no tags, so they pass for every
application and network load balancer.
What an event means is decided in the Lambda, from the state that it reads itself.
Source: EventBridge "Creating event patterns"; the quota on a pattern's length is in "Amazon EventBridge quotas".
"""

from collections.abc import Sequence
from typing import Any

API_CALL = "AWS API Call via CloudTrail"
TAG_CHANGE = "Tag Change on Resource"
MAX_PATTERN = 2048

Pattern = dict[str, Any]


def patterns(hostname_tags: Sequence[str], load_balancers: Sequence[str]) -> dict[str, Pattern]:
    """Every rule's pattern by the rule's name. `load_balancers`: what the ARNs of those we serve begin with.

    A load balancer is known by its ARN alone: classic ELB has the same source and call names, but no ARN (H3), and
    a tag call may name listeners, rules and target groups, whose ARNs begin otherwise (H5).
    """
    ours: list[Any] = [{"prefix": prefix} for prefix in load_balancers]
    keys: list[Any] = [match for key in hostname_tags for match in (key, {"prefix": f"{key}/"})]
    return {
        "Created": _call(
            ["CreateLoadBalancer"],
            requestParameters={"tags": {"key": keys}},
            responseElements={"loadBalancers": {"loadBalancerArn": ours}},
        ),
        "Tagged": _call(["AddTags"], requestParameters={"resourceArns": ours, "tags": {"key": keys}}),
        "Untagged": _call(["RemoveTags"], requestParameters={"resourceArns": ours, "tagKeys": keys}),
        # These calls carry no tags: every one of them must be looked at.
        "ChangedOrDeleted": _call(
            ["DeleteLoadBalancer", "SetIpAddressType", "SetSubnets"],
            requestParameters={"loadBalancerArn": ours},
        ),
        # The tagging service's own event: it comes without a trail too (H10). The ARN says all that must be known:
        # how `service` and `resource-type` are spelt for a load balancer is not documented (C20).
        "TagChange": {
            "source": ["aws.tag"],
            "detail-type": [TAG_CHANGE],
            "resources": ours,
            "detail": {"changed-tag-keys": keys},
        },
    }


def _call(names: list[str], **detail: Any) -> Pattern:
    """A successful API call that CloudTrail reported; a failed one has an `errorCode` (H1, H2)."""
    return {
        "source": ["aws.elasticloadbalancing"],
        "detail-type": [API_CALL],
        "detail": {
            "eventSource": ["elasticloadbalancing.amazonaws.com"],
            "eventName": names,
            "errorCode": [{"exists": False}],
            **detail,
        },
    }

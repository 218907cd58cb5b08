"""The event patterns of the rules: which events look at a load balancer at all. Pure.

They are a coarse sieve: the creation of an untagged load balancer, a tag that is not ours, a failed call or a classic
load balancer starts nothing. DeleteLoadBalancer, SetIpAddressType and SetSubnets carry no tags, so they pass for every
load balancer of a type that albias serves; so do, with `names_from_rules`, the calls that change listener rules.
What an event means is decided in the Lambda, from the state that it reads itself.
Source: EventBridge "Creating event patterns"; the quota on a pattern's length is in "Amazon EventBridge quotas".
"""

import json
from collections.abc import Iterable
from typing import Any

from albias.edge.events import (
    HOSTS_NAMING_LISTENERS,
    HOSTS_NAMING_LOAD_BALANCERS,
    HOSTS_NAMING_RULES,
    NAMING_LOAD_BALANCERS,
)
from albias.model import TYPES
from albias.settings import Settings

from .watched import watched_keys, watched_size

API_CALL = "AWS API Call via CloudTrail"
TAG_CHANGE = "Tag Change on Resource"
MAX_PATTERN = 2048
_SOME_KEY = "a tag's key"  # tells which patterns hold tag keys

Pattern = dict[str, Any]


def patterns(settings: Settings, partition: str, here: str) -> dict[str, Pattern]:
    """Every rule's pattern by the rule's name. `here`: Region and account, as ARNs have them.

    A load balancer is known by its ARN alone: classic ELB has the same source and call names, but no ARN (H3), and
    a tag call may name listeners, rules and target groups, whose ARNs begin otherwise (H5).
    """
    arns = f"arn:{partition}:elasticloadbalancing:{here}:"
    # Every type always passes: one that the configuration does not serve is told so (type-not-supported).
    ours = _beginning(*[f"{arns}loadbalancer/{kind}/" for kind in sorted(TYPES)])
    keys = watched_keys(settings)
    changes = [*NAMING_LOAD_BALANCERS]
    if settings.names_from_rules:
        changes += HOSTS_NAMING_LOAD_BALANCERS
    found = {
        "Created": _call(
            ["CreateLoadBalancer"],
            requestParameters={"tags": {"key": keys}},
            responseElements={"loadBalancers": {"loadBalancerArn": ours}},
        ),
        "Tagged": _call(["AddTags"], requestParameters={"resourceArns": ours, "tags": {"key": keys}}),
        "Untagged": _call(["RemoveTags"], requestParameters={"resourceArns": ours, "tagKeys": keys}),
        # These calls carry no tags: every one of them must be looked at.
        "ChangedOrDeleted": _call(changes, requestParameters={"loadBalancerArn": ours}),
        # The tagging service's own event: it comes without a trail too (H10). The ARN says all that must be known:
        # how `service` and `resource-type` are spelt for a load balancer is not documented (C20).
        "TagChange": {
            "source": ["aws.tag"],
            "detail-type": [TAG_CHANGE],
            "resources": ours,
            "detail": {"changed-tag-keys": keys},
        },
    }
    return found | _of_listener_rules(arns) if settings.names_from_rules else found


def _of_listener_rules(arns: str) -> dict[str, Pattern]:
    """What changes the hosts of rules; only application load balancers have rules with conditions.

    ModifyListener changes port, protocol, certificates and default actions, and a default rule has no conditions;
    SetRulePriorities changes the order of rules: neither changes a host. What the conditions are is not asked here:
    nobody has published such an event of CloudTrail's, and a condition may go as well as come.
    """
    listeners = _beginning(f"{arns}listener/app/")
    rules = _beginning(f"{arns}listener-rule/app/")
    return {
        "ListenerChanged": _call(HOSTS_NAMING_LISTENERS, requestParameters={"listenerArn": listeners}),
        "RuleChanged": _call(HOSTS_NAMING_RULES, requestParameters={"ruleArn": rules}),
    }


def room_for_tags() -> int:
    """What the longest pattern that holds tag keys leaves to them; how long the others are is nothing to them."""
    settings = Settings("", (), hostname_tags=(_SOME_KEY,))
    keys = watched_size(watched_keys(settings))
    taken = 0
    for pattern in patterns(settings, "aws-iso-b", f"ap-northeast-1:{'0' * 12}").values():
        text = json.dumps(pattern, separators=(",", ":"))
        if f'"{_SOME_KEY}"' in text:
            taken = max(taken, len(text) - keys)
    return MAX_PATTERN - taken


def _beginning(*prefixes: str) -> list[dict[str, str]]:
    return [{"prefix": prefix} for prefix in prefixes]


def _call(names: Iterable[str], **detail: Any) -> Pattern:
    """A successful API call that CloudTrail reported; a failed one has an `errorCode` (H1, H2)."""
    return {
        "source": ["aws.elasticloadbalancing"],
        "detail-type": [API_CALL],
        "detail": {
            "eventSource": ["elasticloadbalancing.amazonaws.com"],
            "eventName": [*names],
            "errorCode": [{"exists": False}],
            **detail,
        },
    }


# The characters that the patterns leave to their tag keys, where partition, Region and account take the most.
ROOM_FOR_TAGS = room_for_tags()

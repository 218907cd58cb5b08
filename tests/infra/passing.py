"""Which rule passes each event of tests/events on, for every matcher."""

import json
from typing import Any

from tests.support.events import event_file
from tests.support.synth import ACCOUNT, Template, resolved, resources

FILES_ACCOUNT = "123456789012"  # whose events the files are
CREATED, TAGGED, UNTAGGED, CHANGED, TAG_CHANGE = "Created", "Tagged", "Untagged", "ChangedOrDeleted", "TagChange"
# only with `names_from_rules`: the calls that change the hosts of listener rules
LISTENER, RULE = "ListenerChanged", "RuleChanged"
OF_LISTENER_RULES = {
    "create-listener": CHANGED,
    "create-rule": LISTENER,
    "delete-listener": LISTENER,
    "modify-rule": RULE,
    "modify-rule-actions": RULE,  # what a ModifyRule changes is not asked: the load balancer is looked at
    "delete-rule": RULE,
}
# the event's file -> the rule that passes it on; None: nothing starts
EXPECTED = {
    "create-alb-tagged": CREATED,
    "create-alb-tagged-below": CREATED,
    "create-alb-without-type": CREATED,  # H4
    "create-nlb-tagged": CREATED,  # it is told that its type is not supported
    "create-alb-untagged": None,
    "create-alb-other-tags": None,  # H20: keys that only look like ours
    "create-alb-failed": None,  # H2
    "create-gateway-tagged": None,
    "create-classic-tagged": None,  # H3
    "create-denied-without-elements": None,  # H2
    "create-classic-without-api-version": None,  # H3
    "create-other-region": None,
    "delete-alb": CHANGED,  # H13
    "delete-nlb": CHANGED,
    "delete-alb-refused": None,  # H1
    "delete-alb-other-account": None,
    "delete-gateway": None,
    "delete-classic": None,  # H3
    "add-tags-alb": TAGGED,
    "add-tags-alb-below": TAGGED,
    "add-tags-many": TAGGED,  # H6: ours is not the first
    "add-tags-no-load-balancer": None,  # H5
    "add-tags-other-key": None,
    "add-tags-failed": None,
    "add-tags-classic": None,  # H3
    "remove-tags-alb": UNTAGGED,
    "remove-tags-alb-below": UNTAGGED,
    "remove-tags-other-key": None,
    "remove-tags-listener": None,  # H5
    "remove-tags-classic": None,  # H3
    "set-ip-address-type-alb": CHANGED,
    "set-ip-address-type-failed": None,
    "set-subnets-alb": CHANGED,
    "modify-attributes-alb": None,
    "describe-alb": None,
    "tag-change-alb": TAG_CHANGE,  # H10: it needs no trail
    "tag-change-alb-removed": TAG_CHANGE,
    "tag-change-alb-other-type": TAG_CHANGE,  # C20: `resource-type` may say more than "loadbalancer"
    "tag-change-alb-bare": TAG_CHANGE,  # C20: neither `service` nor `resource-type`
    "tag-change-nlb": TAG_CHANGE,
    "tag-change-other-key": None,
    "tag-change-target-group": None,  # H5
    "tag-change-listener": None,  # H5
    "tag-change-classic": None,  # H3
    "tag-change-instance": None,
    "tag-change-other-account": None,
    "sweep": None,  # the schedule's own
} | dict.fromkeys(
    (
        *OF_LISTENER_RULES,
        "create-rule-failed",
        "create-rule-other-account",
        "set-rule-priorities",
        "modify-listener",
        "delete-listener-nlb",
    )
)
NAMES = (CREATED, TAG_CHANGE, UNTAGGED, CHANGED, TAGGED, LISTENER, RULE)


def patterns(template: Template) -> dict[str, str]:
    """The rules' patterns as EventBridge gets them, by the rule's own name."""
    found = {}
    for logical_id, rule in resources(template, "AWS::Events::Rule").items():
        (name,) = [name for name in NAMES if f"Triggers{name}" in logical_id]
        found[name] = json.dumps(resolved(rule["EventPattern"]), separators=(",", ":"))
    return found


def event(name: str) -> dict[str, Any]:
    """A file's event, in the account of the template."""
    text = json.dumps(event_file(name))
    loaded: dict[str, Any] = json.loads(text.replace(FILES_ACCOUNT, ACCOUNT))
    return loaded

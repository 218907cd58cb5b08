"""Broken builds that are about evidence (see broken.py): what is believed, and what is taken away because of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from albias import decide
from albias.aws.elbv2 import Described, Elbv2
from albias.case import Case, Party, Standing
from albias.engine import run as running
from albias.engine import safety
from albias.errors import AwsUnavailable
from albias.model import LoadBalancerId
from tests.simulation.broken import Patches
from tests.simulation.edge import handlers


def trust_in_event_tags() -> Patches:
    """The tags that an event carries are believed, instead of asking for those of now (H7, H8)."""
    told: dict[str, dict[str, str]] = {}
    describe = Elbv2.describe
    patches: Patches = [(Elbv2, "describe", _telling(describe, told))]
    return patches + [(module, "read_event", _hearing(module.read_event, told)) for module in handlers()]


def _hearing(read_event: Callable[..., Any], told: dict[str, dict[str, str]]) -> Callable[..., Any]:
    def hear(event: Any, me: Any) -> Any:
        wish = read_event(event, me)
        detail = event["detail"]
        if event["source"] == "aws.tag":
            told.update({arn: dict(detail["tags"]) for arn in event["resources"]})
        elif detail.get("eventName") in ("AddTags", "CreateLoadBalancer") and "errorCode" not in detail:
            for load_balancer in getattr(wish, "load_balancers", ()):
                tags = detail["requestParameters"].get("tags", [])
                told[str(load_balancer)] = {tag["key"]: tag["value"] for tag in tags}
        return wish

    return hear


def _telling(describe: Callable[..., Any], told: dict[str, dict[str, str]]) -> Callable[..., Any]:
    def tell(self: Elbv2, ids: Sequence[LoadBalancerId], *turn: Any) -> Any:
        answer = describe(self, ids, *turn)
        for each, one in answer.found.items():
            if one and str(each) in told:
                answer.found[each] = replace(one, tags=tuple(told[str(each)].items()))
        return answer

    return tell


def a_failed_delete_is_believed() -> Patches:
    """A DeleteLoadBalancer that deletion protection refused counts as a deletion (H1)."""

    def believing(read_event: Callable[..., Any]) -> Callable[..., Any]:
        def read(event: Any, me: Any) -> Any:
            if isinstance(event, dict) and isinstance(event.get("detail"), dict):
                event["detail"].pop("errorCode", None)
            return read_event(event, me)

        return read

    return [(module, "read_event", believing(module.read_event)) for module in handlers()]


def an_error_is_an_absence() -> Patches:
    """A load balancer that could not be described is gone, and nobody looks twice (H48)."""
    describe = Elbv2.describe

    def careless(self: Elbv2, ids: Sequence[LoadBalancerId], *turn: Any) -> Any:
        try:
            return describe(self, ids, *turn)
        except AwsUnavailable:
            return Described(dict.fromkeys(ids))

    def once(*_: Any, **__: Any) -> bool:
        return False

    return [(Elbv2, "describe", careless), (running, "look_again", once)]


def a_setting_is_evidence() -> Patches:
    """What may no longer be claimed is removed, though the tags still name it (H48, H54)."""
    whole = decide._without_its_holder

    def release(case: Case, holder: Party) -> Any:
        left = replace(holder, standing=Standing.LEFT) if holder.standing is Standing.NAMES else holder
        return whole(case, left)

    return [(decide, "_without_its_holder", release)]


def no_limit_to_removals() -> Patches:
    """max_removals is not looked at (H37)."""
    return [(safety.RemovalLimit, "allowed", lambda self, decisions: decisions)]


def what_was_taken_and_failed_is_confirmed() -> Patches:
    """Of the messages that the function takes itself, those that failed are lost (H42, H60)."""
    patches: Patches = []
    for handler in handlers():
        whole = handler.Invocation._settle

        def settle(self: Any, message_ids: Sequence[str], whole: Any = whole) -> None:
            self.reasons = {each: why for each, why in self.reasons.items() if each not in self.taken}
            whole(self, message_ids)

        patches.append((handler.Invocation, "_settle", settle))
    return patches


BROKEN_EVIDENCE: dict[str, Callable[[], Patches]] = {
    "trust in event tags": trust_in_event_tags,
    "a failed delete is believed": a_failed_delete_is_believed,
    "an error is an absence": an_error_is_an_absence,
    "a setting is evidence": a_setting_is_evidence,
    "no limit to removals": no_limit_to_removals,
    "what was taken and failed is confirmed": what_was_taken_and_failed_is_confirmed,
}

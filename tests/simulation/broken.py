"""Builds of albias that are broken on purpose, to see whether the simulation notices. Each patches the engine in place.

Nothing here is ever imported by albias; a broken build lasts as long as its `with` block.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from albias import bookkeeping, decide
from albias.aws import route53
from albias.aws.elbv2 import Described, Elbv2
from albias.aws.route53 import Route53
from albias.case import Case, Party, Standing
from albias.engine import plan, safety
from albias.engine import run as running
from albias.errors import AwsUnavailable, Cause
from albias.model import Change, LoadBalancerId, RecordSet
from albias.names import DnsName, from_route53, to_route53
from tests.simulation.edge import handlers
from tests.simulation.ledger import Violation
from tests.simulation.run import run

Patches = list[tuple[Any, str, Any]]


def _everywhere(name: str, broken: Any) -> Patches:
    """A function of the engine, in every module that imported it."""
    modules = [module for key, module in sorted(sys.modules.items()) if key.startswith("albias")]
    return [(module, name, broken) for module in modules if hasattr(module, name)]


def upsert() -> Patches:
    """UPSERT instead of CREATE: overwrites what it did not read (H29)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        class Upserting:
            def change_resource_record_sets(_, **params: Any) -> Any:  # noqa: N805
                for one in params["ChangeBatch"]["Changes"]:
                    one["Action"] = "UPSERT" if one["Action"] == "CREATE" else one["Action"]
                return self._client.change_resource_record_sets(**params)

        whole(Route53(Upserting()), zone_id, changes, comment)  # type: ignore[arg-type]

    return [(Route53, "change", change)]


def no_label_boundary() -> Patches:
    """A name lies in a zone or pattern when it ends with its letters (H23)."""

    def is_within(name: DnsName, zone: DnsName) -> bool:
        return name.endswith(zone)

    def matches(pattern: str, name: DnsName) -> bool:
        return name.endswith(pattern[2:]) if pattern.startswith("*.") else name == pattern

    return _everywhere("is_within", is_within) + _everywhere("matches", matches)


def registry_in_a_second_batch() -> Patches:
    """Record sets first, the registry afterwards, each in a change batch of its own (H39)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        registry = [one for one in changes if one.record_set.key.type == "TXT"]
        others = [one for one in changes if one.record_set.key.type != "TXT"]
        for batch in (others, registry):
            if batch:
                whole(self, zone_id, batch, comment)

    return [(Route53, "change", change)]


def delete_by_name() -> Patches:
    """A DELETE takes whatever is at the name now, all types, instead of what was read (H31, H32)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        made = [one for one in changes if one.action != "DELETE"]
        deleted: list[Change] = []
        for name in sorted({one.record_set.key.name for one in changes if one.action == "DELETE"}):
            found, _ = self.page(zone_id, from_route53(to_route53(name)))
            deleted += [Change("DELETE", each) for each in found if each.key.name == name]
        if deleted or made:
            whole(self, zone_id, [*deleted, *made], comment)

    return [(Route53, "change", change)]


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


def delete_first_create_later() -> Patches:
    """What goes and what comes are two change batches (H36)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        for action in ("DELETE", "CREATE"):
            if batch := [one for one in changes if one.action == action]:
                whole(self, zone_id, batch, comment)

    return [(Route53, "change", change)]


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


def every_target_is_ours() -> Patches:
    """What lies at a held name is albias's, wherever it points (H40, C45)."""

    def made(self: Case, found: RecordSet) -> bool:
        return self.hold is not None and found.routing is None and found.key.type in ("A", "AAAA")

    return [(Case, "made", made)]


def no_limit_to_removals() -> Patches:
    """max_removals is not looked at (H37)."""
    return [(safety.RemovalLimit, "allowed", lambda self, decisions: decisions)]


def refused_twice_is_refused_for_good() -> Patches:
    """Why Route 53 refuses is not looked at: a read from the past, twice, ends in a refusal (H30)."""
    return [(route53, "_cause", lambda code, words: Cause.DENIED if code.startswith("AccessDenied") else Cause.OTHER)]


def external_dns_is_not_recognised() -> Patches:
    """What external-dns registered is adopted like anybody else's (H29)."""
    return [(Case, "external_dns", property(lambda self: None))]


def _without(decisions: Sequence[Any], action: str, part: str) -> list[Any]:
    """Decisions whose batches leave out a part of the registry."""
    changed = []
    for one in decisions:
        kept = tuple(change for change in one.changes if part not in change.record_set.key.name)
        changed.append(replace(one, changes=kept) if one.action == action else one)
    return changed


def a_repair_does_not_rewrite_the_hold() -> Patches:
    """Nothing proves that the hold is as it was read (H30)."""
    whole = decide.give

    def give(case: Case, winner: Party, action: Any, reason: str, *, replaces: bool = False) -> Any:
        decisions, refusals = whole(case, winner, action, reason, replaces=replaces)
        return _without(decisions, "repair", "_hold."), refusals

    return [(decide, "give", give)]


def the_index_is_forgotten() -> Patches:
    """A hand-over leaves the index as it is: whoever has the name is not found by it."""
    whole = decide.give

    def give(case: Case, winner: Party, action: Any, reason: str, *, replaces: bool = False) -> Any:
        decisions, refusals = whole(case, winner, action, reason, replaces=replaces)
        return _without(decisions, "hand-over", f".{case.me.owner}._albias."), refusals

    return [(decide, "give", give)]


def the_index_is_written_first() -> Patches:
    """Index entries in a change batch of their own, before the hold (H39)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        index = [one for one in changes if one.record_set.key.type == "TXT" and "_hold." not in one.record_set.key.name]
        others = [one for one in changes if one not in index]
        for batch in (index, others):
            if batch:
                whole(self, zone_id, batch, comment)

    return [(Route53, "change", change)]


def a_refusal_is_not_looked_at_twice() -> Patches:
    """A name that was released between two pages is refused as somebody else's."""
    return [(plan, "torn_keys", lambda *_, **__: set())]


def nobody_waits() -> Patches:
    """No line is kept: a release goes to nobody (H36)."""
    return [(bookkeeping, "_line", lambda case, holder: ())]


def a_hand_over_forgets_the_line() -> Patches:
    """Whoever waited behind the heir is forgotten (H36)."""
    whole = bookkeeping._line

    def line(case: Case, holder: Party) -> Any:
        return whole(case, holder) if case.hold and case.hold.load_balancer == holder.id else ()

    return [(bookkeeping, "_line", line)]


def a_setting_is_evidence() -> Patches:
    """What may no longer be claimed is removed, though the tags still name it (H48, H54)."""
    whole = decide._release

    def release(case: Case, holder: Party) -> Any:
        left = replace(holder, standing=Standing.LEFT) if holder.standing is Standing.NAMES else holder
        return whole(case, left)

    return [(decide, "_release", release)]


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


# The five of which the simulation must catch each, and more of the same kind.
BROKEN: dict[str, Callable[[], Patches]] = {
    "UPSERT instead of CREATE": upsert,
    "no label boundary": no_label_boundary,
    "registry in a second batch": registry_in_a_second_batch,
    "delete by name": delete_by_name,
    "trust in event tags": trust_in_event_tags,
    "delete first, create later": delete_first_create_later,
    "a failed delete is believed": a_failed_delete_is_believed,
    "an error is an absence": an_error_is_an_absence,
    "every target is ours": every_target_is_ours,
    "no limit to removals": no_limit_to_removals,
    "refused twice is refused for good": refused_twice_is_refused_for_good,
    "external-dns is not recognised": external_dns_is_not_recognised,
    "a repair does not rewrite the hold": a_repair_does_not_rewrite_the_hold,
    "the index is forgotten": the_index_is_forgotten,
    "the index is written first": the_index_is_written_first,
    "a refusal is not looked at twice": a_refusal_is_not_looked_at_twice,
    "nobody waits": nobody_waits,
    "a hand-over forgets the line": a_hand_over_forgets_the_line,
    "a setting is evidence": a_setting_is_evidence,
    "what was taken and failed is confirmed": what_was_taken_and_failed_is_confirmed,
}


@contextmanager
def build(patches: Patches) -> Iterator[None]:
    """The engine with patches; whole again afterwards."""
    before = [(where, name, getattr(where, name)) for where, name, _ in patches]
    for where, name, value in patches:
        setattr(where, name, value)
    try:
        yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)


def caught(within: int, *, strict: bool = False) -> tuple[int, Violation | None]:
    """The first of some seeds that notices the build as it is now, and what it noticed."""
    for seed in range(within):
        violation = run(seed, strict=strict).violation
        if violation:
            return seed, violation
    return within, None

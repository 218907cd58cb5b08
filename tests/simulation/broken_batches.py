"""Broken builds that are about change batches (see broken.py): what goes together, and what one may contain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from albias.aws import route53
from albias.aws.route53 import Route53
from albias.errors import Cause
from albias.model import Change
from albias.names import from_route53, to_route53
from tests.simulation.broken import Patches


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


def delete_first_create_later() -> Patches:
    """What goes and what comes are two change batches (H36)."""
    whole = Route53.change

    def change(self: Route53, zone_id: str, changes: Sequence[Change], comment: str) -> None:
        for action in ("DELETE", "CREATE"):
            if batch := [one for one in changes if one.action == action]:
                whole(self, zone_id, batch, comment)

    return [(Route53, "change", change)]


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


def refused_twice_is_refused_for_good() -> Patches:
    """Why Route 53 refuses is not looked at: a read from the past, twice, ends in a refusal (H30)."""
    return [(route53, "_cause", lambda code, words: Cause.DENIED if code.startswith("AccessDenied") else Cause.OTHER)]


BROKEN_BATCHES: dict[str, Callable[[], Patches]] = {
    "UPSERT instead of CREATE": upsert,
    "registry in a second batch": registry_in_a_second_batch,
    "delete by name": delete_by_name,
    "delete first, create later": delete_first_create_later,
    "the index is written first": the_index_is_written_first,
    "refused twice is refused for good": refused_twice_is_refused_for_good,
}

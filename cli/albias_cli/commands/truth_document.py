"""The whole truth about a name as a document for programs. A part of `explain`. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from albias.registry import Hold
from albias.sources import Wish
from albias.sources.tags import place_of
from albias_cli.ask.truth import Truth, ZoneTruth
from albias_cli.show import mending
from albias_cli.show.describe import decision_document, note_document, record_set_document, refusal_document
from albias_cli.show.documents import Document


def truth_document(truth: Truth, cnames: Sequence[str]) -> Document:
    """Who asks for it, what each of its hosted zones has, what is refused and what there is to know."""
    zones = [_zone_document(zone, truth) for zone in truth.zones]
    refused = [refusal_document(each) | {"advice": mending.for_refusal(each, truth, cnames)} for each in truth.refusals]
    notes = [note_document(note) | {"advice": mending.for_note(note)} for note in truth.notes]
    claimed = []
    for each in truth.claimants:
        wishes = [_wish_document(wish) for wish in truth.wishes[each.id]]
        places = {wish.place for wish in truth.wishes[each.id]}
        tags = {key: value for key, value in each.tags if place_of(key) in places}
        claimed.append({"load_balancer": str(each.id), "dns_name": each.dns_name, "tags": tags, "wishes": wishes})
    return {
        "hostname": truth.name,
        "claimed_by": claimed,
        "zones": zones,
        "refusals": refused,
        "notes": notes,
        "problems": list(truth.problems),
    }


def _wish_document(wish: Wish) -> Document:
    routing = wish.options.routing
    return {"text": wish.text, "source": wish.place, "routing": str(routing) if routing else None}


def _zone_document(zone: ZoneTruth, truth: Truth) -> Document:
    first = zone.cases[0]
    hold = first.hold
    waiting: list[str] = []
    for case in zone.cases:
        waiting += [str(party.id) for party in case.claimants if case.hold and party.id != case.hold.load_balancer]
    do = mending.for_left_behind(zone, truth.name) if zone.is_left_behind else None
    record_sets = [record_set_document(found) for found in first.answering]
    holds = [_hold_document(each) for each in zone.holds]
    pending = [decision_document(zone.zone, each) for each in zone.pending]
    return {
        "zone": zone.zone.name,
        "zone_id": zone.zone.id,
        "unused": zone.unused or None,
        "record_sets": record_sets,
        "held_by": str(hold.load_balancer or hold.resource) if hold else None,
        "owner": hold.owner if hold else None,
        "holds": holds,
        "waiting": waiting,
        "external_dns": zone.external_dns,
        "delegated_at": first.delegated_at,
        "pending": pending,
        "advice": mending.for_external_dns(zone, truth.name) if zone.is_held_twice else do,
    }


def _hold_document(hold: Hold) -> Document:
    return {
        "set_identifier": hold.key.set_identifier,
        "held_by": str(hold.load_balancer or hold.resource),
        "owner": hold.owner,
        "gone_since": datetime.fromtimestamp(hold.unnamed_since, UTC).isoformat(timespec="seconds")
        if hold.unnamed_since
        else None,
    }

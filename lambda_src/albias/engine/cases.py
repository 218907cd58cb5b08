"""Putting together the case of one key: the parties and how they stand, the hold, and what answers. Decides nothing."""

from collections.abc import Iterable, Set

from albias.case import Case, Party, Standing
from albias.external_dns import registry_names
from albias.model import LoadBalancer, LoadBalancerId, RecordSet
from albias.registry import IndexEntry, Key, encode_index
from albias.sources import still_names

from .knowledge import Knowledge, delegations

NOT_YET = "Elastic Load Balancing does not find it, or not yet"


def why_unsure(known: Knowledge, parties: Iterable[LoadBalancerId]) -> str:
    """Why nothing can be concluded of a key: somebody in it is not known, or not yet (H52). Empty where it can."""
    for each in parties:
        if not known.fleet.knows(each):
            return known.fleet.unknown.get(each, NOT_YET)
        if each in known.request.young and known.fleet.get(each) is None:
            return NOT_YET
    return ""


def make_case(known: Knowledge, key: Key) -> Case:
    """The case of a key, of which everything needed has been read."""
    assumed = known.assumed(key)
    return Case(
        key=key,
        zone=known.zone,
        me=known.me,
        settings=known.settings,
        now=known.now,
        records=known.reader.view.at(key.name) if assumed is None else assumed,
        hold=known.holds.get(key),
        siblings=known.siblings(key),
        parties=tuple(_party(known, key, each) for each in known.parties(key)),
        preferred=known.has.get(key.name),
        delegated_at=next(iter(delegations(key.name, known.zone, known.reader.view)), None),
        external_dns_records=_external_dns(known, key),
    )


def _party(known: Knowledge, key: Key, load_balancer: LoadBalancerId) -> Party:
    described = known.fleet.get(load_balancer)
    here = known.claims(load_balancer)
    claim = here.get(key)
    sets = frozenset(other.set_identifier for other in here if other.name == key.name)
    by_zone = known.fleet.claims(load_balancer).by_zone
    others = [zone_id for zone_id, found in by_zone.items() if key in found and zone_id != known.zone.id]
    return Party(
        load_balancer,
        described,
        _standing(known, key, described, sets=sets),
        claim=claim,
        sets=sets,
        elsewhere=bool(others),
        index=_index_entry(known, key, load_balancer),
    )


def _standing(known: Knowledge, key: Key, described: LoadBalancer | None, *, sets: Set[str]) -> Standing:
    """How a load balancer stands to a key; `sets`: the set identifiers under which it claims the name in this zone."""
    if described is None:
        return Standing.GONE
    if key.set_identifier in sets:
        return Standing.WANTS
    converts = bool(sets)
    if key.name in known.fleet.claims(described.id).named and not converts:
        return Standing.NAMES
    hold = known.holds.get(key)
    origin = hold.origin if hold and hold.load_balancer == described.id else ""
    named = still_names(described, origin, key.name, known.settings)
    if converts or named is False:
        return Standing.LEFT
    return Standing.UNSURE if named is None else Standing.NAMES


def _index_entry(known: Knowledge, key: Key, load_balancer: LoadBalancerId) -> IndexEntry | None:
    """What lies at an entry's place; unread or absent, what the hold implies where a change batch will prove it.

    An absence may be older than the hold: a page tells of many places at one moment (H39).
    """
    wanted = encode_index(key, load_balancer, known.me, known.zone)
    is_read = known.reader.view.knows(wanted.key.name)
    found = known.reader.index_entry(wanted, load_balancer) if is_read else None
    if found is not None or (is_read and not known.trusting):
        return found
    hold = known.holds.get(key)
    told = hold is not None and load_balancer in hold.load_balancers
    return IndexEntry(wanted, ours=True, right=True) if told else None


def _external_dns(known: Knowledge, key: Key) -> tuple[RecordSet, ...]:
    """What lies where external-dns would register the name, as far as it was read."""
    found: list[RecordSet] = []
    for name in registry_names(key.name, known.settings.external_dns, known.zone.name):
        if known.reader.view.knows(name):
            found += known.reader.view.of_type(name, "TXT")
    return tuple(found)

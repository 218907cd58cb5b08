"""The other keys of a name that a decision on one of them reaches: which are decided together. Decides nothing."""

from collections.abc import Iterator, Set

from albias.case import answering, can_stand_beside
from albias.claims import Claim
from albias.model import LoadBalancerId, RecordSet
from albias.registry import Hold, Key

from .knowledge import Knowledge


def held_beside(known: Knowledge, keys: Set[Key]) -> set[Key]:
    """The keys that holds tell of: all of ours in a sweep, those of the raced names in another round.

    Always the other keys of a name that somebody has who may get one of these, since it may have to give them up; and
    those that keep somebody out who wants one of these, since their holds tell who waits. Raises: AwsUnavailable.
    """
    found: set[Key] = set()
    for key in keys:
        found |= {sibling.key for sibling in known.siblings(key) if _concerns(known, sibling, key)}
    for key, hold in known.holds.items():
        asked = known.request.looks_at_all or known.request.again is not None
        if hold.load_balancer and asked and known.request.concerns(key.name):
            found.add(key)
    return found - keys


def _concerns(known: Knowledge, sibling: Hold, key: Key) -> bool:
    """Whether a hold is decided together with another key of its name."""
    if sibling.load_balancer is None:
        return False
    if sibling.load_balancer in known.parties(key):
        return True
    hold = known.holds.get(key)
    for each, claim in known.claimed.get(key, {}).items():
        has_it = hold is not None and hold.load_balancer == each
        if not has_it and _keeps_out(known, sibling, each, claim):
            return True
    return False


def _keeps_out(known: Knowledge, sibling: Hold, load_balancer: LoadBalancerId, claim: Claim) -> bool:
    """Whether what albias made of one key keeps a load balancer's record sets of another from being made."""
    if bool(sibling.key.set_identifier) != bool(claim.key.set_identifier):
        return True
    return any(not can_stand_beside(found, claim) for found in _met(known, sibling, load_balancer))


def _met(known: Knowledge, sibling: Hold, load_balancer: LoadBalancerId) -> Iterator[RecordSet]:
    """The record sets of a key that are of a type that a load balancer needs, or a CNAME."""
    described = known.fleet.get(load_balancer)
    types = described.address_types if described else ()
    known.reader.read([sibling.key.name])
    for found in answering(known.reader.view.at(sibling.key.name)):
        if found.key.set_identifier == sibling.key.set_identifier and found.key.type in (*types, "CNAME"):
            yield found


def wanted_instead(known: Knowledge, keys: Set[Key]) -> set[Key]:
    """The other keys of their names that those want who wait for these: one of these may keep them out. Notes them."""
    found: set[Key] = set()
    for key in keys:
        hold = known.holds.get(key)
        for each, _ in hold.waits if hold else ():
            for other, claim in known.fleet.claims(each).in_zone(known.zone).items():
                if other.name == key.name and other != key:
                    known.claimed.setdefault(other, {})[each] = claim
                    found.add(other)
    return found

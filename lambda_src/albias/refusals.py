"""Refusals in words: why a party does not get a name, and what is there. Pure."""

from collections.abc import Iterable

from .case import Case, Party
from .model import RecordSet, Refusal, RefusalCode
from .registry import Hold


def refuse(case: Case, parties: Iterable[Party], code: RefusalCode, reason: str) -> list[Refusal]:
    """One refusal for each of the parties."""
    refusals = []
    identifier = case.key.set_identifier
    for party in parties:
        refusal = Refusal(
            case.name,
            party.id,
            code,
            reason,
            zone=case.zone,
            set_identifier=identifier,
            routing_policy=party.routing_policy,
        )
        refusals.append(refusal)
    return refusals


def waiting(case: Case, holder: Party) -> list[Refusal]:
    """Tell everybody else who claims a key that they wait for its holder."""
    losers = [party for party in case.claimants if party.id != holder.id]
    return refuse(case, losers, "waiting", f"{holder.id} holds it; it is next in line when that lets go")


def why_not(case: Case, party: Party) -> tuple[RefusalCode, str]:
    """Why a party does not get the key, and what is there."""
    in_way = case.in_way(party)
    differing = _differing(case, in_way, party) or _mixed(case, party) or _in_its_slot(case, in_way)
    if differing:
        return "routing-differs", differing
    there = in_phrases(in_way or case.under_the_key)
    registered = _registered(case, in_way)
    if registered is not None:
        owner = f" (owner {registered!r})" if registered else ""
        what = f": {there}" if there else ", by a TXT record set without an address"
        return "name-taken", f"external-dns{owner} has it{what}. Migrate it, or remove it there"
    if case.hold is not None:
        advice = "Remove it, and albias puts its own back"
        return "name-taken", f"someone put a record set in its place that albias did not make: {there}. {advice}"
    advice = "Remove it, or adopt it where it points at this load balancer"
    return "name-taken", f"a record set exists that albias did not make: {there}. {advice}"


def _differing(case: Case, in_way: Iterable[RecordSet], party: Party) -> str:
    """What to say where Route 53 would refuse to mix policies; nothing where the policy is not what is in the way."""
    asked = party.routing_policy or "simple"
    for found in in_way:
        policy = found.routing_policy or "simple"
        holder = case.siblings_by_set.get(found.key.set_identifier)
        if found.key.type == "CNAME" or policy == asked or (found.routing is None and holder is None):
            continue
        who = f", held by {holder.load_balancer or holder.resource}" if holder else ""
        return f"it asks for {asked} routing, and the name is {policy}: {found.describe()}{who}; tag both alike"
    return ""


def _mixed(case: Case, party: Party) -> str:
    """What to say where albias holds the name as a simple one, and a routed one is asked for, or the reverse."""
    for sibling in case.mixed_with(party):
        asked, there = (party.routing_policy, "simple") if party.routing_policy else ("simple", "routed")
        return f"it asks for {asked} routing, and the name is {there}, {_held_by(sibling)}; tag both alike"
    return ""


def _in_its_slot(case: Case, in_way: Iterable[RecordSet]) -> str:
    """What to say where albias has another record set of the name with what Route 53 gives only once (H57)."""
    for found in in_way:
        sibling = case.siblings_by_set.get(found.key.set_identifier)
        if sibling is not None and found.routing is not None:
            return f"Route 53 allows one record set of {found.routing}, and there is one, {_held_by(sibling)}"
    return ""


def _held_by(hold: Hold) -> str:
    if hold.load_balancer is None:
        return f"which the deployment {hold.owner!r} holds for {hold.resource}"
    under = f" under the set identifier {hold.key.set_identifier!r}" if hold.key.set_identifier else ""
    return f"which {hold.load_balancer} holds{under}"


def _registered(case: Case, in_way: Iterable[RecordSet]) -> str | None:
    """The owner id of an external-dns that registers the key, or what is in its way; None where none does."""
    for identifier in (case.key.set_identifier, *(found.key.set_identifier for found in in_way)):
        owner = case.external_dns_of(identifier)
        if owner is not None:
            return owner
    return None


def in_phrases(record_sets: Iterable[RecordSet]) -> str:
    """Several record sets in short phrases."""
    return "; ".join(found.describe() for found in record_sets)

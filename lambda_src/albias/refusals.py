"""Refusals in words: why a party does not get a name, and what is there. Pure."""

from collections.abc import Iterable

from .case import Case, Party
from .model import RecordSet, Refusal, RefusalCode


def refuse(case: Case, parties: Iterable[Party], code: RefusalCode, reason: str) -> list[Refusal]:
    """One refusal for each of the parties."""
    refusals = []
    identifier = case.key.set_identifier
    for party in parties:
        routing = party.claim.routing if party.claim else None
        policy = routing.policy if routing else None
        refusal = Refusal(case.name, party.id, code, reason, zone=case.zone, set_identifier=identifier, policy=policy)
        refusals.append(refusal)
    return refusals


def waiting(case: Case, holder: Party) -> list[Refusal]:
    """Tell everybody else who claims a key that they wait for its holder."""
    losers = [party for party in case.claimants if party.id != holder.id]
    return refuse(case, losers, "waiting", f"{holder.id} holds it; it is next in line when that lets go")


def taken(case: Case, party: Party) -> tuple[RefusalCode, str]:
    """Why a party does not get the key, and what is there."""
    in_way = case.in_way(party)
    differing = _differing(case, in_way, party)
    if differing:
        return "routing-differs", differing
    there = described(in_way or case.taken)
    if case.external_dns is not None:
        owner = f" (owner {case.external_dns!r})" if case.external_dns else ""
        what = f": {there}" if there else ", by a TXT record set without an address"
        return "name-taken", f"external-dns{owner} has it{what}. Migrate it, or remove it there"
    if case.hold is not None:
        advice = "Remove it, and albias puts its own back"
        return "name-taken", f"someone put a record set in its place that albias did not make: {there}. {advice}"
    advice = "Remove it, or adopt it where it points at this load balancer"
    return "name-taken", f"a record set exists that albias did not make: {there}. {advice}"


def _differing(case: Case, in_way: Iterable[RecordSet], party: Party) -> str:
    """What to say where Route 53 would refuse to mix policies; nothing where the policy is not what is in the way."""
    wanted = party.claim.routing if party.claim else None
    ours = {sibling.key.set_identifier: sibling for sibling in case.siblings}
    for found in in_way:
        if found.key.type == "CNAME" or (found.routing is None and wanted is None):
            continue
        policy = found.routing.policy if found.routing else "simple"
        if policy == (wanted.policy if wanted else "simple"):
            continue
        holder = ours.get(found.key.set_identifier)
        if found.routing is None and holder is None:
            continue
        who = f", held by {holder.load_balancer or holder.resource}" if holder else ""
        asked = wanted.policy if wanted else "simple"
        return f"it asks for {asked} routing, and the name is {policy}: {found.describe()}{who}; tag both alike"
    return ""


def described(record_sets: Iterable[RecordSet]) -> str:
    """Several record sets in short phrases."""
    return "; ".join(found.describe() for found in record_sets)

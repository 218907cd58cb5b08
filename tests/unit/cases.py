"""Cases for the decision table in few words: who holds and claims a name, and what is in DNS. Asserts nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from albias.case import Case, Decision, Party, Standing, Verdict
from albias.claims import Claim
from albias.model import (
    AliasTarget,
    Change,
    HostedZone,
    LoadBalancer,
    LoadBalancerId,
    RecordKey,
    RecordSet,
    Routing,
)
from albias.names import DnsName
from albias.registry import Answer, Hold, IndexEntry, Key, encode_hold, encode_index, new_hold
from albias.settings import Settings
from albias.sources import TAGS, Wish
from tests.support.world import ME, ZONE, load_balancer_id

NAME = DnsName("shop.apps.example.com")
NOW = 1_795_396_120
ALB_ZONE = "Z32O12XQLNTSW2"
ORIGIN = "tag.6389259c"  # of the tag albias/hostname
WEB, GREEN, RED = (
    load_balancer_id(name, f"{number}0dc6c495c0c9188") for number, name in enumerate(("web", "green", "red"), 5)
)


def dns_name(load_balancer: LoadBalancerId) -> str:
    return f"{load_balancer.name}-1.eu-west-1.elb.amazonaws.com"


def target(load_balancer: LoadBalancerId, **differing: Any) -> AliasTarget:
    return replace(AliasTarget(dns_name(load_balancer), ALB_ZONE, evaluate_target_health=True), **differing)


def alias(
    load_balancer: LoadBalancerId, kind: str = "A", *, routing: Routing | None = None, set_: str = "", **differing: Any
) -> RecordSet:
    """An alias to a load balancer as albias makes it, but for what is said to differ."""
    key = RecordKey(NAME, kind, set_ or ("theirs" if routing else ""))
    return RecordSet(key, alias=target(load_balancer, **differing), routing=routing)


def address(value: str = "192.0.2.1", kind: str = "A") -> RecordSet:
    return RecordSet(RecordKey(NAME, kind), 60, (value,))


def cname(value: str) -> RecordSet:
    return RecordSet(RecordKey(NAME, "CNAME"), 60, (value,))


def claim_of(routing: Routing | None = None, set_: str = "", health_check: str = "") -> Claim:
    """What a load balancer's tag asks for."""
    wish = Wish(NAME, TAGS, "tag albias/hostname", ORIGIN)
    return Claim(Key(NAME, set_), routing, health_check, evaluate_target_health=True, wish=wish)


def party(
    load_balancer: LoadBalancerId,
    standing: Standing = Standing.WANTS,
    *,
    address_type: str = "ipv4",
    claim: Claim | None = None,
    told: bool = False,
) -> Party:
    """A load balancer in the case. `told`: its index entry is there."""
    described = LoadBalancer(load_balancer, dns_name(load_balancer), ALB_ZONE, "internet-facing", address_type, ())
    wanted = (claim or claim_of()) if standing is Standing.WANTS else None
    place = encode_index(wanted.key if wanted else Key(NAME), load_balancer, ME, ZONE)
    return Party(
        load_balancer,
        None if standing is Standing.GONE else described,
        standing,
        claim=wanted,
        sets=frozenset({wanted.key.set_identifier}) if wanted else frozenset(),
        index=IndexEntry(place, ours=True, right=True) if told else None,
    )


def gone(load_balancer: LoadBalancerId = WEB) -> Party:
    return party(load_balancer, Standing.GONE)


def left(load_balancer: LoadBalancerId = WEB) -> Party:
    return party(load_balancer, Standing.LEFT)


def held(
    holder: LoadBalancerId,
    *,
    waits: Iterable[tuple[LoadBalancerId, int]] = (),
    types: tuple[str, ...] = ("A",),
    key: Key = Key(NAME),  # noqa: B008  a value
    zone: HostedZone = ZONE,
    **differing: Any,
) -> Hold:
    """The hold as albias writes it for a load balancer, with the record set that it was read from."""
    answer = Answer(ALB_ZONE, types, evaluate_target_health=True)
    fields: dict[str, Any] = {"target": dns_name(holder), "answer": answer, "origin": ORIGIN, "waits": tuple(waits)}
    hold = replace(new_hold(key, holder, ME, zone), **(fields | differing))
    return replace(hold, record_set=encode_hold(hold, ME, zone))


def case(
    *parties: Party, hold: Hold | None = None, records: tuple[RecordSet, ...] = (), told: bool = True, **fields: Any
) -> Case:
    """The case of NAME. Whom the hold names has an index entry, unless `told` is false."""
    settings = fields.pop("settings", {})
    named = {hold.load_balancer, *dict(hold.waits)} if hold and told else set()
    key = fields.get("key", Key(NAME))
    everybody = []
    for each in parties:
        entry = IndexEntry(encode_index(key, each.id, ME, ZONE), ours=True, right=True)
        everybody.append(replace(each, index=entry) if each.id in named else each)
    defaults: dict[str, Any] = {
        "key": key,
        "zone": ZONE,
        "me": ME,
        "settings": Settings("platform", (ZONE,), **settings),
        "now": NOW,
        "records": records,
        "hold": hold,
        "parties": tuple(everybody),
    }
    return Case(**(defaults | fields))


def create(record_set: RecordSet) -> Change:
    return Change("CREATE", record_set)


def delete(record_set: RecordSet) -> Change:
    return Change("DELETE", record_set)


def still(*record_sets: RecordSet) -> list[Change]:
    """Changes that change nothing, and that Route 53 refuses unless the record sets are still as they were read."""
    changes: list[Change] = []
    for found in record_sets:
        changes += [delete(found), create(found)]
    return changes


def actions(verdict: Verdict) -> list[tuple[str, LoadBalancerId]]:
    """What is done, and with whom."""
    return [(decision.action, decision.load_balancer) for decision in verdict.decisions]


def codes(verdict: Verdict) -> list[tuple[str, LoadBalancerId]]:
    """What is refused, and to whom."""
    return [(refusal.code, refusal.load_balancer) for refusal in verdict.refusals]


def record_changes(verdict: Verdict) -> list[Change]:
    """What happens to that which answers for the name."""
    changes: list[Change] = []
    for decision in verdict.decisions:
        changes += decision.record_changes
    return changes


def carried_out(decisions: Iterable[Decision], there: Iterable[RecordSet]) -> dict[RecordKey, RecordSet]:
    """The record sets afterwards, registry included. Asserts what Route 53 would: exact deletes, no second create."""
    after = {record_set.key: record_set for record_set in there}
    for decision in decisions:
        for change in sorted(decision.changes, key=lambda one: one.action != "DELETE"):
            if change.action == "DELETE":
                assert after.pop(change.record_set.key) == change.record_set
            else:
                assert change.record_set.key not in after
                after[change.record_set.key] = change.record_set
    return after


def everything_in(found: Case) -> list[RecordSet]:
    """All record sets that a case was read from."""
    there = list(found.records)
    for hold in (found.hold, *found.siblings):
        if hold is not None and hold.record_set.values:
            there.append(hold.record_set)
    return there + [party.index.record_set for party in found.parties if party.index is not None]

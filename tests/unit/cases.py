"""Cases for the decision table in few words: who lists and claims a name, and what is in DNS. Asserts nothing."""

from dataclasses import replace
from typing import Any

from albias.case import Case, Decision, Party, Verdict
from albias.model import AliasTarget, Change, Entry, LoadBalancer, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import decode_hold, encode_hold
from albias.settings import Settings
from tests.builders import ME, ZONE, load_balancer_id

NAME = DnsName("shop.apps.example.com")
OTHER = DnsName("cart.apps.example.com")
NOW = 1_795_396_120
ALB_ZONE = "Z32O12XQLNTSW2"
WEB, GREEN, RED = (
    load_balancer_id(name, f"{number}0dc6c495c0c9188") for number, name in enumerate(("web", "green", "red"), 5)
)


def dns_name(load_balancer: LoadBalancerId) -> str:
    return f"{load_balancer.name}-1.eu-west-1.elb.amazonaws.com"


def target(load_balancer: LoadBalancerId, **differing: Any) -> AliasTarget:
    return replace(AliasTarget(dns_name(load_balancer), ALB_ZONE, evaluate_target_health=True), **differing)


def alias(load_balancer: LoadBalancerId, kind: str = "A", *, opaque: bool = False, **differing: Any) -> RecordSet:
    """An alias to a load balancer as albias makes it, but for what is said to differ."""
    key = RecordKey(NAME, kind, "blue" if opaque else "")
    return RecordSet(key, alias=target(load_balancer, **differing), opaque=opaque)


def address(value: str = "192.0.2.1", kind: str = "A") -> RecordSet:
    return RecordSet(RecordKey(NAME, kind), 60, (value,))


def cname(value: str) -> RecordSet:
    return RecordSet(RecordKey(NAME, "CNAME"), 60, (value,))


def party(
    load_balancer: LoadBalancerId,
    *,
    wants: bool = False,
    lists: bool = False,
    since: int | None = None,
    gone: bool = False,
    address_type: str = "ipv4",
    fenced: bool = False,
    entry_target: str | None = None,
    queue: frozenset[LoadBalancerId] = frozenset(),
    refused: bool = False,
) -> Party:
    """A load balancer in the case. `lists`: its entry has the name. `since`: it has waited for it since then.

    `refused`: its tags name it, and it may not have it.
    """
    described = LoadBalancer(load_balancer, dns_name(load_balancer), ALB_ZONE, "internet-facing", address_type, ())
    entry = Entry(
        load_balancer,
        target=dns_name(load_balancer) if entry_target is None else entry_target,
        hosts=frozenset({NAME} if lists else ()),
        waits=frozenset({(NAME, since)} if since is not None else ()),
        queue=queue,
    )
    wanted, may_not = frozenset({NAME} if wants else ()), frozenset({NAME} if refused else ())
    return Party(load_balancer, entry, None if gone else described, wanted, fenced, may_not)


def case(*parties: Party, holder: Party | None = None, records: tuple[RecordSet, ...] = (), **fields: Any) -> Case:
    """The case of NAME. With a holder its hold lies in DNS, unless `hold` says otherwise."""
    settings = fields.pop("settings", {})
    everybody = (*([holder] if holder and holder not in parties else []), *parties)
    hold = decode_hold(encode_hold(NAME, holder.id, ME, ZONE), ME) if holder else None
    defaults: dict[str, Any] = {
        "name": NAME,
        "zone": ZONE,
        "me": ME,
        "settings": Settings("platform", (ZONE,), **settings),
        "now": NOW,
        "records": records,
        "hold": hold,
        "hold_known": True,
        "holder": holder,
        "parties": everybody,
        "at_hand": {each.id: each for each in everybody},
    }
    return Case(**(defaults | fields))


def holding(load_balancer: LoadBalancerId) -> RecordSet:
    """The hold on NAME as albias makes it for a load balancer."""
    return encode_hold(NAME, load_balancer, ME, ZONE)


def create(record_set: RecordSet) -> Change:
    return Change("CREATE", record_set)


def delete(record_set: RecordSet) -> Change:
    return Change("DELETE", record_set)


def still(*record_sets: RecordSet) -> list[Change]:
    """Changes that change nothing, and that Route 53 refuses unless the record sets are still as they were read."""
    return [change for found in record_sets for change in (delete(found), create(found))]


def actions(verdict: Verdict) -> list[tuple[str, LoadBalancerId]]:
    """What is done, and with whom."""
    return [(decision.action, decision.load_balancer) for decision in verdict[0]]


def codes(verdict: Verdict) -> list[tuple[str, LoadBalancerId]]:
    """What is refused, and to whom."""
    return [(refusal.code, refusal.load_balancer) for refusal in verdict[1]]


def entries_after(decision: Decision, before: Case) -> dict[LoadBalancerId, Entry]:
    """The entries of a case's parties after a decision's edits."""
    after = {each.id: each.entry for each in before.parties}
    for edit in decision.edits:
        after[edit.load_balancer] = edit.apply(after[edit.load_balancer])
    return after

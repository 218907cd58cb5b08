"""Holds: who has a name, where it points, who waits for it. Text in, text out; decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from albias.model import ADDRESS_TYPES, AliasTarget, HostedZone, LoadBalancerId, RecordKey, RecordSet, Routing

from . import texts
from .places import TTL, Deployment, Key, held_name, hold_name

_ROUTING = Routing("weighted", 0)  # of a routed hold; nobody resolves it

Waits = tuple[tuple[LoadBalancerId, int], ...]  # who waits, and since when in Unix seconds; the longest waiting first


class Answer(NamedTuple):
    """What albias has made at a name, beside its target.

    It is enough to delete that unread, which Route 53 refuses where it is wrong.
    """

    zone_id: str
    types: tuple[str, ...]
    evaluate_target_health: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a key of a name. `load_balancer` is None when that is another deployment's, or nobody's that we know.

    `answer`: what the record sets were given; None where it does not say. `origin`: where it was asked for (sources/).
    `unnamed_since`: since when nothing names it (`gone=`), in Unix seconds; 0 where something does. `revision` grows
    with each writing, so that whoever read the hold before sees that something was done since, even where it says the
    same. `others`: values in the record set that are not albias's, which stay (H32).
    """

    key: Key
    owner: str
    resource: str
    load_balancer: LoadBalancerId | None
    record_set: RecordSet
    target: str = ""
    answer: Answer | None = None
    origin: str = ""
    waits: Waits = ()
    unnamed_since: int = 0
    revision: int = 0
    others: tuple[str, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The types of record sets that albias may have made: both, where it does not say."""
        return self.answer.types if self.answer else ADDRESS_TYPES

    @property
    def alias(self) -> AliasTarget | None:
        """Where its record sets point; None where it does not say."""
        if self.answer is None:
            return None
        return AliasTarget(self.target, self.answer.zone_id, self.answer.evaluate_target_health)

    @property
    def load_balancers(self) -> frozenset[LoadBalancerId]:
        """Its holder and whoever waits; nobody where it is not this deployment's."""
        if self.load_balancer is None:
            return frozenset()
        return frozenset({self.load_balancer, *dict(self.waits)})


def encode_hold(hold: Hold, me: Deployment, zone: HostedZone) -> RecordSet:
    """The record set of a hold of ours; `hold.record_set` is not looked at."""
    assert hold.load_balancer is not None
    head = [
        "heritage=albias",
        "v=1",
        f"owner={me.owner}",
        f"resource={me.resource(hold.load_balancer)}",
        f"target={hold.target}",
        *_answer_pairs(hold.answer),
        f"origin={hold.origin}" if hold.origin else "",
        f"revision={hold.revision}",
    ]
    lines = [",".join(filter(None, head))]
    if hold.unnamed_since:
        lines.append(f"gone={hold.unnamed_since}")
    for waiting, since in hold.waits:
        lines.append(f"wait={me.resource(waiting)},since={since}")
    values = [texts.quote(line) for line in lines]
    return replace(_empty(hold.key, zone), values=(*values, *hold.others))


def new_hold(key: Key, load_balancer: LoadBalancerId, me: Deployment, zone: HostedZone) -> Hold:
    """A hold that is not in DNS yet."""
    return Hold(key, me.owner, me.resource(load_balancer), load_balancer, record_set=_empty(key, zone))


def decode_hold(record_set: RecordSet, me: Deployment, zone: HostedZone) -> Hold | None:
    """What a hold says; None where it lies at a place of no name. What is not ours, or not albias's, is foreign."""
    name = held_name(record_set.key.name, zone)
    if name is None:
        return None
    key = Key(name, record_set.key.set_identifier)
    heads, others, rest = _sorted_values(record_set)
    head = heads[0] if len(heads) == 1 else {}
    owner, resource = head.get("owner", ""), head.get("resource", "")
    if owner != me.owner or not _is_plain(record_set):
        return Hold(key, owner, resource, None, record_set=record_set)
    return Hold(
        key=key,
        owner=owner,
        resource=resource,
        load_balancer=me.load_balancer(resource),
        record_set=record_set,
        target=head.get("target", ""),
        answer=_answer(head),
        origin=head.get("origin", ""),
        waits=_waits(rest, me),
        unnamed_since=max([texts.number(pairs.get("gone", "")) for pairs in rest], default=0),
        revision=texts.number(head.get("revision", "")),
        others=others,
    )


def tells_of_grace(record_set: RecordSet) -> bool:
    """Whether a hold says since when nothing names its name."""
    _, _, rest = _sorted_values(record_set)
    return any("gone" in pairs for pairs in rest)


def without_hold(hold: Hold) -> RecordSet | None:
    """What stays of a hold's record set when the name is given up: other people's values; None where there are none."""
    return replace(hold.record_set, values=hold.others) if hold.others else None


def _empty(key: Key, zone: HostedZone) -> RecordSet:
    place = RecordKey(hold_name(key.name, zone), "TXT", key.set_identifier)
    return RecordSet(place, TTL, routing=_ROUTING if key.set_identifier else None)


def _is_plain(record_set: RecordSet) -> bool:
    """Whether a hold is a record set as albias makes it, so that it may be rewritten."""
    expected = _ROUTING if record_set.key.set_identifier else None
    return record_set.routing == expected and not record_set.health_check and not record_set.managed


def _sorted_values(record_set: RecordSet) -> tuple[list[dict[str, str]], tuple[str, ...], list[dict[str, str]]]:
    """The heads among a record set's values, the values that are not albias's, and the other lines of albias's."""
    heads, others, rest = [], [], []
    for value in record_set.values:
        pairs = texts.pairs(texts.unquote(value))
        if pairs.get("heritage") == "albias" and pairs.get("v") == "1":
            heads.append(pairs)
        elif {"wait", "gone"} & pairs.keys():
            rest.append(pairs)
        else:
            others.append(value)
    return heads, tuple(others), rest


def _waits(lines: Iterable[dict[str, str]], me: Deployment) -> Waits:
    waits = []
    for pairs in lines:
        waiting = me.load_balancer(pairs.get("wait", ""))
        if waiting:
            waits.append((waiting, texts.number(pairs.get("since", ""))))
    return tuple(sorted(waits, key=lambda wait: (wait[1], wait[0])))


def _answer_pairs(answer: Answer | None) -> Sequence[str]:
    if answer is None:
        return ()
    health = "yes" if answer.evaluate_target_health else "no"
    return f"zone={answer.zone_id}", f"types={'+'.join(answer.types)}", f"health={health}"


def _answer(head: dict[str, str]) -> Answer | None:
    types = tuple(head.get("types", "").split("+"))
    if not head.get("zone") or not set(types) <= {*ADDRESS_TYPES}:
        return None
    return Answer(head["zone"], types, head.get("health") == "yes")

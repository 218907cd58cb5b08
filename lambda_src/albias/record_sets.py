"""The record sets that a claim wants, and the changes from what is there to that. Who gets them, decide.py says."""

from collections.abc import Iterable

from .case import Case, Party, answering
from .claims import Claim
from .model import AliasTarget, Change, LoadBalancer, RecordKey, RecordSet, bare_target

_BOOLEAN = {True: "true", False: "false"}  # as Route 53's API spells them


def wanted_record_sets(described: LoadBalancer, claim: Claim) -> dict[str, RecordSet]:
    """The record sets that a load balancer's claim wants, by type."""
    target = described.dns_name.lower()
    alias = AliasTarget(target, described.canonical_hosted_zone_id, claim.evaluate_target_health)
    wanted = {}
    for kind in described.address_types:
        key = RecordKey(claim.key.name, kind, claim.key.set_identifier)
        wanted[kind] = RecordSet(key, alias=alias, routing=claim.routing, health_check=claim.health_check)
    return wanted


def record_sets_are_right(records: Iterable[RecordSet], described: LoadBalancer, claim: Claim) -> bool:
    """Whether exactly the record sets answer under a key that the claim wants, and none that albias would drop."""
    wanted = wanted_record_sets(described, claim)
    there = set()
    for found in answering(records):
        if found.key.set_identifier != claim.key.set_identifier:
            continue
        if found.key.type not in wanted or not _as_wanted(found, wanted[found.key.type]):
            return False
        there.add(found.key.type)
    return there == wanted.keys()


def record_changes(case: Case, winner: Party, *, adopts: bool) -> list[Change]:
    """From what is there to what the winner wants, within the policy: DELETE exactly as read, then CREATE."""
    assert winner.described is not None
    assert winner.claim is not None
    wanted = wanted_record_sets(winner.described, winner.claim)
    there: set[str] = set()
    deleted: list[Change] = []
    free = [*wanted] if adopts else case.free_types(winner)
    keeps = case.hold is not None and case.hold.load_balancer == winner.id
    for found in case.answering:
        if not _ours_to_change(case, found, winner, adopts=adopts):
            continue
        if found.key.type in wanted and _as_wanted(found, wanted[found.key.type]):
            there.add(found.key.type)
        elif case.settings.policy == "create-only" or (
            keeps and found.key.type in wanted and found.key.type not in free
        ):
            there.add(found.key.type)  # whatever it says, it stays: also where nothing could be put in its place
        elif found.key.type in wanted or found.key.type == "CNAME" or _may_drop_type(case, winner, adopts=adopts):
            deleted.append(Change("DELETE", found))
    missing = [wanted[kind] for kind in free if kind not in there]
    return [*deleted, *(Change("CREATE", made) for made in missing)]


def differences(case: Case, winner: Party) -> str:
    """How what albias made differs from what the winner asks for, in Route 53's words, all of it.

    Empty where nothing has another routing, health check or EvaluateTargetHealth: then something is missing, or points
    elsewhere, which goes without saying.
    """
    assert winner.described is not None
    assert winner.claim is not None
    wanted = wanted_record_sets(winner.described, winner.claim)
    made = {found.key.type: found for found in case.answering if case.made(found)}
    asked: list[str] = []
    besides: list[str] = []
    for kind in case.free_types(winner):
        if kind in made:
            asked += _asked_otherwise(made[kind], wanted[kind])
            besides += _points_otherwise(made[kind], wanted[kind])
        else:
            besides.append(f"no {kind} record set")
    return ", ".join(dict.fromkeys([*asked, *besides])) if asked else ""


def _asked_otherwise(found: RecordSet, wanted: RecordSet) -> list[str]:
    """What of a record set the options of a tag say, or the configuration."""
    assert found.alias is not None
    assert wanted.alias is not None
    words = []
    if found.routing != wanted.routing:
        words.append(f"{found.routing} -> {wanted.routing}")
    if found.health_check != wanted.health_check:
        words.append(f"health check {found.health_check or 'none'} -> {wanted.health_check or 'none'}")
    before, after = found.alias.evaluate_target_health, wanted.alias.evaluate_target_health
    if before != after:
        words.append(f"EvaluateTargetHealth {_BOOLEAN[before]} -> {_BOOLEAN[after]}")
    return words


def _points_otherwise(found: RecordSet, wanted: RecordSet) -> list[str]:
    """What of a record set says where the load balancer is."""
    assert found.alias is not None
    assert wanted.alias is not None
    words = []
    if bare_target(found.alias.dns_name) != bare_target(wanted.alias.dns_name):
        words.append(f"alias to {bare_target(found.alias.dns_name)} -> {bare_target(wanted.alias.dns_name)}")
    if found.alias.hosted_zone_id != wanted.alias.hosted_zone_id:
        words.append(f"alias hosted zone {found.alias.hosted_zone_id} -> {wanted.alias.hosted_zone_id}")
    return words


def _as_wanted(found: RecordSet, wanted: RecordSet) -> bool:
    assert wanted.alias is not None
    same = found.key == wanted.key and found.alias is not None and found.alias.same(wanted.alias)
    return same and (found.routing, found.health_check) == (wanted.routing, wanted.health_check)


def _ours_to_change(case: Case, found: RecordSet, winner: Party, *, adopts: bool) -> bool:
    if case.made(found):
        return True
    return adopts and (found in case.in_way(winner) or found in _twins(case, winner))


def _may_drop_type(case: Case, winner: Party, *, adopts: bool) -> bool:
    """Whether an AAAA beside A, or an A beside AAAA, goes that albias made and that is not needed any more.

    Not where it is all that answers, since everything that is needed is somebody's.
    """
    handed_over = case.hold is not None and case.hold.load_balancer != winner.id
    answered = adopts or bool(case.free_types(winner))
    return answered and (case.settings.policy == "sync" or handed_over)


def proof(record_sets: Iterable[RecordSet]) -> list[Change]:
    """Changes that change nothing, and that Route 53 refuses unless the record sets are still as they were read."""
    changes: list[Change] = []
    for found in record_sets:
        changes += [Change("DELETE", found), Change("CREATE", found)]
    return changes


def may_adopt(case: Case, party: Party) -> bool:
    """Whether the configuration takes over what is there, since it points at the party already."""
    if case.settings.adopt != "matching" or case.external_dns is not None or party.described is None:
        return False
    in_way = case.in_way(party)
    others = any(found.alias is None or found.key.set_identifier != case.key.set_identifier for found in in_way)
    if case.settings.policy == "create-only" and (others or _twins(case, party)):
        return False
    if not in_way:
        return bool(_twins(case, party)) and case.hold is None
    return all(adoptable(found, party) and _is_nobodys(case, found) for found in in_way)


def _is_nobodys(case: Case, found: RecordSet) -> bool:
    """Whether neither an albias, this deployment or another, nor an external-dns tells of a record set (H57)."""
    return (
        found.key.set_identifier not in case.siblings_by_set and case.external_dns_of(found.key.set_identifier) is None
    )


def adoptable(found: RecordSet, party: Party) -> bool:
    """A record set that answers the same, whose replacement changes nothing for whoever asks."""
    alike = found.routing_policy == party.routing_policy
    return alike and not found.managed and not found.health_check and found.points_at(party.target)


def _twins(case: Case, party: Party) -> list[RecordSet]:
    """Somebody's routed record sets of the same policy that point at the party already, and that nobody holds."""
    twins = []
    for found in case.answering:
        free = not found.managed and _is_nobodys(case, found)
        if free and case.beside(found, party) and found.points_at(party.target):
            twins.append(found)
    return twins

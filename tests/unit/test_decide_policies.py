"""The policies, as external-dns means them: sync does all, upsert-only removes nothing, create-only only creates."""

import pytest

from albias.case import Case
from albias.decide import decide
from albias.model import Change
from tests.unit.cases import (
    GREEN,
    WEB,
    actions,
    address,
    alias,
    case,
    cname,
    codes,
    create,
    delete,
    dns_name,
    holding,
    party,
    still,
)

POLICIES = ("sync", "upsert-only", "create-only")
CLAIM = party(WEB, wants=True)
KEEPER = party(WEB, wants=True, lists=True)
DUAL = party(WEB, wants=True, lists=True, address_type="dualstack")
GONE = party(WEB, lists=True, gone=True)
HEIR = party(GREEN, wants=True, since=17)
DRIFT = alias(WEB, evaluate_target_health=False)
POINTING = cname(dns_name(WEB))
HAND_OVER = [delete(alias(WEB)), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN))]


def under(policy: str, found: Case) -> Case:
    return case(
        *found.parties, holder=found.holder, records=found.records, settings={"policy": policy, "adopt": "matching"}
    )


def changes(found: Case) -> list[Change]:
    return [change for decision in decide(found)[0] for change in decision.changes]


@pytest.mark.parametrize(
    ("found", "sync", "upsert_only", "create_only"),
    [
        (case(CLAIM), *[[create(alias(WEB)), create(holding(WEB))]] * 3),
        (case(holder=KEEPER), *[[create(alias(WEB))]] * 3),
        (case(holder=KEEPER, records=(DRIFT,)), *[[delete(DRIFT), create(alias(WEB))]] * 2, []),
        (case(holder=DUAL, records=(alias(WEB),)), *[[create(alias(WEB, "AAAA"))]] * 3),
        (case(holder=KEEPER, records=(alias(WEB), alias(WEB, "AAAA"))), [delete(alias(WEB, "AAAA"))], [], []),
        (case(HEIR, holder=GONE, records=(alias(WEB),)), HAND_OVER, HAND_OVER, []),
        (case(holder=GONE, records=(alias(WEB),)), [delete(alias(WEB)), delete(holding(WEB))], [], []),
        (case(holder=GONE), [delete(holding(WEB))], [], []),
        (case(CLAIM, records=(alias(WEB),)), *[[*still(alias(WEB)), create(holding(WEB))]] * 3),
        (
            case(CLAIM, records=(DRIFT,)),
            *[[delete(DRIFT), create(alias(WEB)), create(holding(WEB))]] * 2,
            [*still(DRIFT), create(holding(WEB))],
        ),
        (
            case(CLAIM, records=(POINTING,)),
            *[[delete(POINTING), create(alias(WEB)), create(holding(WEB))]] * 2,
            [],
        ),
    ],
    ids=[
        "new name",
        "record missing",
        "drift",
        "address type added",
        "address type taken away",
        "hand over",
        "release",
        "release without a record",
        "adopt",
        "adopt with drift",
        "adopt a CNAME",
    ],
)
def test_what_each_policy_changes(
    found: Case, sync: list[Change], upsert_only: list[Change], create_only: list[Change]
) -> None:
    assert [changes(under(policy, found)) for policy in POLICIES] == [sync, upsert_only, create_only]


def test_under_create_only_a_released_name_stays_with_its_holder_and_others_wait() -> None:
    verdict = decide(under("create-only", case(HEIR, holder=GONE, records=(alias(WEB),))))
    assert actions(verdict) == [("wait", GREEN)]
    assert codes(verdict) == [("waiting", GREEN)]


def test_under_upsert_only_a_released_name_that_nobody_wants_stays_as_it_is() -> None:
    assert decide(under("upsert-only", case(holder=GONE, records=(alias(WEB),)))) == ([], [])


def test_under_upsert_only_a_name_with_an_obstacle_stays_with_its_holder_and_the_heir_waits() -> None:
    """H39: to let go of the name but leave its record set would leave it to nobody."""
    routed = alias(WEB, "AAAA", opaque=True)
    verdict = decide(under("upsert-only", case(HEIR, holder=GONE, records=(alias(WEB), routed))))
    assert actions(verdict) == [("wait", GREEN)]
    assert codes(verdict) == [("waiting", GREEN)]


def test_under_create_only_a_cname_is_not_adopted_since_that_would_replace_it() -> None:
    verdict = decide(under("create-only", case(CLAIM, records=(POINTING,))))
    assert codes(verdict) == [("name-taken", WEB)]


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_touches_an_address_that_someone_else_wrote(policy: str) -> None:
    verdict = decide(under(policy, case(CLAIM, records=(address(),))))
    assert changes(under(policy, case(CLAIM, records=(address(),)))) == []
    assert codes(verdict) == [("name-taken", WEB)]


def test_under_upsert_only_a_hand_over_leaves_nothing_of_who_had_the_name() -> None:
    """It is an update of one name: an AAAA of the one that is gone would answer half of the questions."""
    handed = case(HEIR, holder=GONE, records=(alias(WEB), alias(WEB, "AAAA")))
    assert delete(alias(WEB, "AAAA")) in changes(under("upsert-only", handed))
    kept = case(holder=party(WEB, wants=True, lists=True), records=(alias(WEB), alias(WEB, "AAAA")))
    assert changes(under("upsert-only", kept)) == []

"""The policies, as external-dns means them: sync does all, upsert-only removes nothing, create-only only creates."""

from dataclasses import replace

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
    gone,
    held,
    party,
    record_changes,
    still,
)

POLICIES = ("sync", "upsert-only", "create-only")
CLAIM, HEIR = party(WEB), party(GREEN)
DUAL = party(WEB, address_type="dualstack")
DRIFT = alias(WEB, evaluate_target_health=False)
POINTING = cname(dns_name(WEB))
BOTH = held(WEB, types=("A", "AAAA"))
WAITED = held(WEB, waits=[(GREEN, 17)])
HAND_OVER = [delete(alias(WEB)), create(alias(GREEN))]


def under(policy: str, found: Case) -> Case:
    return replace(found, settings=replace(found.settings, policy=policy, adopt="matching"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "sync", "upsert_only", "create_only"),
    [
        (case(CLAIM), *[[create(alias(WEB))]] * 3),
        (case(CLAIM, hold=held(WEB)), *[[create(alias(WEB))]] * 3),
        (case(CLAIM, hold=held(WEB), records=(DRIFT,)), *[[delete(DRIFT), create(alias(WEB))]] * 2, []),
        (case(DUAL, hold=held(WEB), records=(alias(WEB),)), *[[create(alias(WEB, "AAAA"))]] * 3),
        (case(CLAIM, hold=BOTH, records=(alias(WEB), alias(WEB, "AAAA"))), [delete(alias(WEB, "AAAA"))], [], []),
        (case(gone(), HEIR, hold=WAITED, records=(alias(WEB),)), HAND_OVER, HAND_OVER, []),
        (case(gone(), hold=held(WEB), records=(alias(WEB),)), [delete(alias(WEB))], [], []),
        (case(CLAIM, records=(alias(WEB),)), *[still(alias(WEB))] * 3),
        (case(CLAIM, records=(DRIFT,)), *[[delete(DRIFT), create(alias(WEB))]] * 2, still(DRIFT)),
        (case(CLAIM, records=(POINTING,)), *[[delete(POINTING), create(alias(WEB))]] * 2, []),
    ],
    ids=[
        "new name",
        "record missing",
        "drift",
        "address type added",
        "address type taken away",
        "hand over",
        "release",
        "adopt",
        "adopt with drift",
        "adopt a CNAME",
    ],
)
def test_what_each_policy_changes(
    found: Case, sync: list[Change], upsert_only: list[Change], create_only: list[Change]
) -> None:
    assert [record_changes(decide(under(policy, found))) for policy in POLICIES] == [sync, upsert_only, create_only]


def test_under_create_only_a_released_name_stays_with_its_holder_and_others_wait() -> None:
    verdict = decide(under("create-only", case(gone(), HEIR, hold=held(WEB), records=(alias(WEB),))))
    assert actions(verdict) == [("wait", WEB)]
    assert codes(verdict) == [("waiting", GREEN)]


def test_under_upsert_only_a_released_name_that_nobody_wants_stays_as_it_is() -> None:
    assert decide(under("upsert-only", case(gone(), hold=held(WEB), records=(alias(WEB),)))) == ([], [])


def test_under_upsert_only_a_name_with_an_obstacle_stays_with_its_holder_and_the_heir_waits() -> None:
    """H39: to let go of the name but leave its record set would leave it to nobody."""
    found = case(gone(), HEIR, hold=WAITED, records=(cname("elsewhere.example.net"),))
    verdict = decide(under("upsert-only", found))
    assert actions(verdict) == []
    assert codes(verdict) == [("waiting", GREEN)]


def test_under_create_only_a_cname_is_not_adopted_since_that_would_replace_it() -> None:
    verdict = decide(under("create-only", case(CLAIM, records=(POINTING,))))
    assert codes(verdict) == [("name-taken", WEB)]


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_touches_an_address_that_someone_else_wrote(policy: str) -> None:
    verdict = decide(under(policy, case(CLAIM, records=(address(),))))
    assert record_changes(verdict) == []
    assert codes(verdict) == [("name-taken", WEB)]


def test_under_upsert_only_a_hand_over_leaves_nothing_of_who_had_the_name() -> None:
    """It is an update of one name: an AAAA of the one that is gone would answer half of the questions."""
    records = (alias(WEB), alias(WEB, "AAAA"))
    handed = case(gone(), HEIR, hold=replace(BOTH, waits=((GREEN, 17),)), records=records)
    assert delete(alias(WEB, "AAAA")) in record_changes(decide(under("upsert-only", handed)))
    assert record_changes(decide(under("upsert-only", case(CLAIM, hold=BOTH, records=records)))) == []

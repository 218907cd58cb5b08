"""The decision table of decide.py, row by row: what is in DNS, what the registry says, and what follows."""

import re
from dataclasses import replace
from typing import Any

import pytest

from albias import decide as module
from albias.case import Case
from albias.decide import decide
from albias.model import AliasTarget, Change, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, decode_hold, encode_hold
from tests.builders import ME, ZONE
from tests.unit.cases import (
    GREEN,
    NAME,
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

Does = list[tuple[str, LoadBalancerId]]
THEIRS = Deployment("other", ME.partition, ME.account, ME.region)
FOREIGN_HOLD = decode_hold(encode_hold(NAME, GREEN, THEIRS, ZONE), ME)
CLAIM = party(WEB, wants=True)
KEEPER = party(WEB, wants=True, lists=True)
RIVAL = party(GREEN, wants=True)
GONE = party(WEB, lists=True, gone=True)
RETAGGED = party(WEB, lists=True)
ELSEWHERE = alias(WEB, dns_name="elsewhere-1.eu-west-1.elb.amazonaws.com")
EXTERNAL_DNS = RecordSet(
    RecordKey(DnsName(f"a-{NAME}"), "TXT"), 300, ('"heritage=external-dns,external-dns/owner=cluster-1"',)
)
ADOPT = {"adopt": "matching"}
NOT_CONFIGURED = replace(ZONE, hostnames=("cart.apps.example.com",))

# (the case, what is done with whom, the changes of the first of it, what is refused to whom)
ROWS: list[tuple[str, Case, Does, list[Change], Does]] = [
    ("another deployment holds it", case(CLAIM, hold=FOREIGN_HOLD), [("tidy", WEB)], [], [("owned-elsewhere", WEB)]),
    (
        "another deployment holds it, and something is there",
        case(CLAIM, hold=FOREIGN_HOLD, records=(alias(GREEN),)),
        [("tidy", WEB)],
        [],
        [("owned-elsewhere", WEB)],
    ),
    (
        "another deployment holds it, though our entry lists it",
        case(KEEPER, hold=FOREIGN_HOLD, records=(alias(WEB),)),
        [("let-go", WEB)],
        [],
        [("owned-elsewhere", WEB)],
    ),
    ("nobody's, delegated away", case(CLAIM, delegated_at=NAME), [("tidy", WEB)], [], [("delegated", WEB)]),
    ("nobody's, nothing there", case(CLAIM), [("create", WEB)], [create(alias(WEB)), create(holding(WEB))], []),
    (
        "nobody's, points at the claimant, adopt",
        case(CLAIM, records=(alias(WEB),), settings=ADOPT),
        [("adopt", WEB)],
        [*still(alias(WEB)), create(holding(WEB))],
        [],
    ),
    (
        "nobody's, points at the claimant, never adopt",
        case(CLAIM, records=(alias(WEB),)),
        [("tidy", WEB)],
        [],
        [("name-taken", WEB)],
    ),
    (
        "nobody's, points elsewhere, adopt",
        case(CLAIM, records=(alias(GREEN),), settings=ADOPT),
        [("tidy", WEB)],
        [],
        [("name-taken", WEB)],
    ),
    (
        "wanted by its holder, nothing there",
        case(holder=KEEPER),
        [("repair", WEB)],
        [create(alias(WEB))],
        [],
    ),
    ("wanted by its holder, as wanted", case(holder=KEEPER, records=(alias(WEB),)), [("keep", WEB)], [], []),
    (
        "wanted by its holder, differs",
        case(holder=KEEPER, records=(ELSEWHERE,)),
        [("repair", WEB)],
        [delete(ELSEWHERE), create(alias(WEB))],
        [],
    ),
    (
        "wanted by its holder, a plain address in its place",
        case(holder=KEEPER, records=(address(),)),
        [("repair", WEB)],
        [delete(address()), create(alias(WEB))],
        [],
    ),
    (
        "wanted by its holder, a CNAME in its place",
        case(holder=KEEPER, records=(cname("elsewhere.example.net"),)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "wanted by its holder, a routed set in its place",
        case(holder=KEEPER, records=(alias(WEB, opaque=True),)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "wanted by its holder and by others",
        case(RIVAL, holder=KEEPER, records=(alias(WEB),)),
        [("keep", WEB), ("wait", GREEN)],
        [],
        [("waiting", GREEN)],
    ),
    (
        "its holder is gone, others claim it",
        case(RIVAL, holder=GONE, records=(alias(WEB),)),
        [("hand-over", GREEN)],
        [delete(alias(WEB)), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN))],
        [],
    ),
    (
        "its holder is gone, a CNAME to one of the others, adopt",
        case(RIVAL, holder=GONE, records=(cname(dns_name(GREEN)),), settings=ADOPT),
        [("hand-over", GREEN)],
        [delete(cname(dns_name(GREEN))), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN))],
        [],
    ),
    (
        "its holder is gone, a CNAME to one of the others, never adopt",
        case(RIVAL, holder=GONE, records=(cname(dns_name(GREEN)),)),
        [("let-go", WEB), ("tidy", GREEN)],
        [delete(holding(WEB))],
        [("name-taken", GREEN)],
    ),
    (
        "its holder may no longer have it, and its tags still name it",
        case(holder=party(WEB, lists=True, refused=True), records=(alias(WEB),)),
        [],
        [],
        [],
    ),
    (
        "its holder may no longer have it, others claim it, and a CNAME is in its place",
        case(RIVAL, holder=party(WEB, lists=True, refused=True), records=(cname("elsewhere.example.net"),)),
        [("wait", GREEN)],
        [],
        [("waiting", GREEN)],
    ),
    (
        "its holder may no longer have it, others claim it",
        case(RIVAL, holder=party(WEB, lists=True, refused=True), records=(alias(WEB),)),
        [("hand-over", GREEN)],
        [delete(alias(WEB)), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN))],
        [],
    ),
    (
        "wanted by its holder, external-dns's in its place",
        case(holder=KEEPER, records=(ELSEWHERE,), external_dns_records=(EXTERNAL_DNS,)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "its holder no longer wants it, others claim it",
        case(RIVAL, holder=RETAGGED, records=(alias(WEB),)),
        [("hand-over", GREEN)],
        [delete(alias(WEB)), create(alias(GREEN)), delete(holding(WEB)), create(holding(GREEN))],
        [],
    ),
    (
        "its holder is gone, at its target",
        case(holder=GONE, records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB)), delete(holding(WEB))],
        [],
    ),
    (
        "its holder no longer wants it, at its target",
        case(holder=RETAGGED, records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB)), delete(holding(WEB))],
        [],
    ),
    ("its holder is gone, nothing there", case(holder=GONE), [("remove", WEB)], [delete(holding(WEB))], []),
    (
        "its holder is gone, elsewhere",
        case(holder=GONE, records=(ELSEWHERE,)),
        [("let-go", WEB)],
        [delete(holding(WEB))],
        [],
    ),
    (
        "the configuration forbids it, wanted",
        case(holder=KEEPER, records=(alias(WEB),), zone=NOT_CONFIGURED),
        [],
        [],
        [("name-not-allowed", WEB)],
    ),
    (
        "the configuration forbids it, gone",
        case(holder=GONE, records=(alias(WEB),), zone=NOT_CONFIGURED),
        [],
        [],
        [("name-not-allowed", WEB)],
    ),
]


@pytest.mark.parametrize(
    ("found", "does", "changes", "refuses"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_row_of_the_table(found: Case, does: Does, changes: list[Change], refuses: Does) -> None:
    verdict = decide(found)
    assert actions(verdict) == does
    assert list(verdict[0][0].changes if verdict[0] else ()) == changes
    assert codes(verdict) == refuses
    assert all(refusal.hostname == NAME and refusal.zone == found.zone for refusal in verdict[1])
    assert all(decision.hostname == NAME and decision.reason for decision in verdict[0])


def test_the_table_above_decide_has_as_many_rows_as_are_tested_here() -> None:
    """A row that is added there asks for its cases here: what each row ends with is an outcome of some case."""
    rows = re.findall(r"^\|(?: [^|-]*\|){3} ([^|]*)\|$", module.__doc__ or "", re.MULTILINE)[1:]
    outcomes = {cell.strip().split(":")[-1].strip() for cell in rows if cell.strip()}
    assert outcomes == {
        "owned-elsewhere",
        "delegated",
        "create",
        "same answer",
        "name-taken",
        "create again",
        "keep",
        "replace",
        "others wait",
        "hand over to the longest",
        "waiting, in one batch",
        "remove",
        "let go, leave the record",
        "refuse, leave everything",
        "name-not-allowed",
    }


@pytest.mark.parametrize(
    "record_set",
    [
        alias(WEB, dns_name="dualstack.WEB-1.eu-west-1.elb.amazonaws.com."),
        alias(WEB, dns_name="Web-1.eu-west-1.elb.amazonaws.com."),
    ],
)
def test_h34_another_spelling_of_the_same_target_is_no_drift(record_set: RecordSet) -> None:
    assert actions(decide(case(holder=KEEPER, records=(record_set,)))) == [("keep", WEB)]


@pytest.mark.parametrize(
    "drift",
    [
        {"hosted_zone_id": "Z2IFOLAFXWLO4F"},
        {"evaluate_target_health": False},
        {"dns_name": "other-1.eu-west-1.elb.amazonaws.com"},
    ],
)
def test_h31_drift_is_repaired_by_deleting_exactly_what_was_read(drift: dict[str, Any]) -> None:
    read = alias(WEB, **drift)
    [decision] = decide(case(holder=KEEPER, records=(read,)))[0]
    assert decision.changes == (delete(read), create(alias(WEB)))
    assert decision.changes[0].record_set is read


def test_a_target_is_written_in_lower_case_with_the_zone_id_that_elb_gave() -> None:
    shouting = replace(CLAIM, described=replace(CLAIM.described, dns_name="WEB-1.eu-west-1.elb.amazonaws.com"))  # type: ignore[type-var]
    [decision] = decide(case(shouting, settings={"evaluate_target_health": False}))[0]
    assert decision.changes[0].record_set.alias == AliasTarget(
        "web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", False
    )
    assert decision.edits[-1].target == "web-1.eu-west-1.elb.amazonaws.com"

"""The decision table of decide.py, row by row: what is in DNS, what the registry says, and what follows."""

import re
from dataclasses import replace
from typing import Any

import pytest

from albias import decide as module
from albias.case import Case, Standing
from albias.decide import decide
from albias.model import Change, LoadBalancerId, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.registry import Deployment, decode_hold, encode_hold, new_hold
from tests.support.world import ME, ZONE
from tests.unit.cases import (
    GREEN,
    NAME,
    NOW,
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
    left,
    party,
    record_changes,
    still,
)

Does = list[tuple[str, LoadBalancerId]]
THEIRS = Deployment("other", ME.partition, ME.account, ME.region)
FOREIGN_HOLD = decode_hold(encode_hold(new_hold(held(GREEN).key, GREEN, THEIRS, ZONE), THEIRS, ZONE), ME, ZONE)
CLAIM = party(WEB)
RIVAL = party(GREEN)
STUCK = party(WEB, Standing.NAMES)
HELD = held(WEB)
WAITED = held(WEB, waits=[(GREEN, 17)])
ELSEWHERE = alias(WEB, dns_name="elsewhere-1.eu-west-1.elb.amazonaws.com")
SOMEBODYS_CNAME = cname("elsewhere.example.net")
GREENS_CNAME = cname(dns_name(GREEN))
ROUTED = alias(WEB, routing=Routing("weighted", 1))
EXTERNAL_DNS = RecordSet(
    RecordKey(DnsName(f"a-{NAME}"), "TXT"), 300, ('"heritage=external-dns,external-dns/owner=cluster-1"',)
)
ADOPT = {"adopt": "matching"}
NOT_CONFIGURED = replace(ZONE, hostnames=("cart.apps.example.com",))
BY_A_RULE = held(WEB, origin="rule")
HANDED = [delete(alias(WEB)), create(alias(GREEN))]

# (what it is about, the case, what is done with whom, what happens to the record sets, what is refused to whom)
ROWS: list[tuple[str, Case, Does, list[Change], Does]] = [
    ("another deployment holds it", case(CLAIM, hold=FOREIGN_HOLD), [], [], [("owned-elsewhere", WEB)]),
    (
        "another deployment holds it, and something is there",
        case(CLAIM, hold=FOREIGN_HOLD, records=(alias(GREEN),)),
        [],
        [],
        [("owned-elsewhere", WEB)],
    ),
    ("nobody's, delegated away", case(CLAIM, delegated_at=NAME), [], [], [("delegated", WEB)]),
    ("nobody's, nothing there", case(CLAIM), [("create", WEB)], [create(alias(WEB))], []),
    (
        "nobody's, an AAAA beside what is needed",
        case(CLAIM, records=(address("2001:db8::1", "AAAA"),)),
        [("create", WEB)],
        [create(alias(WEB))],
        [],
    ),
    (
        "nobody's, external-dns's TXT alone (X2)",
        case(CLAIM, external_dns_records=(EXTERNAL_DNS,)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "nobody's, points at the claimant, adopt",
        case(CLAIM, records=(alias(WEB),), settings=ADOPT),
        [("adopt", WEB)],
        still(alias(WEB)),
        [],
    ),
    (
        "nobody's, points at the claimant, never adopt",
        case(CLAIM, records=(alias(WEB),)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "nobody's, points elsewhere, adopt",
        case(CLAIM, records=(alias(GREEN),), settings=ADOPT),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "nobody's, routed record sets there",
        case(CLAIM, records=(ROUTED,), settings=ADOPT),
        [],
        [],
        [("routing-differs", WEB)],
    ),
    ("wanted by its holder, nothing there", case(CLAIM, hold=HELD), [("repair", WEB)], [create(alias(WEB))], []),
    ("wanted by its holder, as wanted", case(CLAIM, hold=HELD, records=(alias(WEB),)), [], [], []),
    (
        "wanted by its holder, differs",
        case(CLAIM, hold=HELD, records=(alias(WEB, evaluate_target_health=False),)),
        [("repair", WEB)],
        [delete(alias(WEB, evaluate_target_health=False)), create(alias(WEB))],
        [],
    ),
    (
        "C45: wanted by its holder, an alias to something else in its place",
        case(CLAIM, hold=HELD, records=(ELSEWHERE,)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "C45: wanted by its holder, a plain address in its place",
        case(CLAIM, hold=HELD, records=(address(),)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "wanted by its holder, a CNAME in its place",
        case(CLAIM, hold=HELD, records=(SOMEBODYS_CNAME,)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "wanted by its holder, a routed set in its place",
        case(CLAIM, hold=HELD, records=(ROUTED,)),
        [],
        [],
        [("routing-differs", WEB)],
    ),
    (
        "wanted by its holder and by others",
        case(CLAIM, RIVAL, hold=HELD, records=(alias(WEB),)),
        [("wait", WEB)],
        [],
        [("waiting", GREEN)],
    ),
    (
        "wanted by its holder and by others, who are noted",
        case(CLAIM, RIVAL, hold=WAITED, records=(alias(WEB),)),
        [],
        [],
        [("waiting", GREEN)],
    ),
    (
        "its holder is gone, others claim it",
        case(gone(), RIVAL, hold=WAITED, records=(alias(WEB),)),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "C2: its holder is gone, others claim it, somebody's AAAA beside it",
        case(gone(), RIVAL, hold=WAITED, records=(alias(WEB), address("2001:db8::1", "AAAA"))),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "C2: its holder is gone, others claim it, somebody's routed AAAA beside it",
        case(gone(), RIVAL, hold=WAITED, records=(alias(WEB), alias(GREEN, "AAAA", routing=Routing("weighted", 1)))),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "its holder is gone, a CNAME to one of the others, adopt",
        case(gone(), RIVAL, hold=WAITED, records=(GREENS_CNAME,), settings=ADOPT),
        [("hand-over", GREEN)],
        [delete(GREENS_CNAME), create(alias(GREEN))],
        [],
    ),
    (
        "its holder is gone, a CNAME to one of the others, never adopt",
        case(gone(), RIVAL, hold=WAITED, records=(GREENS_CNAME,)),
        [("let-go", WEB)],
        [],
        [("name-taken", GREEN)],
    ),
    ("C1: its holder still names it", case(STUCK, hold=HELD, records=(alias(WEB),)), [], [], []),
    (
        "its holder still names it, others claim it, and a CNAME is in its place",
        case(STUCK, RIVAL, hold=WAITED, records=(SOMEBODYS_CNAME,)),
        [],
        [],
        [("waiting", GREEN)],
    ),
    (
        "its holder still names it, and may not have it; others claim it",
        case(STUCK, RIVAL, hold=WAITED, records=(alias(WEB),)),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "wanted by its holder, external-dns's in its place",
        case(CLAIM, hold=HELD, records=(ELSEWHERE,), external_dns_records=(EXTERNAL_DNS,)),
        [],
        [],
        [("name-taken", WEB)],
    ),
    (
        "C2: wanted by its holder, ours is there, and external-dns has the AAAA",
        case(CLAIM, hold=HELD, records=(alias(WEB), alias(GREEN, "AAAA")), external_dns_records=(EXTERNAL_DNS,)),
        [],
        [],
        [],
    ),
    (
        "its holder no longer wants it, others claim it",
        case(left(), RIVAL, hold=WAITED, records=(alias(WEB),)),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "its holder is gone, ours",
        case(gone(), hold=HELD, records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB))],
        [],
    ),
    (
        "its holder no longer wants it, ours",
        case(left(), hold=HELD, records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB))],
        [],
    ),
    ("its holder is gone, nothing there", case(gone(), hold=HELD), [("remove", WEB)], [], []),
    ("H40: its holder is gone, elsewhere", case(gone(), hold=HELD, records=(ELSEWHERE,)), [("let-go", WEB)], [], []),
    (
        "H58: no rule names it any more, a moment ago",
        case(left(), hold=BY_A_RULE, records=(alias(WEB),)),
        [("wait", WEB)],
        [],
        [],
    ),
    (
        "H58: no rule names it any more, not long enough",
        case(left(), hold=replace(BY_A_RULE, unnamed_since=NOW - 299), records=(alias(WEB),)),
        [],
        [],
        [],
    ),
    (
        "H58: no rule names it any more, for the grace",
        case(left(), hold=replace(BY_A_RULE, unnamed_since=NOW - 300), records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB))],
        [],
    ),
    (
        "H58: no rule names it any more, others claim it",
        case(left(), RIVAL, hold=held(WEB, origin="rule", waits=[(GREEN, 17)]), records=(alias(WEB),)),
        [("hand-over", GREEN)],
        HANDED,
        [],
    ),
    (
        "H58: a rule names it again",
        case(CLAIM, hold=replace(HELD, unnamed_since=NOW - 200), records=(alias(WEB),)),
        [("wait", WEB)],
        [],
        [],
    ),
    (
        "H58: no rule names it any more, and the hold says that this will be so only in future",
        case(left(), hold=replace(BY_A_RULE, unnamed_since=NOW + 10**6), records=(alias(WEB),)),
        [("wait", WEB)],
        [],
        [],
    ),
    (
        "H48, H58: its rules were not read, after they had been gone",
        case(party(WEB, Standing.UNSURE), hold=replace(BY_A_RULE, unnamed_since=NOW - 200), records=(alias(WEB),)),
        [],
        [],
        [],
    ),
    (
        "its rules were not read",
        case(party(WEB, Standing.UNSURE), hold=BY_A_RULE, records=(alias(WEB),)),
        [],
        [],
        [],
    ),
    (
        "not all of its holder was read, and others claim it",
        case(party(WEB, Standing.UNSURE), RIVAL, hold=WAITED, records=(alias(WEB),)),
        [],
        [],
        [("waiting", GREEN)],
    ),
    (
        "its holder no longer wants it, and not all was read of the one that waits",
        case(left(), party(GREEN, Standing.UNSURE), hold=WAITED, records=(alias(WEB),)),
        [],
        [],
        [],
    ),
    (
        "the configuration forbids it, wanted",
        case(CLAIM, hold=HELD, records=(alias(WEB),), zone=NOT_CONFIGURED),
        [],
        [],
        [("name-not-allowed", WEB)],
    ),
    (
        "the configuration forbids it, gone",
        case(gone(), hold=HELD, records=(alias(WEB),), zone=NOT_CONFIGURED),
        [],
        [],
        [("name-not-allowed", WEB)],
    ),
    (
        "the hold was deleted by hand",
        case(party(WEB, told=True), records=(alias(WEB),)),
        [("tidy", WEB)],
        [],
        [],
    ),
    (
        "the hold was deleted by hand, and so was the tag",
        case(replace(left(), index=party(WEB, told=True).index), records=(alias(WEB),)),
        [("remove", WEB)],
        [delete(alias(WEB))],
        [],
    ),
    (
        "an index entry of nobody's name",
        case(replace(gone(), index=party(WEB, told=True).index)),
        [("tidy", WEB)],
        [],
        [],
    ),
]


@pytest.mark.parametrize(
    ("found", "does", "changes", "refuses"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_row_of_the_table(found: Case, does: Does, changes: list[Change], refuses: Does) -> None:
    verdict = decide(found)
    assert actions(verdict) == does
    assert record_changes(verdict) == changes
    assert codes(verdict) == refuses
    assert all(refusal.hostname == NAME and refusal.zone == found.zone for refusal in verdict.refusals)
    assert all(decision.hostname == NAME and decision.reason for decision in verdict.decisions)


def test_the_table_above_decide_has_as_many_rows_as_are_tested_here() -> None:
    """A row that is added there asks for its cases here: what each row ends with is an outcome of some case."""
    rows = re.findall(r"^\|(?: [^|]*\|){3} ([^|]*)\|$", module.__doc__ or "", re.MULTILINE)[2:]
    outcomes = {cell.strip().split(":")[-1].strip() for cell in rows if cell.strip()}
    assert outcomes == {
        "owned-elsewhere",
        "delegated",
        "create",
        "same answer",
        "name-taken,",
        "routing-differs",
        "keep",
        "repair",
        "name-taken, leave",
        "others wait",
        "hand over to the longest",
        "waiting, in one batch",
        "remove",
        "let go, leave the record",
        "keep, note since when",
        "refuse, leave everything",
        "name-not-allowed",
        "give the hold back",
        "keep, others wait",
        "keep, it waits on",
        "the entry goes",
    }


@pytest.mark.parametrize(
    "spelt", ["dualstack.WEB-1.eu-west-1.elb.amazonaws.com.", "Web-1.eu-west-1.elb.amazonaws.com."]
)
def test_h34_another_spelling_of_the_same_target_is_no_drift(spelt: str) -> None:
    assert decide(case(CLAIM, hold=HELD, records=(alias(WEB, dns_name=spelt),))) == ([], [])


@pytest.mark.parametrize("drift", [{"hosted_zone_id": "Z2IFOLAFXWLO4F"}, {"evaluate_target_health": False}])
def test_h31_drift_is_repaired_by_deleting_exactly_what_was_read(drift: dict[str, Any]) -> None:
    read = alias(WEB, **drift)
    [decision] = decide(case(CLAIM, hold=HELD, records=(read,))).decisions
    assert decision.record_changes == (delete(read), create(alias(WEB)))
    assert decision.changes[0].record_set is read


def test_c5_dualstack_before_a_network_load_balancers_name_is_repaired() -> None:
    """That name does not exist in DNS: the console writes it before an application load balancer's name alone."""
    name = "web-50dc.elb.eu-west-1.amazonaws.com"
    network = replace(CLAIM, described=replace(CLAIM.described, dns_name=name))  # type: ignore[type-var]
    hold = held(WEB, target=name)
    wrong, right = alias(WEB, dns_name=f"dualstack.{name}."), alias(WEB, dns_name=name)
    assert record_changes(decide(case(network, hold=hold, records=(wrong,)))) == [delete(wrong), create(right)]
    assert decide(case(network, hold=hold, records=(right,))) == ([], [])


def test_a_target_is_written_in_lower_case_with_the_zone_id_that_elb_gave() -> None:
    shouting = replace(CLAIM, described=replace(CLAIM.described, dns_name="WEB-1.eu-west-1.elb.amazonaws.com"))  # type: ignore[type-var]
    [decision] = decide(case(shouting)).decisions
    assert decision.changes[0].record_set.alias == alias(WEB).alias

"""A load balancer gives one key of a name up for another: both in one decision, or neither (engine/conversions.py)."""

from dataclasses import replace

from albias.case import Case, Decision, Verdict
from albias.engine.conversions import join_conversions
from albias.model import Routing
from albias.registry import Key
from tests.unit.cases import GREEN, NAME, RED, WEB, alias, case, claim_of, create, delete, held, left, party

SIMPLE, ROUTED = Key(NAME), Key(NAME, "platform/web")
WEIGHTED = Routing("weighted", 20)
OF_THE_SIMPLE = delete(alias(WEB))
OF_THE_ROUTED = create(alias(WEB, routing=WEIGHTED, set_=ROUTED.set_identifier))


def leaving(*beside: str) -> Case:
    """WEB has the simple name, and asks for a share of it; `beside`: the set identifiers that it has already."""
    siblings = tuple(held(WEB, key=Key(NAME, each)) for each in beside)
    asks = replace(left(), sets=frozenset({ROUTED.set_identifier}))
    return case(asks, hold=held(WEB), records=(alias(WEB),), siblings=siblings)


def asking() -> Case:
    return case(party(WEB, claim=claim_of(WEIGHTED, ROUTED.set_identifier)), key=ROUTED)


REMOVES = Decision("remove", SIMPLE, WEB, "it no longer claims it", (OF_THE_SIMPLE,), frozenset({WEB, GREEN}))
TAKES = Decision("create", ROUTED, WEB, "claimed, and nobody has it", (OF_THE_ROUTED,), frozenset({WEB, RED}))


def joined(*taking: Decision, leaves: Case | None = None) -> tuple[list[Decision], list[Decision]]:
    """What becomes of the decisions on the simple name, and on the routed one."""
    verdicts = {SIMPLE: Verdict([REMOVES], []), ROUTED: Verdict([*taking], [])}
    join_conversions({SIMPLE: leaves or leaving(), ROUTED: asking()}, verdicts)
    return verdicts[SIMPLE].decisions, verdicts[ROUTED].decisions


def test_both_come_in_one_decision_that_concerns_all_whom_either_does() -> None:
    simple, [decision] = joined(TAKES)
    assert simple == []
    assert (decision.action, decision.key, decision.load_balancer) == ("convert", ROUTED, WEB)
    assert decision.changes == (OF_THE_SIMPLE, OF_THE_ROUTED)
    assert decision.concerned == {WEB, GREEN, RED}
    assert decision.reason == "its tags ask for another routing: simple -> weighted 20"


def test_what_is_asked_for_and_not_to_be_had_keeps_what_there_is() -> None:
    assert joined() == ([], [])


def test_what_somebody_else_takes_is_no_conversion_and_keeps_what_there_is() -> None:
    other = replace(TAKES, load_balancer=GREEN)
    assert joined(other) == ([], [other])


def test_what_only_stays_as_it_is_is_nothing_taken() -> None:
    repaired = replace(TAKES, action="repair")
    assert joined(repaired) == ([], [repaired])


def test_what_would_only_be_let_go_of_is_kept_likewise() -> None:
    """Somebody pointed the simple name elsewhere by hand."""
    let_go = replace(REMOVES, action="let-go")
    verdicts = {SIMPLE: Verdict([let_go], []), ROUTED: Verdict([], [])}
    join_conversions({SIMPLE: leaving(), ROUTED: asking()}, verdicts)
    assert verdicts[SIMPLE].decisions == []


def test_who_has_what_it_asks_for_already_gives_the_other_up_like_anybody_else() -> None:
    assert joined(TAKES, leaves=leaving(ROUTED.set_identifier)) == ([REMOVES], [TAKES])


def test_what_it_has_under_a_key_that_it_does_not_ask_for_is_not_what_it_asks_for() -> None:
    simple, [decision] = joined(TAKES, leaves=leaving("by-hand"))
    assert (simple, decision.action) == ([], "convert")


def test_what_somebody_else_has_beside_it_is_no_reason_to_wait() -> None:
    found = leaving()
    theirs = held(GREEN, key=Key(NAME, ROUTED.set_identifier))
    simple, [decision] = joined(TAKES, leaves=replace(found, siblings=(theirs,)))
    assert (simple, decision.action) == ([], "convert")


def test_who_asks_for_nothing_any_more_gives_it_up() -> None:
    found = leaving()
    asks_nothing = tuple(replace(each, sets=frozenset()) for each in found.parties)
    assert joined(leaves=replace(found, parties=asks_nothing)) == ([REMOVES], [])


def test_a_key_of_another_name_is_another_matter() -> None:
    other = Key(NAME.replace("shop", "cart"), ROUTED.set_identifier)  # type: ignore[arg-type]
    verdicts = {SIMPLE: Verdict([REMOVES], []), other: Verdict([replace(TAKES, key=other)], [])}
    join_conversions({SIMPLE: leaving(), other: asking()}, verdicts)
    assert verdicts[SIMPLE].decisions == []
    assert [each.action for each in verdicts[other].decisions] == ["create"]

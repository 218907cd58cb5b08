"""Notes: what a person should know of a name that is as it should be otherwise, each in its words."""

from dataclasses import replace
from typing import Any

import pytest

from albias.case import Case, Party, Standing
from albias.model import HostedZone, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.notes import notes_of, odd_texts
from albias.registry import Key
from albias.settings import TagMatch
from albias.view import ZoneView
from tests.support.world import ZONE
from tests.unit.cases import NAME, WEB, address, alias, case, claim_of, cname, held, party

LONGER = HostedZone("Z0SHOP", NAME)
ODD = "in albias's part of the zone lies what albias never wrote; it counts for nothing, and stays"
DELEGATED = (
    "delegated",
    f"the zone delegates {NAME} to other name servers, so nobody sees the record here; it is kept",
)
HIDDEN = (
    "hidden",
    f"the hosted zone {NAME} is longer and does not give the name: "
    "whoever resolves by that zone never sees this record",
)
BESIDE = "somebody has a record set at the name, which albias leaves alone: "
PRIMARY, SECONDARY = Routing("failover", "PRIMARY"), Routing("failover", "SECONDARY")


def told(found: Case, view: ZoneView | None = None) -> list[tuple[str, str]]:
    """The notes of a case; each tells of its name, zone and holder."""
    notes = notes_of(found, view or ZoneView())
    assert {(note.hostname, note.zone, note.load_balancer) for note in notes} <= {(found.name, found.zone, WEB)}
    return [(note.code, note.reason) for note in notes]


def about(found: Case, view: ZoneView | None = None) -> list[str]:
    """What the notes of a case speak of beside the name."""
    return [note.about for note in notes_of(found, view or ZoneView())]


def kept(*records: RecordSet, **more: Any) -> Case:
    """WEB has the name and wants it."""
    fields: dict[str, Any] = {"hold": held(WEB), "records": (alias(WEB), *records)}
    return case(party(WEB), **(fields | more))


def in_zones(found: Case, *zones: HostedZone) -> Case:
    return replace(found, settings=replace(found.settings, zones=zones))


def test_of_a_name_that_nobody_has_and_nobody_wants_there_is_nothing_to_tell() -> None:
    assert told(case()) == []
    assert told(kept()) == []


def test_a_name_that_is_delegated_since_and_hidden_is_told_of_both() -> None:
    assert told(in_zones(kept(delegated_at=NAME), ZONE, LONGER)) == [DELEGATED, HIDDEN]
    assert about(kept(delegated_at=NAME)) == [""]
    assert told(case(party(WEB), delegated_at=NAME)) == []


@pytest.mark.parametrize(
    ("zone", "notes"),
    [
        (LONGER, [HIDDEN]),
        (replace(LONGER, private=True), []),
        (replace(ZONE, id="Z0OTHER"), []),
        (HostedZone("Z0CART", DnsName("cart.apps.example.com")), []),
        (HostedZone("Z0EXAMPLE", DnsName("example.com")), []),
    ],
)
def test_c7_a_longer_zone_of_the_same_kind_hides_a_name(zone: HostedZone, notes: list[tuple[str, str]]) -> None:
    assert told(in_zones(kept(), ZONE, zone)) == notes
    assert about(in_zones(kept(), ZONE, zone)) == [zone.name for _ in notes]


def test_c8_address_records_of_others_of_a_type_that_is_not_needed_are_told_together() -> None:
    routed = [replace(address(f"2001:db8::{n}", "AAAA"), key=RecordKey(NAME, "AAAA", str(n))) for n in (1, 2)]
    there = "; ".join(found.describe() for found in routed)
    assert told(kept(*routed)) == [("beside", BESIDE + there)]
    assert about(kept(*routed)) == [""]
    assert told(kept(*routed, hold=None)) == []


def test_what_albias_made_or_what_is_in_the_way_is_not_beside_a_name() -> None:
    both = held(WEB, types=("A", "AAAA"))
    assert told(kept(alias(WEB, "AAAA"), hold=both)) == []
    assert told(kept(records=(address(),))) == []
    assert told(kept(records=(cname("elsewhere.example.net"),))) == []


def test_a_name_that_the_configuration_gives_to_another_zone_is_told_to_stay_here() -> None:
    here = case(replace(party(WEB, Standing.NAMES), elsewhere=True), hold=held(WEB), records=(alias(WEB),))
    assert told(here) == [
        ("left-behind", "the configuration gives it to another hosted zone; here it stays until it is released")
    ]
    assert about(here) == [""]


def of_a_rule(standing: Standing, **more: Any) -> Case:
    """WEB has the name since a listener rule named it."""
    return case(party(WEB, standing), hold=held(WEB, origin="rule"), records=(alias(WEB),), **more)


def selected(asking: Party) -> Party:
    """With the tag by which its rules are read."""
    assert asking.described
    return replace(asking, described=replace(asking.described, tags=(("cluster", "prod"),)))


def test_h54_a_name_of_a_rule_that_nobody_reads_any_more_is_told() -> None:
    assert [code for code, _ in told(of_a_rule(Standing.NAMES))] == ["rules-not-read"]
    assert about(of_a_rule(Standing.NAMES)) == [""]


def test_h54_a_name_whose_rules_are_read_or_that_a_tag_names_is_not_told_as_one_that_nobody_reads() -> None:
    unsure = of_a_rule(Standing.UNSURE, settings={"names_from_rules": (TagMatch("cluster"),)})
    assert told(replace(unsure, parties=tuple(map(selected, unsure.parties)))) == []
    assert told(of_a_rule(Standing.WANTS)) == []
    assert told(case(party(WEB, Standing.NAMES), hold=held(WEB), records=(alias(WEB),))) == []


def wildcard(kind: str, label: str = "*") -> RecordSet:
    return RecordSet(RecordKey(DnsName(f"{label}.apps.example.com"), kind), 60, ("x",))


def below(*records: RecordSet, name: str = "shop.team.apps.example.com") -> list[tuple[str, str]]:
    """What is told of a name with a label between it and a wildcard, where these record sets lie in the zone."""
    view = ZoneView()
    view.add_page(ZONE.name, records, None)
    return told(case(party(WEB), key=Key(DnsName(name))), view)


COVERED = (
    "covered",
    "*.apps.example.com answers no more for team.apps.example.com, since a name lies below",
)


@pytest.mark.parametrize(("kind", "notes"), [("A", [COVERED]), ("CNAME", [COVERED]), ("TXT", []), ("MX", [])])
def test_c13_a_name_below_takes_what_lies_between_from_a_wildcard_that_answers(
    kind: str, notes: list[tuple[str, str]]
) -> None:
    assert below(wildcard(kind)) == notes


def test_c13_a_wildcard_loses_nothing_by_a_name_beside_it_or_below_what_is_there() -> None:
    assert below(wildcard("A"), name="shop.apps.example.com") == []
    assert below(wildcard("A"), name="*.apps.example.com") == []
    assert below(wildcard("A"), wildcard("A", "team")) == []


def test_c13_every_name_between_is_told_and_none_above_the_wildcard() -> None:
    name = "shop.blue.team.apps.example.com"
    reach = "answers no more for"
    assert below(wildcard("A"), name=name) == [
        (
            "covered",
            f"*.apps.example.com {reach} blue.team.apps.example.com, team.apps.example.com, since a name lies below",
        )
    ]
    assert below(wildcard("A", "*.team"), name=name) == [
        ("covered", f"*.team.apps.example.com {reach} blue.team.apps.example.com, since a name lies below")
    ]


@pytest.mark.parametrize(
    ("asked", "other", "word"), [(PRIMARY, SECONDARY, "secondary"), (SECONDARY, PRIMARY, "primary")]
)
def test_a_failover_record_set_without_its_counterpart_is_told(asked: Routing, other: Routing, word: str) -> None:
    found = case(party(WEB, claim=claim_of(asked, "ours")), key=Key(NAME, "ours"))
    alone = [("incomplete-failover", f"there is no {word} record set of the name")]
    assert (told(found), about(found)) == (alone, [word])
    assert told(replace(found, records=(alias(WEB, routing=asked),))) == alone
    assert told(replace(found, records=(address(), alias(WEB, routing=other)))) == []


@pytest.mark.parametrize(("count", "more"), [(1, ""), (10, ""), (11, " (there are 11 such places)")])
def test_c43_the_first_ten_odd_places_are_told_and_how_many_there_are(count: int, more: str) -> None:
    places = [DnsName(f"{letter}._albias.apps.example.com") for letter in "abcdefghijk"[:count]]
    notes = odd_texts(reversed(places), ZONE)
    assert [note.hostname for note in notes] == places[:10]
    assert {(note.zone, note.code, note.reason) for note in notes} == {(ZONE, "odd-text", ODD + more)}

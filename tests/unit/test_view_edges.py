"""The view at its edges: the end of the zone, a page that ends within a name, and records of one name."""

import pytest

from albias.model import RecordKey, RecordSet
from albias.names import DnsName
from albias.view import ZoneView


def name(label: str) -> DnsName:
    return DnsName(f"{label}.apps.example.com")


def record(label: str, kind: str = "A", identifier: str = "") -> RecordSet:
    return RecordSet(RecordKey(name(label), kind, identifier), 60, ("192.0.2.1",))


def view_of(start: str, *records: RecordSet, following: str = "") -> ZoneView:
    view = ZoneView()
    view.add_page(name(start), records, name(following) if following else None)
    return view


def test_a_new_view_knows_nothing() -> None:
    view = ZoneView()
    assert not view.knows(name("a"))
    assert view.missing([name("b"), name("a"), name("b")]) == [name("a"), name("b")]
    with pytest.raises(KeyError, match=r"a\.apps\.example\.com"):
        view.at(name("a"))
    with pytest.raises(KeyError):
        view.of_type(name("a"), "A")


def test_what_is_missing_is_told_in_the_order_in_which_to_read_it() -> None:
    """Route 53's, not the alphabet's: b.a lies among the names below a."""
    assert ZoneView().missing([name("a.z"), name("b.a")]) == [name("b.a"), name("a.z")]


def test_h28_the_answer_of_the_next_name_is_not_taken_for_that_of_the_name_asked() -> None:
    view = view_of("shop", record("shopping"))
    assert view.at(name("shop")) == ()
    assert view.of_type(name("shopping"), "A") == [record("shopping")]


def test_the_last_page_proves_everything_up_to_the_end_of_the_zone() -> None:
    view = view_of("m", record("n"))
    assert view.knows(name("zzz"))
    assert view.knows(name("m"))
    assert not view.knows(name("l"))


def test_an_empty_zone_is_known_from_the_name_asked() -> None:
    view = view_of("m")
    assert view.at(name("z")) == ()
    assert not view.knows(name("a"))


def test_the_name_at_which_the_next_page_begins_may_go_on_there() -> None:
    view = view_of("a", record("a"), record("b"), record("c", "A"), following="c")
    assert not view.knows(name("c"))
    assert view.knows(name("b"))
    view.add_page(name("c"), [record("c", "A"), record("c", "TXT")], name("d"))
    assert view.at(name("c")) == (record("c", "A"), record("c", "TXT"))
    assert not view.knows(name("d"))


def test_a_page_that_ends_within_its_first_name_proves_nothing() -> None:
    view = view_of("a", record("a", "A", "1"), record("a", "A", "2"), following="a")
    assert not view.knows(name("a"))


def test_pages_that_meet_are_one_span() -> None:
    view = view_of("a", record("a"), following="c")
    view.add_page(name("e"), [record("e")], name("g"))
    assert [view.knows(name(label)) for label in "abcdefg"] == [True, True, False, False, True, True, False]
    view.add_page(name("c"), [record("c")], name("e"))
    assert [view.knows(name(label)) for label in "abcdefg"] == [True, True, True, True, True, True, False]


def test_a_b_lies_before_a_and_below_a_after_it() -> None:
    view = view_of("a", record("a"), following="b")
    assert not view.knows(name("a-b"))
    assert view.knows(name("x.a"))
    assert view.knows(name("a0"))


def test_h21_a_wildcard_is_known_only_where_it_is_whichever_way_it_is_ordered() -> None:
    """As `*` it lies before every letter, as `\\052` after the digits and upper case letters."""
    assert view_of("*", record("*"), following="a").knows(name("*"))
    assert not view_of("0", record("0"), following="a").knows(name("*"))
    assert view_of("-", following="a").knows(name("0"))


def test_h21_a_page_that_ends_at_a_wildcard_proves_nothing_beyond_the_lower_of_its_places() -> None:
    view = ZoneView()
    view.add_page(DnsName("apps.example.com"), [], name("*"))
    assert not view.knows(name("0"))


@pytest.mark.parametrize("labels", ["acb", "abdc"])
def test_h48_a_page_in_no_order_proves_nothing_of_what_it_lacks(labels: str) -> None:
    view = view_of("a", *map(record, labels), following="x")
    assert not view.knows(name("bb"))
    assert all(view.knows(name(label)) for label in labels)


def test_a_names_record_sets_are_found_by_type() -> None:
    view = view_of("a", record("a", "A"), record("a", "TXT"))
    assert view.of_type(name("a"), "TXT") == [record("a", "TXT")]
    assert view.of_type(name("a"), "AAAA") == []
    assert view.of_type(name("b"), "A") == []


def test_a_page_read_again_replaces_what_was_known_of_its_names() -> None:
    view = view_of("a", record("a", "A"), record("b"))
    view.add_page(name("a"), [record("a", "AAAA")], name("b"))
    assert view.at(name("a")) == (record("a", "AAAA"),)


def test_what_a_later_page_says_counts_also_that_a_name_is_gone() -> None:
    view = view_of("a", record("b"), record("x.b"))
    assert view.at(name("b")) == (record("b"),)
    view.add_page(name("a"), [], None)
    assert view.at(name("b")) == ()
    assert view.below(name("b")) == []


def test_below_is_on_a_label_boundary() -> None:
    view = view_of("a", record("x.a"), record("xa"), record("a"))
    assert view.below(name("a")) == [record("a"), record("x.a")]


def test_a_page_within_what_was_read_before_takes_nothing_away() -> None:
    view = view_of("a", record("a"), following="b")
    view.add_page(name("c"), [record("c")], name("z"))
    view.add_page(name("e"), [record("e")], name("f"))
    assert [view.knows(name(label)) for label in "abcdefyz"] == [True, False, True, True, True, True, True, False]


def test_a_page_that_begins_before_what_was_read_and_ends_behind_it_proves_all_between() -> None:
    view = view_of("m", record("m"), following="p")
    view.add_page(name("a"), [record("a"), record("m")], name("z"))
    assert [view.knows(name(label)) for label in "almpyz"] == [True, True, True, True, True, False]


def test_a_page_between_two_others_proves_nothing_of_the_gap_behind_it() -> None:
    view = view_of("a", record("a"), following="b")
    view.add_page(name("x"), [record("x")], name("z"))
    view.add_page(name("c"), [record("c")], name("d"))
    assert [view.knows(name(label)) for label in "bcdwxz"] == [False, True, False, False, True, False]


def test_h21_a_page_that_ends_between_the_two_places_of_a_wildcard_takes_nothing_of_it_away() -> None:
    view = view_of("*", record("*"), following="a")
    view.add_page(DnsName("apps.example.com"), [], name("0"))
    view.add_page(name("a"), [record("a")], None)
    assert view.below(DnsName("apps.example.com")) == [record("*"), record("a")]


def test_h21_below_a_wildcard_is_what_lies_behind_either_of_its_places() -> None:
    assert view_of("*", record("*"), following="a").below(name("*")) == [record("*")]
    assert view_of("*", record("*"), following="a").spans_below(name("x.y")) is False
    assert view_of("0", record("0"), following="a").spans_below(name("*")) is False

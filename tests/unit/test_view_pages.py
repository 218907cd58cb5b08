"""What a page proves of a hosted zone: names that it spans and does not hold do not exist (H27, H28, H48)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import RecordKey, RecordSet
from albias.names import DnsName, to_route53
from albias.view import ZoneView
from tests.fakes.route53.names import order
from tests.unit.strategies import NEAR_LABEL, hostnames

Order = Callable[[DnsName], str]
ZONE = "apps.example.com"


def as_itself(name: DnsName) -> str:
    """The order in which `*` counts as `*`."""
    return order(name)


def as_its_escape(name: DnsName) -> str:
    r"""The order in which `*` counts as `\052`: AWS does not say which of the two it is."""
    return "".join(label + "." for label in reversed(to_route53(name).removesuffix(".").split(".")))


def upside_down(name: DnsName) -> str:
    """The documented order reversed, names below a name included: every page of two names shows it."""
    return "".join(chr(0x7E - ord(character) + 0x20) for character in order(name)) + "\x7f"


@dataclass(frozen=True)
class Listing:
    """A hosted zone as it is, and its answers page by page: the model that the view is held against."""

    records: Sequence[RecordSet]
    size: int
    order: Order

    def page(self, start: DnsName) -> tuple[list[RecordSet], DnsName | None]:
        rest = [found for found in self.records if self.order(found.key.name) >= self.order(start)]
        end = self.size
        while end < len(rest) and rest[end].key.name == start:
            end += self.size
        return rest[:end], rest[end].key.name if end < len(rest) else None

    def at(self, name: DnsName) -> set[RecordSet]:
        return {found for found in self.records if found.key.name == name}


NAMES = hostnames(ZONE, NEAR_LABEL)
UNIVERSE = st.lists(NAMES, min_size=1, max_size=15, unique=True)
TYPES = st.sets(st.sampled_from(["A", "AAAA", "TXT", "MX"]), min_size=1)


@st.composite
def listings(draw: st.DrawFn, orders: Sequence[Order] = (as_itself, as_its_escape)) -> Listing:
    names = draw(UNIVERSE)
    ordered = draw(st.sampled_from(orders))
    kinds = draw(st.lists(TYPES, min_size=len(names), max_size=len(names)))
    records = [
        RecordSet(RecordKey(name, kind), 60, ("x",))
        for name, of in zip(names, kinds, strict=True)
        for kind in sorted(of)
    ]
    records.sort(key=lambda found: (ordered(found.key.name), found.key.type))
    return Listing(records, draw(st.integers(1, 5)), ordered)


def read(view: ZoneView, listing: Listing, start: DnsName) -> None:
    page, following = listing.page(start)
    view.add_page(start, page, following)


@given(listings(), st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=20))
def test_h28_h48_a_name_is_known_only_where_it_was_read_and_then_as_it_is(
    listing: Listing, asked: list[DnsName], others: list[DnsName]
) -> None:
    view = ZoneView()
    for start in asked:
        read(view, listing, start)
    assert all(view.knows(name) for name in asked)
    for name in {*others, *asked, *(found.key.name for found in listing.records)}:
        if view.knows(name):
            assert set(view.at(name)) == listing.at(name)
        else:
            with pytest.raises(KeyError):
                view.at(name)


@given(listings(), NAMES, st.lists(NAMES, max_size=20))
def test_a_page_makes_every_name_known_that_lies_between_its_first_and_its_last(
    listing: Listing, start: DnsName, others: list[DnsName]
) -> None:
    view = ZoneView()
    read(view, listing, start)
    _, following = listing.page(start)
    for name in {name for name in others if "*" not in name + start + (following or "")}:
        in_range = order(start) <= order(name) and (following is None or order(name) < order(following))
        assert view.knows(name) == in_range


@given(listings(orders=[upside_down]), st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=20))
def test_h48_where_names_come_in_no_order_a_page_proves_nothing_of_what_it_lacks(
    listing: Listing, asked: list[DnsName], others: list[DnsName]
) -> None:
    view = ZoneView()
    for start in asked:
        page, following = listing.page(start)
        places = [order(found.key.name) for found in page]
        if places != sorted(places):
            view.add_page(start, page, following)
    for name in others:
        if view.knows(name):
            assert name in asked or listing.at(name)
            assert set(view.at(name)) == listing.at(name)


@given(listings(), st.lists(NAMES, min_size=1, max_size=12))
def test_h27_any_set_of_names_costs_no_more_calls_than_names_and_than_listing_the_zone(
    listing: Listing, wanted: list[DnsName]
) -> None:
    view, calls = ZoneView(), 0
    while missing := view.missing(wanted):
        read(view, listing, missing[0])
        calls += 1
    assert all(set(view.at(name)) == listing.at(name) for name in wanted)
    starred = len({name for name in wanted if "*" in name})
    assert calls <= len(set(wanted))
    assert calls <= len(listing.records) // listing.size + 1 + starred


@given(listings(), NAMES)
def test_reading_on_from_page_to_page_lists_everything_at_a_name_and_below_it(listing: Listing, root: DnsName) -> None:
    view = ZoneView()
    cursor: DnsName | None = root
    while cursor:
        page, following = listing.page(cursor)
        view.add_page(cursor, page, following)
        cursor = following
    below = {found for found in listing.records if f".{found.key.name}".endswith("." + root)}
    assert set(view.below(root)) >= {found for found in below if listing.order(found.key.name) >= listing.order(root)}
    assert set(view.below(root)) <= below

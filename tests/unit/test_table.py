"""The table of names: its HTML to the letter, and which part of it is shown in which order."""

import time
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from albias.dashboard.html import STYLE, add, add_names, add_refusals, add_troubles, root, written
from albias.dashboard.table import ROWS, Part, Refused, Row, counted, moment, names, part_of, refused_of
from albias.model import LoadBalancerId, Refusal, RefusalCode
from tests.unit.cases import GREEN, WEB

SHOP = Row("shop.apps.example.com", "app/web/5", "apps.example.com", "simple", "in place", "good", "Z0APPS")
CART = replace(SHOP, hostname="cart.team.example.net", zone="team.example.net (private)", zone_id="Z0TEAM")


def html_of(build: Callable[[Element], object]) -> str:
    parent = Element("main")
    build(parent)
    return written(parent)


def test_a_name_is_one_line_of_the_table() -> None:
    row = replace(SHOP, policy="weighted 1", target="web-1.example", remarks=("one", "two"))
    assert html_of(lambda parent: add_names(parent, [row])) == (
        "<main><table><thead><tr>"
        '<th scope="col">name</th><th scope="col">load balancer</th><th scope="col">zone</th>'
        '<th scope="col">policy</th><th scope="col">state</th>'
        "</tr></thead><tbody><tr>"
        '<td class="albias-name">shop.apps.example.com</td>'
        '<td>app/web/5<div class="albias-more albias-whole">web-1.example</div></td>'
        "<td>apps.example.com</td>"
        '<td class="albias-whole">weighted 1</td>'
        '<td><span class="albias-state albias-whole albias-good">in place</span>'
        '<div class="albias-more">one</div><div class="albias-more">two</div></td>'
        "</tr></tbody></table></main>"
    )


def test_where_one_name_has_a_date_all_have_the_column() -> None:
    page = html_of(lambda parent: add_names(parent, [replace(SHOP, since="2026-11-28 08:15 UTC"), CART]))
    assert '<th scope="col">policy</th><th scope="col">since</th><th scope="col">state</th>' in page
    assert page.count('<td class="albias-whole">simple</td><td class="albias-whole">') == 2
    assert '<td class="albias-whole">2026-11-28 08:15 UTC</td><td><span' in page


def test_a_refusal_is_one_line_with_its_advice() -> None:
    refused = Refused("shop.apps.example.com", "app/web/5", "name-taken", "somebody has it", "ask", "warn")
    assert html_of(lambda parent: add_refusals(parent, [refused])) == (
        "<main><table><thead><tr>"
        '<th scope="col">name</th><th scope="col">load balancer</th><th scope="col">refusal</th>'
        '<th scope="col">why, and what to do</th>'
        "</tr></thead><tbody><tr>"
        '<td class="albias-name">shop.apps.example.com</td>'
        '<td class="albias-whole">app/web/5</td>'
        '<td class="albias-whole albias-warn">name-taken</td>'
        '<td>somebody has it<div class="albias-more">ask</div></td>'
        "</tr></tbody></table></main>"
    )


def test_h49_troubles_and_any_other_text_are_never_markup() -> None:
    page = html_of(lambda parent: add_troubles(parent, ["<b>&", "two"]))
    assert page == ('<main><p class="albias-trouble">&lt;b&gt;&amp;</p><p class="albias-trouble">two</p></main>')


@pytest.mark.parametrize(("dark", "classes"), [(False, "albias"), (True, "albias albias-dark")])
def test_the_page_brings_its_style(dark: bool, classes: str) -> None:
    around = root(dark=dark)
    assert (around.tag, around.attrib) == ("div", {"class": classes})
    assert [(child.tag, child.text) for child in around] == [("style", STYLE)]


def test_an_element_without_text_or_class_has_none() -> None:
    assert html_of(lambda parent: add(parent, "td")) == "<main><td></td></main>"
    assert html_of(lambda parent: add(parent, "td", "", "x")) == '<main><td class="x"></td></main>'


@pytest.mark.parametrize(
    ("text", "zone", "found"),
    [
        ("", "", [SHOP, CART]),
        ("SHOP", "", [SHOP]),
        ("cart  private", "", [CART]),
        ("cart apps", "", []),
        ("", "Z0TEAM", [CART]),
        ("", "apps.example.com", [SHOP]),
        ("", "Z0", []),
        ("cart", "Z0APPS", []),
    ],
)
def test_every_word_must_occur_in_a_row_of_the_zone(text: str, zone: str, found: list[Row]) -> None:
    assert part_of([SHOP, CART], text, zone, 1) == Part(tuple(found), len(found), 1, 1)


@pytest.mark.parametrize(
    ("many", "page", "shown", "pages", "first"),
    [
        (0, 1, 0, 1, 0),
        (ROWS, 1, ROWS, 1, 1),
        (ROWS + 1, 1, ROWS, 2, 1),
        (ROWS + 1, 2, 1, 2, ROWS + 1),
        (ROWS + 1, 9, 1, 2, ROWS + 1),
        (3 * ROWS, 3, ROWS, 3, 2 * ROWS + 1),
    ],
)
def test_a_page_has_a_hundred_rows_and_one_too_far_is_the_last(
    many: int, page: int, shown: int, pages: int, first: int
) -> None:
    rows = [replace(SHOP, hostname=f"n{number}.apps.example.com") for number in range(many)]
    part = part_of(rows, "", "", page)
    assert (len(part.rows), part.found, part.page, part.pages, part.first) == (
        shown,
        many,
        min(page, pages),
        pages,
        first,
    )
    assert list(part.rows) == rows[max(0, first - 1) :][:ROWS]


def refusal(
    hostname: str, code: RefusalCode = "name-taken", reason: str = "a reason", of: LoadBalancerId = WEB
) -> Refusal:
    return Refusal(hostname, of, code, reason)


def test_refusals_are_told_once_each_and_what_another_dns_has_comes_last() -> None:
    asked = [
        refusal("b.example.net", "zone-not-allowed"),
        refusal("z.example.com", reason=f"{GREEN} has it"),
        refusal("a.example.com"),
        refusal("a.example.com"),
    ]
    shown = refused_of(asked, lambda each: f"advice on {each.code}")
    assert shown == [
        Refused("a.example.com", WEB.short, "name-taken", "a reason", "advice on name-taken", "warn"),
        Refused("z.example.com", WEB.short, "name-taken", f"{GREEN.short} has it", "advice on name-taken", "warn"),
        Refused("b.example.net", WEB.short, "zone-not-allowed", "a reason", "advice on zone-not-allowed", "dim"),
    ]


def test_refusals_of_one_name_are_in_the_order_of_load_balancers() -> None:
    both = [refusal("a.example.com", of=each) for each in (WEB, GREEN)]
    assert [each.load_balancer for each in refused_of(both, str)] == sorted([WEB.short, GREEN.short])


def test_numbers_and_times_are_in_words_for_people() -> None:
    rows = [SHOP, replace(SHOP, state="differs"), SHOP]
    assert counted(rows) == "2 in place, 1 differs"
    assert counted([SHOP] * 1_200) == "1,200 in place"
    assert (names(0), names(1), names(2), names(1_200)) == ("0 names", "1 name", "2 names", "1,200 names")
    assert moment(1_795_853_700) == "2026-11-28 08:15 UTC"


def test_times_are_in_utc_whatever_the_machines_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "JST-9")
        time.tzset()
        assert moment(1_795_853_700) == "2026-11-28 08:15 UTC"
    time.tzset()

"""`albias list --html`: the page of names, in a browser too, and the files that it may write over."""

import json
import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from albias.names import DnsName
from albias_cli.show.webpage import MARK
from tests.support.browser import needs_browser, shown
from tests.support.desk import Desk
from tests.support.html import parsed, rows
from tests.support.shown import SCENES
from tests.support.world import TAG, ZONE

SHOP = "shop.apps.example.com"
EVIL = "</script></style><script>document.title='ran'</script><img/src=x/onerror=document.title='ran'>"
# Types into the filter, and tells what is left in sight; allowed by the page's policy for this test alone.
TYPE = """
const typed = document.getElementById("filter");
typed.value = "  ORPHANED shop ";
typed.dispatchEvent(new Event("input"));
const seen = Array.from(document.querySelectorAll("tbody tr")).filter((row) => row.getBoundingClientRect().height > 0);
document.body.dataset.found = JSON.stringify({
  rows: seen.map((row) => row.cells[0].textContent),
  told: document.getElementById("shown").textContent,
  back: getComputedStyle(document.body).backgroundColor,
  good: getComputedStyle(document.querySelector("th")).color,
});
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "names.html"


@pytest.fixture
def everyday() -> Desk:
    return SCENES["everyday"]()


def page(desk: Desk, *arguments: str) -> str:
    return desk.run("list", "--html", "-", *arguments).out


def test_the_page_has_every_name_and_every_refusal(everyday: Desk, place: Path) -> None:
    result = everyday.run("list", "--html", str(place))

    assert (result.code, result.out) == (2, "")  # as without --html: changes are pending
    assert result.err == f"written: {place}\n3 of 3 names: 1 drifted, 2 orphaned\n"
    html = place.read_text(encoding="utf-8")
    assert html.startswith(MARK)
    found = rows(html.removeprefix(MARK))
    assert [(row[0], row[-1].partition(" | ")[0]) for row in found[:3]] == [
        ("api.apps.example.com", "drifted"),
        ("blog.apps.example.com", "orphaned"),
        (SHOP, "orphaned"),
    ]
    assert [(row[0], row[2]) for row in found[3:]] == [
        ("www.apps.example.com", "name-taken"),
        ("www.example.net", "zone-not-allowed"),
    ]
    assert "albias adopt" in found[3][3]
    assert "albias explain" in found[4][3]
    assert "account 123456789012" in html
    assert "3 names: 2 orphaned, 1 drifted; 2 refused. Read 2026-11-23 01:08 UTC." in html


def test_a_refusal_has_the_command_that_mends_it(desk: Desk) -> None:
    desk.world.look(desk.world.create("web", SHOP))
    desk.world.route53.remove(ZONE.id, f"{SHOP}.", "A")
    record = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.66"}]}
    desk.world.route53.put(ZONE.id, record)

    html = page(desk).removeprefix(MARK)
    blocked, refused = rows(html)

    assert blocked[-1].startswith("blocked | someone put a record set in its place")
    assert ": A 192.0.2.66. Remove it, and albias puts its own back" in refused[3]
    assert [code.text for code in parsed(html).iter("code")] == ["--replace", f"albias adopt --replace {SHOP}"]


def test_a_dash_is_the_output_and_nothing_else_is_there(everyday: Desk) -> None:
    result = everyday.run("list", "--html", "-", "--json")

    assert result.out.startswith(MARK)
    assert result.out.endswith("</html>\n")
    assert result.code == 2


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ((SHOP,), [SHOP]),
        (("--state", "drifted"), ["api.apps.example.com"]),
        (
            ("--zone", "apps.example.com"),
            ["api.apps.example.com", "blog.apps.example.com", SHOP, "www.apps.example.com"],
        ),
        (("--load-balancer", "/web/"), ["www.apps.example.com", "www.example.net"]),
        (("*.example.net",), ["www.example.net"]),
    ],
)
def test_the_options_of_the_list_hold_for_the_page(
    everyday: Desk, arguments: tuple[str, ...], names: list[str]
) -> None:
    assert [row[0] for row in rows(page(everyday, *arguments).removeprefix(MARK))] == names


def test_since_when_a_name_is_held_is_told_where_the_log_knows(everyday: Desk) -> None:
    with_since = rows(page(everyday, "--since").removeprefix(MARK))
    assert [row[4] for row in with_since[:3]] == ["2026-11-22 23:08 UTC", "", ""]
    assert len(rows(page(everyday).removeprefix(MARK))[0]) == len(with_since[0]) - 1


def test_a_page_of_ours_is_written_anew(everyday: Desk, place: Path) -> None:
    everyday.run("list", "--html", str(place))
    everyday.world.create("more", "")
    result = everyday.run("list", SHOP, "--html", str(place))

    assert result.err.startswith(f"written: {place}\n")
    assert len(rows(place.read_text(encoding="utf-8").removeprefix(MARK))) == 1
    assert [each.name for each in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("text", ["", "<!doctype html>\n<p>mine</p>", "owner = 'platform'\n", "\x80\xff"])
def test_no_file_of_anybody_else_is_overwritten(everyday: Desk, place: Path, text: str) -> None:
    """`--html albias.toml` is a slip of the pen; it is told before anything is read."""
    place.write_text(text, encoding="latin-1")
    result = everyday.run("list", "--html", str(place))

    assert result.code == 64
    assert result.err.startswith(f"error: {place} is there already, and albias did not write it\n")
    assert place.read_text(encoding="latin-1") == text
    assert everyday.world.route53.calls[-1].operation == "ChangeResourceRecordSets"  # of the scene


def test_a_place_that_cannot_be_written_is_told(everyday: Desk, tmp_path: Path) -> None:
    for place, reason in ((tmp_path / "no" / "names.html", "No such file or directory"), (tmp_path, "Is a directory")):
        result = everyday.run("list", "--html", str(place))
        assert result.code == 64
        assert result.err.startswith(f"error: {place}: {reason}\n")


def test_a_pipe_is_not_read_to_see_whose_page_it_has(everyday: Desk, tmp_path: Path) -> None:
    """Nor is a terminal, as `--html /dev/stdout` names one: that would not end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    result = everyday.run("list", "--html", str(pipe))
    assert result.code == 64
    assert result.err.startswith(f"error: {pipe} is no file\n")
    assert "`--html -`" in result.err


def test_an_empty_deployment_has_a_page(desk: Desk) -> None:
    html = page(desk)
    assert "0 names; 0 refused." in html
    assert rows(html.removeprefix(MARK)) == []


def test_the_page_fetches_nothing_and_runs_one_script(everyday: Desk) -> None:
    tree = parsed(page(everyday).removeprefix(MARK))
    (policy,) = [each.attrib["content"] for each in tree.iter("meta") if "http-equiv" in each.attrib]

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert not [each for each in tree.iter() if {"src", "href"} & each.attrib.keys()]
    assert len(list(tree.iter("script"))) == 1


def in_browser(html: str, scheme: Any = "light", script: str = TYPE) -> Any:
    """What the page's own script and one of this test's come to, the policy in force."""
    ours = b64encode(sha256(script.encode()).digest()).decode()
    html = html.replace("script-src ", f"script-src 'sha256-{ours}' ")
    html = html.replace("</body>", f"<script>{script}</script></body>")
    (body,) = parsed(shown(html, scheme).removeprefix(MARK)).iter("body")
    return json.loads(body.attrib["data-found"])


def test_the_filter_works_in_a_browser_in_both_colour_schemes(everyday: Desk) -> None:
    needs_browser()
    html = page(everyday)

    light, dark = in_browser(html, "light"), in_browser(html, "dark")

    for seen in (light, dark):
        assert (seen["rows"], seen["told"]) == ([SHOP], "1 of 5 rows match")
    assert light["back"] == "rgb(255, 255, 255)"
    assert dark["back"] == "rgb(18, 24, 31)"
    assert light["good"] != dark["good"]


def test_h49_other_peoples_texts_do_not_run_in_a_browser(desk: Desk) -> None:
    """Not even without the page's policy."""
    needs_browser()
    web = desk.world.create("web", SHOP)
    desk.world.look(web)
    desk.world.create("worse", "", tags={TAG: f"{EVIL}.apps.example.com"})
    name = f"{DnsName(SHOP)}."
    desk.world.route53.remove(ZONE.id, name, "A")
    record = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": EVIL}]}
    desk.world.route53.put(ZONE.id, record)
    html = page(desk).replace("Content-Security-Policy", "nothing")
    assert html.count("document.title='ran'") > 1

    tree = parsed(shown(html).removeprefix(MARK))

    assert tree.findtext("head/title") == "albias: owner platform, account 123456789012, Region eu-west-1"
    assert [each.tag for each in tree.iter() if each.tag in ("img",)] == []
    assert len(list(tree.iter("script"))) == 1

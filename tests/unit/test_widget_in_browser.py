"""The widget in a real browser: it is readable in both themes, runs nothing, and its form says what was filled in."""

import json
from pathlib import Path
from typing import Any

import pytest

from albias.dashboard.asks import read_ask
from albias.dashboard.widget import Widget
from tests.support.browser import Scheme, needs_browser, picture, shown
from tests.support.dashboard import console, everyday, look
from tests.support.html import parsed, rows
from tests.support.scene import Scene
from tests.support.world import TAG

ENDPOINT = "arn:aws:lambda:eu-west-1:123456789012:function:albias-platform:widget"
EVIL = "</style></td><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
# How bright two colours are beside each other: WCAG 2, "contrast ratio".
MEASURE = """<script>
addEventListener("load", () => {
  const bright = (text) => {
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const back = bright(getComputedStyle(document.body).backgroundColor);
  const found = {};
  for (const each of document.querySelectorAll(".albias *")) {
    const words = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const box = each.getBoundingClientRect();
    if (!words || box.width === 0 || each.closest("form, .btn")) continue;
    const front = bright(getComputedStyle(each).color);
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    found[each.className || each.tagName] = Math.round(ratio * 10) / 10;
  }
  const tall = [...document.querySelectorAll("tbody tr")].filter((row) => row.getBoundingClientRect().height > 10);
  const wide = document.querySelector("table").getBoundingClientRect().right <= innerWidth;
  document.body.dataset.found = JSON.stringify({contrast: found, rows: tall.length, wide: wide});
});
</script>"""
# What the console does with a pressed button, as its documentation says.
PRESS = """<script>
addEventListener("load", () => {
  document.querySelector("input[name=text]").value = "web api";
  document.querySelector("select[name=zone]").value = "Z0APPS";
  const all = Object.fromEntries(new FormData(document.querySelector("form")));
  const button = [...document.querySelectorAll("a.btn")].find((each) => each.textContent === "BUTTON");
  const action = button.nextElementSibling;
  const sent = {...JSON.parse(action.textContent), endpoint: action.getAttribute("endpoint")};
  document.body.dataset.found = JSON.stringify({...sent, widgetContext: {theme: "light", forms: {all: all}}});
});
</script>"""


@pytest.fixture(autouse=True)
def _browser() -> None:
    needs_browser()


def answer(scene: Scene, event: dict[str, Any]) -> str:
    return Widget().answer(read_ask(event), scene.engine(), ENDPOINT)


def found(html: str) -> Any:
    """What a script of this test left in the page."""
    (body,) = parsed(shown(html)).iter("body")
    return json.loads(body.attrib["data-found"])


@pytest.mark.parametrize("refusals", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_is_there_and_readable(theme: Scheme, *, refusals: bool) -> None:
    """4.5 to 1 is what WCAG asks for."""
    html = answer(everyday(), look(theme=theme, refusals=refusals))

    seen = found(console(html, theme) + MEASURE)

    assert seen["rows"] == len(rows(html)) > 3
    assert seen["wide"] is True
    assert {name: ratio for name, ratio in seen["contrast"].items() if ratio < 4.5} == {}
    assert {"albias-name", "albias-more"} <= seen["contrast"].keys()


def test_h49_other_peoples_texts_do_not_run() -> None:
    """Here scripts would run: the console's own cleaning is not what it rests on."""
    scene = everyday()
    scene.foreign("docs", "A", EVIL)
    scene.create("worse", "", tags={TAG: f"{EVIL.replace(' ', '/')}.apps.example.com"})
    for event in (look(), look({"text": EVIL, "zone": EVIL}), look(refusals=True)):
        page = shown(console(answer(scene, event), "light"))
        assert "document.title" in page
        tree = parsed(page)
        assert [each.tag for each in tree.iter() if each.tag in ("script", "img")] == []
        assert tree.find("head/title") is None


@pytest.mark.parametrize(("button", "parameters"), [("Filter", {}), ("Refusals", {"refusals": True})])
def test_a_button_sends_what_was_filled_in(button: str, parameters: dict[str, Any]) -> None:
    scene = everyday()
    sent = found(console(answer(scene, look()), "light") + PRESS.replace("BUTTON", button))

    assert sent.pop("endpoint") == ENDPOINT
    assert sent["widgetContext"]["forms"]["all"] == {"text": "web api", "zone": "Z0APPS"}
    assert {key: value for key, value in sent.items() if key != "widgetContext"} == parameters
    ask = read_ask(sent)
    assert (ask.text, ask.zone, ask.refusals) == ("web api", "Z0APPS", bool(parameters))


def test_a_picture_can_be_made_of_it(tmp_path: Path) -> None:
    file = tmp_path / "names.png"
    picture(console(answer(everyday(), look()), "light"), file)
    assert file.read_bytes().startswith(b"\x89PNG")

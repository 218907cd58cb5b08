"""`albias list --html`: the dashboard's table as a whole page, for a browser without a network. Pure.

The rows and the style are the widget's own (albias.dashboard.html). What the page adds is a filter in a few lines of
script; its policy lets no other script run, and nothing be fetched.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement

from albias.dashboard.html import DARK, STYLE, add, add_names, add_refusals, add_troubles, written
from albias.dashboard.table import Refused, Row

MARK = "<!doctype html>\n<!-- written by albias list --html -->\n"
_STYLE = f"""
:root {{ color-scheme: light dark; }}
body {{ margin: 0; font-family: system-ui, sans-serif; background: #ffffff; color: #16191f; --code: #16191f; }}
main {{ max-width: 1400px; margin: 0 auto; padding: 24px; overflow-x: auto; }}
h1 {{ font-size: 22px; margin: 0; }}
h2 {{ font-size: 17px; margin: 28px 0 4px; }}
input {{ width: 100%; max-width: 420px; box-sizing: border-box; margin: 12px 0; padding: 8px 10px; font: inherit; }}
tr[hidden] {{ display: none; }}
code {{ font-family: ui-monospace, monospace; color: var(--code); user-select: all; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #12181f; color: #dfe4ea; --code: #dfe4ea; }}
  input {{ background: transparent; color: inherit; border: 1px solid #5f6b7a; }}
  .albias {{ {DARK} }}
}}
"""
_SCRIPT = """
const field = document.getElementById("filter");
const told = document.getElementById("shown");
const rows = Array.from(document.querySelectorAll("tbody tr"));
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(" ").filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  told.textContent = words.length ? `${shown} of ${rows.length} rows match` : "";
});
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands above the tables. `place`: whose names; `summary`: how many, and when they were read."""

    place: str
    summary: str
    troubles: Sequence[str] = ()


def webpage(rows: Sequence[Row], refused: Sequence[Refused], told: Told) -> str:
    """The page."""
    page = Element("html", {"lang": "en"})
    _add_head(page, told)
    main = SubElement(add(page, "body"), "main", {"class": "albias"})
    add(main, "h1", "Names of load balancers")
    add(main, "p", told.place, "albias-dim")
    add(main, "p", told.summary)
    add_troubles(main, told.troubles)
    hint = "Filter: name, load balancer, zone, policy, state"
    SubElement(main, "input", {"id": "filter", "type": "search", "placeholder": hint, "aria-label": hint})
    SubElement(main, "p", {"id": "shown", "class": "albias-dim", "aria-live": "polite"})
    add_names(main, rows)
    if refused:
        add(main, "h2", "Refused")
        add_refusals(main, refused)
        for advice in main.iterfind(".//div[@class='albias-more']"):
            _mark_code(advice)
    add(page[1], "script", _SCRIPT)
    return f"{MARK}{written(page)}\n"


def _mark_code(advice: Element) -> None:
    """What stands between backticks, there to be copied, as code: one click selects it whole."""
    first, *others = (advice.text or "").split("`")
    if len(others) % 2:
        return
    advice.text = first
    for code, after in zip(others[::2], others[1::2], strict=True):
        add(advice, "code", code).tail = after


def _add_head(page: Element, told: Told) -> None:
    head = add(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    allowed = f"'sha256-{b64encode(sha256(_SCRIPT.encode()).digest()).decode()}'"
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    add(head, "title", f"albias: {told.place}")
    add(head, "style", STYLE + _STYLE)

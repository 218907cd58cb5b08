"""The table of names as HTML, for the dashboard's widget and for the command line's page. Pure.

Everything is put into a tree of elements, and the library writes it: there is no place where a text of somebody else
(tags, record sets, AWS's messages) could become markup (H49). No scripts, no addresses, nothing that is fetched: the
dashboard takes scripts out of a widget, and the page is read offline.
"""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .table import Refused, Row

_LIGHT = "--good: #1d7b3a; --warn: #9a5b00; --bad: #b3261e; --dim: #5f6b7a; --line: #d5dbe3; --hover: #f2f5f8;"
DARK = "--good: #4cc274; --warn: #f0b429; --bad: #ff8a80; --dim: #9aa7b6; --line: #414d5c; --hover: #1d2733;"
# Every selector begins with our own class, since a widget's style is the style of all the dashboard.
STYLE = f"""
.albias {{ {_LIGHT} font-size: 14px; line-height: 1.45; }}
.albias-dark {{ {DARK} color-scheme: dark; }}
.albias table {{ width: 100%; border-collapse: collapse; }}
.albias th, .albias td {{ padding: 5px 14px 5px 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }}
.albias th {{ white-space: nowrap; color: var(--dim); font-weight: 600; }}
.albias tbody tr:hover {{ background: var(--hover); }}
.albias .albias-name {{ font-weight: 600; max-width: 380px; overflow-wrap: break-word; }}
.albias .albias-whole {{ white-space: nowrap; }}
.albias .albias-more {{ color: var(--dim); font-size: 12px; max-width: 480px; overflow-wrap: break-word; }}
.albias .albias-good {{ color: var(--good); }}
.albias .albias-warn {{ color: var(--warn); }}
.albias .albias-bad {{ color: var(--bad); }}
.albias .albias-dim {{ color: var(--dim); }}
.albias .albias-state::before {{ content: "\\25CF\\00A0"; }}
.albias .albias-trouble {{ padding: 6px 10px; margin: 8px 0; border-left: 3px solid var(--bad);
  overflow-wrap: anywhere; }}
.albias p {{ margin: 8px 0; }}
.albias form {{ display: inline-block; margin: 0; }}
.albias form > * {{ margin-right: 8px; }}
"""


def root(*, dark: bool) -> Element:
    """The element around everything, with the style in it."""
    around = Element("div", {"class": "albias albias-dark" if dark else "albias"})
    SubElement(around, "style").text = STYLE
    return around


def add(parent: Element, tag: str, text: str = "", css: str = "") -> Element:
    """One more element, with a text and a class."""
    child = SubElement(parent, tag, {"class": css} if css else {})
    child.text = text or None
    return child


def add_names(parent: Element, rows: Sequence[Row]) -> None:
    """The table of names. A column in which nothing would stand is left out."""
    dated = any(row.since for row in rows)
    titles = ("name", "load balancer", "zone", "policy", *(("since",) if dated else ()), "state")
    body = _table(parent, titles)
    for row in rows:
        line = add(body, "tr")
        add(line, "td", row.hostname, "albias-name")
        balancer = add(line, "td", row.load_balancer)
        add(balancer, "div", row.target, "albias-more albias-whole")
        add(line, "td", row.zone)
        add(line, "td", row.policy, "albias-whole")
        if dated:
            add(line, "td", row.since, "albias-whole")
        state = add(line, "td")
        add(state, "span", row.state, f"albias-state albias-whole albias-{row.tone}")
        for remark in row.remarks:
            add(state, "div", remark, "albias-more")


def add_refusals(parent: Element, refused: Iterable[Refused]) -> None:
    """The table of refusals, each with what a person can do about it."""
    body = _table(parent, ("name", "load balancer", "refusal", "why, and what to do"))
    for each in refused:
        line = add(body, "tr")
        add(line, "td", each.hostname, "albias-name")
        add(line, "td", each.load_balancer, "albias-whole")
        add(line, "td", each.code, f"albias-whole albias-{each.tone}")
        why = add(line, "td", each.reason)
        add(why, "div", each.advice, "albias-more")


def add_troubles(parent: Element, troubles: Iterable[str]) -> None:
    """What went wrong, in plain sight."""
    for trouble in troubles:
        add(parent, "p", trouble, "albias-trouble")


def written(element: Element) -> str:
    """The HTML."""
    return tostring(element, encoding="unicode", method="html")


def _table(parent: Element, titles: Iterable[str]) -> Element:
    table = add(parent, "table")
    head = add(add(table, "thead"), "tr")
    for title in titles:
        SubElement(head, "th", {"scope": "col"}).text = title
    return add(table, "tbody")

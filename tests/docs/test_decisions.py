"""docs/decisions: each decision has a number of its own, a date and a status, and is listed."""

import re
from pathlib import Path

import pytest

from tests.support.markdown import ROOT, links, text_of

FOLDER = ROOT / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
_STATUS = re.compile(
    r"(Accepted, \d{4}-\d\d-\d\d(; changed \d{4}-\d\d-\d\d)?\.|Superseded by \[.+\, \d{4}-\d\d-\d\d; )"
)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_title_a_status_and_a_date(path: Path) -> None:
    title, empty, status = path.read_text(encoding="utf-8").splitlines()[:3]
    assert title.startswith("# ")
    assert empty == ""
    assert _STATUS.match(status), status


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_that_holds_says_what_it_costs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parts = ("**Context.**", "**Decision.**", "**Why.**", "**Costs.**")
    assert "\nSuperseded by" in text or all(part in text for part in parts)


def test_each_number_is_taken_once() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(numbers) == len(set(numbers))


def test_every_decision_is_listed_in_order_with_its_title() -> None:
    listed = text_of("docs/decisions/README.md")
    assert links(listed) == [path.name for path in DECISIONS]
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        mark = " (superseded)" if "\nSuperseded by" in text else ""
        line = f"- [{text.splitlines()[0].removeprefix('# ')}]({path.name}){mark}"
        assert line in listed.splitlines()

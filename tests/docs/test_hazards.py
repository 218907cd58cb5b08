"""docs/hazards.md against the numbers that tests and code use."""

import re
from collections.abc import Iterator

from tests.docs.markdown import ROOT, tables, text_of
from tests.test_hazards import CARRIERS

_NUMBER = re.compile(r"\bH(\d{1,2})\b")
_FOLDERS = ("lambda_src", "infra", "cli", "config", "bench", "tests")
ROWS = [row for table in tables(text_of("docs/hazards.md")) for row in table]
LISTED = [row["hazard"] for row in ROWS]


def _used() -> Iterator[tuple[str, str]]:
    """Each number in a docstring or comment, with its file."""
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield from ((f"H{number}", str(path.relative_to(ROOT))) for number in _NUMBER.findall(text))


def test_every_number_is_listed_once_with_what_albias_does() -> None:
    assert len(LISTED) == len(set(LISTED))
    assert all(row["what goes wrong"] and row["what albias does"] for row in ROWS)


def test_every_number_that_is_used_is_listed() -> None:
    assert [(number, path) for number, path in _used() if number not in LISTED] == []


def test_every_number_that_is_listed_has_a_test() -> None:
    assert sorted(LISTED) == sorted(f"H{number}" for number, tests in CARRIERS.items() if tests)

"""docs/hazards.md against the numbers of hazards and cases that tests and code use."""

import ast
import re
from collections.abc import Iterator

from tests.support.hazards import CARRIERS
from tests.support.markdown import ROOT, tables, text_of

_NUMBER = re.compile(r"\bH\d{1,2}\b")
_CASE = re.compile(r"\b(?:C\d{1,2}|X[1-8])\b")
_CASE_IN_A_NAME = re.compile(r"(?<![a-z0-9])(?:c\d{1,2}|x[1-8])(?![0-9a-z])")
_FOLDERS = ("lambda_src", "infra", "cli", "config", "bench", "tests")
HAZARDS = [row for table in tables(text_of("docs/hazards.md")) for row in table if "hazard" in row]
CASES = [row for table in tables(text_of("docs/hazards.md")) for row in table if "case" in row]
LISTED = [row["hazard"] for row in HAZARDS]
LISTED_CASES = [row["case"] for row in CASES]


def _sources() -> Iterator[tuple[str, str]]:
    """Every source, with its path."""
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _cases_used() -> Iterator[tuple[str, str]]:
    """Each case in the name of a test, in a docstring or in a comment, with its file."""
    for path, text in _sources():
        for number in _CASE.findall("\n".join(_said_in(text))):
            yield number, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in _CASE_IN_A_NAME.findall(node.name.replace("_", " ")):
                    yield number.upper(), path


def _said_in(text: str) -> Iterator[str]:
    """The docstrings and comments of a source."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    for line in text.splitlines():
        yield line.partition("# ")[2]


def test_every_number_is_listed_once_with_what_albias_does() -> None:
    assert len(LISTED) == len(set(LISTED))
    assert all(row["what goes wrong"] and row["what albias does"] for row in HAZARDS)


def test_every_case_is_listed_once_with_what_is_promised() -> None:
    assert len(LISTED_CASES) == len(set(LISTED_CASES))
    assert all(row["what happened"] and row["what is promised now"] for row in CASES)


def test_every_hazard_that_is_used_is_listed() -> None:
    used = {(number, path) for path, text in _sources() for number in _NUMBER.findall(text)}
    assert [each for each in sorted(used) if each[0] not in LISTED] == []


def test_every_case_that_is_used_is_listed() -> None:
    assert [each for each in sorted(set(_cases_used())) if each[0] not in LISTED_CASES] == []


def test_a_case_is_found_in_a_name_a_docstring_and_a_comment() -> None:
    used = {number for number, _ in _cases_used()}
    assert {"C40", "C53", "X2"} <= used


def test_every_number_that_is_listed_has_a_test() -> None:
    assert sorted(LISTED) == sorted(f"H{number}" for number, tests in CARRIERS.items() if tests)

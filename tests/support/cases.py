"""The cases of docs/hazards.md, and the test functions that carry them in their own names or docstrings.

As with hazards, contract tests do not count: they hold the fakes to AWS's behaviour, not albias to its own.
"""

import ast
import re
from collections.abc import Iterator

from tests.support.hazards import TESTS

_ROW = re.compile(r"^\| ([CX]\d{1,2}) \|", re.MULTILINE)
_IN_A_NAME = re.compile(r"(?<![a-z0-9])([cx]\d{1,2})(?![0-9])")
_IN_A_TEXT = re.compile(r"\b([CX]\d{1,2})\b")
DOCUMENT = TESTS.parent / "docs" / "hazards.md"


def written() -> list[str]:
    """The cases that the document tells of, in its order."""
    return _ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


def carriers() -> dict[str, list[str]]:
    """The tests that carry each case."""
    found: dict[str, list[str]] = {case: [] for case in written()}
    for name, text in _tests():
        for case in {*_IN_A_TEXT.findall(text), *(each.upper() for each in _IN_A_NAME.findall(name))}:
            found.setdefault(case, []).append(name)
    return found


def _tests() -> Iterator[tuple[str, str]]:
    """Each test function, with its docstring."""
    for path in sorted(TESTS.rglob("test_*.py")):
        if "contract" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name, ast.get_docstring(node) or ""

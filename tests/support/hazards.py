"""The numbers of hazards that test functions carry in their own names and docstrings.

What stands above a whole file does not count: it says nothing of any one test. Nor do the contract tests: they hold the
fakes to AWS's behaviour, not albias to its own.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
NUMBERS = (*range(1, 63), 70, 71, 72, 73, 75, 76)
_IN_A_NAME = re.compile(r"(?<![a-z0-9])h(\d{1,2})(?![0-9])")
_IN_A_TEXT = re.compile(r"\bH(\d{1,2})\b")


def marked(path: Path) -> Iterator[tuple[str, set[int]]]:
    """Each test function of a file, with the hazards that its name or its docstring carries."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = {int(number) for number in _IN_A_NAME.findall(node.name)} | _numbers(ast.get_docstring(node) or "")
            yield f"{path.relative_to(TESTS)}::{node.name}", own


def _numbers(text: str) -> set[int]:
    return {int(number) for number in _IN_A_TEXT.findall(text)}


def carriers() -> dict[int, list[str]]:
    """The tests that carry each number."""
    found: dict[int, list[str]] = {number: [] for number in NUMBERS}
    for path in sorted(TESTS.rglob("test_*.py")):
        if "contract" not in path.parts:
            for name, numbers in marked(path):
                for number in numbers & found.keys():
                    found[number].append(name)
    return found


CARRIERS = carriers()

"""Markdown as the documents use it: tables, fenced blocks, headings, links. Knows nothing of what they say."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "terraform" / "README.md"])
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def text_of(name: str) -> str:
    """A document's text, by its path in the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def tables(text: str) -> list[list[dict[str, str]]]:
    """Each table as its rows, each row by the heading of its column."""
    found: list[list[dict[str, str]]] = []
    lines = [*text.splitlines(), ""]
    start = 0
    for number, line in enumerate(lines):
        if not line.startswith("|"):
            block = [_cells(each) for each in lines[start:number]]
            if len(block) > 2:
                found.append([dict(zip(block[0], row, strict=True)) for row in block[2:]])
            start = number + 1
    return found


def table_with(text: str, heading: str) -> list[dict[str, str]]:
    """The one table whose first column is called so."""
    (found,) = (rows for rows in tables(text) if next(iter(rows[0])) == heading)
    return found


def words_of(cell: str) -> list[str]:
    """What stands in backquotes in a cell."""
    return re.findall(r"`([^`]*)`", cell)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, without their fences."""
    return [body for found, body in _FENCED.findall(text) if found == language]


def links(text: str) -> list[str]:
    """Where links lead, those in fenced blocks left out."""
    return _LINK.findall(_FENCED.sub("", text))


def headings(text: str) -> list[str]:
    """The text of every heading."""
    return re.findall(r"^#+ (.*)$", _FENCED.sub("", text), re.MULTILINE)


def anchor(heading: str) -> str:
    """A heading's anchor as the usual viewers make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]

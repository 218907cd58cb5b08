"""CONTRIBUTING.md: what it names is there, and what is added changes no more files than it promises."""

import re
from pathlib import Path

import pytest

from tests.support.markdown import ROOT, tables, text_of, words_of

TEXT = text_of("CONTRIBUTING.md")
PLACES = (ROOT, ROOT / "lambda_src" / "albias")  # what a path there begins at
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*(/|\.(py|tf|toml|md|in))")
MADE = {"albias.toml", "*.in", "build/mutation", ".venv"}  # a person's own, or made by make
MOST = {"A source of names": 4, "A kind of event": 3, "A routing policy": 3, "A type of target": 6}


def _exists(path: str) -> bool:
    return any((place / path).exists() for place in PLACES) or any(ROOT.rglob(path) if "/" not in path else ())


@pytest.mark.parametrize("path", sorted({word for word in words_of(TEXT) if _PATH.fullmatch(word)} - MADE))
def test_a_file_that_is_named_there_is_there(path: str) -> None:
    assert _exists(path)


def _section(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("heading", MOST)
def test_each_table_has_no_more_files_than_that_and_all_in_full(heading: str) -> None:
    (rows,) = tables(_section(heading))
    assert len(rows) <= MOST[heading]
    for row in rows:
        (named,) = words_of(row["file"])
        assert Path(ROOT / named).exists()

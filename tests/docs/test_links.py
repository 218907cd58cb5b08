"""Every document: its links lead somewhere, its examples are well-formed, nothing of a developer's machine is in it."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.support.markdown import DOCUMENTS, ROOT, anchor, blocks, headings, links

_DOCUMENTS = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@_DOCUMENTS
def test_links_inside_the_repository_lead_somewhere(document: Path) -> None:
    for link in links(document.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        if fragment:
            assert fragment in map(anchor, headings(target.read_text(encoding="utf-8"))), link


@_DOCUMENTS
def test_examples_are_well_formed(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for block in blocks(text, "toml"):
        tomllib.loads(block)
    for block in blocks(text, "json"):
        json.loads(block)


def test_every_document_is_two_clicks_from_the_readme_at_most() -> None:
    reached = {ROOT / "README.md"}
    for _ in range(2):
        for document in sorted(reached):
            reached |= _leads_to(document)
    assert set(DOCUMENTS) - reached == set()


def _leads_to(document: Path) -> set[Path]:
    """The documents to which a document has links."""
    targets = (link.partition("#")[0] for link in links(document.read_text(encoding="utf-8")) if "://" not in link)
    found = {(document.parent / target).resolve() for target in targets if target}
    return {each for each in found if each.suffix == ".md"}

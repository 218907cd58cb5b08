"""The documents as a site: it is built strictly, serves itself what it needs, and every page is within two clicks."""

import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.markdown import DOCUMENTS, ROOT, text_of
from website.pages import address, in_repository, with_deep_lists

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "preconnect", "prefetch", "dns-prefetch", "manifest"}


class Found(HTMLParser):
    """Where a page leads, and what a browser fetches to show it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.classes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.classes.update(values.get("class", "").split())
        if tag == "a":
            self.links.add(values.get("href", ""))
        if tag == "link" and FETCHED_LINKS & set(values.get("rel", "").split()):
            self.fetched.add(values.get("href", ""))
        self.fetched.update(value for name, value in values.items() if (tag, name) in FETCHED)


def build(folder: Path, **variables: str) -> Path:
    environment = {"PATH": os.environ["PATH"], "NO_MKDOCS_2_WARNING": "1", **variables}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Found]:
    """Every page by its address within the site: an empty one is the first page's."""
    found: dict[str, Found] = {}
    for file in site.rglob("index.html"):
        place = file.parent.relative_to(site).as_posix()
        found["" if place == "." else f"{place}/"] = Found(file.read_text(encoding="utf-8"))
    return found


def followed(page: str, links: set[str]) -> Iterator[str]:
    """The pages of the site that a page's links lead to."""
    for link in links:
        target = link.partition("#")[0]
        if "://" not in target and target.endswith(("/", ".")):
            place = posixpath.normpath(posixpath.join(page or ".", target))
            yield "" if place == "." else f"{place}/"


def test_every_document_has_its_page(pages: dict[str, Found]) -> None:
    assert len(pages) == len(DOCUMENTS)


def test_every_page_is_within_two_clicks(pages: dict[str, Found]) -> None:
    first = set(followed("", pages[""].links))
    within = {"", *first}
    for page in first:
        within.update(followed(page, pages[page].links))

    assert pages.keys() - within == set()


def test_nothing_is_fetched_from_elsewhere(pages: dict[str, Found]) -> None:
    """No font, script or style of another host: the site also works where there is no other."""
    for address_, page in pages.items():
        assert [each for each in page.fetched if "://" in each or each.startswith("//")] == [], address_


def test_what_is_fetched_is_there(site: Path, pages: dict[str, Found]) -> None:
    for place, page in pages.items():
        for each in page.fetched:
            assert (site / place / each.partition("?")[0]).exists(), f"{place}: {each}"


def test_diagrams_are_drawn_by_the_sites_own_file(site: Path, pages: dict[str, Found]) -> None:
    """The theme fetches Mermaid from elsewhere only where the page has not brought it."""
    assert "mermaid" in pages[""].classes
    assert "assets/mermaid.js" in pages[""].fetched
    assert (site / "assets" / "mermaid.js").stat().st_size > 1_000_000


def test_the_site_can_be_searched(site: Path) -> None:
    assert "CloudTrail" in (site / "search" / "search_index.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "page", "said"),
    [
        ("docs/settings.md", "index.md", "settings.md"),
        ("docs/settings.md", "decisions/0001-x.md", "../settings.md"),
        ("README.md", "cli.md", "index.md"),
        ("SECURITY.md", "security.md", "reporting.md"),
        ("albias.toml", "index.md", "albias.toml"),
        ("terraform/README.md", "index.md", "terraform.md"),
        ("terraform/spec/fence.tf", "terraform.md", "https://example.org/albias/blob/main/terraform/spec/fence.tf"),
    ],
)
def test_links_lead_to_the_page_or_to_the_repository(target: str, page: str, said: str) -> None:
    assert address(target, page, "https://example.org/albias") == said


def test_without_a_repository_such_a_link_is_only_text() -> None:
    assert address("terraform/spec/fence.tf", "terraform.md", "") == ""


def test_a_page_knows_where_it_is_in_the_repository() -> None:
    assert [in_repository("index.md"), in_repository("cli.md")] == ["README.md", "docs/cli.md"]


def test_what_belongs_to_an_item_of_a_list_stays_there(site: Path) -> None:
    """Python's Markdown ends a list at a block that stands less than four spaces in: numbers would begin anew."""
    text = "1. One:\n\n   ```sh\n   x\n   ```\n\n2. Two\n\n```sh\n- no item\n  of it\n```\n\nText\n  as it is\n"
    wanted = "1. One:\n\n    ```sh\n    x\n    ```\n\n2. Two\n\n```sh\n- no item\n  of it\n```\n\nText\n  as it is\n"
    steps = (site / "migration" / "index.html").read_text(encoding="utf-8")

    assert with_deep_lists(text) == wanted
    assert steps.count("<ol>") == len(re.findall(r"^1\. ", text_of("docs/migration.md"), re.MULTILINE))

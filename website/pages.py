"""Hooks of mkdocs: the pages that live outside docs/, their links, and what the site serves beside them."""

import posixpath
import re
import sys
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
# The repository's own pages, and what they are called on the site.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "reporting.md",
    "terraform/README.md": "terraform.md",
}
# Served as they are.
ASSETS = {
    ROOT / "albias.toml": "albias.toml",
    ROOT / "LICENSE": "LICENSE.txt",
    ROOT / "website" / "albias.css": "assets/albias.css",
    Path(sys.prefix) / "site/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js": "assets/mermaid.js",
}
_ITEM = re.compile(r"(?:\d+\.|-) ")
_DEPTH = 4  # spaces: what Python's Markdown asks of everything that belongs to a list's item
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<path>[^)\s#:]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add what lives outside docs/."""
    for name, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / name)))
    for source, name in ASSETS.items():
        files.append(File.generated(config, name, abs_src_path=str(source)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Links say where a file is in the repository: make them say where it is on the site. Lists as mkdocs has them."""
    here = page.file.src_uri

    def moved(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(in_repository(here)), link["path"]))
        found = address(target, here, config.repo_url or "")
        return f"[{link['text']}]({found}{link['anchor'] or ''})" if found else link["text"]

    return with_deep_lists(_LINK.sub(moved, markdown))


def with_deep_lists(markdown: str) -> str:
    """What belongs to an item stands below its text, two or three spaces in; Python's Markdown asks for four."""
    lines: list[str] = []
    depth, in_block = 0, False
    for line in markdown.split("\n"):
        in_block ^= line.startswith("```")
        if in_block:
            depth = 0
        elif item := _ITEM.match(line):
            depth = item.end()
        elif line.strip() and not line.startswith(" " * depth):
            depth = 0
        belongs = depth and line.startswith(" " * depth)
        lines.append(" " * (_DEPTH - depth) + line if belongs else line)
    return "\n".join(lines)


def in_repository(page: str) -> str:
    """Where a page of the site is in the repository."""
    for name, called in PAGES.items():
        if called == page:
            return name
    return f"docs/{page}"


def address(target: str, page: str, repository: str) -> str:
    """What a page of the site should say for a file of the repository; empty where the file cannot be reached."""
    on_site = PAGES.get(target) or ASSETS.get(ROOT / target)
    if PurePosixPath(target).parts[0] == "docs":
        on_site = target.removeprefix("docs/")
    if on_site:
        return posixpath.relpath(on_site, posixpath.dirname(page) or ".")
    return f"{repository}/blob/main/{target}" if repository else ""

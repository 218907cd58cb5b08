"""HTML as a browser reads it: a tree of elements. Knows no albias."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

_VOID = {"input", "meta", "link", "br", "img"}


class _Reader(HTMLParser):
    """Builds the tree; that every element is closed is asserted."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def parsed(html: str) -> Element:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.tree.close()


def rows(html: str) -> list[list[str]]:
    """The rows of all tables: of each cell what stands in it, part by part."""
    found = []
    for line in parsed(html).iterfind(".//tbody/tr"):
        found.append([" | ".join(cell.itertext()) for cell in line])
    return found

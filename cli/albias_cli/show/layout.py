"""How lines lie within a width: broken at spaces, never within a word, and continued under their text. Pure.

No width (a pipe, a file) means no breaking at all. What stands between backticks is one word: it is there to be copied.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.text import Text

_T = TypeVar("_T")
_WORD = re.compile(r"(?:`[^`]*`|[^ ])+")
_PART = re.compile(r"[^ \u00a0]+")
UNBROKEN = "\u00a0"  # a space at which no line is broken; shown as a plain one
_GAP = 2  # spaces between two columns
_LAST = 34  # columns that a table's last column needs at least, to be broken there
_NARROWEST = 20  # columns that are always left to a continuation


def wrapped(line: Text, width: int | None, hang: int) -> list[Text]:
    """A line as the lines that fit the width; continuations are indented by `hang`.

    A word that is too long for that stands alone, so far to the left that it fits, where it fits at all.
    """
    if width is None or line.cell_len <= width:
        return [_plain(line)]
    hang = max(0, min(hang, width - _NARROWEST))
    pieces: list[Text] = []
    start, end, room = 0, 0, width
    for begin, stop in _words(line, width - hang):
        if end > start and line[start:stop].cell_len > room:
            pieces.append(line[start:end])
            start, room = begin, width - hang
        end = stop
    pieces.append(line[start:end])
    first, *others = pieces
    lines = [_plain(first)]
    for other in others:
        left = width - other.cell_len
        indent = hang if left < 0 else min(hang, left)
        lines.append(_plain(Text(" " * indent).append_text(other)))
    return lines


def _words(line: Text, room: int) -> Iterator[tuple[int, int]]:
    """Where each word begins and stops. What should stay together and has no room to do so is several words."""
    for word in _WORD.finditer(line.plain):
        if UNBROKEN in word[0] and line[word.start() : word.end()].cell_len > room:
            for part in _PART.finditer(line.plain, word.start(), word.end()):
                yield part.span()
        else:
            yield word.span()


def _plain(line: Text) -> Text:
    shown = line.copy()
    shown.plain = line.plain.replace(UNBROKEN, " ")  # as long as before, so that the styles stay where they are
    return shown


def hang_of(text: str, label: str = "") -> int:
    """Where a continuation begins: under what follows the label, or a step further in than the text itself."""
    if label.endswith(" "):
        return len(label)
    return len(text) - len(text.lstrip(" ")) + 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `drop`: 0 stays at any width; of the others the highest goes first."""

    title: str
    cells: Sequence[Text]
    drop: int = 0

    @classmethod
    def of(cls, title: str, lines: Iterable[_T], cell: Callable[[_T], Text], *, drop: int = 0) -> "Column":
        """The column that has a cell of each line."""
        return cls(title, list(map(cell, lines)), drop)

    @property
    def width(self) -> int:
        """What the widest of it needs."""
        return max(cell.cell_len for cell in (Text(self.title), *self.cells))

    @property
    def longest_word(self) -> int:
        """What the longest word of it needs."""
        longest = 0
        for cell in self.cells:
            for word in _WORD.finditer(cell.plain):
                longest = max(longest, cell[word.start() : word.end()].cell_len)
        return longest


def table(columns: Sequence[Column], width: int | None) -> list[Text]:
    """The lines of a table whose last column may be broken. Where the width does not do, columns are dropped; where
    even that does not do, the first column's texts stand on lines of their own, with the others below them."""
    shown = list(columns)
    while not _has_room(shown, width) and any(column.drop for column in shown):
        shown.remove(max(shown, key=lambda column: column.drop))
    return _in_columns(shown, width) if _fits(shown, width) else _stacked(shown, width)


def _has_room(columns: Sequence[Column], width: int | None) -> bool:
    """Whether the last column can be broken without a word of it standing out."""
    return width is None or (_fits(columns, width) and _offset(columns) + columns[-1].longest_word <= width)


def _fits(columns: Sequence[Column], width: int | None) -> bool:
    return width is None or _offset(columns) + min(_LAST, columns[-1].width) <= width


def _offset(columns: Sequence[Column]) -> int:
    """Where the last column begins."""
    return sum(column.width + _GAP for column in columns[:-1])


def _in_columns(columns: Sequence[Column], width: int | None) -> list[Text]:
    titles = [Text(column.title, "bold") for column in columns]
    rows = [titles, *zip(*(column.cells for column in columns), strict=True)]
    lines: list[Text] = []
    for row in rows:
        line = Text()
        for column, cell in zip(columns[:-1], row[:-1], strict=True):
            line.append_text(cell).append(" " * (column.width + _GAP - cell.cell_len))
        lines += wrapped(line.append_text(row[-1]), width, _offset(columns))
    return lines


def _stacked(columns: Sequence[Column], width: int | None) -> list[Text]:
    lines: list[Text] = []
    for name, *others in zip(*(column.cells for column in columns), strict=True):
        lines.append(name)
        for other in others:
            lines += wrapped(Text("    ").append_text(other), width, 6)
    return lines

"""Mistakes that the readers of TOML and pydantic found, in words: each names key, value and what is allowed."""

import re
from collections.abc import Sequence

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .alike import nearest
from .schema import ClaimTable, ExternalDnsTable, File, MaxRemovalsTable, Table, ZoneTable
from .shown import clipped, shown

Place = tuple[int | str, ...]

# The tables of the file by the keys that lead to them.
_TABLES: dict[tuple[str, ...], type[Table]] = {
    (): File,
    ("zones",): ZoneTable,
    ("zones", "claims"): ClaimTable,
    ("max_removals",): MaxRemovalsTable,
    ("external_dns",): ExternalDnsTable,
}
# pydantic's names for the kinds of mistakes that its own words would not explain to a reader of TOML
_WORDS = {
    "string_type": "should be a text in quotes",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "list_type": "should be a list in square brackets",
    "model_type": "should be a table",
    "dict_type": "should be a table",
    "too_short": "needs at least one",
}
_BLANKS = " \t"
_FEW = 4  # keys that are told in the message; of a table with more, where they are documented
_DOCUMENTED = "docs/settings.md"
_AT = re.compile(r"\(at line (\d+), column (\d+)\)$")
_TRUTH = re.compile(r"(true|false)\b", re.IGNORECASE)


def syntax_mistake(text: str, message: str) -> str:
    """What the reader of TOML says, with the line that it speaks of: at the end of the document, the last one."""
    lines = [line.rstrip(_BLANKS) for line in text.split("\n")]
    at = _AT.search(message)
    line = lines[int(at[1]) - 1] if at else next(line for line in reversed(lines) if line)
    truth = at and message.startswith("Invalid value") and _TRUTH.match(line, int(at[2]) - 1)
    return f"{message}: {clipped(line.lstrip(_BLANKS))}{'; allowed: true or false, in lower case' if truth else ''}"


def sentences(details: Sequence[ErrorDetails]) -> list[str]:
    """One for each mistake. A key that is there under a wrong name, or in a wrong place, is not told as missing too."""
    meant = [_meant(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"]
    return [_sentence(detail) for detail in details if detail["type"] != "missing" or detail["loc"] not in meant]


def _sentence(detail: ErrorDetails) -> str:
    loc, kind = detail["loc"], detail["type"]
    place, value = _place(loc), shown(detail["input"])
    if kind == "missing":
        return f"{place}: is missing; it has no default{_allowed(loc)}"
    if kind == "extra_forbidden":
        return f"{place} = {value}: unknown key{_advice(loc)}"
    if kind == "value_error":
        return f"{place} = {value}: {detail['ctx']['error']}"
    if kind not in _WORDS:
        return f"{place} = {value}: {detail['msg'].removeprefix('Input ')}"
    # What the schema says of a list's key is true of the items.
    return f"{place} = {value}: {_WORDS[kind]}{'' if kind == 'list_type' else _allowed(loc)}"


def _place(loc: Place) -> str:
    """A key as one would point at it: `[[zones]] #2 schemes #1`, `max_removals.count`."""
    words = ""
    for part in loc:
        if isinstance(part, int):
            words += f" #{part + 1}"
        elif part == "zones":
            words = "[[zones]]"
        else:
            words += f"{'.' if (words,) in _TABLES else ' '}{clipped(part)}"
        words = words.strip()
    return words


def _allowed(loc: Place) -> str:
    """What the schema says of a key, or of the key that a value lies in."""
    table, key = _key(loc)
    description = keys_of(table)[key].description
    return f"; allowed: {description}" if description else ""


def _advice(loc: Place) -> str:
    """What to do about an unknown key."""
    meant = _meant(loc)
    if meant and len(meant) < len(loc):
        return f'; "{meant[-1]}" belongs above the first [table] of the file'
    guess = f' (did you mean "{meant[-1]}"?)' if meant else ""
    keys = keys_of(_key(loc)[0])
    known = f"allowed: {', '.join(keys)}" if len(keys) <= _FEW else f"every key: {_DOCUMENTED}"
    return f"{guess}; {known}"


def _meant(loc: Place) -> Place | None:
    """The place for which an unknown key was meant, perhaps: TOML takes what stands below a table for the table's."""
    *above, key = loc
    if above and key in keys_of(File):
        return (key,)
    table, _ = _key(loc)
    near = nearest(str(key), keys_of(table))
    return (*above, near) if near else None


def _key(loc: Place) -> tuple[type[Table], str]:
    """The innermost table around a place, and the key in it."""
    keys = tuple(part for part in loc if isinstance(part, str))
    depth = max(depth for depth in range(len(keys)) if keys[:depth] in _TABLES)
    return _TABLES[keys[:depth]], keys[depth]


def keys_of(table: type[Table]) -> dict[str, FieldInfo]:
    """A table's keys as they stand in the file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}

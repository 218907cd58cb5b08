"""How a mistake shows what a file holds: on one line, without a character that a terminal would obey, not too long."""

import json
from types import NoneType
from typing import Any

LONGEST = 80
_JSON = (str, int, float, dict, list, tuple, NoneType)


def shown(value: Any) -> str:
    """A value as JSON; what JSON does not know, such as a date, as it is. One that is cut says how long it is."""
    known = isinstance(value, _JSON)
    whole = json.dumps(value, ensure_ascii=False, default=str) if known else str(value)
    size = len(value) if isinstance(value, str) else len(whole)
    if size <= LONGEST:
        return escaped(whole)
    start = json.dumps(value[:LONGEST], ensure_ascii=False)[:-1] if isinstance(value, str) else whole[:LONGEST]
    return f"{escaped(start)}…{whole[-1]} ({size:,} characters)"


def clipped(text: str) -> str:
    """A text as it stands, without quotes around it."""
    return escaped(text[:LONGEST]) + ("…" if len(text) > LONGEST else "")


def escaped(text: str) -> str:
    """JSON's escapes for what is not printable: line breaks of every kind, control characters, invisible ones."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)

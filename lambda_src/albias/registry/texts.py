"""TXT values and the pairs in them: `key=value` with commas between. Text in, text out."""

import re

_STRING = 255  # characters of a character string of a TXT record (RFC 1035, 3.3.14)
_DIGITS = 11  # Unix seconds until the year 5138: what reads them as a time can, whoever wrote them

_STRINGS = re.compile(r'"([^"]*)"')


def number(text: str) -> int:
    """The number that a text is; 0 where it is none, or more than any revision or time of this age (H49)."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def pairs(text: str) -> dict[str, str]:
    """The pairs in a text; a value may contain `=`."""
    found = {}
    for part in text.split(","):
        key, separator, value = part.partition("=")
        if separator:
            found[key] = value
    return found


def quote(text: str) -> str:
    """A text as a TXT value: character strings of 255 characters at most, in quotation marks."""
    return " ".join(f'"{text[start : start + _STRING]}"' for start in range(0, len(text), _STRING))


def unquote(value: str) -> str:
    """The inverse of `quote`, however the text is cut into character strings."""
    return "".join(_STRINGS.findall(value))

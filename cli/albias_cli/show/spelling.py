"""What a person meant who wrote something that is no hostname: an address, a list, Route 53's spelling. Pure."""

import re
from collections.abc import Callable

from albias.names import DnsName, InvalidName, parse_name

_ESCAPE = re.compile(r"\\([0-3][0-7]{2})")
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_FOLLOWED = re.compile(r"^([^/:?#]+)[/:?#]")  # a port, a path, a query


def unescaped(text: str) -> str:
    r"""A name without Route 53's escapes: `\052.apps.example.com.` is `*.apps.example.com.`"""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 8)), text)


def meant(text: str) -> DnsName | None:
    """The hostname in a text that is none itself; None where nobody can tell."""
    for mend in _MENDS:
        mended = mend(text.strip())
        if mended == text:
            continue
        try:
            name = parse_name(mended)
        except InvalidName:
            continue
        if "." in name:
            return name
    return None


def _out_of_address(text: str) -> str:
    match = _ADDRESS.match(text) or _FOLLOWED.match(text)
    return match[1] if match else text


def _without_dots(text: str) -> str:
    return re.sub(r"\.{2,}", ".", text).strip(".")


def _without_dashes(text: str) -> str:
    return ".".join(label.strip("-") for label in text.split("."))


def _without_marks(text: str) -> str:
    return text.strip("\"'`<>()[]{}.,;:!")


def _with_dashes(text: str) -> str:
    return re.sub(r"[ +]", "-", text)


_MENDS: tuple[Callable[[str], str], ...] = (
    unescaped,
    _out_of_address,
    _without_marks,
    _without_dots,
    _without_dashes,
    _with_dashes,
)

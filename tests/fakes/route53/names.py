"""DNS names as Route 53 writes, reads and orders them.

Facts of Route 53 only; nothing is imported from albias, so that a mistake there cannot hide here.
Rests on the Route 53 Developer Guide, "DNS domain name format", and on the API reference of ListResourceRecordSets.
"""

from __future__ import annotations

import functools
import re

MAX_LABEL = 63
MAX_NAME = 255

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_PIECE = re.compile(r"\\([0-3][0-7]{2})|(\.)|([!-~])", re.DOTALL)


class BadNameError(ValueError):
    """A name that Route 53 refuses; the text is Route 53's own."""


def _fatal(code: str, text: str, culprit: str) -> BadNameError:
    # The wording of these errors as users of external-dns, Terraform and acmesmith reported them:
    # kubernetes-sigs/external-dns#2839, hashicorp/terraform#18482, sorah/acmesmith#65, harmony-one/harmony-ops#491.
    return BadNameError(f"FATAL problem: {code} ({text}) encountered with '{culprit}'")


def _labels(name: str) -> list[str]:
    """The labels as plain characters (one per octet), lower case: ``\\052`` and ``*`` are the same."""
    if not name.strip("."):
        raise _fatal("DomainNameEmpty", "Domain name is empty", name)
    labels, label, position = [], "", 0
    text = name.removesuffix(".")
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise _fatal("UnsupportedCharacter", "Value contains unsupported characters", name)
        octal, dot, plain = piece.groups()
        if dot:
            labels.append(label)
            label = ""
        else:
            label += chr(int(octal, 8)) if octal else plain
        position = piece.end()
    labels.append(label)
    _check_lengths(name, labels)
    return ["".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in one) for one in labels]


def _check_lengths(name: str, labels: list[str]) -> None:
    for one in labels:
        if not one:
            raise _fatal("DomainLabelEmpty", "Domain label is empty", name)
        if len(one) > MAX_LABEL:
            raise _fatal("DomainLabelTooLong", "Domain label is too long", one)
    if sum(len(one) + 1 for one in labels) > MAX_NAME:
        raise _fatal("DomainNameTooLong", "Domain name is too long", name)


def _escaped(label: str) -> str:
    return "".join(c if c in _PLAIN else f"\\{ord(c):03o}" for c in label)


@functools.lru_cache(maxsize=1 << 17)
def canonical(name: str) -> str:
    """The name as Route 53 stores and returns it: lower case, a dot at the end, other characters as ``\\ooo``.

    Raises BadNameError for a name that Route 53 refuses.
    """
    return "".join(_escaped(label) + "." for label in _labels(name))


@functools.lru_cache(maxsize=1 << 17)
def order(name: str) -> str:
    """The text by which Route 53 orders a name: reversed labels, each with its dot, unescaped, compared as ASCII.

    So ``a-b`` comes before ``a`` (``-`` is before ``.``), and ``*`` (returned as ``\\052``) before every letter.
    """
    return "".join(label + "." for label in reversed(_labels(name)))


def within(name: str, zone: str) -> bool:
    """Whether a canonical name is the zone's apex or lies below it, on a label boundary."""
    return name == zone or name.endswith("." + zone)

"""A mutant in words that outlive an edit of its file: the function, the lines before, the lines after."""

import re
from dataclasses import dataclass
from difflib import ndiff

_NUMBER = re.compile(r"__mutmut_(?:orig|\d+)\b")
_DEFINED = re.compile(r"\bdef x(?:_|ǁ\w+ǁ)")


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """One small change of one function."""

    function: str
    before: str
    after: str


def in_words(name: str, original: str, changed: str) -> Mutant:
    """A mutant from the name that mutmut gave it, and from the two functions that it made."""
    lines = list(ndiff(_plain(original), _plain(changed)))
    removed = [line[2:] for line in lines if line.startswith("- ")]
    added = [line[2:] for line in lines if line.startswith("+ ")]
    return Mutant(function_of(name), " ".join(removed), " ".join(added))


def _plain(function: str) -> list[str]:
    named = _DEFINED.sub("def ", _NUMBER.sub("", function))
    return [line.strip() for line in named.splitlines()]


def function_of(name: str) -> str:
    """`albias.names.x_parse_name__mutmut_3` -> `names.parse_name`; mutmut writes `xǁHoldǁread` for a method."""
    module, _, function = _NUMBER.sub("", name).removeprefix("albias.").rpartition(".")
    if "ǁ" in function:
        return f"{module}.{function.removeprefix('xǁ').replace('ǁ', '.')}"
    return f"{module}.{function.removeprefix('x_')}"

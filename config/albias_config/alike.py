"""Which known word a text nearly is: one measure for keys, tags, owners and hosted zones. Pure.

Letters in another case are no difference.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher

# Of 1. `team` and `teams` are at 0.89, `exmaple` and `example` at 0.86, `team1` and `team2` at 0.8.
_CLOSE = 0.6
_SURE = 0.83


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The word of a closed list that a text is most like, where it must have been one of these; None where none is."""
    return _best(text, known, _CLOSE)


def meant(text: str, known: Iterable[str]) -> str | None:
    """The word of which a text is a slip of the pen, where it may as well be something else; None where it is none."""
    return _best(text, known, _SURE)


def _best(text: str, known: Iterable[str], at_least: float) -> str | None:
    best = None
    for word in known:
        alike = SequenceMatcher(None, text.lower(), word.lower()).ratio()
        if alike >= at_least and (best is None or alike > at_least):
            best, at_least = word, alike
    return best

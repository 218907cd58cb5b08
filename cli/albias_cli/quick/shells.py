"""How each shell asks for completions and takes them: the protocol of typer's scripts, which `completion` prints."""

import shlex
from collections.abc import Callable, Mapping, Sequence

from .completion import Item, completions

ASKED = "_ALBIAS_COMPLETE"
_ESCAPED = str.maketrans({'"': '""', "'": "''", "$": "\\$", "`": "\\`", ":": "\\\\:"})


def answer(environment: Mapping[str, str]) -> tuple[str, int]:
    """What to print for the shell that asks, and the exit status."""
    asked = environment[ASKED]
    if asked == "complete_bash":
        words, incomplete = _bash_words(environment)
    else:
        words, incomplete = _line_words(environment.get("_TYPER_COMPLETE_ARGS", ""))
    found = completions(words, incomplete)
    if asked == "complete_fish" and environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if found else 1  # 1: fish offers files
    show = _SHOWN.get(asked)
    return (show(found), 0) if show else ("", 1)


def _bash_words(environment: Mapping[str, str]) -> tuple[list[str], str]:
    words = _split(environment.get("COMP_WORDS", ""))
    place = int(environment.get("COMP_CWORD", len(words)))
    return words[1:place], words[place] if place < len(words) else ""


def _line_words(line: str) -> tuple[list[str], str]:
    words = _split(line)[1:]
    if words and not line.endswith(" "):
        return words[:-1], words[-1]
    return words, ""


def _split(line: str) -> list[str]:
    """The words of a command line whose last quotation may not have ended."""
    reader = shlex.shlex(line, posix=True)
    reader.whitespace_split = True
    reader.commenters = ""
    words: list[str] = []
    try:
        words.extend(reader)
    except ValueError:
        words.append(reader.token)
    return words


def _bash(found: Sequence[Item]) -> str:
    return "\n".join(item.text for item in found)


def _fish(found: Sequence[Item]) -> str:
    return "\n".join(f"{item.text}\t{' '.join(item.help.split())}" if item.help else item.text for item in found)


def _zsh(found: Sequence[Item]) -> str:
    shown: list[str] = []
    for item in found:
        value, words = item.text.translate(_ESCAPED), item.help.translate(_ESCAPED)
        shown.append(f'"{value}":"{words}"' if words else f'"{value}"')
    return "_arguments '*: :((" + "\n".join(shown) + "))'" if shown else "_files"


_SHOWN: Mapping[str, Callable[[Sequence[Item]], str]] = {
    "complete_bash": _bash,
    "complete_fish": _fish,
    "complete_zsh": _zsh,
}

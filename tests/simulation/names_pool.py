"""The hostnames that people write into tags, each with what it means: the oracle's knowledge of names.

Written by hand, so that it shares no mistake with albias.names.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

LONG = ".".join(["l" * 60] * 3 + ["m" * 45, "apps.example.com"])  # a sound name, but too long for its hold

# Where conflicts are wanted: few names, so that everything happens to each of them.
HOT = (
    "shop.apps.example.com",
    "cart.apps.example.com",
    "a.shop.apps.example.com",
    "a-b.apps.example.com",
    "*.apps.example.com",
    "2048.apps.example.com",  # between a wildcard and the registry in Route 53's order
    "*.shop.apps.example.com",
    "x.dev.apps.example.com",
    "y.dev.apps.example.com",
    "www.example.com",
    "apps.example.com",
)
# Each is a trap: label boundaries (H23), delegation (H22), the registry's own subtree, other people's DNS.
ODD = (
    "evil-apps.example.com",
    "xdev.apps.example.com",
    "dev.apps.example.com",
    "example.com",
    "shop.example.com",
    "shop.apps.example.org",
    "x._albias.apps.example.com",
    "_hold._albias.apps.example.com",
    "xn--bcher-kva.apps.example.com",
)
INVALID = (
    "bad..apps.example.com",
    "sp@ce.apps.example.com",
    "-",
    LONG,
    "a..",
    "x" * 64 + ".com",
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word in a tag, and the name that it means; None where it is no name that can have a record."""

    text: str
    name: str | None


def spellings(rng: Random, *, few: bool = False) -> tuple[Spelling, ...]:
    """The words that one world's people use; `few`: one name, or three."""
    if few:  # the wildcard lies before the registry in Route 53's order, all others behind it
        names = ["*.apps.example.com", *rng.sample(HOT[:4], 2)]
        return tuple(Spelling(_spelt(name, rng), name) for name in rng.choice((names, names[:1], names[1:2])))
    names = rng.sample(HOT, rng.randint(2, 5)) + rng.sample(ODD, rng.choice((0, 0, 1, 1, 2)))
    words = [Spelling(_spelt(name, rng), name) for name in names for _ in range(rng.choice((1, 1, 2)))]
    words += [Spelling(text, None) for text in rng.sample(INVALID, rng.choice((0, 0, 0, 0, 1)))]
    return tuple(dict.fromkeys(words))


def _spelt(name: str, rng: Random) -> str:
    if name == "xn--bcher-kva.apps.example.com":
        return rng.choice((name, "bücher.apps.example.com", "BÜCHER.apps.example.com."))
    if name.startswith("*."):
        name = "_wildcard." + name[2:]  # AWS forbids * in tag values (H21)
    return rng.choice((name, name, name, name.upper(), name + ".", name.title()))

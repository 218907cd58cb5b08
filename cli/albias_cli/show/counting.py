"""Numbers with what they count, as people say it. Words only."""


def many(number: int, one: str, several: str = "") -> str:
    """`1 name`, `2 names`, `1,000 entries`; `several`: the plural, where that is more than an s."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"

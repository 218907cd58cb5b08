"""One figure of the table: what was measured, what it must be, what others need for the same. Less is always better."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Verdict = Literal["aim", "must", "short", "missed", "reported"]
NONE = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure beside its bounds and its peers'. `note`: what it is made of, or what the aim would take."""

    figure: str
    ours: float
    unit: str
    must: float | None = None
    aim: float | None = None
    legacy: str = NONE
    external_dns: str = NONE
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """The best bound that it keeps; `short`: there is an aim only, and it is missed."""
        if self.must is not None and self.ours > self.must:
            return "missed"
        if self.aim is not None and self.ours <= self.aim:
            return "aim"
        if self.must is not None:
            return "must"
        return "reported" if self.aim is None else "short"


@dataclass(slots=True)
class Section:
    """Figures that are measured together, the points for their plots, and what there is to say about them."""

    title: str
    rows: list[Row] = field(default_factory=list)
    points: dict[str, Any] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


_DIGITS = {"s": 1, "%": 1, "USD": 2, "ratio": 2}


def shown(value: float | None, unit: str) -> str:
    """A value as the table shows it."""
    if value is None:
        return NONE
    digits = 2 if unit == "MB" and value < 10 else _DIGITS.get(unit, 0)
    text = f"{value:,.{digits}f}"
    return text if unit in ("calls", "ratio") else f"{text} {unit}"


def middle(values: list[float]) -> float:
    """The median, which one disturbed measurement does not move."""
    return median(values)

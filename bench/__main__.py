"""`make bench`: measure everything, print the table, write docs/performance.md. With names of sections: print only.

Ends with 1 when a figure that must hold is missed.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "lambda_src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "config"))
sys.path.insert(0, str(Path(__file__).parents[1] / "infra"))
sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))

from rich.console import Console

from bench import report
from bench.row import Section

# In the order of the table; those that time something come last, when nothing else of ours runs.
SECTIONS = ("calls", "rules", "burst", "sweep", "limits", "planning", "start", "ministack", "cost")

_WIDTH = 160  # columns, where the output is no terminal


def main() -> int:
    """Measure, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="measure these only, write no document")
    chosen = parser.parse_args().sections
    load = os.getloadavg()[0]
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    sections: list[Section] = []
    for name in chosen or SECTIONS:
        with console.status(f"measuring: {name}"):
            sections.append(importlib.import_module(f"bench.rows_{name}").measure())
    report.table(sections, console)
    if not chosen:
        report.document(sections, load)
        console.print(f"written: {report.DOCUMENT.relative_to(report.ROOT)}")
    missed = [row.figure for section in sections for row in section.rows if row.verdict == "missed"]
    for figure in missed:
        console.print(f"missed: {figure}", style="bold red", markup=False)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

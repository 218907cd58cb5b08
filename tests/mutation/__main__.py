"""`python -m tests.mutation [MODULE ...]`: the score, and every survivor that survivors.toml does not explain.

Exit status 0 only if each mutant was tried, each survivor is explained there, and each explanation still has its
survivor.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.modules import PURE
from tests.mutation.survivors import explained
from tests.mutation.words import Mutant
from tests.mutation.workplace import ROOT, Found, prepare, result, run


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(PURE)}; default: all")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation", help="where to work")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--longest", type=float, default=60.0, help="leave out tests that take more seconds: a first look"
    )
    options = parser.parse_args()
    modules = options.modules or list(PURE)
    os.nice(10)
    prepare(options.folder, PURE.values())
    # The same random values each time, so that a survivor is one on every machine.
    passed_on = [f"--processes={options.processes}", f"--longest={options.longest}"]
    run(options.folder, modules, passed_on, {**os.environ, "CI": "true"})
    return judged(result(options.folder, modules), explained(modules))


def judged(found: Sequence[Found], known: dict[Mutant, str]) -> int:
    """Print the score, module by module, and what is left to explain. Returns: the exit status."""
    say("\n")
    for module in found:
        say(row(module.module, [module], known))
    say(row("all", found, known))
    survivors = [mutant for module in found for mutant in module.survivors]
    new = [mutant for mutant in survivors if mutant not in known]
    gone = [mutant for mutant in known if mutant not in survivors]
    for mutant in new:
        say(f"\nnot noticed: {mutant.function}\n  - {mutant.before}\n  + {mutant.after}")
    for mutant in gone:
        say(f"\nexplained, but noticed or no longer made: {mutant.function}\n  - {mutant.before}\n  + {mutant.after}")
    return 1 if new or gone or any(module.untried for module in found) else 0


def row(name: str, found: Sequence[Found], known: dict[Mutant, str]) -> str:
    """One line of the table: what was made, noticed, explained, and left."""
    total, killed = sum(module.total for module in found), sum(module.killed for module in found)
    untried = sum(module.untried for module in found)
    of_explained = sum(mutant in known for module in found for mutant in module.survivors)
    left = total - killed - untried
    share = killed / max(1, total - untried)
    return (
        f"{name:20} {total:5} mutants, {killed:5} noticed ({share:6.1%}), {left:3} not ({of_explained} explained), "
        f"{untried} not tried"
    )


def say(text: str) -> None:
    """To the terminal, or wherever the output goes."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

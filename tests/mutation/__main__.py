"""`python -m tests.mutation [MODULE ...]`: the score, and every survivor that survivors.toml does not explain.

Exit status 0 only if each mutant was tried, each survivor is explained there, and each explanation still has its
survivor.
"""

import argparse
import os
import sys
import tomllib
from pathlib import Path

from tests.mutation.workplace import ROOT, Mutant, prepare, result, run

CORE = (
    "names",
    "options",
    "locations",
    "wishes",
    "claims",
    "model.zones",
    "model.balancers",
    "model.records",
    "model.telling",
    "registry.places",
    "registry.texts",
    "registry.hold",
    "registry.index",
    "external_dns",
    "settings",
    "view",
    "read",
    "case",
    "decide",
    "record_sets",
    "bookkeeping",
    "refusals",
    "notes",
    "edge.events",
    "engine.outcome",
    "engine.fleet",
    "engine.knowledge",
    "engine.cases",
    "engine.missing",
    "engine.conversions",
    "engine.torn",
    "engine.safety",
    "engine.plan",
    "engine.apply",
    "engine.run",
)
EXPLAINED = Path(__file__).parent / "survivors.toml"


def explained(modules: list[str]) -> dict[Mutant, str]:
    """The survivors that are known, each with the reason why no test can or need notice it."""
    listed = tomllib.loads(EXPLAINED.read_text())["survivor"] if EXPLAINED.exists() else []
    known = {Mutant(each["function"], each["before"], each["after"]): each["why"] for each in listed}
    return {mutant: why for mutant, why in known.items() if _is_of(mutant, modules)}


def _is_of(mutant: Mutant, modules: list[str]) -> bool:
    return any(mutant.function.startswith(f"{module}.") for module in modules)


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(CORE)}; default: all")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation", help="where to work")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    modules = options.modules or list(CORE)
    os.nice(10)
    options.folder.mkdir(parents=True, exist_ok=True)
    prepare(options.folder, modules)
    # The same random values each time, so that a survivor is one on every machine.
    run(options.folder, options.processes, {**os.environ, "CI": "true"})
    found, known = result(options.folder), explained(modules)
    new = [mutant for mutant in found.survivors if mutant not in known]
    gone = [mutant for mutant in known if mutant not in found.survivors]
    say(f"\n{found.killed} of {found.tried} mutants noticed ({found.killed / max(1, found.tried):.1%})")
    if found.tried < found.total:
        say(f"{found.total - found.tried} more were not tried")
    for mutant in new:
        say(f"\nnot noticed: {mutant.function}\n  - {mutant.before}\n  + {mutant.after}")
    for mutant in gone:
        say(f"\nexplained, but noticed or no longer made: {mutant.function}\n  - {mutant.before}\n  + {mutant.after}")
    return 1 if new or gone or found.tried < found.total else 0


def say(text: str) -> None:
    """To the terminal, or wherever the output goes."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

"""The survivors that are known: mutants that no test can or need notice, each with the reason why."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.words import Mutant

FILE = Path(__file__).with_name("survivors.toml")


def explained(modules: Sequence[str]) -> dict[Mutant, str]:
    """Those of some modules."""
    listed = tomllib.loads(FILE.read_text())["survivor"]
    known = {Mutant(each["function"], each["before"], each["after"]): each["why"] for each in listed}
    return {mutant: why for mutant, why in known.items() if is_of(mutant, modules)}


def is_of(mutant: Mutant, modules: Sequence[str]) -> bool:
    """Whether a mutant is one of these modules'."""
    return any(mutant.function.startswith(f"{module}.") for module in modules)

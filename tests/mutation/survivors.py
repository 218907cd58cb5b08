"""The survivors that are known: mutants that no test can or need notice, each with the reason why."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.modules import PURE
from tests.mutation.words import Mutant

FILE = Path(__file__).with_name("survivors.toml")


def explained(modules: Sequence[str]) -> dict[Mutant, str]:
    """Those of some modules."""
    listed = tomllib.loads(FILE.read_text())["survivor"]
    known = {Mutant(each["function"], each["before"], each["after"]): each["why"] for each in listed}
    return {mutant: why for mutant, why in known.items() if module_of(mutant) in modules}


def module_of(mutant: Mutant) -> str:
    """The module whose function a mutant changes: `sources.tags` rather than `sources`; empty where it is gone."""
    return max((module for module in PURE if mutant.function.startswith(f"{module}.")), key=len, default="")

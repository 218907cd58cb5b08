"""Which configuration a command works with: named, or found as git finds its repository. Opens nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "albias.toml"
VARIABLE = "ALBIAS_CONFIG"
_HERE, _NOWHERE = "in this folder", "nowhere to be found"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration, and how it came to be this one."""

    path: Path
    how: str

    @property
    def said(self) -> str:
        """What messages call it: the path that a person gave, or that was found above; here it is the plain name."""
        return NAME if self.how in (_HERE, _NOWHERE) else str(self.path)


def new_config(option: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where a configuration is to be written: as find_config finds it, but in no folder above."""
    return option or Path(environment.get(VARIABLE) or NAME)


def find_config(
    option: Path | None, environment: Mapping[str, str] = os.environ, folder: Path | None = None
) -> ConfigFile:
    """The one of --config; else of ALBIAS_CONFIG; else albias.toml in this folder or the nearest one above it.

    Where there is none it is the one that should be in this folder: opening it tells so.
    """
    if option is not None:
        return ConfigFile(option, "--config")
    if named := environment.get(VARIABLE):
        return ConfigFile(Path(named), VARIABLE)
    here = folder or Path.cwd()
    for place in (here, *here.parents):
        if (place / NAME).is_file():
            return ConfigFile(place / NAME, _HERE if place == here else "found in a folder above")
    return ConfigFile(Path(NAME), _NOWHERE)

"""Bytecode for the bundle, made by the Lambda's own version of Python where the machine has one.

The function's folder is read-only: without bytecode Python compiles every module at each cold start. It is the same
for the same sources and the same Python, and never compared with the sources at start (PEP 552, unchecked hashes).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from albias_config.errors import ConfigurationError

VERSION = "3.13"
DEPLOYED = "/var/task"  # where Lambda unpacks the bundle: tracebacks name it
# All of 3.13 write and read this one (CPython, Include/internal/pycore_magic_number.h); its alphas and betas did not.
_MAGIC = "f30d0d0a"
_ASK = "import importlib.util, platform; print(importlib.util.MAGIC_NUMBER.hex(), platform.python_version())"
NONE_HERE = (
    f"albias: no Python {VERSION} on this machine: the bundle goes without bytecode, and each cold start compiles it"
    f" anew. `uv python install {VERSION}` brings one."
)


@dataclass(frozen=True, slots=True)
class Python:
    """A Python that writes bytecode for the Lambda. `version`: with its patch level."""

    path: str
    version: str

    def compile(self, folder: Path) -> None:
        """Put bytecode beside the sources of a folder. Raises: ConfigurationError."""
        command = [self.path, "-m", "compileall", "-q", "-q", "--invalidation-mode", "unchecked-hash"]
        command += ["-s", str(folder), "-p", DEPLOYED, str(folder)]
        environment = {"PATH": os.defpath, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise ConfigurationError(f"{self.path}: the bundle cannot be compiled: {done.stdout}{done.stderr}")


@cache
def python_of_lambda() -> Python | None:
    """A Python of the Lambda's version, from wherever one is usually installed; None where there is none."""
    for path in _candidates():
        if found := _asked(path):
            return found
    return None


def _candidates() -> Iterator[str]:
    """This one, the one on the PATH, pyenv's, uv's."""
    if sys.version_info[:2] == tuple(map(int, VERSION.split("."))):
        yield sys.executable
    if on_path := shutil.which(f"python{VERSION}"):
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    for folder, pattern in ((pyenv, f"{VERSION}.*"), (uv, f"cpython-{VERSION}.*")):
        for installed in sorted(folder.glob(f"{pattern}/bin/python{VERSION}")):
            yield str(installed)


def _asked(path: str) -> Python | None:
    """What a Python says of itself; None where it does not run (a shim of a version that is not chosen), or differs."""
    try:
        done = subprocess.run([path, "-c", _ASK], capture_output=True, text=True, check=False)
    except OSError:
        return None
    magic, _, version = done.stdout.strip().partition(" ")
    return Python(path, version) if done.returncode == 0 and magic == _MAGIC and version else None

"""A fresh Python environment with the wheel in it; commands that are run there see nothing of this repository."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment, and an empty folder where its commands are run."""

    folder: Path
    home: Path

    @property
    def packages(self) -> Path:
        """Where its packages are."""
        (found,) = self.folder.glob("lib/python3*/site-packages")
        return found

    def run(self, program: str, *arguments: str, variables: Mapping[str, str] | None = None, status: int = 0) -> str:
        """Run a program of the environment in the empty folder; its standard output. Fails with what it wrote."""
        command = [str(self.folder / "bin" / program), *arguments]
        return _run(command, self.home, {"HOME": str(self.home), **(variables or {})}, status=status)


def built(folder: Path) -> Path:
    """The wheel, made from the source archive as `make dist` does it."""
    _uv("build", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(wheel: str, folder: Path) -> Environment:
    """A new environment with the wheel and what it asks for, in the versions that the tests run with."""
    _uv("venv", "--python", sys.executable, str(folder / "environment"))
    python = str(folder / "environment" / "bin" / "python")
    _uv("pip", "install", "--python", python, "--constraint", str(ROOT / "requirements.txt"), wheel)
    home = folder / "home"
    home.mkdir()
    return Environment(folder / "environment", home)


def _uv(command: str, *arguments: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "XDG_", "SSL_", "HOME"))}
    _run([find_uv_bin(), command, "--quiet", "--system-certs", *arguments], ROOT, kept)


def _run(command: list[str], folder: Path, variables: Mapping[str, str], *, status: int = 0) -> str:
    environment = {"PATH": os.environ["PATH"], **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout

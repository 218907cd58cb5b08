"""Gets the judges' programs, once, by their locks. Judges nothing."""

import hashlib
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

from local_aws.cdk import node

_ROOT = Path(__file__).parents[3]
LOCKS = _ROOT / "locks" / "judges"
CACHE = _ROOT / "build" / "judges"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


class Missing(Exception):
    """A judge cannot be had on this machine; the message says why."""


def jars() -> Path:
    """The folder with event-ruler's jars, each of them the one in the lock. Raises: Missing."""
    return _fetched([LOCKS / "pom.xml", LOCKS / "jars.sha256"], _jars)


def node_packages() -> Path:
    """The folder in which iam-simulate is installed. Raises: Missing."""
    return _fetched([LOCKS / "package.json", LOCKS / "package-lock.json"], _node_packages)


def program(name: str) -> str:
    """Where a program is. Raises: Missing."""
    found = shutil.which(name)
    if not found:
        raise Missing(f"{name} is not on the PATH")
    return found


def _jars(folder: Path) -> None:
    _run([program("mvn"), "-q", "-B", "-f", str(LOCKS / "pom.xml"), _COPY, f"-DoutputDirectory={folder}"])
    lines = [line.split() for line in (LOCKS / "jars.sha256").read_text().splitlines()]
    wanted = {name: digest for digest, name in lines}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert found == wanted, "Maven brought other jars than locks/judges/jars.sha256 says"


def _node_packages(folder: Path) -> None:
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKS / name, folder / name)
    npm = str(Path(sysconfig.get_path("scripts")) / "npm")
    quiet = ["--loglevel", "error", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"]
    _run([npm, "ci", "--prefix", str(folder), *quiet])


def _fetched(locks: list[Path], fetch: Callable[[Path], None]) -> Path:
    """What these locks describe: from the cache, or fetched into it, whole or not at all."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in locks)).hexdigest()[:16]
    folder = CACHE / digest
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            made = Path(scratch) / "judge"
            fetch(made)
            made.rename(folder)
    return folder


def _run(command: list[str]) -> None:
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", os.defpath)])  # npm starts `node`
    done = subprocess.run(
        command, env=os.environ | {"PATH": path}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Missing(f"{Path(command[0]).name} could not fetch it: {(done.stdout + done.stderr)[-500:]}")

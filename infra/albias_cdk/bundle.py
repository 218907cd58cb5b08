"""What the Lambda runs: lambda_src/albias and its locked dependencies, built without Docker.

pip fetches wheels for the Lambda's platform, hash by hash; what never runs there is removed; bytecode is added where it
can be (bytecode.py). All of it is the same bytes for the same sources, so that CloudFormation sees a new asset only
when something changed. boto3 is the runtime's.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from aws_cdk import aws_lambda as lambda_

import albias
from albias_config.errors import ConfigurationError

from . import bytecode

SOURCES = Path(albias.__file__).parent
# The wheel has the locked dependencies beside this file; only there is it an installed package.
_PACKAGED = Path(__file__).with_name("requirements.txt")
_USERS_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
REQUIREMENTS = _PACKAGED if _PACKAGED.exists() else SOURCES.with_name("requirements.txt")
CACHE = _USERS_CACHE / "albias" / "lambda" if _PACKAGED.exists() else Path(__file__).parents[2] / "build" / "lambda"

PLATFORM = ["--platform=manylinux2014_aarch64", "--implementation=cp", "--python-version=3.13", "--only-binary=:all:"]
# Parts of Powertools that the handler never imports, more than half of the bundle, and what the runtime brings.
# tests/infra/test_bundle.py runs the handler without them.
UNUSED = (
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/metrics/provider/datadog",
    *(
        f"aws_lambda_powertools/utilities/{part}"
        for part in (
            "auth_alpha",
            "circuit_breaker",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
            "metadata",
            "parameters",
            "parser",
            "streaming",
            "validation",
        )
    ),
    # botocore needs it: the runtime has it, and with bytecode
    "jmespath",
    "jmespath-*.dist-info",
    "bin",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
)


def bundled_code(cache: Path = CACHE) -> lambda_.Code:
    """The asset. Quick, and without a network, when these sources have been bundled before."""
    return lambda_.Code.from_asset(str(bundle(cache)))


def bundle(cache: Path = CACHE) -> Path:
    """Build the bundle's folder, or find it in the cache.

    Raises: ConfigurationError with pip's last words when the dependencies cannot be had.
    """
    folder = cache / _fingerprint()
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            made = Path(scratch) / "bundle"
            _build(made)
            # One rename: a synth that was interrupted, or two at once, never leave half a bundle behind.
            try:
                made.rename(folder)
            except OSError:
                if not folder.exists():
                    raise
    return folder


def _fingerprint() -> str:
    """Of all that goes in: our sources, the locked dependencies, and how they are put together."""
    python = bytecode.python_of_lambda()
    digest = hashlib.sha256(f"{python.version if python else 'no bytecode'}\0".encode())
    for path in [REQUIREMENTS, Path(__file__), Path(bytecode.__file__), *_sources()]:
        digest.update(f"{path.relative_to(SOURCES) if path.is_relative_to(SOURCES) else path.name}\0".encode())
        digest.update(f"{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> list[Path]:
    """Our modules, and nothing that an editor or an interpreter leaves beside them."""
    return sorted(SOURCES.rglob("*.py"))


def _build(folder: Path) -> None:
    _install(folder)
    for pattern in UNUSED:
        for path in sorted(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in _sources():
        copy = folder / "albias" / path.relative_to(SOURCES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    if python := bytecode.python_of_lambda():
        python.compile(folder)
    else:
        sys.stderr.write(f"{bytecode.NONE_HERE}\n")
    # Modes belong to the asset's hash, the umask does not belong to the sources.
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _install(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", *PLATFORM, "--no-deps", "--require-hashes", "--no-compile"]
    command += ["--quiet", "--disable-pip-version-check", f"--target={folder}", f"--requirement={REQUIREMENTS}"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PIP_USER": "0"}, check=False)
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise ConfigurationError(f"{REQUIREMENTS}: the Lambda's packages cannot be had: {last}")

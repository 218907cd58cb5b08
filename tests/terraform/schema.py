"""A published schema of the AWS provider: which arguments and blocks each resource takes.

The registry of providers is not asked. The CDK for Terraform publishes on npm what its generator made of the provider's
schema; for each resource the arguments stand in the functions that write HCL. Fetched once, by its lock.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.synth import ROOT

PACKAGE, VERSION = "@cdktf/provider-aws", "21.22.1"
SHA256 = "d1446ab6ac6526c6fab4b28a5ebefdd90c0ce56203949925d35a4d286c05cbbf"
CACHE = ROOT / "build" / "terraform"
_ATTRIBUTE = re.compile(r"^        (?:const attrs = \{)?\s*(\w+): \{\n\s+value: (.*),\n\s+isBlock: (true|false)", re.M)
_WRITER = re.compile(r"(\w+ToHclTerraform)")


@dataclass(frozen=True)
class Block:
    """What may stand in a block: arguments, and blocks by their names."""

    arguments: frozenset[str]
    blocks: dict[str, "Block"]


def resources(kinds: Iterable[str]) -> dict[str, Block]:
    """What these resources take, and data sources, which are called `data_aws_region` here.

    Raises: LookupError for a kind that the provider does not have.
    """
    folder = CACHE / VERSION
    missing = [kind for kind in kinds if not (folder / f"{kind}.js").exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(missing, folder)
    return {kind: _parsed((folder / f"{kind}.js").read_text(encoding="utf-8")) for kind in kinds}


def _member(kind: str) -> str:
    """Where the package has a kind: `aws_sqs_queue` lies in sqs-queue, `data_aws_region` in data-aws-region."""
    return f"package/lib/{kind.removeprefix('aws_').replace('_', '-')}/index.js"


def _parsed(source: str) -> Block:
    functions = dict(re.findall(r"^function (\w+ToHclTerraform)\(.*?\) \{\n(.*?)^\}", source, re.M | re.S))
    main = source.partition("synthesizeHclAttributes() {")[2]
    return _block(main, functions)


def _block(body: str, functions: dict[str, str]) -> Block:
    arguments, blocks = set(), {}
    for name, value, is_block in _ATTRIBUTE.findall(body):
        writer = _WRITER.search(value)
        if is_block == "true" and writer:
            blocks[name] = _block(functions[writer[1]], functions)
        else:
            arguments.add(name)
    return Block(frozenset(arguments), blocks)


def _fetch(kinds: Sequence[str], into: Path) -> None:
    """The sources of these kinds out of the package, which is the one in the lock."""
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        _download(Path(scratch))
        (file,) = Path(scratch).glob("*.tgz")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert digest == SHA256, f"{PACKAGE} {VERSION} is not the package that is asked for"
        wanted = {_member(kind): kind for kind in kinds}
        with tarfile.open(file, "r|gz") as package:
            for member in package:
                source = package.extractfile(member) if member.name in wanted else None
                if source:
                    (into / f"{wanted.pop(member.name)}.js").write_bytes(source.read())
    if wanted:
        raise LookupError(f"the provider has no {', '.join(wanted.values())}")


def _download(folder: Path) -> None:
    npm = shutil.which("npm")
    why = "npm is not on the PATH"
    if npm:
        command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=600)
        if done.returncode == 0:
            return
        why = f"npm could not fetch the provider's schema: {done.stderr[-300:]}"
    if "CI" in os.environ:
        pytest.fail(why)
    pytest.skip(f"{why}: the names of arguments are not looked at")

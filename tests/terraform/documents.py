"""The module's files, read by a parser that is not Terraform's."""

from pathlib import Path
from typing import Any

import hcl2

from tests.support.synth import ROOT

MODULE = ROOT / "terraform"


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file of a module, read by an independent parser."""
    return {path.name: hcl2.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.tf"))}


def bare(name: str) -> str:
    """The parser leaves quotation marks around labels."""
    return name.strip('"')

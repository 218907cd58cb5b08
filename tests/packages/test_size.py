"""What the README says of disk is what is there (C31: it said 300 MB where there were 1,200)."""

import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

from tests.support.locks import pins

from .environment import ROOT

TOLERANCE = 0.15  # platforms differ, and Python adds its bytecode as it goes
OWN = ("pip", "setuptools", "uv")  # of the environment itself


def size_of(package: str) -> int:
    """The bytes of an installed package; none for what other platforms install."""
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return 0
    places = [Path(str(file.locate())) for file in files]
    return sum(place.stat().st_size for place in places if place.exists())


def megabytes(lock: str) -> float:
    packages = sum(size_of(name) for name in {*pins(lock), *OWN})
    node = sum(file.stat().st_size for file in (Path(sys.prefix) / "node_modules").rglob("*") if file.is_file())
    return (packages + node) / 1e6


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ("requirements.txt", r"`\.venv` takes ([\d.]+) (MB|GB)\s+for the demo"),
        ("locks/requirements-tests.txt", r"([\d.]+) (MB|GB)\s+with all\s+that the tests need"),
    ],
)
def test_the_readme_says_how_much_disk_is_needed(lock: str, told: str) -> None:
    """C31."""
    found = re.search(told, (ROOT / "README.md").read_text(encoding="utf-8"))

    assert found, told
    number = float(found[1]) * (1000 if found[2] == "GB" else 1)
    assert number == pytest.approx(megabytes(lock), rel=TOLERANCE)

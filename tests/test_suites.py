"""The house of the tests: suites share tests/support and tests/fakes, and nobody imports a module of tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = {"support", "fakes"}  # what more than one suite imports from
# What builds on the same, and is no suite.
BESIDE = ("bench", "demo", "local_aws", "website")


def sources() -> list[Path]:
    """Every file that may import from `tests`, by its path in the repository."""
    found: list[Path] = []
    for folder in ("tests", *BESIDE):
        found += sorted((ROOT / folder).rglob("*.py"))
    return [path.relative_to(ROOT) for path in found]


def imported(path: Path, source: str) -> Iterator[str]:
    """The modules that a file imports, by their whole names; what it takes out of a package counts as one, too."""
    package = path.parts[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*above, node.module or ""]).rstrip(".")
            yield module
            for name in node.names:
                yield f"{module}.{name.name}"


def suite_of(module: str) -> str:
    """The folder of `tests` that a module is in; empty for what lies in `tests` itself, or elsewhere."""
    parts = module.split(".")
    return parts[1] if parts[0] == "tests" and len(parts) > 1 else ""


def wrong(path: Path, source: str) -> list[str]:
    """What a file may not import: a module of tests, or what belongs to another suite."""
    mine = suite_of(".".join(path.parts)) if len(path.parts) > 2 else ""
    found = []
    for module in imported(path, source):
        parts = module.split(".")
        if parts[0] != "tests":
            continue
        of_another = suite_of(module) not in {*SHARED, mine, ""}
        if of_another or any(part.startswith("test_") for part in parts):
            found.append(module)
    return found


def test_suites_share_through_support_and_fakes_alone() -> None:
    found = {}
    for path in sources():
        if modules := wrong(path, (ROOT / path).read_text()):
            found[str(path)] = modules
    assert found == {}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tests/unit/test_a.py", "from tests.unit.test_b import SHOP"),
        ("tests/unit/test_a.py", "from .test_b import SHOP"),
        ("tests/unit/test_a.py", "from . import test_b"),
        ("tests/unit/config/test_a.py", "from ..test_b import SHOP"),
        ("tests/unit/test_a.py", "import tests.cli.picture"),
        ("tests/unit/test_a.py", "from tests import cli"),
        ("tests/unit/test_a.py", "def test() -> None:\n    from tests.cli.picture import draw"),
        ("tests/docs/test_a.py", "from tests.test_hazards import CARRIERS"),
        ("tests/support/world.py", "from tests.unit.edge import Edge"),
        ("tests/fakes/aws.py", "from tests.unit.edge import Edge"),
        ("bench/worlds.py", "from tests.unit.edge import Edge"),
    ],
)
def test_a_wrong_import_is_seen(path: str, source: str) -> None:
    assert wrong(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tests/unit/test_a.py", "from tests.support.world import World"),
        ("tests/unit/test_a.py", "from tests.fakes import FakeRoute53"),
        ("tests/unit/config/test_a.py", "from .tables import ZONE\nfrom ..cases import case"),
        ("tests/test_a.py", "from tests.support.hazards import CARRIERS"),
        ("bench/worlds.py", "from tests.support.world import World"),
    ],
)
def test_a_right_import_is_let_pass(path: str, source: str) -> None:
    assert wrong(Path(path), source) == []

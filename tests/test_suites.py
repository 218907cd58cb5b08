"""The house of the tests: suites share tests/support and tests/fakes, and nobody imports a module of tests.

And no test fails because a machine is slow.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = {"support", "fakes"}  # what more than one suite imports from
# What builds on the same, and is no suite.
BESIDE = ("bench", "demo", "local_aws", "website")


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


@cache
def sources() -> dict[Path, list[str]]:
    """Every file that may import from `tests`, by its path in the repository, and what it imports."""
    found = {}
    for folder in ("tests", *BESIDE):
        for path in sorted((ROOT / folder).rglob("*.py")):
            mine = path.relative_to(ROOT)
            found[mine] = list(imported(mine, path.read_text()))
    return found


def suite_of(module: str) -> str:
    """The folder of `tests` that a module is in; empty for what lies in `tests` itself, or elsewhere."""
    parts = module.split(".")
    return parts[1] if parts[0] == "tests" and len(parts) > 1 else ""


def wrong(path: Path, modules: Iterable[str]) -> list[str]:
    """What a file may not import: a module of tests, or what belongs to another suite."""
    mine = suite_of(".".join(path.parts)) if len(path.parts) > 2 else ""
    found = []
    for module in modules:
        parts = module.split(".")
        if parts[0] != "tests":
            continue
        of_another = suite_of(module) not in {*SHARED, mine, ""}
        if of_another or any(part.startswith("test_") for part in parts):
            found.append(module)
    return found


def test_suites_share_through_support_and_fakes_alone() -> None:
    found = []
    for path, modules in sources().items():
        for module in wrong(path, modules):
            found.append(f"{path}: {module}")
    assert found == []


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
    assert wrong(Path(path), imported(Path(path), source))


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
    assert wrong(Path(path), imported(Path(path), source)) == []


def users() -> dict[str, set[str]]:
    """Who imports each module of tests/support, itself or through others of them: suites, and folders beside them."""
    direct: dict[str, set[str]] = {}
    for path, modules in sources().items():
        mine = ".".join(path.with_suffix("").parts)
        for module in modules:
            direct.setdefault(module, set()).add(mine)
    found = {}
    for path in sorted((ROOT / "tests" / "support").glob("*.py")):
        name = f"tests.support.{path.stem}"
        asking, reached = [name], {name}
        while asking:
            new = direct.get(asking.pop(), set()) - reached
            reached |= new
            asking += [module for module in new if suite_of(module) == "support"]
        found[name] = {suite_of(module) or module for module in reached} - {"support"}
    return found


def test_what_is_shared_has_two_users_at_least() -> None:
    """What one suite alone uses lies in its own folder; a test that lies in `tests` itself has none."""
    alone = {}
    for name, who in users().items():
        without_folder = any(each.startswith("test_") for each in who)
        if len(who) < 2 and not without_folder and name != "tests.support.__init__":
            alone[name] = who
    assert alone == {}


def test_no_property_is_judged_by_the_speed_of_the_machine() -> None:
    now = settings()
    assert now.deadline is None
    assert HealthCheck.too_slow in now.suppress_health_check

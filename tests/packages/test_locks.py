"""What `make setup` installs is locked, and says nothing of where it was fetched from."""

import json
import re

import pytest

from tests.support.locks import ALL, PIN, lines, pins

from .environment import ROOT

HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("lock", ALL)
def test_a_lock_holds_exact_versions_with_hashes_and_nothing_else(lock: str) -> None:
    found = lines(lock)
    assert found
    assert [line for line in found if not PIN.match(line) and not HASH.match(line)] == []
    followed = zip(found, [*found[1:], ""], strict=True)
    assert [line for line, following in followed if PIN.match(line) and not HASH.match(following)] == []


def test_the_lambda_bundle_has_the_versions_that_the_tests_run_with() -> None:
    ours = pins("requirements.txt")
    bundle = pins("lambda_src/requirements.txt")
    assert bundle.keys() == {"aws-lambda-powertools", "idna", "jmespath", "typing-extensions"}
    assert {name: ours[name] for name in bundle} == bundle


def test_the_tests_run_with_the_versions_that_a_deployment_has() -> None:
    """Two locks, one set of versions: what the tests need is added, nothing is moved."""
    ours, tests = pins("requirements.txt"), pins("locks/requirements-tests.txt")
    assert {name: tests[name] for name in ours} == ours


def test_a_deployment_needs_none_of_the_testers_tools() -> None:
    heavy = {"awscli", "matplotlib", "mkdocs-material", "moto", "mypy", "numpy", "pytest"}
    assert heavy & pins("requirements.txt").keys() == set()
    assert heavy <= pins("locks/requirements-tests.txt").keys()


def test_the_node_lock_has_checksums_and_no_addresses() -> None:
    lock = json.loads((ROOT / "locks" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages["node_modules/aws-cdk"]["version"] == "2.1148.1"
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())

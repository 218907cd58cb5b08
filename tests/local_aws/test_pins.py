"""What `make setup` installs is locked, and says nothing of where it was fetched from."""

import json
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "locks/requirements-uv.txt", "lambda_src/requirements.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;]+)( ; [^\\]+)?( \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: str) -> dict[str, str]:
    lines = (REPOSITORY / lock).read_text(encoding="utf-8").splitlines()
    return {match["name"]: match["version"] for match in map(PIN.match, lines) if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_exact_versions_with_hashes_and_nothing_else(lock: str) -> None:
    lines = (REPOSITORY / lock).read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    followed = zip(lines, [*lines[1:], ""], strict=True)
    assert [line for line, following in followed if PIN.match(line) and not HASH.match(following)] == []


def test_the_lambda_bundle_has_the_versions_that_the_tests_run_with() -> None:
    ours = pins("requirements.txt")
    bundle = pins("lambda_src/requirements.txt")
    assert bundle.keys() == {"aws-lambda-powertools", "idna", "jmespath", "typing-extensions"}
    assert {name: ours[name] for name in bundle} == bundle


def test_the_node_lock_has_checksums_and_no_addresses() -> None:
    lock = json.loads((REPOSITORY / "locks" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages["node_modules/aws-cdk"]["version"] == "2.1148.1"
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())

"""What the Lambda runs: the bundle holds albias and its locked dependencies, the same bytes every time, and works."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import FileSystem

from albias_cdk import bundle as bundling
from albias_cdk.function import HANDLER
from albias_config.errors import ConfigurationError

from .synth import ROOT

# What Lambda's Python 3.13 brings itself, of what our code needs ("Lambda runtimes": the AWS SDK and what it needs).
RUNTIME = ("botocore", "boto3", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
EVENT = ROOT / "tests" / "events" / "delete-classic.json"
PROGRAM = """
import importlib, json, os, sys
module, name = os.environ["HANDLER"].rsplit(".", 1)
handler = getattr(importlib.import_module(module), name)
class Context:
    function_name = "albias"; memory_limit_in_mb = 512; aws_request_id = "1"
    invoked_function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:albias"
    get_remaining_time_in_millis = staticmethod(lambda: 300000)
event = open(os.environ["EVENT"]).read()
record = {"messageId": "m", "receiptHandle": "r", "body": event, "attributes": {"ApproximateReceiveCount": "1"},
          "messageAttributes": {}, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:q"}
answer = handler({"Records": [record]}, Context)
loaded = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
print("ANSWER " + json.dumps({"answer": answer, "loaded": loaded}))
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    return bundling.bundle()


@pytest.fixture(scope="module")
def run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The handler in a process of its own that sees the bundle, the runtime's SDK and nothing else of this machine."""
    runtime = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        (runtime / name).symlink_to(Path(sysconfig.get_path("purelib")) / name)
    zones = [{"id": "Z1", "name": "apps.example.com"}]
    environment = {
        "PYTHONPATH": f"{folder}:{runtime}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HANDLER": HANDLER,
        "EVENT": str(EVENT),
        "ALBIAS_SETTINGS": json.dumps({"owner": "platform", "zones": zones}),
        "ALBIAS_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/work",
        "ALBIAS_DLQ_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/dead",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    # -S: without the environment's own packages
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
    result: dict[str, dict[str, Any]] = json.loads(line.removeprefix("ANSWER "))
    return result


def test_the_bundle_holds_albias_and_its_dependencies_only(folder: Path) -> None:
    packages = {path.name for path in folder.iterdir() if not path.name.endswith(".dist-info")}

    assert packages == {"albias", "aws_lambda_powertools", "idna", "typing_extensions.py"}


def test_the_bundle_holds_our_sources_as_they_are(folder: Path) -> None:
    ours = {path.relative_to(bundling.SOURCES): path.read_bytes() for path in bundling.SOURCES.rglob("*.py")}

    assert {
        path.relative_to(folder / "albias"): path.read_bytes()
        for path in (folder / "albias").rglob("*")
        if path.is_file()
    } == ours


def test_the_bundle_runs_on_any_processor_and_is_small(folder: Path) -> None:
    """arm64 needs no wheel of its own as long as nothing is compiled; nothing compiled, nothing of pip's is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert [path for path in files if path.suffix in (".so", ".pyc", ".pyd") or path.name == "RECORD"] == []
    assert sum(path.stat().st_size for path in files) < 2_500_000


def test_the_handler_works_from_the_bundle_alone(run: dict[str, dict[str, Any]], folder: Path) -> None:
    """A classic load balancer's event is ignored: no AWS call, and an answer in the shape that Lambda expects."""
    assert run["answer"] == {"batchItemFailures": []}
    for name in ("albias", "aws_lambda_powertools"):
        assert run["loaded"][name].startswith(str(folder))


def test_a_fresh_handler_loads_nothing_heavy(run: dict[str, dict[str, Any]]) -> None:
    """X-Ray, Parser and pydantic cost more at start than the SDK; the parts of Powertools left out are not missed."""
    heavy = {"aws_xray_sdk", "pydantic", "pydantic_core", "boto3", "aws_lambda_powertools.utilities.parser"}

    assert heavy & run["loaded"].keys() == set()


def test_the_same_sources_make_the_same_asset(folder: Path, tmp_path: Path) -> None:
    """Built anew, elsewhere, under another umask: CloudFormation must see no difference."""
    before = os.umask(0o077)
    try:
        again = bundling.bundle(tmp_path)
    finally:
        os.umask(before)

    assert FileSystem.fingerprint(str(again)) == FileSystem.fingerprint(str(folder))
    assert again.name == folder.name


def test_changed_sources_make_another_asset(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = tmp_path / "albias"
    sources.mkdir()
    (sources / "handler.py").write_text("changed")
    (sources / ".handler.py.swp").write_text("what an editor leaves")
    monkeypatch.setattr(bundling, "SOURCES", sources)
    monkeypatch.setattr(bundling, "_install", lambda target: target.mkdir())

    made = bundling.bundle(tmp_path / "cache")

    assert made.name != folder.name
    assert {path.name: path.read_text() for path in (made / "albias").iterdir()} == {"handler.py": "changed"}


def test_a_second_synth_builds_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(target: Path) -> None:
        raise AssertionError("pip ran again")

    monkeypatch.setattr(bundling, "_install", unexpected)

    assert bundling.bundle() == folder


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tampered package does not match its locked hash: the message says so, and no half a bundle stays."""
    wrong = tmp_path / "requirements.txt"
    wrong.write_text("idna==3.20 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(bundling, "REQUIREMENTS", wrong)

    with pytest.raises(ConfigurationError, match=r"requirements\.txt: the Lambda's packages cannot be had"):
        bundling.bundle(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_each_unused_part_exists_before_it_is_removed(tmp_path: Path) -> None:
    """A part that Powertools renames would come back unnoticed."""
    bundling._install(tmp_path / "all")

    assert [pattern for pattern in bundling.UNUSED if not list((tmp_path / "all").glob(pattern))] == []

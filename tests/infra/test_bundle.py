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
from albias_cdk import bytecode
from albias_cdk.function import HANDLER
from albias_config.errors import ConfigurationError
from tests.support.synth import ROOT

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
          "messageAttributes": {}, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:work"}
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

    assert packages - {"__pycache__"} == {"albias", "aws_lambda_powertools", "idna", "typing_extensions.py"}


def test_the_bundle_holds_our_sources_as_they_are(folder: Path) -> None:
    ours = {path.relative_to(bundling.SOURCES): path.read_bytes() for path in bundling.SOURCES.rglob("*.py")}

    assert _sources(folder / "albias") == ours


def test_the_bundle_runs_on_any_processor_and_is_small(folder: Path) -> None:
    """arm64 needs no wheel of its own as long as no extension is in it; nothing of pip's is in it either."""
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert [path for path in files if path.suffix in (".so", ".pyd") or path.name == "RECORD"] == []
    assert sum(path.stat().st_size for path in files) < 5_000_000


def test_the_bundle_has_bytecode_for_every_module_or_for_none(folder: Path) -> None:
    """By Lambda's own Python, which this machine need not have."""
    modules = {path.with_suffix("") for path in folder.rglob("*.py")}
    compiled = {
        path.parents[1] / path.name.removesuffix(".cpython-313.pyc") for path in folder.rglob("__pycache__/*.pyc")
    }

    assert compiled == (modules if bytecode.python_of_lambda() else set())


@pytest.fixture
def no_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Python 3.13."""
    monkeypatch.setattr(bytecode, "python_of_lambda", lambda: None)


@pytest.mark.usefixtures("no_python")
def test_without_lambdas_python_the_bundle_goes_without_bytecode_and_says_so_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = bundling.bundle(tmp_path)

    assert list(made.rglob("*.pyc")) == []
    assert capfd.readouterr().err.count("no Python 3.13 on this machine") == 1
    bundling.bundle(tmp_path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "script",
    [
        "exit 127",  # pyenv's shim of a version that is not chosen
        "echo f30d0d0a",  # it does not say which one it is
        "echo e90d0d0a 3.13.0a1",  # its alphas wrote another bytecode
        "echo a70d0d0a 3.11.7",
    ],
)
def test_a_python_that_is_not_lambdas_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    path = tmp_path / "python3.13"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(bytecode, "_candidates", lambda: iter([str(tmp_path / "none"), str(path)]))

    assert bytecode.python_of_lambda.__wrapped__() is None


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        ("PATH", "python3.13"),
        ("PYENV_ROOT", "versions/3.13.9/bin/python3.13"),
        ("UV_PYTHON_INSTALL_DIR", "cpython-3.13.9-linux-x86_64-gnu/bin/python3.13"),
        ("XDG_DATA_HOME", "uv/python/cpython-3.13.9-linux-x86_64-gnu/bin/python3.13"),
    ],
)
def test_lambdas_python_is_found_where_it_is_usually_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, place: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho f30d0d0a 3.13.9\n")
    path.chmod(0o755)
    for name in ("PATH", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    if variable == "XDG_DATA_HOME":
        monkeypatch.delenv("UV_PYTHON_INSTALL_DIR")
    monkeypatch.setenv(variable, str(tmp_path))

    assert bytecode.python_of_lambda.__wrapped__() == bytecode.Python(str(path), "3.13.9")


def test_another_python_makes_another_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the cache is never taken for what this machine would make."""
    versions = (None, bytecode.Python("python", "3.13.0"), bytecode.Python("python", "3.13.9"))
    prints = set()
    for version in versions:
        monkeypatch.setattr(bytecode, "python_of_lambda", lambda version=version: version)
        prints.add(bundling._fingerprint())

    assert len(prints) == len(versions)


def test_sources_that_cannot_be_compiled_are_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("this is no Python")

    with pytest.raises(ConfigurationError, match="the bundle cannot be compiled"):
        bytecode.Python(sys.executable, "3.11").compile(tmp_path)


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
    assert _sources(made / "albias") == {Path("handler.py"): b"changed"}


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


def _sources(folder: Path) -> dict[Path, bytes]:
    """All files of a folder but its bytecode."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    return {path.relative_to(folder): path.read_bytes() for path in files}

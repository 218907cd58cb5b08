"""Fresh processes as Lambda starts them: our bundle as it is deployed, the usual set's, and the runtime's SDK.

`/var/task` is read-only, so that Python compiles what has no bytecode at every cold start. Our bundle brings it, where
the machine has Lambda's Python (albias_cdk/bytecode.py), and then the processes run on that; the usual set's bundle is
as pip and the CDK make it, without. The SDK lies in the runtime's image, compiled.
"""

import functools
import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Literal

from albias_config import environment
from bench.deployed import lambda_bundle, lambda_python
from bench.worlds import world_of
from tests.support.world import REGION

Program = Literal["imported", "ready", "usual", "sources"]
PYTHON = lambda_python()

# CPU seconds: other processes disturb them least.
_FRAME = """
import time
began = time.process_time(), time.perf_counter()
{work}
import json, sys
ended = time.process_time(), time.perf_counter()
print(json.dumps({{"cpu": ended[0] - began[0], "wall": ended[1] - began[1], "modules": len(sys.modules)}}))
"""
_IMPORT = """
from albias.edge import handler
"""
_READY = """
from albias.edge import handler
handler.clients.get("route53")
handler.clients.get("elbv2")
"""
_USUAL = """
import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
logger, metrics, tracer = Logger(), Metrics(), Tracer()
boto3.client("route53")
boto3.client("elbv2")
"""
# What is run, and the folder that is its bundle. `sources`: ours, as it is where nothing could compile it.
PROGRAMS: dict[Program, tuple[str, str]] = {
    "imported": (_IMPORT, "ours"),
    "ready": (_READY, "ours"),
    "usual": (_USUAL, "usual"),
    "sources": (_IMPORT, "sources"),
}
# What Lambda's Python brings itself of what our code needs ("Lambda runtimes"); tests/infra/test_bundle.py holds it.
_RUNTIME = ("botocore", "boto3", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
# Powertools, whole, with what Tracer needs.
_USUAL_PACKAGES = ("aws_lambda_powertools", "aws_xray_sdk", "wrapt", "jmespath", "typing_extensions.py")
_SOURCES_ONLY = shutil.ignore_patterns("__pycache__", "*.pyc", "data", "*.so")


def run(program: Program) -> dict[str, float]:
    """CPU and wall-clock seconds of one program in a fresh process, and the modules that it loaded."""
    work, bundle = PROGRAMS[program]
    # -S: without this environment's own packages
    done = subprocess.run(
        [PYTHON.path, "-S", "-c", _FRAME.format(work=work)],
        capture_output=True,
        text=True,
        check=True,
        cwd=folders(),
        env=_environment(folders() / bundle),
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


@functools.cache
def folders() -> Path:
    """The bundles, and the runtime, side by side; they go when this process ends."""
    folder = Path(_TEMPORARY.name)
    packages = Path(sysconfig.get_path("purelib"))
    (folder / "runtime").mkdir()
    for name in _RUNTIME:
        _copy(packages / name, folder / "runtime" / name)
    (folder / "runtime" / "botocore" / "data").symlink_to(packages / "botocore" / "data")
    PYTHON.compile(folder / "runtime")
    (folder / "usual").mkdir()
    for name in _USUAL_PACKAGES:
        _copy(packages / name, folder / "usual" / name)
    PYTHON.compile(folder / "usual" / "wrapt")  # in place of its extension, which is made for one Python only
    (folder / "ours").symlink_to(lambda_bundle())
    shutil.copytree(lambda_bundle(), folder / "sources", ignore=_SOURCES_ONLY)
    return folder


_TEMPORARY = tempfile.TemporaryDirectory(prefix="albias-bench-")


def _copy(source: Path, target: Path) -> None:
    """The sources of a package or a module."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=_SOURCES_ONLY)
    else:
        shutil.copy(source, target)


def _environment(bundle: Path) -> dict[str, str]:
    """What the runtime sets; credentials that are none, so that nothing looks for others."""
    return {
        "PYTHONPATH": os.pathsep.join([str(bundle), str(folders() / "runtime")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment(world_of().settings),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_LAMBDA_FUNCTION_NAME": "albias",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(bundle),
        "PATH": os.environ.get("PATH", os.defpath),
    }

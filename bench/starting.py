"""Fresh processes as Lambda starts them: what comes from the bundle without bytecode, the runtime's SDK with it.

`/var/task` is read-only and the bundle holds sources only, so that Python compiles them at every cold start; the SDK
lies in the runtime's image, compiled. The same is done for both sides of the comparison.
"""

import compileall
import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Literal

from albias_config import environment
from bench.deployed import lambda_bundle
from bench.worlds import REGION, World

Program = Literal["imported", "ready", "usual", "compiled"]

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
# What is run, and the folder that is its bundle. `compiled`: ours, as it would be with bytecode in its bundle.
PROGRAMS: dict[Program, tuple[str, str]] = {
    "imported": (_IMPORT, "ours"),
    "ready": (_READY, "ours"),
    "usual": (_USUAL, "usual"),
    "compiled": (_IMPORT, "compiled"),
}
# What Lambda's Python brings itself of what our code needs ("Lambda runtimes"); tests/infra/test_bundle.py holds it.
_RUNTIME = ("botocore", "boto3", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
# Powertools, whole, with what Tracer needs.
_USUAL_PACKAGES = ("aws_lambda_powertools", "aws_xray_sdk", "wrapt", "jmespath", "typing_extensions.py")
_SOURCES_ONLY = shutil.ignore_patterns("__pycache__", "*.pyc")


def run(program: Program) -> dict[str, float]:
    """CPU and wall-clock seconds of one program in a fresh process, and the modules that it loaded."""
    work, bundle = PROGRAMS[program]
    # -S: without this environment's own packages
    done = subprocess.run(
        [sys.executable, "-S", "-c", _FRAME.format(work=work)],
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
    """The two bundles, ours compiled, and the runtime, side by side; they go when this process ends."""
    folder = Path(_TEMPORARY.name)
    packages = Path(sysconfig.get_path("purelib"))
    (folder / "runtime").mkdir()
    for name in _RUNTIME:
        (folder / "runtime" / name).symlink_to(packages / name)
        _compile(folder / "runtime" / name)
    (folder / "usual").mkdir()
    for name in _USUAL_PACKAGES:
        copy = shutil.copy if name.endswith(".py") else functools.partial(shutil.copytree, ignore=_SOURCES_ONLY)
        copy(packages / name, folder / "usual" / name)
    (folder / "ours").symlink_to(lambda_bundle())
    shutil.copytree(lambda_bundle(), folder / "compiled")
    _compile(folder / "compiled")
    return folder


_TEMPORARY = tempfile.TemporaryDirectory(prefix="albias-bench-")


def _compile(path: Path) -> None:
    """Bytecode beside the sources, where there is none yet."""
    if path.is_dir():
        compileall.compile_dir(path, quiet=2)
    else:
        compileall.compile_file(path, quiet=2)


def _environment(bundle: Path) -> dict[str, str]:
    """What the runtime sets; credentials that are none, so that nothing looks for others."""
    return {
        "PYTHONPATH": os.pathsep.join([str(bundle), str(folders() / "runtime")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment(World().settings),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_LAMBDA_FUNCTION_NAME": "albias",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(bundle),
        "PATH": os.environ.get("PATH", os.defpath),
    }

"""Starting: import and initialisation of the handler in a fresh process, against the usual set; the bundle's size."""

import io
import json
import os
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path

from albias.settings import VARIABLE
from bench.deployed import lambda_bundle
from bench.row import Row, Section, middle, shown
from bench.rows_planning import ROOT, environment
from bench.worlds import REGION, World

RUNS = 9
MEGABYTE = 1_000_000

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
from albias import handler
"""
_READY = """
from albias import handler
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
PROGRAMS = {"imported": _IMPORT, "ready": _READY, "usual": _USUAL}


def measure() -> Section:
    """The rows. The programs take turns, after one turn that warms the file cache and is not counted."""
    section = Section("Starting")
    for work in PROGRAMS.values():
        _run(work)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PROGRAMS}
    for _ in range(RUNS):
        for name, work in PROGRAMS.items():
            runs[name].append(_run(work))
    cpu = {name: [run["cpu"] for run in done] for name, done in runs.items()}
    modules = {name: done[0]["modules"] for name, done in runs.items()}
    section.points["start"] = cpu
    section.rows += [
        Row(
            "import and initialisation, against boto3 + route53 and elbv2 clients + Powertools Logger, Metrics, Tracer",
            middle(_ratios(cpu, "imported")),
            "ratio",
            must=0.70,
            aim=0.55,
            note=f"{_against(cpu, 'imported')}; {modules['imported']:.0f} modules against {modules['usual']:.0f}",
        ),
        Row(
            "the same, and both clients made (they are made when first used)",
            middle(_ratios(cpu, "ready")),
            "ratio",
            note=f"{_against(cpu, 'ready')}. {_AIM}",
        ),
        _bundle(),
    ]
    return section


def seconds_to_ready() -> float:
    """CPU seconds until both clients are ready, once more: what a cold start adds to an invocation."""
    return middle([_run(_READY)["cpu"] for _ in range(3)])


_AIM = (
    "Less would take pruned service models in the bundle: a quicker first client, but older models than the runtime's"
)


def _ratios(cpu: dict[str, list[float]], name: str) -> list[float]:
    return [ours / usual for ours, usual in zip(cpu[name], cpu["usual"], strict=True)]


def _against(cpu: dict[str, list[float]], name: str) -> str:
    low, _, high = statistics.quantiles(_ratios(cpu, name), n=4)
    spread = f"median of {RUNS} pairs, half between {low:.2f} and {high:.2f}"
    return f"{spread}; CPU {_ms(cpu[name])} of {_ms(cpu['usual'])}"


def _ms(seconds: list[float]) -> str:
    return shown(statistics.median(seconds) * 1000, "ms")


def _run(work: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _FRAME.format(work=work)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=_lambda_environment(),
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _lambda_environment() -> dict[str, str]:
    """What the runtime sets; credentials that are none, so that nothing looks for others."""
    return environment() | {
        VARIABLE: World().settings.to_json(),
        "ALBIAS_QUEUE_URL": "queue",
        "ALBIAS_DLQ_URL": "dead",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_LAMBDA_FUNCTION_NAME": "albias",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(ROOT / "lambda_src"),
        "POWERTOOLS_SERVICE_NAME": "albias-platform",
        "POWERTOOLS_METRICS_NAMESPACE": "Albias",
        "PATH": os.environ.get("PATH", os.defpath),
    }


def _bundle() -> Row:
    folder = lambda_bundle()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    own = sum(path.stat().st_size for path in files if path.relative_to(folder).parts[0] == "albias")
    unpacked = sum(path.stat().st_size for path in files)
    return Row(
        "bundle, zipped",
        _zipped(folder, files) / MEGABYTE,
        "MB",
        must=3,
        aim=1,
        note=f"{len(files)} files, {shown(unpacked / MEGABYTE, 'MB')} unpacked, of which albias's own"
        f" {shown(own / MEGABYTE, 'MB')}; boto3 is the runtime's",
    )


def _zipped(folder: Path, files: list[Path]) -> int:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder))
    return len(made.getvalue())

"""Planning for very many load balancers: CPU and memory, each case in a fresh process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.planning import CASES, Case
from bench.row import Row, Section, middle, shown

NUMBER = 10_000
RUNS = 5
ROOT = Path(__file__).parents[1]


def environment() -> dict[str, str]:
    """For a Python process that finds the Lambda's package and the repository."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "lambda_src"), str(ROOT / "config"), str(ROOT)])}


def measure() -> Section:
    """The rows. The cases are interleaved, so that a disturbance meets all of them."""
    section = Section("Planning")
    runs: dict[Case, list[dict[str, Any]]] = {case: [] for case in CASES}
    for _ in range(RUNS):
        for case in CASES:
            runs[case].append(_run(case))
    seconds = {case: middle([run["seconds"] for run in done]) for case, done in runs.items()}
    megabytes = {case: middle([run["megabytes"] for run in done]) for case, done in runs.items()}
    section.points["planning"] = seconds
    section.rows += [
        Row(
            f"planning {NUMBER:,} load balancers, {NUMBER:,} names: CPU",
            max(seconds.values()),
            "s",
            must=2,
            note="; ".join(f"{case}: {shown(taken, 's')}" for case, taken in seconds.items()),
        ),
        Row(
            "the same: peak memory of the whole process",
            max(megabytes.values()),
            "MB",
            must=150,
            note="; ".join(f"{case}: {shown(taken, 'MB')}" for case, taken in megabytes.items()),
        ),
    ]
    return section


def _run(case: Case) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.planning", str(NUMBER), case]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment())
    result: dict[str, Any] = json.loads(done.stdout)
    return result

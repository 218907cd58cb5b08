"""The engine's own work for very many names: CPU and memory, each case in a fresh process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import deployed
from bench.planning import CASES, Case
from bench.processor import stretch
from bench.row import Row, Section, middle, shown
from tests.support.invocation import TIMEOUT

NUMBER = 10_000
FLEET, EACH = 2_000, 20  # load balancers with many names each, and one more with hostile tags
SWEEP_RATE = 5.0  # calls a second that a sweep allows itself
RUNS = 3
ROOT = Path(__file__).parents[1]


def environment() -> dict[str, str]:
    """For a Python process that finds the Lambda's package and the repository."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "lambda_src"), str(ROOT / "config"), str(ROOT)])}


def measure() -> Section:
    """The rows. The cases are interleaved, so that a disturbance meets all of them."""
    section = Section("The engine's own time")
    runs: dict[Case, list[dict[str, Any]]] = {case: [] for case in CASES}
    for _ in range(RUNS):
        for case in CASES:
            runs[case].append(_run(case, NUMBER, 1))
    section.points["planning"] = _middles(runs, "seconds")
    section.rows += [
        _row(f"a sweep of {NUMBER:,} load balancers, {NUMBER:,} names: CPU", _middles(runs, "seconds"), "s", None),
        _row("the same: peak memory of the whole process", _middles(runs, "megabytes"), "MB", 150),
        *_fleet(),
    ]
    return section


def _middles(runs: dict[Case, list[dict[str, Any]]], key: str) -> dict[Case, float]:
    return {case: middle([run[key] for run in done]) for case, done in runs.items()}


def _row(figure: str, values: dict[Case, float], unit: str, must: float | None) -> Row:
    note = "; ".join(f"{case}: {shown(value, unit)}" for case, value in values.items())
    return Row(figure, max(values.values()), unit, must=must, note=note)


def _fleet() -> list[Row]:
    """Many names a load balancer, and one whose tags say as much as tags can, every name of it refused."""
    whole, half = _run("hostile tags", FLEET, EACH), _run("hostile tags", FLEET // 2, EACH)
    slower = stretch(deployed.megabytes())
    tags, listing = FLEET / 20, FLEET / 400
    seconds = (whole["calls"] + tags + listing) / SWEEP_RATE + whole["seconds"] * slower
    names = FLEET * EACH
    return [
        Row(
            f"a sweep of {FLEET:,} load balancers with {EACH} names each and one hostile tag set: CPU against"
            " one of half as many (2: linear)",
            whole["seconds"] / half["seconds"],
            "ratio",
            must=2.5,
            note=f"CPU {shown(half['seconds'], 's')} and {shown(whole['seconds'], 's')} for {names:,} names,"
            f" {whole['refusals']:,} refusals in the hostile tags",
        ),
        Row("the same: peak memory of the whole process", whole["megabytes"], "MB", must=400),
        Row(
            f"the same: from beginning to end, of the function's {TIMEOUT:g} s",
            seconds,
            "s",
            must=TIMEOUT - 60,
            note=f"{whole['calls']} Route 53 and {tags + listing:.0f} ELB calls at {SWEEP_RATE:g} a second, the CPU"
            f" {slower:.1f} times as long as with a whole processor; what is not done 60 s before the end is left to"
            " the next try",
        ),
    ]


def _run(case: Case, number: int, names: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.planning", case, str(number), str(names)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment())
    result: dict[str, Any] = json.loads(done.stdout)
    if result["problems"]:
        raise AssertionError(result["problems"][0])
    return result

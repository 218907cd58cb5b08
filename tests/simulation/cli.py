"""The simulation's command line: many seeds with progress, or one with its trace. Prints; runs nothing itself."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tests.simulation.broken import build, caught
from tests.simulation.every_broken import EVERY_BROKEN
from tests.simulation.run import Result, run
from tests.simulation.shrink import shrink

_CHUNK = 25


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; 1 when an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many seeds to run (300)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes at once (2)")
    parser.add_argument("--seed", type=int, help="run this one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print every step")
    parser.add_argument("--shrink", action="store_true", help="with --seed: leave out every step that is not needed")
    parser.add_argument("--broken", action="store_true", help="show how soon each build broken on purpose is caught")
    options = parser.parse_args(arguments)
    console = Console(markup=False, highlight=False, soft_wrap=True)
    if options.seed is not None:
        return _one(console, options.seed, tracing=options.trace, shrinking=options.shrink)
    if options.broken:
        return _broken(console, options.seeds)
    return _many(console, range(options.first, options.first + options.seeds), options.jobs)


def _one(console: Console, seed: int, *, tracing: bool, shrinking: bool) -> int:
    result = run(seed, tracing=tracing)
    if shrinking and result.violation:
        result, skip = shrink(seed)
        console.print(f"seed {seed}: {result.steps - len(skip)} of {result.steps} steps are needed")
    for line in result.trace:
        console.print(line)
    console.print(f"seed {seed}: {result.violation or 'clean'}")
    return 1 if result.violation else 0


def _broken(console: Console, within: int) -> int:
    """One line a build: at which seed it is caught, and what it broke. 1 when one goes unnoticed."""
    unnoticed = 0
    for name, make in EVERY_BROKEN.items():
        with build(make()):
            seed, violation = caught(within)
        unnoticed += violation is None
        found = f"seed {seed:3}  {violation.invariant}" if violation else f"not caught by {within} seeds"
        console.print(f"{name:30} {found}")
    return 1 if unnoticed else 0


def _many(console: Console, seeds: range, jobs: int) -> int:
    started = time.monotonic()
    failed: list[Result] = []
    calls = batches = 0
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    columns += [TimeElapsedColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("seeds", total=len(seeds))
        for done in _results(seeds, jobs):
            for result in done:
                calls, batches = calls + result.calls, batches + result.batches
                if result.violation:
                    failed.append(result)
                    progress.console.print(f"seed {result.seed}: {result.violation}"[:1_000])
            progress.update(bar, advance=len(done), description=f"seeds ({len(failed)} failed)")
            count = int(progress.tasks[bar].completed)
            if not console.is_terminal and (count // _CHUNK) % 20 == 0:
                console.print(
                    f"{count} of {len(seeds)} seeds, {len(failed)} failed, {time.monotonic() - started:.0f} s"
                )
    took = time.monotonic() - started
    counted = f"{calls} calls, {batches} change batches, {took:.0f} s"
    console.print(f"{len(seeds)} seeds from {seeds.start}, {len(failed)} failed; {counted}")
    if failed:
        _replay(console, failed[0].seed)
    return 1 if failed else 0


def _replay(console: Console, seed: int) -> None:
    """The trace of the first failure, and how to see it again."""
    for line in run(seed, tracing=True).trace:
        console.print(line)
    console.print(f"again: {Path(sys.executable).name} -m tests.simulation --seed {seed} --trace   (or --shrink)")


def _results(seeds: range, jobs: int) -> Iterator[list[Result]]:
    chunks = [seeds[start : start + _CHUNK] for start in range(0, len(seeds), _CHUNK)]
    if jobs == 1:
        yield from map(_chunk, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_chunk, chunks)


def _chunk(seeds: range) -> list[Result]:
    return [run(seed) for seed in seeds]

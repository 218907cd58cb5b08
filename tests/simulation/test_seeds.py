"""A few hundred seeds of the simulation, and the proof that a seed replays.

What a run is, and what it leaves out, stands in run.py. A failing seed: `python -m tests.simulation --seed N --shrink`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.simulation.interest import place_of_interest
from tests.simulation.profile import draw_profile
from tests.simulation.run import run
from tests.simulation.world import SimulatedWorld

SEEDS, CHUNK = 300, 20
ROOT = Path(__file__).parents[2]
# What the traces of the first seeds say of what the simulation is for.
_EXPECTED = (
    "hand-over",
    "adopt ",
    "repair ",
    "let-go",
    "remove ",
    "wait ",
    "refused waiting",
    "refused owned-elsewhere",
    "refused name-taken",
    "refused delegated",
    "refused protected",
    "external-dns makes",
    "unsafe",
    "throttled",
    "timed out after",
    "asks again",
    "answers from the past",
    "which albias holds",
    "to put it back",
    "crashed after",
    "Lambda ends it",
    "does not find it, or not yet",
    "REFUSED",
)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_seed_breaks_an_invariant(first: int) -> None:
    """H9, H30, H36, H39, H41, H47, H48: whatever happens, and wherever it is killed, one sweep makes it right."""
    failed = {seed: str(result.violation) for seed in range(first, first + CHUNK) if (result := run(seed)).violation}
    replay = [f"{text[:600]}\n  python -m tests.simulation --seed {seed} --shrink" for seed, text in failed.items()]
    assert not failed, "\n".join(replay)


def test_a_seed_replays() -> None:
    """The same steps, calls and answers in another process, whatever order its sets have."""
    traces = {_trace_of_a_process(hash_seed) for hash_seed in ("1", "2")}
    assert len(traces) == 1


def test_the_simulation_is_not_idle() -> None:
    """Most of what it is for does happen in these seeds: conflicts, hand-overs, adoption, faults, crashes."""
    missing = {*_EXPECTED}
    for seed in range(60):
        trace = "\n".join(run(seed, tracing=True).trace)
        missing = {what for what in missing if what not in trace}
        if not missing:
            break
    assert missing == set()


def _trace_of_a_process(hash_seed: str) -> str:
    script = (
        "from tests.simulation.run import run\n"
        "for seed in range(3010, 3022): print(*run(seed, tracing=True).trace, sep='\\n')"
    )
    search = os.pathsep.join((str(ROOT), str(ROOT / "lambda_src"), str(ROOT / "config")))
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": search}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def test_a_world_with_no_name_in_its_zones_has_an_end() -> None:
    """People look for a name there that somebody asks for, and there is none."""
    world = SimulatedWorld(replace(draw_profile(Random("0"), None), words=()), tracing=False, strict=True)
    zone_id, name = place_of_interest(world)
    assert any(zone.id == zone_id and name.endswith(f".{zone.name}") for zone in world.profile.zones)

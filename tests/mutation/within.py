"""Runs in the folder that workplace.py prepares: makes the mutants, tries those of some modules, writes how each ended.

mutmut's own command would try every mutant again that it is given by name, and would end what takes long by process
numbers that may be another's by then. So its parts are put together here: each mutant is tried in a process of its own,
by those tests alone that reach its function, the fast ones first, until one fails. A test that computes much longer
than it does without the change ends as a time-out.
"""

import argparse
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import Phase, settings
from mutmut import __main__ as mutmut
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from mutmut.mutation.diff_apply import generated_function_names
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import change_cwd, copy_also_copy_files, copy_src_dir, setup_source_paths
from mutmut.utils.format_utils import get_module_from_key, mangled_name_from_mutant_name
from mutmut.workers import isolation

# Seconds of computing that a test may take under a mutant, beside what it takes without.
SECONDS, TIMES = 10, 10
# How many tests are tried at once: few find most of what is wrong.
PORTIONS = (40, 200, None)
ENDED_LATE = 36
NO_TESTS = 33
DONE = ("killed", "timeout")


class Watch:
    """Ends the process when one test computes for too long: it waits for something that the change took away."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Measure computing, not time: a busy machine makes no mutant late."""
        signal.signal(signal.SIGPROF, _late)
        signal.setitimer(signal.ITIMER_PROF, SECONDS + TIMES * state().duration_by_test.get(item.nodeid, 0.0))
        result = yield
        signal.setitimer(signal.ITIMER_PROF, 0)
        return result


def _late(number: int, frame: object) -> NoReturn:
    os._exit(ENDED_LATE)


class Runner(PytestRunner):
    """pytest, with the watch."""

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Run these tests until one fails, in portions: to find tests costs time, too. Returns: pytest's status."""
        left = list(tests)
        status = 0
        with change_cwd("mutants"):
            for size in PORTIONS:
                portion, left = left[:size], left[size:]
                if portion and not status:
                    status = self.execute_pytest(self._pytest_args_regular_run(portion), plugins=[Watch()])
        return int(status)


def main() -> int:
    """Make, try, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--processes", type=int, required=True)
    options = parser.parse_args()
    # Random values find what they find within few of them, or the tests lack a plain one; nobody reads the smallest.
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=25,
        phases=[Phase.explicit, Phase.generate],
    )
    runner = isolation.ForkRunner(options.processes, Runner())
    make(options.processes)
    mutmut.collect_or_load_stats(runner, apply_config_invalidation=True)
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    asked = [(data, name) for data, name, _ in mutants if _is_of(name, options.modules)]
    attempt(runner, asked)
    Path("endings.json").write_text(json.dumps(list(endings(asked)), indent=1))
    return 0


def make(processes: int) -> None:
    """Write the mutants of the functions that changed since the last time."""
    set_mutant_under_test("mutant_generation")
    with mutmut.CatchOutput(spinner_title="Generating mutants"):
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        mutmut.create_mutants(processes)


def _is_of(name: str, modules: Sequence[str]) -> bool:
    return get_module_from_key(name).removeprefix("albias.") in modules


def attempt(runner: isolation.ForkRunner, mutants: Sequence[tuple[SourceFileMutationData, str]]) -> None:
    """Try each mutant that nothing noticed so far, the quickest first."""
    of_name = {name: data for data, name in mutants if _ending(data, name) not in DONE}
    # Nothing is ended by its process number: see above.
    vars(isolation)["register_timeout"] = lambda pid, timeout_s: None
    runner.startup()
    for name in sorted(of_name, key=mutmut.estimated_worst_case_time):
        while not runner.has_capacity():
            _note(of_name, runner.wait_for_result())
        tests = list(state().tests_by_mangled_function_name.get(mangled_name_from_mutant_name(name), ()))
        runner.submit(name, tests, cpu_time_limit=24 * 60 * 60, estimated_time=0.0)
    while runner.pending_count():
        _note(of_name, runner.wait_for_result())
    runner.shutdown()


def _note(of_name: dict[str, SourceFileMutationData], result: isolation.MutantResult) -> None:
    data = of_name[result.mutant_name]
    data.exit_code_by_key[result.mutant_name] = result.exit_code
    data.durations_by_key[result.mutant_name] = result.duration
    data.save()
    tried = Counter(_ending(of_name[name], name) for name in of_name)
    sys.stdout.write(f"\r{', '.join(f'{count} {ending}' for ending, count in sorted(tried.items()))}    ")
    sys.stdout.flush()


def _ending(data: SourceFileMutationData, name: str) -> str:
    return status_by_exit_code[data.exit_code_by_key[name]]


def endings(mutants: Iterable[tuple[SourceFileMutationData, str]]) -> Iterator[dict[str, Any]]:
    """Each mutant with how it ended; where nothing noticed it, with the function before and after."""
    for data, name in mutants:
        ending = _ending(data, name)
        spans = None if ending in DONE else MutantLineSpans.load(data.path)
        functions = spans.read_function_sources(generated_function_names(name)) if spans else ["", ""]
        yield {"name": name, "ending": ending, "functions": functions}


if __name__ == "__main__":
    sys.exit(main())

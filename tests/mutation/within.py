"""Runs in the folder that workplace.py prepares: makes the mutants, tries those of some modules, writes how each ended.

mutmut's own command starts pytest anew for each mutant, tries all again that it is given by name, and ends what takes
long by process numbers that may be another's by then. So its parts are put together here: pytest collects the tests
once, and each mutant is tried in a fork of that process, by those tests alone that reach its function, the fast ones
first, until one fails. A test that computes much longer than it does without the change ends as a time-out.
"""

import argparse
import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
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
from mutmut.workers.isolation import ForkRunner

# Seconds of computing that a test may take under a mutant, beside what it takes without.
SECONDS, TIMES = 5, 5
# How an attempt ends, in mutmut's numbers.
NOTICED, SURVIVED, NO_TESTS, LATE = 1, 0, 33, 36
DONE = ("killed", "timeout")


class Trial:
    """A plugin of pytest that tries mutants instead of running the tests once."""

    def __init__(self, mutants: Sequence[tuple[SourceFileMutationData, str]], processes: int, longest: float) -> None:
        self.data = {name: data for data, name in mutants if ending(data, name) not in DONE}
        for data in self.data.values():
            data.meta_path = data.meta_path.resolve()
        self.processes, self.longest = processes, longest
        self.running: dict[int, str] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant that nothing noticed so far, the quickest first."""
        took = state().duration_by_test
        tests = {item.nodeid: item for item in session.items if took[item.nodeid] <= self.longest}
        gc.freeze()
        for name in sorted(self.data, key=mutmut.estimated_worst_case_time):
            reaching = [tests[test] for test in _tests_of(name) if test in tests]
            if not reaching:
                self._note(name, NO_TESTS)
                continue
            while len(self.running) >= self.processes:
                self._wait()
            process = os.fork()
            if not process:
                self._attempt(name, reaching)
            self.running[process] = name
        while self.running:
            self._wait()
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One test that fails is enough."""
        if report.failed:
            os._exit(NOTICED)

    def _attempt(self, name: str, tests: Sequence[pytest.Item]) -> NoReturn:
        set_mutant_under_test(name)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.signal(signal.SIGPROF, _late)
        try:
            _run(tests)
            os._exit(SURVIVED)
        finally:  # whatever comes up: this process must not go on as the one that it was forked from
            os._exit(NOTICED)

    def _wait(self) -> None:
        process, status = os.wait()
        if process in self.running:  # no orphan of a test that was ended
            self._note(self.running.pop(process), os.waitstatus_to_exitcode(status))

    def _note(self, name: str, code: int) -> None:
        data = self.data[name]
        data.exit_code_by_key[name] = code
        data.save()
        tried = Counter(ending(self.data[each], each) for each in self.data)
        told = ", ".join(f"{count} {how}" for how, count in sorted(tried.items()))
        os.write(2, f"\r{told}    ".encode())  # pytest holds back what is printed


def _run(tests: Sequence[pytest.Item]) -> None:
    for test, after in zip(tests, [*tests[1:], None], strict=True):
        # Computing is measured, not time: a busy machine makes no mutant late.
        signal.setitimer(signal.ITIMER_PROF, SECONDS + TIMES * state().duration_by_test[test.nodeid])
        test.ihook.pytest_runtest_protocol(item=test, nextitem=after)


def _late(number: int, frame: object) -> NoReturn:
    os._exit(LATE)


def _tests_of(name: str) -> list[str]:
    reaching = state().tests_by_mangled_function_name.get(mangled_name_from_mutant_name(name), ())
    return sorted(reaching, key=lambda test: state().duration_by_test[test])


def ending(data: SourceFileMutationData, name: str) -> str:
    """How a mutant ended, in mutmut's words."""
    return status_by_exit_code[data.exit_code_by_key[name]]


def main() -> int:
    """Make, try, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--longest", type=float, required=True)
    options = parser.parse_args()
    # Random values find what they find within few of them, or the tests lack a plain one; nobody reads the smallest.
    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=25, phases=phases)
    make(options.processes)
    tests = PytestRunner()
    mutmut.collect_or_load_stats(ForkRunner(1, tests), apply_config_invalidation=True)
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    asked = [(data, name) for data, name, _ in mutants if _is_of(name, options.modules)]
    set_mutant_under_test("")
    trial = Trial(asked, options.processes, options.longest)
    with Path("pytest.txt").open("w") as said, change_cwd("mutants"), redirect_stdout(said):
        status = tests.execute_pytest(["tests/unit", "--capture=sys"], plugins=[trial])
    if status:
        raise SystemExit(Path("pytest.txt").read_text())
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


def endings(mutants: Iterable[tuple[SourceFileMutationData, str]]) -> Iterator[dict[str, Any]]:
    """Each mutant with how it ended; where nothing noticed it, with the function before and after."""
    for data, name in mutants:
        how = ending(data, name)
        spans = None if how in DONE else MutantLineSpans.load(data.path)
        functions = spans.read_function_sources(generated_function_names(name)) if spans else ["", ""]
        yield {"name": name, "ending": how, "functions": functions}


if __name__ == "__main__":
    sys.exit(main())

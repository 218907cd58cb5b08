"""Each explained survivor is a mutant of the code as it is: an explanation of a line that is gone must go, too."""

from pathlib import Path

import pytest
from mutmut.configuration import reset_config
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

from tests.mutation.modules import ADAPTERS, PURE, all_modules
from tests.mutation.survivors import FILE, explained
from tests.mutation.words import Mutant, in_words

EXPLAINED = explained([*PURE])


@pytest.fixture(autouse=True)
def _settings_of_mutmut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """mutmut reads the settings of the folder that it is in, and wants sources there."""
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path)
    reset_config()


def mutants(name: str, code: str) -> set[Mutant]:
    made = mutate_file_contents(f"{name}.py", code)
    return {_mutant(f"albias.{name}.{mutant}", made) for mutant in made.mutant_names}


def _mutant(name: str, made: MutatedFile) -> Mutant:
    changed = name.rpartition(".")[2]
    original = f"{changed.partition('__mutmut_')[0]}__mutmut_orig"
    return in_words(name, _source(original, made), _source(changed, made))


def _source(function: str, made: MutatedFile) -> str:
    span = made.line_span_by_function_name[function]
    return "\n".join(made.code.splitlines()[span.start - 1 : span.end])


def modules_with_explained() -> list[str]:
    return [module for module in PURE if explained([module])]


@pytest.mark.parametrize("module", modules_with_explained())
def test_what_is_explained_is_a_mutant_of_todays_code(module: str) -> None:
    assert explained([module]).keys() - mutants(module, PURE[module].read_text()) == set()


def test_every_module_is_mutated_or_an_adapter() -> None:
    """A module that is new is mutated by itself; one that is gone leaves no name behind."""
    assert {name for name, _ in all_modules()} == PURE.keys() | ADAPTERS
    assert "sources" in PURE
    assert "engine.plan" in PURE


def test_what_is_explained_is_of_a_file_of_which_mutants_are_made() -> None:
    assert len(EXPLAINED) == len(FILE.read_text().split("[[survivor]]")) - 1


def test_a_mutant_is_told_by_its_lines() -> None:
    method = "class Box:\n    def find(self, key: str) -> str:\n        return key.lower()\n"
    function = "def one() -> int:\n    return 1\n"
    assert mutants("box", f"{method}\n\n{function}") == {
        Mutant("box.Box.find", "return key.lower()", "return key.upper()"),
        Mutant("box.one", "return 1", "return 2"),
    }

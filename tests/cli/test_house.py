"""The command line asks the engine; it writes nothing itself, and decides nothing itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_CLI = Path(__file__).parents[2] / "cli" / "albias_cli"
_FILES = sorted(_CLI.rglob("*.py"))
# What the engine alone may do. A word that reads (describe, list, get, filter, simulate) is not among them.
_WRITES = ("change_", "create_", "delete_", "put_", "update_", "add_tags", "remove_tags", "send_", "set_ip_", "purge_")
# `doctor --try` asks for one name as a person does: by a tag, which it takes away again. The engine makes the name.
_TRIES = {"doctor/trial.py": {"add_tags", "remove_tags"}}


def _calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


@pytest.mark.parametrize("file", _FILES, ids=lambda file: str(file.relative_to(_CLI)))
def test_no_file_calls_a_writing_operation_of_aws(file: Path) -> None:
    allowed = _TRIES.get(str(file.relative_to(_CLI)), set())
    assert {name for name in _calls(file) if name.startswith(_WRITES)} == allowed


def test_only_the_engine_sends_change_batches() -> None:
    """work.py passes the engine's batches on, to tell of them."""
    assert [file.name for file in _FILES if "change" in _calls(file)] == ["work.py"]


def test_the_decision_table_is_asked_in_one_place_and_the_orders_around_it() -> None:
    asking = {
        str(file.relative_to(_CLI))
        for file in _FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "albias.decide"
        and any(alias.name == "decide" for alias in node.names)
    }
    assert asking == {"orders.py", "migrate/routed.py", "workspace.py"}

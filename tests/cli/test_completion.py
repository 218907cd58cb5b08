"""What a shell completes: commands and options, and the names that `list` saw last."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from albias_cli.config_file import find_config
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.world import World


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World, desk: Desk) -> Path:
    """Where `list` has been run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "albias.toml").touch()
    world.look(world.create("web", "shop.apps.example.com shoes.apps.example.com api.apps.example.com"))
    desk.config = find_config(None, {}, tmp_path)
    assert desk.run("list", "--state", "healthy", "shop.apps.example.com").code == Exit.OK
    return tmp_path


def _completed(folder: Path, *words: str) -> list[str]:
    """What the shell gets when the last word is being completed; in a process of its own, as the shell starts it."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "_ALBIAS_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["albias", *words]),
        "COMP_CWORD": str(len(words)),
    }
    command = [sys.executable, "-m", "albias_cli"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()


def test_names_that_list_saw_last_are_completed_without_any_aws(folder: Path) -> None:
    assert _completed(folder, "explain", "sho") == ["shoes.apps.example.com", "shop.apps.example.com"]


def test_the_last_of_several_names_is_completed(folder: Path) -> None:
    assert _completed(folder, "plan", "--only", "api.apps.example.com,shop") == [
        "api.apps.example.com,shop.apps.example.com"
    ]


def test_load_balancers_are_completed_where_one_is_begun(folder: Path, world: World) -> None:
    (found,) = _completed(folder, "explain", "arn")
    assert found.endswith("loadbalancer/app/web/50dc6c4900000001")


def test_commands_are_completed(folder: Path) -> None:
    assert _completed(folder, "re") == ["release"]


def test_without_a_cache_nothing_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "none"))
    assert _completed(tmp_path, "explain", "sho") == []


def test_a_cache_that_cannot_be_written_stops_nothing(
    desk: Desk, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk.config = find_config(tmp_path / "albias.toml")
    world.look(world.create("web", "shop.apps.example.com"))
    assert desk.run("list").code == Exit.OK


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_command_and_parses(desk: Desk, shell: str) -> None:
    result = desk.run("completion", shell)
    assert result.code == Exit.OK
    assert "_ALBIAS_COMPLETE=complete_" in result.out
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=result.out, text=True, check=True)


def test_another_shell_is_a_usage_error(desk: Desk) -> None:
    assert desk.run("completion", "tcsh").code == Exit.USAGE

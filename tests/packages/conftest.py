"""One wheel for all tests here, and two environments: the command line alone, and with the constructs."""

from pathlib import Path

import pytest

from .environment import Environment, built, installed


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def command_line(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return installed(str(wheel), tmp_path_factory.mktemp("command-line"))


@pytest.fixture(scope="session")
def constructs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return installed(f"{wheel}[cdk]", tmp_path_factory.mktemp("constructs"))

"""A world with two load balancers, and a person at the command line in it."""

from pathlib import Path

import pytest

from tests.support.desk import Desk, Migrate, Result
from tests.support.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def migrate(desk: Desk, tmp_path: Path) -> Migrate:
    """Runs a migration from the owner `default`, with its report in a file of this test."""

    def run(*arguments: str) -> Result:
        report = f"--report={tmp_path}/report.json"
        return desk.run("migrate", "external-dns", "--owner", "default", report, *arguments)

    return run

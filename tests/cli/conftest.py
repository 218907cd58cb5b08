"""A world with two load balancers, and a person at the command line in it."""

import pytest

from tests.builders import World
from tests.cli.harness import Desk


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)

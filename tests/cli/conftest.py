"""A world with two load balancers, and a person at the command line in it."""

import pytest

from tests.support.desk import Desk
from tests.support.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)

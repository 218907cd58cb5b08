"""What all unit tests share: a scene, and the function over it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.scene import Scene
from tests.unit.edge import Edge


@pytest.fixture
def scene() -> Iterator[Scene]:
    """A scene with one hosted zone and the documented defaults."""
    scene = Scene()
    yield scene
    scene.check()


@pytest.fixture
def scene_of() -> Iterator[Callable[..., Scene]]:
    """Scenes with hosted zones and settings of the test's choice."""
    made: list[Scene] = []

    def make(*args: Any, **settings: Any) -> Scene:
        made.append(Scene(*args, **settings))
        return made[-1]

    yield make
    for scene in made:
        scene.check()


@pytest.fixture
def edge_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Scene], Edge]:
    """The function over a scene of the test's choice."""
    return lambda scene: Edge(scene, monkeypatch, capsys)


@pytest.fixture
def edge(scene: Scene, edge_of: Callable[[Scene], Edge]) -> Edge:
    """The function over the scene with the documented defaults."""
    return edge_of(scene)

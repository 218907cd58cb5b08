"""What looks at everything waits for its turn before each call, as a sweep of the function does."""

import re
from pathlib import Path
from typing import Any

import pytest

from albias.aws.clients import Pace
from albias_cli.errors import Exit
from albias_cli.workspace import RATE
from tests.support.desk import Desk
from tests.support.markdown import text_of
from tests.support.world import World

SHOP = "shop.apps.example.com"


class Turns:
    """The real pace in virtual time, and the calls to AWS: `unpaced` are those that had no turn of their own."""

    def __init__(self, world: World) -> None:
        self.time = 0.0
        self.number = 0
        self.calls: list[str] = []
        self.unpaced: list[str] = []
        self._pace = Pace(RATE, lambda: self.time, self._sleep)
        self._open = False
        world.elbv2.before = world.route53.before = self._called

    def __call__(self) -> None:
        """A turn."""
        self._pace()
        self.number += 1
        self._open = True

    def _called(self, operation: str, _: Any) -> None:
        self.calls.append(operation)
        if not self._open:
            self.unpaced.append(operation)
        self._open = False

    def _sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.fixture
def turns(world: World, desk: Desk) -> Turns:
    """Thirty load balancers: their tags are two calls."""
    world.create("web", SHOP)
    for number in range(29):
        world.create(f"other-{number}")
    desk.pace = turns = Turns(world)
    return turns


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["apply", "--yes"],
        ["list"],
        ["release", "--all", "--delete", "--force", "--yes"],
        ["migrate", "external-dns", "--owner", "my-cluster", "--report", "report.json", "--yes"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_call_of_what_looks_at_everything_has_its_turn(
    desk: Desk, turns: Turns, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert desk.run(*arguments).code in (Exit.OK, Exit.PENDING)
    assert len(turns.calls) >= 4
    assert turns.unpaced == []
    assert turns.time == pytest.approx((turns.number - 1) / RATE)


def test_what_looks_at_one_name_waits_only_for_the_list_of_load_balancers(desk: Desk, turns: Turns) -> None:
    desk.run("explain", SHOP)
    assert turns.calls[:4] == ["GetHostedZone", "DescribeLoadBalancers", "DescribeTags", "DescribeTags"]
    assert turns.unpaced == [turns.calls[0], *turns.calls[4:]]


def test_the_pace_is_the_functions_own() -> None:
    assert re.findall(r"^SWEEP_RATE = (\S+)", text_of("lambda_src/albias/edge/handler.py"), re.MULTILINE) == [str(RATE)]

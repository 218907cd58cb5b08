"""`dry_run = true` binds the function: who looks is told that nothing comes by itself, who orders that it is done."""

import pytest

from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import World

NOTHING = "dry_run = true: the function plans this, and changes nothing until you deploy false; by hand"


@pytest.fixture
def bound() -> Desk:
    """A desk whose deployment does nothing by itself, though a name waits to be made."""
    world = World(dry_run=True)
    world.create("web", SHOP)
    return Desk(world)


def told(desk: Desk, *arguments: str) -> str:
    """Both streams of a command, in one line."""
    result = desk.run(*arguments)
    return " ".join((result.out + result.err).split())


def test_a_plan_says_who_does_it(bound: Desk) -> None:
    assert f"{NOTHING}: `albias apply`" in told(bound, "plan")
    assert bound.json("plan")["dry_run"] is True


def test_an_explanation_promises_nothing(bound: Desk) -> None:
    words = told(bound, "explain", SHOP)
    assert "next sweep" not in words
    assert "a sweep without dry_run: create" in words
    assert f"to do {NOTHING}: `albias apply --only {SHOP}`" in words
    assert bound.json("explain", SHOP)["dry_run"] is True


def test_nor_does_that_of_a_load_balancer(bound: Desk) -> None:
    api = bound.world.create("api", "api.apps.example.com")
    assert f"{NOTHING}: `albias apply`" in told(bound, "explain", str(api))


def test_an_order_is_carried_out_and_says_so(bound: Desk) -> None:
    words = told(bound, "apply", "--yes")
    assert "dry_run = true binds the function alone: what is shown here is done when you say so" in words
    assert bound.world.target(SHOP)


def test_the_help_of_an_order_says_so_too(bound: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    bound.run("apply", "--help")
    assert "carried out whatever `dry_run` says" in capsys.readouterr().out


def test_a_list_with_something_to_mend_says_who_does_not(bound: Desk) -> None:
    assert bound.run("apply", "--yes").code == Exit.OK
    assert "dry_run" not in told(bound, "list")
    bound.world.route53.remove(bound.world.zone.id, f"{SHOP}.", "A")
    assert NOTHING in told(bound, "list")


@pytest.mark.parametrize("arguments", [["plan"], ["explain", SHOP], ["apply", "--dry-run"]], ids=" ".join)
def test_without_it_nothing_is_said_of_it(arguments: list[str]) -> None:
    world = World()
    world.create("web", SHOP)
    assert "dry_run" not in told(Desk(world), *arguments)


@pytest.mark.parametrize("arguments", [["plan"], ["explain", SHOP], ["apply", "--dry-run"]], ids=" ".join)
def test_nor_where_nothing_waits_to_be_done(arguments: list[str], bound: Desk) -> None:
    bound.run("apply", "--yes")
    assert "dry_run" not in told(bound, *arguments)

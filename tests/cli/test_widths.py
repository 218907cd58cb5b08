"""What a person sees on screens of 60, 80 and 120 columns, and what a pipe gets: no width, no colour, no breaking.

The snapshots are in __snapshots__; `pytest tests/cli/test_widths.py --snapshot-update` writes them again.
"""

import time
from collections.abc import Iterator

import pytest
from syrupy.assertion import SnapshotAssertion

from albias.settings import TagMatch
from tests.support.desk import Desk
from tests.support.records import alias, put
from tests.support.shown import SCENES
from tests.support.world import TAG, World

_WIDTHS = pytest.mark.parametrize("width", [60, 80, 120, None], ids=["60", "80", "120", "piped"])
_LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c4900000005"

_FIRST = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c4900000001"


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are shown in the person's own zone."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _crowded() -> Desk:
    """Long names, as the AWS Load Balancer Controller makes them, and tags of every kind of mistake."""
    world = World()
    first = world.create("k8s-storefront-checkout-4f1c2a9b", "checkout.storefront.team-a.apps.example.com")
    world.look(first)
    alias(world, world.dns_name(first), "checkout.storefront.team-a.apps.example.com", health=False)
    for name in ("one", "two"):
        put(world, f"{name}.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.9"}])
    world.create("k8s-storefront-search-77aa01c3ef", "one.apps.example.com two.apps.example.com -dash- two..dots")
    world.create("web", "http://shop.apps.example.com/cart www.example.net both.apps.example.com")
    world.create("api", "api.apps.example.com", ip_address_type="dualstack")
    return Desk(world)


@_WIDTHS
@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "--verbose"],
        ["list"],
        ["explain", "www.apps.example.com"],
        ["explain", _LOAD_BALANCER],
        ["logs"],
        ["release", "shop.apps.example.com", "--dry-run"],
        ["history", "api.apps.example.com"],
        ["history", "shop.apps.example.com", "--verbose"],
        ["wait", "new.apps.example.com", "--timeout", "1s"],
        ["wait", "www.apps.example.com"],
    ],
    ids=[
        "plan",
        "plan-verbose",
        "list",
        "explain",
        "explain-arn",
        "logs",
        "release",
        "history",
        "history-verbose",
        "wait-over",
        "wait-refused",
    ],
)
def test_an_everyday_screen(arguments: list[str], width: int | None, snapshot: SnapshotAssertion) -> None:
    result = SCENES["everyday"]().run(*arguments, width=width)
    assert f"{result.out}---\n{result.err}" == snapshot
    _check(result.out + result.err, width)


@_WIDTHS
def test_a_screen_of_what_was_left_behind(width: int | None, snapshot: SnapshotAssertion) -> None:
    result = SCENES["left-behind"]().run("audit", width=width)
    assert f"{result.out}---\n{result.err}" == snapshot
    _check(result.out + result.err, width)


@_WIDTHS
def test_a_name_that_is_ready(width: int | None, snapshot: SnapshotAssertion) -> None:
    desk = SCENES["everyday"]()
    assert desk.run("apply", "--only", "new.apps.example.com", "--yes").code == 0
    result = desk.run("wait", "new.apps.example.com", width=width)
    assert f"{result.out}---\n{result.err}" == snapshot
    _check(result.out + result.err, width)


@_WIDTHS
@pytest.mark.parametrize("arguments", [["plan"], ["list"]], ids=["plan", "list"])
def test_a_crowded_screen(arguments: list[str], width: int | None, snapshot: SnapshotAssertion) -> None:
    result = _crowded().run(*arguments, width=width)
    assert f"{result.out}---\n{result.err}" == snapshot
    _check(result.out + result.err, width)


def _ruled() -> Desk:
    """A load balancer with one name from a tag, and another one from a listener's rule."""
    world = World(names_from_rules=(TagMatch("team", "web"),))
    web = world.create("web", tags={"team": "web", TAG: "shop.apps.example.com"})
    world.elbv2.add_rule(world.elbv2.add_listener(str(web), 443), "cart.apps.example.com")
    world.look(web)
    return Desk(world)


@_WIDTHS
@pytest.mark.parametrize(
    "arguments",
    [["list"], ["explain", "cart.apps.example.com"], ["explain", _FIRST]],
    ids=["list", "explain", "explain-arn"],
)
def test_a_screen_that_says_where_wishes_come_from(
    arguments: list[str], width: int | None, snapshot: SnapshotAssertion
) -> None:
    result = _ruled().run(*arguments, width=width)
    assert f"{result.out}---\n{result.err}" == snapshot
    _check(result.out + result.err, width)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_wide_shows_every_column(width: int) -> None:
    screen, pipe = (SCENES["everyday"]().run("list", "--wide", width=each).out for each in (width, None))
    assert screen == pipe


def _check(text: str, width: int | None) -> None:
    """No line is longer than the screen but for one word that is; in a pipe no escape and no continuation."""
    assert "\x1b" not in text
    for line in text.splitlines():
        assert width is None or len(line) <= width or _is_one_word(line), line


def _is_one_word(line: str) -> bool:
    shown = line.strip()
    return " " not in shown or (shown.count("`") == 2 and shown.startswith("`"))


def test_a_pipe_has_no_width_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = SCENES["everyday"]().run("list").out.splitlines()
    assert [line.partition(".")[0] for line in out] == [out[0], "api", "blog", "shop"]

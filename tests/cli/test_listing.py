"""`albias list`: every held name, its state, and the filters."""

import csv
import io
from dataclasses import replace

import pytest

from albias.settings import MaxRemovals
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.records import put
from tests.support.world import ZONE, World


@pytest.fixture
def world() -> World:
    """Four names, one in each state; `shop` has a load balancer that waits."""
    world = World()
    web = world.create("web", "shop.apps.example.com cart.apps.example.com blog.apps.example.com")
    api = world.create("api", "api.team.apps.example.com")
    world.look(web, api)
    world.look(world.create("other", "shop.apps.example.com"))
    world.route53.remove(ZONE.id, "cart.apps.example.com.", "A")
    world.route53.remove(ZONE.id, "blog.apps.example.com.", "A")
    put(world, "blog.apps.example.com", "CNAME", TTL=1, ResourceRecords=[{"Value": "elsewhere.example.net"}])
    world.delete(api)
    return world


def _states(desk: Desk, *arguments: str) -> dict[str, str]:
    return {each["hostname"]: each["state"] for each in desk.json("list", *arguments)["names"]}


def test_every_name_and_its_state(desk: Desk) -> None:
    result = desk.run("list")
    assert result.code == Exit.REFUSED
    assert _states(desk) == {
        "api.team.apps.example.com": "orphaned",
        "blog.apps.example.com": "blocked",
        "cart.apps.example.com": "drifted",
        "shop.apps.example.com": "healthy",
    }
    assert "4 of 4 names: 1 healthy, 1 drifted, 1 orphaned, 1 blocked" in result.err
    assert "healthy, 1 waiting" in result.out


def test_listing_changes_nothing(world: World, desk: Desk) -> None:
    before = world.route53.records(ZONE.id)
    desk.run("list")
    assert world.route53.records(ZONE.id) == before


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["shop.apps.example.com"], ["shop"]),
        (["*.team.apps.example.com"], ["api"]),
        (["--state", "drifted"], ["cart"]),
        (["--load-balancer", "app/api/"], ["api"]),
        (["--zone", "Z0APPS", "--state", "healthy"], ["shop"]),
        (["--zone", "apps.example.com", "--state", "healthy"], ["shop"]),
        (["none.apps.example.com"], []),
    ],
)
def test_filters(desk: Desk, arguments: list[str], names: list[str]) -> None:
    assert [name.split(".")[0] for name in _states(desk, *arguments)] == names


def test_only_healthy_names_exit_with_0(desk: Desk) -> None:
    assert desk.run("list", "--state", "healthy").code == Exit.OK


@pytest.mark.parametrize("arguments", [["--zone", "nope"], ["--state", "nope"], ["two..dots"]])
def test_wrong_filters_are_usage_errors(desk: Desk, arguments: list[str]) -> None:
    assert desk.run("list", *arguments).code == Exit.USAGE


def test_comma_separated_values(world: World, desk: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(desk.run("list", "--csv").out)))
    assert [row["state"] for row in rows] == ["orphaned", "blocked", "drifted", "healthy"]
    assert rows[3]["load_balancer"].startswith(
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/"
    )
    assert rows[3]["target"].startswith("web-")
    assert rows[2]["next"] == "repair: its record set was missing or differed"


def test_what_max_removals_would_stop_is_told() -> None:
    world = World(max_removals=MaxRemovals(count=1, percent=10))
    web = world.create("web", "a.apps.example.com b.apps.example.com c.apps.example.com")
    world.look(web)
    world.delete(web)
    desk = Desk(world)
    result = desk.run("list")
    assert result.code == Exit.REFUSED
    assert "3 of 3 names: 3 orphaned" in result.err
    assert "would remove 3 of 3 names, more than max_removals" in result.err
    assert len(desk.json("list")["unsafe"]) == 1


def test_since_when_the_log_knows(world: World, desk: Desk) -> None:
    taken = {"kind": "decision", "zone_id": "Z0APPS", "hostname": "shop.apps.example.com"}
    desk.clients.logs.add(1_795_000_000, action="create", **taken)
    desk.clients.logs.add(1_795_100_000, action="hand-over", **taken)
    desk.clients.logs.add(1_795_200_000, action="repair", **taken)
    desk.clients.logs.add(1_795_300_000, action="adopt", dry_run=True, **taken)
    desk.clients.logs.add(1_795_300_000, line="REPORT RequestId: 1")
    names = {each["hostname"]: each["since"] for each in desk.json("list", "--since")["names"]}
    assert names["shop.apps.example.com"] == "2026-11-19T14:53:20+00:00"
    assert names["cart.apps.example.com"] is None
    assert "2026-11-19 14:53" in desk.run("list", "--since").out


def test_nothing_held(desk: Desk) -> None:
    empty = Desk(World())
    result = empty.run("list")
    assert (result.code, result.out) == (Exit.OK, "")
    assert "0 of 0 names" in result.err


def test_h49_a_table_for_programs_is_safe_too(world: World, desk: Desk) -> None:
    """A target is what the registry says: other people's text where its load balancer is gone."""
    entry = next(found for found in world.route53.records(ZONE.id) if "target=api-" in str(found))
    (value,) = (each["Value"] for each in entry["ResourceRecords"] if "target=" in each["Value"])
    for target, shown in (("\x1b[31m", "\\x1b[31m"), ("=1+1", "'=1+1")):
        changed = value.replace(value[value.index("target=") :].split(",")[0].strip('"'), f"target={target}")
        lines = [{"Value": changed if each["Value"] == value else each["Value"]} for each in entry["ResourceRecords"]]
        world.route53.put(ZONE.id, {**entry, "ResourceRecords": lines})
        (row,) = csv.DictReader(io.StringIO(desk.run("list", "--csv", "--load-balancer", "/api/").out))
        assert row["target"] == shown


def test_names_are_listed_also_where_no_log_says_since_when(desk: Desk) -> None:
    desk.clients.stack.deployed = False
    result = desk.run("list", "--since", "--state", "healthy")
    assert result.code == Exit.OK
    assert "shop.apps.example.com" in result.out
    assert "since when is not known: no stack albias-platform" in result.err


def test_since_when_is_not_known_where_decisions_are_not_logged(world: World, desk: Desk) -> None:
    world.settings = replace(world.settings, log_level="ERROR")
    result = desk.run("list", "--since", "--state", "healthy")
    assert result.code == Exit.OK
    assert 'since when is not known: log_level = "ERROR" keeps decisions and sweeps out of the log' in result.err


@pytest.mark.parametrize("policy", ["upsert-only", "create-only"])
def test_what_the_policy_keeps_is_no_change_that_waits(policy: str) -> None:
    world = World(policy=policy)
    web = world.create("web", "shop.apps.example.com")
    world.look(web)
    world.delete(web)
    desk = Desk(world)
    result = desk.run("list")
    assert (result.code, desk.run("plan").code) == (Exit.OK, Exit.OK)
    assert f"kept (policy = '{policy}' keeps it)" in result.out


def test_a_name_that_is_not_allowed_any_more_is_blocked() -> None:
    world = World()
    world.look(world.create("web", "shop.apps.example.com"))
    narrow = replace(ZONE, hostnames=("x.apps.example.com",))
    world.settings = replace(world.settings, zones=(narrow,))
    assert "blocked (the configuration no longer allows it; its record stays" in Desk(world).run("list").out


def test_what_the_tags_name_in_vain_is_kept() -> None:
    world = World()
    world.look(world.create("web", "shop.apps.example.com"))
    world.settings = replace(world.settings, zones=(replace(ZONE, schemes=("internal",)),))
    desk = Desk(world)
    result = desk.run("list")
    (name,) = desk.json("list")["names"]
    assert name["state"] == "kept"
    assert name["next"] == "its load balancer still names it, and may not have it: `albias explain` says why"
    assert (result.code, desk.run("plan").code) == (Exit.OK, Exit.REFUSED)

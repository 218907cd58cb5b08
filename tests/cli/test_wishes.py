"""Where a wish comes from, and with which routing, as `explain` and `list` tell it."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from albias.model import LoadBalancerId
from albias.settings import TagMatch
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.external_dns import external, texts
from tests.support.records import SHOP
from tests.support.world import TAG, World

CART = "cart.apps.example.com"


def weighted() -> World:
    """A name that two load balancers share by weight."""
    world = World()
    world.create("blue", tags={TAG: f"{SHOP} weight=20 set=blue"})
    world.create("green", tags={TAG: f"{SHOP} weight=80 set=green"})
    world.sweep()
    return world


def test_each_record_set_of_a_weighted_name_is_told_with_its_set_identifier() -> None:
    desk = Desk(weighted())
    result = desk.run("explain", SHOP)
    assert result.code == Exit.OK
    assert "A (weighted 20, set 'blue') alias to blue-" in result.out
    assert "held by: app/blue/50dc6c4900000001 (set identifier blue)" in result.out
    assert "held by: app/green/50dc6c4900000002 (set identifier green)" in result.out
    (zone,) = desk.json("explain", SHOP)["zones"]
    assert [hold["set_identifier"] for hold in zone["holds"]] == ["blue", "green"]
    assert [found["routing"] for found in zone["record_sets"]] == ["weighted 20", "weighted 80"]


def test_a_list_has_a_line_for_each_record_set_with_its_routing_and_source() -> None:
    desk = Desk(weighted())
    names = desk.json("list")["names"]
    told = [(each["set_identifier"], each["routing"], each["source"], each["state"]) for each in names]
    assert told == [
        ("blue", "weighted 20", f"tag {TAG}", "healthy"),
        ("green", "weighted 80", f"tag {TAG}", "healthy"),
    ]
    assert [len(each["record_sets"]) for each in names] == [1, 1]
    assert f"tag {TAG}, weighted 20, set blue" in desk.run("list").out


def test_a_weighted_name_is_released_whole() -> None:
    """A name is given up whole: each of its record sets in its own decision."""
    world = weighted()
    desk = Desk(world)
    result = desk.run("release", SHOP, "--delete", "--force", "--yes")
    assert result.code == Exit.OK
    assert "2 removed" in result.out
    assert world.names() == []


def test_a_release_of_one_routing_is_no_conversion_to_another() -> None:
    """The tag asks for weights by now; the order gives up what is held, and takes nothing."""
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    world.tag(web, f"{SHOP} weight=20")
    assert Desk(world).run("release", SHOP, "--yes").code == Exit.OK
    assert [name for name in world.names() if "_albias" in name] == []
    assert world.target(SHOP) == world.dns_name(web)


def test_a_change_of_the_routing_is_shown_and_done_as_one_change() -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    world.tag(web, f"{SHOP} weight=20 set=web")
    desk = Desk(world)
    (decision,) = [each for each in desk.json("plan")["decisions"] if each["action"] == "convert"]
    assert decision["set_identifier"] == "web"
    assert desk.run("apply", "--yes").code == Exit.OK
    assert desk.run("plan").code == Exit.OK


def test_explain_tells_of_the_listener_and_rule_that_ask_for_a_name() -> None:
    world = World(names_from_rules=(TagMatch("team", "web"),))
    web = world.create("web", tags={"team": "web"})
    world.elbv2.add_rule(world.elbv2.add_listener(str(web), 443), SHOP)
    world.look(web)
    desk = Desk(world)
    result = desk.run("explain", SHOP)
    assert result.code == Exit.OK
    assert "listener 443, rule " in result.out
    (claimed,) = desk.json("explain", SHOP)["claimed_by"]
    assert claimed["tags"] == {}
    assert claimed["wishes"][0]["source"].startswith("listener 443, rule ")


def test_h58_explain_tells_of_a_grace_that_runs() -> None:
    """Else a name that is about to go is as it should be for whoever asks."""
    world = World(names_from_rules=(TagMatch("team", "web"),), rule_grace=3600)
    web = world.create("web", tags={"team": "web"})
    rule = world.elbv2.add_rule(world.elbv2.add_listener(str(web), 443), SHOP)
    world.look(web)
    desk = Desk(world)
    assert "no rule:" not in desk.run("explain", SHOP).out
    world.elbv2.remove_rule(rule)
    world.look(web)
    since, end = (datetime.fromtimestamp(at).astimezone() for at in (world.clock, world.clock + 3600))
    told = f"no rule: none names it since {since:%Y-%m-%d %H:%M}; given up after {end:%Y-%m-%d %H:%M} unless"
    assert told in desk.run("explain", SHOP).out
    (hold,) = desk.json("explain", SHOP)["zones"][0]["holds"]
    assert hold["gone_since"] == datetime.fromtimestamp(world.clock, UTC).isoformat(timespec="seconds")


def test_an_option_that_albias_does_not_know_is_told_with_what_is_allowed() -> None:
    world = World()
    web = world.create("web", f"{SHOP} wieght=20")
    desk = Desk(world)
    result = desk.run("explain", SHOP)
    assert result.code == Exit.REFUSED
    assert "refused: invalid-option" in result.out
    assert "'wieght=20' is no option that albias knows (did you mean weight=20?); allowed: weight=" in result.out
    assert "invalid-option" in desk.run("explain", str(web)).out


def ruled() -> tuple[World, LoadBalancerId]:
    """A load balancer with one name from a tag and another from two listeners' rules, both held."""
    world = World(names_from_rules=(TagMatch("team", "web"),))
    web = world.create("web", tags={"team": "web", TAG: SHOP})
    for port in (80, 443):
        world.elbv2.add_rule(world.elbv2.add_listener(str(web), port), CART)
    world.look(web)
    return world, web


def test_explain_of_a_load_balancer_says_of_each_name_where_the_wish_comes_from() -> None:
    world, web = ruled()
    desk = Desk(world)
    rows = {row["hostname"]: row["asked_for_by"] for row in desk.json("explain", str(web))["names"]}
    assert rows[SHOP] == [f"tag {TAG}"]
    assert [source.partition(", rule ")[0] for source in rows[CART]] == ["listener 80", "listener 443"]
    assert "by: listener 80, rule " in desk.run("explain", str(web)).out


def test_a_name_that_is_refused_is_told_with_its_source_too() -> None:
    world = World()
    web = world.create("web", tags={TAG: "http://shop.apps.example.com/x", f"{TAG}/b": "www.example.net"})
    rows = {row["hostname"]: row["asked_for_by"] for row in Desk(world).json("explain", str(web))["names"]}
    assert rows == {"http://shop.apps.example.com/x": [f"tag {TAG}"], "www.example.net": [f"tag {TAG}/b"]}


def test_a_list_has_a_column_for_the_source_on_screens_and_for_programs() -> None:
    world, _ = ruled()
    desk = Desk(world)
    assert "asked for by" in desk.run("list", "--wide", width=60).out
    rule = next(each["source"] for each in desk.json("list")["names"] if each["hostname"] == CART)
    assert rule.startswith("listener 80, rule ")
    head, *rows = list(csv.reader(io.StringIO(desk.run("list", "--csv").out)))
    assert {row[head.index("hostname")]: row[head.index("source")] for row in rows} == {SHOP: f"tag {TAG}", CART: rule}


def test_a_host_of_a_listener_rule_is_migrated_from_external_dns(tmp_path: Path) -> None:
    world = World(names_from_rules=(TagMatch("team", "web"),))
    web = world.create("web", tags={"team": "web"})
    world.elbv2.add_rule(world.elbv2.add_listener(str(web), 443), CART)
    external(world, CART, world.dns_name(web))
    desk = Desk(world)
    report = f"--report={tmp_path}/report.json"
    done = desk.run("migrate", "external-dns", "--owner", "default", report, "--yes")
    assert done.code == Exit.OK, done.out + done.err
    assert [each["hostname"] for each in desk.json("list")["names"]] == [CART]
    assert texts(world) == []

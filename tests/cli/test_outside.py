"""A name in none of the configured hosted zones is another DNS's, or a slip of the pen; one within is neither."""

import pytest

from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.errors import Exit
from albias_cli.show import outside
from tests.support.desk import Desk
from tests.support.records import SHOP, put
from tests.support.world import ZONE, World

ZONES = (ZONE, HostedZone("Z0NET", DnsName("example.net")))
WILDCARD = "*.o.apps.example.com"


def test_a_name_within_a_zone_never_gets_a_cname(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} _wildcard.o.apps.example.com")
    world.look(web)
    world.tag(web, f"{SHOP} _wildcard.o.apps.example.com taken.apps.example.com new.apps.example.com apps.example.com")
    put(world, "taken.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    for name in (SHOP, "taken.apps.example.com", "new.apps.example.com", "apps.example.com", WILDCARD):
        assert "IN CNAME" not in desk.run("explain", name).out
        assert desk.json("explain", name)["cnames"] == []


def test_no_cname_leads_to_a_wildcard(world: World, desk: Desk) -> None:
    web = world.create("web", "_wildcard.o.apps.example.com www.example.net")
    world.look(web)
    told = desk.run("explain", "www.example.net").out
    assert "CNAME *" not in told
    assert "`www.example.net. 300 IN CNAME NAME-THAT-ALBIAS-KEEPS.`" in " ".join(told.split())


def test_one_label_alone_gets_no_cname(world: World, desk: Desk) -> None:
    world.look(world.create("web", f"{SHOP} j"))
    told = desk.run("explain", "j")
    assert told.code == Exit.REFUSED
    assert "IN CNAME" not in told.out
    whole = "write the whole name: `albias explain j.apps.example.com`"
    assert f"One label alone is nobody's hostname; {whole}" in told.out


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("shop.aps.example.com", SHOP),
        ("shop.apps.exmaple.com", SHOP),
        ("shop.apps.example.con", SHOP),
        ("aps.example.com", "apps.example.com"),
        ("www.exampel.net", "www.example.net"),
        ("www.example.org", None),
        ("shop.app.example.com", SHOP),
        ("shop.apps.example.comm", SHOP),
        ("shop.apps1.example.com", SHOP),
        ("_x.aps.example.com", "_x.apps.example.com"),
        ("shop.example.com", None),
        ("shop.team.example.com", None),
        ("com", None),
    ],
)
def test_which_name_was_meant(name: str, near: str | None) -> None:
    assert outside.meant(DnsName(name), ZONES) == near


def test_long_ends_that_are_the_same_make_no_names_alike() -> None:
    end = "internal.corp.example.com"
    zones = (HostedZone("Z0TEAM", DnsName(f"team1.{end}")),)
    assert outside.meant(DnsName(f"shop.team2.{end}"), zones) is None
    assert outside.meant(DnsName("shop.team1.internl.corp.example.com"), zones) == f"shop.team1.{end}"


def test_a_load_balancer_that_asks_for_nearly_a_name_is_asked_whether_that_was_meant(world: World, desk: Desk) -> None:
    world.create("web", "shop.app.example.com www.example.net")
    do = f"do: Did you mean {SHOP}? Then write that in its place: `{SHOP}`"
    for command in ("plan", "explain web"):
        told = " ".join(desk.run(*command.split()).out.split())
        assert do in told
        assert told.count("Normal where another DNS has the name") == 1
    assert f"to do {do[4:]}" in " ".join(desk.run("explain", "shop.app.example.com").out.split())
    assert f"Did you mean {SHOP}?" in desk.run("list", "--html", "-").out


def test_several_names_that_are_nearly_right_are_told_at_once(world: World, desk: Desk) -> None:
    world.create("web", "shop.app.example.com _wildcard.aps.example.com")
    out = desk.run("plan").out
    assert "! *.aps.example.com     app/web (50dc…)  did you mean *.apps.example.com?" in out
    written = "`_wildcard.apps.example.com shop.apps.example.com`"
    assert f"do: Where these were meant, write them in their places: {written}" in " ".join(out.split())
    assert "some other DNS" not in out


@pytest.mark.parametrize("command", ["explain", "adopt", "wait"])
def test_nobody_is_told_to_tag_what_no_tag_can_give(command: str, world: World, desk: Desk) -> None:
    for name, words in (
        ("www.example.net", "CNAME"),
        ("shop.aps.example.com", f"`albias explain {SHOP}`"),
        ("shop", f"`albias explain {SHOP}`"),
    ):
        result = desk.run(command, name)
        told = " ".join((result.out + result.err).split())
        assert result.code == Exit.REFUSED
        assert "Tag the load balancer" not in told
        assert words in told


@pytest.mark.parametrize("name", ["www.apps.example.com", "x._albias.apps.example.com"])
def test_nor_what_the_configuration_gives_to_nobody(name: str) -> None:
    world = World(zones=(HostedZone(ZONE.id, ZONE.name, hostnames=(SHOP,)),))
    for command in ("explain", "adopt"):
        result = Desk(world).run(command, name)
        told = " ".join((result.out + result.err).split())
        assert "Tag the load balancer" not in told
        assert "Choose an allowed name" in told

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
        ("shop.example.com", None),
        ("shop.team.example.com", None),
        ("com", None),
    ],
)
def test_which_name_was_meant(name: str, near: str | None) -> None:
    assert outside.meant(DnsName(name), ZONES) == near


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

"""A right id with a wrong name: nothing that follows from such a configuration may be told, or done."""

from dataclasses import replace
from typing import Any

import pytest

from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.errors import Exit
from tests.fakes import FakeRoute53
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import ZONE, World

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef"
COMMANDS = [
    ["plan"],
    ["plan", "--only", SHOP],
    ["apply", "--yes"],
    ["explain", SHOP],
    ["explain", ARN],
    ["list"],
    ["wait", SHOP],
    ["adopt", SHOP, "--yes"],
    ["release", SHOP, "--yes"],
    ["migrate", "external-dns", "--owner", "default", "--dry-run"],
]


def misnamed(name: str, *, private: bool = False) -> Desk:
    """A desk whose configuration has another name for the zone that is there."""
    zone = HostedZone(ZONE.id, DnsName(name), private=private)
    world = World(zones=(zone,))
    world.route53 = FakeRoute53()
    world.route53.add_zone(ZONE.id, ZONE.name, private=False)
    world.create("web", SHOP)
    return Desk(world)


def asked(desk: Desk) -> list[str]:
    """The ids of the hosted zones that GetHostedZone was asked for."""
    return [str(call.params["Id"]) for call in desk.world.route53.calls if call.operation == "GetHostedZone"]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", ["example.com", "aps.example.com", "shop.apps.example.com"])
def test_a_zone_of_another_name_stops_every_command(arguments: list[str], name: str) -> None:
    desk = misnamed(name)
    result = desk.run(*arguments)
    assert result.code == Exit.FAILED
    assert f"Z0APPS is apps.example.com, public, and albias.toml says {name}, public" in result.err
    assert 'write into its `[[zones]]`, and deploy: `id = "Z0APPS", name = "apps.example.com"`' in result.err
    assert "delegat" not in result.out + result.err
    assert desk.world.names() == []


def test_a_public_zone_that_is_said_to_be_private() -> None:
    result = misnamed(ZONE.name, private=True).run("plan")
    assert result.code == Exit.FAILED
    assert "Z0APPS is apps.example.com, public, and albias.toml says apps.example.com, private" in result.err


def test_what_may_not_be_looked_at_stops_nothing() -> None:
    away = replace(ZONE, role_arn="arn:aws:iam::444455556666:role/albias")
    world = World(zones=(away,))
    world.create("web", SHOP)

    def deny(operation: str, params: object) -> None:
        if operation == "GetHostedZone":
            raise world.route53.error(operation, "AccessDenied", "not allowed", 403)

    world.route53.before = deny
    result = Desk(world).run("plan")
    assert result.code == Exit.PENDING
    assert "1 to create" in result.out


def test_of_many_zones_only_those_of_the_name_are_asked_for_and_all_for_a_name_in_none() -> None:
    zones = tuple(HostedZone(f"Z0{number}", DnsName(f"z{number}.example.com")) for number in range(5))
    found: dict[str, Any] = {}
    for name in ("shop.z3.example.com", "www.example.net"):
        desk = Desk(World(zones=zones))
        desk.run("explain", name)
        found[name] = asked(desk)
    assert found["shop.z3.example.com"] == ["Z03"]
    assert len(found["www.example.net"]) == 5
